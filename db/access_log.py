"""Who did what and when, in ids, verbs and counts; each entry seals all entries before it."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection
from db.hybrid import moment, stamp

START = bytes(32)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log."""

    num: int
    at: datetime
    worker: str
    verb: str
    object: str | None
    count: int | None


def note(
    conn: Connection, at: datetime, worker: str, verb: str, object: str | None = None, count: int | None = None
) -> None:
    """Add an entry; `verb` is a word of the program and `object` an id or a code, never something typed."""
    num, chain = head(conn)
    values = (num + 1, stamp(at), worker, verb, object, count)
    conn.execute("INSERT INTO access_log VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, _next(chain, values)))


def head(conn: Connection) -> tuple[int, bytes]:
    """The number of the last entry, and the hash that seals all of them."""
    return conn.execute("SELECT num, chain FROM access_log ORDER BY num DESC LIMIT 1").fetchone() or (0, START)


def verify(conn: Connection) -> int | None:
    """The number of the first entry that is missing or was changed; None if the chain holds."""
    chain = START
    for place, row in enumerate(conn.execute(f"SELECT {_ENTRY}, chain FROM access_log ORDER BY num"), start=1):
        chain = _next(chain, tuple(row[:-1]))
        if row[0] != place or row[-1] != chain:
            return place
    return None


def count(conn: Connection) -> int:
    """How many entries there are."""
    return int(conn.execute("SELECT count(*) FROM access_log").fetchone()[0])


def page(conn: Connection, limit: int, before: int | None = None) -> list[Entry]:
    """The latest entries, the newest first; `before` goes on from a number."""
    sql = f"SELECT {_ENTRY} FROM access_log WHERE num < ? ORDER BY num DESC LIMIT ?"
    top = before if before is not None else (1 << 62)
    return [
        Entry(num, moment(at), worker, verb, thing, count)
        for num, at, worker, verb, thing, count in conn.execute(sql, (top, limit))
    ]


def times(conn: Connection, objects: Iterable[str], verbs: Iterable[str]) -> dict[str, list[datetime]]:
    """When these verbs were done to each of these things, the earliest first; it reads the whole log."""
    sql = (
        "SELECT object, at FROM access_log WHERE object IN (SELECT value FROM json_each(?))"
        " AND verb IN (SELECT value FROM json_each(?)) ORDER BY num"
    )
    found: dict[str, list[datetime]] = {}
    for thing, at in conn.execute(sql, (json.dumps(sorted(objects)), json.dumps(sorted(verbs)))):
        found.setdefault(thing, []).append(moment(at))
    return found


_ENTRY = "num, at, worker, verb, object, count"


def _next(chain: bytes, values: tuple[Any, ...]) -> bytes:
    return hashlib.blake2b(chain + _ENCODER.encode(values).encode(), digest_size=32).digest()
