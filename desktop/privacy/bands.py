"""Age bands by their codes: `26-35`, `26_35`, `66+`, `<1`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FIRST = re.compile(r"[0-9]+")


def youngest(code: str) -> int | None:
    """The youngest age of a band; None for a code that is no band."""
    if code.startswith("<"):
        return 0
    found = _FIRST.match(code)
    return int(found[0]) if found else None


def band(ages: tuple[int, int] | None, codes: Iterable[str]) -> str | None:
    """The band that holds every age from the first to the second; None where they are in two bands or in none."""
    if ages is None:
        return None
    starts = sorted((start, code) for code in codes if (start := youngest(code)) is not None)
    found = [max((item for item in starts if item[0] <= age), default=None) for age in ages]
    return found[0][1] if found[0] is not None and found[0] == found[1] else None
