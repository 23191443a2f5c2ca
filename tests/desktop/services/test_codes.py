"""A case code is read on the telephone, so one wrong or swapped character shows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services import codes

offices = st.from_regex(r"[A-WYZ][A-Z0-9]{1,7}", fullmatch=True)
seeds = st.integers(0, 2**32)


def code_of(office: str, seed: int) -> str:
    return codes.new_code(office, 2026, random.Random(seed).choice)


def is_code(text: str) -> bool:
    """Whether the last character is what the others ask for."""
    office, year, serial = text.split("-")
    return codes.check_letter(office, year, serial[:-1]) == serial[-1]


@given(offices, seeds)
def test_a_new_code_is_a_code_and_stays_one_however_it_is_typed(office: str, seed: int) -> None:
    code = code_of(office, seed)
    assert is_code(code)
    assert codes.tidy(f"  {code.lower()} ") == code
    assert codes.tidy(code) == code


@given(offices, seeds, st.integers(0, 5), st.sampled_from(codes.ALPHABET))
def test_one_wrong_character_of_the_random_part_shows(office: str, seed: int, place: int, wrong: str) -> None:
    code = code_of(office, seed)
    at = len(code) - 6 + place
    other = code[:at] + wrong + code[at + 1 :]
    assert is_code(other) == (other == code)


@pytest.mark.parametrize(("typed", "read"), [("O", "0"), ("I", "1"), ("L", "1"), ("o", "0"), ("l", "1")])
def test_letters_that_look_like_figures_are_read_as_figures(typed: str, read: str) -> None:
    assert codes.tidy(f"UN4-26-7K3Q{typed}2") == f"UN4-26-7K3Q{read}2"


@pytest.mark.parametrize(
    ("office", "real", "practice"),
    [("UN4", True, False), ("XUN", True, True), ("U", False, False), ("un4", False, False), ("U-4", False, False)],
)
def test_practice_offices_begin_with_x(office: str, real: bool, practice: bool) -> None:
    assert codes.is_office_code(office) is real
    assert (codes.is_office_code(office) and codes.is_practice_office(office)) is practice
