"""What the region sent down, as an office meets it: looked at first, taken over as a whole by a head, or taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from db import access_log, packs
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.directory import Pack
from desktop.bundle.kinds.pack_parts import id_of_part, kind_of
from desktop.refusals import Refused
from desktop.services import local_forms, local_protocols, pack_checks, pack_words, people
from desktop.services.library import Library
from desktop.services.local_library import as_shipped, keep_both, known, library, sent
from desktop.services.pack_checks import PackFault
from desktop.services.pack_overlay import Sent
from desktop.services.pack_words import Group
from desktop.services.session import PEOPLE, Session

ACCEPTED, DECLINED, BACK = "pack-accepted", "pack-declined", "pack-rolled-back"


@dataclass(frozen=True, slots=True)
class Info:
    """One pack that is known here, without its content."""

    region: str
    version: int
    sign: str  # that both sides can compare
    parts: int
    at: datetime  # when it came, or was published
    counts: bool
    waits: bool
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class State:
    """What counts, what waits for an answer, and what came besides, the latest first."""

    counting: Info | None
    waiting: Info | None
    others: tuple[Info, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a pack over would change; `own` are the office's own changes that would not fit any more."""

    info: Info
    groups: tuple[Group, ...]
    own: tuple[str, ...]
    faults: tuple[PackFault, ...]


def state(session: Session) -> State:
    """The packs of the region; everybody who works here may see which one counts."""
    every = [_info(session, one) for one in packs.every(session.conn)][::-1]
    counting = next((one for one in every if one.counts), None)
    waiting = next((one for one in every if one.waits), None)
    return State(counting, waiting, tuple(one for one in every if one not in (counting, waiting)))


def waits(session: Session) -> tuple[str, int] | None:
    """Region and number of the pack that this person has to decide about."""
    return packs.waiting(session.conn) if session.worker.role in PEOPLE else None


def _info(session: Session, row: packs.Pack) -> Info:
    decided = row.decided_at.astimezone(session.tz) if row.decided_at else None
    return Info(
        region=row.region,
        version=row.version,
        sign=sign_of(row.hash),
        parts=_parts(row.body),
        at=row.at.astimezone(session.tz),
        counts=row.state == packs.COUNTS,
        waits=row.state == packs.WAITING,
        decided_at=decided,
        decided_by=people.name_of(session, row.decided_by) if row.decided_by else "",
    )


def _parts(body: str) -> int:
    return body.count("\n") - 1  # the first line is the head


def hash_of(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=32).hexdigest()


def sign_of(hash_: str) -> str:
    """The sign of a pack that people compare by telephone."""
    return hash_[:5].upper()


# --- looking ----------------------------------------------------------------------------------------------------------


def preview(session: Session, version: int) -> Preview:
    """What would change here; nothing is kept."""
    row = _row(session, version)
    pack = directory.load(row.body)
    every = [one for one in sent(session.conn) if (one.region, one.pack.version) != (row.region, row.version)]
    before = next((one.pack for one in every if one.counts), None)
    if row.state == packs.COUNTS:
        before = pack
    would = [Sent(one.region, one.pack, counts=False) for one in every] + [Sent(row.region, pack, counts=True)]
    there = Session(session.vault, library(session.conn, session.library, would), session.clock, session.language)
    return Preview(
        info=_info(session, row),
        groups=pack_words.groups(session.library, there.library, before, pack),
        own=tuple(_own_that_break(session, there)),
        faults=tuple(faults(session, pack, row.region)),
    )


def content(session: Session, version: int) -> tuple[Group, ...]:
    """All that a pack says, as if nothing had been sent down before."""
    row = _row(session, version)
    every = [Sent(row.region, directory.load(row.body), counts=True)]
    there = library(session.conn, session.library, every)
    return pack_words.groups(as_shipped(session.library), there, None, every[0].pack)


def _own_that_break(session: Session, there: Session) -> list[str]:
    """The office's own changes that fit now and would not fit with the pack, by their titles."""
    if session.worker.role not in PEOPLE:
        return []
    found = []
    for now, then in zip(local_forms.editions(session), local_forms.editions(there), strict=True):
        if now.counting and not now.counting.faults and then.counting and then.counting.faults:
            found.append(pack_words.form_title(now.form))
    for one, other in zip(local_protocols.editions(session), local_protocols.editions(there), strict=True):
        if one.counting and not one.counting.faults and other.counting and other.counting.faults:
            found.append(pack_words.protocol_title(one.protocol))
    return found


