"""Counted tables of one closed period: the shape of every record, written and read by the same rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.bundle import canonical
from desktop.bundle.canonical import Json, NotCanonical, Object
from desktop.refusals import Refused

BASE = 3  # every count is rounded to it in the office
MOST = 999_999
TABLES = 500
ROWS = 1000

# A code of a definition, never words: letters, figures, and the few signs that bands and places use (<1, 60+, MD-UN).
_CODE = re.compile(r"[A-Za-z0-9<][A-Za-z0-9_+-]{0,31}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PERIOD = re.compile(r"(?:19|2[0-9])[0-9]{2}(?:-Q[1-4])?")

_HEAD_KEYS = frozenset({"type", "period", "edition", "base", "tables"})
_TABLE_KEYS = frozenset({"type", "id", "version", "unit", "rows", "total"})


@dataclass(frozen=True, slots=True)
class CountedTable:
    """One indicator's figures; the words for its id and codes stand in the definitions, never in a bundle."""

    id: str
    version: int
    unit: str
    rows: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an office tells about one period; edition 1, and more only for corrections in the yearly issue."""

    period: str
    edition: int
    tables: tuple[CountedTable, ...]


def to_records(statistics: Statistics) -> Iterator[Object]:
    """The lines of a bundle; refused rather than written when they would be refused where they arrive."""
    reading = Reading()
    for record in (_head(statistics), *map(_table, statistics.tables)):
        reading.take(record)
        yield record
    reading.finish()


def to_json(statistics: Statistics) -> str:
    """The tables as one canonical text, for keeping and comparing."""
    return canonical.dump({"tables": [_table(table) for table in statistics.tables]}).decode("utf-8")


def from_json(period: str, edition: int, text: str) -> Statistics:
    """The tables of a kept text, held to the same rules as those of a bundle."""
    try:
        kept = canonical.load(text.encode("utf-8"))
    except NotCanonical:
        raise Refused("bad-record", line=0) from None
    tables = kept.get("tables")
    if not isinstance(tables, list):
        raise Refused("bad-record", line=0)
    reading = Reading()
    reading.take({"type": "statistics", "period": period, "edition": edition, "base": BASE, "tables": len(tables)})
    for table in tables:
        reading.take(table)
    return reading.finish()


class Reading:
    """Takes the records of a bundle in their order and holds each to its shape."""

    def __init__(self) -> None:
        self._line = 0
        self._expected = 0
        self._period, self._edition = "", 0
        self._tables: dict[str, CountedTable] = {}
        self._lines: list[Json] = []

    def take(self, record: Json) -> None:
        self._line += 1
        if not isinstance(record, dict):
            raise self._wrong()
        (self._take_head if self._line == 1 else self._take_table)(record)

    def finish(self) -> Statistics:
        if self._line == 0 or len(self._tables) != self._expected:
            raise self._wrong()
        return Statistics(self._period, self._edition, tuple(self._tables.values()))

    def to_json(self) -> str:
        """What `to_json` makes of the same tables, without taking them apart and putting them together again."""
        return canonical.dump({"tables": self._lines}).decode("utf-8")

    def _take_head(self, record: Object) -> None:
        self._require(record.keys() == _HEAD_KEYS and record["type"] == "statistics" and record["base"] == BASE)
        self._period = self._text(record["period"], _PERIOD)
        self._edition = self._whole(record["edition"], 1, 99)
        self._expected = self._whole(record["tables"], 0, TABLES)

    def _take_table(self, record: Object) -> None:
        self._require(record.keys() == _TABLE_KEYS and record["type"] == "table")
        table = CountedTable(
            id=self._text(record["id"], _NAME),
            version=self._whole(record["version"], 1, 9999),
            unit=self._text(record["unit"], _NAME),
            rows=self._rows(record["rows"]),
            total=self._whole(record["total"], 0, MOST),
        )
        self._require(table.total % BASE == 0)
        self._require(len(dict(table.rows)) == len(table.rows) and table.id not in self._tables)
        self._lines.append(record)
        self._tables[table.id] = table
        self._require(len(self._tables) <= self._expected)

    def _rows(self, rows: Json) -> tuple[tuple[str, int], ...]:
        """In one breath: a region reads thousands of tables at once, and nearly all that they hold are rows."""
        if not isinstance(rows, list) or len(rows) > ROWS:
            raise self._wrong()
        found = []
        for row in rows:
            if not isinstance(row, list) or len(row) != 2:
                raise self._wrong()
            code, count = row
            if not isinstance(code, str) or not _CODE.fullmatch(code):
                raise self._wrong()
            if type(count) is not int or not 0 <= count <= MOST or count % BASE:
                raise self._wrong()
            found.append((code, count))
        return tuple(found)

    def _whole(self, value: Json, least: int, most: int) -> int:
        if type(value) is not int or not least <= value <= most:
            raise self._wrong()
        return value

    def _text(self, value: Json, shape: re.Pattern[str]) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise self._wrong()
        return value

    def _require(self, holds: bool) -> None:
        if not holds:
            raise self._wrong()

    def _wrong(self) -> Refused:
        return Refused("bad-record", line=self._line)


def _head(statistics: Statistics) -> Object:
    return {
        "type": "statistics",
        "period": statistics.period,
        "edition": statistics.edition,
        "base": BASE,
        "tables": len(statistics.tables),
    }


def _table(table: CountedTable) -> Object:
    return {
        "type": "table",
        "id": table.id,
        "version": table.version,
        "unit": table.unit,
        "rows": [[code, count] for code, count in table.rows],
        "total": table.total,
    }
