"""How an office has changed its forms: each edition as it was made, never rewritten, and which one counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from db.connection import Connection
from db.hybrid import moment, stamp


class Edition(NamedTuple):
    """One edition of the changes of a form; `mark` comes of its content, so that it is the same in every office."""

    form: str
    mark: int
    body: str
    at: datetime
    worker: str
    counts: bool


def every(conn: Connection) -> list[Edition]:
    """All editions of all forms, the oldest first."""
    rows = conn.execute("SELECT form, mark, body, at, worker, counts FROM local_form ORDER BY form, num")
    return [
        Edition(form, mark, body, moment(at), worker, bool(counts)) for form, mark, body, at, worker, counts in rows
    ]


def add(conn: Connection, form: str, mark: int, body: str, at: datetime, worker: str) -> None:
    """Keep an edition and let it count; one that was here before counts again."""
    stand_aside(conn, form)
    conn.execute(
        "INSERT INTO local_form (form, mark, body, at, worker, counts) VALUES (?, ?, ?, ?, ?, 1)"
        " ON CONFLICT (form, mark) DO UPDATE SET counts = 1",
        (form, mark, body, stamp(at), worker),
    )


def stand_aside(conn: Connection, form: str) -> bool:
    """No edition of a form counts any more: it is filled as it was shipped; sheets keep what they were filled in."""
    return conn.execute("UPDATE local_form SET counts = 0 WHERE form = ? AND counts = 1", (form,)).rowcount > 0
