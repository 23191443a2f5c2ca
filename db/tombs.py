"""What was erased for good: random ids, and of each everything or some of its answers, up to a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from db import meta
from db.connection import Connection
from db.merge import Revision

ALL = ""
COMMIT = "erased_commit"  # the last transaction in which something was erased: backups from before may hold it
COUNTED = "retention-identity"  # the reason for which the answers go and what is counted of them stays
T = TypeVar("T")


class Entry(NamedTuple):
    """One line of the list; `what` is everything (empty), or some answers as `some` writes them."""

    id: str
    what: str
    reason: str
    day: str


class Some(NamedTuple):
    """Answers that went, as patterns (`field`, `group/field`), in revisions up to this hybrid time."""

    until: int
    patterns: frozenset[str]

    def takes(self, path: str, time: int) -> bool:
        return time <= self.until and pattern_of(path) in self.patterns


def some(until: int, patterns: Iterable[str]) -> str:
    """The word of the list for some answers; what is typed into the same fields later is not meant by it."""
    return " ".join((str(until), *sorted(set(patterns))))


@lru_cache(maxsize=4096)
def read_some(what: str) -> Some:
    """What `some` wrote."""
    until, *patterns = what.split(" ")
    return Some(int(until), frozenset(patterns))


def pattern_of(path: str) -> str:
    """The path without its row: `group/row/field` is `group/field`."""
    first, *rest = path.split("/")
    return f"{first}/{rest[-1]}" if len(rest) == 2 else first


def keep(conn: Connection, entries: Iterable[Entry]) -> None:
    """Remember them for good; the first day and reason of each stay."""
    new = conn.executemany("INSERT INTO erased VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", entries)
    if new.rowcount > 0:
        commit_no = conn.execute("SELECT commit_no + 1 FROM ledger").fetchone()[0]
        meta.put(conn, COMMIT, str(commit_no))


def every(conn: Connection) -> tuple[Entry, ...]:
    """The whole list, in one order."""
    return tuple(Entry(*row) for row in conn.execute("SELECT id, what, reason, at FROM erased ORDER BY id, what"))


def count(conn: Connection) -> int:
    """How many lines the list has."""
    return int(conn.execute("SELECT count(*) FROM erased").fetchone()[0])


def parts(conn: Connection, record: str) -> tuple[Some, ...]:
    """The answers of one sheet that went."""
    rows = conn.execute("SELECT what FROM erased WHERE id = ? AND what <> ''", (record,))
    return tuple(read_some(what) for (what,) in rows)


def is_gone(conn: Connection, *ids: str) -> bool:
    """Whether all of any of these was erased."""
    sql = "SELECT 1 FROM erased WHERE what = '' AND id IN (SELECT value FROM json_each(?)) LIMIT 1"
    return conn.execute(sql, (json.dumps(ids),)).fetchone() is not None


def stays_counted(conn: Connection, sheet_or_case: str) -> bool:
    """Whether it is counted as it was before its answers went: worked out anew, it would count for nothing."""
    sql = "SELECT 1 FROM erased WHERE id = ? AND reason = ? LIMIT 1"
    return conn.execute(sql, (sheet_or_case, COUNTED)).fetchone() is not None


def gone_of(conn: Connection, revision: Revision) -> tuple[Some, ...] | None:
    """The answers of its sheet that went; None where the whole of it belongs to what was erased.

    That is its sheet, or its case where nothing of the sheet has gone elsewhere.
    """
    joined = revision.sets.get("case")
    ids = (revision.record, revision.case, joined if isinstance(joined, str) else None)
    sql = (  # three questions in one: `IN` would build a table of the three ids for each revision
        "SELECT id, what FROM erased WHERE id = ?1 UNION ALL SELECT id, what FROM erased WHERE id = ?2 AND what = ''"
        " UNION ALL SELECT id, what FROM erased WHERE id = ?3 AND what = ''"
    )
    found = conn.execute(sql, ids).fetchall()
    if not found:
        return ()
    whole = {name for name, what in found if what == ALL}
    if revision.record in whole or (whole and not _is_here(conn, revision.record)):
        return None
    return tuple(read_some(what) for _name, what in found if what != ALL)


def _is_here(conn: Connection, record: str) -> bool:
    return conn.execute("SELECT 1 FROM main.record WHERE id = ?", (record,)).fetchone() is not None


def without(gone: Sequence[Some], revision: Revision) -> Revision:
    """The revision without the answers that went."""
    if not gone:
        return revision
    return revision._replace(
        sets=left(gone, revision.sets, revision.time), replaces=left(gone, revision.replaces, revision.time)
    )


def left(gone: Sequence[Some], values: Mapping[str, T], time: int) -> dict[str, T]:
    """The values by path without the answers that went."""
    return {path: value for path, value in values.items() if not any(one.takes(path, time) for one in gone)}
