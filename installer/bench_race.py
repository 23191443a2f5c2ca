"""Two ways of doing the same work, timed in turn; the best of each counts, so that a busy computer is no verdict."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Timed = Callable[[], float]  # does its work once and says how many seconds that took


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: our time and the floor's, in milliseconds, and how far above the floor we may be."""

    name: str
    value: float
    floor: float
    bound: float | None = None  # None: told, not judged

    @property
    def ratio(self) -> float:
        return self.value / self.floor

    @property
    def verdict(self) -> str:
        if self.bound is None:
            return "-"
        over = self.ratio / self.bound - 1
        return "ok" if over <= 0 else f"missed by {over:.0%}"


def stopwatch(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def race(name: str, value: Timed, floor: Timed, *, rounds: int, bound: float | None = None) -> Row:
    """The same number of rounds for both, one after the other."""
    ours, bare = [], []
    gc.collect()
    for _ in range(rounds):
        ours.append(value())
        bare.append(floor())
    return row(name, ours, bare, bound)


def row(name: str, ours: Sequence[float], bare: Sequence[float], bound: float | None = None) -> Row:
    """The best of each, from seconds."""
    return Row(name, min(ours) * 1000, min(bare) * 1000, bound)
