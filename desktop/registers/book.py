"""One file of a register, opened within bounds: its sheets, what should be told of it, its rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import ParamSpec, TypeAlias, TypeVar

import python_calamine

from desktop.refusals import Refused
from desktop.registers import csv_file, guard

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

P = ParamSpec("P")
T = TypeVar("T")

ENDINGS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt")
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: its number in the file, its cells, and whether it is the lower part of merged cells."""

    number: int
    cells: Sequence[Cell]
    merged: frozenset[int] = frozenset()  # columns whose value belongs to a row above


@dataclass(frozen=True, slots=True)
class Book:
    """`notes` are codes of what a person is told: formulas, merged, macros, hidden, another-ending, letters-guessed."""

    path: Path
    kind: str  # xlsx | ods | csv
    sheets: tuple[Sheet, ...]
    notes: frozenset[str]
    encoding: str = ""
    separator: str = ""

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """Every row of a sheet that has anything in it, the first of the file first."""
        if self.kind == "csv":
            found = csv_file.rows(self.path, self.encoding, self.separator)
            yield from (Row(number, cells) for number, cells in _bounded(found) if any(cells))
        else:
            yield from _rows(self.path, sheet)


def open_book(path: Path, *, encoding: str = "", separator: str = "") -> Book:
    """Look at a file by what is in it, whatever its name ends with; letters and separator may be told by a person."""
    try:
        size = path.stat().st_size
        head = csv_file.beginning(path)
    except FileNotFoundError:
        raise Refused("no-such-file") from None
    except OSError:
        raise Refused("file-unreadable") from None
    if not head:
        raise Refused("register-empty")
    if size > guard.LARGEST_FILE:
        raise Refused("register-too-large")
    if head.startswith(_OLD):
        raise Refused("register-locked" if _holds(path, _LOCKED) else "register-old-format")
    if head.startswith(b"PK"):
        return _packed(path)
    if not csv_file.looks_like_text(head):
        raise Refused("register-unknown")
    return _text(path, head, encoding, separator)


def _packed(path: Path) -> Book:
    looked = guard.look(path)
    with _library(path) as workbook:
        meta = workbook.sheets_metadata
        sheets = tuple(
            Sheet(one.name, one.visible is not python_calamine.SheetVisibleEnum.Visible)
            for one in meta
            if one.typ is python_calamine.SheetTypeEnum.WorkSheet
        )
    if not sheets:
        raise Refused("register-empty")
    notes = set(looked.notes)
    if any(one.hidden for one in sheets):
        notes.add("hidden")
    endings = (".xlsx", ".xlsm") if looked.kind == "xlsx" else (".ods",)
    if path.suffix.lower() not in endings:
        notes.add("another-ending")
    return Book(path, looked.kind, sheets, frozenset(notes))


def _text(path: Path, head: bytes, encoding: str, separator: str) -> Book:
    whole = len(head) == path.stat().st_size
    letters = encoding or csv_file.guess_encoding(head, whole=whole)
    if letters not in (*csv_file.ENCODINGS, "utf-8-sig", "utf-16-le", "utf-16-be"):
        raise Refused("register-letters")
    if letters == "utf-8" and head.startswith(b"\xef\xbb\xbf"):
        letters = "utf-8-sig"
    csv_file.check(path, letters)
    text = head.decode(letters, "replace")
    sign = separator or csv_file.declared_separator(text) or csv_file.guess_separator(text)
    notes = {"letters-guessed"} if not encoding and not letters.startswith("utf") else set()
    if path.suffix.lower() not in {".csv", ".tsv", ".txt"}:
        notes.add("another-ending")
    if not text.strip("\ufeff \t\r\n;,|\x00"):
        raise Refused("register-empty")
    return Book(path, "csv", (Sheet(""),), frozenset(notes), letters, sign)


def _bounded(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    for number, cells in rows:
        if number > guard.MOST_ROWS:
            raise Refused("register-too-long", most=guard.MOST_ROWS)
        yield number, cells


def _rows(path: Path, sheet: int) -> Iterator[Row]:
    with _library(path) as workbook:
        names = [one.name for one in workbook.sheets_metadata if one.typ is python_calamine.SheetTypeEnum.WorkSheet]
        if not 0 <= sheet < len(names):
            raise Refused("register-no-sheet")
        found = _safely(workbook.get_sheet_by_name, names[sheet])
        top, left = found.start or (0, 0)
        below = _merged_below(found.merged_cell_ranges or ())
        lines = iter(found.iter_rows())
        number = top
        while (cells := _safely(next, lines, None)) is not None:
            number += 1
            filled: list[Cell] = [None] * left + [None if cell == "" else cell for cell in cells]
            if any(cell is not None for cell in filled):
                yield Row(number, filled, below.get(number, frozenset()))


def _merged_below(ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, frozenset[int]]:
    """row number -> the columns that are covered by a cell of a row above."""
    found: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in ranges[:50_000]:
        for row in range(top + 1, min(bottom, top + guard.MOST_ROWS) + 1):
            found.setdefault(row + 1, set()).update(range(left, min(right, left + 1000) + 1))
    return {row: frozenset(columns) for row, columns in found.items()}


def _library(path: Path) -> python_calamine.CalamineWorkbook:
    return _safely(python_calamine.CalamineWorkbook.from_path, path)


def _safely(do: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What the library refuses, or stumbles over, is told as what it means for the person."""
    try:
        return do(*given, **named)
    except python_calamine.PasswordError:
        raise Refused("register-locked") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("register-damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust; no `Exception`, and its text may quote a cell
            raise Refused("register-damaged") from None
        raise


def _holds(path: Path, mark: bytes) -> bool:
    with path.open("rb") as source:
        tail = b""
        while chunk := source.read(1 << 20):
            if mark in tail + chunk:
                return True
            tail = chunk[-len(mark) :]
    return False
