"""How old somebody is: from a birth date that may be known in part, on a given day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, tzinfo

from desktop.forms import partial
from desktop.forms.schema import Json

# The bands of the list L11: the youngest age of each, and its code.
BANDS: tuple[tuple[int, str], ...] = (
    (0, "<1"), (1, "1-2"), (3, "3-6"), (7, "7-9"), (10, "10-13"), (14, "14-17"),
    (18, "18-25"), (26, "26-35"), (36, "36-45"), (46, "46-55"), (56, "56-65"), (66, "66+"),
)  # fmt: skip
# The bands of the list child_ages; at eighteen nobody is a child.
CHILD_BANDS: tuple[tuple[int, str | None], ...] = (
    (0, "0-2"), (3, "3-6"), (7, "7-9"), (10, "10-13"), (14, "14-17"), (18, None),
)  # fmt: skip


def child_band(age: int) -> str | None:
    return next(code for youngest, code in reversed(CHILD_BANDS) if age >= youngest)


def band(age: int) -> str:
    return next(code for youngest, code in reversed(BANDS) if age >= youngest)


def possible_ages(value: Json, on: date) -> tuple[int, int] | None:
    """The youngest and the oldest that she can be that day; a number of years is taken as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (int(value), int(value)) if 0 <= value <= 150 else None
    days = _birth_days(value)
    if days is None or days[0] > on:
        return None
    earliest, latest = days
    return _completed(min(latest, on), on), _completed(earliest, on)


def is_minor(value: Json, on: date) -> bool | None:
    """Under eighteen that day; None where it cannot be said."""
    ages = possible_ages(value, on)
    if ages is None or ages[0] < 18 <= ages[1]:
        return None
    return ages[1] < 18


def local_day(value: Json, tz: tzinfo) -> date | None:
    """The first day that a date may mean, on the office's calendar."""
    span = partial.span(value, tz)
    return span.start.astimezone(tz).date() if span else None


def _birth_days(value: Json) -> tuple[date, date] | None:
    known = partial.precision(value)
    if known is None or not isinstance(value, str):
        return None
    year, month, day = (*(int(part) for part in value[:10].split("-")), 1, 1)[:3]
    try:
        first = date(year, month, day)
        if known is partial.Precision.YEAR:
            return first, date(year, 12, 31)
        if known is partial.Precision.MONTH:
            return first, date(year, month, monthrange(year, month)[1])
        return first, first
    except ValueError:
        return None


def _completed(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
