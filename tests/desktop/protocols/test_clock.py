"""Durations and repetitions: hours that really pass, days and months of the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.protocols.clock import Duration, NotADuration, Repetition, dues

CHISINAU, BUCHAREST = ZoneInfo("Europe/Chisinau"), ZoneInfo("Europe/Bucharest")
ZONES = st.sampled_from([CHISINAU, BUCHAREST])
MOMENTS = st.integers(0, 80_000_000).map(lambda minutes: datetime(1995, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT72H", Duration(time=timedelta(hours=72))),
        ("PT0S", Duration()),
        ("P0D", Duration()),
        ("P1M", Duration(months=1)),
        ("P14D", Duration(days=14)),
        ("P2W", Duration(days=14)),
        ("P1Y2M3W4DT5H6M7S", Duration(14, 25, timedelta(hours=5, minutes=6, seconds=7))),
        ("PT15M", Duration(time=timedelta(minutes=15))),
    ],
)
def test_a_duration_is_read(text, duration):
    assert Duration.parse(text) == duration


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "72H", "PT72", "-PT72H", "PT-72H", "P1.5D", "P1DT", "P1H", "PT1D", "pt72h", "PT72H ", "P1M1Y",
     "P٣D", "P101Y", "P9999M", "P99999D", "PT999999H", "P1D\n", "R6/P1M"],
)  # fmt: skip
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(NotADuration):
        Duration.parse(text)


@pytest.mark.parametrize(
    "text", ["R0/P1M", "R/P1M", "R6", "R6/", "R6/PT0S", "6/P1M", "R1000/P1M", "R6/P1M/P1M", "R-1/P1M"]
)
def test_what_is_no_repetition_is_refused(text):
    with pytest.raises(NotADuration):
        Repetition.parse(text)


@pytest.mark.parametrize(
    ("start", "duration", "end", "tz"),
    [
        # 72 hours across the two changes of the clock
        ("2026-10-24T12:00+03:00", "PT72H", "2026-10-27T11:00+02:00", CHISINAU),
        ("2026-03-28T12:00+02:00", "PT72H", "2026-03-31T13:00+03:00", CHISINAU),
        ("2026-03-28T12:00+02:00", "PT72H", "2026-03-31T13:00+03:00", BUCHAREST),
        # three days keep the hour on the wall
        ("2026-10-24T12:00+03:00", "P3D", "2026-10-27T12:00+02:00", CHISINAU),
        ("2026-03-28T12:00+02:00", "P3D", "2026-03-31T12:00+03:00", CHISINAU),
        # an hour that happens twice: the earlier; one that does not happen: the same moment counted on
        ("2026-10-24T02:30+03:00", "P1D", "2026-10-25T02:30+03:00", CHISINAU),
        ("2026-10-24T03:30+03:00", "P1D", "2026-10-25T03:30+03:00", BUCHAREST),
        ("2026-03-28T02:30+02:00", "P1D", "2026-03-29T03:30+03:00", CHISINAU),
        ("2026-03-28T03:30+02:00", "P1D", "2026-03-29T04:30+03:00", BUCHAREST),
        # from within the doubled hour nothing is lost
        ("2026-10-25T02:30+02:00", "PT1H", "2026-10-25T03:30+02:00", CHISINAU),
        ("2026-10-25T02:30+02:00", "PT0S", "2026-10-25T02:30+02:00", CHISINAU),
        # months end where they end
        ("2026-01-31T10:00+02:00", "P1M", "2026-02-28T10:00+02:00", CHISINAU),
        ("2028-01-31T10:00+02:00", "P1M", "2028-02-29T10:00+02:00", CHISINAU),
        ("2026-11-30T10:00+02:00", "P3M", "2027-02-28T10:00+02:00", CHISINAU),
        ("2026-12-15T10:00+02:00", "P1Y1M", "2028-01-15T10:00+02:00", CHISINAU),
        ("2028-02-29T10:00+02:00", "P1Y", "2029-02-28T10:00+02:00", CHISINAU),
        ("2026-01-31T10:00+02:00", "P1M1DT1H", "2026-03-01T11:00+02:00", CHISINAU),
        # the calendar is the office's, not that of Greenwich
        ("2026-01-30T22:30+00:00", "P1M", "2026-02-28T00:30+02:00", CHISINAU),
    ],
)
def test_a_deadline(start, duration, end, tz):
    due = Duration.parse(duration).after(datetime.fromisoformat(start), tz)
    assert due == datetime.fromisoformat(end)
    assert due.tzinfo is UTC


@given(moment=MOMENTS, hours=st.integers(0, 5000), minutes=st.integers(0, 5000), tz=ZONES)
def test_hours_are_hours_that_pass(moment, hours, minutes, tz):
    assert Duration.parse(f"PT{hours}H{minutes}M").after(moment, tz) - moment == timedelta(hours=hours, minutes=minutes)


@given(moment=MOMENTS, months=st.integers(0, 200), days=st.integers(0, 800), tz=ZONES)
def test_calendar_days_against_a_plain_reference(moment, months, days, tz):
    """Count month by month and day by day, and look at the wall in the end."""
    local = moment.astimezone(tz)
    year, month = local.year, local.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = date(year, month, min(local.day, monthrange(year, month)[1]))
    for _ in range(days):
        day += timedelta(days=1)
    due = Duration(months, days).after(moment, tz)
    seen = due.astimezone(tz)
    if not months and not days:
        assert due == moment
    elif seen.date() == day and seen.time() == local.time():
        assert seen.fold == 0
    else:  # the hour that the clocks leap over
        before = (due - timedelta(hours=1)).astimezone(tz)
        assert seen.utcoffset() > before.utcoffset()


@given(moment=MOMENTS, a=st.integers(0, 400), b=st.integers(0, 400), tz=ZONES)
def test_longer_is_never_earlier(moment, a, b, tz):
    short, long = sorted((a, b))
    assert Duration(days=short).after(moment, tz) <= Duration(days=long).after(moment, tz)
    assert Duration(months=short).after(moment, tz) <= Duration(months=long).after(moment, tz)


def test_repetitions_are_each_counted_from_the_anchor():
    start = datetime.fromisoformat("2026-08-31T10:00+03:00")
    found = dues(start, Duration.parse("P1M"), Repetition.parse("R6/P1M"), CHISINAU)
    assert [due.astimezone(CHISINAU).date().isoformat() for due in found] == [
        "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28",
    ]  # fmt: skip
    assert dues(start, Duration.parse("PT1H"), None, CHISINAU) == [start + timedelta(hours=1)]


@given(moment=MOMENTS, times=st.integers(1, 20), days=st.integers(1, 40), hours=st.integers(0, 40), tz=ZONES)
def test_repetitions_rise(moment, times, days, hours, tz):
    found = dues(moment, Duration.parse("PT1H"), Repetition.parse(f"R{times}/P{days}DT{hours}H"), tz)
    assert len(found) == times
    assert found == sorted(set(found))


@pytest.mark.parametrize("text", ["PT2H", "PT90M", "P14D", "P1M", "P1M2DT3H4M5S", "PT0S", "P2W", "P1Y", "PT120M"])
def test_a_duration_is_written_as_it_is_read(text: str) -> None:
    assert Duration.parse(str(Duration.parse(text))) == Duration.parse(text)


def test_a_duration_is_written_in_its_shortest_way() -> None:
    assert [str(Duration.parse(text)) for text in ("PT120M", "PT0S", "P2W", "P1Y")] == ["PT2H", "PT0S", "P14D", "P12M"]
