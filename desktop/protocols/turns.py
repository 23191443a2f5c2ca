"""Whose turn a step is: the words for roles, as the institutions that they stand for in one team."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.protocols.board import StepView
from desktop.protocols.schema import Step

FIRST, COORDINATOR = "first_contact", "coordinator"


def turn(step: Step, first_contact: str | None, coordinator: str | None) -> tuple[str, ...]:
    """The institutions that do a step: `first_contact` is whoever was first, `coordinator` is where the coordinator is.

    Where one of them is not known, and for roles that are no institution, the word itself stands.
    """
    return named(step.roles, first_contact, coordinator)


def named(roles: Sequence[str], first_contact: str | None, coordinator: str | None) -> tuple[str, ...]:
    """The same of any roles, each once and in their order."""
    known = {FIRST: first_contact, COORDINATOR: coordinator}
    return tuple(dict.fromkeys(known.get(role) or role for role in roles))


def waiting_for(views: Sequence[StepView], first_contact: str | None, coordinator: str | None) -> dict[str, list[str]]:
    """institution -> the steps for now that wait for it, in the order of the protocol."""
    found: dict[str, list[str]] = {}
    for view in views:
        if view.group == "now":
            for group in turn(view.step, first_contact, coordinator):
                found.setdefault(group, []).append(view.step.id)
    return found
