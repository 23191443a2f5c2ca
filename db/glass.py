"""Each time somebody opened a sealed thing in an emergency: who, when, for which reason, and who has looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection
from db.hybrid import moment, stamp


@dataclass(frozen=True, slots=True)
class Broken:
    """One time; `case` is empty where the sealed thing is no more."""

    num: int
    scope: str
    case: str
    worker: str
    at: datetime
    reason: str
    seen_by: str | None
    seen_at: datetime | None


def note(conn: Connection, scope: str, worker: str, at: datetime, reason: str) -> None:
    """Remember who opened a sealed thing in an emergency, and why."""
    conn.execute(
        "INSERT INTO glass_broken (scope, worker, at, reason) VALUES (?, ?, ?, ?)", (scope, worker, stamp(at), reason)
    )


def broken(conn: Connection, *, unseen: bool = False, case: str | None = None) -> list[Broken]:
    """All of them, the latest first; only what nobody has looked at yet, or only of one case."""
    sql = (
        "SELECT num, scope, coalesce((SELECT case_id FROM main.record WHERE id = scope), ''), worker, glass_broken.at,"
        " reason, seen_by, seen_at FROM glass_broken WHERE (?1 = 0 OR seen_at IS NULL)"
        " AND (?2 IS NULL OR scope = ?2 OR scope IN (SELECT id FROM main.record WHERE case_id = ?2)) ORDER BY num DESC"
    )
    return [_broken(row) for row in conn.execute(sql, (int(unseen), case))]


def note_seen(conn: Connection, nums: Iterable[int], worker: str, at: datetime) -> int:
    """Somebody who answers for it has looked at these; how many nobody had looked at before."""
    sql = "UPDATE glass_broken SET seen_by = ?, seen_at = ? WHERE num = ? AND seen_at IS NULL"
    return sum(conn.execute(sql, (worker, stamp(at), num)).rowcount for num in nums)


def _broken(row: tuple[Any, ...]) -> Broken:
    num, scope, case, worker, at, reason, seen_by, seen_at = row
    return Broken(num, scope, case, worker, moment(at), reason, seen_by, moment(seen_at) if seen_at else None)
