"""One running program per vault: a lock that the system itself lifts when the program ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from db import files
from db.errors import VaultRefused


class Lock:
    """Held from opening to closing; the file stays, the lock on it does not."""

    def __init__(self, path: Path) -> None:
        with files.refusals():
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _take(self._handle)
        except OSError as error:
            self.release()
            raise VaultRefused("vault-open-elsewhere") from error

    def release(self) -> None:
        """Let the next program in."""
        os.close(self._handle)  # closing lifts the lock on every system


if sys.platform == "win32":  # pragma: no cover - the other branch is the one that runs here
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
