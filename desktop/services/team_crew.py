"""Who is around a running team: whom to call in each institution now, and what speaks against somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.forms import partial
from desktop.protocols.board import StepView
from desktop.services import people, roster, team_conflicts
from desktop.services.casefile import CaseAnswers
from desktop.services.frame import top_numbers
from desktop.services.library import Hotline
from desktop.services.members import Institution
from desktop.services.roster import Duty, Person
from desktop.services.session import CASES, Session
from desktop.services.summary import text
from desktop.services.team import Board
from desktop.services.team_conflicts import Conflict
from desktop.services.team_writing import team_of

WAITS_AFTER = timedelta(hours=1)  # a needed institution that nobody has called


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to call next. `why`: on_duty, substitute, or hours_unknown where nobody wrote when they are on duty."""

    person: Person
    why: str
    until: datetime | None = None
    instead_of: str = ""  # a name


@dataclass(frozen=True, slots=True)
class Seat:
    """One institution of a running team, and what to do about it."""

    institution: Institution
    duty: Duty
    proposed: Proposal | None
    waits_since: datetime | None  # it is needed and nobody called it, since then
    conflicts: tuple[Conflict, ...]  # of its people, and of itself as somebody's workplace


@dataclass(frozen=True, slots=True)
class Coordinator:
    name: str
    worker: str | None  # of this office
    person: str | None  # of the roster
    role: str | None


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody around one team at this moment."""

    seats: tuple[Seat, ...]
    coordinator: Coordinator
    conflicts: tuple[Conflict, ...]
    numbers: tuple[Hotline, ...]  # what remains where nobody is on duty
    listed: int  # how many the roster names

    def of(self, who: str) -> tuple[Conflict, ...]:
        """What speaks against the coordinator, the companion, the interpreter."""
        return tuple(one for one in self.conflicts if one.who == who)


def crew(session: Session, board: Board) -> Crew:
    """The institutions of a team with whom to call now; somebody with a tie to the aggressor is never proposed."""
    session.require(CASES)
    team = team_of(session, board.record)
    near = team_conflicts.around(session, CaseAnswers(session, team.case))
    listed = roster.people(session)
    found = team_conflicts.of_team(session, team, near, listed)
    seats = tuple(_seat(session, board, one, listed, found) for one in board.institutions)
    return Crew(seats, coordinator(session, board.record), found, top_numbers(session), len(listed))


def _seat(
    session: Session, board: Board, one: Institution, listed: Sequence[Person], found: Sequence[Conflict]
) -> Seat:
    own = tuple(each for each in found if each.group == one.group)
    duty = roster.duty_of(listed, one.group, board.now, session.tz)
    asked = one.state in ("to_call", "no_answer", "refused", "left")
    proposed = _propose(one, listed, duty, own, board.now, session) if asked else None
    return Seat(one, duty, proposed, _waits(session, board, one), own)


def _propose(
    one: Institution, listed: Sequence[Person], duty: Duty, found: Sequence[Conflict], now: datetime, session: Session
) -> Proposal | None:
    """The substitute of who cannot come, else who is on duty, else whose hours nobody has written."""
    barred = {each.person for each in found if each.bars}
    tried = {each.person for each in one.people if each.state()[0] != "to_call" or each.is_barred}
    known = {each.record: each for each in listed}
    for each in _ways(one, known, duty, barred, now, session):
        if each.person.record not in barred | tried:
            return each
    return None


def _ways(
    one: Institution,
    known: Mapping[str, Person],
    duty: Duty,
    barred: set[str | None],
    now: datetime,
    session: Session,
) -> Iterator[Proposal]:
    gone = [each.person for each in one.people if each.state()[0] in ("no_answer", "refused") or each.is_barred]
    for record in dict.fromkeys([*gone, *(ready.person.record for ready in duty.on if ready.person.record in barred)]):
        absent = known.get(record or "")
        found = roster.substitute_of(absent, known, now, session.tz) if absent else None
        while absent is not None and found is not None:
            yield Proposal(found, "substitute", instead_of=absent.name)
            known = {name: each for name, each in known.items() if name != absent.record}
            absent, found = found, roster.substitute_of(found, known, now, session.tz)
    for ready in duty.on:
        if ready.instead_of is None:
            yield Proposal(ready.person, "on_duty", ready.until)
        else:
            yield Proposal(ready.person, "substitute", ready.until, ready.instead_of.name)
    for each in duty.unknown:
        yield Proposal(each, "hours_unknown")


def _waits(session: Session, board: Board, one: Institution) -> datetime | None:
    """Since when a needed institution has been called by nobody, once that is an hour."""
    told = partial.span(board.r0, session.tz)
    if one.state != "to_call" or told is None or board.now - told.start < WAITS_AFTER:
        return None
    return told.start.astimezone(session.tz) if any(_needs(view, one.group) for view in board.steps) else None


def _needs(view: StepView, group: str) -> bool:
    return group in view.step.roles and view.group == "now" and view.condition is True


def coordinator(session: Session, record: str) -> Coordinator:
    """Who answers for a team: somebody of this office, of the roster, or somebody else by name."""
    said = team_of(session, record).body
    told, person = text(said.get("coordinator")) or "", text(said.get("coordinator_person"))
    name = people.name_of(session, told)
    return Coordinator(name, told if name != told else None, person, text(said.get("coordinator_role")))
