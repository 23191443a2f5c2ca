"""A quarter or a year, as the offices report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from desktop.forms.partial import local_midnight
from desktop.refusals import Refused

_WRITTEN = re.compile(r"(19[0-9]{2}|2[0-9]{3})(?:-Q([1-4]))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """There are no months and no free ranges: two periods that overlap a little would give a person away."""

    year: int
    quarter: int | None = None  # None: the whole year

    @classmethod
    def parse(cls, text: str) -> Period:
        """A period out of `2026-Q3` or `2026`."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise Refused("period-malformed")
        return cls(int(found[1]), int(found[2]) if found[2] else None)

    @classmethod
    def of(cls, day: date) -> Period:
        """The quarter that a day is in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, 3 * (self.quarter or 1) - 2, 1)

    @property
    def last(self) -> date:
        return self._after - timedelta(days=1)

    def bounds(self, tz: tzinfo) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it."""
        return local_midnight(self.first, tz), local_midnight(self._after, tz)

    def closed(self, now: datetime, tz: tzinfo | None = None) -> bool:
        """Whether its last local day is over; without a zone, the one that `now` carries."""
        return now.astimezone(tz or now.tzinfo).date() > self.last

    def before(self) -> Period:
        """The one before, of the same length."""
        if self.quarter is None:
            return Period(self.year - 1)
        return Period(self.year - 1, 4) if self.quarter == 1 else Period(self.year, self.quarter - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}" if self.quarter is None else f"{self.year:04d}-Q{self.quarter}"

    @property
    def _after(self) -> date:
        if self.quarter in {None, 4}:
            return date(self.year + 1, 1, 1)
        return date(self.year, 3 * (self.quarter or 1) + 1, 1)
