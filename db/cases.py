"""One row a case, ready to be listed: what services worked out of its records."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from db.connection import Connection

Order = Literal["due", "modified", "code"]
VICTIM = "victim"


class CaseRow(NamedTuple):  # a page of a list makes hundreds of them, and a tuple is made five times as quickly
    """What a list of cases shows of one; texts are codes and UTC stamps, `conflicts` and `checks` are counts."""

    case: str
    code: str
    opened_on: str | None = None
    status: str | None = None
    track: str | None = None
    sex: str | None = None
    age_band: str | None = None
    place: str | None = None
    manager: str | None = None
    risk: str | None = None
    next_due: str | None = None
    next_what: str | None = None
    next_ref: str | None = None
    modified: str | None = None
    conflicts: int = 0
    checks: int = 0
    kind: str = "victim"  # of the file: victim | aggressor | minor | youth
    merged_into: str | None = None  # the case that this one was found to be a second file of
    next_until: str | None = None  # until when what is due next is told; without it, until it is done
    flags: str | None = None  # codes joined by a space
    handed: str | None = None  # the worker who was handed the case and has not read the note yet
    aggressor_files: str | None = None  # ids joined by a space, of a victim's file alone
    moving: str | None = None  # empty while it is here and ours, else where it is: `offered:UN4`, `gone:UN4`


_COLUMNS = ["case_id", *CaseRow._fields[1:]]
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM case_row"
_INDEXED = (
    "code",
    "next_due",
    "next_until",
    "conflicts",
    "checks",
    "kind",
    "handed",
    "moving",
)  # `modified` is too, but it changes each time
_INSERT = (
    f"INSERT INTO main.case_row ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
    " ON CONFLICT (case_id) DO UPDATE SET "
)
# An indexed column that is named is written anew in its index, also where its value is the same.
_PUT_SAME = (
    _INSERT
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:] if name not in _INDEXED)
    + " WHERE "
    + " AND ".join(f"{name} IS excluded.{name}" for name in _INDEXED)
)
_PUT_CHANGED = _INSERT + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
_IN_CONFLICT = " AND num IN (SELECT num FROM main.case_row INDEXED BY case_in_conflict WHERE conflicts > 0)"
_TO_CHECK = " AND num IN (SELECT num FROM main.case_row INDEXED BY case_to_check WHERE checks > 0)"
_ORDERS = {
    "due": " ORDER BY next_due IS NULL, next_due, num",
    "modified": " ORDER BY modified DESC, num DESC",
    "code": " ORDER BY code",
}
# What was due next when a row was written may be over since: then the first that is left counts.
_SOME_OVER = "SELECT EXISTS (SELECT 1 FROM main.case_row WHERE next_until < ?)"
_LEFT = "SELECT min(at) FROM due WHERE due.case_id = case_row.case_id AND (until IS NULL OR until >= ?)"
_BY_DUE_NOW = f" ORDER BY coalesce(iif(next_until < ?, ({_LEFT}), next_due), '~'), num"


def put(conn: Connection, row: CaseRow) -> None:
    """Write the row of a case; of the indexes only those that it has changed in."""
    for sql in (_PUT_SAME, _PUT_CHANGED):
        if conn.execute(sql, row).rowcount:
            return


def get(conn: Connection, case: str) -> CaseRow | None:
    """The row of a case by its id."""
    found = conn.execute(f"{_SELECT} WHERE case_id = ?", (case,)).fetchone()
    return CaseRow(*found) if found else None


def moving(conn: Connection, case: str) -> str | None:
    """Where a case is, unless it is here and ours; also of one that is hidden, since nobody writes in it either."""
    found = conn.execute("SELECT moving FROM main.case_row WHERE case_id = ?", (case,)).fetchone()
    return found[0] if found else None


def elsewhere(conn: Connection) -> frozenset[str]:
    """The cases for which another office answers; they are counted there. Also those that are hidden."""
    sql = "SELECT case_id FROM main.case_row WHERE moving IS NOT NULL AND moving NOT GLOB 'offered:*'"
    return frozenset(row[0] for row in conn.execute(sql))


def on_the_move(conn: Connection) -> list[CaseRow]:
    """The cases that are offered, gone, or came as an offer or a copy, by their codes."""
    rows = conn.execute(f"{_SELECT} WHERE moving IS NOT NULL ORDER BY code")
    return [CaseRow._make(row) for row in rows]


def by_code(conn: Connection, code: str) -> CaseRow | None:
    """The row of a case by the code that people use."""
    found = conn.execute(f"{_SELECT} WHERE code = ?", (code,)).fetchone()
    return CaseRow(*found) if found else None


def anybodys(conn: Connection, code: str) -> str | None:
    """The id of the case with this code, also where it is hidden: no code is given twice, and glass can be broken."""
    found = conn.execute("SELECT case_id FROM main.case_row WHERE code = ?", (code,)).fetchone()
    return found[0] if found else None


def page(
    conn: Connection,
    *,
    statuses: Iterable[str] | None = None,
    manager: str | None = None,
    late_before: str | None = None,
    conflicts: bool = False,
    checks: bool = False,
    once: bool = False,
    kind: str | None = None,
    flag: str | None = None,
    handed: str | None = None,
    order: Order = "due",
    now: str | None = None,
    limit: int,
    offset: int = 0,
) -> list[CaseRow]:
    """A part of the list, in an order that an index already has; `once`: of merged files only the first.

    With `now`, a case whose next date is over stands where what is left of it belongs.
    """
    where, bound = _where(statuses, manager, late_before, conflicts, checks, once, kind, flag, handed)
    # They are few: their own index finds them sooner than a walk through every case in order.
    few = _IN_CONFLICT if conflicts else _TO_CHECK if checks else ""
    by, over = _ORDERS[order], []
    if order == "due" and now is not None and conn.execute(_SOME_OVER, (now,)).fetchone()[0]:
        by, over = _BY_DUE_NOW, [now, now]
    sql = f"{_SELECT}{where}{few}{by} LIMIT ? OFFSET ?"
    return [CaseRow._make(row) for row in conn.execute(sql, (*bound, *over, limit, offset))]


def count(
    conn: Connection,
    *,
    statuses: Iterable[str] | None = None,
    manager: str | None = None,
    late_before: str | None = None,
    conflicts: bool = False,
    checks: bool = False,
    once: bool = False,
    kind: str | None = None,
    flag: str | None = None,
    handed: str | None = None,
) -> int:
    """How many cases `page` would list in all."""
    where, bound = _where(statuses, manager, late_before, conflicts, checks, once, kind, flag, handed)
    return int(conn.execute(f"SELECT count(*) FROM case_row{where}", bound).fetchone()[0])


def among(conn: Connection, case_ids: Iterable[str]) -> list[CaseRow]:
    """The rows of these cases, the last changed first."""
    wanted = list(case_ids)
    if not wanted:
        return []
    sql = f"{_SELECT} WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY modified DESC, num DESC"
    return [CaseRow._make(row) for row in conn.execute(sql, (json.dumps(wanted),))]


def codes(conn: Connection, case_ids: Iterable[str | None]) -> dict[str | None, str]:
    """The codes of these cases, of those that are here."""
    sql = "SELECT case_id, code FROM case_row WHERE case_id IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(sql, (json.dumps(list(case_ids)),)))


def merged_in(conn: Connection, case: str) -> list[CaseRow]:
    """The files that were found to be second ones of this case, by their codes."""
    rows = conn.execute(f"{_SELECT} WHERE merged_into = ? ORDER BY code", (case,))
    return [CaseRow._make(row) for row in rows]


def with_aggressors(conn: Connection, manager: str) -> list[CaseRow]:
    """The victims' files of somebody that name the file of an alleged aggressor."""
    sql = f"{_SELECT} WHERE manager = ? AND aggressor_files IS NOT NULL ORDER BY code"
    return [CaseRow._make(row) for row in conn.execute(sql, (manager,))]


