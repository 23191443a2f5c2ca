"""Lists of offices that a region's root signed, and the roots of this region: never more than their public half."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
from dataclasses import astuple, dataclass, fields

from db.connection import Connection


@dataclass(frozen=True, slots=True)
class SignedList:
    """One list as it was signed: `body` are its lines, `worker` who made it or took it in."""

    root: bytes
    version: int
    region: str
    made_on: str
    body: bytes
    signature: bytes
    at: str
    worker: str


@dataclass(frozen=True, slots=True)
class Root:
    """A root of this region; `proven_at` is when two of its papers first signed a list.

    `vouched` is its word for the region's own card with the key `vouched_key`, given with the list `vouched_at`.
    """

    key: bytes
    number: int
    papers: int
    made_at: str
    made_by: str
    proven_at: str | None = None
    vouched_key: bytes | None = None
    vouched: bytes | None = None
    vouched_at: int | None = None


_LIST = ", ".join(one.name for one in fields(SignedList))
_ROOT = ", ".join(one.name for one in fields(Root))


def put(conn: Connection, one: SignedList) -> None:
    """Keep a list; one version of a root is kept once."""
    conn.execute(f"INSERT INTO trust_list ({_LIST}) VALUES (?,?,?,?,?,?,?,?)", astuple(one))


def latest(conn: Connection, root: bytes) -> SignedList | None:
    """The list of this root with the highest version."""
    sql = f"SELECT {_LIST} FROM trust_list WHERE root = ? ORDER BY version DESC LIMIT 1"
    row = conn.execute(sql, (root,)).fetchone()
    return SignedList(*row) if row else None


def get(conn: Connection, root: bytes, version: int) -> SignedList | None:
    """One version of a root's list."""
    sql = f"SELECT {_LIST} FROM trust_list WHERE root = ? AND version = ?"
    row = conn.execute(sql, (root, version)).fetchone()
    return SignedList(*row) if row else None


def put_root(conn: Connection, root: Root) -> None:
    """Keep the public half of a root, in place of what was known of the same one."""
    conn.execute(
        f"INSERT INTO root ({_ROOT}) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (key) DO UPDATE SET"
        " proven_at = excluded.proven_at, vouched_key = excluded.vouched_key, vouched = excluded.vouched,"
        " vouched_at = excluded.vouched_at",
        astuple(root),
    )


def root(conn: Connection) -> Root | None:
    """The root in force: the one that signed last among those that were proven, however many papers were made since."""
    sql = f"SELECT {_ROOT} FROM root WHERE proven_at IS NOT NULL ORDER BY num DESC LIMIT 1"
    row = conn.execute(sql).fetchone()
    return Root(*row) if row else None


def unproven(conn: Connection) -> Root | None:
    """The root whose papers were made last and have not signed yet."""
    sql = f"SELECT {_ROOT} FROM root ORDER BY num DESC LIMIT 1"
    row = conn.execute(sql).fetchone()
    found = Root(*row) if row else None
    return found if found is not None and found.proven_at is None else None


def carry_over(old: Connection, conn: Connection) -> None:
    """What a database that is put aside knows: no version is signed twice, and no older list counts again."""
    rows = old.execute(f"SELECT {_LIST} FROM trust_list")
    conn.executemany(f"INSERT OR IGNORE INTO trust_list ({_LIST}) VALUES (?,?,?,?,?,?,?,?)", rows)
    roots = old.execute(f"SELECT {_ROOT} FROM root ORDER BY num")
    for row in roots:
        put_root(conn, Root(*row))
