"""What must not pass unseen: a number used twice, a key that was given up; it stands until a lead has seen it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from db.connection import Connection


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm: its code has a sentence, which may name the facts; `office` is whom it is about."""

    num: int
    at: str
    code: str
    office: str
    facts: Mapping[str, str | int]
    seen_at: str | None = None
    seen_by: str | None = None


def note(conn: Connection, at: str, code: str, office: str, facts: Mapping[str, str | int] | None = None) -> None:
    """Raise an alarm; the very same one again is no second one, and stays seen."""
    told = json.dumps(dict(facts or {}), ensure_ascii=False, sort_keys=True)
    sql = "INSERT INTO alarm (at, code, office, facts) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    conn.execute(sql, (at, code, office, told))


def all_(conn: Connection, *, unseen: bool = False) -> list[Alarm]:
    """The alarms, the latest first."""
    sql = (
        "SELECT num, at, code, office, facts, seen_at, seen_by FROM alarm"
        " WHERE seen_at IS NULL OR NOT ? ORDER BY num DESC"
    )
    return [
        Alarm(num, at, code, office, json.loads(facts), seen_at, seen_by)
        for num, at, code, office, facts, seen_at, seen_by in conn.execute(sql, (unseen,))
    ]


def see(conn: Connection, num: int, at: str, worker: str) -> bool:
    """Somebody has read it and knows what to do."""
    sql = "UPDATE alarm SET seen_at = ?, seen_by = ? WHERE num = ? AND seen_at IS NULL"
    return bool(conn.execute(sql, (at, worker, num)).rowcount)
