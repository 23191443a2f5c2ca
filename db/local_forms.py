"""How an office has changed its forms and protocols: each edition as it was made, never rewritten, and which counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from db.connection import Connection
from db.hybrid import moment, stamp

FORM, PROTOCOL = "form", "protocol"


class Edition(NamedTuple):
    """One edition of changes; `mark` comes of its content, so that it is the same in every office."""

    form: str  # its id, or that of the protocol
    mark: int
    body: str
    at: datetime
    worker: str
    counts: bool


def every(conn: Connection, kind: str = FORM) -> list[Edition]:
    """All editions of all forms, or of all protocols, the oldest first."""
    sql = "SELECT form, mark, body, at, worker, counts FROM local_form WHERE kind = ? ORDER BY form, num"
    rows = conn.execute(sql, (kind,))
    return [
        Edition(form, mark, body, moment(at), worker, bool(counts)) for form, mark, body, at, worker, counts in rows
    ]


def add(conn: Connection, form: str, mark: int, body: str, at: datetime, worker: str, kind: str = FORM) -> None:
    """Keep an edition and let it count; one that was here before counts again."""
    stand_aside(conn, form, kind)
    conn.execute(
        "INSERT INTO local_form (form, mark, body, at, worker, counts, kind) VALUES (?, ?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (form, mark) DO UPDATE SET counts = 1",
        (form, mark, body, stamp(at), worker, kind),
    )


def stand_aside(conn: Connection, form: str, kind: str = FORM) -> bool:
    """No edition counts any more: what was shipped does; what was filled or begun keeps its edition."""
    sql = "UPDATE local_form SET counts = 0 WHERE form = ? AND kind = ? AND counts = 1"
    return conn.execute(sql, (form, kind)).rowcount > 0
