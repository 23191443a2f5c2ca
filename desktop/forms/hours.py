"""An hour of the day as people write it, and as it is counted."""

from __future__ import annotations

import re

DAY = 24 * 60  # minutes

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])|24[:.]00", re.ASCII)


def minute_of(text: str) -> int | None:
    """`08:30` as a minute of the day; None for what is no hour."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        return None
    return DAY if found[1] is None else int(found[1]) * 60 + int(found[2])


def hour_words(minute: int) -> str:
    """A minute of the day as it is written; 24:00 where a day ends."""
    return f"{minute // 60:02}:{minute % 60:02}"
