"""The one door to SQLCipher: how a database file is opened, and which silent traps are refused on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlcipher3 import dbapi2 as driver

from db.errors import VaultRefused

if TYPE_CHECKING:  # the driver has the interface of the standard module, and no types of its own
    from sqlite3 import Connection, DatabaseError, IntegrityError
else:
    Connection, DatabaseError, IntegrityError = driver.Connection, driver.DatabaseError, driver.IntegrityError

__all__ = [
    "Connection",
    "DatabaseError",
    "IntegrityError",
    "Mode",
    "change_key",
    "check_file",
    "check_whole",
    "code_of",
    "complete_statement",
    "open_raw",
    "refusals",
    "roll_back",
]

Mode = Literal["ro", "rw", "rwc"]

KEY_BYTES = 32
PAGE = 4096
APPLICATION_ID = 0x416E636F  # "Anco"
CIPHER_AT_LEAST = (4, 19)
PLAIN_HEADER = b"SQLite format 3\0"
CACHE_KIB = 64_000

# Primary result codes of SQLite (the low byte of an extended code).
_REFUSALS = {
    5: "vault-busy",
    6: "vault-busy",
    8: "read-only",
    10: "file-unwritable",
    11: "vault-damaged",
    13: "disk-full",
    14: "file-unreadable",
    26: "vault-damaged",  # the key is proven before any file is opened, so it is not the key
}
_LEAST_ROOM = 64 * 1024  # for the index of the WAL, without which nothing opens

# The driver's backup raises without a number; its words are all there is.
_REFUSALS_IN_WORDS = {"disk I/O error": "file-unwritable", "database or disk is full": "disk-full"}


class _Ours(Connection):
    """A connection that can carry the keys of sealed cases (`db.keyring`) and a veil (`db.veil`)."""

    keyring: object = None
    hides: bool = False


@contextmanager
def refusals() -> Iterator[None]:
    """Trouble of disk and file becomes a refusal with a code; a programming error stays what it is."""
    try:
        yield
    except DatabaseError as error:
        code = code_of(error)
        if code is None:
            raise
        raise VaultRefused(code) from error


def code_of(error: DatabaseError) -> str | None:
    """What trouble of disk and file an error of the driver stands for; None for a programming error."""
    number = getattr(error, "sqlite_errorcode", None)
    return _REFUSALS_IN_WORDS.get(str(error)) if number is None else _REFUSALS.get(number & 0xFF)


def check_file(path: Path) -> None:
    """Refuse what SQLCipher would take without a word: nothing, an empty file, a plain database, a stump."""
    if not path.is_file():
        raise VaultRefused("no-vault")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(PLAIN_HEADER))
    except OSError as error:
        raise VaultRefused("file-unreadable") from error
    if size == 0:
        raise VaultRefused("vault-empty")
    if head == PLAIN_HEADER:
        raise VaultRefused("vault-plaintext")
    if size < PAGE:
        raise VaultRefused("vault-truncated")


def open_raw(path: Path, key: bytearray, mode: Mode, *, cache_kib: int = CACHE_KIB) -> Connection:
    """A keyed connection that has read its first page; with `ro` not a byte of database or WAL changes."""
    if len(key) != KEY_BYTES:
        raise VaultRefused("vault-key-length")
    if mode != "rwc":
        check_file(path)
    conn = None
    try:
        with refusals():
            conn = _connect(path, mode)
            _give_key(conn, key)
            _check_cipher(conn)
            _first_read(conn)
            _settle(conn, mode, cache_kib)
    except BaseException as error:
        if conn is not None:
            conn.close()
        if getattr(error, "code", None) in {"file-unwritable", "file-unreadable"} and _is_full(path):
            raise VaultRefused("disk-full") from error
        raise
    return conn


def check_whole(conn: Connection) -> None:
    """Both checks of the whole file; either alone is blind to what the other finds."""
    with refusals():
        cipher = conn.execute("PRAGMA cipher_integrity_check").fetchall()
        quick = conn.execute("PRAGMA quick_check").fetchall()
    if cipher or quick != [("ok",)]:
        raise VaultRefused("vault-damaged")


def change_key(conn: Connection, key: bytearray) -> None:
    """Write every page again under another key, in one transaction; this connection goes on with the new one."""
    if len(key) != KEY_BYTES:
        raise VaultRefused("vault-key-length")
    with refusals():
        _typed(conn.reset_key, key)  # type: ignore[attr-defined]  # the driver's own
        # It says nothing of a commit for which there was no room; the next read does, and the old key stays.
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()


def complete_statement(text: str) -> bool:
    """Whether a text of SQL ends where a statement ends."""
    return bool(driver.complete_statement(text))


def roll_back(conn: Connection) -> None:
    """End a transaction without a trace; a full disk has sometimes ended it already."""
    if not conn.in_transaction:
        return
    try:
        conn.execute("ROLLBACK")
    except DatabaseError:
        if conn.in_transaction:
            raise


def _connect(path: Path, mode: Mode) -> Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    conn: Connection = driver.connect(address, uri=True, isolation_level=None, cached_statements=256, factory=_Ours)
    return conn


def _is_full(path: Path) -> bool:
    """SQLite calls it trouble with a file when there is no room for what it keeps beside the database."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


def _give_key(conn: Any, key: bytearray) -> None:
    conn.execute("PRAGMA cipher_log_level = NONE")  # else SQLCipher writes to standard error
    _typed(conn.set_key, key)


def _typed(take: Callable[[bytearray], None], key: bytearray) -> None:
    """Hand a key over as SQLCipher wants it typed, and leave no trace of that."""
    typed = bytearray(b"x'" + bytes(2 * KEY_BYTES) + b"'")
    try:
        for place, byte in enumerate(key):  # no hex text of the key may come to be: it could not be wiped
            typed[2 + 2 * place] = b"0123456789abcdef"[byte >> 4]
            typed[3 + 2 * place] = b"0123456789abcdef"[byte & 15]
        take(typed)
    finally:
        typed[:] = bytes(len(typed))


def _check_cipher(conn: Connection) -> None:
    """A plain SQLite would answer nothing here, and go on to write in clear."""
    row = conn.execute("PRAGMA cipher_version").fetchone()
    version = tuple(int(part) for part in str(row[0]).split()[0].split(".")[:2]) if row and row[0] else ()
    if version < CIPHER_AT_LEAST:
        raise VaultRefused("vault-cipher-missing")


def _first_read(conn: Connection) -> None:
    try:
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except DatabaseError as error:
        if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF != 11:
            raise
        # Every page that is there is sound, and yet the file is malformed: the rest of it is gone.
        whole = not conn.execute("PRAGMA cipher_integrity_check").fetchall()
        raise VaultRefused("vault-truncated" if whole else "vault-damaged") from error


def _settle(conn: Connection, mode: Mode, cache_kib: int) -> None:
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("PRAGMA secure_delete = ON")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA trusted_schema = OFF")
    conn.execute("PRAGMA cell_size_check = ON")
    conn.execute("PRAGMA recursive_triggers = ON")
    conn.execute("PRAGMA busy_timeout = 5000")
    conn.execute(f"PRAGMA cache_size = -{cache_kib:d}")
    if mode == "rwc":
        conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    if mode != "ro":
        if conn.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            raise VaultRefused("read-only")
        conn.execute("PRAGMA synchronous = FULL")
    if conn.execute("PRAGMA temp_store").fetchone()[0] != 2:
        raise VaultRefused("vault-temp-store")
    if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise VaultRefused("vault-damaged")
