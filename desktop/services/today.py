"""The first page: clocks that run, what was and is to be done today, what comes soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import backup, cases, drafts, due, records
from db.backup import BackupInfo
from db.drafts import Draft
from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.services.session import CASES, Session

HORIZON = timedelta(days=7)
BACKUP_OLD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Clock:
    """One running or late clock of a team."""

    case: str
    code: str
    record: str
    step: str
    kind: str  # window | duty
    who: str
    at: datetime
    since: datetime | None
    exact: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that was begun by this worker and is not saved."""

    record: str
    case: str | None
    code: str | None
    form: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report without a case and without a decision."""

    record: str
    at: str | None
    danger: bool
    child: bool


@dataclass(frozen=True, slots=True)
class Today:
    clocks: tuple[Clock, ...]
    more_clocks: int
    drafts: tuple[Unfinished, ...]
    reports: tuple[OpenReport, ...]
    conflicts: tuple[cases.CaseRow, ...]
    to_check: tuple[cases.CaseRow, ...]
    last_backup: BackupInfo | None
    backup_old: bool
    anchor_behind: bool


def today(session: Session, *, clocks: int = 12) -> Today:
    """Everything that the first page shows, read in a handful of queries."""
    session.require(CASES)
    now = session.now()
    rows = due.upcoming(session.conn, stamp(now + HORIZON), clocks + 1)
    last = backup.last(session.vault.path)
    return Today(
        clocks=tuple(_clocks(session, rows[:clocks], now)),
        more_clocks=max(0, len(rows) - clocks),
        drafts=tuple(_unfinished(session, d) for d in drafts.of_worker(session.conn, session.worker.id)),
        reports=tuple(_report(r) for r in records.without_case(session.conn, "report") if _undecided(r)),
        conflicts=tuple(cases.page(session.conn, conflicts=True, order="modified", limit=20)),
        to_check=(),
        last_backup=last,
        backup_old=last is None or now - last.at > BACKUP_OLD,
        anchor_behind=session.vault.anchor == "behind",
    )


def _clocks(session: Session, rows: list[DueRow], now: datetime) -> list[Clock]:
    known = {row.case: row for row in cases.among(session.conn, list({r.case for r in rows if r.case}))}
    found = []
    for row in rows:
        if row.case not in known:
            continue
        at = datetime.fromisoformat(row.at).astimezone(session.tz)
        since = datetime.fromisoformat(row.since).astimezone(session.tz) if row.since else None
        code = known[row.case].code
        found.append(Clock(row.case, code, row.record, row.ref, row.kind, row.who, at, since, row.exact, late=at < now))
    return found


def _unfinished(session: Session, draft: Draft) -> Unfinished:
    header = cases.get(session.conn, draft.case) if draft.case else None
    stored = records.get(session.conn, draft.record)
    return Unfinished(
        draft.record, draft.case, header.code if header else None, draft.form, draft.at, is_new=stored is None
    )


def _undecided(report: Record) -> bool:
    return not isinstance(report.body.get("decision"), str) or report.body.get("decision") == "preluat"


def _report(report: Record) -> OpenReport:
    told = report.body.get("report_dt")
    return OpenReport(
        record=report.id,
        at=told if isinstance(told, str) else None,
        danger=report.body.get("immediate_danger") is True,
        child=report.body.get("child_involved") in ("martor", "victima", "ambele"),
    )
