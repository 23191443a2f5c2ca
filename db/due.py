"""What falls due and when: appointments, clocks, ends of orders and stays, one short list a record."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from db.connection import Connection


class DueRow(NamedTuple):  # an office has thousands of them, and a tuple is made five times as quickly
    """One thing due; moments are UTC stamps of one shape (`hybrid.stamp`), `ref` says what it is.

    It is told from `shows` on (else always) and until `until` (else until it is done); a `duty` that passed is late.
    """

    record: str
    case: str | None
    kind: str
    at: str
    since: str | None = None
    ref: str = ""
    who: str | None = None
    exact: bool = True
    shows: str | None = None
    until: str | None = None
    duty: bool = False


def replace(conn: Connection, record: str, rows: Sequence[DueRow]) -> None:
    """What is due of this record, in place of what was; nothing is written where nothing changed."""
    replace_all(conn, {record: rows})


def replace_all(conn: Connection, wanted: Mapping[str, Sequence[DueRow]]) -> None:
    """What is due of each of these records, in place of what was; only records where something changed are written."""
    before: dict[str, list[tuple[Any, ...]]] = {}
    sql = (
        f"SELECT record, place, {_REST} FROM main.due WHERE record IN (SELECT value FROM json_each(?))"
        " ORDER BY record, place"
    )
    for row in conn.execute(sql, (json.dumps(list(wanted)),)):
        before.setdefault(row[0], []).append(row)
    for record, rows in wanted.items():
        now = [(record, place, *_values(row)) for place, row in enumerate(rows)]
        was = before.get(record, [])
        if was == now:
            continue
        if was:
            conn.execute("DELETE FROM main.due WHERE record = ?", (record,))
        conn.executemany(f"INSERT INTO main.due (record, place, {_REST}) VALUES ({_PLACES})", now)


def missed(conn: Connection, kind: str, before: str, limit: int) -> list[DueRow]:
    """What of one kind was due before a moment, of so many records: those whose first miss is the latest."""
    sql = (
        f"SELECT record, {_REST} FROM (SELECT record AS of FROM due WHERE kind = ?1 AND at < ?2"
        " GROUP BY record ORDER BY min(at) DESC, record DESC LIMIT ?3)"
        " CROSS JOIN due ON record = of AND +kind = ?1 AND +at < ?2 ORDER BY at, record, place"
    )
    return [_row(row) for row in conn.execute(sql, (kind, before, limit))]


def count_missed(conn: Connection, kind: str, before: str) -> int:
    """How many records have something of one kind that was due before a moment."""
    sql = "SELECT count(DISTINCT record) FROM due WHERE kind = ? AND at < ?"
    return int(conn.execute(sql, (kind, before)).fetchone()[0])


def first_missed(conn: Connection, kind: str, before: str) -> dict[str, DueRow]:
    """Of each case the first of one kind that was due before a moment, the earliest case first."""
    sql = (
        f"SELECT record, {_REST} FROM (SELECT record AS of, min(at) AS first FROM due"
        " WHERE kind = ?1 AND at < ?2 GROUP BY record)"
        " CROSS JOIN due ON record = of AND kind = ?1 AND at = first ORDER BY at, record, place"
    )
    found: dict[str, DueRow] = {}
    for row in conn.execute(sql, (kind, before)):
        if row[1] is not None:
            found.setdefault(row[1], _row(row))
    return found


def ahead(conn: Connection, kind: str, since: str, until: str, limit: int, *, exact_only: bool = False) -> list[DueRow]:
    """What of one kind is due in a span of time, the earliest first: so many moments, each with all that falls on it.

    A moment is of one record; `exact_only` leaves out those at which a time is not known exactly.
    """
    sql = (
        f"SELECT record, {_REST} FROM (SELECT record AS of, at AS moment FROM due"
        " WHERE kind = ?1 AND at >= ?2 AND at <= ?3 GROUP BY at, record HAVING min(exact) >= ?4"
        " ORDER BY at, record LIMIT ?5)"
        " CROSS JOIN due ON record = of AND +kind = ?1 AND +at = moment ORDER BY at, record, place"
    )
    return [_row(row) for row in conn.execute(sql, (kind, since, until, int(exact_only), limit))]


def count_ahead(conn: Connection, kind: str, since: str, until: str) -> int:
    """How many moments `ahead` would list in all."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM due WHERE kind = ? AND at >= ? AND at <= ? GROUP BY at, record)"
    return int(conn.execute(sql, (kind, since, until)).fetchone()[0])


class Outlook(NamedTuple):
    """What one record has missed, and what is due next of it."""

    late: int
    next_at: str | None
    next_kind: str | None


def outlooks(conn: Connection, late_kind: str, now: str, until: str) -> dict[str, Outlook]:
    """Of every record how much of one kind was due before now, and the first of any kind that is due by `until`."""
    sql = (
        "SELECT record, count(*) FILTER (WHERE kind = ?1 AND at < ?2), min(iif(at >= ?2 AND at <= ?3, at, NULL)), kind"
        " FROM due GROUP BY record"
    )
    found = conn.execute(sql, (late_kind, now, until))
    return {record: Outlook(late, at, kind if at else None) for record, late, at, kind in found}


def of_case(conn: Connection, case: str) -> list[DueRow]:
    """What is due in a case, the earliest first."""
    sql = f"SELECT record, {_REST} FROM due WHERE case_id = ? ORDER BY at, record, place"
    return [_row(row) for row in conn.execute(sql, (case,))]


def next_of_case(conn: Connection, case: str) -> DueRow | None:
    """The first thing due in a case, whoever may see the sheet that it is of: the row of a case is one for all."""
    sql = f"SELECT record, {_REST} FROM main.due WHERE case_id = ? ORDER BY at, record, place LIMIT 1"
    row = conn.execute(sql, (case,)).fetchone()
    return _row(row) if row else None


_REST = "case_id, kind, at, since, ref, who, exact, shows, until, duty"
_PLACES = ", ".join("?" * 12)


def _values(row: DueRow) -> tuple[Any, ...]:
    return (
        row.case,
        row.kind,
        row.at,
        row.since,
        row.ref,
        row.who,
        int(row.exact),
        row.shows,
        row.until,
        int(row.duty),
    )


def _row(row: tuple[Any, ...]) -> DueRow:
    record, case, kind, at, since, ref, who, exact, shows, until, duty = row
    return DueRow(record, case, kind, at, since, ref, who, bool(exact), shows, until, bool(duty))
