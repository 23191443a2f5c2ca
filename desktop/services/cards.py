"""Cards: how offices come to know each other's keys, and whom this office believes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from db import access_log, alarms, offices, trust_lists
from db.connection import Connection
from db.hybrid import stamp
from db.offices import Office
from db.trust_lists import Root
from desktop.bundle import card as cards
from desktop.bundle import changes
from desktop.bundle.card import Card, Vouched
from desktop.bundle.changes import Change as KeyChange
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services.codes import is_office_code
from desktop.services.media import appearing, readable, regular
from desktop.services.office_keys import OfficeKeys
from desktop.services.session import EXPORTS, Change, Session

REASONS = ("stolen", "lost", "closed", "mistake", "other")  # why a person takes trust back
VOICE, ROOT = "voice", "root"  # why a card counts: compared by telephone, or the word of a root that was compared
REPLACED = "replaced"  # by other keys of the same office


def card(session: Session) -> Card:
    """The card of this office, with the latest changes of its keys."""
    kept = office_keys.read(session.conn)
    return _card(session, kept)


def rotate(session: Session, conn: Connection) -> Card:
    """New keys for this office, in the caller's transaction: its new card is signed for by the old key.

    What was sealed before can still be read; the other offices compare the new card by telephone, or learn of it from
    their region, and take in nothing more that the old key has signed.
    """
    session.require(EXPORTS)
    now = session.now()
    kept = office_keys.rotate(conn, session.office.code, now)
    access_log.note(conn, now, session.worker.id, "keys-changed")
    return _card(session, kept)


def save_card(session: Session, path: Path) -> Card:
    """Write the card of this office; it holds no secret."""
    own = card(session)
    with appearing(path) as out:
        out.write(cards.write(own, sign_seed(session)))
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "card-saved")
    return own


def read_card(path: Path) -> Card:
    """The card in a file; its fingerprint is to be compared by telephone before it is trusted."""
    with readable(), regular(path) as file:
        data = file.read(cards.SIZE_LIMIT + 1)
    return cards.read(data)


def trust(session: Session, path: Path, fingerprint: str | None) -> Card:
    """Believe an office from now on; a card with new keys takes the place of the office's old one.

    Its fingerprint has to be compared by voice. The one card that needs no telephone call is a region's own with the
    word of its root, where the root was compared before: it outlives the region's everyday keys.
    """
    session.require(EXPORTS)
    found = read_card(path)
    if found.office == session.office.code:
        raise Refused("own-card")
    if found.practice != session.office.practice:
        raise Refused("practice-only")
    by_voice = fingerprint is not None and bool(fingerprint.strip())
    if not by_voice and not is_vouched(session.conn, found):
        raise Refused("fingerprint-needed")
    if fingerprint is not None and by_voice and not cards.same_fingerprint(found, fingerprint):
        raise Refused("fingerprint-differs")
    now = session.now()
    with session.vault.write(now) as conn:
        _take_in(conn, found, now, session.worker.id, VOICE if by_voice else ROOT)
        access_log.note(conn, now, session.worker.id, "office-trusted", found.office)
    session.changed(Change("sync", found.office))
    return found


def is_vouched(conn: Connection, found: Card) -> bool:
    """Whether a root that was compared here says that this is the region's own card, and said nothing later."""
    if found.vouched is None or found.root is None:
        return False
    last = trust_lists.latest(conn, found.root)
    here = [one for one in offices.of(conn, found.office) if one.in_force and one.root == found.root]
    known = max([one.list_version or 0 for one in here] + ([last.version] if last else []), default=0)
    return bool(here) and found.vouched.version > known


def distrust(session: Session, office: str, reason: str = "other", lost_on: date | None = None) -> None:
    """Take back the trust in an office, for example when its computer was stolen; nothing more of it is imported.

    What came before stays. `lost_on` is the day from which its keys may be in other hands, so that people can look at
    what came since; the key never counts again, whatever a list says later.
    """
    session.require(EXPORTS)
    if reason not in REASONS:
        raise Refused("reason-unknown")
    now = session.now()
    day = lost_on.isoformat() if lost_on else None
    with session.vault.write(now) as conn:
        revoke(conn, known(conn, office).code, now, reason, day)
        access_log.note(conn, now, session.worker.id, "office-revoked", office)
    session.changed(Change("sync", office))


