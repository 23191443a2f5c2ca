"""Unlocking that failed, counted beside the vault: each failure makes the next try wait a little longer.

It slows the one who guesses by hand; what stops the others is what a guess costs. Nobody is ever locked out for more
than a minute, whatever becomes of the file or the clock.
"""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import files
from db.errors import VaultRefused
from db.hybrid import milliseconds

FILE = "vault.tries"
LONGEST = 60  # seconds
_MOST_BYTES = 256
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Tries:
    """How many tries failed since one went well, and when the last of them did (ms since 1970)."""

    failures: int = 0
    at: int = 0

    def wait(self, now: datetime) -> int:
        """Seconds until the next try: 1 after the first failure, then 2, 4 and so on up to 60."""
        if not self.failures:
            return 0
        delay = min(LONGEST, 1 << min(self.failures - 1, 10))
        return max(0, min(delay, math.ceil(delay - (milliseconds(now) - self.at) / 1000)))


def read(folder: Path) -> Tries:
    """What is known; a file that is missing or damaged says nothing."""
    try:
        with (folder / FILE).open("rb") as file:
            tree = json.loads(file.read(_MOST_BYTES))
        failures, at = tree["failures"], tree["at"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Tries()
    if type(failures) is not int or type(at) is not int or not 0 <= failures <= _MOST:
        return Tries()
    return Tries(failures, at)


def wait(folder: Path, now: datetime) -> int:
    """Seconds until the next try may be made; 0 for at once."""
    tries = read(folder)
    if milliseconds(now) < tries.at:  # the clock was set back: the wait begins now, or not at all
        tries = _keep(folder, Tries(tries.failures, milliseconds(now)))
    return tries.wait(now)


def check(folder: Path, now: datetime) -> None:
    """Refuse `wait` while it is too early for another try."""
    seconds = wait(folder, now)
    if seconds:
        raise VaultRefused("wait", seconds=seconds)


def failed(folder: Path, now: datetime) -> None:
    """Count one more failure."""
    _keep(folder, Tries(min(read(folder).failures + 1, _MOST), milliseconds(now)))


def clear(folder: Path) -> None:
    """One went well, and the failures before it were told; what cannot be cleared is told once more."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def _keep(folder: Path, tries: Tries) -> Tries:
    """What could be kept: where nothing can be written, nothing waits either."""
    try:
        files.write_whole(folder / FILE, json.dumps({"failures": tries.failures, "at": tries.at}).encode())
    except VaultRefused:
        return Tries()
    return tries
