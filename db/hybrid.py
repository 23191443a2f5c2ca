"""Hybrid time: milliseconds since 1970 times 65536 plus a counter; orders what is shown, never decides what is kept.

An odd counter says that the moment is not when it was written: the computer's clock stood far behind the last time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_COUNTS = 65536
_START = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
TOLERANCE = timedelta(minutes=10)  # clocks that are set by hand differ by so much
DAY = 24 * 60 * 60 * 1000 * _COUNTS


def from_datetime(moment: datetime) -> int:
    """The hybrid time at which a millisecond begins."""
    return milliseconds(moment) * _COUNTS


def to_datetime(time: int) -> datetime:
    """The moment of a hybrid time, without its counter; a value that is no date shows as the last date there is."""
    try:
        return _START + _MILLISECOND * (time // _COUNTS)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def is_doubtful(time: int, now: datetime) -> bool:
    """Whether the moment of a hybrid time cannot be when it was written: a clock was ahead, then or before."""
    return time % 2 == 1 or to_datetime(time) - now > TOLERANCE


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (moment - _START) // _MILLISECOND


def from_milliseconds(count: int) -> datetime:
    """The moment so many milliseconds after 1970 began."""
    return _START + _MILLISECOND * count


def stamp(moment: datetime) -> str:
    """UTC as text of one fixed shape, so that the order of the texts is the order of the moments."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def moment(text: str) -> datetime:
    """The moment that `stamp` wrote."""
    return datetime.fromisoformat(text)


class Clock:
    """Times that only grow, however the clock of the computer is turned."""

    __slots__ = ("last",)

    def __init__(self, last: int) -> None:
        self.last = last

    def tick(self, now: datetime) -> int:
        """The next time: now, or just after the one before; odd where that is far from now."""
        here = from_datetime(now)
        if here > self.last:
            self.last = here
        else:
            far = to_datetime(self.last) - now > TOLERANCE
            self.last += 1 if (self.last + 1) % 2 == far else 2
        return self.last

    def witness(self, remote: int, now: datetime) -> bool:
        """Follow a time seen elsewhere; one more than a day ahead is not followed, and is doubtful."""
        if remote - from_datetime(now) > DAY:
            return False
        self.last = max(self.last, remote)
        return True
