"""The calendar: appointments with their hours and everything that falls due, by day; codes of cases, never a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from db import cases, due, records
from db.cases import CaseRow
from db.due import DueRow
from db.hybrid import stamp
from desktop.forms import partial
from desktop.forms.partial import Precision
from desktop.services import appointments
from desktop.services.clocks import State, state_of
from desktop.services.session import CASES, Session
from desktop.services.teamfile import CLOCKS

APPOINTMENT = "appointment"
MOST = 1500  # of what falls due in a span: an office with more looks at fewer days
_ASKED = ("start", "minutes", "worker", "purpose", "state", "remind_way", "interpreter", "transport")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a day."""

    at: datetime
    until: datetime | None  # of an appointment whose hour is known
    whole_day: bool
    kind: str
    ref: str  # the deadline, or the step of a team
    case: str
    code: str
    record: str
    worker: str  # whom it calls: the worker of the appointment, else who manages the case
    state: State
    purpose: str = ""  # of an appointment: its neutral code
    status: str = ""  # of an appointment: planned, kept, moved, missed, cancelled

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Days:
    """What a span of days holds, in the order of the hours; `full` where not all of it fits."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    full: bool = False

    def of(self, day: date) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.day == day)


def days(
    session: Session,
    first: date,
    last: date,
    *,
    worker: str | None = None,
    kinds: Collection[str] | None = None,
) -> Days:
    """Everything between two days; of one worker and of some kinds where that is asked for."""
    session.require(CASES)
    since, until = _midnight(session, first), _midnight(session, last + timedelta(days=1))
    rows = due.between(session.conn, stamp(since), stamp(until), MOST)
    found = [*_planned(session, since, until), *_due(session, rows)]
    rows_of = {row.case: row for row in cases.among(session.conn, {entry.case for entry in found if entry.case})}
    named = (_named(entry, rows_of.get(entry.case)) for entry in found if not entry.case or entry.case in rows_of)
    shown = [
        entry
        for entry in named
        if (worker is None or entry.worker == worker) and (kinds is None or entry.kind in kinds)
    ]
    ordered = sorted(shown, key=lambda entry: (entry.day, not entry.whole_day, entry.at, entry.code))
    return Days(first, last, tuple(ordered), len(rows) == MOST)


def week_of(day: date) -> tuple[date, date]:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """The whole weeks that a month touches."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return week_of(first)[0], week_of(last)[1]


def _midnight(session: Session, day: date) -> datetime:
    return datetime.combine(day, time(), session.tz)


def _planned(session: Session, since: datetime, until: datetime) -> Iterator[Entry]:
    """Appointments, whatever became of them; of those that were moved the new one is enough."""
    now = session.now()
    for found in records.answers(session.conn, appointments.FORM, _ASKED):
        told: dict[str, Any] = dict(zip(_ASKED, found.values, strict=True))
        span = partial.span(told["start"], session.tz)
        if span is None or not since <= span.start < until or span.precision < Precision.DAY:
            continue
        if told["state"] == appointments.MOVED:
            continue
        exact = span.precision is Precision.MINUTE
        at = span.start.astimezone(session.tz)
        minutes = told["minutes"] if isinstance(told["minutes"], int | float) else appointments.USUAL
        over = told["state"] == appointments.PLANNED and span.end <= now
        yield Entry(
            at=at,
            until=at + timedelta(minutes=minutes) if exact else None,
            whole_day=not exact,
            kind=APPOINTMENT,
            ref=appointments.FORM,
            case=found.case or "",
            code="",
            record=found.record,
            worker=_text(told["worker"]),
            state="overdue" if over else "running" if told["state"] == appointments.PLANNED else "passed",
            purpose=_text(told["purpose"]),
            status=_text(told["state"]),
        )


def _due(session: Session, rows: list[DueRow]) -> Iterator[Entry]:
    moment = stamp(session.now())
    for row in rows:
        if row.kind == APPOINTMENT:
            continue  # it stands there with its hours already
        at = datetime.fromisoformat(row.at).astimezone(session.tz)
        team = row.kind in CLOCKS
        yield Entry(
            at=at,
            until=None,
            whole_day=not row.exact and not team,
            kind=row.kind,
            ref=row.ref,
            case=row.case or "",
            code="",
            record=row.record,
            worker="" if team else row.who or "",
            state=state_of(row, moment),
        )


def _named(entry: Entry, row: CaseRow | None) -> Entry:
    return entry if row is None else replace(entry, code=row.code, worker=entry.worker or row.manager or "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def day_of(session: Session, record: str) -> date | None:
    """The day of an appointment, where it is known."""
    session.require(CASES)
    found = records.get(session.conn, record)
    span = partial.span(found.body.get("start"), session.tz) if found else None
    return span.start.astimezone(session.tz).date() if span and span.precision >= Precision.DAY else None
