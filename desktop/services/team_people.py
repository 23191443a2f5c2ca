"""The people of a running team: each call as it went, ties to the aggressor, who coordinates and accompanies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.records import Record
from desktop.forms import partial
from desktop.privacy.conflicts import SURE
from desktop.refusals import Refused
from desktop.services import people, roster, team_conflicts, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.members import FIELDS, NO_TIE, ORDER, Call, Member, surely_before
from desktop.services.members import members as members_of
from desktop.services.records import Saved
from desktop.services.session import CASES, Session
from desktop.services.team_conflicts import POSTS, Around, Conflict, conflicts
from desktop.services.team_crew import Coordinator, Crew, Proposal, Seat, coordinator, crew
from desktop.services.team_writing import put, team_of

__all__ = ["Call", "Conflict", "Coordinator", "Crew", "Member", "Proposal", "Seat", "conflicts", "coordinator", "crew"]

RESULTS = ORDER
NO_COMPANION = "fara"
_BEFORE: Mapping[str, str] = {  # what cannot be earlier than what
    "answered_at": "called_at",
    "refused_at": "called_at",
    "arrived_at": "called_at",
    "left_at": "arrived_at",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A call, an arrival or a departure to be written down. `at`: an answer, may be known in part; now where None."""

    group: str
    result: str = ""  # one of RESULTS; none where only a tie is declared
    row: str | None = None  # somebody whom the team's sheet names already
    person: str | None = None  # somebody of the roster
    name: str = ""
    phone: str = ""
    at: str | None = None
    tie: str | None = None  # what was asked just now: a tie to the alleged aggressor, or that there is none


# --- calls ------------------------------------------------------------------------------------------------------------


def note(session: Session, record: str, told: Note, *, sure: bool = False) -> Saved:
    """Write down a call, an arrival, a refusal or a departure; each call stays, whatever follows it.

    Asked first unless `sure`: `conflict-asked` where the person may be the alleged aggressor, `in-conflict` where a
    tie was declared, `times-asked` (fact doubt) where the hour does not fit the others.
    """
    session.require(CASES)
    if told.result not in RESULTS:
        raise Refused("bad-value", field="result")
    team = team_of(session, record)
    told = _completed(session, told)
    member = _member_of(team, told)
    at = told.at or session.now().isoformat(timespec="minutes")
    if not sure:
        _ask_conflict(session, team, member, told)
        _ask_times(session, team, _with(member, told.result, at))
    row = member.row or writing.new_id()[:16]
    sets = {f"members/{row}/{field}": value for field, value in _named(member, told).items()}
    sets |= {f"members/{row}/{field}": value for field, value in _times(member, told.result, at).items()}
    made = {"member": row, "at": at, "result": told.result, "number": told.phone or member.phone, "by": _me(session)}
    call = writing.new_id()[:16]
    sets |= {f"calls/{call}/{field}": value for field, value in made.items() if value}
    return put(session, record, sets, verb="called")


def _me(session: Session) -> str:
    return session.worker.id


def _completed(session: Session, told: Note) -> Note:
    """With what the roster says of the person, where nothing else was typed."""
    told = replace(told, name=" ".join(told.name.split()), phone=told.phone.strip())
    if told.person is None:
        return told
    known = roster.person(session, told.person)
    return replace(told, name=told.name or known.name, phone=told.phone or known.phone)


def _member_of(team: Record, told: Note) -> Member:
    """Whom it is about: the row, the same person of the roster, the same name; somebody new otherwise."""
    own = [one for one in members_of(team.body) if one.group == told.group]
    if told.row is not None:
        found = next((one for one in own if one.row == told.row), None)
        if found is None:
            raise Refused("no-such-record")
        return found
    if told.person is not None:
        found = next((one for one in own if one.person == told.person), None)
    elif told.name:
        same = [one for one in own if (one.name or "").casefold() == told.name.casefold()]
        found = next(iter(same), None)
    else:
        found = next((one for one in own if not one.is_barred), None)
    nameless = next((one for one in own if not one.name and not one.person), None)
    return found or (nameless if told.name else None) or Member(None, told.group)


def _named(member: Member, told: Note) -> dict[str, Any]:
    fields: dict[str, Any] = {"group": told.group} if member.row is None else {}
    if told.name and told.name != member.name:
        fields["name"] = told.name
    if told.phone and not member.phone:
        fields["phone"] = told.phone
    if told.person and told.person != member.person:
        fields["person"] = told.person
    if told.tie:
        fields["conflict"] = told.tie
    return fields


def _times(member: Member, result: str, at: str) -> dict[str, str]:
    """The first call and the first answer stay; of arriving, refusing and leaving the latest counts."""
    fields: dict[str, str] = {}
    if result in ("no_answer", "answered", "refused") and _is_first(member.called, at):
        fields["called_at"] = at
    if result == "answered" and _is_first(member.answered, at):
        fields["answered_at"] = at
    if result in ("refused", "arrived", "left"):
        fields[FIELDS[result]] = at
    return fields


def _is_first(before: Any, at: str) -> bool:
    return not isinstance(before, str) or surely_before(at, before)


def _with(member: Member, result: str, at: str) -> dict[str, Any]:
    """The times of somebody as they would stand, by field."""
    return {**_of_member(member), **_times(member, result, at)}


def _of_member(member: Member) -> dict[str, Any]:
    said = (member.called, member.answered, member.refused, member.arrived, member.left)
    return dict(zip((FIELDS[state] for state in ORDER), said, strict=True))


