"""An office as its computer sees it: a vault in a folder, a passphrase in a file, and commands."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from db.keys import KdfCost
from db.slots import MIB
from desktop import __main__ as program
from desktop.commands import common
from desktop.services import vaults
from desktop.services.session import Session
from tests.conftest import FixedClock

ROOT = Path(__file__).resolve().parents[1]
WORKER = "Persoana de test"
PASSPHRASE = "cinci cuvinte cu totul diferite"
LEGAL = KdfCost(1, 64 * MIB)  # cheap enough for a test, dear enough for any process to accept


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: its exit status and what it said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self) -> dict[str, Any]:
        (line,) = self.lines
        return line

    @property
    def code(self) -> str:
        """The first word on standard error."""
        return self.err.split(maxsplit=1)[0] if self.err else ""


class NoTerminal(io.TextIOWrapper):
    """Standard input that nobody types at."""

    def isatty(self) -> bool:
        return False


@dataclass(slots=True)
class Office:
    """A vault that was made and closed; `run` is one command in this process, `start` one in a process of its own."""

    folder: Path
    code: str
    clock: FixedClock
    worker: str = WORKER
    said: list[Done] = field(default_factory=list)

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def keys(self) -> list[str]:
        return ["--vault", str(self.vault), "--worker", self.worker, "--passphrase-file", str(self.folder / "pass")]

    def run(self, *words: str | Path, stdin: bytes = b"") -> Done:
        return self.raw(*self.keys, *words, "--json", stdin=stdin)

    def raw(self, *words: str | Path, stdin: bytes = b"") -> Done:
        done = in_process([str(word) for word in words], self.clock, stdin)
        self.said.append(done)
        return done

    def put(self, *lines: Mapping[str, Any]) -> Done:
        """`record put` of these lines."""
        file = self.folder / "lines.jsonl"
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return self.run("record", "put", file)

    def new_case(self) -> str:
        """The code of a fresh case."""
        done = self.put({"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}})
        assert done.status == 0, done
        return str(done.one["code"])

    def open(self) -> Session:
        return vaults.open_session(self.vault, worker=self.worker, passphrase=PASSPHRASE, clock=self.clock)

    def start(self, *words: str | Path, **popen: Any) -> subprocess.Popen[bytes]:
        """The same command in a process of its own, which sees no terminal and asks nobody."""
        return start([*self.keys, *map(str, words)], **popen)


def in_process(words: Sequence[str], clock: FixedClock, stdin: bytes = b"") -> Done:
    """One command in this process, by the fixed clock."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    said = NoTerminal(io.BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", err),
        mock.patch.object(sys, "stdin", said),
        mock.patch.multiple(common, clock=clock),
    ):
        try:
            status = program.main(words)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    said_out, said_err = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Done(status, said_out, said_err)


def start(words: Sequence[str], **popen: Any) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,  # no terminal to ask at
        **{**pipes, **popen},
    )


def finish(process: subprocess.Popen[bytes], stdin: bytes = b"") -> Done:
    out, err = process.communicate(stdin, timeout=120)
    return Done(process.returncode, (out or b"").decode(), (err or b"").decode())


def make_office(
    folder: Path, code: str, clock: FixedClock, *, kind: vaults.Kind = "office", country: str = "MD",
    practice: bool = False, cost: KdfCost | None = None,
) -> Office:  # fmt: skip
    """Create a vault; cheap for this process alone unless a legal cost is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pass").write_text(PASSPHRASE + "\n", encoding="utf-8")
    office = Office(folder, code, clock)
    made = vaults.create(
        office.vault,
        office=code,
        kind=kind,
        country=country,
        worker=WORKER,
        passphrase=PASSPHRASE,
        clock=clock,
        practice=practice,
        cost=cost or KdfCost.for_tests(),
    )
    vaults.close_session(made, make_backup=False)
    return office


def acquaint(one: Office, other: Office) -> None:
    """Cards go both ways, and the fingerprints are compared."""
    for giver, taker in ((one, other), (other, one)):
        card = giver.folder / f"{giver.code}-for-{taker.code}.card"
        given = giver.run("card", "export", card)
        assert given.status == 0, given
        trusted = taker.run("card", "trust", card, "--fingerprint", given.one["fingerprint"])
        assert trusted.status == 0, trusted
