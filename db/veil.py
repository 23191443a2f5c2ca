"""What the person at the PC must not see is not there: every reading statement goes through views that leave it out."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from collections.abc import Collection
from datetime import datetime

from db.connection import Connection
from db.hybrid import stamp

# A temporary view stands before the table of the same name, so no reading statement can forget to ask. What writes
# names the table itself: `main.record`. Totals are counted from facts, which hold codes alone and no veil.
_HIDDEN = "(SELECT id FROM temp.hidden)"
_OF_HIDDEN_CASE = f"(SELECT id FROM main.record WHERE case_id IN {_HIDDEN})"
_CASE_SEEN = f"(case_id IS NULL OR case_id NOT IN {_HIDDEN})"
_VIEWS = {
    "record": f"id NOT IN {_HIDDEN} AND {_CASE_SEEN}",
    "revision": f"record NOT IN {_HIDDEN} AND {_CASE_SEEN} AND record NOT IN {_OF_HIDDEN_CASE}",
    "case_row": f"case_id NOT IN {_HIDDEN}",
    "draft": f"record NOT IN {_HIDDEN} AND {_CASE_SEEN} AND record NOT IN {_OF_HIDDEN_CASE}",
    "due": f"record NOT IN {_HIDDEN} AND {_CASE_SEEN}",
    "attachment": f"record NOT IN {_HIDDEN} AND record NOT IN {_OF_HIDDEN_CASE}",
    "matching": f"record NOT IN {_HIDDEN} AND {_CASE_SEEN} AND record NOT IN {_OF_HIDDEN_CASE}",
    "told_apart": f"one NOT IN {_HIDDEN} AND one NOT IN {_OF_HIDDEN_CASE}"
    f" AND other NOT IN {_HIDDEN} AND other NOT IN {_OF_HIDDEN_CASE}",
    "register_made": f"record NOT IN {_HIDDEN} AND {_CASE_SEEN} AND record NOT IN {_OF_HIDDEN_CASE}",
}
VEILED = frozenset(_VIEWS)
_COLUMNS = {"attachment": "rowid, *"}  # a view has no rowid of its own, and files are listed in their order


def hidden_from(conn: Connection, worker: str, openable: Collection[str]) -> frozenset[str]:
    """Ids of cases and sheets that do not exist for this person: denied ones, and sealed ones without a key here."""
    denied_ones = frozenset(row[0] for row in conn.execute("SELECT case_id FROM denied WHERE worker = ?", (worker,)))
    return denied_ones | sealed_from(conn, openable)


def sealed_from(conn: Connection, openable: Collection[str]) -> frozenset[str]:
    """Ids of cases and sheets for which there is no key here."""
    return frozenset(row[0] for row in conn.execute("SELECT scope FROM sealed")) - frozenset(openable)


def draw(conn: Connection, hidden: Collection[str]) -> None:
    """Hide these ids on this connection, and nothing else; without any, no view stands in the way."""
    for view in _VIEWS:
        conn.execute(f"DROP VIEW IF EXISTS temp.{view}")
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS hidden (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    conn.execute("DELETE FROM temp.hidden")
    conn.executemany("INSERT INTO temp.hidden VALUES (?)", [(one,) for one in sorted(hidden)])
    conn.hides = bool(hidden)  # type: ignore[attr-defined]  # a field of our own class of connection
    if hidden:
        for view, condition in _VIEWS.items():
            conn.execute(
                f"CREATE TEMP VIEW {view} AS SELECT {_COLUMNS.get(view, '*')} FROM main.{view} WHERE {condition}"
            )


def hides(conn: Connection) -> bool:
    """Whether anything is hidden on this connection: the words of the search have no view of their own."""
    return bool(getattr(conn, "hides", False))


def sees(conn: Connection, record: str, case: str | None) -> bool:
    """Whether neither a sheet nor the case where it lies or should lie is hidden; asks nothing where nothing is."""
    if not hides(conn):
        return True
    sql = "SELECT 1 FROM temp.hidden WHERE id IN (?1, ?2, (SELECT case_id FROM main.record WHERE id = ?1))"
    return conn.execute(sql, (record, case)).fetchone() is None


def deny(conn: Connection, case: str, worker: str, *, now: datetime, by: str) -> bool:
    """From the next look on there is no such case for this person; False if it was so already."""
    sql = "INSERT INTO denied VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return conn.execute(sql, (case, worker, stamp(now), by)).rowcount == 1


def allow(conn: Connection, case: str, worker: str) -> bool:
    """Take that back; False if nothing was denied."""
    return conn.execute("DELETE FROM denied WHERE case_id = ? AND worker = ?", (case, worker)).rowcount == 1


def denied(conn: Connection, case: str) -> frozenset[str]:
    """The people for whom there is no such case."""
    return frozenset(row[0] for row in conn.execute("SELECT worker FROM denied WHERE case_id = ?", (case,)))
