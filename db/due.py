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


def missed(conn: Connection, before: str, limit: int) -> list[DueRow]:
    """The duties that were missed, of so many cases: those whose first miss is the latest."""
    sql = (
        f"SELECT {_ROW} FROM (SELECT {_OWNER} AS of FROM due WHERE duty = 1 AND at < ?1"
        " GROUP BY of ORDER BY min(at) DESC, of DESC LIMIT ?2)"
        f" CROSS JOIN due ON {_OWNER} = of AND duty = 1 AND at < ?1 ORDER BY at, record, place"
    )
    return [_row(row) for row in conn.execute(sql, (before, limit))]


def count_missed(conn: Connection, before: str, kind: str | None = None) -> int:
    """How many cases have a missed duty; with a kind, how many records have one of this kind."""
    if kind is None:
        sql = f"SELECT count(DISTINCT {_OWNER}) FROM due WHERE duty = 1 AND at < ?1"
    else:
        sql = "SELECT count(DISTINCT record) FROM due WHERE duty = 1 AND at < ?1 AND kind = ?2"
    return int(conn.execute(sql, (before, kind)[: 1 if kind is None else 2]).fetchone()[0])


def first_missed(conn: Connection, before: str) -> dict[str, DueRow]:
    """Of each case the first duty that was missed, the earliest case first."""
    sql = f"SELECT {_ROW} FROM due WHERE duty = 1 AND at < ? AND case_id IS NOT NULL ORDER BY at, record, place"
    found: dict[str, DueRow] = {}
    for row in conn.execute(sql, (before,)):
        found.setdefault(row[1], _row(row))
    return found


def nearest(conn: Connection, kind: str, since: str, until: str, limit: int) -> list[DueRow]:
    """What of one kind is due first in each case that missed no duty, in a span of time; of so many cases."""
    sql = (
        f"SELECT {_ROW} FROM (SELECT {_OWNER} AS of, min(at) AS first FROM due"
        f" WHERE kind = ?1 AND at >= ?2 AND at <= ?3 AND {_OWNER} NOT IN ({_LATE}) GROUP BY of"
        " ORDER BY first, of LIMIT ?4)"
        f" CROSS JOIN due ON {_OWNER} = of AND +kind = ?1 AND at = first ORDER BY at, record, place"
    )
    return [_row(row) for row in conn.execute(sql, (kind, since, until, limit))]


def count_cases(conn: Connection, kinds: Sequence[str], since: str, until: str) -> int:
    """How many cases have something of these kinds due in a span of time, and have missed no duty before it."""
    sql = (
        f"SELECT count(DISTINCT {_OWNER}) FROM due WHERE kind IN (SELECT value FROM json_each(?1))"
        f" AND at >= ?2 AND at <= ?3 AND {_OWNER} NOT IN ({_LATE})"
    )
    return int(conn.execute(sql, (json.dumps(kinds), since, until)).fetchone()[0])


def between(conn: Connection, since: str, until: str, limit: int, after: str = "", always: str = "") -> list[DueRow]:
    """What is due in a span of time, the earliest first; what lies before `after` only where it is of one kind."""
    sql = (
        f"SELECT {_ROW} FROM due WHERE at >= ?1 AND at < ?2 AND (at >= ?4 OR kind = ?5)"
        " ORDER BY at, record, place LIMIT ?3"
    )
    return [_row(row) for row in conn.execute(sql, (since, until, limit, after, always))]


def told(conn: Connection, now: str, since: str, limit: int) -> list[DueRow]:
    """What is called to mind at this moment and due from another on, the nearest first."""
    return [_row(row) for row in conn.execute(f"SELECT {_ROW} {_TOLD} {_IN_ORDER} LIMIT ?3", (now, since, limit))]


def count_told(conn: Connection, now: str, since: str) -> int:
    """How much `told` would list in all."""
    return int(conn.execute(f"SELECT count(*) {_TOLD}", (now, since)).fetchone()[0])


def overdue(conn: Connection, now: str, day: str, not_of_day: str, limit: int) -> list[DueRow]:
    """What has passed and was neither done nor is over by itself, the last first; missed duties are told elsewhere.

    Of one kind, which the day itself shows, only what was due before the `day` began.
    """
    sql = f"SELECT {_ROW} {_OVERDUE} ORDER BY at DESC, record, place LIMIT ?4"
    return [_row(row) for row in conn.execute(sql, (now, day, not_of_day, limit))]


def count_overdue(conn: Connection, now: str, day: str, not_of_day: str) -> int:
    """How much `overdue` would list in all."""
    return int(conn.execute(f"SELECT count(*) {_OVERDUE}", (now, day, not_of_day)).fetchone()[0])


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


def firsts(conn: Connection, kind: str, since: str) -> dict[str, str]:
    """Of every record when the first of one kind is due from a moment on."""
    sql = "SELECT record, min(at) FROM due WHERE kind = ? AND at >= ? GROUP BY record"
    return dict(conn.execute(sql, (kind, since)).fetchall())


def approvals(conn: Connection) -> list[DueRow]:
    """What waits for somebody's approval, the earliest first."""
    return [_row(row) for row in conn.execute(f"SELECT {_ROW} FROM due WHERE kind = 'approval' {_IN_ORDER}")]


def of_record(conn: Connection, record: str) -> list[DueRow]:
    """What is due of one record, in its order."""
    return [_row(row) for row in conn.execute(f"SELECT {_ROW} FROM due WHERE record = ? ORDER BY place", (record,))]


def of_case(conn: Connection, case: str) -> list[DueRow]:
    """What is due in a case, the earliest first."""
    return [_row(row) for row in conn.execute(f"SELECT {_ROW} FROM due WHERE case_id = ? {_IN_ORDER}", (case,))]


def of_cases(conn: Connection, cases: Sequence[str], kind: str, since: str) -> list[DueRow]:
    """What of one kind is still due in these cases, the earliest first."""
    sql = (
        f"SELECT {_ROW} FROM due WHERE case_id IN (SELECT value FROM json_each(?)) AND kind = ? AND at >= ? {_IN_ORDER}"
    )
    return [_row(row) for row in conn.execute(sql, (json.dumps(cases), kind, since))]


def next_of_case(conn: Connection, case: str, now: str) -> DueRow | None:
    """The first thing that is due in a case and not over, whoever may see its sheet: the row of a case is for all."""
    sql = f"SELECT {_ROW} FROM main.due WHERE case_id = ? AND (until IS NULL OR until >= ?) {_IN_ORDER} LIMIT 1"
    row = conn.execute(sql, (case, now)).fetchone()
    return _row(row) if row else None


_REST = "case_id, kind, at, since, ref, who, exact, shows, until, duty"
_ROW = f"record, {_REST}"
_PLACES = ", ".join("?" * 12)
_IN_ORDER = "ORDER BY at, record, place"
_OWNER = "coalesce(case_id, record)"  # what belongs to no case stands for itself
_LATE = f"SELECT {_OWNER} FROM due WHERE duty = 1 AND at < ?2"
_TOLD = "FROM due WHERE shows <= ?1 AND at >= ?2"
_OVERDUE = (
    "FROM due WHERE shows <= ?1 AND at < ?1 AND (at < ?2 OR kind <> ?3) AND duty = 0 AND (until IS NULL OR until >= ?1)"
)


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
