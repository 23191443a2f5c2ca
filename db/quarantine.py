"""Files that were refused: why, how often they were tried, and where they lay; the files themselves stay untouched."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.connection import Connection

MOST = 1000  # a folder full of rubbish does not fill the database; the oldest go first


@dataclass(frozen=True, slots=True)
class Held:
    """One refused file, by its hash; what is told of its sender was signed, else it is None."""

    hash: str
    place: str
    bytes: int
    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    kind: str | None = None
    office: str | None = None
    node: str | None = None
    seq: int | None = None
    bundle: str | None = None
    first_at: str = ""
    last_at: str = ""
    tries: int = 1
    answered: str | None = None  # the number of our receipt that told its sender


def note(conn: Connection, held: Held, at: str) -> None:
    """Remember a refusal; the same file again is one line with one try more."""
    facts = json.dumps(dict(held.facts), ensure_ascii=False, sort_keys=True)
    values = (held.hash, held.place, held.bytes, held.code, facts, held.kind, held.office, held.node, held.seq)
    conn.execute(
        f"INSERT INTO quarantine ({_ROW}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,1,NULL) ON CONFLICT (hash) DO UPDATE SET"
        " answered = CASE WHEN code = excluded.code THEN answered END, place = excluded.place,"
        " code = excluded.code, facts = excluded.facts, kind = excluded.kind,"
        " office = excluded.office, node = excluded.node, seq = excluded.seq, bundle = excluded.bundle,"
        " last_at = excluded.last_at, tries = tries + 1, gone_at = NULL",
        (*values, held.bundle, at, at),
    )
    conn.execute(
        "DELETE FROM quarantine WHERE hash IN"
        " (SELECT hash FROM quarantine ORDER BY last_at DESC, hash LIMIT -1 OFFSET ?)",
        (MOST,),
    )


def waiting(conn: Connection) -> list[Held]:
    """What was refused and neither imported since nor forgotten, the latest first."""
    sql = f"SELECT {_ROW} FROM quarantine WHERE gone_at IS NULL ORDER BY last_at DESC, place"
    return [_held(row) for row in conn.execute(sql)]


def is_waiting(conn: Connection, place: str, bundle: str) -> bool:
    """Whether the file at this place, or this bundle, was refused before."""
    sql = "SELECT 1 FROM quarantine WHERE gone_at IS NULL AND (place = ? OR bundle = ?) LIMIT 1"
    return conn.execute(sql, (place, bundle)).fetchone() is not None


def count(conn: Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM quarantine WHERE gone_at IS NULL").fetchone()[0])


def settle(conn: Connection, place: str, bundle: str, at: str) -> None:
    """The file at this place, or this very bundle under another name, was taken in."""
    sql = "UPDATE quarantine SET gone_at = ? WHERE gone_at IS NULL AND (place = ? OR bundle = ?)"
    conn.execute(sql, (at, place, bundle))


def forget(conn: Connection, hash_: str, at: str) -> bool:
    """Take a file off the list; the file stays where it lies."""
    sql = "UPDATE quarantine SET gone_at = ?, place = '' WHERE hash = ? AND gone_at IS NULL"
    return bool(conn.execute(sql, (at, hash_)).rowcount)


def refused(conn: Connection, office: str) -> list[Held]:
    """What this sender had signed, and what was refused all the same: it is told so in a receipt."""
    sql = (
        f"SELECT {_ROW} FROM quarantine WHERE office = ? AND bundle IS NOT NULL AND gone_at IS NULL"
        " ORDER BY last_at DESC, hash"
    )
    return [_held(row) for row in conn.execute(sql, (office,))]


def answer(conn: Connection, bundles: list[str], receipt: str) -> None:
    """These refusals were told in a receipt of ours."""
    sql = "UPDATE quarantine SET answered = coalesce(answered, ?) WHERE bundle = ?"
    conn.executemany(sql, [(receipt, bundle) for bundle in bundles])


_ROW = "hash, place, bytes, code, facts, kind, office, node, seq, bundle, first_at, last_at, tries, answered"


def _held(row: tuple[Any, ...]) -> Held:
    hash_, place, size, code, facts, *rest = row
    return Held(hash_, place, size, code, json.loads(facts), *rest)