def put_aside(session: Session, office: str) -> None:
    """Keys that a list named and that wait to be compared are not wanted; a later list may name them again."""
    session.require(EXPORTS)
    waiting = [one for one in offices.of(session.conn, office) if one.trusted_on is None and one.revoked_on is None]
    if not waiting:
        raise Refused("nothing-to-compare")
    now = session.now()
    with session.vault.write(now) as conn:
        for one in waiting:
            offices.forget(conn, one.sign_key)
        access_log.note(conn, now, session.worker.id, "keys-put-aside", office)
    session.changed(Change("sync", office))


def all_offices(session: Session) -> list[Office]:
    """Every card that is known here, those withdrawn too."""
    return offices.all_(session.conn)


def known(conn: Connection, code: str) -> Office:
    """The card in force of an office; `no-such-office` or `office-revoked` otherwise."""
    found = offices.get(conn, code)
    if found is None or found.trusted_on is None:
        raise Refused("no-such-office", **({"office": code} if is_office_code(code) else {}))  # no typed word in it
    if found.revoked_on is not None:
        raise Refused("office-revoked", office=code)
    return found


def sign_seed(session: Session) -> bytes:
    return office_keys.read(session.conn).sign_seed


def identity(session: Session) -> str:
    return office_keys.read(session.conn).identity


def _card(session: Session, kept: OfficeKeys) -> Card:
    root = trust_lists.root(session.conn)
    return Card(
        office=session.office.code,
        kind=session.office.kind,
        country=session.office.country,
        sign_key=kept.sign_key,
        box_key=kept.box_key,
        root=root.key if root else None,
        vouched=_vouched(root) if root and root.vouched_key == kept.sign_key else None,
        changes=kept.changes[-changes.MOST :],
    )


def _vouched(root: Root) -> Vouched | None:
    if root.vouched is None or root.vouched_at is None:
        return None
    return Vouched(root.vouched_at, root.vouched)


def _take_in(conn: Connection, found: Card, now: datetime, worker: str, why: str) -> None:
    before = offices.by_sign_key(conn, found.sign_key)
    if before is not None and before.revoked_on is not None:
        raise Refused("office-revoked", office=before.code)  # a key that was given up never counts again
    if before is not None and before.code != found.office:
        raise Refused("key-of-another-office", office=before.code)
    for one in offices.of(conn, found.office):
        if _went_two_ways(one, found.changes):
            alarms.note(conn, stamp(now), "key-changed-twice", found.office)
        if one.sign_key != found.sign_key:
            offices.forget(conn, one.sign_key)
    revoke(conn, found.office, now, REPLACED)
    counts = before is not None and before.trusted_on is not None
    offices.put(
        conn,
        Office(
            code=found.office,
            kind=found.kind,
            country=found.country,
            name=found.office,
            sign_key=found.sign_key,
            box_key=found.box_key,
            fingerprint=found.fingerprint,
            trusted_on=stamp(now),
            trusted_by=worker,
            practice=found.practice,
            why=why,
            first_on=before.first_on if before is not None and counts else stamp(now),
            changes=changes.dump(found.changes) if found.changes else None,
            root=found.root,
            list_version=found.vouched.version if found.vouched else None,
        ),
    )


def revoke(conn: Connection, code: str, now: datetime, reason: str, lost_on: str | None = None) -> None:
    """No key of this office that counts now counts any more; for who has a transaction open."""
    for office in offices.of(conn, code):
        if office.in_force:
            gone = replace(office, revoked_on=stamp(now), reason=reason, lost_on=lost_on, told_by=None)
            offices.put(conn, gone)


def _went_two_ways(one: Office, told: Sequence[KeyChange]) -> bool:
    """Whether one old key said of two different ones that they follow it: somebody else has it too."""
    here = {change.before: change.sign_key for change in (changes.load(one.changes) if one.changes else ())}
    return any(here.get(change.before, change.sign_key) != change.sign_key for change in told)
