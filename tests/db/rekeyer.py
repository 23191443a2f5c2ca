"""A program that gives vaults a new key and kills itself on the way, at the step that it is told.

With a folder and a worker to leave out as arguments it does it once, and is killed from outside. Else each line of
standard input is `<folder> <step> <worker to leave out>`; a child does it and dies, and one line comes back: how many
steps there were, or `killed`. A step is every call and return of a function of the store, and every call of a function
of the system or of SQLCipher that it makes.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import db
from db import rekey
from db.vault import Vault
from tests.db.make import NOW, open_vault

STORE = str(Path(db.__file__).parent)
EVENTS = {"call", "return", "c_call", "c_return"}


def steps_of(vault: Vault, leaves: str, last: int) -> int:
    """Change the key, and die at step `last`; the number of steps, if it came to an end."""
    count = 0

    def profile(frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        if event in EVENTS and frame.f_code.co_filename.startswith(STORE):
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

    vault.pause()
    sys.setprofile(profile)
    try:
        rekey.run(vault, now=NOW, without=frozenset({leaves}))
        vault.resume()
    finally:
        sys.setprofile(None)
    return count


def main() -> None:
    if sys.argv[1:]:
        steps_of(open_vault(Path(sys.argv[1])), sys.argv[2], 0)
        return
    for line in sys.stdin:
        folder, step, leaves = line.split()
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            vault = open_vault(Path(folder))
            os.write(writes, str(steps_of(vault, leaves, int(step))).encode())
            os._exit(0)
        os.close(writes)
        os.waitpid(child, 0)
        with os.fdopen(reads) as answer:
            sys.stdout.write((answer.read() or "killed") + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
