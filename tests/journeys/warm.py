"""Read before writers are forked, so that each begins at once: the program, its definitions, and cheap keys."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection

from db.keys import KdfCost
from desktop.__main__ import main
from desktop.commands import record
from desktop.services.library import shipped

READ = (record, shipped())
KdfCost.for_tests()


def write(words: Sequence[str], lines: Connection, answers: Connection) -> None:
    """`record put -` in this process, reading and answering through pipes."""
    os.dup2(lines.fileno(), 0)
    os.dup2(answers.fileno(), 1)
    for pipe in (lines, answers):
        pipe.close()
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.exit(main(words))
