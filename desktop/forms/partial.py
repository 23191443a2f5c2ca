"""Dates that are known only in part: the honest span of time that each may mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import IntEnum
from functools import lru_cache

from desktop.forms.schema import Json
from desktop.refusals import Refused

FIRST_YEAR, LAST_YEAR = 1880, 2199
ZONES: Mapping[str, str] = {"MD": "Europe/Chisinau", "RO": "Europe/Bucharest"}

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)


class Precision(IntEnum):
    """Finer is more."""

    YEAR = 1
    MONTH = 2
    DAY = 3
    MINUTE = 4


@dataclass(frozen=True, slots=True)
class Span:
    """All moments that an answer may mean, in UTC; the end is the first moment after it."""

    start: datetime
    end: datetime
    precision: Precision

    def before(self, other: Span) -> bool:
        """Surely before: no reading of the two dates says otherwise."""
        return self.end <= other.start


def precision(value: Json) -> Precision | None:
    """How much of a date is known, or None if this is not a date at all."""
    if not isinstance(value, str):
        return None
    if found := _DATE.fullmatch(value):
        return Precision(1 + sum(part is not None for part in found.groups()[1:]))
    return Precision.MINUTE if _MOMENT.fullmatch(value) else None


def parse(value: Json, tz: tzinfo) -> Span:
    """The span of a date or moment as it was written; days, months and years are those of the office's clock."""
    known = precision(value)
    if known is None or not isinstance(value, str):
        raise Refused("bad-value")
    try:
        if known is Precision.MINUTE:
            return _moment(datetime.fromisoformat(value))
        return _period([int(part) for part in value.split("-")], known, tz)
    except ValueError as error:
        raise Refused("bad-value") from error


def span(value: Json, tz: tzinfo) -> Span | None:
    """The same, with None for everything that says no date: a gap, a refusal, a malformed value."""
    return _span(value, tz) if isinstance(value, str) else None


@lru_cache(maxsize=256)  # one date of a sheet is looked at by several rules
def _span(value: str, tz: tzinfo) -> Span | None:
    try:
        return parse(value, tz)
    except Refused:
        return None


def local_midnight(day: date, tz: tzinfo) -> datetime:
    # Aware datetimes of one zone subtract and compare by the clock on the wall; in UTC by the hours that pass.
    return datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)


def _moment(value: datetime) -> Span:
    _in_range(value.year)
    start = value.astimezone(UTC)
    return Span(start, start + timedelta(minutes=1), Precision.MINUTE)


def _period(parts: list[int], known: Precision, tz: tzinfo) -> Span:
    year, month, day = (*parts, 1, 1)[:3]
    _in_range(year)
    first = date(year, month, day)
    if known is Precision.DAY:
        after = first + timedelta(days=1)
    elif known is Precision.MONTH and month < 12:
        after = date(year, month + 1, 1)
    else:
        after = date(year + 1, 1, 1)
    return Span(local_midnight(first, tz), local_midnight(after, tz), known)


def _in_range(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("out of range")
