"""How an office has changed its forms and protocols: each edition as it was made, never rewritten, and which counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from db.connection import Connection
from db.hybrid import moment, stamp

FORM, PROTOCOL = "form", "protocol"
OWN, REGION, BOTH, OFFICE = "own", "region", "both", "office"  # who made an edition; only one's own can count


class Edition(NamedTuple):
    """One edition of changes; `mark` comes of its content, so that it is the same in every office."""

    form: str  # its id, or that of the protocol
    mark: int
    body: str
    at: datetime
    worker: str
    counts: bool
    origin: str = OWN


def every(conn: Connection, kind: str = FORM) -> list[Edition]:
    """All editions of all forms, or of all protocols, the oldest first."""
    sql = "SELECT form, mark, body, at, worker, counts, origin FROM local_form WHERE kind = ? ORDER BY form, num"
    return [
        Edition(form, mark, body, moment(at), worker, bool(counts), origin)
        for form, mark, body, at, worker, counts, origin in conn.execute(sql, (kind,))
    ]


def add(conn: Connection, form: str, mark: int, body: str, at: datetime, worker: str, kind: str = FORM) -> None:
    """Keep an edition and let it count; one that was here before counts again."""
    stand_aside(conn, form, kind)
    conn.execute(
        "INSERT INTO local_form (form, mark, body, at, worker, counts, kind) VALUES (?, ?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (form, mark) DO UPDATE SET counts = 1, origin = 'own'",
        (form, mark, body, stamp(at), worker, kind),
    )


def keep(
    conn: Connection, form: str, mark: int, body: str, at: datetime, worker: str, kind: str = FORM, *, origin: str
) -> bool:
    """Keep an edition that somebody else made, so that sheets filled with it can be read; it does not count by it."""
    sql = (
        "INSERT INTO local_form (form, mark, body, at, worker, counts, kind, origin) VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
        " ON CONFLICT (form, mark) DO NOTHING"
    )
    return conn.execute(sql, (form, mark, body, stamp(at), worker, kind, origin)).rowcount > 0


def stand_aside(conn: Connection, form: str, kind: str = FORM) -> bool:
    """No edition counts any more: what was shipped does; what was filled or begun keeps its edition."""
    sql = "UPDATE local_form SET counts = 0 WHERE form = ? AND kind = ? AND counts = 1"
    return conn.execute(sql, (form, kind)).rowcount > 0
