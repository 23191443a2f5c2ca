"""What goes wrong: each fault is one way to trouble an operation, from a kill at an exact call to a damaged page."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from db import keys
from db.connection import open_raw
from tests.faults import media
from tests.faults.ground import Scene
from tests.faults.operation import Operation
from tests.faults.power import Disk
from tests.faults.trace import ALL, CHANGES, NEEDS_ROOM, Call, Do
from tests.faults.trial import Decide
from tests.offices import PASSPHRASE, WORKER

COLUMNS = {
    "kill": "killed",
    "power": "power cut",
    "full": "disk full",
    "closed": "read-only",
    "pulled": "disk fails",
    "held": "file held by another program",
    "clock": "clock a year off",
    "passphrase": "wrong passphrase",
    "damaged": "damaged file",
}
KILLS, POWER_CUTS = 20, 20
Counts = Callable[[Call], bool]
_YEAR = 365
_PAGE = 4096
_SLACKS = (0, 6, 40)  # pages that are still free on a full disk


@dataclass(frozen=True, slots=True)
class Fault:
    """One trial's trouble; whoever changes the scene does it before the operation begins."""

    column: str
    name: str
    decide: Callable[[], Decide] | None = None
    changes: Callable[[Scene], Scene] = field(default=lambda scene: scene)
    around: Callable[[Scene], AbstractContextManager[None]] = field(default=lambda _scene: nullcontext())
    disk: Callable[[Scene], Disk | None] = field(default=lambda _scene: None)
    must_refuse: bool = False
    moment: int = 0  # of the kill; the work may be over a call or two earlier than it was when nothing went wrong
    hurried: bool = False  # waiting takes no time
    damages: Path | None = None  # the file of the first scene
    damage: Callable[[bytes], bytes] = bytes

    def spoilt(self, scene: Scene) -> bytes:
        """What the damaged file holds."""
        assert self.damages is not None and scene.root in self.damages.parents
        return self.damage(self.damages.read_bytes())


def of(operation: Operation, scene: Scene, calls: Sequence[Call]) -> Iterator[Fault]:
    """Every trial of an operation, out of the calls by which it touches the disk when nothing goes wrong."""
    ways: dict[str, Callable[[], Iterator[Fault]]] = {
        "kill": lambda: kills(calls),
        "power": lambda: power_cuts(operation, scene, calls),
        "full": lambda: full(operation, scene, calls),
        "closed": lambda: closed(operation, scene),
        "pulled": lambda: pulled(operation, scene, calls),
        "held": lambda: held(operation, scene),
        "clock": clocks,
        "passphrase": passphrases,
        "damaged": lambda: damages(operation, scene),
    }
    for column in COLUMNS:
        if column in operation.columns:
            yield from ways[column]()


# --- moments ----------------------------------------------------------------------------------------------------------


def spread(count: int, wanted: int) -> list[int]:
    """So many numbers out of 1..count, as far apart as can be, with the first and the last."""
    if count <= wanted:
        return list(range(1, count + 1))
    return sorted({1 + round(step * (count - 1) / (wanted - 1)) for step in range(wanted)})


