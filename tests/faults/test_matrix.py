"""Each operation is killed, and troubled in every third way; planted faults are seen; the papers tell what held."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.faults import matrix, trace
from tests.faults.faults import COLUMNS
from tests.faults.operations import OPERATIONS
from tests.faults.planted import PLANTED
from tests.offices import ROOT

Cells = list[dict[str, Any]]
needs_tracing = pytest.mark.skipif(not trace.available(), reason="this system lets nobody watch a child")


def trials(*arguments: str) -> Cells:
    """In a process of its own, which forks for each trial and has nothing else open."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--json", *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode in {0, 1} and done.stderr == "", done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def quick() -> Cells:
    return trials("--quick")


@needs_tracing
@pytest.mark.parametrize("operation", [one.id for one in OPERATIONS])
def test_nothing_is_lost_leaked_or_unsaid_whatever_goes_wrong(quick: Cells, operation: str) -> None:
    found = [cell for cell in quick if cell["operation"] == operation]
    assert {"kill"} <= {cell["column"] for cell in found}
    assert [cell for cell in found if cell["faults"]] == []


@needs_tracing
def test_the_trials_are_real(quick: Cells) -> None:
    """Most kills come in the middle of the work, and most troubles are felt."""
    kills = [cell["ended"] for cell in quick if cell["column"] == "kill"]
    assert kills.count("killed") > len(kills) * 0.8
    felt = [cell["ended"] for cell in quick if cell["column"] in {"closed", "passphrase", "pulled"}]
    assert len(felt) > 8 and felt.count("done") < len(felt) / 4


# --- what finds nothing proves nothing --------------------------------------------------------------------------------

SEEN = {
    "promises": "a save is lost",
    "tells": "the word is in note.txt",
    "hides": "the word lay in a deleted hidden",
    "halves": "a file on the stick is refused",
    "litters": "left behind: office/vault/copy.part",
    "hurries": "the note is lost",
    "swallows": "nothing was refused",
    "breaks": "nobody expected OSError",
    "overwrites": "the damaged file was written over",
    "forgets": "the backup is gone",
}


@pytest.fixture(scope="module")
def planted() -> Cells:
    return trials("--planted")


@needs_tracing
@pytest.mark.parametrize("operation", SEEN)
def test_a_planted_fault_is_seen(planted: Cells, operation: str) -> None:
    found = [line for cell in planted if cell["operation"] == operation for line in cell["faults"]]
    assert any(line.startswith(SEEN[operation]) for line in found), found


@needs_tracing
def test_an_operation_without_a_fault_holds(planted: Cells) -> None:
    assert {one.id for one in PLANTED} - set(SEEN) == {"counts"}
    cells = [cell for cell in planted if cell["operation"] == "counts"]
    assert [(cell["ended"], cell["faults"]) for cell in cells] == [("killed", [])] * 2


# --- the papers -------------------------------------------------------------------------------------------------------


def table() -> list[list[str]]:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    (between,) = re.findall(r"<!-- faults -->\n(.*?)<!-- /faults -->", text, re.DOTALL)
    lines = [line.strip("| ").split(" | ") for line in between.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines]


def test_the_table_in_the_papers_is_of_this_matrix_and_all_of_it_held() -> None:
    head, _rule, *rows = table()
    assert head == list(COLUMNS.values())
    assert [row[0] for row in rows] == [one.title for one in OPERATIONS]
    for operation, row in zip(OPERATIONS, rows, strict=True):
        for column, told in zip(COLUMNS, row[1:], strict=True):
            if column not in operation.columns:
                assert told == "–"
                continue
            held, _, tried = told.partition("/")
            assert held == tried and int(tried) > 0, (operation.title, column)
            assert column != "kill" or int(tried) >= 20


def test_the_table_counts_what_held() -> None:
    cells = [
        matrix.Cell("save", "kill", "", "killed", "", ()),
        matrix.Cell("save", "kill", "", "killed", "", ("lost",)),
    ]
    line = matrix.table(cells, OPERATIONS[:1]).splitlines()[-1]
    assert line.startswith("| save | 1/2 | – |")
