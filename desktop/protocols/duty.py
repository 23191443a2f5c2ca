"""When somebody is on duty by the local time of the office: weekly hours, single days, absences; also at night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from desktop.forms.hours import DAY

WEEKDAYS = ("lu", "ma", "mi", "jo", "vi", "sa", "du")  # codes of the list of days, Monday first
AHEAD = 62  # days that are looked through for the next duty


@dataclass(frozen=True, slots=True)
class Hours:
    """From one minute of the day to another; where the second is not later, it is one of the day after."""

    start: int
    end: int

    @property
    def last(self) -> int:
        """The minute at which it ends, counted from the midnight before its beginning."""
        return self.end if self.end > self.start else self.end + DAY


@dataclass(frozen=True, slots=True)
class Weekly:
    days: frozenset[int]  # Monday is 0
    hours: Hours


@dataclass(frozen=True, slots=True)
class Extra:
    day: date
    hours: Hours


@dataclass(frozen=True, slots=True)
class Absence:
    """Whole days, the last of them included; None where nobody knows when it ends."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Rota:
    """What is known of somebody's duty."""

    around: bool = False  # at any hour of any day
    weekly: tuple[Weekly, ...] = ()
    extra: tuple[Extra, ...] = ()
    away: tuple[Absence, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.around or bool(self.weekly or self.extra)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment up to another one, in UTC."""

    start: datetime
    end: datetime


def is_on(rota: Rota, at: datetime, tz: tzinfo) -> bool:
    """Whether somebody is on duty at this moment."""
    return _holding(_stretches(rota, _day(at, tz), 0, tz), at) is not None


def is_away(rota: Rota, at: datetime, tz: tzinfo) -> bool:
    return _absent(rota, _day(at, tz))


def until(rota: Rota, at: datetime, tz: tzinfo) -> datetime | None:
    """When the duty of this moment ends; None where there is none, or where it goes on for a week and longer."""
    day = _day(at, tz)
    found = _holding(_stretches(rota, day, 8, tz), at)
    return None if found is None or found.end >= _wall(day + timedelta(days=8), 0, tz)[0] else found.end


def begins(rota: Rota, at: datetime, tz: tzinfo) -> datetime | None:
    """The first moment after this one at which a duty begins; None where none is in sight."""
    day = _day(at, tz)
    later = {extra.day for extra in rota.extra} | {one.last + timedelta(days=1) for one in rota.away if one.last}
    for first, more in [(day, AHEAD), *((each, 8) for each in sorted(later) if each > day + timedelta(days=AHEAD))]:
        found = next((one.start for one in _stretches(rota, first, more, tz) if one.start > at), None)
        if found is not None:
            return found
    return None


def _holding(stretches: Sequence[Stretch], at: datetime) -> Stretch | None:
    return next((one for one in stretches if one.start <= at < one.end), None)


def _stretches(rota: Rota, day: date, more: int, tz: tzinfo) -> list[Stretch]:
    """The duties that touch this day and some days after it, in order; those that touch each other are one."""
    days = [day + timedelta(days=number) for number in range(-1, more + 1)]
    found = sorted((one for each in days for one in _of_day(rota, each, tz)), key=lambda one: one.start)
    joined: list[Stretch] = []
    for one in found:
        if joined and one.start <= joined[-1].end:
            joined[-1] = Stretch(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def _of_day(rota: Rota, day: date, tz: tzinfo) -> Iterator[Stretch]:
    """What begins on this day, without the days of absence."""
    begun = [each.hours for each in rota.weekly if day.weekday() in each.days]
    begun += [each.hours for each in rota.extra if each.day == day]
    for hours in [Hours(0, DAY)] if rota.around else begun:
        for offset in (0, 1):  # the evening of the day itself and the night after it; each may be a day of absence
            first, last = max(hours.start, offset * DAY), min(hours.last, (offset + 1) * DAY)
            on = day + timedelta(days=offset)
            if first < last and not _absent(rota, on):
                begin, end = _wall(on, first - offset * DAY, tz)[0], _wall(on, last - offset * DAY, tz)[1]
                if begin < end:
                    yield Stretch(begin, end)


def _absent(rota: Rota, day: date) -> bool:
    return any(one.first <= day and (one.last is None or day <= one.last) for one in rota.away)


def _wall(day: date, minute: int, tz: tzinfo) -> tuple[datetime, datetime]:
    """The first and the last moment at which the clock on the wall shows this, in UTC.

    In the night in which clocks go back an hour comes twice, in spring one is left out: a duty then rather begins
    earlier and ends later, so that nobody is missing between two that follow one another.
    """
    day, minute = (day + timedelta(days=1), 0) if minute == DAY else (day, minute)
    shown = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=tz)
    both = [shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(both), max(both)


def _day(at: datetime, tz: tzinfo) -> date:
    return at.astimezone(tz).date()
