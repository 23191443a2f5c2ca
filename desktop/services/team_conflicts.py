"""Who of a team may be the alleged aggressor, is tied to him or works with him: asked before anything is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from db.records import Record
from desktop.forms.answers import rows
from desktop.privacy import conflicts as alike
from desktop.privacy.conflicts import SURE, Aggressor
from desktop.services import people, roster, summary, teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.members import NO_TIE, Member
from desktop.services.members import members as members_of
from desktop.services.roster import Person
from desktop.services.session import CASES, Session
from desktop.services.summary import text
from desktop.services.team_writing import team_of

Kind = Literal["same-phone", "same-name", "shared-name", "declared", "workplace"]
Who = Literal["member", "roster", "coordinator", "companion", "interpreter", "institution"]
POSTS: tuple[Who, ...] = ("coordinator", "companion", "interpreter")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One hit. It says who of the team it is about; of the aggressor it says nothing."""

    kind: Kind
    who: Who
    group: str = ""  # empty for a companion and an interpreter
    name: str = ""
    row: str | None = None  # of the people in the team's sheet
    person: str | None = None  # of the roster
    tie: str | None = None  # what was declared, a code of `conflict_kinds`

    @property
    def bars(self) -> bool:
        """Whether this person is not called and told nothing, until somebody has answered that there is no tie."""
        return self.kind == "declared" or self.kind in SURE


@dataclass(frozen=True, slots=True)
class Around:
    """What people are compared with: the sheets of the alleged aggressors of the case."""

    aggressors: tuple[Aggressor, ...]

    def of(self, name: str | None, phones: Collection[str], tie: str | None) -> tuple[Kind, str | None] | None:
        """What speaks against somebody; nothing once it was answered that there is no tie."""
        if tie is not None:
            return None if tie == NO_TIE else ("declared", tie)
        found = alike.hit(name or "", phones, self.aggressors)
        return (found, None) if found else None


def conflicts(session: Session, record: str) -> tuple[Conflict, ...]:
    """Everything that speaks against somebody of this team, and against people of the roster whom it could call."""
    session.require(CASES)
    team = team_of(session, record)
    return of_team(session, team, around(session, CaseAnswers(session, team.case)), roster.people(session))


def around(session: Session, case: CaseAnswers) -> Around:
    """The alleged aggressors of a case: by their sheets, and by their own files where these can be seen."""
    found = [
        Aggressor(text(said.get("agg_name")) or "", _phones(said), text(said.get("agg_workplace")) or "")
        for said in case.get("aggressor", ())
    ]
    for file in summary.aggressor_files(case):
        for said in CaseAnswers(session, file).get("identity", ()):
            names = (text(said.get(field)) for field in ("last_name", "first_name", "prior_name"))
            numbers = (text(said.get(f"phones/{row}/number")) for row in rows(said, "phones"))
            found.append(Aggressor(" ".join(filter(None, names)), tuple(filter(None, numbers))))
    return Around(tuple(found))


def _phones(said: summary.Answers) -> tuple[str, ...]:
    number = text(said.get("agg_phone"))
    return (number,) if number else ()


def of_team(session: Session, team: Record, near: Around, listed: Sequence[Person]) -> tuple[Conflict, ...]:
    """The same where the sheets and the roster were read already."""
    known = members_of(team.body)
    groups = teamfile.protocol_of(session, team.body).groups
    return (
        *_members(known, listed, near),
        *_roster([one for one in listed if one.group in groups], known, near),
        *_posts(session, team, near),
        *_workplaces(tuple(groups), listed, near),
    )


def _members(known: Sequence[Member], listed: Sequence[Person], near: Around) -> Iterator[Conflict]:
    for one in known:
        same = next(iter(same_person(one, listed)), None)
        numbers = {one.phone, *(call.number for call in one.calls)} - {None}
        if found := near.of(one.name, [str(number) for number in numbers], one.conflict):
            yield Conflict(found[0], "member", one.group, one.name or "", one.row, one.person or same, found[1])


def _roster(listed: Sequence[Person], known: Sequence[Member], near: Around) -> Iterator[Conflict]:
    """People of the roster whom the team's sheet does not name."""
    named = {record: one for one in known for record in same_person(one, listed)}
    for one in listed:
        there = named.get(one.record)
        found = near.of(one.name, [phone.number for phone in one.phones], there.conflict if there else None)
        if found and (there is None or near.of(there.name, (there.phone or "",), there.conflict) is None):
            yield Conflict(found[0], "roster", one.group, one.name, None, one.record, found[1])


def same_person(one: Member, listed: Sequence[Person]) -> list[str]:
    """Who of the roster somebody of the team is: by the link, or where only a name was typed, by the name."""
    if one.person:
        return [one.person]
    name = (one.name or "").casefold()
    return [each.record for each in listed if name and each.group == one.group and each.name.casefold() == name]


def _posts(session: Session, team: Record, near: Around) -> Iterator[Conflict]:
    said = team.body
    person = text(said.get("coordinator_person"))
    coordinator = people.name_of(session, text(said.get("coordinator")) or "")
    posts: tuple[tuple[Who, str, str | None], ...] = (
        ("coordinator", coordinator, None),
        ("companion", text(said.get("companion_name")) or "", text(said.get("companion_phone"))),
        ("interpreter", text(said.get("interpreter_name")) or "", text(said.get("interpreter_phone"))),
    )
    for who, name, number in posts:
        if found := near.of(name, [number] if number else [], text(said.get(f"{who}_conflict"))):
            yield Conflict(found[0], who, "", name, None, person if who == "coordinator" else None, found[1])


def _workplaces(groups: Sequence[str], listed: Sequence[Person], near: Around) -> Iterator[Conflict]:
    for group in groups:
        if alike.works_at(group, (one.institution for one in listed if one.group == group), near.aggressors):
            yield Conflict("workplace", "institution", group)
