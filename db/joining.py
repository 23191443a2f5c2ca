"""Revisions from elsewhere: kept beside those that are here, each once, and marked as still to be worked out."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from db import cover, keyring, tombs
from db.connection import Connection
from db.errors import VaultRefused
from db.merge import Revision
from db.records import dump
from db.tombs import Entry

REPORT = "report"
Pair = tuple[str, str]  # the ids of a record and of one of its revisions
NOT_COMMITTED = "(SELECT commit_no + 1 FROM ledger)"  # the number that the transaction under way will have


class Joined(NamedTuple):
    """What became of some revisions: new ones, those that were here already, and the sheets that are to be renewed."""

    new: int
    known: int
    records: frozenset[str]
    cases: frozenset[str]


# --- keeping ----------------------------------------------------------------------------------------------------------


def join(conn: Connection, revisions: Sequence[Revision]) -> Joined:
    """Keep what is not here yet; what was erased stays away, in whole or in part.

    The same revision may come thinner or fuller, since erasing, sealing and extracts take answers out of it: the
    union of both is kept. `revision-differs` where the two say different things of one answer, or of anything else.
    """
    gone, wanted = _erased(conn, revisions), list[Revision]()
    for revision in revisions:
        left = _without_erased(conn, revision) if gone & _ids(revision) else revision
        if left is not None:
            wanted.append(left)
    here = _here(conn, wanted)
    new, fuller, seen = list[Revision](), list[Revision](), dict[Pair, Revision]()
    for revision in wanted:
        pair = (revision.record, revision.id)
        before = seen.get(pair) or here.get(pair)
        seen[pair] = both = revision if before is None else union(before, revision)
        if before is None:
            new.append(revision)
        elif both != before:
            fuller.append(both)
    _insert(conn, [seen[one.record, one.id] for one in new])
    added = {(one.record, one.id) for one in new}
    _widen(conn, [one for one in fuller if (one.record, one.id) not in added])
    changed = [*new, *fuller]
    mark_stale(conn, changed)
    records = frozenset(one.record for one in changed)
    cases = frozenset(one.case for one in changed if one.case is not None)
    return Joined(len(new), len(revisions) - len(new), records, cases)


def union(one: Revision, other: Revision) -> Revision:
    """A revision out of two copies of it, each of which may lack some answers."""
    # Another office is not told in which case a report stood before.
    untold = one.form == REPORT and None in (one.case, other.case)
    bare: dict[str, Any] = {"sets": {}, "replaces": {}} | ({"case": None} if untold else {})
    if one._replace(**bare) != other._replace(**bare):
        raise VaultRefused("revision-differs")
    for path in one.sets.keys() & other.sets.keys():
        knew = sorted(one.replaces.get(path, ())) == sorted(other.replaces.get(path, ()))
        if not knew or dump(one.sets[path]) != dump(other.sets[path]):  # 1 and true are two values
            raise VaultRefused("revision-differs")
    return one._replace(sets={**one.sets, **other.sets}, replaces={**one.replaces, **other.replaces})


def mark_stale(conn: Connection, revisions: Iterable[Revision]) -> None:
    """The standing answers of their sheets are to be worked out anew."""
    conn.executemany(
        "INSERT INTO stale VALUES (?, ?) ON CONFLICT DO NOTHING",
        sorted({(one.case or "", one.record) for one in revisions}),
    )


def _ids(revision: Revision) -> set[str]:
    joined = revision.sets.get("case")
    return {one for one in (revision.record, revision.case, joined) if isinstance(one, str)}


def _erased(conn: Connection, revisions: Sequence[Revision]) -> set[str]:
    """Those of their sheets and cases of which anything was erased."""
    asked = set[str]().union(*map(_ids, revisions))
    sql = "SELECT id FROM erased WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in conn.execute(sql, (dump(sorted(asked)),))}


def _without_erased(conn: Connection, revision: Revision) -> Revision | None:
    gone = tombs.gone_of(conn, revision)
    return None if gone is None else tombs.without(gone, revision)


def _here(conn: Connection, revisions: Sequence[Revision]) -> dict[Pair, Revision]:
    pairs = dump(sorted({(one.record, one.id) for one in revisions}))
    sql = (  # asked one by one: as a set, every revision there is would be looked through
        f"SELECT {_COLUMNS} FROM (SELECT value ->> 0 AS one, value ->> 1 AS name FROM json_each(?)) AS asked"
        " CROSS JOIN main.revision ON record = asked.one AND id = asked.name"
    )
    return {(row[0], row[1]): read_row(conn, row) for row in conn.execute(sql, (pairs,))}


def _insert(conn: Connection, revisions: Sequence[Revision]) -> None:
    sql = f"INSERT INTO main.revision VALUES (?,?,?,?,?,?,?,?,?,?,{NOT_COMMITTED})"
    conn.executemany(sql, (_row(conn, one) for one in sorted(revisions, key=lambda one: (one.record, one.id))))


def _widen(conn: Connection, revisions: Sequence[Revision]) -> None:
    """As new for the other computers: those have only what was here before."""
    sql = f"UPDATE main.revision SET sets = ?, replaces = ?, arrived = {NOT_COMMITTED} WHERE record = ? AND id = ?"
    for one in revisions:
        row = _row(conn, one)
        conn.execute(sql, (row[8], row[9], one.record, one.id))


def _row(conn: Connection, one: Revision) -> tuple[str | int | None, ...]:
    sets = dump(one.sets)
    if keyring.of(conn).asks:
        scope = cover.scope_of(conn, one.record, one.case)
        sets = cover.shut(conn, scope, cover.SETS, one.id, sets)
    return (
        one.record, one.id, one.case, one.form, one.version, one.time, one.worker, one.office, sets, dump(one.replaces),
    )  # fmt: skip


# --- what goes out ----------------------------------------------------------------------------------------------------


def since(conn: Connection, after: int, upto: int) -> Iterator[Revision]:
    """Every readable revision that came into this database after one commit and up to another, whoever may see it.

    What lies under a seal stays where it is.
    """
    sql = f"SELECT {_COLUMNS} FROM main.revision WHERE arrived > ? AND arrived <= ? AND {_CLEAR}"
    for row in conn.execute(sql, (after, upto)):
        yield read_row(conn, row)


@contextmanager
def standing_still(conn: Connection) -> Iterator[int]:
    """A view of the whole database in which nothing changes; the commit up to which it reaches."""
    conn.execute("BEGIN")
    try:
        yield int(conn.execute("SELECT commit_no FROM ledger").fetchone()[0])
    finally:
        conn.execute("ROLLBACK")


class Counted(NamedTuple):
    """How much would go out."""

    revisions: int
    records: int
    cases: int


def counted(conn: Connection, after: int, upto: int) -> Counted:
    """What `since` would tell, in numbers."""
    sql = (
        "SELECT count(*), count(DISTINCT record), count(DISTINCT case_id) FROM main.revision WHERE arrived > ?"
        f" AND arrived <= ? AND {_CLEAR}"
    )
    return Counted(*conn.execute(sql, (after, upto)).fetchone())


def any_since(conn: Connection, after: int, not_from: Collection[int] = ()) -> bool:
    """Whether there is anything that `since` would tell, but for what came with some commits."""
    sql = (
        "SELECT 1 FROM main.revision WHERE arrived > ? AND arrived NOT IN (SELECT value FROM json_each(?))"
        f" AND {_CLEAR} LIMIT 1"
    )
    return conn.execute(sql, (after, dump(sorted(not_from)))).fetchone() is not None


def of_case(conn: Connection, case: str) -> Iterator[Revision]:
    """Every readable revision of the sheets of a case, those that joined it later with all that they were before."""
    sql = (
        f"SELECT {_COLUMNS} FROM main.revision WHERE record IN (SELECT id FROM main.record WHERE case_id = ?1 UNION"
        " SELECT record FROM main.revision WHERE case_id = ?1 AND record NOT IN (SELECT id FROM main.record))"
        f" AND {_CLEAR} ORDER BY record, time, id"
    )
    for row in conn.execute(sql, (case,)):
        yield read_row(conn, row)


def of_records(conn: Connection, records: Collection[str]) -> dict[str, list[Revision]]:
    """record -> its readable revisions, the oldest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM main.revision WHERE record IN (SELECT value FROM json_each(?))"
        " ORDER BY record, time, id"
    )
    found: dict[str, list[Revision]] = {}
    for row in conn.execute(sql, (dump(sorted(records)),)):
        found.setdefault(row[0], []).append(read_row(conn, row))
    return found


