"""The words of each record, folded, and what a person finds while typing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from db import cover, meta, records, spelling, veil
from db.connection import Connection
from db.errors import VaultRefused
from db.folding import fold, fold_query
from db.records import Place

__all__ = ["Hit", "Words", "find", "fold", "fold_query", "hits", "is_old", "note_new", "put", "remove"]

EDITION = "2"  # of what is indexed of a record; an older index is made again


@dataclass(frozen=True, slots=True)
class Hit:
    """A record in which all typed words are."""

    record: str
    case: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """What of a record may be found, by how it may be spelt: texts and names in the person's words, codes, numbers."""

    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def folded(self) -> str:
        """Each word once: the index keeps neither places nor counts."""
        every = chain(self.texts, self.names, self.codes)
        plain = fold("\n".join(every)).split()
        further = chain(
            *map(spelling.name_words, self.names),
            *map(spelling.foreign_words, self.texts),
            *map(spelling.code_words, self.codes),
            *map(spelling.number_words, chain(self.texts, self.numbers)),
        )
        return " ".join(dict.fromkeys(chain(plain, further)))


def put(conn: Connection, record: str, case: str | None, text: str | Words, place: Place | None = None) -> None:
    """The words of a record that is kept already, in place of those before; unchanged words cost one look.

    What is sealed is found by nobody: its words are not here. `place` is what putting the record told just now.
    """
    told = Words((text,)) if isinstance(text, str) else text
    words = "" if cover.scope_of(conn, record, case) else told.folded()
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
    return [Hit(*row) for row in conn.execute(f"{sql} LIMIT ?", (_match(words, spelling.joined(typed)), limit))]


def hits(conn: Connection, typed: str) -> Iterator[Hit]:
    """The same one after another, for those of whom some may not be told."""
    words = fold_query(typed)
    if words:
        sql = _FIND_SEEN if veil.hides(conn) else _FIND
        yield from (Hit(*row) for row in conn.execute(sql, (_match(words, spelling.joined(typed)),)))


def is_old(conn: Connection) -> bool:
    """Whether records were indexed by an earlier version of this program."""
    return meta.get(conn, _EDITION) != EDITION


def note_new(conn: Connection) -> None:
    """Every record is indexed as it is now."""
    meta.put(conn, _EDITION, EDITION)


def count(conn: Connection) -> int:
    """How many records there are to be indexed, whoever may see them."""
    return int(conn.execute("SELECT count(*) FROM main.record").fetchone()[0])


def to_index(conn: Connection, *, after: int, most: int) -> list[tuple[int, records.Record | None]]:
    """Some records by their numbers, whoever may see them; nothing of a sealed one, of which no word is indexed."""
    rows = conn.execute(
        "SELECT num, id, case_id, form, version, body, state, conflicts, created, modified, worker FROM main.record"
        " WHERE num > ? ORDER BY num LIMIT ?",
        (after, most),
    ).fetchall()
    return [(row[0], None if row[5][:1] == cover.MARK else records.read_row(conn, row[1:])) for row in rows]


def holds(words: Sequence[str], typed: str, folded: str) -> bool:
    """Whether a text holds all words of a query, as the index would say."""
    have = folded.split()
    every = bool(words) and all(_stands(word, have, last=place == len(words)) for place, word in enumerate(words, 1))
    whole = spelling.joined(typed)
    return every or (whole is not None and _stands(whole, have, last=True))


def holds_any(words: Sequence[str], typed: str, folded: str) -> bool:
    """Whether a text holds one word of a query."""
    have = folded.split()
    some = any(_stands(word, have, last=place == len(words)) for place, word in enumerate(words, 1))
    whole = spelling.joined(typed)
    return some or (whole is not None and _stands(whole, have, last=True))


def _stands(word: str, have: Sequence[str], *, last: bool) -> bool:
    ways = (word, *spelling.other_ways(word))
    return any(each.startswith(ways) if last else each in ways for each in have)


_EDITION = "search edition"
_FIND = "SELECT record, case_id FROM search WHERE search MATCH ? ORDER BY rowid DESC"
# The words of the search have no view of their own; whose record is not seen is not found.
_FIND_SEEN = (
    "SELECT record, case_id FROM search WHERE search MATCH ?"
    " AND EXISTS (SELECT 1 FROM record WHERE record.num = search.rowid)"
    " ORDER BY rowid DESC"
)


def _match(words: list[str], joined: str | None = None) -> str:
    """A query of quoted words only: letters and digits, so that nothing typed can be a word of the query language."""
    every = [_ways(word, last=False) for word in words[:-1]] + [_ways(words[-1], last=True)]
    wanted = " AND ".join(every)
    return f"({wanted}) OR {_ways(joined, last=True)}" if joined else wanted


def _ways(word: str, *, last: bool) -> str:
    star = " *" if last else ""
    ways = [f'"{way}"{star}' for way in dict.fromkeys((word, *spelling.other_ways(word)))]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"
