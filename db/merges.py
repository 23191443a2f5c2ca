"""Merges that went and came: how far the work of each computer of the office is known to the others."""

from __future__ import annotations

# ruff: noqa: S608 - only names of the store stand in a statement; every value is bound, and a test reads them all
from collections.abc import Sequence
from typing import NamedTuple

from db.connection import Connection
from db.joining import NOT_COMMITTED
from db.records import dump

# --- what came from where ---------------------------------------------------------------------------------------------


class Came(NamedTuple):
    """A merge that came from an installation of another computer: how far it reaches there."""

    pc: str
    node: str
    seq: int
    after: int
    upto: int


def note_came(conn: Connection, came: Came) -> None:
    """The transaction under way brings the work of another computer."""
    conn.execute(f"INSERT INTO came VALUES ({NOT_COMMITTED}, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", came)


def newest_node(conn: Connection, pc: str) -> str | None:
    """The installation of a computer that was heard from last."""
    row = conn.execute("SELECT node FROM came WHERE pc = ? ORDER BY commit_no DESC LIMIT 1", (pc,)).fetchone()
    return None if row is None else str(row[0])


def last_came(conn: Connection, pc: str, node: str) -> Came | None:
    """The merge with the highest number that came from an installation."""
    sql = "SELECT pc, node, seq, after, upto FROM came WHERE pc = ? AND node = ? ORDER BY seq DESC LIMIT 1"
    row = conn.execute(sql, (pc, node)).fetchone()
    return Came(*row) if row else None


def reached(conn: Connection, pc: str, node: str) -> int:
    """Up to which of its commits the work of an installation is here without a gap; -1 where nothing is."""
    sql = "SELECT after, upto FROM came WHERE pc = ? AND node = ? ORDER BY after, upto"
    far = -1
    for after, upto in conn.execute(sql, (pc, node)):
        if after > far:
            break
        far = max(far, upto)
    return far


def came_from(conn: Connection, pc: str) -> frozenset[int]:
    """The commits that brought what the present installation of a computer sent: it has that itself.

    What an earlier one sent goes back: it was put back from a copy, and may have lost it.
    """
    rows = conn.execute("SELECT commit_no FROM came WHERE pc = ? AND node = ?", (pc, newest_node(conn, pc)))
    return frozenset(row[0] for row in rows)


# --- what they have ---------------------------------------------------------------------------------------------------


def confirmed(conn: Connection, pc: str, node: str) -> int:
    """Up to which commit of this installation a computer has everything, by its own word; -1 before its first."""
    sql = "SELECT max(upto) FROM sent WHERE addressee = ? AND kind = 'merge' AND node = ? AND outcome = 'imported'"
    row = conn.execute(sql, (pc, node)).fetchone()
    return -1 if row[0] is None else int(row[0])


def is_whole(conn: Connection, node: str) -> bool:
    """Whether nothing is missing of what an installation has sent: a later file may hold what a lost one held."""
    row = conn.execute("SELECT pc, max(upto) FROM came WHERE node = ?", (node,)).fetchone()
    return row[0] is None or reached(conn, row[0], node) >= row[1]


class LastSent(NamedTuple):
    """The last merge that this installation wrote for a computer."""

    seq: int
    at: str
    upto: int


def last_sent(conn: Connection, pc: str, node: str) -> LastSent | None:
    sql = (
        "SELECT seq, at, upto FROM sent WHERE addressee = ? AND kind = 'merge' AND node = ? AND upto IS NOT NULL"
        " ORDER BY seq DESC LIMIT 1"
    )
    row = conn.execute(sql, (pc, node)).fetchone()
    return LastSent(*row) if row else None


def came_at(conn: Connection, pc: str) -> str | None:
    """When a merge of a computer was taken in last."""
    sql = "SELECT max(at) FROM received WHERE kind = 'merge' AND node IN (SELECT node FROM came WHERE pc = ?)"
    found = conn.execute(sql, (pc,)).fetchone()[0]
    return None if found is None else str(found)


def hashes_from(conn: Connection, pc: str, limit: int) -> list[str]:
    """The latest merges that came from a computer and before which nothing is missing, the latest first.

    What came after a gap is not named: its writer would take it that all before is here too.
    """
    sql = (
        "SELECT received.hash, came.node, came.upto FROM received JOIN came ON came.node = received.node"
        " AND came.seq = received.seq WHERE received.kind = 'merge' AND came.pc = ? ORDER BY received.num DESC"
    )
    far: dict[str, int] = {}
    found: list[str] = []
    for hash_, node, upto in conn.execute(sql, (pc,)):
        if node not in far:
            far[node] = reached(conn, pc, node)
        if upto <= far[node] and len(found) < limit:
            found.append(hash_)
    return found


def confirm(conn: Connection, pc: str, hashes: Sequence[str], at: str) -> None:
    """What a computer has of what was sent to it, as it said last; what it no longer has is to be sent again.

    A file that was lost is no loss once a later one has come, which held the same: it is `covered`.
    """
    told = dump(list(hashes))
    conn.execute(
        "UPDATE sent SET outcome = NULL, told_at = NULL WHERE addressee = ?1 AND kind = 'merge' AND outcome IN"
        " ('imported', 'covered') AND hash NOT IN (SELECT value FROM json_each(?2)) AND num > coalesce((SELECT min(num)"
        " FROM sent WHERE addressee = ?1 AND kind = 'merge' AND hash IN (SELECT value FROM json_each(?2))), 0)",
        (pc, told),
    )
    conn.execute(
        "UPDATE sent SET outcome = 'imported', told_at = coalesce(told_at, ?3) WHERE addressee = ?1 AND kind = 'merge'"
        " AND hash IN (SELECT value FROM json_each(?2))",
        (pc, told, at),
    )
    conn.execute(
        "UPDATE sent SET outcome = 'covered', told_at = ?2 WHERE addressee = ?1 AND kind = 'merge' AND outcome IS NULL"
        " AND upto <= (SELECT max(upto) FROM sent AS other WHERE other.addressee = ?1 AND other.kind = 'merge'"
        " AND other.node = sent.node AND other.outcome = 'imported')",
        (pc, at),
    )
