"""One person is known again however the name was written; two people are not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.spelling import spellings, words
from desktop.privacy.likeness import SOURCES, judge, keys, near


def names(text: str) -> set[str]:
    return {told for kind, told in keys("aggressor", {"agg_name": text}) if kind == "name"}


SAME = [
    ("Maria Popescu", "Мария Попеску"),
    ("Maria Popescu", "POPESCU maria"),
    ("Ana Țuțu", "Ana Ţuţu"),  # a comma below, a cedilla
    ("Ana Țuțu", "Ana Tutu"),
    ("Pat O'Brien", "Pat O’Brien"),
    ("Pat O'Brien", "Pat OBrien"),
    ("Ana Null", "Null, Ana"),
    ("Наталья Шевченко", "Natalia Șevcenco"),
    ("Наталія Шевченко", "Nataliya Shevchenko"),
    ("Сергей Чебан", "Serghei Ceban"),
    ("Георге Киртоакэ", "Gheorghe Chirtoacă"),
    ("Ион Сырбу", "Ion Sârbu"),
    ("Ion Sîrbu", "Ion Sârbu"),
    ("Людмила Корняну", "Ludmila Corneanu"),
    ("Юлия Чобану", "Iulia Ciobanu"),
    ("Мар'яна Гуцу", "Mariana Guțu"),
    ("Жанна Цуркану", "Jana Țurcanu"),
    ("محمد علي", "علي محمد"),
    ("\u202eMaria\u202c Popescu", "Maria\u200f Popescu"),
]
OTHER = [
    ("Maria Popescu", "Ion Popescu"),
    ("Maria Popescu", "Maria Ionescu"),
    ("Maria", "Maria"),  # one name alone is shared by too many
    ("Ana Null", "Ana"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_however_it_is_written(one: str, other: str) -> None:
    assert names(one) & names(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_names_that_say_too_little_or_something_else(one: str, other: str) -> None:
    assert not names(one) & names(other)


def test_a_name_in_two_fields_is_that_of_one_field() -> None:
    apart = keys("identity", {"last_name": "Țurcanu-Popa", "first_name": "Ana Maria", "prior_name": "Rusu"})
    for whole in ("Ana Popa", "Maria Turcanu", "Rusu Ana"):
        assert apart & keys("child", {"child_name": whole}), whole
    assert not apart & keys("child", {"child_name": "Popa Turcanu"})  # her two family names are no person


def test_a_victim_is_not_looked_for_among_aggressors() -> None:
    victim = keys("identity", {"last_name": "Popescu", "first_name": "Ana", "national_id": "2001001000019"})
    assert not victim & keys("aggressor", {"agg_name": "Popescu Ana", "agg_national_id": "2001001000019"})


@pytest.mark.parametrize("typed", ["+37369123456", "069123456", "69 123 456", "0037369123456"])
def test_a_telephone_with_and_without_its_country(typed: str) -> None:
    assert ("phone", "person:69123456") in keys("report", {"about_phone": typed})


def test_what_is_refused_or_half_typed_makes_no_key() -> None:
    answers = {"about_name": {"none": "declined"}, "about_phone": "06", "about_birth": {"none": "unknown"}}
    assert keys("report", answers) == frozenset()
    assert keys("incident", {"narrative": "Maria Popescu"}) == frozenset()


def test_the_year_tells_two_people_apart() -> None:
    one = {"child_name": "Ana Popa", "child_birth": "2015-03-02"}
    shared = {kind for kind, _told in keys("child", one) & keys("child", {**one, "child_birth": "2015"})}
    assert judge(shared, dated=True) is not None and "born" in shared
    other = {kind for kind, _told in keys("child", one) & keys("child", {**one, "child_birth": "2009"})}
    assert judge(other, dated=True) is None
    undated = {kind for kind, _told in keys("child", one) & keys("child", {"child_name": "Ana Popa"})}
    found = judge(undated, dated=True)
    assert found is not None and (found.level, found.reasons) == ("likely", ("name",))


def test_a_year_that_is_one_off_is_said_so() -> None:
    one = {"child_name": "Ana Popa", "child_birth": "2015"}
    assert near("child", one) & keys("child", {"child_name": "Popa Ana", "child_birth": "2016"})
    found = judge({"name", "dated"}, near=True, dated=True)
    assert found is not None and found.reasons == ("name_near",)


@pytest.mark.parametrize(
    ("shared", "level"),
    [
        ({"id"}, "sure"),
        ({"name", "born", "dated"}, "sure"),
        ({"name", "phone"}, "sure"),
        ({"name"}, "likely"),
        ({"phone"}, "maybe"),
    ],
)
def test_how_sure_it_is(shared: set[str], level: str) -> None:
    found = judge(shared)
    assert found is not None and found.level == level


@given(st.text())
def test_whatever_is_typed_makes_keys_or_none(text: str) -> None:
    for form, source in SOURCES.items():
        for path in (*source.names, *source.firsts, *source.numbers, source.birth):
            if path:
                assert all(told.startswith(f"{source.role}:") for _kind, told in keys(form, {path: text}))


LETTERS = st.text("aăâbcdefghiîjklmnopqrsștțuvwxyzабвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя", min_size=2, max_size=12)


@given(LETTERS, LETTERS)
def test_case_order_and_signs_change_nothing(one: str, other: str) -> None:
    assert names(f"{one} {other}") == names(f"  {other.upper()},\u200e {one.capitalize()} ")


@given(LETTERS)
def test_every_spelling_is_plain(word: str) -> None:
    for folded in words(word):
        assert all(letter.isascii() and letter == letter.lower() for one in spellings(folded) for letter in one)
