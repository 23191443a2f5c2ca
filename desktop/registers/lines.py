"""PURE: one row of a register as the sheets that it makes, or what is wrong with it, column by column."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop.forms.schema import Json
from desktop.registers.book import Row
from desktop.registers.cells import Known, meant
from desktop.registers.plan import Plan, Target, find, letter


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken: a code, and the column and field that it concerns."""

    code: str
    column: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it would be written: form -> path -> value; `unmapped` are values whose meaning nobody has said."""

    number: int
    sets: Mapping[str, Mapping[str, Json]]
    faults: tuple[Fault, ...]
    unmapped: tuple[tuple[str, str], ...] = ()


class Reader:
    """Reads the rows of one register by one plan; `row_id` gives names to the rows of groups."""

    def __init__(self, plan: Plan, known: Known, row_id: Callable[[], str] = lambda: secrets.token_hex(4)) -> None:
        self._plan, self._known, self._row_id = plan, known, row_id
        self._targets: dict[int, Target] = {
            at: find(known.definitions, plan.into, path) for at, path in sorted(plan.columns.items())
        }

    def read(self, row: Row) -> Line | None:
        """A row; None for one that says nothing in the columns that are read."""
        sets: dict[str, dict[str, Json]] = {}
        faults: list[Fault] = []
        unmapped: list[tuple[str, str]] = []
        groups: dict[tuple[str, str], str] = {}
        for at, target in self._targets.items():
            cell = row.cells[at] if at < len(row.cells) else None
            if at in row.merged:
                faults.append(Fault("merged-cells", letter(at), target.path))
                continue
            told = meant(target.path, target.field, cell, self._known)
            if told.fault:
                faults.append(Fault(told.fault, letter(at), target.path))
                if told.unmapped:
                    unmapped.append((target.path, told.unmapped))
            elif told.value is not None:
                own = sets.setdefault(target.form.id, {})
                own[self._path(target, own, groups)] = told.value
        if not sets and not unmapped and all(fault.code == "merged-cells" for fault in faults):
            return None if not faults else Line(row.number, {}, tuple(faults))
        return Line(row.number, sets, tuple(faults), tuple(unmapped))

    def _path(self, target: Target, own: dict[str, Json], groups: dict[tuple[str, str], str]) -> str:
        """The path in a sheet; the columns of a group make one row of it."""
        if not target.field.group:
            return target.field.id
        key = (target.form.id, target.field.group)
        if key not in groups:
            groups[key] = self._row_id()
            own[f"{target.field.group}/{groups[key]}"] = True
        return f"{target.field.group}/{groups[key]}/{target.field.id}"