def _where(
    statuses: Iterable[str] | None,
    manager: str | None,
    late_before: str | None,
    conflicts: bool,
    checks: bool,
    once: bool,
    kind: str | None,
    flag: str | None,
    handed: str | None,
) -> tuple[str, list[Any]]:
    parts: list[str] = []
    bound: list[Any] = []
    if statuses is not None:
        wanted = sorted(statuses)
        parts.append(f"status IN ({', '.join('?' for _ in wanted)})")
        bound += wanted
    if manager is not None:
        parts.append("manager = ?")
        bound.append(manager)
    if late_before is not None:
        parts.append("next_due IS NOT NULL AND next_due < ?")
        bound.append(late_before)
    if kind is not None:
        parts.append("kind = ?" if kind != VICTIM else "+kind = ?")  # most are: their index would find nothing sooner
        bound.append(kind)
    if flag is not None:
        parts.append("flags IS NOT NULL AND instr(' ' || flags || ' ', ' ' || ? || ' ') > 0")
        bound.append(flag)
    if handed is not None:
        parts.append("handed = ?")
        bound.append(handed)
    if conflicts:
        parts.append("conflicts > 0")
    if checks:
        parts.append("checks > 0")
    if once:  # where the first of them is hidden or gone, the second stands for itself
        parts.append("(merged_into IS NULL OR merged_into NOT IN (SELECT case_id FROM case_row))")
    return (f" WHERE {' AND '.join(parts)}" if parts else "", bound)
