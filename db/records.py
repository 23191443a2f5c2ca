"""Revisions, which are never changed, and the standing answers of each record, which are worked out from them."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from db import cover, keyring, sealed_rows, tombs
from db.connection import Connection
from db.errors import VaultRefused
from db.hybrid import moment, stamp
from db.merge import Revision, Value

__all__ = [
    "Answered",
    "Place",
    "Record",
    "Revision",
    "add_revision",
    "answers",
    "arrivals",
    "cases_in_danger",
    "count",
    "count_in_conflict",
    "count_lone_conflicts",
    "count_revisions",
    "firsts",
    "get",
    "in_conflict",
    "last_time",
    "mark_safety",
    "newest",
    "of_case",
    "of_form",
    "put",
    "revisions",
    "without_case",
]


class Record(NamedTuple):  # every look at a case makes some, and a tuple is made five times as quickly
    """One filled form as it stands now; `conflicts` counts the paths with several living values."""

    id: str
    case: str | None
    form: str
    version: int
    body: Mapping[str, Value]
    state: str
    conflicts: int
    created: datetime
    modified: datetime
    worker: str


def add_revision(conn: Connection, revision: Revision) -> bool:
    """Keep a revision; False if it was here already, or belongs to what was erased.

    The same id with other content is refused, never overwritten; answers that were erased are no part of the content.
    """
    gone = tombs.gone_of(conn, revision)
    if gone is None:
        return False
    revision = tombs.without(gone, revision)
    scope = cover.scope_of(conn, revision.record, revision.case)
    row = (
        revision.record,
        revision.id,
        revision.case,
        revision.form,
        revision.version,
        revision.time,
        revision.worker,
        revision.office,
        cover.shut(conn, scope, cover.SETS, revision.id, dump(revision.sets)),
        dump(revision.replaces),
    )
    added = conn.execute(
        "INSERT INTO main.revision VALUES (?,?,?,?,?,?,?,?,?,?,(SELECT commit_no + 1 FROM ledger))"
        " ON CONFLICT DO NOTHING",
        row,
    )
    if added.rowcount == 1:
        return True
    kept = conn.execute(f"SELECT {_REVISION} FROM main.revision WHERE record = ? AND id = ?", row[:2]).fetchone()
    if _revision(conn, kept) != revision:
        raise VaultRefused("revision-differs")
    return False


def revisions(conn: Connection, record: str) -> list[Revision]:
    """Every revision of one record, the oldest first."""
    rows = conn.execute(f"SELECT {_REVISION} FROM revision WHERE record = ? ORDER BY time, id", (record,))
    return [_revision(conn, row) for row in rows]


def arrivals(conn: Connection, record: str) -> dict[str, int]:
    """Revision -> the number of the transaction in which it came here, of one record."""
    return dict(conn.execute("SELECT id, arrived FROM revision WHERE record = ?", (record,)))


def newest(conn: Connection, of: Sequence[str], limit: int) -> list[Revision]:
    """The newest revisions of some records, the oldest of them first; only these are opened."""
    rows = conn.execute(
        f"SELECT {_REVISION} FROM revision WHERE (record, id) IN (SELECT record, id FROM main.revision"
        " WHERE record IN (SELECT value FROM json_each(?)) ORDER BY time DESC, id DESC LIMIT ?) ORDER BY time, id",
        (json.dumps(list(of)), limit),
    )
    return [_revision(conn, row) for row in rows]


def last_time(conn: Connection, record: str) -> int | None:
    """The hybrid time at which something was written in a record last."""
    found = conn.execute("SELECT max(time) FROM revision WHERE record = ?", (record,)).fetchone()[0]
    return int(found) if found is not None else None


def firsts(conn: Connection, of: Sequence[str]) -> frozenset[str]:
    """The first revision of each of some records."""
    sql = "SELECT id, min(time) FROM revision WHERE record IN (SELECT value FROM json_each(?)) GROUP BY record"
    return frozenset(row[0] for row in conn.execute(sql, (json.dumps(list(of)),)))


def count_revisions(conn: Connection, of: Sequence[str]) -> int:
    """How often something was written in some records."""
    sql = "SELECT count(*) FROM revision WHERE record IN (SELECT value FROM json_each(?))"
    return int(conn.execute(sql, (json.dumps(list(of)),)).fetchone()[0])


class Place(NamedTuple):
    """Where a record lies: its number, and whether it came just now, so that nothing else can be kept of it yet."""

    num: int
    is_new: bool


def put(conn: Connection, record: Record) -> Place | None:
    """Write what stands now; the indexes are left alone unless the record goes to another case.

    None where it belongs to what was erased, and is kept nowhere.
    """
    scope = cover.scope_of(conn, record.id, record.case)
    values = (
        record.id,
        record.case,
        record.form,
        record.version,
        cover.shut(conn, scope, cover.BODY, record.id, dump(record.body)),
        record.state,
        record.conflicts,
        stamp(record.created),
        stamp(record.modified),
        record.worker,
    )
    found = conn.execute("SELECT num FROM main.record WHERE id = ?", values[:1]).fetchone()
    if found is None:
        added = conn.execute(_INSERT, values)
        return Place(int(added.lastrowid or 0), is_new=True) if added.rowcount == 1 else None
    if not conn.execute(_PUT_SAME, values).rowcount:
        conn.execute(_PUT_MOVED, values)
        if keyring.of(conn).asks:  # one of the two cases may be sealed
            sealed_rows.cover_again(conn, record.id)
    return Place(found[0], is_new=False)


def get(conn: Connection, record: str) -> Record | None:
    """One record as it stands."""
    row = conn.execute(f"SELECT {_RECORD} FROM record WHERE id = ?", (record,)).fetchone()
    return read_row(conn, row) if row else None


def of_case(conn: Connection, case: str) -> list[Record]:
    """All records of a case, in the order in which they came."""
    rows = conn.execute(f"SELECT {_RECORD} FROM record WHERE case_id = ? ORDER BY num", (case,))
    return [read_row(conn, row) for row in rows]


def of_form(conn: Connection, form: str, case: str | None = None) -> list[Record]:
    """All records of a form, of one case if it is named."""
    if case is None:
        rows = conn.execute(f"SELECT {_RECORD} FROM record WHERE form = ? ORDER BY num", (form,))
    else:
        rows = conn.execute(f"SELECT {_RECORD} FROM record WHERE case_id = ? AND form = ? ORDER BY num", (case, form))
    return [read_row(conn, row) for row in rows]


class Answered(NamedTuple):
    """A few answers of one record, in the order in which they were asked for; None where there is none."""

    record: str
    case: str | None
    values: Sequence[Any]


def answers(conn: Connection, form: str, wanted: Sequence[str], among: Collection[str] | None = None) -> list[Answered]:
    """A few answers of all records of a form: what a list shows, without the rest of many long records.

    `among`: of these cases alone.
    """
    columns = ", ".join("body -> ?" for _ in wanted)
    sql = f"SELECT id, case_id, iif({_IS_SEALED}, body, json_array({columns})) FROM record WHERE form = ?"
    values = [*(f'$."{path}"' for path in wanted), form]
    if among is not None:
        sql += " AND case_id IN (SELECT value FROM json_each(?))"
        values.append(dump(list(among)))
    sql += " ORDER BY num"
    rows = conn.execute(sql, values)
    return [Answered(name, case, _told(conn, name, told, wanted)) for name, case, told in rows]


def _told(conn: Connection, record: str, told: str, wanted: Sequence[str]) -> Sequence[Any]:
    """The answers that the database has picked; out of a sealed record it can pick none."""
    if told[0] != cover.MARK:
        return cast("list[Any]", json.loads(told))
    body = json.loads(cover.opened(conn, cover.BODY, record, told))
    return [body.get(path) for path in wanted]


def without_case(conn: Connection, form: str) -> list[Record]:
    """Records of a form that belong to no case yet."""
    rows = conn.execute(f"SELECT {_RECORD} FROM record WHERE case_id IS NULL AND form = ? ORDER BY num", (form,))
    return [read_row(conn, row) for row in rows]


def mark_safety(conn: Connection, record: str, answers: int) -> None:
    """How many of the answers of a sheet that have several living values are about safety."""
    conn.execute("UPDATE main.record SET safety = ? WHERE id = ? AND safety <> ?", (answers, record, answers))


def in_conflict(conn: Connection, case: str | None = None, *, safety: bool = False) -> list[Record]:
    """Sheets with answers that have several living values: of all cases and of none, or of one; the oldest first."""
    sql = (
        f"SELECT {_RECORD} FROM record WHERE {_IN_CONFLICT}"
        " AND (?1 IS NULL OR case_id = ?1) AND safety >= ?2 ORDER BY num"
    )
    return [read_row(conn, row) for row in conn.execute(sql, (case, int(safety)))]


def cases_in_danger(conn: Connection) -> frozenset[str]:
    """The cases where an answer about safety has several living values."""
    sql = f"SELECT DISTINCT case_id FROM record WHERE {_IN_CONFLICT} AND safety > 0 AND case_id IS NOT NULL"
    return frozenset(row[0] for row in conn.execute(sql))


def count_in_conflict(conn: Connection) -> int:
    """How many sheets have answers with several living values."""
    return int(conn.execute(f"SELECT count(*) FROM record WHERE {_IN_CONFLICT}").fetchone()[0])


def count_lone_conflicts(conn: Connection) -> int:
    """How many sheets that belong to no case, but reports, have answers with several living values."""
    sql = f"SELECT count(*) FROM record WHERE {_IN_CONFLICT} AND case_id IS NULL AND form <> 'report'"
    return int(conn.execute(sql).fetchone()[0])


def count(conn: Connection) -> int:
    """How many records there are."""
    return int(conn.execute("SELECT count(*) FROM record").fetchone()[0])


def dump(value: Any) -> str:
    """JSON as it is kept: short, sorted, without numbers that are none."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
