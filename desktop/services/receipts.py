"""Receipts: telling other offices what came of their files, and hearing what came of ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db import offices, quarantine, standing
from db.connection import Connection
from desktop.bundle.kinds import receipt as kind
from desktop.bundle.kinds.receipt import IMPORTED, REFUSED, Receipt, Stream, Told
from desktop.bundle.writer import Written
from desktop.refusals import Refused
from desktop.services import outgoing
from desktop.services.arriving import Report
from desktop.services.outgoing import Exported, Parcel
from desktop.services.session import EXPORTS, Session

__all__ = ["ToConfirm", "export", "export_all", "to_confirm"]


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """An office whose files were taken in, or refused, without its having been told."""

    office: str
    kind: str
    taken: int
    refused: int


def to_confirm(session: Session) -> tuple[ToConfirm, ...]:
    """Whom a receipt is owed; nobody in the other country, where only statistics go."""
    owed = standing.unanswered(session.conn)
    found = []
    for office in offices.all_(session.conn):
        here = session.office
        usable = office.trusted_on and not office.revoked_on and office.practice == here.practice
        if usable and office.country == here.country:
            refused = sum(held.answered is None for held in quarantine.refused(session.conn, office.code))
            if office.code in owed or refused:
                found.append(ToConfirm(office.code, office.kind, owed.get(office.code, 0), refused))
    return tuple(found)


def export(session: Session, to: str, out: Path) -> Exported:
    """Write for one office what came of its files; each receipt tells the earlier ones again, so any may be lost."""
    session.require(EXPORTS)
    addressee = outgoing.addressee(session, to)
    content = _receipt(session.conn, addressee.code)
    if not content.bundles:
        raise Refused("nothing-to-confirm", office=addressee.code)

    def after(conn: Connection, written: Written) -> None:
        number = str(written.manifest.head.seq)
        hashes = [told.hash for told in content.bundles]
        standing.answer(conn, hashes, number)
        quarantine.answer(conn, hashes, number)

    parcel = Parcel("receipt", kind.to_records(content), "receipt-exported", len(content.bundles))
    return outgoing.send(session, addressee, parcel, out, after)


def export_all(session: Session, folder: Path, report: Report | None = None) -> list[Exported]:
    """One receipt for each office that is owed one, under neutral names; a stop leaves whole files only."""
    session.require(EXPORTS)
    owed = to_confirm(session)
    made = []
    for done, one in enumerate(owed):
        if report is not None:
            report(done, len(owed))
        made.append(export(session, one.office, folder))
    return made


def export_all_in_job(session: Session, folder: Path, report: Report) -> list[Exported]:
    with session.beside() as own:
        return export_all(own, folder, report)


def export_in_job(session: Session, to: str, out: Path, _report: Report) -> Exported:
    with session.beside() as own:
        return export(own, to, out)


def _receipt(conn: Connection, office: str) -> Receipt:
    came = standing.came(conn, office, kind.BUNDLES // 2)
    taken = [Told(one.kind, one.node, one.seq, one.hash, IMPORTED) for one in came]
    known = {told.hash for told in taken}
    refused = [
        Told(held.kind or "", held.node or "", held.seq or 0, held.bundle or "", REFUSED, held.code)
        for held in quarantine.refused(conn, office)
        if held.bundle not in known
    ]
    return Receipt(_streams(conn, office), (*taken, *refused[: kind.BUNDLES // 2]))


def _streams(conn: Connection, office: str) -> tuple[Stream, ...]:
    return tuple(
        Stream(one.kind, one.node, one.last, _missing(conn, office, one))
        for one in standing.streams(conn, office, kind.STREAMS)
    )


def _missing(conn: Connection, office: str, stream: standing.Stream) -> tuple[kind.Run, ...]:
    return tuple(standing.missing(conn, office, stream.kind, stream.node, kind.RUNS))
