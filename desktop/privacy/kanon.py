"""Widening what could point at a person until at least five cases of the office share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.forms.schema import Definitions
from desktop.privacy.ladders import COLUMNS, Rung, rungs

K = 5
DROPPED = 9  # a level above every ladder

Alike = Callable[[Mapping[str, frozenset[str]]], int]  # how many cases of the office have one of these codes in each

# The fixed order of widening: what loses least for whom reads the report comes first.
ORDER: tuple[tuple[str, int], ...] = (
    ("age", 1),
    ("place", 1),
    ("relation", 1),
    ("month", 1),
    ("month", 2),
    ("age", 2),
    ("violence", 1),
    ("place", 2),
    ("relation", DROPPED),
    ("age", DROPPED),
    ("month", DROPPED),
    ("place", DROPPED),
    ("sex", DROPPED),
    ("violence", DROPPED),
)


@dataclass(frozen=True, slots=True)
class Widened:
    """What may be printed of the six; a column that is not in it was dropped or is not known."""

    values: Mapping[str, tuple[str, int]]  # column -> (code, level); level 0 is the finest
    steps: tuple[tuple[str, int], ...]  # those taken, in order
    ok: bool  # False: the office has fewer than k cases, and nothing at all may be printed


def widen(quasi: Mapping[str, str], alike: Alike, *, defs: Definitions, k: int = K) -> Widened:
    """Take the fixed steps, one question for each that changes something, until k cases share all that is left."""
    if alike({}) < k:
        return Widened(MappingProxyType({}), (), ok=False)
    ladders = {column: rungs(column, quasi[column], defs) for column in COLUMNS if quasi.get(column)}
    standing = {column: found for column, ladder in ladders.items() if (found := _from(ladder, 0))}
    steps: list[tuple[str, int]] = []
    enough = _asked(standing, alike) >= k
    for column, level in ORDER:
        if enough:
            break
        if column not in standing or standing[column][0] >= level:
            continue
        steps.append((column, level))
        wider = _from(ladders[column], level)
        if wider is None:
            del standing[column]
        else:
            standing[column] = wider
        enough = _asked(standing, alike) >= k
    values = {column: (rung.code, level) for column, (level, rung) in standing.items()}
    return Widened(MappingProxyType(values), tuple(steps), ok=True)


def _from(ladder: tuple[Rung | None, ...], level: int) -> tuple[int, Rung] | None:
    """The first step at this level or above it."""
    return next(((number, rung) for number, rung in enumerate(ladder) if rung and number >= level), None)


def _asked(standing: Mapping[str, tuple[int, Rung]], alike: Alike) -> int:
    return alike({column: rung.covers for column, (_level, rung) in standing.items()})
