"""Names of people of other computers and offices who wrote what is kept here; who works here stands in `worker`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from db.connection import Connection
from db.records import dump


class Author(NamedTuple):
    """Somebody who wrote elsewhere, as their office names them."""

    id: str
    name: str
    office: str


def put(conn: Connection, authors: Iterable[Author]) -> None:
    """Learn these names; the last that was told of somebody stands."""
    sql = (
        "INSERT INTO author (id, name, office) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
        " SET name = excluded.name, office = excluded.office WHERE name <> excluded.name OR office <> excluded.office"
    )
    conn.executemany(sql, authors)


def get(conn: Connection, author: str) -> Author | None:
    """Somebody by id."""
    row = conn.execute("SELECT id, name, office FROM author WHERE id = ?", (author,)).fetchone()
    return Author(*row) if row else None


def names(conn: Connection, wanted: Collection[str] | None = None) -> dict[str, str]:
    """id -> name, of everybody that was told of, or of these."""
    if wanted is None:
        return dict(conn.execute("SELECT id, name FROM author"))
    sql = "SELECT id, name FROM author WHERE id IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(sql, (dump(sorted(wanted)),)))
