"""The two files of a transfer: the case itself, and what is answered to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from db import authors, transfers, workers
from db.connection import Connection
from db.merge import Revision
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import history
from desktop.bundle.kinds import transfer as kind
from desktop.bundle.kinds.history import Author
from desktop.bundle.kinds.transfer import ANSWER, TRANSFER, Moved
from desktop.services import transfer_leaving
from desktop.services.outgoing import Addressee, Exported, Parcel, send
from desktop.services.session import Session
from desktop.services.transfer_leaving import Wanted

After = Callable[[Connection, object], None]


def with_answer(
    session: Session,
    to: Addressee,
    moved: Moved,
    sheet: Sequence[Revision],
    verb: str,
    out: Path,
    after: After | None = None,
) -> Exported:
    """The sheet of the transfer alone, as it is now."""
    records = kind.to_records(ANSWER, moved, _sheet(session, session.conn, sheet))
    return send(session, to, Parcel(ANSWER, records, verb, len(sheet), case=moved.case), out, after)


def with_case(
    session: Session,
    conn: Connection,
    to: Addressee,
    moved: Moved,
    sheet: Sequence[Revision],
    wanted: Wanted,
    data: Sequence[str],
    verb: str,
    out: Path,
    after: After | None = None,
) -> Exported:
    """The case as it is now, or what of it is to go; `conn` stands still meanwhile."""
    lines = chain(_sheet(session, conn, sheet), transfer_leaving.lines(session, conn, wanted, data))
    parcel = Parcel(
        kind=TRANSFER,
        records=kind.to_records(TRANSFER, moved, lines),
        files=transfer_leaving.files(session, conn, wanted, data),
        verb=verb,
        upto=transfers.commit(conn),
        case=moved.case,
    )
    return send(session, to, parcel, out, after)


def _sheet(session: Session, conn: Connection, revisions: Sequence[Revision]) -> list[Object]:
    """The sheet of a transfer with the names of those who wrote in it."""
    names = {**authors.names(conn), **workers.names(conn), session.worker.id: session.worker.name}
    told = {one.worker: one.office for one in revisions}
    known = [Author(worker, names[worker], office) for worker, office in told.items() if names.get(worker)]
    return [*map(history.line, known), *(history.line(history.Revision(*one)) for one in revisions)]
