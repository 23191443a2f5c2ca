"""The end of an intervention: what is open is named, each duty has its outcome, what lies ahead stays planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.connection import Connection
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import is_real
from desktop.protocols.board import ClockView, StepView
from desktop.protocols.schema import Kind
from desktop.refusals import Refused
from desktop.services import referrals, team, team_followup, team_meetings, team_writing, teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.referrals import Referral
from desktop.services.session import CASES, Change, Session
from desktop.services.team_followup import Item
from desktop.services.team_meetings import Meeting, Open
from desktop.services.team_writing import team_of
from desktop.services.teamfile import FOLLOWUP

OUTCOME, CLOSING = "outcome", "closing"
WINDOWS = "windows"  # said by whoever ends a team although care would still be useful
WHY = ("refuzat_de", "imposibil")  # outcomes that say why


@dataclass(frozen=True, slots=True)
class Care:
    """A window of care that still runs for a step without an outcome."""

    view: StepView
    clock: ClockView


@dataclass(frozen=True, slots=True)
class Ending:
    """Everything that is open in an intervention; what `end` insists on stands first."""

    team: str
    case: str
    outcome: str  # empty while it runs
    duties: tuple[StepView, ...]  # obligations without an outcome: each is asked
    silent: tuple[StepView, ...]  # duties that were late, and nobody has said why: each is asked
    passed: tuple[Item, ...]  # checks whose day is over in silence: each is asked
    retellings: int | None  # asked where nobody has counted
    windows: tuple[Care, ...]  # a warning that has to be confirmed
    steps: tuple[StepView, ...]  # without an outcome, and nobody's duty
    ahead: tuple[Item, ...]  # checks to come; they stay planned
    meetings: tuple[Meeting, ...]
    tasks: tuple[Open, ...]  # decisions to do; they stay due
    papers: tuple[Referral, ...]  # no answer has come
    now: datetime

    @property
    def ended(self) -> bool:
        return bool(self.outcome)

    @property
    def asked(self) -> int:
        """How much has to be said before the team may end."""
        return len(self.duties) + len(self.silent) + len(self.passed) + (self.retellings is None)

    @property
    def waits(self) -> int:
        """How much stays to be done when it has ended."""
        return len(self.ahead) + len(self.meetings) + len(self.tasks) + len(self.papers)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a step at the end: its outcome and, where it needs one, the reason."""

    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """All that `end` was told: of each step its outcome, of each late one and each missed check why."""

    steps: Mapping[str, Said] = field(default_factory=dict)
    late: Mapping[str, str] = field(default_factory=dict)
    missed: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    retellings: int | None = None
    sure: frozenset[str] = frozenset()


def ending(session: Session, record: str) -> Ending:
    """What an intervention that would end now leaves open."""
    session.require(CASES)
    sheet = team_of(session, record)
    around = CaseAnswers(session, sheet.case)
    views = teamfile.views(session, sheet.body, around)
    undone = [view for view in views if view.group in ("now", "next") and view.step.fills != CLOSING]
    duties = tuple(view for view in undone if view.step.fills != FOLLOWUP and _is_duty(view))
    checks = team_followup.items(session, sheet, around)
    met = team_meetings.meetings(session, record)
    told = sheet.body.get("retellings")
    return Ending(
        team=record,
        case=sheet.case or "",
        outcome=str(sheet.body.get(OUTCOME) or ""),
        duties=duties,
        silent=tuple(view for view in views if _is_silent(session, sheet, view)),
        passed=tuple(one for one in checks if one.state == team_followup.PASSED),
        retellings=int(told) if isinstance(told, int | float) and not isinstance(told, bool) else None,
        windows=tuple(_running(undone)),
        steps=tuple(view for view in undone if view not in duties and view.step.fills != FOLLOWUP),
        ahead=tuple(one for one in checks if one.state == team_followup.AHEAD),
        meetings=met.ahead,
        tasks=met.tasks,
        papers=tuple(one for one in referrals.of_case(around.records) if one.waits),
        now=session.now(),
    )


def _is_duty(view: StepView) -> bool:
    return any(clock.kind is Kind.DUTY for clock in view.clocks)


def _is_late(view: StepView) -> bool:
    return any(clock.state == "late" for clock in view.clocks)


def _running(undone: list[StepView]) -> list[Care]:
    return [
        Care(view, clock)
        for view in undone
        if view.step.fills != FOLLOWUP
        for clock in view.clocks
        if clock.kind is Kind.WINDOW and clock.state == "running"
    ]


def _is_silent(session: Session, sheet: Record, view: StepView) -> bool:
    """A duty that was done too late, and nobody has said why; checks say it on sheets of their own."""
    done = partial.span(view.state.done, session.tz) if view.state.state == team.DONE else None
    if done is None or view.step.fills == FOLLOWUP or is_real(sheet.body.get(f"steps/{view.step.id}/late_reason")):
        return False
    return any(one.kind is Kind.DUTY and one.due is not None and one.due < done.start for one in view.clocks)


