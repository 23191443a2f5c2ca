"""What a cell means: dates as people write them, labels in any language, and nothing that is guessed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.schema import Field, FieldType, PrivacyClass
from desktop.registers.cells import Known, Meant, meant
from desktop.services.library import shipped

TZ = ZoneInfo("Europe/Chisinau")
DEFS = shipped().definitions
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.dates(), st.datetimes(), st.times()
)


def known(**more: Any) -> Known:
    return Known(DEFS, more.pop("country", "MD"), TZ, date(2026, 11, 24), **more)


def field(type_: FieldType, **more: Any) -> Field:
    return Field("x", type_, {"ro": "x", "en": "x"}, PrivacyClass.SPECIAL, "drop", "drop", **more)


def read(type_: FieldType, cell: Any, **more: Any) -> Any:
    told = meant("f.x", field(type_, **more), cell, known())
    return told.fault or told.value


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05.03.2024", "2024-03-05"), ("5.3.2024", "2024-03-05"), ("5/3/2024", "2024-03-05"), ("5-3-24", "2024-03-05"),
        ("5.3.78", "1978-03-05"), ("05.03.2024 г.", "2024-03-05"), ("2024-03-05", "2024-03-05"), ("03.2024", "2024-03"),
        ("martie 2024", "2024-03"), ("5 martie 2024", "2024-03-05"), ("5 Mar. 2024", "2024-03-05"),
        ("15 мая 1990", "1990-05-15"), ("май 1990", "1990-05"), ("3 січня 2020", "2020-01-03"), ("1990", "1990"),
        (1990, "1990"), (1990.0, "1990"), (45356, "2024-03-05"), (45356.0, "2024-03-05"), ("45356", "2024-03-05"),
        (date(2024, 3, 5), "2024-03-05"), (datetime(2024, 3, 5), "2024-03-05"),  # noqa: DTZ001
        ("31.02.2024", "bad-date"), ("03/25/2024", "bad-date"), ("curând", "bad-date"), (12, "bad-date"),
        ("5.3.1200", "bad-date"), (True, "bad-date"), ("-", None), ("?", {"none": "unknown"}),
        ("nu se știe", {"none": "unknown"}), ("отказ", {"none": "declined"}),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(cell: Any, day: Any) -> None:
    assert read(FieldType.DATE, cell) == day


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("05.03.2024 14:30", "2024-03-05T14:30+02:00"),
        ("05.07.2024, ora 9.05", "2024-07-05T09:05+03:00"),
        (45356.5, "2024-03-05T12:00+02:00"),
        ("martie 2024", "2024-03"),
        ("05.03.2024 25:00", "bad-date"),
    ],
)
def test_an_hour_beside_a_day_is_that_of_the_office(cell: Any, moment: str) -> None:
    assert read(FieldType.DATETIME, cell) == moment


@pytest.mark.parametrize(
    ("cell", "code"),
    [("feminin", "F"), ("FEMININ ", "F"), ("женский", "F"), ("жіноча", "F"), ("female", "F"), ("f", "F"), ("M", "M")],
)
def test_a_choice_is_known_by_its_label_in_any_language_or_by_its_code(cell: str, code: str) -> None:
    assert read(FieldType.CHOICE, cell, list="sex") == code


def test_a_value_that_no_list_knows_is_handed_back_to_be_said_once() -> None:
    wanted = field(FieldType.CHOICE, list="sex")
    assert meant("f.x", wanted, "fem.", known()) == Meant(fault="unknown-value", unmapped="fem.")
    assert meant("f.x", wanted, "fem.", known(values={"f.x": {"fem": "F"}})) == Meant("F")
    assert meant("f.x", wanted, "fem.", known(values={"f.x": {"fem": ""}})) == Meant()


def test_several_choices_stand_between_signs() -> None:
    assert read(FieldType.CHOICES, "fizică, sexuală", list="L1") == ["FIZ", "SEX"]
    assert read(FieldType.CHOICES, "fizică; ceva", list="L1") == "unknown-value"


@pytest.mark.parametrize(
    ("cell", "said"), [("da", True), ("Нет", False), ("x", True), (True, True), (0, False), ("так", True)]
)
def test_yes_and_no_in_every_language(cell: Any, said: bool) -> None:
    assert read(FieldType.YES_NO, cell) is said


def test_a_stroke_is_nothing_but_where_yes_or_no_is_asked_somebody_has_to_say_what_it_means() -> None:
    assert read(FieldType.TEXT, "-") is None
    assert read(FieldType.YES_NO, "-") == "unknown-value"


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("Orhei", "MD-OR"),
        ("r-nul Orhei", "MD-OR"),
        ("raionul Orhei", "MD-OR"),
        ("Orhei, s. Peresecina", "MD-OR/Peresecina"),
        ("Peresecina", "unknown-value"),
    ],
)
def test_a_place_is_a_district_alone_or_with_a_village(cell: str, place: str) -> None:
    assert read(FieldType.PLACE, cell) == place


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (69123456.0, "69123456"), ("0 69 123 456", "0 69 123 456"), (2001001234567, "2001001234567"),
        (2.00100123e17, "number-rounded"), ("2,00100E+12", "number-rounded"), (1.5, "number-rounded"),
    ],
)  # fmt: skip
def test_a_number_that_the_spreadsheet_has_rounded_is_lost_and_not_guessed(cell: Any, told: str) -> None:
    assert read(FieldType.PERSON_ID, cell) == told


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1 200,50 lei", "1200.50"),
        ("1.200", "1200.00"),
        (1200.5, "1200.50"),
        ("12 EUR", "12.00"),
        ("multe", "bad-number"),
    ],
)
def test_money_in_local_spelling(cell: Any, amount: str) -> None:
    told = read(FieldType.MONEY, cell)
    assert (told["amount"] if isinstance(told, dict) else told) == amount


@pytest.mark.parametrize(
    "text", ["Null", "O'Brien", "Țuțu", "Ţuţu", "=1+1", "+373", "@SUM(A1)", "-x", "מרים", "a\u202eb"]
)
def test_a_text_stays_the_text_that_it_was(text: str) -> None:
    assert read(FieldType.TEXT, text) == text


@given(st.sampled_from([one for one in FieldType if one is not FieldType.GROUP]), CELLS)
def test_no_cell_whatever_it_holds_makes_more_than_an_answer_or_a_fault(type_: FieldType, cell: Any) -> None:
    listed = {FieldType.CHOICE: "sex", FieldType.CHOICES: "L1"}.get(type_, "")
    told = meant("f.x", field(type_, list=listed), cell, known())
    assert told.fault == "" or told.value is None
    if type_ in (FieldType.DATE, FieldType.DATETIME) and isinstance(told.value, str):
        assert told.value[:4].isdigit()
