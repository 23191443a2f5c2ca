"""After how many years what goes: a child's later, a leap day's a day later, and never before a case is closed."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.schema import FieldType, PrivacyClass
from desktop.privacy.retention import Group, closed_since, due_on, last_day, latest_birth, years_after

TZ = ZoneInfo("Europe/Chisinau")
CLOSED = frozenset({"inchis", "arhivat"})
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
GROUP = Group("identity", {"ro": "", "en": ""}, 5, child_until=18)


def test_a_leap_day_comes_back_a_day_later() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(closed=DAYS, born=st.none() | DAYS)
def test_nothing_is_due_before_its_years_are_over(closed: date, born: date | None) -> None:
    day = due_on(GROUP, closed, born)
    assert day >= years_after(closed, 5)
    if born is not None:
        assert day >= years_after(born, 23)
    assert day in {years_after(closed, 5), years_after(born, 23) if born else None}


STATES = st.lists(st.tuples(st.none() | DAYS, st.sampled_from(["deschis", "inchis", "arhivat", "redeschis", None])))


@given(states=STATES)
def test_a_case_is_closed_since_the_last_time_that_it_was_closed(states: list[tuple[date | None, str | None]]) -> None:
    since = closed_since(states, CLOSED)
    if not states or states[-1][1] not in CLOSED:
        assert since is None
        return
    place = next(
        (at + 1 for at in range(len(states) - 2, -1, -1) if states[at][1] not in CLOSED), 0
    )  # after the last time that it stood open
    assert since == states[place][0]


@pytest.mark.parametrize(
    ("birth", "age", "day"),
    [
        ("2010-06-15", None, date(2010, 6, 15)),
        ("2010-06", 3, date(2010, 6, 30)),
        ("2010", None, date(2010, 12, 31)),
        (None, 12, date(2014, 11, 24)),
        ({"none": "unknown"}, 12.0, date(2014, 11, 24)),
        (None, True, None),
        (None, -1, None),
        ("odată", None, None),
        (None, None, None),
    ],
)
def test_the_last_day_on_which_she_can_have_been_born(birth: object, age: object, day: date | None) -> None:
    assert latest_birth(birth, age, date(2026, 11, 24), TZ) == day  # type: ignore[arg-type]


@given(day=DAYS)
def test_a_whole_day_is_itself(day: date) -> None:
    assert last_day(day.isoformat(), TZ) == day
    assert last_day(f"{day:%Y-%m}", TZ) == (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def test_a_group_takes_by_class_and_by_type() -> None:
    from desktop.privacy.retention import patterns
    from desktop.services.library import shipped

    form = shipped().definitions.form("identity")
    names = Group("x", {}, 1, classes=frozenset({PrivacyClass.IDENTIFIER}), keep=frozenset({"identity/last_name"}))
    assert "first_name" in patterns(names, form)
    assert "last_name" not in patterns(names, form)
    assert "sex" not in patterns(names, form)
    phones = Group("x", {}, 1, types=frozenset({FieldType.PHONE}))
    assert {"phones/number", "safe_contact_phone"} & patterns(phones, form)
    places = Group("x", {}, 1, quasi_types=frozenset({FieldType.DATETIME}))
    assert patterns(places, shipped().definitions.form("incident")) == {"inc_dt"}
