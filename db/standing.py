"""How far what was sent is confirmed, and what of the things received is still to be confirmed to their senders."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Collection
from dataclasses import dataclass

from db.connection import Connection

IMPORTED, SPOKEN, MISSING = "imported", "spoken", "missing"
COVERED = "covered"  # a merge that was lost, and is no loss: a later one held the same and came


@dataclass(frozen=True, slots=True)
class Gone:
    """One bundle that was made here: for whom, what about, and what is known of its arrival.

    `outcome` is None, `imported`, `covered`, `spoken` (they said so by telephone), `missing`, or a refusal's code.
    """

    addressee: str
    kind: str
    seq: int
    hash: str
    period: str | None
    at: str
    node: str
    upto: int | None
    case: str | None
    outcome: str | None
    told_at: str | None


@dataclass(frozen=True, slots=True)
class Came:
    """One bundle that was taken in; `answered` is the number of our receipt that told so."""

    kind: str
    node: str
    seq: int
    hash: str
    answered: str | None


@dataclass(frozen=True, slots=True)
class Stream:
    """The numbers of one kind out of one installation of a sender."""

    kind: str
    node: str
    last: int


def gone(conn: Connection, addressee: str | None = None, case: str | None = None) -> list[Gone]:
    """What was made for somebody, or about a case; the latest first."""
    sql = (
        f"SELECT {_SENT} FROM sent WHERE (?1 IS NULL OR addressee = ?1) AND (?2 IS NULL OR case_id = ?2)"
        " ORDER BY at DESC, num DESC"
    )
    return [Gone(*row) for row in conn.execute(sql, (addressee, case))]


def tell(conn: Connection, addressee: str, hash_: str, outcome: str, at: str) -> bool:
    """What the addressee said of a bundle; False if no such one was made here.

    What was once imported stays so, whatever an older receipt says that comes later; and that a file never came is
    less than what anybody said of it.
    """
    row = conn.execute("SELECT outcome FROM sent WHERE addressee = ? AND hash = ?", (addressee, hash_)).fetchone()
    if row is None:
        return False
    if _weight(outcome) >= _weight(row[0]) and outcome != row[0]:
        sql = "UPDATE sent SET outcome = ?, told_at = ? WHERE addressee = ? AND hash = ?"
        conn.execute(sql, (outcome, at, addressee, hash_))
    return True


def spoken(conn: Connection, addressee: str, kind: str, at: str) -> int:
    """They said by telephone that all of it came; how many bundles that settles."""
    sql = (
        "UPDATE sent SET outcome = ?, told_at = ? WHERE addressee = ? AND kind = ? AND (outcome IS NULL OR outcome = ?)"
    )
    return conn.execute(sql, (SPOKEN, at, addressee, kind, MISSING)).rowcount


def never_came(conn: Connection, addressee: str, kind: str, node: str, first: int, last: int, at: str) -> int:
    """The addressee lacks these numbers; how many of them were made here."""
    sql = (
        "UPDATE sent SET outcome = ?, told_at = ? WHERE addressee = ? AND kind = ? AND node = ? AND seq BETWEEN ? AND ?"
        " AND (outcome IS NULL OR outcome = ?)"
    )
    return conn.execute(sql, (MISSING, at, addressee, kind, node, first, last, MISSING)).rowcount


def last_number(conn: Connection, addressee: str, kind: str, node: str) -> int:
    sql = "SELECT max(seq) FROM sent WHERE addressee = ? AND kind = ? AND node = ?"
    return int(conn.execute(sql, (addressee, kind, node)).fetchone()[0] or 0)


def unconfirmed(conn: Connection) -> list[Gone]:
    """What was made and is neither confirmed nor overtaken, the oldest first.

    A merge is overtaken by any later one that arrived, because each of them holds all that is not confirmed yet.
    """
    sql = (
        f"SELECT {_SENT} FROM sent AS made WHERE (outcome IS NULL OR outcome NOT IN (?1, ?2, ?3))"
        " AND kind NOT IN ('receipt', 'acknowledgement')"
        " AND NOT EXISTS (SELECT 1 FROM sent AS later WHERE later.addressee = made.addressee AND later.kind = made.kind"
        "   AND later.num > made.num AND later.outcome = ?1 AND made.kind IN ('merge', 'directory', 'trust'))"
        " ORDER BY at, num"
    )
    return [Gone(*row) for row in conn.execute(sql, (IMPORTED, SPOKEN, COVERED))]


def last_change(conn: Connection, case: str, not_from: Collection[int]) -> int:
    """The commit with which the last revision of a case came into this database; `not_from` are commits left out."""
    sql = (
        "SELECT max(revision.arrived) FROM record JOIN revision ON revision.record = record.id"
        " WHERE record.case_id = ? AND revision.arrived NOT IN (SELECT value FROM json_each(?))"
    )
    return int(conn.execute(sql, (case, json.dumps(sorted(not_from)))).fetchone()[0] or 0)


def streams(conn: Connection, office: str, limit: int) -> list[Stream]:
    """What a sender has numbered, as far as it came; those that were heard of last, first."""
    sql = (
        "SELECT kind, node, max(seq) FROM received WHERE office = ? AND kind != 'receipt' GROUP BY kind, node"
        " ORDER BY max(num) DESC LIMIT ?"
    )
    return [Stream(*row) for row in conn.execute(sql, (office, limit))]


def all_streams(conn: Connection) -> list[tuple[str, str, str]]:
    """Each sender, kind and installation from which anything came; a lost receipt is made good by the next."""
    sql = "SELECT DISTINCT office, kind, node FROM received WHERE kind != 'receipt' ORDER BY office, kind, node"
    return [(office, kind, node) for office, kind, node in conn.execute(sql)]


def missing(conn: Connection, office: str, kind: str, node: str, limit: int) -> list[tuple[int, int]]:
    """The runs of numbers that never came, up to the highest that did."""
    sql = (
        "SELECT seq + 1, next - 1 FROM (SELECT seq, lead(seq) OVER (ORDER BY seq) AS next FROM"
        " (SELECT 0 AS seq UNION SELECT seq FROM received WHERE office = ? AND kind = ? AND node = ?))"
        " WHERE next > seq + 1 ORDER BY seq LIMIT ?"
    )
    return [(first, last) for first, last in conn.execute(sql, (office, kind, node, limit))]


def came(conn: Connection, office: str, limit: int) -> list[Came]:
    """What came from a sender: first what it was not told yet, then the latest."""
    sql = (
        "SELECT kind, node, seq, hash, answered FROM received WHERE office = ? AND kind != 'receipt'"
        " ORDER BY answered IS NOT NULL, num DESC LIMIT ?"
    )
    return [Came(*row) for row in conn.execute(sql, (office, limit))]


def answer(conn: Connection, hashes: list[str], receipt: str) -> None:
    """These were told in a receipt of ours."""
    sql = "UPDATE received SET answered = coalesce(answered, ?) WHERE hash = ?"
    conn.executemany(sql, [(receipt, hash_) for hash_ in hashes])


def unanswered(conn: Connection) -> dict[str, int]:
    """How many files of each sender were taken in without its being told."""
    sql = (
        "SELECT office, count(*) FROM received WHERE answered IS NULL AND kind NOT IN ('receipt', 'acknowledgement')"
        " GROUP BY office ORDER BY office"
    )
    return {str(office): int(n) for office, n in conn.execute(sql)}


_SENT = "addressee, kind, seq, hash, period, at, node, upto, case_id, outcome, told_at"
_WEIGHTS = {None: 0, MISSING: 1, SPOKEN: 2, IMPORTED: 4}


def _weight(outcome: str | None) -> int:
    return _WEIGHTS.get(outcome, 3)  # the code of a refusal
