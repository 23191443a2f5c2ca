"""Who is on duty, against the clock on the wall: nights, summer time, leave, single days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.forms.hours import DAY, hour_words, minute_of
from desktop.protocols import duty
from desktop.protocols.duty import Absence, Extra, Hours, Rota, Weekly
from desktop.protocols.duty_words import exceptions_words, rota_words

ZONES = [ZoneInfo("Europe/Chisinau"), ZoneInfo("Europe/Bucharest")]
CHISINAU = ZONES[0]
WEEK = frozenset(range(7))
CHANGES = [date(2026, 3, 29), date(2026, 10, 25)]

minutes = st.integers(0, DAY - 1)
hours = st.builds(Hours, minutes, st.integers(0, DAY))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31)) | st.sampled_from(CHANGES)
weekly = st.builds(Weekly, st.frozensets(st.integers(0, 6), min_size=1), hours)
extra = st.builds(Extra, days, hours)


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    first = draw(days)
    return Absence(first, draw(st.none() | st.integers(0, 30).map(lambda more: first + timedelta(days=more))))


rotas = st.builds(
    Rota,
    around=st.booleans(),
    weekly=st.lists(weekly, max_size=3).map(tuple),
    extra=st.lists(extra, max_size=2).map(tuple),
    away=st.lists(absences(), max_size=2).map(tuple),
)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    day = draw(days)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 2 * DAY)))


def on_the_wall(rota: Rota, local: datetime) -> bool:
    """What somebody reads off the clock and the paper on the door, minute by minute."""
    if any(one.first <= local.date() and (one.last is None or local.date() <= one.last) for one in rota.away):
        return False
    if rota.around:
        return True
    minute, before = local.hour * 60 + local.minute, local.date() - timedelta(days=1)

    def begun(day: date) -> list[Hours]:
        found = [one.hours for one in rota.weekly if day.weekday() in one.days]
        return found + [one.hours for one in rota.extra if one.day == day]

    same = any(one.start <= minute and (minute < one.end or one.end <= one.start) for one in begun(local.date()))
    return same or any(one.end <= one.start and minute < one.end for one in begun(before))


def changes_soon(at: datetime, tz: ZoneInfo) -> bool:
    """Whether the clock on the wall is changed within some hours."""
    return len({(at + timedelta(hours=by)).astimezone(tz).utcoffset() for by in (-4, 0, 4)}) > 1


@given(rotas, moments(), st.sampled_from(ZONES))
def test_it_is_what_the_paper_on_the_door_says(rota: Rota, at: datetime, tz: ZoneInfo) -> None:
    assume(not changes_soon(at, tz))
    assert duty.is_on(rota, at, tz) == on_the_wall(rota, at.astimezone(tz))


@given(st.frozensets(minutes, min_size=1, max_size=5), moments(), st.sampled_from(ZONES))
def test_people_who_follow_one_another_leave_no_minute_without_anybody(
    turns: frozenset[int], at: datetime, tz: ZoneInfo
) -> None:
    """In the night in which clocks change too."""
    marks = sorted(turns)
    following = [*marks[1:], marks[0]]
    people = [Rota(weekly=(Weekly(WEEK, Hours(*turn)),)) for turn in zip(marks, following, strict=True)]
    assert any(duty.is_on(one, at, tz) for one in people)


@given(rotas, moments(), st.sampled_from(ZONES))
def test_nobody_on_leave_is_ever_on_duty(rota: Rota, at: datetime, tz: ZoneInfo) -> None:
    away = Rota(rota.around, rota.weekly, rota.extra, (Absence(at.astimezone(tz).date(), None),))
    assert duty.is_away(away, at, tz)
    assert not duty.is_on(away, at, tz)
    assert duty.begins(away, at, tz) is None


@given(rotas, moments(), st.sampled_from(ZONES))
def test_the_next_duty_is_the_first_one(rota: Rota, at: datetime, tz: ZoneInfo) -> None:
    begins = duty.begins(rota, at, tz)
    if begins is None:
        return
    assert begins > at and duty.is_on(rota, begins, tz)
    if not duty.is_on(rota, at, tz):
        steps = min(int((begins - at) / timedelta(minutes=7)), 400)
        assert not any(duty.is_on(rota, at + timedelta(minutes=7 * step), tz) for step in range(steps))
        assert not duty.is_on(rota, begins - timedelta(seconds=1), tz)


@given(rotas, moments(), st.sampled_from(ZONES))
def test_a_duty_ends_when_it_says(rota: Rota, at: datetime, tz: ZoneInfo) -> None:
    end = duty.until(rota, at, tz)
    if end is None:
        return
    assert end > at
    assert duty.is_on(rota, end - timedelta(seconds=1), tz) and not duty.is_on(rota, end, tz)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHISINAU)


NIGHT = Rota(weekly=(Weekly(frozenset({4}), Hours(20 * 60, 8 * 60)),))  # from Friday evening to Saturday morning


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (at(27, 19, 59), False),
        (at(27, 20), True),
        (at(28, 7, 59), True),
        (at(28, 8), False),
        (at(28, 20), False),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(moment: datetime, on: bool) -> None:
    assert duty.is_on(NIGHT, moment, CHISINAU) is on


def test_leave_ends_a_night_at_midnight() -> None:
    away = Rota(weekly=NIGHT.weekly, away=(Absence(date(2026, 11, 28), date(2026, 11, 28)),))
    assert duty.is_on(away, at(27, 23, 59), CHISINAU)
    assert not duty.is_on(away, at(28, 0), CHISINAU)
    assert duty.until(away, at(27, 23), CHISINAU) == at(28, 0)


def test_around_the_clock_has_no_end_and_leave_gives_it_one() -> None:
    assert duty.until(Rota(around=True), at(24, 3), CHISINAU) is None
    away = Rota(around=True, away=(Absence(date(2026, 11, 26), date(2026, 12, 4)),))
    assert duty.until(away, at(24, 3), CHISINAU) == at(26, 0)
    assert duty.begins(away, at(27, 3), CHISINAU) == at(5, 0, month=12)


def test_the_next_duty_after_a_long_leave_is_seen() -> None:
    away = Rota(around=True, away=(Absence(date(2026, 11, 1), date(2027, 3, 31)),))
    assert duty.begins(away, at(24, 3), CHISINAU) == datetime(2027, 4, 1, tzinfo=CHISINAU)


def test_a_single_duty_far_ahead_is_seen() -> None:
    rota = Rota(extra=(Extra(date(2027, 3, 8), Hours(8 * 60, 8 * 60)),))
    begins = duty.begins(rota, at(24, 3), CHISINAU)
    assert begins == datetime(2027, 3, 8, 8, tzinfo=CHISINAU)
    assert duty.until(rota, begins, CHISINAU) == datetime(2027, 3, 9, 8, tzinfo=CHISINAU)


def test_nothing_written_is_no_duty_and_no_promise() -> None:
    assert not Rota().is_known and not duty.is_on(Rota(), at(24, 14), CHISINAU)
    assert duty.begins(Rota(), at(24, 14), CHISINAU) is None


@pytest.mark.parametrize(
    ("text", "minute"), [("08:30", 510), ("8.05", 485), ("24:00", DAY), ("24:30", None), ("", None)]
)
def test_an_hour_is_read_as_people_write_it(text: str, minute: int | None) -> None:
    assert minute_of(text) == minute
    assert minute is None or minute_of(hour_words(minute)) == minute


def test_a_week_is_told_in_one_line() -> None:
    working = Weekly(frozenset(range(5)), Hours(8 * 60, 17 * 60))
    saturday = Weekly(frozenset({5}), Hours(20 * 60, 8 * 60))
    assert rota_words(Rota(weekly=(working, saturday))) == "lun.–vin. 08:00–17:00; sâm. 20:00–08:00"
    assert rota_words(Rota(around=True)) == "la orice oră"


def test_only_what_is_still_ahead_differs_from_the_week() -> None:
    rota = Rota(
        extra=(Extra(date(2026, 11, 1), Hours(0, 0)), Extra(date(2026, 12, 1), Hours(0, 0))),
        away=(Absence(date(2026, 10, 1), date(2026, 10, 9)), Absence(date(2026, 11, 20), None)),
    )
    told = list(exceptions_words(rota, date(2026, 11, 24)))
    assert len(told) == 2 and "01.12" in told[0] and "20.11" in told[1]
