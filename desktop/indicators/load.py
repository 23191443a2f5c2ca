"""Indicators out of their files; a wrong file does not load, and the message names file, field and fault.

id = "i10"
version = 1
number = 10                      # of the national list of indicators
title = { ro = "", en = "" }
unit = "survivor"                # case | survivor | incident | step
denominator = { ro = "", en = "" }   # of what the total is the number
sort = "age"                     # total | value | age | within
field = "identity.birth_date"    # value: any choice, choices or yes_no; age: birth date or age in years
age_at = "case.opened_on"        # age only
rows = "L11"                     # value and age: a list, or [[row]] tables with code and label; none for yes_no
by_group = true                  # value only: count by the groups of the list; default false
dated_by = "case.opened_on"      # a field of the unit's own form, or of a form of the same case
excluded = ["duplicat"]          # statuses that are not counted; default none
caveat = { ro = "", en = "" }    # optional, beside the one that every table carries
source = ""
verified = false

[within]                         # within only, for unit = "step"
step = "9"
state = "facut"
limit = "PT72H"                  # hours
since = "t0"                     # field of the team that holds the moment of the incident
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from desktop.forms.load import DefinitionFault
from desktop.indicators.schema import Indicator, Sort, Text, Unit, Within

_REQUIRED = frozenset(
    {"id", "version", "number", "title", "unit", "denominator", "sort", "dated_by", "source", "verified"}
)
_OPTIONAL = frozenset({"field", "age_at", "rows", "row", "by_group", "excluded", "caveat", "within"})
_NEEDS: Mapping[Sort, frozenset[str]] = {
    Sort.TOTAL: frozenset(),
    Sort.VALUE: frozenset({"field"}),
    Sort.AGE: frozenset({"field", "age_at", "rows"}),
    Sort.WITHIN: frozenset({"within"}),
}
_MAY: Mapping[Sort, frozenset[str]] = {
    Sort.TOTAL: frozenset(),
    Sort.VALUE: frozenset({"rows", "row", "by_group"}),
    Sort.AGE: frozenset(),
    Sort.WITHIN: frozenset(),
}
_Word = TypeVar("_Word", Sort, Unit)

_ID = re.compile(r"i[0-9]{2}[a-z]?")
_PATH = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_LIMIT = re.compile(r"PT([1-9][0-9]{0,3})H")


def load(root: Path) -> tuple[Indicator, ...]:
    """Every indicator of a folder in the order of the national list; the newest version of each stands."""
    newest: dict[str, Indicator] = {}
    for path in sorted(root.glob("*.toml")):
        found = read(path)
        if found.id not in newest or newest[found.id].version < found.version:
            newest[found.id] = found
    return tuple(sorted(newest.values(), key=lambda one: (one.number, one.id)))


def read(path: Path) -> Indicator:
    """One indicator out of one file."""
    return _Reader(path.name, _raw(path)).indicator()


def _raw(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise DefinitionFault(path.name, "", "not-toml") from None


class _Reader:
    """Takes one definition apart and refuses what it does not know."""

    def __init__(self, file: str, raw: dict[str, Any]) -> None:
        self._file, self._raw = file, raw

    def indicator(self) -> Indicator:
        self._known_keys()
        sort = self._member("sort", Sort)
        self._keys_of(sort)
        read = Indicator(
            id=self._matching("id", _ID),
            version=self._whole("version"),
            number=self._whole("number"),
            title=self._text("title"),
            unit=self._member("unit", Unit),
            sort=sort,
            denominator=self._text("denominator"),
            dated_by=self._matching("dated_by", _PATH),
            source=self._string("source"),
            verified=self._flag("verified"),
            field=self._matching("field", _PATH) if "field" in self._raw else None,
            rows_list=self._string("rows") if "rows" in self._raw else None,
            rows=self._rows(),
            by_group=self._flag("by_group"),
            excluded=self._codes("excluded"),
            age_at=self._matching("age_at", _PATH) if "age_at" in self._raw else None,
            within=self._within() if "within" in self._raw else None,
            caveat=self._text("caveat") if "caveat" in self._raw else None,
        )
        return self._fits(read)

    def _fits(self, read: Indicator) -> Indicator:
        if self._file != f"{read.id}.v{read.version}.toml":
            raise self._fault("id", "other-file-name")
        if (read.sort is Sort.WITHIN) != (read.unit is Unit.STEP):
            raise self._fault("unit", "unit-does-not-fit-sort")
        if read.rows and read.rows_list:
            raise self._fault("rows", "rows-given-twice")
        if read.by_group and not read.rows_list:
            raise self._fault("by_group", "groups-need-a-list")
        return read

    def _known_keys(self) -> None:
        for key in self._raw:
            if key not in _REQUIRED | _OPTIONAL:
                raise self._fault(key, "unknown-key")
        for key in sorted(_REQUIRED - self._raw.keys()):
            raise self._fault(key, "missing")

    def _keys_of(self, sort: Sort) -> None:
        for key in sorted(_NEEDS[sort] - self._raw.keys()):
            raise self._fault(key, "missing")
        allowed = _NEEDS[sort] | _MAY[sort] | {"excluded", "caveat"}
        for key in sorted((self._raw.keys() & _OPTIONAL) - allowed):
            raise self._fault(key, "does-not-fit-sort")

    def _within(self) -> Within:
        raw = self._raw["within"]
        if not isinstance(raw, dict) or raw.keys() != {"step", "state", "limit", "since"}:
            raise self._fault("within", "wrong-keys")
        inner = _Reader(self._file, raw)
        hours = _LIMIT.fullmatch(inner._string("limit"))
        if hours is None:
            raise self._fault("within.limit", "not-hours")
        return Within(
            step=inner._string("step"),
            state=inner._string("state"),
            limit=timedelta(hours=int(hours[1])),
            since=inner._string("since"),
        )

    def _rows(self) -> tuple[tuple[str, Text], ...]:
        rows = []
        for raw in self._list("row"):
            if not isinstance(raw, dict) or raw.keys() != {"code", "label"}:
                raise self._fault("row", "wrong-keys")
            inner = _Reader(self._file, raw)
            rows.append((inner._string("code"), inner._text("label")))
        if len({code for code, _label in rows}) < len(rows):
            raise self._fault("row", "same-code-twice")
        return tuple(rows)

    def _codes(self, key: str) -> frozenset[str]:
        codes = self._list(key)
        if not all(isinstance(code, str) and code for code in codes):
            raise self._fault(key, "not-codes")
        return frozenset(codes)

    def _list(self, key: str) -> list[Any]:
        value = self._raw.get(key, [])
        if not isinstance(value, list):
            raise self._fault(key, "not-a-list")
        return value

    def _string(self, key: str) -> str:
        value = self._raw[key]
        if not isinstance(value, str) or not value.strip():
            raise self._fault(key, "not-text")
        return value

    def _matching(self, key: str, pattern: re.Pattern[str]) -> str:
        value = self._string(key)
        if not pattern.fullmatch(value):
            raise self._fault(key, "wrong-shape")
        return value

    def _whole(self, key: str) -> int:
        value = self._raw[key]
        if type(value) is not int or value < 1:
            raise self._fault(key, "not-a-whole-number")
        return value

    def _flag(self, key: str) -> bool:
        value = self._raw.get(key, False)
        if not isinstance(value, bool):
            raise self._fault(key, "not-true-or-false")
        return value

    def _text(self, key: str) -> Text:
        value = self._raw[key]
        if not isinstance(value, dict) or not {"ro", "en"} <= value.keys():
            raise self._fault(key, "language-missing")
        if not all(isinstance(words, str) and words.strip() for words in value.values()):
            raise self._fault(key, "not-text")
        return dict(value)

    def _member(self, key: str, kind: type[_Word]) -> _Word:
        value = self._string(key)
        if value not in {member.value for member in kind}:
            raise self._fault(key, "unknown-word")
        return kind(value)

    def _fault(self, key: str, fault: str) -> DefinitionFault:
        return DefinitionFault(self._file, key, fault)