def set_times(session: Session, record: str, row: str, times: Mapping[str, Any], *, sure: bool = False) -> Saved:
    """Put the hours of somebody right, also in part; None takes one away. Asks `times-asked` unless `sure`."""
    session.require(CASES)
    team = team_of(session, record)
    member = next((one for one in members_of(team.body) if one.row == row), None)
    if member is None or not set(times) <= set(FIELDS.values()):
        raise Refused("no-such-record")
    if not sure:
        _ask_times(session, team, {**_of_member(member), **times})
    return put(session, record, {f"members/{row}/{field}": value for field, value in times.items()})


def _ask_times(session: Session, team: Record, times: Mapping[str, Any]) -> None:
    for field, value in times.items():
        span = partial.span(value, session.tz)
        if span is not None and span.start > session.now():
            raise Refused("times-asked", doubt="in-future")
        other = _BEFORE.get(field)
        if other is not None and surely_before(value, times.get(other)):
            raise Refused("times-asked", doubt=f"{field.removesuffix('_at')}-before-{other.removesuffix('_at')}")
        if surely_before(value, team.body.get("r0")):
            raise Refused("times-asked", doubt="before-report")


# --- ties to the aggressor --------------------------------------------------------------------------------------------


def _ask_conflict(session: Session, team: Record, member: Member, told: Note) -> None:
    near = team_conflicts.around(session, CaseAnswers(session, team.case))
    _ask(near, told.name or member.name or "", (told.phone, member.phone), told.tie or member.conflict)


def _ask(near: Around, name: str, phones: Sequence[str | None], tie: str | None) -> None:
    found = near.of(name, [number for number in phones if number], tie)
    if found is not None and found[0] == "declared":
        raise Refused("in-conflict")
    if found is not None and found[0] in SURE:
        raise Refused("conflict-asked", kind=found[0])


def declare(session: Session, record: str, told: Note) -> Saved:
    """Somebody has the tie `told.tie` to the alleged aggressor, or none: it was asked, and is asked no more.

    Whoever has one is written into the team's sheet, is not called and is not proposed.
    """
    session.require(CASES)
    if not told.tie:
        raise Refused("bad-value", field="conflict")
    team = team_of(session, record)
    told = _completed(session, told)
    member = _member_of(team, told)
    if member.row is None and not told.name:
        raise Refused("name-needed")
    row = member.row or writing.new_id()[:16]
    sets = {f"members/{row}/{field}": value for field, value in _named(member, told).items()}
    return put(session, record, sets, verb="tie-declared")


def declare_post(session: Session, record: str, post: str, tie: str) -> Saved:
    """The same of the coordinator, the companion or the interpreter."""
    session.require(CASES)
    if post not in POSTS:
        raise Refused("bad-value", field="post")
    return put(session, record, {f"{post}_conflict": tie}, verb="tie-declared")


# --- posts ------------------------------------------------------------------------------------------------------------


def set_coordinator(
    session: Session,
    record: str,
    *,
    worker: str | None = None,
    person: str | None = None,
    name: str = "",
    role: str | None = None,
    sure: bool = False,
) -> Saved:
    """Another coordinator: a worker of this office, a person of the roster, or somebody else by name."""
    session.require(CASES)
    team = team_of(session, record)
    if worker is not None and all(one.id != worker for one in people.all_workers(session)):
        raise Refused("no-such-worker")
    listed = roster.person(session, person) if person else None
    told = worker or (listed.name if listed else " ".join(name.split()))
    if not told:
        raise Refused("name-needed")
    if not sure:
        near = team_conflicts.around(session, CaseAnswers(session, team.case))
        tie = next((one.conflict for one in members_of(team.body) if person and one.person == person), None)
        numbers = [phone.number for phone in listed.phones] if listed else []
        _ask(near, people.name_of(session, told), numbers, tie)
    sets = {"coordinator": told, "coordinator_person": person, "coordinator_conflict": None}
    if role is not None or listed is not None:
        sets["coordinator_role"] = role
    return put(session, record, sets, verb="coordinator-changed")


def set_companion(
    session: Session, record: str, kind: str, name: str = "", phone: str = "", *, sure: bool = False
) -> Saved:
    """Who accompanies her; that it is not the alleged aggressor is asked at once."""
    return _set_post(session, record, "companion", {"companion": kind}, name, phone, kind != NO_COMPANION, sure)


def set_interpreter(
    session: Session, record: str, needed: bool, name: str = "", phone: str = "", *, sure: bool = False
) -> Saved:
    """Whether she needs an interpreter, and who it is."""
    return _set_post(session, record, "interpreter", {"interpreter": needed}, name, phone, needed, sure)


def _set_post(
    session: Session,
    record: str,
    post: str,
    sets: Mapping[str, Any],
    name: str,
    phone: str,
    there: bool,
    sure: bool,
) -> Saved:
    session.require(CASES)
    team = team_of(session, record)
    name, phone = (" ".join(name.split()), phone.strip()) if there else ("", "")
    if not sure:
        _ask(team_conflicts.around(session, CaseAnswers(session, team.case)), name, (phone,), None)
    told = {f"{post}_name": name or None, f"{post}_phone": phone or None}
    tie = NO_TIE if sure and name else None
    return put(session, record, {**sets, **told, f"{post}_conflict": tie})
