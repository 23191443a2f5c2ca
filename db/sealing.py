"""Texts that stay covered even within the vault: each case, or sealed note, has a key of its own."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import Any, Protocol

from db import keys
from db import secrets as office_secrets
from db.connection import Connection
from db.errors import VaultRefused

CASE_KEY = "case-key"


class Source(Protocol):
    """What of an open vault sealing needs."""

    @property
    def conn(self) -> Connection: ...


def seal(vault: Source, scope: str, text: str) -> dict[str, str]:
    """Encrypt a text under the key of its scope; the first text of a scope makes the key, within a transaction."""
    key = _key(vault, scope) or _new_key(vault, scope)
    return {"sealed": base64.b64encode(keys.seal_bytes(key, text.encode(), _about(scope))).decode()}


def unseal(vault: Source, scope: str, value: Mapping[str, Any]) -> str:
    """The text, or a refusal if its key is gone or it was sealed elsewhere."""
    for key in open_keys(vault.conn, scope):
        text = _open(key, scope, value)
        if text is not None:
            return text
    raise VaultRefused("unseal-failed")


def rewrap(conn: Connection, before: bytes) -> None:
    """Wrap the key of every scope by the office's secret instead of this key, so that it outlives a change of keys."""
    now = office_secrets.office_key(conn, CASE_KEY)
    for scope, wrapped in conn.execute("SELECT scope, wrapped FROM scope_key").fetchall():
        key = keys.open_bytes(before, wrapped, _about(scope))
        if key is not None:  # one that never opened stays as it is: it is not made worse
            again = keys.seal_bytes(now, key, _about(scope))
            conn.execute("UPDATE scope_key SET wrapped = ? WHERE scope = ? AND wrapped = ?", (again, scope, wrapped))


def wrapped_keys(conn: Connection, scope: str) -> list[bytes]:
    """The keys of a scope as they lie: under the office's secret. Two computers may each have made one."""
    sql = "SELECT wrapped FROM scope_key WHERE scope = ?1 UNION ALL SELECT wrapped FROM scope_key_also WHERE scope = ?1"
    return [bytes(row[0]) for row in conn.execute(sql, (scope,))]


def open_keys(conn: Connection, scope: str) -> list[bytes]:
    """The keys of a scope, for an office that has another secret; one that does not open is left out."""
    found = (unwrapped(conn, scope, wrapped) for wrapped in wrapped_keys(conn, scope))
    return [key for key in found if key is not None]


def unwrapped(conn: Connection, scope: str, wrapped: bytes) -> bytes | None:
    """A key that this office's secret opens, or None."""
    return keys.open_bytes(office_secrets.office_key(conn, CASE_KEY), wrapped, _about(scope))


def adopt(conn: Connection, scope: str, key: bytes) -> bool:
    """Keep a key that came from elsewhere beside those that are here; False if it was here already."""
    if key in open_keys(conn, scope):
        return False
    wrapped = keys.seal_bytes(office_secrets.office_key(conn, CASE_KEY), key, _about(scope))
    if conn.execute("INSERT INTO scope_key VALUES (?, ?) ON CONFLICT DO NOTHING", (scope, wrapped)).rowcount < 1:
        conn.execute("INSERT INTO scope_key_also VALUES (?, ?) ON CONFLICT DO NOTHING", (scope, wrapped))
    return True


def is_sealed(value: Any) -> bool:
    """Is this a sealed value at rest?"""
    if isinstance(value, str):  # nearly all values are, and whether one is a mapping is ten times as dear a question
        return False
    return isinstance(value, Mapping) and value.keys() == {"sealed"}


def _open(key: bytes, scope: str, value: Mapping[str, Any]) -> str | None:
    try:
        opened = keys.open_bytes(key, base64.b64decode(value["sealed"], validate=True), _about(scope))
    except (binascii.Error, KeyError, TypeError, ValueError):
        return None
    return None if opened is None else opened.decode()


def _key(vault: Source, scope: str) -> bytes | None:
    """The key of a scope, or None if it has none yet; one that does not open is never replaced."""
    row = vault.conn.execute("SELECT wrapped FROM scope_key WHERE scope = ?", (scope,)).fetchone()
    if row is None:
        return None
    key = keys.open_bytes(office_secrets.office_key(vault.conn, CASE_KEY), row[0], _about(scope))
    if key is None:
        raise VaultRefused("unseal-failed")
    return key


def _new_key(vault: Source, scope: str) -> bytes:
    if not vault.conn.in_transaction:
        raise VaultRefused("write-needed")
    key = secrets.token_bytes(keys.KEY_BYTES)
    wrapped = keys.seal_bytes(office_secrets.office_key(vault.conn, CASE_KEY), key, _about(scope))
    vault.conn.execute("INSERT INTO scope_key VALUES (?, ?)", (scope, wrapped))
    return key


def _about(scope: str) -> bytes:
    return b"ancora scope\0" + scope.encode()
