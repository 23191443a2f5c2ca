"""Whose turn a step is: the words for roles, as the institutions that they stand for in one team."""

from __future__ import annotations

from desktop.protocols.schema import Step

FIRST, COORDINATOR = "first_contact", "coordinator"


def turn(step: Step, first_contact: str | None, coordinator: str | None) -> tuple[str, ...]:
    """The institutions that do a step: `first_contact` is whoever was first, `coordinator` is where the coordinator is.

    Where one of them is not known, and for roles that are no institution, the word itself stands.
    """
    known = {FIRST: first_contact, COORDINATOR: coordinator}
    return tuple(dict.fromkeys(known.get(role) or role for role in step.roles))
