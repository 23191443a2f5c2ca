"""Every operation under every fault, one trial after the other, and the table that tells how many held."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.i18n import set_language
from tests.faults import faults, ground, marks, trial, verdict
from tests.faults.faults import COLUMNS, Fault
from tests.faults.ground import Ground, Scene
from tests.faults.operation import Operation
from tests.faults.operations import OPERATIONS
from tests.faults.trace import Call


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one trial."""

    operation: str
    column: str
    name: str
    ended: str
    where: str
    faults: tuple[str, ...]


@dataclass(slots=True)
class Matrix:
    """The trials of one run, in a folder that is empty at its beginning and at its end."""

    folder: Path
    ground: Ground

    def cells(
        self,
        operations: Sequence[Operation] = OPERATIONS,
        *,
        choose: Callable[[Sequence[Fault], int], Sequence[Fault]] = lambda every, _turn: every,
        columns: frozenset[str] = frozenset(COLUMNS),
    ) -> Iterator[Cell]:
        """The trials one by one, each with what did not hold."""
        for turn, operation in enumerate(operations):
            calls = self._calm(operation)
            every = [one for one in faults.of(operation, self.ground.scene, calls) if one.column in columns]
            for fault in choose(every, turn):
                yield self._cell(operation, fault)

    def _calm(self, operation: Operation) -> list[Call]:
        """The calls when nothing goes wrong."""
        with self._scene() as scene:
            ran = trial.run(operation, scene)
            if ran.ended != "done":
                raise AssertionError(f"{operation.id} ended with {ran.ended} though nothing went wrong")
            return ran.calls

    def _cell(self, operation: Operation, fault: Fault) -> Cell:
        with self._scene() as scene:
            troubled = fault.changes(scene)
            with fault.around(troubled):
                decide = fault.decide() if fault.decide else None
                ran = trial.run(operation, troubled, decide, hurried=fault.hurried, disk=fault.disk(troubled))
            found = tuple(dict.fromkeys(verdict.of(operation, fault, troubled, ran, self.ground)))
        return Cell(operation.id, fault.column, fault.name, ran.ended, ran.where, found)

    @contextlib.contextmanager
    def _scene(self) -> Iterator[Scene]:
        root = self.folder / "trial"
        try:
            yield self.ground.scene.copy(root)
        finally:
            shutil.rmtree(root, ignore_errors=True)


def prepared(folder: Path) -> Matrix:
    set_language("ro")
    made = ground.make(folder / "ground")
    hidden = marks.in_files([made.scene.root])
    if hidden:
        raise AssertionError(f"the ground is not clean: {hidden}")
    return Matrix(folder, made)


def few(every: Sequence[Fault], turn: int) -> list[Fault]:
    """A kill, and one trial of every third kind, in turns: for each run of the tests."""
    found: list[Fault] = []
    for at, ones in enumerate(_columns(every)):
        if ones and (ones[0].column == "kill" or (at + turn) % 3 == 0):
            found.append(ones[(len(ones) // 2 + turn) % len(ones)])
    return found


def samples(every: Sequence[Fault]) -> list[Fault]:
    """The first and a later one of each kind."""
    return [ones[at] for ones in _columns(every) for at in sorted({0, 2 * len(ones) // 3}) if ones]


def _columns(every: Sequence[Fault]) -> list[list[Fault]]:
    return [[one for one in every if one.column == column] for column in COLUMNS]


def table(cells: Sequence[Cell], operations: Sequence[Operation] = OPERATIONS) -> str:
    """As it stands in the papers: how many trials held, of how many."""
    lines = ["| | " + " | ".join(COLUMNS.values()) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for operation in operations:
        counts = [_count([c for c in cells if (c.operation, c.column) == (operation.id, column)]) for column in COLUMNS]
        lines.append(f"| {operation.title} | " + " | ".join(counts) + " |")
    return "\n".join(lines)


def _count(cells: Sequence[Cell]) -> str:
    held = sum(not cell.faults for cell in cells)
    return f"{held}/{len(cells)}" if cells else "–"
