"""Which computer has how much of a case: not sent yet, sent, all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.gui.models.sync_words import case_words
from desktop.services import standing
from desktop.services.standing import State
from tests import two_pcs
from tests.conftest import FixedClock
from tests.desktop.services.merge_room import Two, new_case, put
from tests.offices import make_office


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock) -> Iterator[Two]:
    first = make_office(tmp_path / "first", "UN4", clock)
    second = two_pcs.second_pc(first, tmp_path / "second", worker="Persoana a doua")
    stick = tmp_path / "stick"
    stick.mkdir()
    with two_pcs.opened(first) as one, two_pcs.opened(second) as other:
        yield Two(one, other, stick)


def states(two: Two, case: str) -> tuple[State, ...]:
    return tuple(one.state for one in standing.of_case(two.first, case))


def test_a_case_is_not_sent_then_sent_then_all_there(two: Two) -> None:
    made = new_case(two.first)
    case = str(made.case)
    assert states(two, case) == (State.NOT_SENT,)
    assert case_words(standing.of_case(two.first, case)) == "Calculatorul 2: netrimis încă"
    two.there()
    assert states(two, case) == (State.SENT,)
    two.back()
    assert states(two, case) == (State.CONFIRMED,)
    put(two.first, made.code, "report", {"report_dt": "2026-11-24T10:00+02:00", "notifier_type": "vecin"})
    assert states(two, case) == (State.NOT_SENT,)


def test_what_came_from_the_other_computer_is_there(two: Two) -> None:
    made = new_case(two.second)
    two.back()
    assert states(two, str(made.case)) == (State.CONFIRMED,)


def test_an_office_with_one_computer_says_nothing(tmp_path: Path, clock: FixedClock) -> None:
    with two_pcs.opened(make_office(tmp_path / "alone", "FA2", clock)) as session:
        made = new_case(session)
        assert standing.of_case(session, str(made.case)) == ()
        assert case_words(()) == ""


def test_a_merge_that_nobody_confirms_for_two_weeks_is_on_the_list_once_it_is_needed(
    two: Two, clock: FixedClock
) -> None:
    new_case(two.first)
    two.export(two.first)
    clock.advance(days=15)
    (waits,) = standing.unconfirmed(two.first)
    assert (waits.name, waits.kind, waits.state) == ("Calculatorul 2", "merge", State.SENT)
    two.there()
    two.back()
    assert standing.unconfirmed(two.first) == (), "the first file was lost, and a later one held the same"
