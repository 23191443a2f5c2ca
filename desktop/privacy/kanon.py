"""Widening what could point at a person until at least five cases of the office share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from desktop.forms.schema import Definitions
from desktop.privacy.ladders import COLUMNS, Rung, rungs

K = 5
DROPPED = 9  # a level above every ladder

Alike = Callable[[Mapping[str, frozenset[str]]], int]  # how many cases of the office have one of these codes in each

Ladder: TypeAlias = tuple[Rung | None, ...]
Standing: TypeAlias = dict[str, tuple[int, Rung]]  # column -> level and step

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

# A step can be for nothing once a later one was taken; this is who may have it back first.
GIVEN_BACK = ("violence", "sex", "month", "place", "relation", "age")


@dataclass(frozen=True, slots=True)
class Widened:
    """What may be printed of the six; a column that is not in it was dropped or is not known."""

    values: Mapping[str, tuple[str, int]]  # column -> (code, level); level 0 is the finest
    steps: tuple[tuple[str, int], ...]  # those that were needed, in order
    ok: bool  # False: the office has fewer than k cases, and nothing at all may be printed


def widen(quasi: Mapping[str, str], alike: Alike, *, defs: Definitions, k: int = K) -> Widened:
    """Take the fixed steps until k cases share all that is left, then take back those that turn out not to be needed.

    Each step and each way back is one question: at most some thirty of them, and two where nothing has to be widened.
    """
    if alike({}) < k:
        return Widened(MappingProxyType({}), (), ok=False)
    ladders = {column: rungs(column, quasi[column], defs) for column in COLUMNS if quasi.get(column)}
    standing = {column: found for column, ladder in ladders.items() if (found := _from(ladder, 0))}
    known = tuple(standing)
    steps: list[tuple[str, int]] = []
    enough = _asked(standing, alike) >= k
    for column, level in ORDER:
        if enough:
            break
        if column not in standing or standing[column][0] >= level:
            continue
        steps.append((column, level))
        _stand(standing, column, _from(ladders[column], level))
        enough = _asked(standing, alike) >= k
    for column in (one for one in GIVEN_BACK if one in known and one in dict(steps)):
        _give_back(standing, column, ladders[column], alike, k)
    values = {column: (standing[column][1].code, standing[column][0]) for column in known if column in standing}
    taken = tuple((column, level) for column, level in steps if column not in values or values[column][1] >= level)
    return Widened(MappingProxyType(values), taken, ok=True)


def _give_back(standing: Standing, column: str, ladder: Ladder, alike: Alike, k: int) -> None:
    """Stand as fine as the others allow, now that they are as wide as they are."""
    reached = standing[column][0] if column in standing else DROPPED
    for level, rung in enumerate(ladder):
        if rung and level < reached and _asked({**standing, column: (level, rung)}, alike) >= k:
            standing[column] = level, rung
            return


def _stand(standing: Standing, column: str, found: tuple[int, Rung] | None) -> None:
    if found is None:
        del standing[column]
    else:
        standing[column] = found


def _from(ladder: Ladder, level: int) -> tuple[int, Rung] | None:
    """The first step at this level or above it."""
    return next(((number, rung) for number, rung in enumerate(ladder) if rung and number >= level), None)


def _asked(standing: Mapping[str, tuple[int, Rung]], alike: Alike) -> int:
    return alike({column: rung.covers for column, (_level, rung) in standing.items()})
