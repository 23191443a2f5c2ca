"""Times that only grow, and their texts whose order is the order of the moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from db.hybrid import (
    DAY,
    TOLERANCE,
    Clock,
    from_datetime,
    from_milliseconds,
    is_doubtful,
    milliseconds,
    moment,
    stamp,
    to_datetime,
)

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(MOMENTS, min_size=1))
def test_a_clock_only_grows_however_the_computers_clock_is_turned(moments: list[datetime]) -> None:
    clock = Clock(0)
    times = [clock.tick(one) for one in moments]
    assert times == sorted(set(times))


@given(MOMENTS)
def test_a_hybrid_time_gives_its_millisecond_back(one: datetime) -> None:
    whole = one.replace(microsecond=one.microsecond // 1000 * 1000)
    assert to_datetime(from_datetime(one)) == whole
    assert from_milliseconds(milliseconds(one)) == whole
    assert moment(stamp(one)) == whole


@given(MOMENTS, MOMENTS)
def test_the_order_of_stamps_is_the_order_of_moments(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (milliseconds(one) < milliseconds(other))


def test_a_stamp_is_in_universal_time() -> None:
    assert stamp(datetime(2026, 11, 24, 14, 30, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-24T12:30:00.000Z"


def test_a_time_from_elsewhere_moves_the_clock_by_a_day_at_most() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    clock = Clock(from_datetime(now))
    assert clock.witness(from_datetime(now) + DAY, now)
    assert not clock.witness(from_datetime(now) + DAY + 1, now)
    assert clock.tick(now) == from_datetime(now) + DAY + 1


def test_a_time_beyond_all_dates_shows_as_the_last_date() -> None:
    assert to_datetime(1 << 80).year == 9999


@given(st.lists(MOMENTS, min_size=1))
def test_a_time_that_is_far_from_its_moment_says_so(moments: list[datetime]) -> None:
    clock = Clock(0)
    for one in moments:
        time = clock.tick(one)
        assert is_doubtful(time, to_datetime(time)) == (to_datetime(time) - one > TOLERANCE)
        assert is_doubtful(time, one) == (to_datetime(time) - one > TOLERANCE)
