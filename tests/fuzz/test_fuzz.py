"""A short run of the fuzzer, in a process of its own, so that what it grows by is its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from desktop.bundle import reader
from desktop.services.taking import HANDLERS
from tests.desktop.bundle.golden import READINGS, golden, kinds
from tests.fuzz import bundles, change, imports

ROOT = Path(__file__).parents[2]


def test_spoiled_bundles_are_read_or_refused_and_nothing_else() -> None:
    """`installer/dev.py fuzz` does the same for longer."""
    command = [sys.executable, "-m", "tests.fuzz", "--bytes", "3000000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = dict(re.findall(r"^outcome +([a-z-]+) +(\d+)$", done.stdout, re.MULTILINE))
    assert outcomes.keys() >= {"read", "bad-record", "bundle-damaged", "bad-signature", "not-a-bundle", "bundle-newer"}
    depths = dict(re.findall(r"^depth +([a-z ]+?) +(\d+)$", done.stdout, re.MULTILINE))
    assert len(depths) == 10


def test_spoiled_bundles_are_taken_into_databases_or_leave_no_trace(tmp_path: Path) -> None:
    """Signed by offices that are trusted; and whatever was taken in, people go on working."""
    found = imports.run(tmp_path, 120, seed=1)
    assert not found.faults
    assert found.outcomes["imported"] > 0 and found.outcomes["bad-record"] > 20


def test_the_same_seed_gives_the_same_bundles() -> None:
    one, two = bundles.run(50_000, seed=3), bundles.run(50_000, seed=3)
    assert (one.outcomes, one.depths) == (two.outcomes, two.depths) and not one.faults
    assert bundles.run(50_000, seed=4).outcomes != one.outcomes


def test_a_reader_with_a_fault_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, the fuzzer might be looking away."""
    real = reader.records

    def careless(*arguments: object) -> None:
        try:
            real(*arguments)  # type: ignore[arg-type]
        except Exception as error:
            raise KeyError("type") from error

    monkeypatch.setattr(reader, "records", careless)
    found = bundles.run(50_000, seed=1)
    assert any("KeyError" in fault for fault in found.faults)
    number = int(found.faults[0].partition(":")[0])
    assert bundles.run(50_000, seed=1, only=number).faults == found.faults[:1]


def test_every_fault_makes_other_bytes_or_another_object_sooner_or_later() -> None:
    rnd = Random(1)
    data = golden("statistics").data
    assert sum(change.bytes_of(data, rnd, data) != data for _ in range(200)) > 190
    record = golden("statistics").records[1]
    before = str(record)
    assert sum(change.json_of(record, rnd) != record for _ in range(200)) > 150
    assert str(record) == before, "the golden one is left as it is"


def test_every_kind_that_is_written_is_spoiled() -> None:
    assert set(READINGS) == set(kinds()) == set(HANDLERS)
