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
    """A person by id."""
    row = conn.execute(f"{_SELECT} WHERE id = ?", (worker,)).fetchone()
    return _worker(row) if row else None


def by_name(conn: Connection, name: str) -> Worker | None:
    """A person by the typed name."""
    row = conn.execute(f"{_SELECT} WHERE folded = ?", (folded(name),)).fetchone()
    return _worker(row) if row else None


def all_(conn: Connection) -> list[Worker]:
    """Everybody, in the order in which they were added."""
    return [_worker(row) for row in conn.execute(f"{_SELECT} ORDER BY added_at, folded")]


def names(conn: Connection) -> Mapping[str, str]:
    """Names by id, for lists."""
    return {worker.id: worker.name for worker in all_(conn)}


_SELECT = "SELECT id, name, role, added_at FROM worker"


def _worker(row: tuple[Any, ...]) -> Worker:
    return Worker(row[0], row[1], row[2], moment(row[3]))
