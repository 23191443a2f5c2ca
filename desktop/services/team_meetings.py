"""Meetings of a running team: planned, held, written down; what is decided becomes somebody's task until it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db import access_log, cases, records
from db.connection import Connection
from db.records import Record
from desktop.forms import partial
from desktop.privacy.minutes import (
    CANCELLED,
    DONE,
    HELD,
    NO_MORE,
    PLANNED,
    REFUSED,
    TO_DO,
    Decision,
    Minutes,
    Person,
    Point,
    read,
)
from desktop.protocols.schema import OUTCOMES
from desktop.refusals import Refused
from desktop.services import intake, people, team, teamfile, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.opened import note_opened
from desktop.services.session import CASES, Change, Session
from desktop.services.team_writing import team_of

__all__ = [
    "DONE",
    "NO_MORE",
    "REFUSED",
    "TO_DO",
    "Decision",
    "Meeting",
    "Meetings",
    "Minutes",
    "Open",
    "Person",
    "Point",
    "Tick",
]

FORM = "meeting"
IN_TIME = timedelta(hours=72)  # of the report: by then a team has met once


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; `at` is None where its hour was not understood."""

    record: str
    at: datetime | None
    by: str
    minutes: Minutes
    conflicts: int
    whole: bool  # every question that must be answered is

    @property
    def state(self) -> str:
        return self.minutes.state


@dataclass(frozen=True, slots=True)
class Open:
    """A decision as a task: of which meeting, by when, and whether its day has passed."""

    meeting: str
    met: datetime | None
    decision: Decision
    until: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """The question whether a meeting that was held is the one that a step of the protocol asks for."""

    step: str
    meeting: str
    at: datetime
    in_time: bool
    late: bool  # then the tick needs the reason


@dataclass(frozen=True, slots=True)
class Meetings:
    """Everything that the view of meetings shows."""

    team: str
    case: str
    ahead: tuple[Meeting, ...]  # planned, the nearest first
    held: tuple[Meeting, ...]  # the newest first
    tasks: tuple[Open, ...]  # to do: the late ones first, then by their day
    settled: tuple[Open, ...]
    tick: Tick | None
    now: datetime


def meetings(session: Session, record: str) -> Meetings:
    """The meetings of a team as they stand."""
    session.require(CASES)
    sheet = team_of(session, record)
    found = [_meeting(session, one) for one in of_team(session, sheet)]
    far = session.now() + timedelta(days=36500)
    tasks = [_task(session, one, decision) for one in found if one.state == HELD for decision in one.minutes.decisions]
    tasks.sort(key=lambda task: (not task.late, task.until or far, task.decision.row))
    held = sorted((one for one in found if one.state == HELD), key=lambda one: one.at or far, reverse=True)
    return Meetings(
        team=record,
        case=sheet.case or "",
        ahead=tuple(sorted((one for one in found if one.state == PLANNED), key=lambda one: one.at or far)),
        held=tuple(held),
        tasks=tuple(task for task in tasks if task.decision.open),
        settled=tuple(task for task in tasks if not task.decision.open),
        tick=_tick(session, sheet, held),
        now=session.now(),
    )


def of_team(session: Session, sheet: Record) -> list[Record]:
    """The sheets of a team's meetings; one that names no team belongs to the only team of its case."""
    around = CaseAnswers(session, sheet.case)
    alone = sum(one.form == teamfile.TEAM for one in around.records) == 1
    return [
        one
        for one in around.records
        if one.form == FORM
        and one.id not in around.behind
        and (one.body.get("team_ref") == sheet.id or (alone and not one.body.get("team_ref")))
    ]


VIEWS: Mapping[str, str] = {FORM: "meetings", teamfile.FOLLOWUP: "after"}  # where a team's page shows these sheets


def place_of(session: Session, record: str) -> tuple[str, str] | None:
    """The team of a meeting or of a check, and the view of its page that shows it; None for any other sheet."""
    found = records.get(session.conn, record)
    named = found.body.get("team_ref") if found is not None and found.form in VIEWS else None
    sheet = records.get(session.conn, named) if isinstance(named, str) else None
    if found is None or sheet is None or sheet.case != found.case:  # nobody is led into another case by a mistyped id
        return None
    return sheet.id, VIEWS[found.form]


