"""How the contents of a sealed case or sheet lie in their rows: under its key, each bound to its place."""

from __future__ import annotations

import base64
import binascii

from db import crypto, keyring
from db.connection import Connection
from db.errors import VaultRefused

# The places of what may be sealed: a text or a file opens in its own alone.
SETS, BODY, DRAFT_BODY, SEEN, FILE = "revision.sets", "record.body", "draft.body", "draft.seen", "attachment.data"

# A text of the store begins with a brace; a sealed one with this mark, the scope whose key opens it, and a colon.
MARK = "~"

# A sheet sealed by itself goes before its case. The case that a record belongs to is the one where it stands now.
_SCOPE = (
    "SELECT scope FROM sealed WHERE scope = ?1 OR (kind = 'case' AND scope = coalesce("
    "(SELECT case_id FROM main.record WHERE id = ?1), ?2,"
    " (SELECT case_id FROM main.draft WHERE record = ?1 AND case_id IS NOT NULL LIMIT 1)))"
    " ORDER BY scope = ?1 DESC LIMIT 1"
)


def scope_of(conn: Connection, record: str, case: str | None = None) -> str | None:
    """What the contents of a record are sealed with now: itself, its case, or nothing.

    The database is asked, since what is written counts from the moment of its own transaction; where nothing at all
    is sealed it is not.
    """
    if not keyring.of(conn).asks:
        return None
    row = conn.execute(_SCOPE, (record, case)).fetchone()
    return None if row is None else str(row[0])


def shut(conn: Connection, scope: str | None, place: str, row: str, text: str) -> str:
    """A text as it lies in its row: as it is, or under the key of its scope."""
    if scope is None:
        return text
    sealed = crypto.seal_bytes(key_of(conn, scope), text.encode(), _about(scope, place, row))
    return mark_of(scope) + base64.b64encode(sealed).decode()


def opened(conn: Connection, place: str, row: str, text: str) -> str:
    """The text of a row that begins with the mark."""
    scope, _colon, body = text[1:].partition(":")
    try:
        sealed = base64.b64decode(body, validate=True)
    except binascii.Error:
        sealed = b""
    return _open(conn, scope, place, row, sealed).decode()


def shut_file(conn: Connection, scope: str | None, row: str, data: bytes) -> bytes:
    """A file as it lies in its row; a sealed one is longer than its size says."""
    if scope is None:
        return data
    return file_mark_of(scope) + crypto.seal_bytes(key_of(conn, scope), data, _about(scope, FILE, row))


def open_file(conn: Connection, row: str, size: int, data: bytes) -> bytes:
    """The file of a row, sealed or not."""
    scope = file_scope(size, data)
    return data if scope is None else _open(conn, scope, FILE, row, data[1 + data[0] :])


def draft_row(record: str, worker: str) -> str:
    """By what a draft is known: each worker has one of a record."""
    return f"{record}/{worker}"


def mark_of(scope: str) -> str:
    """How a text begins that is sealed with a scope."""
    return f"{MARK}{scope}:"


def file_mark_of(scope: str) -> bytes:
    """How a file begins that is sealed with a scope."""
    return bytes([len(scope)]) + scope.encode()


def key_of(conn: Connection, scope: str) -> bytes:
    """The key of a scope that counts now, as the database says: what is written is opened by it, or by nobody."""
    row = conn.execute("SELECT key_id FROM sealed WHERE scope = ?", (scope,)).fetchone()
    for key in keyring.of(conn).keys(scope):
        if row is not None and crypto.key_id(key) == row[0]:
            return key
    raise VaultRefused("sealed")


def text_scope(text: str) -> str | None:
    """The scope that a text is sealed with; None for one in clear."""
    return text[1:].partition(":")[0] if text[:1] == MARK else None


def file_scope(size: int, data: bytes) -> str | None:
    """The scope that a file is sealed with; None for one in clear."""
    return None if len(data) == size else data[1 : 1 + data[0]].decode("ascii", "replace")


def _open(conn: Connection, scope: str, place: str, row: str, sealed: bytes) -> bytes:
    keys = keyring.of(conn).keys(scope)
    if not keys:
        raise VaultRefused("sealed")
    for key in keys:
        if (found := crypto.open_bytes(key, sealed, _about(scope, place, row))) is not None:
            return found
    raise VaultRefused("unseal-failed")


def _about(scope: str, place: str, row: str) -> bytes:
    return b"\0".join((b"ancora row", place.encode(), scope.encode(), row.encode()))
