"""The floor of writing: what a service left in the database, written once more by bare SQL into a second database."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from db.connection import Connection

Values = tuple[Any, ...]
Statement = tuple[str, Values]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its columns (the key first), and which of its rows belong to one case."""

    name: str
    key: tuple[str, ...]
    rest: tuple[str, ...]
    of_case: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key + self.rest


_RECORDS = "(SELECT {} FROM record WHERE case_id = :case)"
_FACTS = (
    "(word, case_num, record_num) IN (SELECT json_each.value, f.case_num, f.record_num FROM facts_of_record f,"
    f" json_each(f.words) WHERE f.record_num IN {_RECORDS.format('num')})"
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_OWN = {("ledger", "line")}  # what each database has of its own
# In the order in which a record's rows are written.
_TABLES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "revision": (("record", "id"), f"record IN {_RECORDS.format('id')}"),
    "record": (("num",), "case_id = :case"),
    "search": (("rowid",), f"rowid IN {_RECORDS.format('num')}"),
    "fact_word": (("num",), "1"),
    "fact_case": (("num",), "case_id = :case"),
    "fact": (("word", "case_num", "record_num"), _FACTS),
    "facts_of_record": (("record_num",), f"record_num IN {_RECORDS.format('num')}"),
    "due": (("record", "place"), "case_id = :case"),
    "quasi": (("case_id",), "case_id = :case"),
    "case_row": (("num",), "case_id = :case"),
    "scope_key": (("scope",), "scope = :case"),
    "matching": (("hash", "record"), f"record IN {_RECORDS.format('id')}"),
    "register_made": (("record",), "case_id = :case"),
    "draft": (("record", "worker"), "case_id = :case"),
    "access_log": (("num",), "num > :log"),
    "ledger": (("id",), "1"),
}


def tables(conn: Connection) -> list[Table]:
    """Every table that a record touches, as this database has it."""
    found = []
    for name, (key, of_case) in _TABLES.items():
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({name})")]
        found.append(
            Table(name, key, tuple(one for one in columns if one not in key and (name, one) not in _OWN), of_case)
        )
    return found


Snapshot = Mapping[str, Mapping[Values, Values]]


def snapshot(conn: Connection, case: str, log: int) -> Snapshot:
    """All rows of one case: table -> key -> the other columns."""
    taken = {}
    for table in tables(conn):
        sql = f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {table.of_case}"
        wide = len(table.key)
        rows = conn.execute(sql, {name: value for name, value in (("case", case), ("log", log)) if f":{name}" in sql})
        taken[table.name] = {tuple(row[:wide]): tuple(row[wide:]) for row in rows}
    return taken


def last_entry(conn: Connection) -> int:
    """The number of the last entry of the access log."""
    return int(conn.execute("SELECT coalesce(max(num), 0) FROM access_log").fetchone()[0])


def changes(conn: Connection, before: Snapshot, after: Snapshot) -> list[Statement]:
    """The bare statements that lead from one snapshot to the other; of a changed row only the changed columns."""
    found: list[Statement] = []
    for table in tables(conn):
        old, new = before[table.name], after[table.name]
        where = " AND ".join(f"{name} = ?" for name in table.key)
        found += [(f"DELETE FROM {table.name} WHERE {where}", key) for key in old.keys() - new.keys()]
        for key, values in new.items():
            if key not in old:
                found.append((_insert(table), key + values))
            elif values != old[key]:
                pairs = zip(table.rest, old[key], values, strict=True)
                differ = {name: value for name, was, value in pairs if was != value}
                sets = ", ".join(f"{name} = ?" for name in differ)
                found.append((f"UPDATE {table.name} SET {sets} WHERE {where}", (*differ.values(), *key)))
    return found


def replay(conn: Connection, statements: Sequence[Statement]) -> None:
    """The statements in one transaction."""
    with transaction(conn):
        for sql, values in statements:
            conn.execute(sql, values)


@contextmanager
def transaction(conn: Connection) -> Iterator[None]:
    conn.execute("BEGIN IMMEDIATE")
    yield
    conn.execute("COMMIT")


def _insert(table: Table) -> str:
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({', '.join('?' for _ in table.columns)})"


# --- many records at once ---------------------------------------------------------------------------------------------