def look(session: Session, record: str) -> Meeting:
    """One meeting with all that its minutes say; who looked at it is noted."""
    found = _meeting(session, _sheet(session, record))
    note_opened(session, record)
    return found


# --- planning and holding ---------------------------------------------------------------------------------------------


def plan(session: Session, record: str, start: str, place: str = "", invited: Sequence[str] = ()) -> str:
    """A meeting ahead; the institutions that were called are invited unless others are named. Gives its record."""
    board = team.board(session, record)
    groups = invited or [one.group for one in board.institutions if one.state != "not_needed"]
    if unknown := set(groups) - set(board.protocol.groups):
        raise Refused("unknown-option", field="group", count=len(unknown))
    names = {one.group: one.name for one in board.members if one.name}
    sets: dict[str, Any] = {"team_ref": record, "state": PLANNED, "start": start}
    sets |= {"place": place.strip()} if place.strip() else {}
    for number, group in enumerate(groups):
        row = f"{number:02}{writing.new_id()[:14]}"  # rows stand in the order of their ids
        sets[f"people/{row}/group"] = group
        if group in names:
            sets[f"people/{row}/name"] = names[group]
    return _write(session, board.case, sets, "meeting-planned")


def move(session: Session, record: str, start: str, place: str | None = None) -> None:
    """Another day and hour for a meeting that is still ahead."""
    found = _planned(session, record)
    sets = {"start": start} | ({"place": place.strip() or None} if place is not None else {})
    _write(session, found.case or "", sets, "meeting-moved", record)


def cancel(session: Session, record: str) -> None:
    """It will not take place; it stays in the file."""
    found = _planned(session, record)
    _write(session, found.case or "", {"state": CANCELLED}, "meeting-cancelled", record)


def hold(session: Session, record: str, *, start: str | None = None) -> str:
    """A meeting has begun or is over: its minutes may be written. `record`: what was planned, or the team itself.

    A team that meets without a plan has a meeting of this moment.
    """
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is not None and found.form == teamfile.TEAM:
        now = session.now().isoformat(timespec="minutes")
        record = plan(session, record, start or now)
        found = records.get(session.conn, record)
    if found is None:
        raise Refused("no-such-record")
    ahead = _planned(session, record)
    span = partial.span(start or ahead.body.get("start"), session.tz)
    sets: dict[str, Any] = {"state": HELD}
    if start is not None:
        sets["start"] = start
    elif span is not None and span.start > session.now():
        sets["start"] = session.now().isoformat(timespec="minutes")  # it began earlier than it was planned for
    _write(session, ahead.case or "", sets, "meeting-held", record)
    return record


# --- decisions --------------------------------------------------------------------------------------------------------


def decide(
    session: Session, record: str, what: str, group: str, until: str, *, person: str = "", seen_by: Sequence[str] = ()
) -> str:
    """One decision more of a meeting; gives its row. From now on it is due."""
    found = _sheet(session, record)
    row = writing.new_id()[:16]
    sets: dict[str, Any] = {
        f"decisions/{row}/what": what.strip(),
        f"decisions/{row}/group": group,
        f"decisions/{row}/until": until,
        f"decisions/{row}/state": TO_DO,
    }
    sets |= {f"decisions/{row}/person": person.strip()} if person.strip() else {}
    sets |= {f"decisions/{row}/seen_by": list(seen_by)} if seen_by else {}
    _write(session, found.case or "", sets, "decision-made", record)
    return row


