"""By what a person is known again in another file: keyed hashes, worth nothing without the secret of the office."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from db import cover, meta, secrets
from db.connection import Connection
from db.hybrid import stamp
from db.merge import Value
from db.records import Place

PURPOSE = "matching"
READY = "matching_ready"  # in `meta`: of which making the index is whole
MAKING = "1"  # another one where keys are made in another way: the index is made anew
HASH_BYTES = 16
LONGEST = 200  # of a key's text; longer ones are no name of anybody

Key = tuple[str, str]  # kind and text
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class Match(NamedTuple):
    """A sheet that shares keys of these kinds."""

    record: str
    case: str | None
    kinds: frozenset[str]


class Hasher:
    """Makes the hashes of one office; the secret is read once."""

    def __init__(self, conn: Connection) -> None:
        self._key = bytes(secrets.office_key(conn, PURPOSE))[:64]

    def __call__(self, key: Key) -> bytes:
        """The hash of a kind and a text; the two cannot run into one another."""
        told = _ENCODER.encode([key[0], key[1][:LONGEST]]).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, digest_size=HASH_BYTES, key=self._key).digest()


def put(conn: Connection, record: str, case: str | None, keys: Iterable[Key], place: Place | None = None) -> None:
    """The keys of a sheet in place of those before; a sealed sheet has none, since a hash answers whoever can ask.

    `place` is what putting the record told just now.
    """
    given = set() if cover.scope_of(conn, record, case) else set(keys)
    before = () if place and place.is_new else _kept(conn, record)
    if not given and not before:
        return
    hashed = Hasher(conn)
    wanted = {(hashed(key), key[0], case) for key in given}
    if wanted == {(bytes(hash_), kind, of) for hash_, kind, of in before}:
        return
    if before:
        conn.execute("DELETE FROM main.matching WHERE record = ?", (record,))
    conn.executemany(
        "INSERT INTO main.matching (hash, kind, case_id, record) VALUES (?, ?, ?, ?)",
        [(*one, record) for one in sorted(wanted, key=lambda one: one[0])],
    )


def _kept(conn: Connection, record: str) -> Sequence[tuple[bytes, str, str | None]]:
    return conn.execute("SELECT hash, kind, case_id FROM main.matching WHERE record = ?", (record,)).fetchall()


def find(conn: Connection, keys: Iterable[Key], limit: int = 200) -> list[Match]:
    """Sheets that share some of these keys and that the person at the PC may see."""
    hashed = Hasher(conn)
    hashes = json.dumps(sorted({hashed(key).hex() for key in keys}))
    sql = (
        "SELECT record, case_id, group_concat(kind) FROM matching"
        " WHERE hash IN (SELECT unhex(value) FROM json_each(?)) GROUP BY record ORDER BY count(*) DESC, record LIMIT ?"
    )
    return [
        Match(record, case, frozenset(kinds.split(","))) for record, case, kinds in conn.execute(sql, (hashes, limit))
    ]


# --- two people, whatever they share ----------------------------------------------------------------------------------


def tell_apart(conn: Connection, record: str, other: str, worker: str, now: datetime) -> bool:
    """Somebody says that these two sheets are of two people; False if that was said already."""
    sql = "INSERT INTO main.told_apart VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return conn.execute(sql, (min(record, other), max(record, other), worker, stamp(now))).rowcount == 1


def every_apart(conn: Connection) -> list[tuple[str, str, str, str]]:
    """All such pairs, whoever may see the sheets: both ids, who said it and when."""
    return conn.execute("SELECT one, other, worker, at FROM main.told_apart ORDER BY one, other").fetchall()


def put_apart(conn: Connection, one: str, other: str, worker: str, at: str) -> bool:
    """A pair that was told elsewhere; False if it is known."""
    sql = "INSERT INTO main.told_apart VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return conn.execute(sql, (one, other, worker, at)).rowcount == 1


def take_together(conn: Connection, record: str, other: str) -> bool:
    """Take that back; False if nobody had said it."""
    sql = "DELETE FROM main.told_apart WHERE one = ? AND other = ?"
    return conn.execute(sql, (min(record, other), max(record, other))).rowcount == 1


def apart_from(conn: Connection, record: str) -> frozenset[str]:
    """The sheets that are known to be of somebody else than this one."""
    rows = conn.execute(
        "SELECT other FROM told_apart WHERE one = ?1 UNION ALL SELECT one FROM told_apart WHERE other = ?1", (record,)
    )
    return frozenset(row[0] for row in rows)


# --- the index as a whole ---------------------------------------------------------------------------------------------


class Sheet(NamedTuple):
    """A sheet as the index is made of it, by its number among all records."""

    num: int
    record: str
    case: str | None
    form: str
    body: Mapping[str, Value]
    kind: str  # of its file


def sheets(conn: Connection, forms: Iterable[str], after: int, most: int) -> list[Sheet]:
    """So many sheets of these forms, whoever may see them; of what is sealed there is nothing to make."""
    sql = (
        "SELECT num, id, case_id, form, body, coalesce((SELECT kind FROM main.case_row"
        " WHERE case_row.case_id = record.case_id), 'victim') FROM main.record WHERE num > ? AND form IN"
        f" (SELECT value FROM json_each(?)) AND substr(body, 1, 1) <> '{cover.MARK}' ORDER BY num LIMIT ?"
    )
    rows = conn.execute(sql, (after, json.dumps(sorted(forms)), most))
    return [Sheet(num, record, case, form, json.loads(body), kind) for num, record, case, form, body, kind in rows]


def count(conn: Connection, forms: Iterable[str]) -> int:
    """How many sheets of these forms there are."""
    sql = "SELECT count(*) FROM main.record WHERE form IN (SELECT value FROM json_each(?))"
    return int(conn.execute(sql, (json.dumps(sorted(forms)),)).fetchone()[0])


def is_ready(conn: Connection) -> bool:
    """Whether the index was made for everything that is here, in the present way."""
    return meta.get(conn, READY) == MAKING


def note_ready(conn: Connection) -> None:
    """Every sheet has its keys from now on."""
    meta.put(conn, READY, MAKING)


def empty(conn: Connection) -> None:
    """Begin anew."""
    conn.execute("DELETE FROM main.matching")
    conn.execute("DELETE FROM meta WHERE name = ?", (READY,))
