"""`python -m tests.faults.leaks`: the real program reads a case full of planted words, and is watched from outside.

Every file that it opens for writing is noted; while everything is on the screen, after the lock and after a kill the
word is looked for in all files of the run, in descriptors without a name, and in the memory of the process that shows
the unlock card.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.i18n import set_language
from desktop.services import vaults
from tests.conftest import FixedClock
from tests.faults import marks
from tests.faults.ground import NOW
from tests.faults.trace import Call, Do, Tracer
from tests.gui.process_room import seen, visit
from tests.journeys.everything import plant
from tests.offices import LEGAL, PASSPHRASE, WORKER, Office, make_office

_WRITING = frozenset({"create", "truncate", "open-to-write"})
_PATIENCE_S = 60
_SYSTEM = ("/dev/", "/proc/", "/sys/")


@dataclass(slots=True)
class Seen:
    """What one run of the program showed to the one who watched it."""

    opened: set[str] = field(default_factory=set)  # for writing, anywhere
    clear: list[str] = field(default_factory=list)  # where the word lay
    looks: int = 0
    files: int = 0
    known_by_first: bool = False  # the process that read the case did hold the word in memory
    known_by_second: list[str] = field(default_factory=list)
    status: int = 0


@dataclass(slots=True)
class Run:
    """One program in a folder of its own, with everything that it may write in it."""

    root: Path
    office: Office
    seen: Seen = field(default_factory=Seen)

    @property
    def story(self) -> Path:
        """Where the visitor notes its own words: what is looked for does not stand in it."""
        return self.root / "story"

    def places(self) -> Iterator[Path]:
        yield from (self.root / name for name in ("own", "office", "temporary"))

    def look(self, process: int) -> None:
        """Files, descriptors without a name; at once, while the program stands still."""
        self.seen.looks += 1
        self.seen.files += sum(1 for place in self.places() for file in place.rglob("*") if file.is_file())
        self.seen.clear += marks.in_files(self.places())
        self.seen.clear += marks.in_deleted(process)

    def watched(self, *plan: str, at: str, then: Callable[[int], Do]) -> None:
        """The program from its first moment to its end; `then` is asked when the visitor says that it is there."""
        process = visit(self.office.vault, self.story, *plan, who=(WORKER, PASSPHRASE))

        def decide(call: Call) -> Do:
            if call.name in _WRITING:
                self.seen.opened.add(call.path)
            if call.name == "create" and Path(call.path).name == at:
                self.look(process.pid)
                return then(process.pid)
            return Do.GO

        tracer = Tracer(process.pid, "/", decide, group=-1)
        tracer.hold()
        self.seen.status = tracer.follow()
        process.returncode = self.seen.status  # it was waited for already


def prepared(root: Path) -> Run:
    """A closed vault that any process opens, and the folders of a person of its own."""
    set_language("ro")
    for name in ("own", "temporary", "story"):
        (root / name).mkdir()
    office = make_office(root / "office", "UN4", FixedClock(NOW), cost=LEGAL)
    plant(office)
    for file in office.folder.glob("*.jsonl"):
        file.unlink()
    (root / "story" / "copied").write_text("-", "utf-8")
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[variable] = str(root / "own")
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR", "XDG_RUNTIME_DIR"):
        os.environ[variable] = str(root / "temporary")
    return Run(root, office)


def locked(run: Run) -> None:
    """Everything is read, then it is locked: the process is gone, the next one never knew."""

    def let_go(process: int) -> Do:
        run.seen.known_by_first = bool(marks.in_memory(process, marks.plain()))
        (run.story / "read-enough").touch()
        return Do.GO

    run.watched("read", "rest", at="reached-0", then=let_go)
    fresh = int(seen(run.story, 1)[0])
    _wait((run.story / "reached-1").exists)
    run.seen.known_by_second = marks.in_memory(fresh, marks.plain())
    run.look(fresh)
    (run.story / "rested").touch()
    _wait(lambda: not Path(f"/proc/{fresh}").exists() or _is_dead(fresh))
    run.look(os.getpid())


def killed(run: Run) -> None:
    """The same, killed while everything is on the screen and half a sentence is typed."""
    run.watched("read", at="reached-0", then=lambda _process: Do.KILL)
    run.look(os.getpid())
    session = run.office.open()
    if vaults.check(session).faults:
        run.seen.clear.append("the vault is damaged")
    vaults.close_session(session, make_backup=False)


def outside(run: Run) -> list[str]:
    """What was opened for writing and lies not in the folders of the run."""
    return sorted(path for path in run.seen.opened if not path.startswith((f"{run.root}/", *_SYSTEM)))


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def _is_dead(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


RUNS: dict[str, Callable[[Run], None]] = {"locked": locked, "killed": killed}


def main(given: Sequence[str]) -> int:
    """One line of JSON a run; the exit status is 0 when nothing was found."""
    found = False
    for name in given or RUNS:
        with tempfile.TemporaryDirectory(prefix="ancora-leaks-") as folder:
            run = prepared(Path(folder))
            RUNS[name](run)
            told = {**dataclasses.asdict(run.seen), "opened": len(run.seen.opened), "outside": outside(run)}
            found = found or bool(run.seen.clear or run.seen.known_by_second or told["outside"])
            sys.stdout.write(json.dumps({"run": name, **told}) + "\n")
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