def settle(
    session: Session,
    record: str,
    row: str,
    state: str,
    *,
    done: date | None = None,
    reason: str | None = None,
    late_reason: str | None = None,
) -> None:
    """Say what became of a decision; `de_facut` takes a wrong tick back.

    Refuses `reason-needed` for one that was refused, and for one that was done after its day, without a reason.
    """
    found = _sheet(session, record)
    decision = next((one for one in read(found.body).decisions if one.row == row), None)
    if decision is None:
        raise Refused("no-such-record")
    day = done or session.now().date()
    late = (ended := decision.ended(session.tz)) is not None and day > ended.astimezone(session.tz).date()
    if state == REFUSED and not reason:
        raise Refused("reason-needed")
    if late and state not in (TO_DO, NO_MORE) and not (late_reason or reason):
        raise Refused("reason-needed")
    sets: dict[str, Any] = {
        "state": state,
        "reason": reason if state == REFUSED else None,
        "late_reason": late_reason if state != TO_DO else None,
        "done_on": day.isoformat() if state != TO_DO else None,
    }
    before = {name: found.body.get(f"decisions/{row}/{name}") for name in sets}
    changed = {f"decisions/{row}/{name}": value for name, value in sets.items() if value != before[name]}
    if changed:
        _write(session, found.case or "", changed, "decision-settled", record)


# --- the step that asks for a meeting ---------------------------------------------------------------------------------


def tick(session: Session, record: str, late_reason: str | None = None) -> None:
    """Yes: the meeting that was held is the one that the protocol asks for; its step is done at that hour."""
    sheet = team_of(session, record)
    asked = meetings(session, record).tick
    if asked is None:
        raise Refused("nothing-to-tick")
    if asked.late and not late_reason:
        raise Refused("reason-needed")
    team.set_step(session, sheet.id, asked.step, team.DONE, done=asked.at, late_reason=late_reason)


def _tick(session: Session, sheet: Record, held: Sequence[Meeting]) -> Tick | None:
    """The first step that asks for a meeting and has no outcome, with the first meeting that was held."""
    times = [(one.at, one.record) for one in held if one.at is not None and one.at <= session.now()]
    protocol = teamfile.known_protocol(session, sheet.body)
    if not times or protocol is None or sheet.body.get("outcome") is not None:
        return None
    states = teamfile.states(sheet.body)
    open_steps = [one for one in protocol.steps if one.fills == FORM]
    step = next((one for one in open_steps if one.id not in states or states[one.id].state not in OUTCOMES), None)
    if step is None:
        return None
    at, meeting = min(times)
    views = teamfile.views(session, sheet.body, CaseAnswers(session, sheet.case))
    view = next(one for one in views if one.step.id == step.id)
    reported = partial.span(sheet.body.get("r0"), session.tz)
    in_time = reported is not None and at - reported.start <= IN_TIME
    return Tick(step.id, meeting, at, in_time, team.is_late(view, at))


# --- reading and writing ----------------------------------------------------------------------------------------------


def _meeting(session: Session, record: Record) -> Meeting:
    minutes = read(record.body)
    span = partial.span(minutes.start, session.tz)
    return Meeting(
        record=record.id,
        at=span.start.astimezone(session.tz) if span else None,
        by=people.name_of(session, str(record.body.get("written_by") or "")),
        minutes=minutes,
        conflicts=record.conflicts,
        whole=record.state == "complete",
    )


def _task(session: Session, meeting: Meeting, decision: Decision) -> Open:
    until = decision.ended(session.tz)
    late = decision.open and until is not None and until < session.now()
    return Open(meeting.record, meeting.at, decision, until.astimezone(session.tz) if until else None, late)


def _sheet(session: Session, record: str) -> Record:
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != FORM or found.case is None:
        raise Refused("no-such-record")
    return found


def _planned(session: Session, record: str) -> Record:
    found = _sheet(session, record)
    if found.body.get("state") != PLANNED:
        raise Refused("meeting-over")
    return found


def _write(session: Session, case: str, sets: Mapping[str, Any], verb: str, record: str | None = None) -> str:
    with session.vault.write(session.now()) as conn:
        made = _put(session, conn, case, sets, record)
        access_log.note(conn, session.now(), session.worker.id, verb, made)
    session.changed(Change("record", made))
    session.changed(Change("case", case))
    return made


def _put(session: Session, conn: Connection, case: str, sets: Mapping[str, Any], record: str | None) -> str:
    header = cases.get(conn, case)
    if header is None:
        raise Refused("no-such-case")
    return intake.put(session, conn, {"case": header.code, "form": FORM, "record": record, "set": dict(sets)}).record
