"""A date that is known in part means every moment that it may mean, on the office's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import ages, partial
from desktop.forms.partial import Precision
from desktop.refusals import Refused

CHISINAU, BUCHAREST = ZoneInfo("Europe/Chisinau"), ZoneInfo("Europe/Bucharest")
ZONES = [CHISINAU, BUCHAREST]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "start", "end", "precision"),
    [
        ("2026", utc(2025, 12, 31, 22), utc(2026, 12, 31, 22), Precision.YEAR),
        ("2026-03", utc(2026, 2, 28, 22), utc(2026, 3, 31, 21), Precision.MONTH),
        ("2026-12", utc(2026, 11, 30, 22), utc(2026, 12, 31, 22), Precision.MONTH),
        ("2026-11-24", utc(2026, 11, 23, 22), utc(2026, 11, 24, 22), Precision.DAY),
        ("2026-03-29", utc(2026, 3, 28, 22), utc(2026, 3, 29, 21), Precision.DAY),  # 23 hours
        ("2026-10-25", utc(2026, 10, 24, 21), utc(2026, 10, 25, 22), Precision.DAY),  # 25 hours
        ("2024-02-29", utc(2024, 2, 28, 22), utc(2024, 2, 29, 22), Precision.DAY),
        ("2199-12-31", utc(2199, 12, 30, 22), utc(2199, 12, 31, 22), Precision.DAY),
        ("2026-11-24T10:05+02:00", utc(2026, 11, 24, 8, 5), utc(2026, 11, 24, 8, 6), Precision.MINUTE),
        ("2026-10-25T03:30+03:00", utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 0, 31), Precision.MINUTE),
        ("2026-10-25T03:30+02:00", utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 1, 31), Precision.MINUTE),
        ("2026-11-24T10:05:07Z", utc(2026, 11, 24, 10, 5, 7), utc(2026, 11, 24, 10, 6, 7), Precision.MINUTE),
    ],
)
@pytest.mark.parametrize("tz", ZONES, ids=str)
def test_the_span_is_honest(value, start, end, precision, tz):
    assert partial.parse(value, tz) == partial.Span(start, end, precision)
    assert partial.precision(value) is precision


@pytest.mark.parametrize(
    "value",
    [
        "", "26", "2026-13", "2026-00", "2026-02-30", "2025-02-29", "2026-1", "2026-11-24T10:05",
        "2026-11-24 10:05+02:00", "2026-11-24T24:00+02:00", "2026-11-24T10:05+15:00", "2026-11-24T10:05+02:60",
        "1879", "2200", "0001-01-01", "٢٠٢٦",
        "2026-02-30T10:00+02:00", "2026\n", "22.11.2026", "9999-12-31", "0001-01-01T00:00+14:00", None, True, 2026,
        ["2026"], {"none": "unknown"},
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(value):
    with pytest.raises(Refused) as refused:
        partial.parse(value, CHISINAU)
    assert refused.value.code == "bad-value"
    assert partial.span(value, CHISINAU) is None


@given(
    days=st.lists(st.dates(date(1880, 1, 1), date(2199, 12, 31)), min_size=2, max_size=2),
    tz=st.sampled_from(ZONES),
)
def test_days_follow_each_other_without_gap_and_order_as_on_the_calendar(days, tz):
    first, second = (partial.parse(day.isoformat(), tz) for day in days)
    assert first.before(second) == (days[0] < days[1])
    if days[0] < date(2199, 12, 31):
        assert first.end == partial.parse((days[0] + timedelta(days=1)).isoformat(), tz).start
    month, year = (partial.parse(days[0].isoformat()[:length], tz) for length in (7, 4))
    assert year.start <= month.start <= first.start < first.end <= month.end <= year.end


# --- ages -------------------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("value", "ages_then", "is_minor"),
    [
        ("2008-11-24", (18, 18), False),
        ("2008-11-25", (17, 17), True),
        ("2008-11", (17, 18), None),
        ("2008", (17, 18), None),
        ("2009", (16, 17), True),
        ("2007", (18, 19), False),
        ("2026-11-24", (0, 0), True),
        ("2026-11", (0, 0), True),
        ("2026", (0, 0), True),
        ("2026-12", None, None),
        ("2027", None, None),
        ("2008-02-29", (18, 18), False),
        ("2008-02-30", None, None),
        ("2008-11-24T10:00+02:00", (18, 18), False),
        (17, (17, 17), True),
        (17.9, (17, 17), True),
        (0, (0, 0), True),
        (-1, None, None),
        (151, None, None),
        (True, None, None),
        ("seventeen", None, None),
        (None, None, None),
        ({"none": "unknown"}, None, None),
    ],
)
def test_an_age_is_what_the_date_allows(value, ages_then, is_minor):
    assert ages.possible_ages(value, TODAY) == ages_then
    assert ages.is_minor(value, TODAY) is is_minor


def test_a_birth_date_that_does_not_exist_gives_no_age():
    assert ages.possible_ages("2008-02-30", TODAY) is ages.possible_ages("2008-13", TODAY) is None


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "<1"), (1, "1-2"), (2, "1-2"), (3, "3-6"), (13, "10-13"), (17, "14-17"), (18, "18-25"), (25, "18-25"),
     (26, "26-35"), (56, "56-65"), (65, "56-65"), (66, "66+"), (110, "66+")],
)  # fmt: skip
def test_bands_have_no_gap(age, band, defs):
    assert ages.band(age) == band
    assert defs.list("L11").find(band)


def test_the_local_day_is_the_office_s():
    assert ages.local_day("2026-11-23T23:30+00:00", CHISINAU) == TODAY
    assert ages.local_day("2026", CHISINAU) == date(2026, 1, 1)
    assert ages.local_day(None, CHISINAU) is None