# --- the end ----------------------------------------------------------------------------------------------------------


def end(session: Session, record: str, outcome: str, answers: Answers | None = None) -> int:
    """End the intervention; the case stays open. Gives how many checks were planned for the time after it.

    Refuses `team-ended`, `team-open` while something that has to be said is not (with the count), `team-window` while
    care would still be useful and nobody has said that she knows it.
    """
    said = answers or Answers()
    if outcome == teamfile.JOINED:
        raise Refused("bad-value", field=OUTCOME)  # said by joining the two, and by nothing else
    open_ = ending(session, record)
    if open_.ended:
        raise Refused("team-ended")
    _check(open_, said)
    sheet = team_of(session, record)
    sets = _sets(session, sheet, open_, said)
    sets |= {OUTCOME: outcome, "ended_at": session.now().isoformat(timespec="minutes"), "ended_by": session.worker.id}
    with session.vault.write(session.now()) as conn:
        _tell_missed(session, conn, sheet, open_, said)
        planned = team_followup.plan_ahead(session, conn, sheet)
        team_writing.write(session, conn, sheet, sets, "team-ended")
    _changed(session, sheet)
    return planned


def reopen(session: Session, record: str) -> None:
    """It ended too early: its clocks run on from where they are. A closed case is reopened first."""
    session.require(CASES)
    sheet = team_of(session, record)
    if not is_real(sheet.body.get(OUTCOME)):
        raise Refused("team-not-ended")
    if teamfile.is_closed(CaseAnswers(session, sheet.case)):
        raise Refused("team-of-closed-case")
    sets: dict[str, Any] = {OUTCOME: None, "ended_at": None, "ended_by": None, "joined_to": None}
    for step in _closing_steps(session, sheet):
        sets |= {f"steps/{step}/state": team.TO_DO, f"steps/{step}/done_dt": None}
    with session.vault.write(session.now()) as conn:
        team_writing.write(session, conn, sheet, sets, "team-reopened")
    _changed(session, sheet)


def _check(open_: Ending, said: Answers) -> None:
    """Everything that has to be said is said, and in words that the step may end with."""
    steps = {view.step.id: view for view in (*open_.duties, *open_.steps)}
    for id, one in said.steps.items():
        if id not in steps or one.state not in steps[id].step.outcomes:
            raise Refused("not-an-outcome")
        if one.state in WHY and not one.reason:
            raise Refused("reason-needed")
    late = [view for view in open_.duties if _is_late(view) and view.step.id in said.steps]
    if any(said.steps[one.step.id].state == team.DONE and not said.late.get(one.step.id) for one in late):
        raise Refused("reason-needed")
    lacking = [view for view in open_.duties if view.step.id not in said.steps]
    lacking += [view for view in open_.silent if not said.late.get(view.step.id)]
    checks = [one for one in open_.passed if not said.missed.get(place(one))]
    retold = open_.retellings is None and said.retellings is None
    if count := len(lacking) + len(checks) + retold:
        raise Refused("team-open", count=count)
    still = [care for care in open_.windows if care.view.step.id not in said.steps]
    if still and WINDOWS not in said.sure:
        raise Refused("team-window", count=len(still))


def place(item: Item) -> tuple[str, int, int]:
    """By what a check is named: its step, which clock of it, which repetition."""
    return item.check.step, item.check.clock, item.check.no


def _sets(session: Session, sheet: Record, open_: Ending, said: Answers) -> dict[str, Any]:
    now = session.now().isoformat(timespec="minutes")
    sets: dict[str, Any] = {}
    late = {view.step.id for view in open_.duties if _is_late(view)}
    for id, one in said.steps.items():
        sets |= {f"steps/{id}/state": one.state, f"steps/{id}/reason": one.reason if one.state in WHY else None}
        sets[f"steps/{id}/done_dt"] = now if one.state == team.DONE else None
        if id in late:
            sets[f"steps/{id}/late_reason"] = said.late.get(id) or one.reason
    sets |= {f"steps/{id}/late_reason": why for id, why in said.late.items() if id not in said.steps}
    for step in _closing_steps(session, sheet):
        sets |= {f"steps/{step}/state": team.DONE, f"steps/{step}/done_dt": now}
    if said.retellings is not None:
        sets["retellings"] = said.retellings
    return sets


def _tell_missed(session: Session, conn: Connection, sheet: Record, open_: Ending, said: Answers) -> None:
    for item in open_.passed:
        if why := said.missed.get(place(item)):
            team_followup.write(session, conn, sheet, item, {"missed_reason": why})


def _closing_steps(session: Session, sheet: Record) -> list[str]:
    """The steps that the end itself is."""
    protocol = teamfile.known_protocol(session, sheet.body)
    return [step.id for step in protocol.steps if step.fills == CLOSING] if protocol else []


def _changed(session: Session, sheet: Record) -> None:
    session.announce(teamfile.TEAM, sheet.id)
    session.changed(Change("case", sheet.case or ""))
