"""The fault matrix told line by line, with its counts as a table in the papers; then the leak run."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "SECURITY.md"
MARKS = ("<!-- faults -->", "<!-- /faults -->")


class NoPlace(Exception):
    """The paper has no place for the table."""


def put(text: str, told: str) -> str:
    """The paper with these lines between the marks."""
    pattern = re.compile(f"({re.escape(MARKS[0])}\n).*?({re.escape(MARKS[1])})", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise NoPlace
    return pattern.sub(lambda found: f"{found[1]}\n{told.strip()}\n\n{found[2]}", text)


def run(module: str, arguments: Sequence[str] = ()) -> tuple[int, list[str]]:
    """One of the harnesses, told while it works; its exit status and what it said."""
    command = [sys.executable, "-m", f"tests.faults{module}", *arguments]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    lines: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as trials:
        assert trials.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in trials.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return trials.returncode, lines


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="installer/dev.py faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="some trials of each kind; the paper is left alone")
    parser.add_argument("--operation", action="append", default=[], help="this one alone; the paper is left alone")
    args = parser.parse_args(argv)
    chosen = [*(["--quick"] if args.quick else []), *(word for one in args.operation for word in ("--operation", one))]
    status, lines = run("", chosen)
    leaked, _told = (0, []) if args.operation else run(".leaks")
    table = "".join(lines[next((at for at, line in enumerate(lines) if line.startswith("| |")), len(lines)) :])
    if not chosen and table:
        PAPER.write_text(put(PAPER.read_text("utf-8"), table), "utf-8")
    return status or leaked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
