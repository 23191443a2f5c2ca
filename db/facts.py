"""What may be counted or printed of each record, generalised already, and how many cases share it."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from db.connection import Connection

Facts = Mapping[str, str | Sequence[str]]
QUASI = ("place", "month", "age", "sex", "violence", "relation")


def replace(conn: Connection, record: str, case: str | None, facts: Facts) -> None:
    """The facts of a record in place of those before; only what changed is written."""
    wanted = {(key, value, case) for key, values in facts.items() for value in _several(values)}
    before = set(conn.execute("SELECT key, value, case_id FROM fact WHERE record = ?", (record,)))
    gone, new = before - wanted, wanted - before
    if gone:
        conn.executemany(
            "DELETE FROM fact WHERE record = ? AND key = ? AND value = ?",
            ((record, key, value) for key, value, _ in gone),
        )
    if new:
        conn.executemany(
            "INSERT INTO fact (record, key, value, case_id) VALUES (?, ?, ?, ?)",
            ((record, *one) for one in sorted(new)),
        )


def shared(conn: Connection, key: str, value: str, limit: int = 5) -> int:
    """How many cases have this value; counting stops at the limit."""
    sql = (
        "SELECT count(*) FROM (SELECT DISTINCT case_id FROM fact WHERE key = ? AND value = ? AND case_id > '' LIMIT ?)"
    )
    return int(conn.execute(sql, (key, value, limit)).fetchone()[0])


def distinct(conn: Connection, key: str) -> list[str]:
    """Every value that some case has."""
    rows = conn.execute("SELECT DISTINCT value FROM fact WHERE key = ? AND case_id > '' ORDER BY value", (key,))
    return [str(row[0]) for row in rows]


def put_quasi(conn: Connection, case: str, row: Mapping[str, str | None]) -> None:
    """The six columns by which a case could be recognised, as codes."""
    values = tuple(row.get(column) for column in QUASI)
    sets = ", ".join(f"{column} = excluded.{column}" for column in QUASI)
    conn.execute(f"INSERT INTO quasi VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {sets}", (case, *values))


def quasi(conn: Connection, case: str) -> dict[str, str | None]:
    """The six columns of a case; all None if it has none yet."""
    row = conn.execute(f"SELECT {', '.join(QUASI)} FROM quasi WHERE case_id = ?", (case,)).fetchone()
    return dict(zip(QUASI, row or (None,) * len(QUASI), strict=True))


def alike(conn: Connection, wanted: Mapping[str, AbstractSet[str]], limit: int = 5) -> int:
    """How many cases have in each named column one of the wanted codes; counting stops at the limit."""
    columns = [column for column in QUASI if column in wanted]
    where = " AND ".join(f"{column} IN (SELECT value FROM json_each(?))" for column in columns) or "1"
    bound = [json.dumps(sorted(wanted[column])) for column in columns]
    sql = f"SELECT count(*) FROM (SELECT 1 FROM quasi WHERE {where} LIMIT ?)"
    return int(conn.execute(sql, (*bound, limit)).fetchone()[0])


def _several(values: str | Sequence[str]) -> Sequence[str]:
    return (values,) if isinstance(values, str) else values
