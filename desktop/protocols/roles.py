"""Who a role means in a running team: first contact, coordinator and psychologist are functions, not institutions."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.forms import answers as flat
from desktop.forms.schema import Answers, Json

PSYCHOLOGISTS = frozenset({"psiholog_consilier", "psihoterapeut"})


@dataclass(frozen=True, slots=True)
class Performer:
    """One who may do a step: an institution of the team with whoever was named there, or a worker of the office."""

    group: str = ""
    row: str = ""
    worker: Json = None


def performers(role: str, team: Answers, case: Answers) -> tuple[Performer, ...]:
    """Everybody that a role of a step means, out of the team's sheet and the case's header; nobody yet is empty."""
    if role == "coordinator":
        coordinator = team.get("coordinator")
        return (Performer(worker=coordinator),) if flat.is_real(coordinator) else ()
    if role == "psychologist":
        return tuple(Performer(row=row, worker=case.get(f"team/{row}/worker")) for row in _psychologists(case))
    if role == "first_contact":
        first = team.get("first_contact")
        return _members(team, first) or (Performer(group=first),) if isinstance(first, str) else ()
    return _members(team, None if role == "any" else role)


def _members(team: Answers, group: str | None) -> tuple[Performer, ...]:
    found = ((row, team.get(f"members/{row}/group")) for row in flat.rows(team, "members"))
    return tuple(Performer(name, row) for row, name in found if isinstance(name, str) and group in {None, name})


def _psychologists(case: Answers) -> list[str]:
    return [row for row in flat.rows(case, "team") if case.get(f"team/{row}/role") in PSYCHOLOGISTS]