def with_files(conn: Connection) -> frozenset[str]:
    """The sheets that have attached files."""
    return frozenset(row[0] for row in conn.execute("SELECT DISTINCT record FROM main.attachment"))


def sealed_scopes(conn: Connection) -> int:
    """How many cases and sheets lie under a key of their own, and do not leave this computer."""
    return int(conn.execute("SELECT count(*) FROM sealed").fetchone()[0])


def sheets_of(conn: Connection, case: str) -> frozenset[str]:
    """The sheets of a case, saved or still to be worked out."""
    sql = (
        "SELECT id FROM main.record WHERE case_id = ?1 UNION"
        " SELECT record FROM main.revision WHERE case_id = ?1 AND record NOT IN (SELECT id FROM main.record)"
    )
    return frozenset(row[0] for row in conn.execute(sql, (case,)))


def case_of(conn: Connection, record: str) -> str | None:
    """The case that the revisions of a sheet name, whether it stands already or not."""
    sql = "SELECT case_id FROM main.revision WHERE record = ? AND case_id IS NOT NULL LIMIT 1"
    row = conn.execute(sql, (record,)).fetchone()
    return None if row is None else str(row[0])


# --- what is to be worked out -----------------------------------------------------------------------------------------


def stale_cases(conn: Connection, after: str | None, limit: int) -> dict[str, list[str]]:
    """case (empty: none) -> its sheets that are to be worked out, of so many cases, in their order."""
    sql = (
        "SELECT case_id, record FROM stale WHERE case_id IN"
        " (SELECT DISTINCT case_id FROM stale WHERE ?1 IS NULL OR case_id > ?1 ORDER BY case_id LIMIT ?2)"
        " ORDER BY case_id, record"
    )
    found: dict[str, list[str]] = {}
    for case, record in conn.execute(sql, (after, limit)):
        found.setdefault(case, []).append(record)
    return found


