"""What the person at the PC must not see is not there: every reading statement goes through views that leave it out."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from collections.abc import Collection

from db.connection import Connection

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
}
VEILED = frozenset(_VIEWS)
_COLUMNS = {"attachment": "rowid, *"}  # a view has no rowid of its own, and files are listed in their order


def hidden_from(conn: Connection, worker: str) -> frozenset[str]:
    """Ids of the cases and sheets that do not exist for this person: denied ones, and those sealed for others."""
    rows = conn.execute(
        "SELECT case_id FROM denied WHERE worker = ?1 UNION SELECT scope FROM sealed"
        " WHERE NOT EXISTS (SELECT 1 FROM sealed_for"
        " WHERE sealed_for.scope = sealed.scope AND sealed_for.worker = ?1 AND sealed_for.chosen = 1)",
        (worker,),
    )
    return frozenset(row[0] for row in rows)


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
