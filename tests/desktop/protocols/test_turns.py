"""Whose turn a step is: the institution that was first and the coordinator's stand for the words of the protocol."""

from __future__ import annotations

import pytest

from desktop.protocols.schema import Step
from desktop.protocols.turns import turn


def step(*roles: str) -> Step:
    return Step("1", {}, roles, ("facut",), "test", True)


@pytest.mark.parametrize("first", ["POL", "SOC", "JUR", "EDU", "ML", "MED", "ONG"])
def test_every_door_is_the_right_one(first: str) -> None:
    assert turn(step("first_contact"), first, "SOC") == (first,)


def test_one_institution_is_named_once_and_in_its_order() -> None:
    assert turn(step("coordinator", "SOC", "first_contact", "POL"), "POL", "SOC") == ("SOC", "POL")


def test_what_is_not_known_and_what_is_no_institution_stays_a_word() -> None:
    roles = ("first_contact", "coordinator", "psychologist", "any")
    assert turn(step(*roles), None, None) == roles
