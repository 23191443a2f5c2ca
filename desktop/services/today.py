"""The first page: clocks that run, what was and is to be done today, what comes soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from db import access_log, cases, drafts, due, records
from db.cases import CaseRow
from db.drafts import Draft
from db.due import DueRow
from db.hybrid import TOLERANCE, stamp
from db.records import Record
from desktop.services import backups, erasure, recovery
from desktop.services.backups import BackupState
from desktop.services.clocks import Clock, clocks, grouped, nearest
from desktop.services.glass import GlassBreak, glass_breaks
from desktop.services.moments import WRITTEN
from desktop.services.recovery import Alarm
from desktop.services.session import CASES, PEOPLE, Session
from desktop.services.teamfile import CLOCKS, CONSENT, DUTY

HORIZON = timedelta(days=7)
MOST_DONE, MOST_LATER, MOST_ASKED, LOG_PAGE, LOG_PAGES = 8, 8, 20, 200, 5

__all__ = ["BackupState", "CaseRow", "Clock", "Done", "OpenReport", "Today", "Unfinished", "today"]


@dataclass(frozen=True, slots=True)
class Done:
    """A record that this person wrote today."""

    at: datetime
    record: str
    case: str | None
    code: str | None
    form: str
    verb: str  # saved | step | conflict-settled
    times: int


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
    """A report without a case: nobody has decided yet, or an answer of it waits for a person."""

    record: str
    at: str | None
    danger: bool
    child: bool
    asks: str | None = None  # conflict | to_check: what of it waits besides


@dataclass(frozen=True, slots=True)
class Today:
    now: datetime
    late: tuple[Clock, ...]  # the last missed first; one for each team
    more_late: int
    running: tuple[Clock, ...]  # the nearest first
    more_running: int
    later_today: tuple[Clock, ...]
    done: tuple[Done, ...]  # the earliest first
    drafts: tuple[Unfinished, ...]
    reports: tuple[OpenReport, ...]
    conflicts: tuple[CaseRow, ...]
    to_check: tuple[CaseRow, ...]
    more_asked: int  # cases with conflicts or doubtful answers for which there is no room
    consents: tuple[Clock, ...]
    backup: BackupState
    anchor_behind: bool
    cases: int
    erasures: int = 0  # requests to erase a case whose days of waiting are over; a lead is told
    worked_until: datetime | None = None  # work from before this session, saved at a time that is still to come
    recovery: Alarm | None = None  # for a lead: there is no recovery sheet, it was not typed back, the drill is due
    glass: tuple[GlassBreak, ...] = ()  # for a lead: sealed cases that were opened in an emergency, not looked at yet

    @property
    def is_empty(self) -> bool:
        """Nothing was ever written here."""
        return not (self.cases or self.reports or self.drafts)


def today(session: Session, *, late: int = 4, running: int = 8) -> Today:
    """Everything that the first page shows, read in a handful of queries; neither kind of clock hides the other."""
    session.require(CASES)
    now = session.now()
    moment, horizon = stamp(now), stamp(now + HORIZON)
    missed = grouped(due.missed(session.conn, DUTY, moment, late), now)[::-1]
    ahead = grouped(_ahead(session, moment, horizon, running), now)
    all_ahead = sum(due.count_ahead(session.conn, kind, moment, horizon) for kind in CLOCKS)
    worked_until = session.vault.worked_until.astimezone(session.tz)
    tomorrow = stamp(datetime.combine(now.date() + timedelta(days=1), time(), session.tz))
    soon = grouped(_ahead(session, moment, tomorrow, MOST_LATER, exact_only=True), now)
    consents = grouped(due.ahead(session.conn, CONSENT, moment, horizon, MOST_LATER), now)
    return Today(
        now=now,
        late=clocks(session, missed),
        more_late=max(0, due.count_missed(session.conn, DUTY, moment) - late),
        running=clocks(session, nearest(ahead, running)),
        more_running=max(0, all_ahead - running),
        later_today=clocks(session, [g for g in soon if g.at < tomorrow][:MOST_LATER]),
        done=_done(session, now),
        drafts=tuple(_unfinished(session, d) for d in drafts.of_worker(session.conn, session.worker.id)),
        reports=tuple(_report(r) for r in records.without_case(session.conn, "report") if _undecided(r) or _asks(r)),
        conflicts=tuple(cases.page(session.conn, conflicts=True, order="modified", limit=MOST_ASKED)),
        to_check=tuple(cases.page(session.conn, checks=True, order="modified", limit=MOST_ASKED)),
        more_asked=_more_asked(session),
        consents=clocks(session, consents),
        backup=backups.state(session),
        anchor_behind=session.vault.anchor == "behind",
        cases=cases.count(session.conn),
        erasures=erasure.count_due(session),
        worked_until=worked_until if worked_until - now > TOLERANCE else None,
        recovery=recovery.alarm(session),
        glass=glass_breaks(session, unseen=True) if session.worker.role in PEOPLE else (),
    )


def _ahead(session: Session, since: str, until: str, most: int, *, exact_only: bool = False) -> list[DueRow]:
    """So many cards of each kind of clock that runs: more can never be shown, whichever kind they are of."""
    found = [due.ahead(session.conn, kind, since, until, most, exact_only=exact_only) for kind in CLOCKS]
    return sorted((row for rows in found for row in rows), key=lambda row: (row.at, row.record))


def _done(session: Session, now: datetime) -> tuple[Done, ...]:
    """What this person wrote since midnight, out of the access log; several saves of one record are one line."""
    midnight = datetime.combine(now.date(), time(), session.tz)
    last: dict[str, tuple[datetime, str]] = {}
    times: dict[str, int] = {}
    for entry in _entries_since(session, midnight):
        if entry.worker == session.worker.id and entry.verb in WRITTEN and entry.object:
            last.setdefault(entry.object, (entry.at.astimezone(session.tz), entry.verb))
            times[entry.object] = times.get(entry.object, 0) + 1
    found = []
    for record_id, (at, verb) in list(last.items())[:MOST_DONE]:
        record = records.get(session.conn, record_id)
        if record is not None:
            code = _code(session, record.case)
            found.append(Done(at, record.id, record.case, code, record.form, verb, times[record_id]))
    return tuple(reversed(found))


def _entries_since(session: Session, since: datetime) -> Iterable[access_log.Entry]:
    before = None
    for _page in range(LOG_PAGES):
        entries = access_log.page(session.conn, LOG_PAGE, before)
        for entry in entries:
            if entry.at < since:
                return
            yield entry
        if len(entries) < LOG_PAGE:
            return
        before = entries[-1].num


def _code(session: Session, case: str | None) -> str | None:
    header = cases.get(session.conn, case) if case else None
    return header.code if header else None


def _more_asked(session: Session) -> int:
    asked = (cases.count(session.conn, conflicts=True), cases.count(session.conn, checks=True))
    return sum(max(0, count - MOST_ASKED) for count in asked)


def _unfinished(session: Session, draft: Draft) -> Unfinished:
    stored = records.get(session.conn, draft.record)
    code = _code(session, draft.case)
    at = draft.at.astimezone(session.tz)
    return Unfinished(draft.record, draft.case, code, draft.form, at, is_new=stored is None)


def _undecided(report: Record) -> bool:
    return not isinstance(report.body.get("decision"), str) or report.body.get("decision") == "preluat"


def _asks(report: Record) -> str | None:
    return "conflict" if report.conflicts else "to_check" if report.state == "to_check" else None


def _report(report: Record) -> OpenReport:
    told = report.body.get("report_dt")
    return OpenReport(
        record=report.id,
        at=told if isinstance(told, str) else None,
        danger=report.body.get("immediate_danger") is True,
        child=report.body.get("child_involved") in ("martor", "victima", "ambele"),
        asks=_asks(report),
    )
