"""What was brought in from registers: each import, the sheets that it made, and how an office reads its columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from db.connection import Connection
from db.hybrid import moment, stamp

MOST_PLANS = 50


class Run(NamedTuple):
    """One import; counts of rows, and how many of its files were taken back and kept when it was undone."""

    id: str
    at: datetime
    worker: str
    rows: int
    taken: int
    refused: int
    undone_at: datetime | None = None
    undone_by: str | None = None
    gone: int = 0
    kept: int = 0


class Made(NamedTuple):
    """One sheet that an import wrote: with which revision, in which case (its own, or none for a report)."""

    record: str
    case: str | None
    revision: str
    line: int


def begin(conn: Connection, run: str, at: datetime, worker: str) -> None:
    conn.execute("INSERT INTO register_run (id, at, worker) VALUES (?, ?, ?)", (run, stamp(at), worker))


def count(conn: Connection, run: str, rows: int, taken: int, refused: int) -> None:
    """How far it is; written with each batch, so that one that was cut off says so too."""
    conn.execute("UPDATE register_run SET total = ?, taken = ?, refused = ? WHERE id = ?", (rows, taken, refused, run))


def add(conn: Connection, run: str, made: Iterable[Made]) -> None:
    conn.executemany(
        "INSERT INTO main.register_made (record, case_id, revision, run, line) VALUES (?, ?, ?, ?, ?)",
        [(one.record, one.case, one.revision, run, one.line) for one in made],
    )


def every(conn: Connection) -> tuple[Run, ...]:
    """All imports, the last one first."""
    rows = conn.execute(f"SELECT {_RUN} FROM register_run ORDER BY at DESC, id")  # noqa: S608 - names of this file
    return tuple(
        Run(id_, moment(at), worker, total, taken, refused, moment(ended) if ended else None, by, gone, kept)
        for id_, at, worker, total, taken, refused, ended, by, gone, kept in rows
    )


def made(conn: Connection, run: str) -> list[Made]:
    """The sheets of an import that are here and can be seen, in the order of the register."""
    sql = "SELECT record, case_id, revision, line FROM register_made WHERE run = ? ORDER BY line, record"
    return [Made(*row) for row in conn.execute(sql, (run,))]


def touched(conn: Connection, scope: str, run: str) -> bool:
    """Whether anything of a case, or of a sheet of none, was written since: a revision, a draft, a file, a sheet."""
    sql = (
        "WITH own AS (SELECT id FROM main.record WHERE id = ?1 OR case_id = ?1)"
        " SELECT EXISTS (SELECT 1 FROM own WHERE id NOT IN (SELECT record FROM main.register_made WHERE run = ?2))"
        " OR EXISTS (SELECT 1 FROM main.revision WHERE record IN own AND id NOT IN"
        "    (SELECT revision FROM main.register_made WHERE run = ?2))"
        " OR EXISTS (SELECT 1 FROM main.revision WHERE case_id = ?1 AND record NOT IN own)"
        " OR EXISTS (SELECT 1 FROM main.draft WHERE record IN own OR case_id = ?1)"
        " OR EXISTS (SELECT 1 FROM main.attachment WHERE record IN own)"
        " OR EXISTS (SELECT 1 FROM main.sealed WHERE scope IN own)"
    )
    return bool(conn.execute(sql, (scope, run)).fetchone()[0])


def undone(conn: Connection, run: str, at: datetime, by: str, gone: int, kept: int) -> None:
    """Who took it back, and how many files went and stayed."""
    conn.execute(
        "UPDATE register_run SET undone_at = ?, undone_by = ?, gone = gone + ?, kept = ? WHERE id = ?",
        (stamp(at), by, gone, kept, run),
    )


# --- how an office reads the columns of a register --------------------------------------------------------------------


def keep_plan(conn: Connection, heads: str, body: object, at: datetime) -> None:
    """Remember what was chosen for these headings, in place of what was chosen before; the oldest are forgotten."""
    conn.execute(
        "INSERT OR REPLACE INTO register_plan (heads, body, at) VALUES (?, ?, ?)",
        (heads, json.dumps(body, ensure_ascii=False, sort_keys=True), stamp(at)),
    )
    conn.execute(
        "DELETE FROM register_plan WHERE heads NOT IN (SELECT heads FROM register_plan ORDER BY at DESC LIMIT ?)",
        (MOST_PLANS,),
    )


def plan(conn: Connection, heads: str) -> object:
    """What was chosen the last time for these headings; None where nothing was."""
    row = conn.execute("SELECT body FROM register_plan WHERE heads = ?", (heads,)).fetchone()
    return json.loads(row[0]) if row else None


_RUN = "id, at, worker, total, taken, refused, undone_at, undone_by, gone, kept"
