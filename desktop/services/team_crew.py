"""Who is around a running team: whom to call in each institution now, and what speaks against somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from desktop.forms import partial
from desktop.protocols.board import StepView
from desktop.services import people, roster, team_conflicts
from desktop.services.casefile import CaseAnswers
from desktop.services.frame import top_numbers
from desktop.services.library import Hotline
from desktop.services.members import Institution, Member
from desktop.services.roster import Duty, Person
from desktop.services.session import CASES, Session
from desktop.services.summary import text
from desktop.services.team import Board
from desktop.services.team_conflicts import Conflict, same_person
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
    barred = {each.person for each in found if each.bars and each.person}
    allowed = [each for each in listed if each.record not in barred]
    ahead = roster.duty_of(allowed, one.group, board.now, session.tz)  # nobody with a tie is named as the next one
    duty = replace(roster.duty_of(listed, one.group, board.now, session.tz), next=ahead.next, next_at=ahead.next_at)
    asked = one.state in ("to_call", "no_answer", "refused", "left")
    proposed = choose(one, listed, duty, found, board.now, session.tz) if asked else None
    own = tuple(each for each in found if each.group == one.group)
    return Seat(one, duty, proposed, _waits(session, board, one), own)


def choose(
    one: Institution, listed: Sequence[Person], duty: Duty, found: Sequence[Conflict], now: datetime, tz: tzinfo
) -> Proposal | None:
    """The substitute of who cannot come, else who is on duty, else whose hours nobody has written.

    `found` is what speaks against anybody of the team, since a substitute may be of another institution.
    """
    barred = {each.person for each in found if each.bars and each.person}
    known = {each.record: each for each in listed}
    tried = {record for each in one.people if _is_tried(each) for record in same_person(each, listed)}
    gone = [record for each in one.people if _is_gone(each) for record in same_person(each, listed)]
    absent = dict.fromkeys([*gone, *(each.person.record for each in duty.on if each.person.record in barred)])
    ways = [*_substitutes(absent, known, now, tz), *_on_duty(duty)]
    return next((each for each in ways if each.person.record not in barred | tried), None)


def _is_tried(one: Member) -> bool:
    return one.is_barred or one.state()[0] != "to_call"


def _is_gone(one: Member) -> bool:
    return one.is_barred or one.state()[0] in ("no_answer", "refused")


def _substitutes(absent: Iterable[str], known: Mapping[str, Person], now: datetime, tz: tzinfo) -> Iterator[Proposal]:
    """Who stands in for somebody who cannot come, then who stands in for that one."""
    for record in absent:
        left, one = dict(known), known.get(record)
        while one is not None and (found := roster.substitute_of(one, left, now, tz)) is not None:
            yield Proposal(found, "substitute", instead_of=one.name)
            left.pop(one.record, None)
            one = found


def _on_duty(duty: Duty) -> Iterator[Proposal]:
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
