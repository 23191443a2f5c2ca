"""How a region publishes a pack, and writes it for its offices; each of them decides for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from db import access_log, offices, packs
from db.connection import Connection
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.directory import Pack, pack_of
from desktop.bundle.kinds.pack_parts import IndicatorPart, Part
from desktop.bundle.writer import Written
from desktop.refusals import Refused
from desktop.services import outgoing
from desktop.services import packs as taken
from desktop.services.library import Library
from desktop.services.outgoing import Exported, Parcel
from desktop.services.pack_draft import last_published, published, require, rows_of
from desktop.services.session import Session

KIND = "directory"
PUBLISHED, SENT = "pack-published", "pack-exported"


@dataclass(frozen=True, slots=True)
class OfOffice:
    """One office: which pack was made for it last, and whether it says that it came."""

    code: str
    version: int | None
    at: datetime | None
    outcome: str | None
    may: bool  # an office of the same country


def publish(session: Session) -> taken.Info:
    """From now on this is what goes to the offices; each of them decides for itself."""
    require(session)
    last = last_published(session)
    pack = _numbered([part for _row, part in rows_of(session.conn)], last)
    if last is None and not pack.parts:
        raise Refused("pack-empty")
    taken.refuse_faults(session, pack, session.office.code, "pack-not-ready")
    body = directory.dump(pack)
    now, region = session.now(), session.office.code
    row = packs.Pack(region, pack.version, taken.hash_of(body), body, now, packs.PUBLISHED)
    with session.vault.write(now) as conn:
        packs.add(conn, row)
        access_log.note(conn, now, session.worker.id, PUBLISHED, region, len(pack.parts))
    taken.read_again(session)
    session.announce("packs")
    found = published(session)
    if found is None:
        raise Refused("pack-empty")
    return found


def publish_beside(session: Session) -> Library:
    """The same beside the window, which takes the definitions over afterwards."""
    with session.beside() as own:
        publish(own)
        return own.library


def _numbered(parts: Iterable[Part], last: Pack | None) -> Pack:
    """The next pack; what is counted otherwise than before gets the number of this pack, so that no table is mixed."""
    version = (last.version if last else 0) + 1
    before: Mapping[str, IndicatorPart] = {one.id: one for one in last.indicators} if last else {}
    found: list[Part] = []
    for part in parts:
        if isinstance(part, IndicatorPart):
            known = before.get(part.id)
            same = known is not None and (known.way, known.field) == (part.way, part.field)
            found.append(replace(part, version=known.version if same and known else version))
        else:
            found.append(part)
    return pack_of(version, tuple(found))


def of_offices(session: Session) -> tuple[OfOffice, ...]:
    """Every office whose card is in force, with the pack that was made for it last."""
    require(session)
    went = {one.office: one for one in packs.sent(session.conn)}
    found = []
    for card in offices.all_(session.conn):
        in_force = card.trusted_on and not card.revoked_on and card.practice == session.office.practice
        if card.kind != "office" or not in_force:
            continue
        sent = went.get(card.code)
        may = card.country == session.office.country
        at = sent.at.astimezone(session.tz) if sent else None
        found.append(OfOffice(card.code, sent.version if sent else None, at, sent.outcome if sent else None, may))
    return tuple(sorted(found, key=lambda one: one.code))


def export(session: Session, to: str, out: Path) -> Exported:
    """Write the pack that was published last for one office."""
    require(session)
    pack = last_published(session)
    if pack is None:
        raise Refused("pack-unpublished")
    reader = outgoing.addressee(session, to)
    if reader.kind != "office":
        raise Refused("pack-for-offices", office=reader.code)

    def note(conn: Connection, written: Written) -> None:
        packs.note_sent(conn, written.hash, reader.code, pack.version)

    parcel = Parcel(KIND, directory.to_records(pack), SENT, len(pack.parts))
    return outgoing.send(session, reader, parcel, out, note)


def export_all(session: Session, folder: Path, report: Callable[[int, int], None] | None = None) -> list[Exported]:
    """A file for each office, in a folder; `report` is called before each and may stop the rest."""
    found: list[Exported] = []
    wanted = [one for one in of_offices(session) if one.may]
    for done, one in enumerate(wanted):
        if report is not None:
            report(done, len(wanted))
        found.append(export(session, one.code, folder))
    return found