Marks = Mapping[str, Any]
# Which rows of each table are new since the marks; ids are random, so it goes by what is counted.
_SINCE = {
    "revision": "arrived > :commit",
    "record": "num > :record",
    "search": "rowid > :record",
    "fact_word": "num > :word",
    "fact_case": "num > :case",
    "fact": "record_num > :record",
    "facts_of_record": "record_num > :record",
    "due": "record IN (SELECT id FROM record WHERE num > :record)",
    "quasi": "case_id IN (SELECT case_id FROM case_row WHERE num > :row)",
    "case_row": "num > :row",
    "scope_key": "scope IN (SELECT case_id FROM case_row WHERE num > :row)",
    "matching": "record IN (SELECT id FROM record WHERE num > :record)",
    "register_made": "record IN (SELECT id FROM record WHERE num > :record)",
    "access_log": "num > :log",
}
_MARKS = {
    "commit": "SELECT commit_no FROM ledger",
    "record": "SELECT coalesce(max(num), 0) FROM record",
    "word": "SELECT coalesce(max(num), 0) FROM fact_word",
    "case": "SELECT coalesce(max(num), 0) FROM fact_case",
    "row": "SELECT coalesce(max(num), 0) FROM case_row",
    "log": "SELECT coalesce(max(num), 0) FROM access_log",
}
_OF_THE_WHOLE_CASE = frozenset({"due", "quasi", "case_row"})
_JSON = {"revision": ("sets", "replaces"), "record": ("body",), "facts_of_record": ("words",)}


@dataclass(frozen=True, slots=True)
class NewRows:
    """What many puts left behind: by table the statement and the rows; answers are not yet written as JSON."""

    parts: tuple[tuple[str, str, tuple[int, ...], tuple[Values, ...]], ...]  # table, statement, JSON columns, rows
    ledger: Values
    chain: bytes  # the head of the log before


def marks(conn: Connection) -> Marks:
    """How far each table goes now."""
    return {name: conn.execute(sql).fetchone()[0] for name, sql in _MARKS.items()}


def new_rows(conn: Connection, since: Marks) -> NewRows:
    """Everything that was added since the marks, each row once, as it stands at the end."""
    parts = []
    for table in tables(conn):
        if table.name not in _SINCE:
            continue
        where = _SINCE[table.name]
        sql = f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {where}"
        places = tuple(table.columns.index(name) for name in _JSON.get(table.name, ()))
        bound = {name: value for name, value in since.items() if f":{name}" in where}
        rows = tuple(_loaded(row, places) for row in conn.execute(sql, bound))
        parts.append((table.name, _insert(table), places, rows))
    ledger = conn.execute("SELECT commit_no, at, clock FROM ledger").fetchone()
    head = conn.execute("SELECT chain FROM access_log WHERE num = ?", (since["log"],)).fetchone()
    return NewRows(tuple(parts), tuple(ledger), head[0] if head else bytes(32))


def write(conn: Connection, rows: NewRows) -> None:
    """The same rows in one transaction: answers as JSON, each entry of the log with its hash, one row after another."""
    chain = rows.chain
    with transaction(conn):
        for table, sql, places, values in rows.parts:
            for one in values:
                if places:
                    conn.execute(sql, _dumped(one, places))
                elif table == "access_log":
                    text = json.dumps(one[:-1], ensure_ascii=False, separators=(",", ":"))
                    chain = hashlib.blake2b(chain + text.encode(), digest_size=32).digest()
                    conn.execute(sql, (*one[:-1], chain))
                else:
                    conn.execute(sql, one)
        conn.execute("UPDATE ledger SET commit_no = ?, at = ?, clock = ?", rows.ledger)


def level(conn: Connection, twin: Connection) -> None:
    """What a later record changes of a case is brought over as it stands."""
    with transaction(twin):
        for table in tables(conn):
            if table.name in _OF_THE_WHOLE_CASE:
                rows = conn.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}").fetchall()
                twin.execute(f"DELETE FROM {table.name}")
                twin.executemany(_insert(table), rows)


def _loaded(row: Values, places: Sequence[int]) -> Values:
    return tuple(json.loads(value) if place in places else value for place, value in enumerate(row))


def _dumped(row: Values, places: Sequence[int]) -> Values:
    return tuple(_ENCODER.encode(value) if place in places else value for place, value in enumerate(row))
