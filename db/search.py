"""The words of each record, folded, and what a person finds while typing."""

from __future__ import annotations

from dataclasses import dataclass

from db import cover, veil
from db.connection import Connection
from db.errors import VaultRefused
from db.folding import fold, fold_query
from db.records import Place

__all__ = ["Hit", "find", "fold", "fold_query", "put", "remove"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record in which all typed words are."""

    record: str
    case: str | None


def put(conn: Connection, record: str, case: str | None, text: str, place: Place | None = None) -> None:
    """The words of a record that is kept already, in place of those before; unchanged words cost one look.

    What is sealed is found by nobody: its words are not here. `place` is what putting the record told just now.
    """
    words = "" if cover.scope_of(conn, record, case) else fold(text)
    num, before, case_before = (place.num, None, None) if place and place.is_new else _kept(conn, record)
    if before is not None and (before, case_before) == (words, case):
        return
    if before is not None:
        conn.execute("DELETE FROM search WHERE rowid = ?", (num,))
    if words:
        conn.execute(
            "INSERT INTO search (rowid, words, record, case_id) VALUES (?, ?, ?, ?)", (num, words, record, case)
        )


def _kept(conn: Connection, record: str) -> tuple[int, str | None, str | None]:
    """The number of a record, its words and its case as the search has them."""
    row: tuple[int, str | None, str | None] | None = conn.execute(
        "SELECT record.num, search.words, search.case_id FROM main.record LEFT JOIN search ON search.rowid = record.num"
        " WHERE record.id = ?",
        (record,),
    ).fetchone()
    if row is None:
        raise VaultRefused("no-such-record")
    return row


def remove(conn: Connection, record: str) -> None:
    """Forget the words of a record."""
    conn.execute("DELETE FROM search WHERE rowid = (SELECT num FROM main.record WHERE id = ?)", (record,))


def find(conn: Connection, typed: str, limit: int) -> list[Hit]:
    """Records that hold every word typed, the last one as a beginning; the newest first."""
    words = fold_query(typed)
    if not words:
        return []
    sql = _FIND_SEEN if veil.hides(conn) else _FIND
    return [Hit(*row) for row in conn.execute(sql, (_match(words), limit))]


_FIND = "SELECT record, case_id FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
# The words of the search have no view of their own; whose record is not seen is not found.
_FIND_SEEN = (
    "SELECT record, case_id FROM search WHERE search MATCH ?"
    " AND EXISTS (SELECT 1 FROM record WHERE record.num = search.rowid)"
    " ORDER BY rowid DESC LIMIT ?"
)


def _match(words: list[str]) -> str:
    """A query of quoted words only: letters and digits, so that nothing typed can be a word of the query language."""
    return " AND ".join(f'"{word}"' for word in words) + " *"
