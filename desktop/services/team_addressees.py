"""To whom a paper of a team goes: whom a consent names, who is on duty there, and nobody tied to the aggressor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop.forms import ledger as lines
from desktop.privacy.conflicts import SURE, works_at
from desktop.protocols.papers import PaperPlan
from desktop.services import roster, team_conflicts
from desktop.services.casefile import CaseAnswers
from desktop.services.members import NO_TIE, Member, members
from desktop.services.roster import Person
from desktop.services.session import Session
from desktop.services.team_conflicts import Around, Conflict
from desktop.services.team_writing import team_of

BARRED, ASKED = "barred", "asked"  # does not go to this person; goes once somebody has looked


@dataclass(frozen=True, slots=True)
class Addressee:
    """An institution, and somebody there where the roster knows one. `named`: a consent or an exception names it."""

    institution: str
    contact: str = ""
    group: str = ""
    named: bool = False
    on_duty: bool = False
    instead_of: str = ""  # who is away
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody whom papers of this team could go to, and what is known of ties to the alleged aggressor."""

    listed: Sequence[Person]
    members: Sequence[Member]
    hits: Sequence[Conflict]
    near: Around


def people(session: Session, record: str) -> People:
    """Read once for all papers of a team."""
    team, listed = team_of(session, record), roster.people(session)
    near = team_conflicts.around(session, CaseAnswers(session, team.case))
    return People(listed, members(team.body), team_conflicts.of_team(session, team, near, listed), near)


def addressees(session: Session, known: People, plan: PaperPlan, named: Sequence[str]) -> tuple[Addressee, ...]:
    """Whom this paper could go to, the likeliest first; people who are barred are not offered.

    `named` are the institutions that consents and exceptions name.
    """
    offered = list(_listed(session, known, plan))
    found = [
        replace(one, institution=place, named=True)
        for place in named
        for one in offered
        if lines.same(one.institution, place)
    ]
    found += [Addressee(place, named=True) for place in named]
    found += [one for one in offered if not any(lines.same(one.institution, place) for place in named)]
    told = [replace(one, doubt=doubt(known, plan, one.institution, one.contact)) for one in found if one.institution]
    return tuple(sorted((one for one in told if one.doubt != BARRED), key=_likely))


def doubt(known: People, plan: PaperPlan, institution: str, contact: str) -> str:
    """What speaks against this addressee: BARRED, ASKED, or nothing."""
    name = contact.partition(",")[0].strip()
    hits = [one for one in known.hits if name and lines.same(one.name, name)]
    cleared = any(lines.same(one.name or "", name) and one.conflict == NO_TIE for one in known.members)
    found = known.near.of(name, [], NO_TIE if cleared else None) if name else None
    if any(one.bars for one in hits) or (found is not None and found[0] in SURE):
        return BARRED
    works_there = any(works_at(group, (institution,), known.near.aggressors) for group in plan.groups)
    return ASKED if hits or found is not None or works_there else ""


def _listed(session: Session, known: People, plan: PaperPlan) -> Iterator[Addressee]:
    """Those of the roster: who is on duty now, whoever stands in, and the others."""
    for group in plan.groups:
        duty = roster.duty_of(known.listed, group, session.now(), session.tz)
        ready = {one.person.record: one for one in duty.on}
        for person in known.listed:
            here = ready.get(person.record)
            if person.group == group or here is not None:
                instead = here.instead_of.name if here and here.instead_of else ""
                yield Addressee(person.institution, _called(person), group, False, here is not None, instead)


def _called(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.function) if part)


def _likely(one: Addressee) -> tuple[bool, bool, bool, bool]:
    return (not one.named, one.doubt != "", not one.on_duty, not one.contact)
