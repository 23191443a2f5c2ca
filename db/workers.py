"""The people who work with this vault; their keys are in the key file, their names only here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection, IntegrityError
from db.errors import VaultRefused
from db.hybrid import moment, stamp
from db.names import folded

ROLES = ("worker", "specialist", "lead", "regional")


@dataclass(frozen=True, slots=True)
class Worker:
    """One person of the office."""

    id: str
    name: str
    role: str
    added_at: datetime
    left_at: datetime | None = None


def add(conn: Connection, worker: Worker) -> None:
    """Add a person; the name must not be one that is here already, however it is written."""
    try:
        conn.execute(
            "INSERT INTO worker (id, name, folded, role, added_at) VALUES (?, ?, ?, ?, ?)",
            (worker.id, worker.name, folded(worker.name), worker.role, stamp(worker.added_at)),
        )
    except IntegrityError as error:
        if worker.role not in ROLES:
            raise
        raise VaultRefused("worker-exists") from error


def get(conn: Connection, worker: str) -> Worker | None:
    """A person by id, also one who has left."""
    row = conn.execute(f"{_SELECT} WHERE id = ?", (worker,)).fetchone()
    return _worker(row) if row else None


def by_name(conn: Connection, name: str) -> Worker | None:
    """A person who works here, by the typed name."""
    row = conn.execute(f"{_SELECT} WHERE folded = ? AND left_at IS NULL", (folded(name),)).fetchone()
    return _worker(row) if row else None


def all_(conn: Connection) -> list[Worker]:
    """Everybody who works here now, in the order in which they were added."""
    return [one for one in everybody(conn) if one.left_at is None]


def everybody(conn: Connection) -> list[Worker]:
    """The same with those who have left: the history names them."""
    return [_worker(row) for row in conn.execute(f"{_SELECT} ORDER BY added_at, folded")]


def leave(conn: Connection, worker: str, at: datetime) -> bool:
    """Note that a person works here no more; False if that was known."""
    sql = "UPDATE worker SET left_at = ? WHERE id = ? AND left_at IS NULL"
    return conn.execute(sql, (stamp(at), worker)).rowcount == 1


def set_role(conn: Connection, worker: str, role: str) -> bool:
    """Note another role of a person; False if it is that one already."""
    return conn.execute("UPDATE worker SET role = ? WHERE id = ? AND role <> ?", (role, worker, role)).rowcount == 1


def names(conn: Connection) -> Mapping[str, str]:
    """Names by id, for lists; also of those who have left."""
    return {worker.id: worker.name for worker in everybody(conn)}


_SELECT = "SELECT id, name, role, added_at, left_at FROM worker"


def _worker(row: tuple[Any, ...]) -> Worker:
    return Worker(row[0], row[1], row[2], moment(row[3]), moment(row[4]) if row[4] else None)
