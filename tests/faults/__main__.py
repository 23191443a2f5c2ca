"""`python -m tests.faults`: the matrix, told line by line; the exit status is 0 when every trial held."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults import matrix, media, trace
from tests.faults.faults import COLUMNS, Fault
from tests.faults.operations import OPERATIONS
from tests.faults.planted import PLANTED

ROOM = 1 << 30


def main(given: Sequence[str]) -> int:
    args = _arguments(given)
    if not trace.available():
        sys.stderr.write("This system does not let a process watch its child.\n")
        return 2
    media.take_own_view()  # before anything is open
    rows, choose = (PLANTED, _samples) if args.planted else (OPERATIONS, matrix.few if args.quick else _all)
    operations = [one for one in rows if not args.operation or one.id in args.operation]
    with tempfile.TemporaryDirectory(prefix="ancora-faults-", dir=_fast()) as folder:
        run = matrix.prepared(Path(folder))
        cells, began = [], time.monotonic()
        for cell in run.cells(operations, choose=choose, columns=frozenset(args.column or COLUMNS)):
            cells.append(cell)
            _tell(cell, as_json=args.json, loud=args.loud)
    if not args.json:
        bad = sum(bool(cell.faults) for cell in cells)
        _say(f"{time.monotonic() - began:.0f} s")
        _say(matrix.table(cells, operations))
        _say(f"\n{len(cells)} trials, {bad} did not hold.")
    return 1 if any(cell.faults for cell in cells) else 0


def _all(every: Sequence[Fault], _turn: int) -> Sequence[Fault]:
    return every


def _samples(every: Sequence[Fault], _turn: int) -> Sequence[Fault]:
    return matrix.samples(every)


def _fast() -> str | None:
    """Memory, where there is a place for files in it: what is looked at here is what calls do, and no disk."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


def _tell(cell: matrix.Cell, *, as_json: bool, loud: bool) -> None:
    if as_json:
        _say(json.dumps(dataclasses.asdict(cell)))
    elif cell.faults or loud:
        _say(f"{cell.operation} / {cell.column} / {cell.name}: {cell.ended} {cell.where}")
        for line in cell.faults:
            _say(f"    {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one trial of each kind")
    parser.add_argument("--operation", action="append", help="this one alone")
    parser.add_argument("--column", action="append", choices=list(COLUMNS))
    parser.add_argument("--planted", action="store_true", help="operations that have a fault, to see that it is seen")
    parser.add_argument("--json", action="store_true", help="one line a trial")
    parser.add_argument("--loud", action="store_true", help="the trials that held too")
    return parser.parse_args(given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
