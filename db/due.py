"""What falls due and when: appointments, clocks, ends of orders and stays, one short list a record."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.connection import Connection


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing due; `at` and `since` are UTC stamps of one shape (`hybrid.stamp`), `ref` says what it is."""

    record: str
    case: str | None
    kind: str
    at: str
    since: str | None = None
    ref: str = ""
    who: str | None = None
    exact: bool = True


def replace(conn: Connection, record: str, rows: Sequence[DueRow]) -> None:
    """What is due of this record, in place of what was; nothing is written where nothing changed."""
    wanted = [(record, place, row.case, row.kind, row.at, row.since, row.ref, row.who, int(row.exact))
              for place, row in enumerate(rows)]  # fmt: skip
    before = conn.execute(
        f"SELECT record, place, {_REST} FROM due WHERE record = ? ORDER BY place", (record,)
    ).fetchall()
    if before == wanted:
        return
    if before:
        conn.execute("DELETE FROM due WHERE record = ?", (record,))
    conn.executemany("INSERT INTO due VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", wanted)


def upcoming(conn: Connection, until: str, limit: int) -> list[DueRow]:
    """What is due up to a moment, the earliest first; what is late comes with it."""
    sql = f"SELECT record, {_REST} FROM due WHERE at <= ? ORDER BY at, record, place LIMIT ?"
    return [_row(row) for row in conn.execute(sql, (until, limit))]


def of_case(conn: Connection, case: str) -> list[DueRow]:
    """What is due in a case, the earliest first."""
    sql = f"SELECT record, {_REST} FROM due WHERE case_id = ? ORDER BY at, record, place"
    return [_row(row) for row in conn.execute(sql, (case,))]


def next_of_case(conn: Connection, case: str) -> DueRow | None:
    """The first thing due in a case."""
    sql = f"SELECT record, {_REST} FROM due WHERE case_id = ? ORDER BY at, record, place LIMIT 1"
    row = conn.execute(sql, (case,)).fetchone()
    return _row(row) if row else None


_REST = "case_id, kind, at, since, ref, who, exact"


def _row(row: tuple[Any, ...]) -> DueRow:
    record, case, kind, at, since, ref, who, exact = row
    return DueRow(record, case, kind, at, since, ref, who, bool(exact))
