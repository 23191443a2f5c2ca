"""Requests to erase a case, each with its ground and its days of waiting, and the cases that are held back by law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from db.connection import Connection
from db.hybrid import from_datetime, moment, stamp

State = Literal["waiting", "done", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asked for a case to be erased; `ground` is a code, `words` were typed and go with the case."""

    id: str
    case: str
    code: str
    ground: str
    words: str
    asked_at: datetime
    asked_by: str
    due_at: datetime
    state: State = "waiting"
    ended_at: datetime | None = None
    ended_by: str | None = None


def add(conn: Connection, request: Request) -> None:
    """Keep a new request."""
    conn.execute(
        "INSERT INTO erasure (id, case_id, code, ground, words, asked_at, asked_by, due_at, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
        (
            request.id,
            request.case,
            request.code,
            request.ground,
            request.words,
            stamp(request.asked_at),
            request.asked_by,
            stamp(request.due_at),
        ),
    )


def get(conn: Connection, request: str) -> Request | None:
    """A request by its id."""
    row = conn.execute(f"{_SELECT} WHERE id = ?", (request,)).fetchone()
    return _request(row) if row else None


def waiting_of(conn: Connection, case: str) -> Request | None:
    """The request that waits for a case."""
    row = conn.execute(f"{_SELECT} WHERE case_id = ? AND state = 'waiting'", (case,)).fetchone()
    return _request(row) if row else None


def every(conn: Connection) -> list[Request]:
    """All requests: those that wait by the day on which they are due, then the others, the last first."""
    rows = [_request(row) for row in conn.execute(f"{_SELECT} ORDER BY due_at, id")]
    ended = [one for one in rows if one.state != "waiting"]
    return [
        *(one for one in rows if one.state == "waiting"),
        *sorted(ended, key=lambda one: (one.ended_at or one.asked_at, one.id), reverse=True),
    ]


def end(conn: Connection, request: str, state: State, at: datetime, by: str) -> None:
    """A request was carried out, or withdrawn."""
    conn.execute(
        "UPDATE erasure SET state = ?, ended_at = ?, ended_by = ? WHERE id = ? AND state = 'waiting'",
        (state, stamp(at), by, request),
    )


def postpone(conn: Connection, case: str, until: datetime) -> None:
    """No request for this case is due before this moment."""
    conn.execute(
        "UPDATE erasure SET due_at = max(due_at, ?) WHERE case_id = ? AND state = 'waiting'", (stamp(until), case)
    )


def forget_words(conn: Connection, case: str) -> None:
    """What was typed about a case outside its sheets."""
    conn.execute("UPDATE erasure SET words = '' WHERE case_id = ?", (case,))
    conn.execute(
        "UPDATE glass_broken SET reason = '' WHERE scope = ?1"
        " OR scope IN (SELECT id FROM main.record WHERE case_id = ?1)",
        (case,),
    )


def count_alone(conn: Connection, since: str, until: str) -> int:
    """How many cases were erased in a span of time by the person who had asked for it, there being no other."""
    sql = "SELECT count(*) FROM erasure WHERE state = 'done' AND asked_by = ended_by AND ended_at >= ? AND ended_at < ?"
    return int(conn.execute(sql, (since, until)).fetchone()[0])


def changed_since(conn: Connection, case: str, at: datetime) -> int:
    """In how many sheets of a case something was saved after a moment; they need not be readable."""
    sql = (
        "SELECT count(DISTINCT record) FROM main.revision WHERE time >= ?1"
        " AND record IN (SELECT id FROM main.record WHERE case_id = ?2)"
    )
    after = from_datetime(at + timedelta(milliseconds=1))
    return int(conn.execute(sql, (after, case)).fetchone()[0])


def is_denied(conn: Connection, case: str, worker: str) -> bool:
    """Whether a case does not exist for a person; also after it was erased."""
    sql = "SELECT 1 FROM denied WHERE case_id = ? AND worker = ?"
    return conn.execute(sql, (case, worker)).fetchone() is not None


def carry_over(old: Connection, conn: Connection) -> None:
    """What was asked for, taken back and held in a database that gives way to an older one stays so."""
    conn.executemany(
        "INSERT OR REPLACE INTO erasure (id, case_id, code, ground, words, asked_at, asked_by, due_at, state, ended_at,"
        " ended_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        old.execute(_SELECT),
    )
    conn.executemany("INSERT OR IGNORE INTO legal_hold VALUES (?, ?, ?)", old.execute("SELECT * FROM legal_hold"))


# --- cases that must not be erased ------------------------------------------------------------------------------------


def is_held(conn: Connection, case: str) -> bool:
    """Whether nothing of this case may be erased."""
    return conn.execute("SELECT 1 FROM legal_hold WHERE case_id = ?", (case,)).fetchone() is not None


def hold(conn: Connection, case: str, at: datetime, by: str) -> None:
    """Nothing of this case may be erased from now on."""
    conn.execute("INSERT INTO legal_hold VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (case, stamp(at), by))


def release(conn: Connection, case: str) -> None:
    """It may be erased again."""
    conn.execute("DELETE FROM legal_hold WHERE case_id = ?", (case,))


_SELECT = "SELECT id, case_id, code, ground, words, asked_at, asked_by, due_at, state, ended_at, ended_by FROM erasure"


def _request(row: tuple[Any, ...]) -> Request:
    name, case, code, ground, words, asked_at, asked_by, due_at, state, ended_at, ended_by = row
    ended = moment(ended_at) if ended_at else None
    asked, due = moment(asked_at), moment(due_at)
    return Request(name, case, code, ground, words, asked, asked_by, due, state, ended, ended_by)
