"""Reports as a list: each by what was decided on it, in one look, however many there are."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from db import cover
from db.connection import Connection
from db.records import Record, read_row

UNDECIDED, TAKEN = "", "preluat"

# A sealed report lies in a case, so it was taken; its answers are read one by one, and only by whoever has the key.
_STATE = (
    f"iif(substr(body, 1, 1) = '{cover.MARK}', '{TAKEN}', coalesce(iif(json_type(body, '$.decision') = 'text',"
    f" body ->> '$.decision', NULL), iif(case_id IS NULL, '{UNDECIDED}', '{TAKEN}')))"
)
_RECORD = "id, case_id, form, version, body, state, conflicts, created, modified, worker"


def page(conn: Connection, state: str | None, limit: int, offset: int = 0) -> list[Record]:
    """So many reports in this state, or in any, the newest first."""
    sql = f"SELECT {_RECORD} FROM record WHERE form = 'report' ORDER BY num DESC LIMIT ?2 OFFSET ?3"
    if state is not None:  # in an index of its own
        sql = (
            f"SELECT {_RECORD} FROM record WHERE form = 'report' AND {_STATE} = ?1 ORDER BY num DESC LIMIT ?2 OFFSET ?3"
        )
    return [read_row(conn, row) for row in conn.execute(sql, (state, limit, offset))]


def counts(conn: Connection) -> dict[str, int]:
    """How many reports there are in each state."""
    return dict(conn.execute(f"SELECT {_STATE}, count(*) FROM record WHERE form = 'report' GROUP BY 1"))


def waiting(conn: Connection) -> int:
    """How many reports wait for somebody: undecided, or taken and still without a case."""
    sql = (
        "SELECT count(*) FROM record WHERE case_id IS NULL AND form = 'report'"
        f" AND {_STATE} IN ('{UNDECIDED}', '{TAKEN}')"
    )
    return int(conn.execute(sql).fetchone()[0])
