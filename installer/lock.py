"""Pins every library with the hashes of all its files, for Linux and Windows, into the two requirements files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "installer"

# The resolver looks at the computer it runs on; these are wanted on Windows alone, by us or by a library.
WINDOWS_ONLY = {"requirements.txt": ("tzdata",), "requirements-dev.txt": ("colorama",)}
OPTIONS = (
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-header",
    "--strip-extras",
    "--allow-unsafe",
    "--no-annotate",
    "--quiet",
)
HEADER = "# Made by `installer/dev.py lock`; edit pyproject.toml instead.\n"


def wanted(pyproject: str) -> dict[str, list[str]]:
    """What each file begins from: the project's own lists, without markers that would hide a library from here."""
    project = tomllib.loads(pyproject)["project"]
    lists = {
        "requirements.txt": project["dependencies"],
        "requirements-dev.txt": project["optional-dependencies"]["dev"],
    }
    return {
        name: [line.partition(";")[0].strip() for line in lines if "win32" not in line] + list(WINDOWS_ONLY[name])
        for name, lines in lists.items()
    }


def finished(text: str, windows_only: Iterable[str]) -> str:
    """The resolver's answer with our markers, and without a trace of where the files were fetched."""
    lines = [
        line for line in text.splitlines() if not re.match(r"\s*(#|--(extra-)?index-url|--trusted-host|-i\b)", line)
    ]
    names = "|".join(map(re.escape, windows_only))
    pinned = re.compile(rf"({names})==(\S+)( \\)?")
    marked = [pinned.sub(r"\1==\2 ; sys_platform == 'win32'\3", line) for line in lines]
    return HEADER + "\n".join(line for line in marked if line.strip()) + "\n"


def lock(name: str, wants: Sequence[str], options: Sequence[str]) -> None:
    target = FOLDER / name
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "wanted.in", Path(folder) / "pinned.txt"
        runtime = FOLDER / "requirements.txt"
        lines = [*wants, *([f"-c {runtime}"] if runtime.is_file() and target != runtime else [])]
        source.write_text("\n".join(lines) + "\n", "utf-8")
        if target.is_file():
            out.write_bytes(target.read_bytes())  # what is pinned stays pinned unless --upgrade is asked for
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *options, "-o", str(out), str(source)]
        subprocess.run(command, check=True)
        part = target.with_name(f"{name}.part")
        part.write_text(finished(out.read_text("utf-8"), WINDOWS_ONLY[name]), "utf-8")
        os.replace(part, target)


def main(options: Sequence[str]) -> int:
    for name, wants in wanted((ROOT / "pyproject.toml").read_text("utf-8")).items():
        lock(name, wants, options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
