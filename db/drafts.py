"""Unsaved work, kept so that a crash or a lock loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import cover
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
    scope, row = cover.scope_of(conn, draft.record, draft.case), cover.draft_row(draft.record, draft.worker)
    conn.execute(
        "INSERT OR REPLACE INTO main.draft (record, case_id, form, version, worker, body, seen, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            draft.record,
            draft.case,
            draft.form,
            draft.version,
            draft.worker,
            cover.shut(conn, scope, cover.DRAFT_BODY, row, dump(draft.body)),
            cover.shut(conn, scope, cover.SEEN, row, dump(draft.seen)),
            stamp(draft.at),
        ),
    )


def get(conn: Connection, record: str, worker: str) -> Draft | None:
    """A worker's draft of a record."""
    row = conn.execute(f"{_SELECT} WHERE record = ? AND worker = ?", (record, worker)).fetchone()
    return _draft(conn, row) if row else None


def remove(conn: Connection, record: str, worker: str) -> None:
    """Drop a draft: it was saved, or thrown away on purpose."""
    conn.execute("DELETE FROM main.draft WHERE record = ? AND worker = ?", (record, worker))


def of_worker(conn: Connection, worker: str) -> list[Draft]:
    """All drafts of a worker, the latest first."""
    rows = conn.execute(f"{_SELECT} WHERE worker = ? ORDER BY at DESC, record", (worker,))
    return [_draft(conn, row) for row in rows]


def of_record(conn: Connection, record: str) -> list[Draft]:
    """What anybody has typed into a record and not saved."""
    return [_draft(conn, row) for row in conn.execute(f"{_SELECT} WHERE record = ? ORDER BY worker", (record,))]


def of_case(conn: Connection, case: str) -> list[Draft]:
    """What anybody has typed into the sheets of a case and not saved, also into those that are only begun."""
    rows = conn.execute(f"{_SELECT} WHERE case_id = ? ORDER BY record, worker", (case,))
    return [_draft(conn, row) for row in rows]


_SELECT = "SELECT record, case_id, form, version, worker, body, seen, at FROM draft"


def _draft(conn: Connection, row: tuple[Any, ...]) -> Draft:
    record, case, form, version, worker, body, seen, at = row
    if body[0] == cover.MARK:
        body = cover.opened(conn, cover.DRAFT_BODY, cover.draft_row(record, worker), body)
    if seen[0] == cover.MARK:
        seen = cover.opened(conn, cover.SEEN, cover.draft_row(record, worker), seen)
    knew = {path: tuple(names) for path, names in json.loads(seen).items()}
    return Draft(record, case, form, version, worker, json.loads(body), knew, moment(at))
