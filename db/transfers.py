"""What the transfers of cases rest on: their sheets, where a case is, and taking away one that never became ours."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from collections.abc import Collection, Sequence

from db import cover, erasure, joining, standing
from db.connection import Connection
from db.joining import Pair
from db.merge import Revision
from db.records import dump
from db.tombs import pattern_of

_SHEETS = (
    "SELECT id FROM main.record WHERE case_id = ?1 UNION SELECT record FROM stale WHERE case_id = ?1"
    " UNION SELECT ?1"  # its own header, whatever came first
)


def sheets(conn: Connection, case: str, form: str) -> dict[str, list[Revision]]:
    """record -> its revisions, of the sheets of one form in a case: saved ones, and those that only just came."""
    sql = (
        f"SELECT DISTINCT record FROM main.revision WHERE record IN ({_SHEETS}) AND form = ?2"
        " AND coalesce(case_id, ?1) = ?1"
    )
    return joining.of_records(conn, [row[0] for row in conn.execute(sql, (case, form))])


def ids(conn: Connection, case: str) -> frozenset[Pair]:
    """Every revision of a case, by the ids of its sheet and its own."""
    sql = f"SELECT record, id FROM main.revision WHERE record IN ({_SHEETS})"
    return frozenset((record, name) for record, name in conn.execute(sql, (case,)))


def written_since(conn: Connection, case: str, commit: int, form: str) -> int:
    """How many revisions came into a case after a commit, without those of one form."""
    sql = f"SELECT count(*) FROM main.revision WHERE record IN ({_SHEETS}) AND arrived > ?2 AND form <> ?3"
    return int(conn.execute(sql, (case, commit, form)).fetchone()[0])


def wrote(conn: Connection, case: str, office: str, form: str) -> bool:
    """Whether anybody of an office wrote in a case, apart from the sheets of one form."""
    sql = f"SELECT 1 FROM main.revision WHERE record IN ({_SHEETS}) AND office = ?2 AND form <> ?3 LIMIT 1"
    return conn.execute(sql, (case, office, form)).fetchone() is not None


def is_covered(conn: Connection, case: str) -> bool:
    """Whether anything of a case lies under a seal."""
    sql = f"SELECT 1 FROM main.revision WHERE record IN ({_SHEETS}) AND substr(sets, 1, 1) = '{cover.MARK}' LIMIT 1"
    return conn.execute(sql, (case,)).fetchone() is not None


def commit(conn: Connection) -> int:
    """How far the database has come."""
    return int(conn.execute("SELECT commit_no FROM ledger").fetchone()[0])


def mark(conn: Connection, case: str, moving: str | None) -> None:
    """Where a case is; in the row of one that is listed here already."""
    conn.execute("UPDATE main.case_row SET moving = ?2 WHERE case_id = ?1", (case, moving))


def last_upto(conn: Connection, case: str, addressee: str) -> int | None:
    """The commit up to which the last file about a case reached that went to an office."""
    sql = "SELECT max(upto) FROM sent WHERE case_id = ? AND addressee = ?"
    found = conn.execute(sql, (case, addressee)).fetchone()[0]
    return int(found) if found is not None else None


def came(conn: Connection, case: str, addressee: str, at: str) -> None:
    """The other office has answered: the file with the case has come, whatever a receipt says or does not say."""
    sql = "SELECT hash FROM sent WHERE case_id = ? AND addressee = ? AND kind = 'transfer' AND outcome IS NULL"
    for (found,) in conn.execute(sql, (case, addressee)).fetchall():
        standing.tell(conn, addressee, found, standing.IMPORTED, at)


def forget(conn: Connection, case: str, keep: Collection[str]) -> int:
    """Take away a case that never became ours, all but these sheets; nothing hinders it from coming again."""
    return erasure.forget(conn, case, keep)


def thin(conn: Connection, revisions: Sequence[Revision], patterns: Collection[str]) -> list[Revision]:
    """Take some answers out of revisions; what comes once more brings them back. Answers what is left of them."""
    found = [
        one._replace(
            sets={path: value for path, value in one.sets.items() if pattern_of(path) not in patterns},
            replaces={path: names for path, names in one.replaces.items() if pattern_of(path) not in patterns},
        )
        for one in revisions
    ]
    for one in found:
        values = (dump(one.sets), dump(one.replaces), one.record, one.id)
        conn.execute("UPDATE main.revision SET sets = ?, replaces = ? WHERE record = ? AND id = ?", values)
    return found
