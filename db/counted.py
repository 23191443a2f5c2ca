"""What totals, clocks and lists are made of, of every case: of a sealed sheet its coded answers, no word of it."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Collection, Mapping

from db import cover, veil
from db.connection import Connection
from db.merge import Value
from db.records import Record, dump, read_row


def keep(conn: Connection, record: str, codes: Mapping[str, Value]) -> None:
    """The coded answers of a sheet that lies under a seal, in place of those before."""
    sql = "INSERT INTO counted (record, codes) VALUES (?, ?) ON CONFLICT DO UPDATE SET codes = excluded.codes"
    conn.execute(sql, (record, dump(codes)))


def forget(conn: Connection, record: str, paths: Collection[str]) -> None:
    """Answers that were erased are in no total any more."""
    row = conn.execute("SELECT codes FROM counted WHERE record = ?", (record,)).fetchone()
    if row is not None:
        keep(conn, record, {path: value for path, value in json.loads(row[0]).items() if path not in paths})


def cases(conn: Connection, after: str, limit: int) -> list[str]:
    """So many ids of all cases, whoever may see them; `after` goes on from an id."""
    sql = "SELECT case_id FROM main.case_row WHERE case_id > ? ORDER BY case_id LIMIT ?"
    return [row[0] for row in conn.execute(sql, (after, limit))]


def of_case(conn: Connection, case: str) -> list[Record]:
    """Every sheet of a case, whoever may see it, in the order in which they came; a sealed one as its codes alone."""
    return [read_row(conn, row) for row in conn.execute(f"{_SELECT} WHERE case_id = ? ORDER BY num", (case,))]


def behind(conn: Connection, case: str | None) -> list[Record]:
    """The sheets that are hidden within a case which is seen, as their codes; costs nothing where nothing is hidden."""
    if case is None or not veil.hides(conn):
        return []
    sql = f"{_SELECT} WHERE case_id = ? AND id IN (SELECT id FROM temp.hidden) ORDER BY num"
    return [read_row(conn, row) for row in conn.execute(sql, (case,))]


_SELECT = (
    f"SELECT id, case_id, form, version, iif(substr(body, 1, 1) = '{cover.MARK}', coalesce(codes, '{{}}'), body),"
    " state, conflicts, created, modified, worker FROM main.record LEFT JOIN counted ON counted.record = main.record.id"
)
