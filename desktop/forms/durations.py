"""Lengths of time as definitions write them (ISO 8601), and the moments that lie so far after or before another."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_DURATION = re.compile(
    r"P(?=[0-9T])(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=[0-9])(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?",
    re.ASCII,
)
LONGEST_MONTHS, LONGEST_DAYS, LONGEST_TIME = 1200, 36_525, timedelta(days=36_525)


class NotADuration(ValueError):
    """The text is not an ISO-8601 duration that a deadline may have."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Years to days move on the calendar; hours, minutes and seconds are time that really passes."""

    months: int = 0
    days: int = 0
    time: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> Duration:
        """`P1Y2M3W4DT5H6M7S`; parts may be missing, but not all, and none is negative."""
        found = _DURATION.fullmatch(text)
        if found is None:
            raise NotADuration
        years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        duration = cls(12 * years + months, 7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
        if not duration.is_allowed:
            raise NotADuration
        return duration

    @property
    def is_allowed(self) -> bool:
        """A hundred years at most: every moment that follows from it is a date."""
        return self.months <= LONGEST_MONTHS and self.days <= LONGEST_DAYS and self.time <= LONGEST_TIME

    def __str__(self) -> str:
        """As definitions write it, in its shortest way: `PT2H` and not `PT120M`."""
        seconds = round(self.time.total_seconds())
        parts = ((seconds // 3600, "H"), (seconds % 3600 // 60, "M"), (seconds % 60, "S"))
        date = "".join(f"{n}{sign}" for n, sign in ((self.months, "M"), (self.days, "D")) if n)
        clock = "".join(f"{n}{sign}" for n, sign in parts if n)
        return f"P{date}{'T' if clock or not date else ''}{clock or ('' if date else '0S')}"

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.months + other.months, self.days + other.days, self.time + other.time)

    def times(self, count: int) -> Duration:
        return Duration(self.months * count, self.days * count, self.time * count)

    @property
    def is_nothing(self) -> bool:
        return self == Duration()

    def after(self, moment: datetime, tz: tzinfo) -> datetime:
        """The moment in UTC that lies so far after another, on the calendar and clock of the office."""
        return _on_calendar(moment, self.months, self.days, tz) + self.time

    def before(self, moment: datetime, tz: tzinfo) -> datetime:
        """The moment in UTC that lies so far before another, on the same calendar and clock."""
        return _on_calendar(moment.astimezone(UTC) - self.time, -self.months, -self.days, tz)


def _on_calendar(moment: datetime, months: int, days: int, tz: tzinfo) -> datetime:
    if not months and not days:
        return moment.astimezone(UTC)
    local = moment.astimezone(tz)
    month = local.month - 1 + months
    year, month = local.year + month // 12, month % 12 + 1
    day = min(local.day, monthrange(year, month)[1])
    # The clock on the wall keeps its hour. Where that hour happens twice, the earlier one is the deadline; where it is
    # left out in spring, the moment that it would have been by the clock of the day before: an hour later on the wall.
    moved = local.replace(year=year, month=month, day=day, fold=0) + timedelta(days=days)
    return moved.replace(fold=0).astimezone(UTC)
