"""Unsaved work, kept so that a crash or a lock loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection
from db.hybrid import moment, stamp
from db.merge import Value
from db.records import dump


@dataclass(frozen=True, slots=True)
class Draft:
    """What a worker has typed into a record and not saved; `seen` are the revisions that were on the screen."""

    record: str
    case: str | None
    form: str
    version: int
    worker: str
    body: Mapping[str, Value]
    seen: Mapping[str, tuple[str, ...]]
    at: datetime


def put(conn: Connection, draft: Draft) -> None:
    """Keep a draft in place of the same worker's earlier one of this record."""
    conn.execute(
        "INSERT OR REPLACE INTO main.draft (record, case_id, form, version, worker, body, seen, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            draft.record,
            draft.case,
            draft.form,
            draft.version,
            draft.worker,
            dump(draft.body),
            dump(draft.seen),
            stamp(draft.at),
        ),
    )


def get(conn: Connection, record: str, worker: str) -> Draft | None:
    """A worker's draft of a record."""
    row = conn.execute(f"{_SELECT} WHERE record = ? AND worker = ?", (record, worker)).fetchone()
    return _draft(row) if row else None


def remove(conn: Connection, record: str, worker: str) -> None:
    """Drop a draft: it was saved, or thrown away on purpose."""
    conn.execute("DELETE FROM main.draft WHERE record = ? AND worker = ?", (record, worker))


def of_worker(conn: Connection, worker: str) -> list[Draft]:
    """All drafts of a worker, the latest first."""
    return [_draft(row) for row in conn.execute(f"{_SELECT} WHERE worker = ? ORDER BY at DESC, record", (worker,))]


_SELECT = "SELECT record, case_id, form, version, worker, body, seen, at FROM draft"


def _draft(row: tuple[Any, ...]) -> Draft:
    record, case, form, version, worker, body, seen, at = row
    knew = {path: tuple(names) for path, names in json.loads(seen).items()}
    return Draft(record, case, form, version, worker, json.loads(body), knew, moment(at))
