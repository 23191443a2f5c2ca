"""Taking an import back as one act: what nobody has touched since goes in every copy, the rest is named and stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db import access_log, cases, erasure, erasure_requests, register_runs
from db.connection import Connection
from db.register_runs import Run
from desktop.refusals import Refused
from desktop.services import erased_list, people
from desktop.services.erasure import back_up
from desktop.services.session import PEOPLE, Session

Report = Callable[[int, int], None]

REASON = "import-undone"
BATCH = 50


@dataclass(frozen=True, slots=True)
class Import:
    """One import as it is listed; `left` is how many of its files are still here and can be seen."""

    id: str
    at: datetime
    worker: str  # a name
    rows: int
    taken: int
    refused: int
    left: int
    undone_at: datetime | None
    undone_by: str
    gone: int
    kept: int


@dataclass(frozen=True, slots=True)
class Undone:
    """How many files went; `kept` are the codes of cases that were changed since or are held back by law."""

    gone: int
    kept: tuple[str, ...]
    kept_reports: int
    traces_gone: bool
    backed_up: bool


def every(session: Session) -> tuple[Import, ...]:
    """All imports, the last one first."""
    session.require(PEOPLE)
    return tuple(_import(session, one) for one in register_runs.every(session.conn))


def undo(session: Session, run: str, report: Report | None = None) -> Undone:
    """Erase what an import made and nobody has touched; a Stop is heard between batches, and the rest can follow."""
    session.require(PEOPLE)
    if run not in {one.id for one in register_runs.every(session.conn)}:
        raise Refused("register-no-run")
    scopes = list(_scopes(session, run))
    if not scopes:
        raise Refused("register-nothing-left")
    gone, kept = 0, list[str]()
    now = session.now()
    with erased_list.wide(session) as conn:
        for done in range(0, len(scopes), BATCH):
            batch = scopes[done : done + BATCH]
            if report is not None:
                report(done, len(scopes))
            with session.vault.write(now, conn):
                stay = [one for one in batch if _stays(conn, one, run)]
                for scope in batch:
                    if scope not in stay:
                        erasure.case(conn, scope, REASON, now.date().isoformat())
                kept += stay
                new = len(batch) - len(stay)
                gone += new
                register_runs.undone(conn, run, now, session.worker.id, new, len(kept))
                access_log.note(conn, now, session.worker.id, "register-undone", run, new)
        traces = erased_list.finish(session, conn)
    backed_up = back_up(session, now) if gone else True
    session.announce("case")
    codes = cases.codes(session.conn, kept)
    return Undone(gone, tuple(sorted(codes.values())), len(kept) - len(codes), traces, backed_up)


def undo_in_job(session: Session, run: str, report: Report) -> Undone:
    """The same beside the window, which forgets keys and says what changed."""
    with session.beside() as own:
        return undo(own, run, report)


def _scopes(session: Session, run: str) -> dict[str, None]:
    """The cases of an import, and its reports that lie in none; those only that she may see."""
    return dict.fromkeys(one.case or one.record for one in register_runs.made(session.conn, run))


def _stays(conn: Connection, scope: str, run: str) -> bool:
    return erasure_requests.is_held(conn, scope) or register_runs.touched(conn, scope, run)


def _import(session: Session, one: Run) -> Import:
    return Import(
        id=one.id,
        at=one.at.astimezone(session.tz),
        worker=people.name_of(session, one.worker),
        rows=one.rows,
        taken=one.taken,
        refused=one.refused,
        left=len(_scopes(session, one.id)),
        undone_at=one.undone_at.astimezone(session.tz) if one.undone_at else None,
        undone_by=people.name_of(session, one.undone_by) if one.undone_by else "",
        gone=one.gone,
        kept=one.kept,
    )
