"""Secrets of the office that live inside the database: made once, kept through every change of keys."""

from __future__ import annotations

from db.connection import Connection
from db.crypto import derive
from db.errors import VaultRefused

OFFICE_SECRET = "office-secret"  # noqa: S105 - a name; 32 random bytes: keyed draws, row ids
SIGN_SEED = "sign-seed"  # the seed of the office's Ed25519 signing key
AGE_IDENTITY = "age-identity"  # the office's age identity as its bech32 text
FORMER_IDENTITIES = "former-identities"  # those before it, the latest first: what was sealed to them is still read
KEY_CHANGES = "key-changes"  # by which earlier keys said that these follow; public, as cards show it


def get(conn: Connection, name: str) -> bytes | None:
    """A secret, or None if this vault has none of that name."""
    row = conn.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
    return bytes(row[0]) if row else None


def put(conn: Connection, name: str, value: bytes) -> None:
    """Keep a secret in place of the one before."""
    conn.execute("INSERT INTO secret VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value))


def office_key(conn: Connection, purpose: str) -> bytes:
    """A key for one purpose out of the office's secret: the same after every rekey, and on each PC of the office."""
    secret = get(conn, OFFICE_SECRET)
    if secret is None:
        raise VaultRefused("vault-damaged")
    return derive(bytearray(secret), purpose)


def carry_over(old: Connection, conn: Connection) -> None:
    """Where the database that is put aside knows later keys of the same office, a copy does not bring the old back."""
    if get(old, OFFICE_SECRET) != get(conn, OFFICE_SECRET) or _changes(old) <= _changes(conn):
        return
    for name in (SIGN_SEED, AGE_IDENTITY, FORMER_IDENTITIES, KEY_CHANGES):
        value = get(old, name)
        if value is not None:
            put(conn, name, value)


def _changes(conn: Connection) -> int:
    return len((get(conn, FORMER_IDENTITIES) or b"").split())