_INSERT = (
    "INSERT INTO main.record (id, case_id, form, version, body, state, conflicts, created, modified, worker)"
    " VALUES (?,?,?,?,?,?,?,?,?,?)"
)
_PUT = _INSERT + (
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body,"
    " state = excluded.state, conflicts = excluded.conflicts, created = excluded.created,"
    " modified = excluded.modified, worker = excluded.worker"
)
# An indexed column that is named is written anew in its index, also where its value is the same.
_PUT_SAME = f"{_PUT} WHERE case_id IS excluded.case_id AND form = excluded.form"
_PUT_MOVED = f"{_PUT}, case_id = excluded.case_id, form = excluded.form"
# They are few: their own index finds them sooner than a walk through every sheet; a view has no index of its own.
_IN_CONFLICT = "num IN (SELECT num FROM main.record INDEXED BY record_in_conflict WHERE conflicts > 0)"
_IS_SEALED = f"substr(body, 1, 1) = '{cover.MARK}'"
_REVISION = "record, id, case_id, form, version, time, worker, office, sets, replaces"
_RECORD = "id, case_id, form, version, body, state, conflicts, created, modified, worker"


def _revision(conn: Connection, row: tuple[Any, ...]) -> Revision:
    record, name, case, form, version, time, worker, office, sets, replaces = row
    if sets[0] == cover.MARK:
        sets = cover.opened(conn, cover.SETS, name, sets)
    knew = {path: tuple(names) for path, names in json.loads(replaces).items()}
    return Revision(name, record, case, form, version, time, worker, office, json.loads(sets), knew)


def read_row(conn: Connection, row: tuple[Any, ...]) -> Record:
    """A record out of its columns, in the order of the table's."""
    name, case, form, version, body, state, conflicts, created, modified, worker = row
    if body[0] == cover.MARK:
        body = cover.opened(conn, cover.BODY, name, body)
    return Record(
        name, case, form, version, json.loads(body), state, conflicts, moment(created), moment(modified), worker
    )
