"""Quarters and years, on the office's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.indicators.period import Period
from desktop.refusals import Refused

CHISINAU = ZoneInfo("Europe/Chisinau")


@pytest.mark.parametrize("text", ["2026-Q1", "2026-Q4", "2026", "1999-Q2", "2100"])
def test_a_period_is_written_as_it_is_read(text: str):
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-Q0",
        "2026-Q5",
        "2026-11",
        "26",
        "2026-Q3 ",
        "2026-q3",
        "Q3 2026",
        "2026-Q3\n",
        "0999",
        "٢٠٢٦",
        "2026-Q11",
    ],
)
def test_what_is_no_quarter_or_year_is_refused(text: str):
    """Months too: two periods that overlap a little would give a person away."""
    with pytest.raises(Refused) as refused:
        Period.parse(text)
    assert refused.value.code == "period-malformed"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_the_days_of_a_period(text: str, first: date, last: date):
    period = Period.parse(text)
    assert (period.first, period.last) == (first, last)


def test_the_bounds_are_midnights_on_the_offices_clock():
    """The clock goes back in October, so the last quarter has an hour more than its days."""
    start, end = Period.parse("2026-Q4").bounds(CHISINAU)
    assert start == datetime(2026, 9, 30, 21, tzinfo=UTC)
    assert end == datetime(2026, 12, 31, 22, tzinfo=UTC)
    assert end - start == timedelta(days=92, hours=1)


@pytest.mark.parametrize(
    ("now", "closed"),
    [
        (datetime(2026, 9, 30, 20, 59, tzinfo=UTC), False),  # still the last evening in Chisinau
        (datetime(2026, 9, 30, 21, 0, tzinfo=UTC), True),
        (datetime(2027, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 7, 1, tzinfo=UTC), False),
    ],
)
def test_a_period_closes_after_its_last_local_day(now: datetime, closed: bool):
    assert Period.parse("2026-Q3").closed(now, CHISINAU) is closed
    assert Period.parse("2026-Q3").closed(now.astimezone(CHISINAU)) is closed


def test_a_year_closes_after_its_last_day():
    assert not Period.parse("2026").closed(datetime(2026, 12, 31, 23, 59, tzinfo=CHISINAU))
    assert Period.parse("2026").closed(datetime(2027, 1, 1, tzinfo=CHISINAU))


@pytest.mark.parametrize(("text", "before"), [("2026-Q3", "2026-Q2"), ("2026-Q1", "2025-Q4"), ("2026", "2025")])
def test_the_one_before(text: str, before: str):
    assert str(Period.parse(text).before()) == before


@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_in_its_quarter(day: date):
    period = Period.of(day)
    assert period.first <= day <= period.last
