"""A restored backup takes the place of what was restored, and a copied folder is told from it, whatever comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db import installations
from db.installations import Stay

DAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = DAY + timedelta(days=5)


def stays(*names: str) -> tuple[Stay, ...]:
    """Installations of which each was left a day after the other; the last one works."""
    left = [Stay(name, DAY + timedelta(days=number)) for number, name in enumerate(names[:-1])]
    return (*left, Stay(names[-1]))


@pytest.mark.parametrize(
    ("known", "said", "created", "verdict"),
    [
        ((), stays("a"), DAY, "moved"),
        (stays("a"), stays("a"), LATER, "works"),
        (stays("a"), stays("a", "b"), LATER, "moved"),
        (stays("a"), stays("a", "b", "c"), LATER, "moved"),
        (stays("a", "b"), stays("a"), DAY - timedelta(hours=1), "late"),
        (stays("a", "b"), stays("a"), LATER, "copied"),
        (stays("a"), stays("b"), LATER, "copied"),
        (stays("a", "b"), stays("a", "c"), LATER, "copied"),
        (stays("a", "b"), stays("a", "b"), LATER, "works"),
    ],
)
def test_what_an_installation_is_to_those_that_are_known(
    known: tuple[Stay, ...], said: tuple[Stay, ...], created: datetime, verdict: str
) -> None:
    assert installations.judge(known, said, created) == verdict


def test_a_clock_that_differs_by_hours_makes_no_copy_of_a_late_file() -> None:
    known = (Stay("a", DAY), Stay("b"))
    assert installations.judge(known, stays("a"), DAY + timedelta(hours=12)) == "late"


def test_following_keeps_what_was_known_and_says_when_it_was_left() -> None:
    after = installations.follow((Stay("a"),), (Stay("a", DAY), Stay("b", LATER), Stay("c")))
    assert after == (Stay("a", DAY), Stay("b", LATER), Stay("c"))
    assert installations.judge(after, stays("a", "b", "c"), LATER) == "works"


def test_a_person_says_which_installation_is_the_right_one() -> None:
    after = installations.replace((Stay("a"),), "b", DAY)
    assert installations.judge(after, (Stay("b"),), LATER) == "works"
    assert installations.judge(after, (Stay("a"),), LATER) == "copied"
    assert installations.judge(after, (Stay("a"),), DAY) == "late"


def test_what_is_written_down_is_read_again() -> None:
    written = installations.dump((Stay("a" * 32, DAY), Stay("b" * 32)))
    assert installations.load(written) == (Stay("a" * 32, DAY), Stay("b" * 32))
    assert installations.load("") == ()