def faults(session: Session, pack: Pack, region: str) -> list[PackFault]:
    """All that hinders a pack of this region here."""
    found = pack_checks.faults(as_shipped(session.library), pack, region, session.office.country)
    asked = {one.id: (edition.changes.form, one.type) for _row, edition in known(session.conn)
             for one in edition.changes.added}  # fmt: skip
    for changes in pack.forms:
        for one in changes.added:
            if asked.get(one.id, (changes.form, one.type)) != (changes.form, one.type):
                found.append(PackFault("form", changes.form, one.id, "type-changed"))
    return found


def refuse_faults(session: Session, pack: Pack, region: str, code: str = "pack-fault") -> None:
    """Refused at the first thing that hinders it, as this code."""
    for fault in faults(session, pack, region):
        raise Refused(code, part=fault.kind, field=fault.place or fault.id, fault=fault.code)


# --- deciding ---------------------------------------------------------------------------------------------------------


def accept(session: Session, version: int) -> Info:
    """From now on the pack counts, the whole of it; what was filled in before keeps what it was filled in with."""
    session.require(PEOPLE)
    row = _row(session, version)
    if row.state == packs.COUNTS:
        raise Refused("pack-counts-already")
    counting = next((one for one in packs.every(session.conn) if one.state == packs.COUNTS), None)
    if counting is not None and counting.region != row.region:
        raise Refused("pack-of-another-region", office=counting.region)
    pack = directory.load(row.body)
    refuse_faults(session, pack, row.region)
    now, worker = session.now(), session.worker.id
    with session.vault.write(now) as conn:
        packs.let_count(conn, row.region, row.version, now, worker, counting.version if counting else None)
        keep_both(conn, now, worker)
        access_log.note(conn, now, worker, ACCEPTED, row.region, len(pack.parts))
    read_again(session)
    return _info(session, _row(session, version))


def decline(session: Session, version: int) -> None:
    """A pack that waits is put aside; it can be taken over later."""
    session.require(PEOPLE)
    row = _row(session, version)
    if row.state != packs.WAITING:
        raise Refused("no-such-pack")
    now = session.now()
    with session.vault.write(now) as conn:
        packs.put_aside(conn, row.region, row.version)
        access_log.note(conn, now, session.worker.id, DECLINED, row.region)
    session.announce("sync")


def rollback(session: Session) -> Info | None:
    """What counted before the pack counts again, or what the program brought; nothing that was answered goes."""
    session.require(PEOPLE)
    every = packs.every(session.conn)
    counting = next((one for one in every if one.state == packs.COUNTS), None)
    if counting is None:
        raise Refused("no-pack-counts")
    earlier = next((one for one in every if (one.region, one.version) == (counting.region, counting.before)), None)
    now = session.now()
    with session.vault.write(now) as conn:
        if earlier is None:
            packs.stand_aside(conn)
        else:
            packs.put_back(conn, earlier.region, earlier.version)
            keep_both(conn, now, session.worker.id)
        access_log.note(conn, now, session.worker.id, BACK, counting.region)
    read_again(session)
    return _info(session, _row(session, earlier.version)) if earlier else None


def accept_beside(session: Session, version: int) -> tuple[Info, Library]:
    """The same beside the window, which takes the definitions over afterwards."""
    with session.beside() as own:
        return accept(own, version), own.library


def rollback_beside(session: Session) -> tuple[Info | None, Library]:
    with session.beside() as own:
        return rollback(own), own.library


def take_library(session: Session, fresh: Library) -> None:
    """The definitions that slow work found to count now."""
    session.library = fresh
    _announce(session)


def read_again(session: Session) -> None:
    session.library = library(session.conn, session.library)
    _announce(session)


def _announce(session: Session) -> None:
    for kind in ("forms", "protocols", "sync"):
        session.announce(kind)


def _row(session: Session, version: int) -> packs.Pack:
    """The pack of this number; of several regions that of the one that counts, else of the one that waits."""
    rank = {packs.COUNTS: 0, packs.PUBLISHED: 0, packs.WAITING: 1, packs.ASIDE: 2}
    every = packs.every(session.conn)
    counting = next((one.region for one in every if one.state == packs.COUNTS), None)
    found = [one for one in every if one.version == version]
    if not found:
        raise Refused("no-such-pack")
    return min(found, key=lambda one: (one.region != counting, rank[one.state]))


__all__ = [
    "Group", "Info", "PackFault", "Preview", "State", "accept", "content", "decline", "faults", "hash_of", "id_of_part",
    "kind_of", "preview", "refuse_faults", "rollback", "sign_of", "state",
]  # fmt: skip
