"""The leak run: while everything is shown, after the lock and after a kill no file and no memory tells a word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.faults import trace
from tests.faults.leaks import RUNS
from tests.offices import ROOT

pytestmark = pytest.mark.skipif(not trace.available(), reason="this system lets nobody watch a child")


@pytest.fixture(scope="module")
def runs() -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.leaks"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode in {0, 1} and done.stderr == "", done.stderr
    return {told["run"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("run", RUNS)
def test_no_file_and_no_descriptor_holds_a_word_of_hers(runs: dict[str, dict[str, Any]], run: str) -> None:
    told = runs[run]
    assert told["looks"] >= 2 and told["files"] > 10
    assert told["clear"] == []


@pytest.mark.parametrize("run", RUNS)
def test_the_program_writes_nowhere_but_in_its_own_folders(runs: dict[str, dict[str, Any]], run: str) -> None:
    assert runs[run]["opened"] >= 5, "it was really watched"
    assert runs[run]["outside"] == []


def test_the_process_that_knew_is_gone_and_the_next_one_knows_nothing(runs: dict[str, dict[str, Any]]) -> None:
    told = runs["locked"]
    assert (told["status"], told["known_by_first"], told["known_by_second"]) == (0, True, [])
    assert os.WTERMSIG(runs["killed"]["status"]) == 9
