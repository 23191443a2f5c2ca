"""To whom a paper of a team goes: whom a consent names, who is on duty there, and nobody tied to the aggressor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.forms import ledger as lines
from desktop.privacy.conflicts import SURE, works_at
from desktop.protocols.papers import PaperPlan
from desktop.services import referrals, roster, team_conflicts
from desktop.services.casefile import CaseAnswers
from desktop.services.members import NO_TIE, members
from desktop.services.roster import Person
from desktop.services.session import Session
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


def addressees(session: Session, record: str, plan: PaperPlan) -> tuple[Addressee, ...]:
    """Whom this paper could go to, the likeliest first; people who are barred are not offered."""
    team = team_of(session, record)
    named = referrals.institutions(session, team.case or "", plan.role)
    offered = list(_people(session, plan))
    found = [
        Addressee(place, one.contact, one.group, True, one.on_duty, one.instead_of)
        for place in named
        for one in offered
        if lines.same(one.institution, place)
    ]
    found += [Addressee(place, named=True) for place in named]
    found += [one for one in offered if not any(lines.same(one.institution, place) for place in named)]
    told = [_doubted(session, record, plan, one) for one in found if one.institution]
    return tuple(sorted((one for one in told if one.doubt != BARRED), key=_likely))


def doubt(session: Session, record: str, plan: PaperPlan, institution: str, contact: str) -> str:
    """What speaks against this addressee: BARRED, ASKED, or nothing."""
    team = team_of(session, record)
    near = team_conflicts.around(session, CaseAnswers(session, team.case))
    name = contact.partition(",")[0].strip()
    hits = [one for one in team_conflicts.conflicts(session, record) if name and lines.same(one.name, name)]
    cleared = any(lines.same(one.name or "", name) and one.conflict == NO_TIE for one in members(team.body))
    found = near.of(name, [], NO_TIE if cleared else None) if name else None
    if any(one.bars for one in hits) or (found is not None and found[0] in SURE):
        return BARRED
    if hits or found is not None or any(works_at(group, (institution,), near.aggressors) for group in plan.groups):
        return ASKED
    return ""


def _doubted(session: Session, record: str, plan: PaperPlan, one: Addressee) -> Addressee:
    found = doubt(session, record, plan, one.institution, one.contact)
    return Addressee(one.institution, one.contact, one.group, one.named, one.on_duty, one.instead_of, found)


def _people(session: Session, plan: PaperPlan) -> Iterator[Addressee]:
    """Those of the roster: who is on duty now, whoever stands in, and the others."""
    everybody, now = roster.people(session), session.now()
    for group in plan.groups:
        duty = roster.duty_of(everybody, group, now, session.tz)
        ready = {one.person.record: one for one in duty.on}
        for person in everybody:
            if person.group != group:
                continue
            here = ready.get(person.record)
            instead = here.instead_of.name if here and here.instead_of else ""
            yield Addressee(person.institution, _called(person), group, False, here is not None, instead)


def _called(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.function) if part)


def _likely(one: Addressee) -> tuple[bool, bool, bool, bool]:
    return (not one.named, one.doubt != "", not one.on_duty, not one.contact)
