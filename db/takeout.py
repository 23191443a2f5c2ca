"""What leaving with the data needs of the store: a view that stands still, how much there is, and what is not seen."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db.connection import Connection, refusals, roll_back


@dataclass(frozen=True, slots=True)
class Amount:
    """How much the person at the PC sees of a case, or of everything."""

    cases: int
    sheets: int
    files: int
    bytes: int  # of the files


@dataclass(frozen=True, slots=True)
class Tables:
    """Counted figures of a period, as they were sent (`office` is None) or came."""

    period: str
    office: str | None
    edition: int
    body: str


@contextmanager
def still(conn: Connection) -> Iterator[None]:
    """Read one state of the database for as long as it takes, whatever is written meanwhile."""
    with refusals():
        conn.execute("BEGIN")
        try:
            yield
        finally:
            roll_back(conn)


def amount(conn: Connection, case: str | None = None) -> Amount:
    """Counts of what is seen, of one case if it is named."""
    row = conn.execute(
        "SELECT (SELECT count(*) FROM case_row WHERE ?1 IS NULL OR case_id = ?1),"
        " (SELECT count(*) FROM record WHERE ?1 IS NULL OR case_id = ?1),"
        " count(*), coalesce(sum(size), 0) FROM attachment"
        " WHERE ?1 IS NULL OR record IN (SELECT id FROM record WHERE case_id = ?1)",
        (case,),
    ).fetchone()
    return Amount(*row)


def left_out(conn: Connection, hidden: Collection[str], worker: str, case: str | None = None) -> tuple[int, int]:
    """How many cases, and single sheets of other cases, are sealed for others than this person; never which.

    What is denied to her does not exist for her: it is not counted either.
    """
    row = conn.execute(
        "SELECT (SELECT count(*) FROM main.case_row WHERE ?2 IS NULL AND case_id IN (SELECT value FROM json_each(?1))"
        " AND case_id NOT IN (SELECT case_id FROM denied WHERE worker = ?3)),"
        " (SELECT count(*) FROM main.record WHERE (?2 IS NULL OR case_id = ?2) AND id IS NOT case_id"
        " AND id IN (SELECT value FROM json_each(?1))"
        " AND (case_id IS NULL OR case_id NOT IN (SELECT value FROM json_each(?1))))",
        (json.dumps(sorted(hidden)), case, worker),
    ).fetchone()
    return int(row[0]), int(row[1])


def loose_records(conn: Connection) -> list[str]:
    """Sheets that belong to no case that is listed, the oldest first."""
    sql = "SELECT id FROM record WHERE case_id IS NULL OR case_id NOT IN (SELECT case_id FROM case_row) ORDER BY num"
    return [name for (name,) in conn.execute(sql)]


def drafts_of(conn: Connection, case: str | None) -> list[tuple[str, str]]:
    """(record, worker) of everybody's unsaved work in a case, or in none that is listed."""
    if case is not None:
        rows = conn.execute("SELECT record, worker FROM draft WHERE case_id = ? ORDER BY record, worker", (case,))
    else:
        rows = conn.execute(
            "SELECT record, worker FROM draft WHERE case_id IS NULL OR case_id NOT IN (SELECT case_id FROM case_row)"
            " ORDER BY record, worker"
        )
    return rows.fetchall()


def tables(conn: Connection) -> list[Tables]:
    """Every counted table that was sent or that came."""
    sql = (
        "SELECT period, NULL, edition, body FROM frozen UNION ALL"
        " SELECT period, office, edition, body FROM region_table ORDER BY 1, 2, 3"
    )
    return [Tables(*row) for row in conn.execute(sql)]
