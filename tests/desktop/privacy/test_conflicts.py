"""Whether somebody may be the alleged aggressor: names however they are written, numbers, workplaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.privacy.conflicts import Aggressor, hit, works_at

GROSU = Aggressor("Grosu Andrei", ("+37369123456",), "Inspectoratul de poliție Ungheni")


@pytest.mark.parametrize(
    "name",
    [
        "Andrei Grosu",
        "GROSU ANDREI",
        "Groșu Andrei",
        "Гросу Андрей",
        "insp. Andrei Grosu",
        "insp. A. Grosu",
        "А. Гросу",
        "Grosu A.",
        "A Grosu",
        "Grosu-Rusu Andrei",
    ],
)
def test_the_same_name_is_known_however_it_is_written(name: str) -> None:
    assert hit(name, (), [GROSU]) == "same-name"


@pytest.mark.parametrize("name", ["Vasile Grosu", "V. Grosu", "dr. Grosu", "Andrei Munteanu", "Гросу Мария"])
def test_a_shared_name_is_only_a_question(name: str) -> None:
    """A relative, or chance: nobody is barred by it."""
    assert hit(name, (), [GROSU]) == "shared-name"


@pytest.mark.parametrize("name", ["Maria Munteanu", "dr. S. Rotaru", "", "insp.", "A.", "Insp. An."])
def test_others_are_nobody(name: str) -> None:
    assert hit(name, (), [GROSU]) is None


def test_a_title_is_no_part_of_a_name() -> None:
    assert hit("dr. Maria Rotaru", (), [Aggressor("dr. Ion Popa")]) is None


@pytest.mark.parametrize("number", ["+37369123456", "069123456", "069 12 34 56", "0037369123456"])
def test_the_same_number_is_known_with_and_without_its_country(number: str) -> None:
    assert hit("Altcineva Cu Totul", [number], [GROSU]) == "same-phone"


def test_a_short_number_is_shared_by_too_many() -> None:
    assert hit("x", ["112"], [Aggressor("", ("112",))]) is None


def test_the_gravest_of_several_sheets_counts() -> None:
    assert hit("Andrei Grosu", (), [Aggressor("Andrei Rusu"), GROSU]) == "same-name"
    assert hit("Andrei Grosu", ["069123456"], [Aggressor("Andrei Rusu"), GROSU]) == "same-phone"


def test_with_nothing_known_nobody_is_suspected() -> None:
    assert hit("Andrei Grosu", ["069123456"], []) is None
    assert hit("Andrei Grosu", ["069123456"], [Aggressor()]) is None


@pytest.mark.parametrize(
    ("group", "workplace", "found"),
    [
        ("POL", "Inspectoratul de poliție Ungheni", True),
        ("POL", "полиция", True),
        ("MED", "Spitalul raional", True),
        ("EDU", "profesor la liceu", True),
        ("ML", "medic legist", True),
        ("MED", "Inspectoratul de poliție", False),
        ("POL", "șofer la o firmă", False),
        ("POL", "", False),
        ("NIMIC", "poliție", False),
    ],
)
def test_where_he_works(group: str, workplace: str, found: bool) -> None:
    assert works_at(group, (), [Aggressor(workplace=workplace)]) is found


def test_an_institution_of_the_roster_is_known_by_its_name() -> None:
    said = [Aggressor(workplace="contabil, Centrul Ariadna din Drochia")]
    assert works_at("ONG", ["Centrul Ariadna"], said)
    assert not works_at("ONG", ["Centrul Memoria"], said)


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=60))
def test_whatever_is_typed_it_answers(name: str, numbers: list[str], other: str) -> None:
    assert hit(name, numbers, [Aggressor(other, tuple(numbers), other)]) in (
        None,
        "same-phone",
        "same-name",
        "shared-name",
    )
    works_at("POL", [name], [Aggressor(workplace=other)])


@given(st.text(st.characters(categories=["L"]), min_size=3, max_size=12), st.sampled_from(["Maria", "Ion"]))
def test_anybody_is_known_by_the_very_same_name(surname: str, first: str) -> None:
    if hit(surname, (), [Aggressor(surname)]) is not None and hit(surname, (), [Aggressor(first)]) is None:
        assert hit(f"{first} {surname}", (), [Aggressor(f"{surname} {first}")]) == "same-name"
