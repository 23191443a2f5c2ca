"""How far above the bare work the program is: every figure is a ratio to a floor measured in the same run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from installer import (
    bench_case_file,
    bench_daily,
    bench_form,
    bench_merge,
    bench_office,
    bench_region,
    bench_start,
    bench_stress,
    bench_teams,
)
from installer.bench_office import Office
from installer.bench_race import Row

CASES = 10_000


Measure = Callable[[], Row]

# In this order: a register that is brought in makes the office larger, and so do the teams.
DAILY: Mapping[str, Callable[[Office], Row]] = {
    "page": bench_daily.first_page,
    "search": bench_daily.search,
    "save": bench_daily.save,
    "opening": bench_daily.opening,
    "paper": bench_daily.paper,
    "text": bench_case_file.search_in_text,
    "today": bench_case_file.first_look,
    "month": bench_case_file.month,
    "alike": bench_case_file.alike,
    "quarter": bench_daily.quarter,
    "register": bench_case_file.register,
    "team": bench_teams.opening,
    "merge-out": bench_merge.export,
    "merge-kept": bench_merge.kept,
    "merge-in": bench_merge.imported,
}
STARTS: Mapping[str, Callable[[Path], Row]] = {
    "region": bench_region.importing,
    "form": bench_form.opening,
    "teams": bench_teams.refreshing,
    "window": bench_start.window,
    "help": bench_start.help_,
}
NAMES = ("put", *DAILY, *STARTS)


def main(argv: Sequence[str]) -> int:
    """Measure, print the table, write bench.json. A missed bound is told and is no failure; a broken measure is one."""
    parser = argparse.ArgumentParser(prog="installer/dev.py bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="cases in the office (%(default)s)")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where the figures go (%(default)s)")
    parser.add_argument("--only", action="append", choices=sorted(NAMES), metavar="NAME", default=[],
                        help=f"measure this alone, may be given several times: {', '.join(NAMES)}")  # fmt: skip
    parser.add_argument("--stress", type=int, nargs="?", const=bench_stress.CASES, metavar="CASES",
                        help="so many cases come in beside a window that works; nothing else (%(const)s)")  # fmt: skip
    told = parser.parse_args(argv)
    about = machine()
    print(" · ".join(f"{name} {value}" for name, value in about.items()), flush=True)
    with tempfile.TemporaryDirectory(prefix="ancora-bench-") as folder:
        rows, broken = (
            _stress(Path(folder), told.stress) if told.stress else measure(Path(folder), told.cases, told.only)
        )
    print(table(rows))
    told.out.write_text(json.dumps(report(about, told.cases, rows), indent=1, ensure_ascii=False) + "\n", "utf-8")
    for name in broken:
        print(f"not measured: {name}")
    return 1 if broken else 0


def _stress(folder: Path, cases: int) -> tuple[list[Row], list[str]]:
    return bench_stress.importing(folder, cases), []


def measure(folder: Path, cases: int, only: Sequence[str] = ()) -> tuple[list[Row], list[str]]:
    """Everything, in one run; windows come last, when nothing else has the vault open."""
    office = bench_office.found(folder)
    try:
        _tell(f"putting {cases} cases")
        first = bench_office.fill(office, cases)
        bench_office.write_notes(office)
        rows, broken = _all([(name, partial(work, office)) for name, work in DAILY.items() if name in (only or DAILY)])
    finally:
        office.close()
    later, broken_later = _all(
        [(name, partial(work, folder)) for name, work in STARTS.items() if name in (only or STARTS)]
    )
    return [first, *rows, *later], broken + broken_later


def _all(measures: Sequence[tuple[str, Measure]]) -> tuple[list[Row], list[str]]:
    """One after the other; one that breaks is named, and the others still count."""
    rows, broken = [], []
    for name, work in measures:
        _tell(name)
        try:
            rows.append(work())
        except Exception:  # noqa: BLE001 - whatever it is, the figures so far are not lost
            traceback.print_exc()
            broken.append(name)
    return rows, broken


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "cpu": processor(),
        "cores": str(os.cpu_count()),
        "memory": memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def processor(described: Path = Path("/proc/cpuinfo")) -> str:
    """The name of the processor as Linux tells it, else as Python does."""
    try:
        names = [line.partition(":")[2].strip() for line in described.read_text().splitlines() if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (AttributeError, ValueError, OSError):
        return "unknown"


def table(rows: Sequence[Row]) -> str:
    """One line a measure, in columns."""
    lines = [("", "ours ms", "floor ms", "ratio", "bound", "")]
    for row in rows:
        bound = "" if row.bound is None else f"{row.bound:g}"
        lines.append((row.name, f"{row.value:.2f}", f"{row.floor:.2f}", f"{row.ratio:.2f}", bound, row.verdict))
    wide = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        f"{line[0]:<{wide[0]}}  " + "  ".join(f"{line[n]:>{wide[n]}}" for n in range(1, 5)) + f"  {line[5]}"
        for line in lines
    )


def report(about: dict[str, str], cases: int, rows: Sequence[Row]) -> dict[str, Any]:
    """The same as data."""
    return {
        "machine": about,
        "cases": cases,
        "rows": [
            {"name": row.name, "value": row.value, "floor": row.floor, "ratio": row.ratio, "bound": row.bound}
            for row in rows
        ],
    }


def _tell(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