def count_stale(conn: Connection) -> int:
    """How many cases have sheets that are to be worked out; those without a case count as one."""
    return int(conn.execute("SELECT count(DISTINCT case_id) FROM stale").fetchone()[0])


def any_stale(conn: Connection) -> bool:
    return conn.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is not None


def renewed(conn: Connection, case: str, records: Iterable[str]) -> None:
    """These sheets stand as their revisions say."""
    conn.executemany("DELETE FROM stale WHERE case_id = ? AND record = ?", [(case, one) for one in records])


def standing_cases(conn: Connection, records: Collection[str]) -> Mapping[str, str | None]:
    """record -> the case in which it stands here, of those that stand here at all."""
    sql = "SELECT id, case_id FROM main.record WHERE id IN (SELECT value FROM json_each(?))"
    return dict(conn.execute(sql, (dump(sorted(records)),)))


def of_one_form(conn: Connection, records: Collection[str]) -> bool:
    """Whether none of these sheets is said to be of two forms: what it is would hang on whoever wrote last."""
    sql = (
        "SELECT 1 FROM main.revision WHERE record IN (SELECT value FROM json_each(?))"
        " GROUP BY record HAVING count(DISTINCT form) > 1 LIMIT 1"
    )
    return conn.execute(sql, (dump(sorted(records)),)).fetchone() is None


# --- what was erased --------------------------------------------------------------------------------------------------


def unknown(conn: Connection, entries: Iterable[Entry]) -> list[Entry]:
    """Those that the list of this database does not have yet."""
    sql = "SELECT 1 FROM erased WHERE id = ? AND what = ?"
    return [one for one in entries if conn.execute(sql, (one.id, one.what)).fetchone() is None]


_COLUMNS = "record, id, case_id, form, version, time, worker, office, sets, replaces"
_CLEAR = f"substr(sets, 1, 1) <> '{cover.MARK}'"


def read_row(conn: Connection, row: Sequence[object]) -> Revision:
    """A revision out of its columns; one under a seal is opened, or refused."""
    record, name, case, form, version, time, worker, office, sets, replaces = row
    if sets[0] == cover.MARK:  # type: ignore[index]
        sets = cover.opened(conn, cover.SETS, name, sets)  # type: ignore[arg-type]
    knew = {path: tuple(names) for path, names in json.loads(replaces).items()}  # type: ignore[arg-type]
    return Revision(name, record, case, form, version, time, worker, office, json.loads(sets), knew)  # type: ignore[arg-type]
