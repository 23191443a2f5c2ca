"""What comes after the first days: each check of the protocol with its day, its small sheet, and how she is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db import access_log, cases
from db.connection import Connection
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import is_real
from desktop.forms.schema import Text
from desktop.protocols.board import StepState
from desktop.protocols.repeats import Check, checks
from desktop.protocols.schema import OUTCOMES, Kind, Step
from desktop.refusals import Refused
from desktop.services import appointments, intake, people, risk_file, team, teamfile
from desktop.services.appointments import ReminderWay
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Change, Session
from desktop.services.team_writing import put, team_of
from desktop.services.teamfile import FOLLOWUP

__all__ = ["Check", "Followups", "Item", "ReminderWay"]

LOST, RISEN = "contact_pierdut", "a_crescut"
WHICH = frozenset({"team_ref", "step", "clock", "no"})  # of which team and check a sheet is: never among its answers
DONE, EXCUSED, AHEAD, PASSED, UNKNOWN = "done", "excused", "ahead", "passed", "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One check: what it is, when it is planned, and what its sheet says.

    `passed`: its day is over, and nobody has said how it was or why it was not; `unknown`: it has no day yet.
    """

    check: Check
    due_on: date | None  # the last day of its clock, by the clock of the office
    title: Text  # of its step
    record: str | None
    planned_on: date | None
    state: str
    done_on: date | None
    by: str
    answers: Mapping[str, Any]

    @property
    def waits(self) -> bool:
        return self.state in (AHEAD, PASSED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Followups:
    """Everything that the view of follow-ups shows."""

    team: str
    case: str
    items: tuple[Item, ...]
    ways: tuple[ReminderWay, ...]  # by which she may be reached, each closed one with its rule
    risen: bool  # the risk has risen since it was last assessed
    ended: bool
    now: datetime

    @property
    def next(self) -> Item | None:
        """What to see to first: the oldest that passed in silence, else the nearest ahead."""
        waiting = [one for one in self.items if one.state in (PASSED, AHEAD)]
        return next((one for one in waiting if one.state == PASSED), next(iter(waiting), None))


def followups(session: Session, record: str) -> Followups:
    """Every check of a team with its day and its sheet, in the order of the days."""
    session.require(CASES)
    sheet = team_of(session, record)
    around = CaseAnswers(session, sheet.case)
    return Followups(
        team=record,
        case=sheet.case or "",
        items=items(session, sheet, around),
        ways=tuple(
            way for way in appointments.reminder_ways(session, sheet.case or "") if way.code in appointments.WAYS
        ),
        risen=_risen(session, around),
        ended=is_real(sheet.body.get("outcome")),
        now=session.now(),
    )


def items(session: Session, sheet: Record, around: CaseAnswers) -> tuple[Item, ...]:
    """The checks of a team in the order of their days; a step that has its outcome plans no more of them."""
    found = [item for step in _steps(session, sheet) for item in _of_step(session, sheet, step, around)]
    last = session.now().date().max
    return tuple(sorted(found, key=lambda one: (one.planned_on or last, one.check.step, one.check.clock, one.check.no)))


def _steps(session: Session, sheet: Record) -> Sequence[Step]:
    protocol = teamfile.known_protocol(session, sheet.body)
    return [step for step in protocol.steps if step.fills == FOLLOWUP] if protocol else []


def _of_step(session: Session, sheet: Record, step: Step, around: CaseAnswers) -> Iterator[Item]:
    states = teamfile.states(sheet.body)
    ended = step.id in states and states[step.id].state in OUTCOMES
    known = _sheets(sheet, step.id, around)
    anchors = teamfile.anchors(session, sheet.body, around)
    for check in checks(step, anchors, states, session.tz):
        own = known.get((check.clock, check.no))
        if own is not None or not ended:
            yield _item(session, check, step, own)


def _sheets(sheet: Record, step: str, around: CaseAnswers) -> dict[tuple[int, int], Record]:
    """The sheet of each check; where two offices wrote one each, the one that says more."""
    found: dict[tuple[int, int], Record] = {}
    for one in around.records:
        told = one.body
        if one.form != FOLLOWUP or told.get("team_ref") != sheet.id or told.get("step") != step:
            continue
        clock, no = told.get("clock"), told.get("no")
        if isinstance(clock, int | float) and isinstance(no, int | float):
            place = (int(clock), int(no))
            if place not in found or (_is_told(one) and not _is_told(found[place])):
                found[place] = one
    return found


def _is_told(record: Record) -> bool:
    return is_real(record.body.get("done_on")) or is_real(record.body.get("missed_reason"))


def _item(session: Session, check: Check, step: Step, own: Record | None) -> Item:
    body: Mapping[str, Any] = own.body if own else {}
    done = _day(session, body.get("done_on"))
    due_on = _local(session, check.due) if check.due else None
    planned = _day(session, body.get("planned_on")) or due_on
    if done is not None:
        state = DONE
    elif is_real(body.get("missed_reason")):
        state = EXCUSED
    elif planned is None:
        state = UNKNOWN
    else:
        state = PASSED if planned < session.now().date() else AHEAD
    by = people.name_of(session, own.worker) if own else ""
    return Item(check, due_on, step.title, own.id if own else None, planned, state, done, by, body)


# --- writing ----------------------------------------------------------------------------------------------------------


def save(session: Session, record: str, step: str, clock: int, no: int, answers: Mapping[str, Any]) -> str:
    """Write the sheet of one check: done and how, or why it was not; or another day for it. Gives its record.

    Refuses `contact-unsafe` for a way that her rules close, `reason-needed` for a duty that is done late without a
    reason. When the last check of a step is told of, the step has its outcome.
    """
    session.require(CASES)
    if told := WHICH & set(answers):
        raise Refused("bad-value", field=min(told))
    sheet = team_of(session, record)
    around = CaseAnswers(session, sheet.case)
    item = _find(session, sheet, around, step, clock, no)
    sets = {**{k: v for k, v in answers.items() if v is not None or item.answers.get(k) is not None}}
    _check_way(session, sheet.case or "", str(sets.get("reached") or ""))
    _check_late(session, item, {**item.answers, **sets})
    before = _all_told(session, sheet, step)
    with session.vault.write(session.now()) as conn:
        made = write(session, conn, sheet, item, sets)
    session.changed(Change("record", made))
    session.changed(Change("case", sheet.case or ""))
    _follow(session, record, step, was_told=before)
    return made


def write(session: Session, conn: Connection, sheet: Record, item: Item, sets: Mapping[str, Any]) -> str:
    """The sheet of one check with these answers, begun where there is none; the caller holds the transaction."""
    header = cases.get(conn, sheet.case or "")
    if header is None:
        raise Refused("no-such-case")
    if item.record is None:
        check, planned = item.check, item.planned_on or session.now().date()
        begun = {"team_ref": sheet.id, "step": check.step, "clock": check.clock, "no": check.no}
        sets = {**begun, "planned_on": planned.isoformat(), **sets}
    line = {"case": header.code, "form": FOLLOWUP, "record": item.record, "set": dict(sets)}
    made = intake.put(session, conn, line).record
    access_log.note(conn, session.now(), session.worker.id, "followup-written", made)
    return made


def plan_ahead(session: Session, conn: Connection, sheet: Record) -> int:
    """A planned sheet for each check that is still to come, so that it is called to mind when the team has ended."""
    around = CaseAnswers(session, sheet.case)
    ahead = [one for one in items(session, sheet, around) if one.state == AHEAD and one.record is None]
    for one in ahead:
        write(session, conn, sheet, one, {})
    return len(ahead)


def _find(session: Session, sheet: Record, around: CaseAnswers, step: str, clock: int, no: int) -> Item:
    found = next((one for one in _steps(session, sheet) if one.id == step), None)
    if found is not None:
        own = _sheets(sheet, step, around).get((clock, no))
        anchors = teamfile.anchors(session, sheet.body, around)
        for check in checks(found, anchors, teamfile.states(sheet.body), session.tz):
            if (check.clock, check.no) == (clock, no):
                return _item(session, check, found, own)
    raise Refused("no-such-followup")


def _check_way(session: Session, case: str, reached: str) -> None:
    """Contact is as safe contact allows; that another hour would have been right is not for afterwards."""
    if reached in appointments.WAYS:
        way = next(one for one in appointments.reminder_ways(session, case) if one.code == reached)
        if not way.open:
            raise Refused("contact-unsafe", rule=way.rule)


def _check_late(session: Session, item: Item, told: Mapping[str, Any]) -> None:
    done = _day(session, told.get("done_on"))
    if done is None or item.check.kind is not Kind.DUTY:
        return
    if item.due_on is not None and done > item.due_on and not is_real(told.get("late_reason")):
        raise Refused("reason-needed")


def _all_told(session: Session, sheet: Record, step: str) -> bool:
    """Whether somebody has said of every check of a step how it was, or why it was not."""
    around = CaseAnswers(session, sheet.case)
    own, states = _sheets(sheet, step, around), teamfile.states(sheet.body)
    anchors = teamfile.anchors(session, sheet.body, around)
    wanted = [
        one for each in _steps(session, sheet) if each.id == step for one in checks(each, anchors, states, session.tz)
    ]
    return all((one.clock, one.no) in own and _is_told(own[one.clock, one.no]) for one in wanted)


def _follow(session: Session, record: str, step: str, *, was_told: bool) -> None:
    """The step has its outcome when all its checks are told of, and loses it when one of these is open again."""
    sheet = team_of(session, record)
    told, stands = _all_told(session, sheet, step), teamfile.states(sheet.body).get(step, StepState()).state
    own = _sheets(sheet, step, CaseAnswers(session, sheet.case)).values()
    days = [day for one in own if (day := _day(session, one.body.get("done_on")))]
    if told and stands not in OUTCOMES and days:
        put(session, record, {f"steps/{step}/state": team.DONE, f"steps/{step}/done_dt": max(days).isoformat()})
    elif was_told and not told and stands == team.DONE:
        put(session, record, {f"steps/{step}/state": team.TO_DO, f"steps/{step}/done_dt": None})


def _risen(session: Session, around: CaseAnswers) -> bool:
    """The latest check says that the risk has risen, and nobody has assessed it since."""
    found = risk_file.read(session, around.records)
    risen = [one.at for one in found.events if one.kind == "risen" and one.form == FOLLOWUP]
    latest = found.latest
    return bool(risen) and (latest is None or max(risen) > latest.at)


def _day(session: Session, value: Any) -> date | None:
    span = partial.span(value, session.tz)
    return _local(session, span.start) if span else None


def _local(session: Session, moment: datetime) -> date:
    return moment.astimezone(session.tz).date()
