"""Rounding is unbiased, always falls the same way in the same place, and does not depend on anything else."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.rounding import rounded

SECRET = bytes(range(32))
PLACES = st.tuples(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))


def round_(count: int, place: Sequence[str] = ("2026-Q3", "i18", "G1"), secret: bytes = SECRET, base: int = 3) -> int:
    period, table, cell = place
    return rounded(count, secret=secret, period=period, table=table, cell=cell, base=base)


@given(count=st.integers(0, 10_000), place=PLACES, base=st.integers(1, 7))
def test_a_count_goes_to_a_neighbouring_multiple(count: int, place: tuple[str, str, str], base: int):
    found = round_(count, place, base=base)
    assert found % base == 0
    assert abs(found - count) < base


@given(count=st.integers(0, 3000).map(lambda n: 3 * n), place=PLACES)
def test_a_multiple_stays_and_so_does_zero(count: int, place: tuple[str, str, str]):
    assert round_(count, place) == count


@given(counts=st.lists(st.integers(0, 50), min_size=2, max_size=8), seed=st.integers(0, 99))
def test_the_order_of_the_cells_does_not_matter(counts: list[int], seed: int):
    cells = [(count, ("2026-Q3", "i18", f"G{number}")) for number, count in enumerate(counts)]
    shuffled = Random(seed).sample(cells, len(cells))
    assert {place: round_(n, place) for n, place in cells} == {place: round_(n, place) for n, place in shuffled}


@pytest.mark.parametrize("count", [1, 2, 4, 5, 100])
def test_over_many_offices_the_mean_is_the_count(count: int):
    """9,000 secrets: the mean lies within 4 standard errors, which an unbiased draw misses once in 16,000 tables."""
    draws = [round_(count, secret=number.to_bytes(32, "big")) for number in range(9000)]
    error = (2 / len(draws)) ** 0.5
    assert abs(sum(draws) / len(draws) - count) < 4 * error


def test_one_secret_is_unbiased_over_the_cells_of_its_tables():
    draws = [round_(1, ("2026-Q3", f"i{table}", f"c{cell}")) for table in range(90) for cell in range(100)]
    assert abs(sum(draws) / len(draws) - 1) < 4 * (2 / len(draws)) ** 0.5


def test_the_same_place_falls_alike_at_every_repetition():
    assert {round_(4) for _repetition in range(50)} == {round_(4)}


def test_one_case_more_never_lowers_what_is_printed():
    for cell in range(200):
        figures = [round_(count, ("2026-Q3", "i18", f"c{cell}")) for count in range(12)]
        assert figures == sorted(figures)


def test_another_secret_period_table_or_cell_draws_anew():
    places = [("2026-Q3", "i18", "G1"), ("2026-Q4", "i18", "G1"), ("2026-Q3", "i19", "G1"), ("2026-Q3", "i18", "G2")]
    for changed in range(1, 4):
        pairs = [
            (round_(1, (a[0], a[1], f"{a[2]}{n}")), round_(1, (b[0], b[1], f"{b[2]}{n}")))
            for n in range(100)
            for a, b in [(places[0], places[changed])]
        ]
        assert any(one != other for one, other in pairs)
    assert any(round_(1, ("p", "t", str(n))) != round_(1, ("p", "t", str(n)), secret=b"x" * 32) for n in range(100))


def test_two_places_whose_names_run_together_are_two_places():
    alike = [round_(1, ("a", f"b{n}", "c")) == round_(1, ("a", "b", f"{n}c")) for n in range(100)]
    assert not all(alike)


def test_a_short_secret_is_no_secret():
    with pytest.raises(ValueError, match="too short"):
        round_(1, secret=b"short")


@pytest.mark.parametrize(("count", "base"), [(-1, 3), (1, 0)])
def test_what_is_no_count_is_refused(count: int, base: int):
    with pytest.raises(ValueError, match="not negative"):
        round_(count, base=base)
