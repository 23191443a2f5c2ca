"""One trial: an operation runs in a process of its own while something goes wrong, and everything it said is heard."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from db.errors import VaultRefused
from desktop import logs, paths
from desktop.refusals import Refused
from tests.faults import marks
from tests.faults.ground import Scene
from tests.faults.operation import Operation
from tests.faults.power import Disk
from tests.faults.trace import Call, Do, Tracer

Decide = Callable[[Call], "Do | int"]
PATIENCE_S = 60


@dataclass(slots=True)
class Ran:
    """What became of the process, what it had said until then, and what it touched."""

    status: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)
    refused: str | None = None
    where: str = ""  # in the program it was refused
    unexpected: str | None = None
    calls: list[Call] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)  # where the word lay in files without a name

    @property
    def killed(self) -> bool:
        return os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL

    @property
    def ended(self) -> str:
        """How it ended, in a word."""
        if self.unexpected:
            return f"unexpected {self.unexpected}"
        return self.refused or ("killed" if self.killed else "done" if self.status == 0 else f"status {self.status}")


def run(
    operation: Operation,
    scene: Scene,
    decide: Decide | None = None,
    *,
    hurried: bool = False,
    disk: Disk | None = None,
) -> Ran:
    """Let it run; `decide` is asked before each call by which it touches a file of the scene.

    A disk that is given loses power at the end.
    """
    ran = Ran()
    with _started(operation, scene) as (child, begin, said):
        tracer = Tracer(
            child, f"{scene.root}/", lambda call: _decided(ran, call, decide, disk), lambda it: _look(ran, it), hurried
        )
        tracer.hold()
        begin()
        ran.status = tracer.follow()
        _hear(ran, said)
    if disk is not None:
        disk.cut()
    return ran


def _decided(ran: Ran, call: Call, decide: Decide | None, disk: Disk | None) -> Do | int:
    ran.calls.append(call)
    do = Do.GO if decide is None else decide(call)
    if disk is not None and do is Do.GO:
        disk.hear(call)
    return do


def _look(ran: Ran, child: int) -> None:
    ran.deleted = marks.in_deleted(child)


@contextmanager
def _started(operation: Operation, scene: Scene) -> Iterator[tuple[int, Callable[[], None], int]]:
    """A child that waits for its beginning; afterwards it is gone, whatever happened."""
    (wait, go), (hear, say) = os.pipe(), os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(go)
        os.close(hear)
        _live(operation, scene, wait, say)
    os.close(wait)
    os.close(say)
    os.setpgid(child, child)
    try:
        yield child, lambda: _begin(go), hear
    finally:
        os.close(hear)
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def _begin(go: int) -> None:
    os.write(go, b"!")
    os.close(go)


def _hear(ran: Ran, said: int) -> None:
    """Every whole line; half a line counts as none."""
    with os.fdopen(os.dup(said), "rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                told = json.loads(line)
                if "refused" in told:
                    ran.refused, ran.where = told["refused"], told["where"]
                elif "unexpected" in told:
                    ran.unexpected = told["unexpected"]
                else:
                    ran.told.append(told)


def _live(operation: Operation, scene: Scene, wait: int, say: int) -> None:
    """The child: nothing of the parent's is used any more, and it never comes back."""
    status = 1
    try:
        scene.live_here()
        log = os.open(scene.own / "output.txt", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        signal.alarm(PATIENCE_S)
        os.read(wait, 1)
        status = _work(operation, scene, say)
    finally:
        os._exit(status)


def _work(operation: Operation, scene: Scene, say: int) -> int:
    def aloud(**what: Any) -> None:
        os.write(say, json.dumps(what).encode() + b"\n")

    handler = None
    try:
        handler = logs.start(paths.log_file())
        operation.run(scene, aloud)
    except (Refused, VaultRefused) as refusal:
        aloud(refused=refusal.code, where=logs.describe(refusal))
        return 1
    except BaseException as error:  # noqa: BLE001 - told as what it is: a fault of the program
        aloud(unexpected=logs.describe(error))
        return 1
    finally:
        if handler is not None:
            logs.stop(handler)
    return 0
