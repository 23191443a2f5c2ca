"""A new vault: made under a temporary name, checked, and only then given its own."""

from __future__ import annotations

import os
import secrets as randomness
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db import access_log, anchor, files, key_watch, keys, meta, migrate, secrets, slots, workers
from db.connection import Connection, check_whole, open_raw, refusals
from db.errors import VaultRefused
from db.hybrid import milliseconds, stamp
from db.workers import Worker

DATABASE = "vault.db"
_FRESH = DATABASE + ".new"

Fill = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class OfficeSelf:
    """The office that this vault belongs to; `node` is this installation of it."""

    code: str
    kind: str
    country: str
    node: str
    practice: bool


def _check_vacant(path: Path) -> None:
    if (path / DATABASE).exists() or ((path / keys.FILE).exists() and not (path / _FRESH).exists()):
        raise VaultRefused("vault-exists")  # keys without a database may be the keys of one that was moved away
    for name in (_FRESH, _FRESH + "-wal", _FRESH + "-shm", keys.FILE, anchor.FILE):
        (path / name).unlink(missing_ok=True)  # what a creation that was cut off left behind


def found(
    path: Path,
    office: OfficeSelf,
    first: Worker,
    passphrase: str,
    age_identity: str,
    cost: keys.KdfCost,
    fill: Fill | None = None,
) -> keys.Unlocked:
    """Under a temporary name, checked, and only then under its own: a half-made vault is never taken for one.

    `fill` puts into the first transaction what a further computer of an office brings along.
    """
    _check_vacant(path)
    fresh, key = path / _FRESH, bytearray(randomness.token_bytes(keys.KEY_BYTES))
    with refusals(), closing(open_raw(fresh, key, "rwc")) as conn:
        cipher = tuple(str(row[0]) for row in conn.execute("PRAGMA cipher_settings"))
        unlocked = keys.first_slots(
            path,
            key,
            vault=randomness.token_hex(16),
            cipher=cipher,
            worker=first.id,
            name=first.name,
            role=first.role,
            passphrase=passphrase,
            cost=cost,
            now=first.added_at,
        )
        migrate.up(conn)
        conn.execute("BEGIN IMMEDIATE")
        _fill(conn, office, first, age_identity)
        if fill is not None:
            fill(conn)
        key_watch.remember(conn, key_watch.mark(unlocked.slots))
        conn.execute("COMMIT")
    with closing(open_raw(fresh, key, "rw")) as conn:
        check_whole(conn)
    with files.refusals():
        fresh.chmod(0o600)
        files.fsync(fresh)
        slots.write(path / keys.FILE, unlocked.slots)
        os.replace(fresh, path / DATABASE)
        files.fsync_folder(path)
    return unlocked


def _fill(conn: Connection, office: OfficeSelf, first: Worker, age_identity: str) -> None:
    for name, value in (
        ("office", office.code),
        ("kind", office.kind),
        ("country", office.country),
        ("node", office.node),
        ("practice", "yes" if office.practice else "no"),
        ("checked_at", stamp(first.added_at)),
    ):
        meta.put(conn, name, value)
    secrets.put(conn, secrets.OFFICE_SECRET, randomness.token_bytes(32))
    secrets.put(conn, secrets.SIGN_SEED, randomness.token_bytes(32))
    secrets.put(conn, secrets.AGE_IDENTITY, age_identity.encode())
    workers.add(conn, first)
    access_log.note(conn, first.added_at, first.id, "vault-created")
    conn.execute("UPDATE ledger SET commit_no = 1, at = ?", (milliseconds(first.added_at),))
