"""Killed fifty times in the middle of saving: nothing that was acknowledged is lost, and the file is whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from db import records
from db.connection import check_whole
from tests.db.make import NOW, open_vault

KILLS = 50


def _killed_after(folder: Path, acknowledgements: int) -> list[str]:
    """Every save that was said aloud before, or just as, the program died."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.db.writer", str(folder)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as writer:
        assert writer.stdout is not None
        heard = [writer.stdout.readline() for _ in range(acknowledgements)]
        writer.send_signal(signal.SIGKILL)
        heard += writer.stdout.readlines()
    assert writer.returncode == -signal.SIGKILL
    return [line.decode().strip() for line in heard if line.endswith(b"\n")]


def test_nothing_acknowledged_is_lost_however_often_the_program_is_killed(closed: Path) -> None:
    promised: set[str] = set()
    for round_ in range(KILLS):
        promised |= set(_killed_after(closed, 1 + round_ % 7))
        if round_ % 10 == 9:
            opened = open_vault(closed)
            assert (opened.unclean, opened.anchor) == (True, "ok")
            there = {one.id for one in records.of_form(opened.conn, "report")}
            assert promised <= there
            check_whole(opened.conn)
            opened.close(NOW)
    assert len(promised) >= 4 * KILLS // 2
