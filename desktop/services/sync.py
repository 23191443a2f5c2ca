"""What leaves this office for another, and what was sent and received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import access_log, bundles
from db.bundles import Passage, Sent
from db.connection import Connection
from db.hybrid import moment, stamp
from db.offices import Office
from desktop.bundle import writer
from desktop.bundle.card import Card
from desktop.bundle.crypto import Writable
from desktop.bundle.format import Head
from desktop.bundle.kinds import check_crossing
from desktop.bundle.kinds import statistics as counted
from desktop.bundle.kinds.statistics import Statistics
from desktop.bundle.writer import Written
from desktop.indicators.schema import Table
from desktop.refusals import Refused
from desktop.services import statistics
from desktop.services.arrivals import Fate, import_files
from desktop.services.cards import all_offices as offices
from desktop.services.cards import card, distrust, known, read_card, save_card, sign_seed, trust
from desktop.services.media import appearing
from desktop.services.outgoing import Exported, neutral_name, place
from desktop.services.session import EXPORTS, Change, Session
from desktop.services.statistics import PreviewTables

__all__ = [
    "Card",
    "Exported",
    "Fate",
    "Preview",
    "card",
    "distrust",
    "export_statistics",
    "import_files",
    "neutral_name",
    "offices",
    "preview_statistics",
    "read_card",
    "save_card",
    "sent_and_received",
    "trust",
]

KIND = "statistics"


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what would leave: under which number, to whom, and every figure of the file."""

    to: str
    country: str
    period: str
    seq: int
    again: bool  # sent before: the same tables go out under the same number
    tables: PreviewTables


def preview_statistics(session: Session, to: str, period: str) -> Preview:
    """What would be sent; nothing is frozen by looking."""
    session.require(EXPORTS)
    addressee = _addressee(session, to)
    tables = statistics.preview(session, period)
    head, again = _head(session, addressee, statistics.counted(tables.period, tables.outgoing))
    return Preview(addressee.code, addressee.country, tables.period, head.seq, again, tables)


def export_statistics(
    session: Session, to: str, period: str, out: Path, *, tables: tuple[Table, ...] | None = None
) -> Exported:
    """Write the tables of a closed period for a region; in a folder the file gets a neutral name of its own.

    A job that has counted already (`statistics.outgoing` over its own connection) hands its tables in.
    """
    session.require(EXPORTS)
    addressee = _addressee(session, to)
    leaving = statistics.outgoing(session, period) if tables is None else tables
    content = statistics.counted(period, leaving)
    head, again = _head(session, addressee, content)
    path = place(out, session.now())
    with appearing(path) as file:
        written = _seal(session, file, addressee, head, content)
        # On the medium first, then in the register, then its name: a stick that is pulled leaves no trace of any.
        file.settle()
        with session.vault.write(session.now()) as conn:
            if statistics.counted(period, statistics.freeze(session, conn, period, leaving)) != content:
                raise Refused("frozen-differs", period=period)
            _note(session, conn, addressee, period, written, len(leaving))
    session.changed(Change("sync", addressee.code))
    return Exported(path, KIND, addressee.code, head.seq, period, written.manifest.body.records, written.bytes, again)


def sent_and_received(session: Session, limit: int = 200) -> list[Passage]:
    """What came and went, the latest first."""
    return bundles.history(session.conn, limit)


def _addressee(session: Session, to: str) -> Office:
    """The region that may be sent tables; practice and real work never meet."""
    office = known(session.conn, to)
    if office.practice != session.office.practice:
        raise Refused("practice-only")
    if office.kind != "region":
        raise Refused("not-a-region", office=office.code)
    if session.office.kind != "office":
        raise Refused("nothing-to-export")
    check_crossing(KIND, session.office.country, office.country)
    return office


def _head(session: Session, addressee: Office, content: Statistics) -> tuple[Head, bool]:
    """The number that these tables had before, if writing them again gives the very same bundle; else the next one.

    It is another bundle when the addressee has new keys: one number must never stand for two.
    """
    sent = bundles.sent_for(session.conn, addressee.code, KIND, content.period)
    if sent is not None:
        before = Head(KIND, session.office.code, sent.seq, sent.prev, _month(session, moment(sent.at)))
        if _seal(session, _Nowhere(), addressee, before, content).hash == sent.hash:
            return before, True
    seq = bundles.next_seq(session.conn, addressee.code, KIND)
    prev = bundles.last_hash(session.conn, addressee.code, KIND)
    return Head(KIND, session.office.code, seq, prev, _month(session, session.now())), False


def _seal(session: Session, out: Writable, addressee: Office, head: Head, content: Statistics) -> Written:
    return writer.write(
        out, head=head, to=addressee.box_key, sign=sign_seed(session), records=counted.to_records(content)
    )


def _note(session: Session, conn: Connection, to: Office, period: str, written: Written, tables: int) -> None:
    now, head = session.now(), written.manifest.head
    sent = Sent(
        addressee=to.code,
        kind=KIND,
        seq=head.seq,
        hash=written.hash,
        prev=head.prev,
        period=period,
        records=written.manifest.body.records,
        bytes=written.bytes,
        at=stamp(now),
        worker=session.worker.id,
    )
    bundles.note_sent(conn, sent)
    access_log.note(conn, now, session.worker.id, "statistics-exported", to.code, tables)


def _month(session: Session, at: datetime) -> str:
    return f"{at.astimezone(session.tz):%Y-%m}"


class _Nowhere:
    """For learning what a bundle would be without making a file."""

    def write(self, data: bytes, /) -> None:
        """Nothing is kept."""
