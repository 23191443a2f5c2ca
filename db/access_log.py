"""Who did what and when, in ids, verbs and counts; each entry seals all entries before it."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from db.connection import Connection
from db.hybrid import moment, stamp

START = bytes(32)
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)*", re.ASCII)
_OBJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
_STEP = 2000  # entries between two reports
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for: what is None asks for all. `case` means the case itself and each of its sheets."""

    worker: str | None = None
    verb: str | None = None
    case: str | None = None
    since: datetime | None = None  # this moment and later
    until: datetime | None = None  # before this moment
    hidden: Collection[str] = ()  # cases and sheets that do not exist for the reader
    reader: str | None = None  # from whom somebody may have hidden a case: that is not for this person to know


def note(
    conn: Connection, at: datetime, worker: str, verb: str, object: str | None = None, count: int | None = None
) -> None:
    """Add an entry; `verb` is a word of the program and `object` an id or a code, never something typed."""
    if not _VERB.fullmatch(verb) or (object is not None and not _OBJECT.fullmatch(object)):
        raise ValueError("the access log holds verbs, ids and codes")  # erasure relies on it, and never comes here
    num, chain = head(conn)
    values = (num + 1, stamp(at), worker, verb, object, count)
    conn.execute("INSERT INTO access_log VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, _next(chain, values)))


def head(conn: Connection) -> tuple[int, bytes]:
    """The number of the last entry, and the hash that seals all of them."""
    return conn.execute("SELECT num, chain FROM access_log ORDER BY num DESC LIMIT 1").fetchone() or (0, START)


def verify(conn: Connection, report: Callable[[int, int], None] | None = None) -> int | None:
    """The number of the first entry that is missing or was changed; None if the chain holds."""
    chain, total = START, head(conn)[0]
    for place, row in enumerate(conn.execute(f"SELECT {_ENTRY}, chain FROM access_log ORDER BY num"), start=1):
        if report is not None and place % _STEP == 1:
            report(place - 1, total)
        chain = _next(chain, tuple(row[:-1]))
        if row[0] != place or row[-1] != chain:
            return place
    return None


def count(conn: Connection, wanted: Wanted | None = None) -> int:
    """How many entries there are, of those that are wanted."""
    where, bound = _where(wanted or Wanted())
    sql = f"SELECT count(*) FROM access_log WHERE {where}"
    return int(conn.execute(sql, bound).fetchone()[0])


def page(conn: Connection, limit: int, before: int | None = None, wanted: Wanted | None = None) -> list[Entry]:
    """The latest entries, the newest first; `before` goes on from a number."""
    where, bound = _where(wanted or Wanted())
    sql = f"SELECT {_ENTRY} FROM access_log WHERE num < ? AND {where} ORDER BY num DESC LIMIT ?"
    top = before if before is not None else (1 << 62)
    return [
        Entry(num, moment(at), worker, verb, thing, count)
        for num, at, worker, verb, thing, count in conn.execute(sql, (top, *bound, limit))
    ]


def verbs(conn: Connection, wanted: Wanted | None = None) -> list[str]:
    """Every verb of the entries that are wanted."""
    where, bound = _where(wanted or Wanted())
    sql = f"SELECT DISTINCT verb FROM access_log WHERE {where} ORDER BY verb"
    return [verb for (verb,) in conn.execute(sql, bound)]


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


class Written(NamedTuple):
    """What somebody last did to one thing of late, and how often."""

    object: str
    at: datetime
    verb: str
    times: int


def written(
    conn: Connection, worker: str, verbs: Iterable[str], since: datetime, most: int, among: int
) -> list[Written]:
    """The things to which she did this since then, the last of them first; only so many of the newest entries count."""
    sql = (
        "SELECT object, at, verb, count(*), max(num) FROM access_log"  # beside `max` stand the columns of that entry
        " WHERE num > (SELECT max(num) FROM access_log) - ? AND at >= ? AND worker = ? AND object IS NOT NULL"
        " AND verb IN (SELECT value FROM json_each(?)) GROUP BY object ORDER BY 5 DESC LIMIT ?"
    )
    rows = conn.execute(sql, (among, stamp(since), worker, json.dumps(sorted(verbs)), most))
    return [Written(thing, moment(at), verb, times) for thing, at, verb, times, _num in rows]


_ENTRY = "num, at, worker, verb, object, count"


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    parts, bound = ["1"], list[Any]()
    for part, value in (
        ("worker = ?", wanted.worker),
        ("verb = ?", wanted.verb),
        ("at >= ?", wanted.since and stamp(wanted.since)),
        ("at < ?", wanted.until and stamp(wanted.until)),
    ):
        if value is not None:
            parts.append(part)
            bound.append(value)
    if wanted.case is not None:
        parts.append("object IN (SELECT ? UNION ALL SELECT id FROM record WHERE case_id = ?)")
        bound += [wanted.case] * 2
    if wanted.hidden:
        # `main`: for the reader these records do not exist, and did not where they were erased with their case; whose
        # they were nobody knows any more, so all of that day and reason. From whom a case was hidden stands in the
        # entry after it.
        hidden = (
            "(SELECT value FROM json_each(?) UNION ALL"
            " SELECT id FROM main.record WHERE case_id IN (SELECT value FROM json_each(?)) UNION ALL"
            " SELECT also.id FROM erased JOIN erased AS also USING (reason, at)"
            " WHERE erased.id IN (SELECT value FROM json_each(?)))"
        )
        parts.append(f"(object IS NULL OR object NOT IN {hidden})")
        before = f"(SELECT num + 1 FROM access_log WHERE verb IN ('denied', 'allowed') AND object IN {hidden})"
        parts.append(f"(verb NOT IN ('denied-to', 'allowed-to') OR num NOT IN {before})")
        bound += [json.dumps(sorted(wanted.hidden))] * 6
    if wanted.reader is not None:
        parts.append("NOT (verb IN ('denied-to', 'allowed-to') AND object IS ?)")
        bound.append(wanted.reader)
    return " AND ".join(parts), bound


def _next(chain: bytes, values: tuple[Any, ...]) -> bytes:
    return hashlib.blake2b(chain + _ENCODER.encode(values).encode(), digest_size=32).digest()
