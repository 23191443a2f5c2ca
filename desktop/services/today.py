"""The first page: clocks that run, what was and is to be done today, what comes soon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from db import access_log, cases, drafts, due, records
from db.cases import CaseRow
from db.drafts import Draft
from db.due import DueRow
from db.hybrid import TOLERANCE, stamp
from db.records import Record
from desktop.services import (
    alarms,
    approvals,
    backups,
    conflicts,
    erasure,
    exchange,
    handing,
    packs,
    recovery,
    signals,
    standing,
)
from desktop.services.alarms import Alarm as SyncAlarm
from desktop.services.approvals import Waiting
from desktop.services.backups import BackupState
from desktop.services.clocks import Clock, NowCard, clocks, grouped, late_cards, running_cards
from desktop.services.exchange import ToSend
from desktop.services.glass import GlassBreak, glass_breaks
from desktop.services.handing import Handed
from desktop.services.moments import WRITTEN
from desktop.services.recovery import Alarm
from desktop.services.session import CASES, EXPORTS, PEOPLE, Session
from desktop.services.signals import Waiting as Signalled
from desktop.services.standing import Unconfirmed
from desktop.services.teamfile import CLOCKS

HORIZON = timedelta(days=7)
MOST_DONE, MOST_LATER, MOST_SOON, MOST_OVERDUE, MOST_ASKED, LOG_ENTRIES = 8, 24, 8, 4, 20, 1000
APPOINTMENT = "appointment"

__all__ = ["BackupState", "CaseRow", "Clock", "Done", "NowCard", "OpenReport", "ToSend", "Today", "Unfinished", "today"]


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
    late: tuple[NowCard, ...]  # the last missed first; one for each case
    more_late: int
    running: tuple[NowCard, ...]  # the nearest first; one for each case that missed nothing
    more_running: int
    day: tuple[Clock, ...]  # appointments of the day, and deadlines that are still to come today
    done: tuple[Done, ...]  # the earliest first
    drafts: tuple[Unfinished, ...]
    reports: tuple[OpenReport, ...]
    conflicts: tuple[CaseRow, ...]
    to_check: tuple[CaseRow, ...]
    more_asked: int  # cases with conflicts or doubtful answers for which there is no room
    soon: tuple[Clock, ...]  # what is called to mind and due after today, the nearest first
    more_soon: int
    overdue: tuple[Clock, ...]  # what should have been done by now and was no duty, the last first
    more_overdue: int
    unsent: tuple[ToSend, ...]  # for who may export: tables that did not go to their region yet
    unconfirmed: tuple[Unconfirmed, ...]  # for the same: what nobody confirmed for two weeks, or did not arrive
    warnings: tuple[SyncAlarm, ...]  # for the same: what must not pass unseen about other offices and computers
    backup: BackupState
    anchor_behind: bool
    cases: int
    erasures: int = 0  # requests to erase a case whose days of waiting are over; a lead is told
    worked_until: datetime | None = None  # work from before this session, saved at a time that is still to come
    recovery: Alarm | None = None  # for a lead: there is no recovery sheet, it was not typed back, the drill is due
    to_approve: tuple[Waiting, ...] = ()  # sheets that this person may approve, the oldest request first
    handed: tuple[Handed, ...] = ()  # cases that came to this person with a note that she has not read
    signals: tuple[Signalled, ...] = ()  # her cases to which a signal of danger was passed on
    glass: tuple[GlassBreak, ...] = ()  # for a lead: sealed cases that were opened in an emergency, not looked at yet
    unsafe: frozenset[str] = frozenset()  # of the cases in conflict those where it is about her safety
    pack: tuple[str, int] | None = None  # for a lead: region and number of what it sent down and nobody looked at
    lone_conflicts: int = 0  # sheets of no case, but reports, with answers to choose between

    @property
    def is_empty(self) -> bool:
        """Nothing was ever written here."""
        return not (self.cases or self.reports or self.drafts)


def today(session: Session, *, late: int = 4, running: int = 6) -> Today:
    """Everything that the first page shows, read in a handful of queries; neither kind of clock hides the other."""
    session.require(CASES)
    now = session.now()
    moment, horizon = stamp(now), stamp(now + HORIZON)
    missed, ahead = late_cards(session, now, late), running_cards(session, now, horizon, running)
    all_ahead = due.count_cases(session.conn, CLOCKS, moment, horizon)
    worked_until = session.vault.worked_until.astimezone(session.tz)
    midnight = datetime.combine(now.date(), time(), session.tz)
    tomorrow = stamp(midnight + timedelta(days=1))
    soon = due.told(session.conn, moment, tomorrow, MOST_SOON)
    passed = (moment, stamp(midnight), APPOINTMENT)
    unsafe = conflicts.in_danger(session)
    overdue = due.overdue(session.conn, *passed, MOST_OVERDUE)
    return Today(
        now=now,
        late=missed,
        more_late=max(0, due.count_missed(session.conn, moment) - len(missed)),
        running=ahead,
        more_running=max(0, all_ahead - len(ahead)),
        day=_of_day(session, now, stamp(midnight), tomorrow),
        done=_done(session, now),
        drafts=tuple(_unfinished(session, d) for d in drafts.of_worker(session.conn, session.worker.id)),
        reports=tuple(_report(r) for r in records.without_case(session.conn, "report") if _undecided(r) or _asks(r)),
        conflicts=_in_conflict(session, unsafe),
        to_check=tuple(cases.page(session.conn, checks=True, order="modified", limit=MOST_ASKED)),
        more_asked=_more_asked(session),
        soon=clocks(session, grouped(soon, now)),
        more_soon=_more(soon, MOST_SOON, lambda: due.count_told(session.conn, moment, tomorrow)),
        overdue=clocks(session, grouped(overdue, now)),
        more_overdue=_more(overdue, MOST_OVERDUE, lambda: due.count_overdue(session.conn, *passed)),
        unsent=_unsent(session),
        unconfirmed=standing.unconfirmed(session),
        warnings=alarms.standing(session),
        backup=backups.state(session),
        anchor_behind=session.vault.anchor == "behind",
        cases=cases.count(session.conn),
        erasures=erasure.count_due(session),
        worked_until=worked_until if worked_until - now > TOLERANCE else None,
        recovery=recovery.alarm(session),
        to_approve=tuple(one for one in approvals.waiting(session) if one.mine),
        handed=handing.waiting(session),
        signals=signals.waiting(session),
        glass=glass_breaks(session, unseen=True) if session.worker.role in PEOPLE else (),
        unsafe=unsafe,
        pack=packs.waits(session),
        lone_conflicts=conflicts.count_lone(session),
    )


def _in_conflict(session: Session, unsafe: frozenset[str]) -> tuple[CaseRow, ...]:
    """Where it is about safety first, however long ago that was written."""
    first = cases.among(session.conn, unsafe)
    others = cases.page(session.conn, conflicts=True, order="modified", limit=MOST_ASKED)
    return tuple({row.case: row for row in (*first, *others)}.values())[:MOST_ASKED]


def _more(found: Sequence[DueRow], most: int, count: Callable[[], int]) -> int:
    """How much more there is than fits; counted only where the list is full."""
    return count() - most if len(found) == most else 0


def _of_day(session: Session, now: datetime, midnight: str, tomorrow: str) -> tuple[Clock, ...]:
    """What the day holds: each of its appointments, and each deadline whose hour is still to come."""
    rows = due.between(session.conn, midnight, tomorrow, MOST_LATER, stamp(now), APPOINTMENT)
    return clocks(session, grouped([row for row in rows if row.exact or row.kind not in CLOCKS], now))


def _unsent(session: Session) -> tuple[ToSend, ...]:
    return tuple(one for one in exchange.to_send(session) if one.seq is None) if session.worker.role in EXPORTS else ()


def _done(session: Session, now: datetime) -> tuple[Done, ...]:
    """What this person wrote since midnight, out of the access log; several saves of one record are one line."""
    midnight = datetime.combine(now.date(), time(), session.tz)
    found = []
    last = access_log.written(session.conn, session.worker.id, WRITTEN, midnight, MOST_DONE, LOG_ENTRIES)
    for thing, at, verb, times in last:
        record = records.get(session.conn, thing)
        if record is not None:
            code = _code(session, record.case)
            found.append(Done(at.astimezone(session.tz), record.id, record.case, code, record.form, verb, times))
    return tuple(reversed(found))


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
