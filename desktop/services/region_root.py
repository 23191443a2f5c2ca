"""The root of a region: made on paper for two people, asked for at each signing of the list of offices, never kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from db import access_log, offices, trust_lists
from db import recovery as code
from db.hybrid import moment, stamp
from db.offices import Office
from db.trust_lists import Root, SignedList
from desktop.bundle import card as card_file
from desktop.bundle import changes, crypto
from desktop.bundle.kinds import trust
from desktop.bundle.kinds.trust import Entry, OfficeList
from desktop.pdf.save import save_whole
from desktop.refusals import Refused
from desktop.services import cards, office_keys
from desktop.services.outgoing import Exported, Parcel, addressee, send
from desktop.services.session import EXPORTS, Change, Session

PAPERS = (2, 3)  # how many papers there may be; any two of them sign
NEEDED = code.NEEDED
KIND = "trust"

_PERSON = b"ancora root key"


@dataclass(frozen=True, slots=True)
class RootSecret:
    """A root in memory, for the length of one act: fresh, or put together from two papers."""

    secret: bytes = field(repr=False)

    @property
    def number(self) -> int:
        """By this number people tell its papers from those of another root."""
        return code.number_of(self.secret)

    @property
    def seed(self) -> bytes:
        return hashlib.blake2b(self.secret, digest_size=crypto.KEY_BYTES, person=_PERSON).digest()

    @property
    def key(self) -> bytes:
        return crypto.sign_key_of(self.seed)


@dataclass(frozen=True, slots=True)
class RootState:
    """What is known of this region's root. `waiting` is the number on papers that were made and have not signed yet."""

    number: str | None
    papers: int
    made_on: date | None
    waiting: str | None
    version: int  # of the last list; 0 before the first
    signed_on: date | None
    offices: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The next list, and what in it is new: by code, so that two people see what they sign."""

    version: int
    entries: tuple[Entry, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    revoked: tuple[str, ...]

    @property
    def in_force(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.in_force)

    @property
    def said(self) -> frozenset[tuple[str, bytes, bool]]:
        """What two people agree to: whose keys count, and whose do not."""
        return frozenset((one.office, one.sign_key, one.in_force) for one in self.entries)


# --- the papers -------------------------------------------------------------------------------------------------------


def new(session: Session) -> RootSecret:
    """A root that nobody has seen yet; it counts once two of its papers have signed a list."""
    _require(session)
    while True:
        found = RootSecret(secrets.token_bytes(code.SECRET_BYTES))
        known = (trust_lists.root(session.conn), trust_lists.unproven(session.conn))
        if all(one is None or one.number != found.number for one in known):
            return found


def keep(session: Session, root: RootSecret, papers: int) -> None:
    """Remember the public half and the number; the papers are all that is left of the secret."""
    _require(session)
    if papers not in PAPERS:
        raise Refused("root-papers", least=PAPERS[0], most=PAPERS[-1])
    now = session.now()
    with session.vault.write(now) as conn:
        made = Root(root.key, root.number, papers, stamp(now), session.worker.id)
        trust_lists.put_root(conn, made)
        access_log.note(conn, now, session.worker.id, "root-made", count=papers)
    session.changed(Change("sync"))


def papers(session: Session, root: RootSecret, count: int, language: str) -> list[bytes]:
    """One page for each person who keeps a part."""
    from desktop.pdf.root_paper import RootPaper, root_pdf  # the library of papers takes a moment

    made = session.now().date()
    number = code.label(root.number)
    return [
        root_pdf(RootPaper(session.office.code, number, made, code.groups(share), share.index, count), language)
        for share in _shares(root)[:count]
    ]


def written(root: RootSecret, count: int) -> tuple[tuple[str, ...], ...]:
    """The groups of each paper, for whoever has no printer and writes them by hand."""
    return tuple(code.groups(share) for share in _shares(root)[:count])


def save_papers(folder: Path, pages: Sequence[bytes]) -> list[Path]:
    """As neutral files, one a person."""
    saved = [folder / f"{number}.pdf" for number in range(1, len(pages) + 1)]
    for path, data in zip(saved, pages, strict=True):
        save_whole(path, data, replace=False)
    return saved


def read(typed: Sequence[str]) -> RootSecret:
    """The root out of two papers that were typed; what is wrong is named by paper and group."""
    return RootSecret(code.read_shares([words for words in typed if words.strip()]))


def state(session: Session) -> RootState:
    """What is known of the root and its last list."""
    conn = session.conn
    root, waiting = trust_lists.root(conn), trust_lists.unproven(conn)
    last = trust_lists.latest(conn, root.key) if root else None
    return RootState(
        number=code.label(root.number) if root else None,
        papers=root.papers if root else waiting.papers if waiting else 0,
        made_on=moment(root.made_at).astimezone(session.tz).date() if root else None,
        waiting=code.label(waiting.number) if waiting else None,
        version=last.version if last else 0,
        signed_on=date.fromisoformat(last.made_on) if last else None,
        offices=sum(one.in_force for one in opened(last).entries) if last else 0,
    )


# --- the list ---------------------------------------------------------------------------------------------------------


def draft(session: Session, root: RootSecret | None = None) -> Draft:
    """What the next list would say: each office that was compared here by voice, and each key that was given up."""
    _require(session)
    conn = session.conn
    known = trust_lists.root(conn)
    key = root.key if root is not None else known.key if known is not None else b""
    last = trust_lists.latest(conn, key)
    before = opened(last).entries if last is not None else ()
    today = session.now().date().isoformat()
    rows = [one for one in offices.all_(conn) if one.kind == "office" and one.why == "voice" and one.trusted_on]
    now = {one.sign_key: one for one in (_own(session, today), *(_entry(session, row) for row in rows))}
    entries = tuple(now.values()) + tuple(_gone(one, today) for one in before if one.sign_key not in now)
    return _compared(last.version + 1 if last else 1, trust.arranged(_since(entries, before)), before)


def sign(session: Session, root: RootSecret, seen: Draft | None = None) -> OfficeList:
    """Sign the list of today with two papers; with it the root vouches for the region's own card.

    `seen` is what the two people have read: what changed since then is not signed unread.
    """
    _require(session)
    known = _known_root(session, root)
    now = session.now()
    ahead = draft(session, root)
    if seen is not None and seen.said != ahead.said:
        raise Refused("list-changed")
    found = OfficeList(session.office.code, root.key, ahead.version, now.date().isoformat(), ahead.entries)
    signature = trust.sign(found, root.seed)
    own = cards.card(session)
    with session.vault.write(now) as conn:
        body = trust.body(found)
        trust_lists.put(
            conn,
            SignedList(
                root.key, found.version, found.region, found.made_on, body, signature, stamp(now), session.worker.id
            ),
        )
        word = card_file.vouch(own, root.seed, found.version)
        proven = replace(known, proven_at=known.proven_at or stamp(now))
        trust_lists.put_root(
            conn, replace(proven, vouched_key=own.sign_key, vouched=word.signature, vouched_at=word.version)
        )
        access_log.note(conn, now, session.worker.id, "list-signed", count=len(ahead.in_force))
    session.changed(Change("sync"))
    return found


def export(session: Session, to: str, out: Path) -> Exported:
    """Write the last list for one office; it is signed already, and nobody is asked for a paper."""
    session.require(EXPORTS)
    root = trust_lists.root(session.conn)
    last = trust_lists.latest(session.conn, root.key) if root else None
    if last is None:
        raise Refused("root-none")
    found = opened(last)
    return send(
        session,
        addressee(session, to),
        Parcel(KIND, trust.to_records(found, last.signature), "list-exported", len(found.entries)),
        out,
    )


def addressees(session: Session) -> tuple[str, ...]:
    """The offices of the own country that a list may go to."""
    here = session.office
    return tuple(
        one.code
        for one in offices.all_(session.conn)
        if one.in_force and one.kind == "office" and (one.country, one.practice) == (here.country, here.practice)
    )


def opened(kept: SignedList) -> OfficeList:
    """A list as it was kept."""
    return trust.from_body(kept.region, kept.root, kept.version, kept.made_on, kept.body)


# --- parts ------------------------------------------------------------------------------------------------------------


def _require(session: Session) -> None:
    session.require(EXPORTS)
    if session.office.kind != "region":
        raise Refused("region-only")


def _shares(root: RootSecret) -> tuple[code.Paper, ...]:
    return code.split(root.secret, code.slope_of(root.secret))


def _known_root(session: Session, root: RootSecret) -> Root:
    """The root that these papers are of: the one in force, or the one that was made last and is tried now."""
    known, waiting = trust_lists.root(session.conn), trust_lists.unproven(session.conn)
    for one in (waiting, known):
        if one is not None and one.key == root.key:
            return one
    if known is None and waiting is None:
        raise Refused("root-none")
    raise Refused("root-other", number=code.label(root.number))


def _own(session: Session, today: str) -> Entry:
    kept, here = office_keys.read(session.conn), session.office
    told = kept.changes[-changes.MOST :]
    return Entry(here.code, "region", here.country, kept.sign_key, kept.box_key, today, told)


def _entry(session: Session, row: Office) -> Entry:
    first = moment(row.first_on or row.trusted_on or "").astimezone(session.tz).date()
    told = changes.load(row.changes) if row.changes else ()
    one = Entry(row.code, row.kind, row.country, row.sign_key, row.box_key, first.isoformat(), told)
    if row.revoked_on is None:
        return one
    day = row.lost_on or moment(row.revoked_on).astimezone(session.tz).date().isoformat()
    return replace(one, revoked_on=day, reason=row.reason or "other")


def _gone(one: Entry, today: str) -> Entry:
    """What an earlier list named and this region no longer has: its own keys of before, for example."""
    return one if one.revoked_on is not None else replace(one, revoked_on=today, reason=cards.REPLACED)


def _since(entries: tuple[Entry, ...], before: Sequence[Entry]) -> tuple[Entry, ...]:
    """A key counts since the day on which it first stood on a list."""
    first = {one.sign_key: one.since for one in before}
    return tuple(replace(one, since=first.get(one.sign_key, one.since)) for one in entries)


def _compared(version: int, entries: tuple[Entry, ...], before: Sequence[Entry]) -> Draft:
    was = {one.office: one.sign_key for one in before if one.in_force}
    now = {one.office: one.sign_key for one in entries if one.in_force}
    gone = {one.sign_key for one in before if not one.in_force}
    return Draft(
        version,
        entries,
        added=tuple(office for office in now if office not in was),
        changed=tuple(office for office, key in now.items() if was.get(office, key) != key),
        revoked=tuple(
            sorted({one.office for one in entries if not one.in_force and one.sign_key not in gone} - now.keys())
        ),
    )
