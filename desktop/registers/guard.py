"""What is looked at in a packed spreadsheet before any library opens it: its true size, its shape, what it carries."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from desktop.refusals import Refused

LARGEST_FILE = 100 << 20
LARGEST_OPEN = 256 << 20  # of all entries together, counted while they are opened: what a file says of itself can lie
MOST_ENTRIES = 5_000
MOST_CELLS = 8_000_000  # a library keeps a sheet as a full rectangle, however few of its cells are filled
MOST_ROWS = 200_000
_CHUNK = 1 << 18
_OVERLAP = 4096  # a tag may lie across two chunks

_REF = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([0-9]+)""")
_CELL = re.compile(rb"<(?:[A-Za-z]+:)?c[\s>/]")
_BARE = re.compile(  # a cell that does not say where it stands
    rb"<(?:[A-Za-z]+:)?c(?=[\s/>])(?!" + rb"""(?:[^<>"']|"[^"]*"|'[^']*')*?\sr\s*=\s*["'][A-Z]""" + rb")[^>]*>"
)
_FORMULA_TAGS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_MERGED = re.compile(rb"number-(?:rows|columns)-spanned\s*=\s*[\"'](?:[2-9]|1[0-9])")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ATTRIBUTES = rb"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_ODS_TAG = re.compile(
    rb"<(?P<close>/)?table:(?P<what>table-row|table-cell|covered-table-cell|table)(?P<rest>" + _ATTRIBUTES + rb")>"
)
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']([0-9]+)")
_VALUE = re.compile(rb"office:(?:[a-z]+-)?value(?:-type)?\s*=")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a packed spreadsheet is (`xlsx` or `ods`), and codes of what a person should be told of it."""

    kind: str
    notes: frozenset[str]


def look(path: Path) -> Looked:
    """Refuse what is locked, damaged, too large or no spreadsheet; nothing of it is kept."""
    try:
        with zipfile.ZipFile(path) as packed:
            return _look(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused("register-damaged") from error


def _look(packed: zipfile.ZipFile) -> Looked:
    entries = packed.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES:
        raise Refused("register-too-large")
    if len(names) != len(entries):
        raise Refused("register-damaged")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("register-locked")
    kind = _kind(packed, names)
    notes, left = set[str](), LARGEST_OPEN
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        notes.add("macros")
    for entry in entries:
        if entry.is_dir():
            continue
        with packed.open(entry) as source:
            left -= _pass(entry.filename, source, kind, notes, left)
    return Looked(kind, frozenset(notes))


def _kind(packed: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        with packed.open("mimetype") as source:
            if b"opendocument.spreadsheet" not in source.read(200):
                raise Refused("register-unknown")
        if "META-INF/manifest.xml" in names:
            with packed.open("META-INF/manifest.xml") as source:
                if b"encryption-data" in source.read(1 << 20):
                    raise Refused("register-locked")
        return "ods"
    raise Refused("register-unknown")


def _pass(name: str, source: IO[bytes], kind: str, notes: set[str], left: int) -> int:
    """Open one entry bit by bit; how many bytes it really has."""
    is_text = name.endswith((".xml", ".rels"))
    is_sheet = name.startswith("xl/worksheets/") if kind == "xlsx" else name == "content.xml"
    shape: _Shape | _OdsShape = _Shape() if kind == "xlsx" else _OdsShape()
    size, tail = 0, b""
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > left:
            raise Refused("register-too-large")
        if not is_text:
            continue
        if size == len(chunk) and (b"\x00" in chunk[:64] or _DOCTYPE.search(chunk)):
            raise Refused("register-damaged")  # written in another way than any spreadsheet program writes
        if is_sheet:
            text = tail + chunk
            notes.update(_carried(text) if len(notes & {"formulas", "merged"}) < 2 else ())
            tail = shape.add(text)
    return size


def _carried(text: bytes) -> Iterator[str]:
    """What a part of a sheet carries; plain words are looked for first, since most sheets carry nothing."""
    if b"table:formula" in text or any(mark in text for mark in _FORMULA_TAGS):
        yield "formulas"
    if b"mergeCell" in text or (b"-spanned" in text and _MERGED.search(text)):
        yield "merged"


class _Shape:
    """How far the cells of a sheet of Excel reach."""

    def __init__(self) -> None:
        self._row = self._column = 0

    def add(self, text: bytes) -> bytes:
        if len(_CELL.findall(text)) != text.count(b'<c r="') and _BARE.search(text):
            raise Refused("register-damaged")  # how far such cells reach could only be found out by opening them
        found = _REF.findall(text)
        rows, columns = {row for _column, row in found}, {column for column, _row in found}
        self._row = max([self._row, *(int(row[:12]) for row in rows)])
        self._column = max([self._column, *map(_number, columns)])
        _refuse_large(self._row, self._column)
        return text[-_OVERLAP:]


def _number(column: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in column[:6]:
        number = number * 26 + letter - 64
    return number


class _OdsShape:
    """The same of a sheet of OpenDocument, where one cell or row may say that it stands there a million times."""

    def __init__(self) -> None:
        self._rows = self._filled_rows = self._width = 0
        self._repeat, self._cell, self._filled = 1, 0, 0

    def add(self, text: bytes) -> bytes:
        end = 0
        for tag in _ODS_TAG.finditer(text):
            end = tag.end()
            if not tag["close"]:
                self._opened(tag["what"], tag["rest"])
            elif tag["what"] == b"table-row":
                self._row_over()
        rest = text[end:]
        return rest if len(rest) < 1 << 20 else rest[-_OVERLAP:]

    def _opened(self, what: bytes, rest: bytes) -> None:
        repeated = _REPEATED.search(rest)
        times = max(1, int(repeated[1][:12])) if repeated else 1
        if what == b"table":
            self._rows = self._filled_rows = self._width = 0
        elif what == b"table-row":
            self._repeat, self._cell, self._filled = times, 0, 0
            if rest.endswith(b"/"):
                self._row_over()
        else:
            self._cell += times
            if not rest.endswith(b"/") or _VALUE.search(rest):
                self._filled = self._cell

    def _row_over(self) -> None:
        self._rows += self._repeat
        if self._filled:
            self._filled_rows, self._width = self._rows, max(self._width, self._filled)
            _refuse_large(self._filled_rows, self._width)
        self._repeat, self._cell, self._filled = 1, 0, 0


def _refuse_large(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise Refused("register-too-long", most=MOST_ROWS)
    if rows * columns > MOST_CELLS:
        raise Refused("register-too-large")
