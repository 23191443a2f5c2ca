"""Reading a definition file table by table, so that every key is known and every fault has a place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from desktop.forms.schema import Text
from desktop.i18n import LANGUAGES
from desktop.refusals import Refused

LARGEST = 1 << 20
MOST_DOTS = 200  # in a line
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"[A-Za-z0-9<][A-Za-z0-9_+-]{0,39}")
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_]*)\.v([1-9][0-9]{0,3})\.toml")
UNREADABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
T = TypeVar("T")
S = TypeVar("S", str, bool, int, float)


class DefinitionFault(Refused):
    """A definition cannot be used: which file, which field of it, and what is wrong there."""

    code = "definition-fault"

    def __init__(self, file: str, field: str, fault: str) -> None:
        super().__init__(None, file=file, field=field, fault=fault)
        self.file, self.field, self.fault = file, field, fault

    def __str__(self) -> str:
        # Definitions hold no answers, so here the whole story may be told.
        return f"{self.code}: {self.file}: {self.field}: {self.fault}"


class Table:
    """One TOML table that is emptied as it is read; what is left over at the end is a fault."""

    def __init__(self, file: str, place: str, values: dict[str, object]) -> None:
        self.file, self.place, self._left = file, place, dict(values)

    def fault(self, what: str, field: str = "") -> DefinitionFault:
        return DefinitionFault(self.file, field or self.place, what)

    def has(self, key: str) -> bool:
        return key in self._left

    def must_be(self, kind: type[S], key: str) -> S:
        """A value of this very type; `true` is not a number, and 1 is not `true`."""
        if key not in self._left:
            raise self.fault(f"missing key {key}")
        return self._typed(kind, self._left.pop(key), key)

    def may_be(self, kind: type[S], key: str, default: S) -> S:
        return self.must_be(kind, key) if key in self._left else default

    def number(self, key: str) -> float | None:
        if key not in self._left:
            return None
        value = self._left.pop(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
            raise self.fault(f"{key} is not a number")
        return value

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        value = self.must_be(str, key) if default is None else self.may_be(str, key, default)
        if value not in known and value != default:
            raise self.fault(f"unknown {key} {value}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; the plain truth values are read as the codes `true` and `false`."""
        values = self._left.pop(key, [])
        if not isinstance(values, list):
            raise self.fault(f"{key} is not a list")
        words = [str(value).lower() if isinstance(value, bool) else value for value in values]
        if not all(isinstance(word, str) and word for word in words) or len(set(words)) != len(words):
            raise self.fault(f"{key} is not a list of different texts")
        return tuple(words)

    def words(self, key: str) -> Text:
        """A text in all languages that it has; Romanian and English are always there."""
        table = self._left.pop(key, None)
        if not isinstance(table, dict):
            raise self.fault(f"{key} is not a text by language")
        if unknown := set(table) - set(LANGUAGES):
            raise self.fault(f"{key} has the unknown language {min(unknown)}")
        for language in ("ro", "en", *table):
            text = table.get(language)
            if not isinstance(text, str) or not text.strip() or UNREADABLE.search(text):
                raise self.fault(f"{key} has no readable {language}")
        return table

    def maybe_words(self, key: str) -> Text | None:
        return self.words(key) if key in self._left else None

    def tables(self, key: str) -> list[Table]:
        """The tables of a list; each is named by its id or code, else by its number."""
        values = self._left.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.fault(f"{key} is not a list of tables")
        return [self._inner(key, number, value) for number, value in enumerate(values, 1)]

    def one_or_more(self, key: str) -> list[Table]:
        """The tables of a list, or the one table that stands there alone."""
        if isinstance(self._left.get(key), dict):
            self._left[key] = [self._left[key]]
        return self.tables(key)

    def named_tables(self, key: str) -> dict[str, Table]:
        values = self._left.pop(key, {})
        if not isinstance(values, dict) or not all(isinstance(value, dict) for value in values.values()):
            raise self.fault(f"{key} is not a table of tables")
        return {name: Table(self.file, f"{key}.{name}", value) for name, value in values.items()}

    def done(self) -> None:
        if self._left:
            raise self.fault(f"unknown key {min(self._left)}")

    def _inner(self, key: str, number: int, value: dict[str, object]) -> Table:
        name = value.get("id", value.get("code", number))
        # A condition has no name of its own: its faults are told at what it stands under.
        nameless = dict.fromkeys(("when", "unless", "done_by"), self.place)
        inside = {**nameless, "field": f"{self.place}/{name}".lstrip("/")}.get(key, str(name))
        return Table(self.file, inside, value)

    def _typed(self, kind: type[S], value: object, key: str) -> S:
        if type(value) is not kind:
            raise self.fault(f"{key} is not of type {kind.__name__}")
        if isinstance(value, str) and (not value or UNREADABLE.search(value)):
            raise self.fault(f"{key} is empty or unreadable")
        return value


def read_folder(folder: Path, read: Callable[[Table, str, int], T]) -> dict[tuple[str, int], T]:
    """Every `<id>.v<N>.toml` of a folder by (id, version); a name that is not of this shape is a fault."""
    found: dict[tuple[str, int], T] = {}
    for file in sorted(folder.glob("*")):
        named = _NAME.fullmatch(file.name)
        if file.is_dir() or file.name.startswith("."):
            continue
        if named is None:
            raise DefinitionFault(file.name, "", "the name is not <id>.v<number>.toml")
        key = named[1], int(named[2])
        found[key] = read(parse(file), *key)
    return found


def parse(file: Path) -> Table:
    """The whole file as one table, refused plainly whatever is wrong with it."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise DefinitionFault(file.name, "", "cannot be read") from error
    # The standard parser's work grows with the square of the dots in one key: a short file could hold it for minutes.
    if len(data) > LARGEST or any(line.count(b".") > MOST_DOTS for line in data.split(b"\n")):
        raise DefinitionFault(file.name, "", "too large")
    try:
        return Table(file.name, "", tomllib.loads(data.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        raise DefinitionFault(file.name, "", "not valid TOML in UTF-8") from error


def heading(table: Table, id: str, version: int) -> None:
    """The id and version inside must be those of the file's name."""
    if table.must_be(str, "id") != id:
        raise table.fault("the id is not that of the file name", "id")
    if table.must_be(int, "version") != version:
        raise table.fault("the version is not that of the file name", "version")
