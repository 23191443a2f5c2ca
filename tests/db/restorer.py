"""A program that makes a backup or puts one back, and kills itself at the n-th thing that it does to the disk."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db import backup, files, keys, restore
from db.keys import KdfCost
from tests.db.make import NAME, NOW, PASSPHRASE, open_vault

PLACES = ((os, "replace"), (os, "fsync"), (os, "open"), (Path, "mkdir"), (Path, "rmdir"), (Path, "unlink"),
          (shutil, "rmtree"), (files, "fsync_folder"))  # fmt: skip


def main() -> None:
    what, folder, file, at = sys.argv[1:]
    vault = open_vault(Path(folder)) if what == "backup" else None
    KdfCost.for_tests()
    KillAt(int(at)).watch()
    if vault is not None:
        backup.make(vault, NOW, to=Path(file) if file else None)
    else:
        restore.restore(Path(file), Path(folder), lambda part: keys.unlock(part, NAME, PASSPHRASE), NOW)
    sys.stdout.write("done\n")


class KillAt:
    """Counts what is done to the disk; the process ends at the given number, before it is done."""

    def __init__(self, at: int) -> None:
        self._left = at

    def watch(self) -> None:
        for place, name in PLACES:
            setattr(place, name, self._counted(getattr(place, name)))

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return step


if __name__ == "__main__":
    main()
