"""A running intervention team: its page at this moment, ticks of its steps, who was called and came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import cases
from db.cases import CaseRow
from desktop.forms import partial
from desktop.forms.schema import Json
from desktop.protocols.board import ClockView, StepView, next_step
from desktop.protocols.schema import OUTCOMES, Protocol
from desktop.protocols.turns import turn
from desktop.refusals import Refused
from desktop.services import people, summary, team_doubts, teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.members import Institution, Member, institutions
from desktop.services.members import members as members_of
from desktop.services.opened import note_opened
from desktop.services.records import Saved
from desktop.services.session import CASES, Session
from desktop.services.summary import Consent, Contact
from desktop.services.team_doubts import Doubt
from desktop.services.team_writing import put, team_of

REASON_NEEDED = ("refuzat_de", "imposibil")
TO_DO, IN_WORK, DONE = "de_facut", "in_lucru", "facut"
LATE_NEEDED = (DONE, *REASON_NEEDED)  # a duty that ends late says why
TIMED = (DONE, "refuzat_de")  # an offer that was declined was made in time, or not
AHEAD = timedelta(minutes=1)  # a wall clock and the computer's may differ by so much

__all__ = ["Board", "CaseRow", "Consent", "Contact", "Doubt", "Institution", "Member", "StepView"]


@dataclass(frozen=True, slots=True)
class Board:
    """A running team as the page shows it."""

    record: str
    case: str
    code: str
    row: CaseRow
    protocol: Protocol
    answers: Mapping[str, Any]
    t0: Any
    r0: Any
    anchors: Mapping[str, Json]  # what each clock counts from, by the anchor's name
    steps: tuple[StepView, ...]
    next: StepView | None  # what is to do next, and the clock that says so
    next_clock: ClockView | None
    doubts: tuple[Doubt, ...]
    coordinator: str
    members: tuple[Member, ...]
    institutions: tuple[Institution, ...]
    contact: Contact
    consent: Consent | None
    conflicts: int
    now: datetime

    def group(self, name: str) -> tuple[StepView, ...]:
        return tuple(s for s in self.steps if s.group == name)

    @property
    def retellings(self) -> int | None:
        """How often she has had to tell what happened; None where nobody has counted."""
        times = self.answers.get("retellings")
        return int(times) if isinstance(times, int | float) and not isinstance(times, bool) else None

    def turn(self, view: StepView) -> tuple[str, ...]:
        """Whose turn a step is, by the codes of institutions."""
        first = self.answers.get("first_contact")
        return turn(view.step, first if isinstance(first, str) else None, teamfile.coordinator_group(self.answers))

    def late_reason(self, step: str) -> str | None:
        reason = self.answers.get(f"steps/{step}/late_reason")
        return reason if isinstance(reason, str) else None


def open_board(session: Session, record: str) -> Board:
    """The page of a team is opened; the access log says by whom."""
    found = board(session, record)
    note_opened(session, record)
    return found


def board(session: Session, record: str) -> Board:
    """A running team at this moment, once its page is open."""
    session.require(CASES)
    team = team_of(session, record)
    around = CaseAnswers(session, team.case)
    row = cases.get(session.conn, team.case or "")
    if row is None:
        raise Refused("no-such-case")
    protocol = teamfile.protocol_of(session, team.body)
    steps = tuple(teamfile.views(session, team.body, around))
    known = members_of(team.body)
    then, clock = next_step(steps)
    return Board(
        record=team.id,
        case=row.case,
        code=row.code,
        row=row,
        protocol=protocol,
        answers=team.body,
        t0=team.body.get("t0"),
        r0=team.body.get("r0"),
        anchors=teamfile.anchors(session, team.body, around),
        steps=steps,
        next=then,
        next_clock=clock,
        doubts=team_doubts.of_team(session, team, around),
        coordinator=people.name_of(session, str(team.body.get("coordinator") or "")),
        members=known,
        institutions=tuple(institutions(protocol, team.body, steps, known)),
        contact=summary.contact(around),
        consent=summary.consent(around),
        conflicts=team.conflicts,
        now=session.now(),
    )


def is_late(view: StepView, done: datetime) -> bool:
    """Whether a duty of this step ended before it was done; a window of care is nobody's failure."""
    return any(c.kind == teamfile.DUTY and c.due is not None and c.due < done and c.state != "met" for c in view.clocks)


def set_step(
    session: Session,
    record: str,
    step: str,
    state: str,
    *,
    done: datetime | str | None = None,
    reason: str | None = None,
    late_reason: str | None = None,
    note: str | None = None,
) -> Saved:
    """Tick a step: when it was done or declined, or why it was not; `de_facut` takes a wrong tick back.

    `done` is a moment, or an answer that is known in part: the day alone is one.
    Refuses `reason-needed` for refused and impossible, and for a duty that was done late, without a reason;
    `not-an-outcome` where the step cannot end like this; `times-asked` for an hour to come, unless it is the computer's
    clock that is behind.
    """
    team = team_of(session, record)
    found = teamfile.protocol_of(session, team.body).step(step)
    if found is None or state not in (TO_DO, IN_WORK, *found.outcomes):
        raise Refused("not-an-outcome")
    if state in REASON_NEEDED and reason is None:
        raise Refused("reason-needed")
    answer = done if isinstance(done, str) else (done or session.now()).isoformat(timespec="minutes")
    moment = _moment(answer, session)
    if moment - session.now() > AHEAD and not any(team_doubts.of_clock(session, record)):
        raise Refused("times-asked", doubt="in-future")
    if state in LATE_NEEDED and late_reason is None and _missed(session, record, step, moment):
        if state == DONE:
            raise Refused("reason-needed")
        late_reason = reason  # why it was not done is why it is late: nobody is asked twice
    sets: dict[str, Any] = {f"steps/{step}/state": state, f"steps/{step}/reason": reason}
    sets[f"steps/{step}/late_reason"] = late_reason
    if note is not None:
        sets[f"steps/{step}/note"] = note
    timed = state in TIMED or (state == IN_WORK and done is not None)
    sets[f"steps/{step}/done_dt"] = answer if timed else None
    return put(session, record, sets)


def _moment(answer: str, session: Session) -> datetime:
    """The earliest moment that an answer may mean: in doubt nobody is called late."""
    span = partial.span(answer, session.tz)
    if span is None:
        raise Refused("bad-value", field="done_dt")
    return span.start


def _missed(session: Session, record: str, step: str, done: datetime) -> bool:
    """Whether the step, were it still to do, would be late at this moment; what was done in it already stays done."""
    team = team_of(session, record)
    over = team.body.get(f"steps/{step}/state") in OUTCOMES
    answers = {**team.body, f"steps/{step}/state": TO_DO} if over else team.body
    views = teamfile.views(session, answers, CaseAnswers(session, team.case))
    return any(view.step.id == step and is_late(view, done) for view in views)


def count_retelling(session: Session, record: str, times: int) -> Saved:
    """How often she has had to tell what happened; the target is one."""
    return put(session, record, {"retellings": times})