def kills(calls: Sequence[Call]) -> Iterator[Fault]:
    """At calls spread over the whole work; half of them are calls that are not the writing of one more page.

    At every other moment half of the write in hand reaches the file, as when the power goes.
    """
    changing = [call for call in calls if call.changes]
    rare = [at for at, call in enumerate(changing, 1) if call.name not in {"pwrite", "write"}]
    chosen = {rare[at - 1] for at in spread(len(rare), KILLS // 2)}
    others = [at for at in range(1, len(changing) + 1) if at not in chosen]
    chosen |= {others[at - 1] for at in spread(len(others), KILLS - len(chosen))}
    for turn, at in enumerate(sorted(chosen)):
        do = Do.TEAR if turn % 2 else Do.KILL
        yield Fault("kill", f"at {at} of {len(changing)}, {do.value}", decide=partial(killed_at, at, do), moment=at)


def power_cuts(operation: Operation, scene: Scene, calls: Sequence[Call]) -> Iterator[Fault]:
    """At calls spread over the work; then whatever was not flushed is there, or not, or in part."""
    changing = sum(call.changes for call in calls)
    folders = tuple(dict.fromkeys((scene.stick, scene.office.parent, operation.vault(scene).parent)))
    for at in spread(changing, POWER_CUTS):
        disk = partial(_disk, folders, scene, at)
        decide = partial(killed_at, at, Do.KILL)
        yield Fault("power", f"at {at} of {changing}", decide=decide, moment=at, disk=disk)


def _disk(folders: Sequence[Path], first: Scene, seed: int, here: Scene) -> Disk:
    return Disk(tuple(moved(folder, first, here) for folder in folders), random.Random(seed))


def killed_at(moment: int, do: Do) -> Decide:
    """The call with this number among those that change something is the last."""
    return _counting(lambda call: call.changes, lambda seen, _call: do if seen == moment else Do.GO)


def failing_from(moment: int, counts: Counts, number: Callable[[Call], int]) -> Decide:
    """Every call that counts fails, beginning with this one."""
    return _counting(counts, lambda seen, call: number(call) if seen >= moment else Do.GO)


def _counting(counts: Counts, decide: Callable[[int, Call], Do | int]) -> Decide:
    seen = 0

    def asked(call: Call) -> Do | int:
        nonlocal seen
        if not counts(call):
            return Do.GO
        seen += 1
        return decide(seen, call)

    return asked


# --- the medium -------------------------------------------------------------------------------------------------------


def full(operation: Operation, scene: Scene, calls: Sequence[Call]) -> Iterator[Fault]:
    """From some moment on the kernel answers that there is no room; and a real disk with a few pages left."""
    for place in operation.places(scene, "full"):
        needs = partial(_needs_room, place.name)
        for at in spread(sum(map(needs, calls)), 5):
            trouble = partial(failing_from, at, needs, _always(errno.ENOSPC))
            yield Fault("full", f"{place.name}: from write {at}", decide=trouble)
        for pages in _SLACKS if media.possible() else ():
            yield Fault("full", f"{place.name}: {pages} pages left", around=partial(_small, place, scene, pages))


def closed(operation: Operation, scene: Scene) -> Iterator[Fault]:
    """What may not be written to: as the kernel says it, and a real one."""
    for place in operation.places(scene, "closed"):
        changes = partial(_on, place.name, CHANGES | {"open-to-write"})
        trouble = partial(failing_from, 1, changes, _always(errno.EROFS))
        yield Fault("closed", f"{place.name}: as the kernel says it", decide=trouble, must_refuse=True)
        if media.possible():
            yield Fault("closed", f"{place.name}: a real one", around=partial(_closed, place, scene), must_refuse=True)


def pulled(operation: Operation, scene: Scene, calls: Sequence[Call]) -> Iterator[Fault]:
    """From some moment on nothing of the medium answers: open files fail, names are gone."""
    for place in operation.places(scene, "pulled"):
        there = partial(_on, place.name, ALL)
        for at in spread(sum(map(there, calls)), 6):
            yield Fault("pulled", f"{place.name}: from call {at}", decide=partial(failing_from, at, there, _gone))


def _gone(call: Call) -> int:
    return errno.ENOENT if call.name in {"open", "open-to-write", "create", "stat", "access", "mkdir"} else errno.EIO


def _always(number: int) -> Callable[[Call], int]:
    return lambda _call: number


def _on(folder: str, names: frozenset[str], call: Call) -> bool:
    """Whether a call is of these kinds, and on this medium, which has the same name in each copy of the scene."""
    return call.name in names and f"/{folder}/" in call.path


def _needs_room(folder: str, call: Call) -> bool:
    """What SQLite lays beside a database it needs for opening; that is tried on the real small disks alone."""
    beside = call.path.endswith("-shm") or (call.name == "create" and call.path.endswith("-wal"))
    return _on(folder, NEEDS_ROOM, call) and not beside


def _small(place: Path, first: Scene, pages: int, here: Scene) -> AbstractContextManager[None]:
    return media.small(moved(place, first, here), pages * _PAGE)


def _closed(place: Path, first: Scene, here: Scene) -> AbstractContextManager[None]:
    return media.read_only(moved(place, first, here))


def moved(place: Path, first: Scene, here: Scene) -> Path:
    """The same place in another copy of the scene."""
    return here.root / place.relative_to(first.root)


# --- other programs ---------------------------------------------------------------------------------------------------


def held(operation: Operation, scene: Scene) -> Iterator[Fault]:
    """Open in a second program of ours; being written by one; kept by a scanner, as Windows answers then."""
    vault = operation.vault(scene)
    if vault.exists():
        yield Fault("held", "open elsewhere", around=partial(_locked, vault, scene), must_refuse=True)
        yield Fault("held", "being written", around=partial(_written, vault, scene), hurried=True)
    for place in operation.places(scene, "held"):
        for name in ("rename", "unlink", "open-to-write"):
            held_back = partial(_held_back, place.name, name)
            trouble = partial(failing_from, 1, held_back, _always(errno.EACCES))
            yield Fault("held", f"{place.name}: {name} is refused", decide=trouble)


def _held_back(folder: str, name: str, call: Call) -> bool:
    """A scanner looks into what has content: not into the lock, and not into the index of the WAL."""
    return _on(folder, frozenset({name}), call) and not call.path.endswith((".lock", "-shm"))


@contextmanager
def _locked(vault: Path, first: Scene, here: Scene) -> Iterator[None]:
    with (moved(vault, first, here) / "vault.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _written(vault: Path, first: Scene, here: Scene) -> Iterator[None]:
    """A process that stands within a transaction; one of its own, since SQLite must not be known before a fork."""
    (heard, tell), (stays, _end) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            key = keys.unlock(moved(vault, first, here), WORKER, here.passphrase).key
            conn = open_raw(moved(vault, first, here) / "vault.db", key, "rw")
            conn.execute("BEGIN IMMEDIATE")
            os.write(tell, b"!")
            os.read(stays, 1)
        finally:
            os._exit(0)
    os.read(heard, 1)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for end in (heard, tell, stays, _end):
            os.close(end)


# --- people and clocks ------------------------------------------------------------------------------------------------


def clocks() -> Iterator[Fault]:
    for days in (-_YEAR, _YEAR):
        yield Fault("clock", f"{days:+d} days", changes=partial(_later, days))


def passphrases() -> Iterator[Fault]:
    for name, typed in (("another", "patru cuvinte și încă unul"), ("one letter", PASSPHRASE[:-1] + "a")):
        yield Fault("passphrase", name, changes=partial(_typed, typed), must_refuse=True)


def _later(days: int, scene: Scene) -> Scene:
    return scene.later(days=days)


def _typed(passphrase: str, scene: Scene) -> Scene:
    return replace(scene, passphrase=passphrase)


# --- damage -----------------------------------------------------------------------------------------------------------

Damage = Callable[[bytes], bytes]


def flipped(at: float) -> Damage:
    def change(data: bytes) -> bytes:
        spoilt = bytearray(data)
        spoilt[min(len(data) - 1, int(at * len(data)))] ^= 0x10
        return bytes(spoilt)

    return change


DAMAGES: dict[str, Damage] = {
    "empty": lambda _data: b"",
    "cut in half": lambda data: data[: len(data) // 2],
    "its last page gone": lambda data: data[: -min(_PAGE, len(data) // 4)],
    "a bit at its beginning": flipped(0.0),
    "a bit in the middle": flipped(0.5),
    "a bit near its end": flipped(0.97),
    "zeros in it": lambda data: data[: len(data) // 3] + bytes(64) + data[len(data) // 3 + 64 :],
    "strange bytes": lambda data: random.Random(7).randbytes(len(data)),
}


def damages(operation: Operation, scene: Scene) -> Iterator[Fault]:
    for file in operation.damageable(scene):
        for name, damage in DAMAGES.items():
            changes = partial(_spoil, file, scene, damage)
            yield Fault("damaged", f"{file.name}: {name}", changes=changes, damages=file, damage=damage)


def _spoil(file: Path, first: Scene, damage: Damage, here: Scene) -> Scene:
    moved(file, first, here).write_bytes(damage(file.read_bytes()))
    return here
