"""Durations and repetitions as the definitions write them, and the moments that follow from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from desktop.forms.durations import Duration, NotADuration

__all__ = ["Duration", "NotADuration", "Repetition", "dues"]

_REPETITION = re.compile(r"R([1-9][0-9]{0,2})/(P.+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Repetition:
    """So many times in all, each one period after the one before; a hundred years at most."""

    times: int
    period: Duration

    @classmethod
    def parse(cls, text: str) -> Repetition:
        found = _REPETITION.fullmatch(text)
        if found is None:
            raise NotADuration
        period = Duration.parse(found[2])
        if period.is_nothing:
            raise NotADuration
        repetition = cls(int(found[1]), period)
        if not repetition.last.is_allowed:
            raise NotADuration
        return repetition

    @property
    def last(self) -> Duration:
        """How long after the first the last one is."""
        return self.period.times(self.times - 1)


def dues(anchor: datetime, due: Duration, repeat: Repetition | None, tz: tzinfo) -> list[datetime]:
    """Every deadline of a clock; each is counted from the anchor, so that a short month shortens no other."""
    if repeat is None:
        return [due.after(anchor, tz)]
    return [(due + repeat.period.times(number)).after(anchor, tz) for number in range(repeat.times)]
