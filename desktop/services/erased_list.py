"""The list of what was erased, within the vault and as a file beside it, and how both stay one."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime

from db import access_log, erasure, tombs
from db.connection import Connection
from db.errors import VaultRefused
from db.rotation import EXPIRE
from db.tombs import Entry
from db.vault import Vault
from desktop.services.session import Session

log = logging.getLogger(__name__)


def copies_until(now: datetime) -> date:
    """When the last older backup has expired: there is no exception for one that still has what was erased."""
    return (now + EXPIRE).date()


@contextmanager
def wide(session: Session) -> Iterator[Connection]:
    """A connection that sees every case: one that is sealed for others has to be erased without being read."""
    with closing(session.vault.connect_bare()) as conn:
        yield conn


def finish(session: Session, conn: Connection) -> bool:
    """After an erasure: free pages and the log of changes, the file beside the vault, keys that open nothing any more.

    False where somebody reads and the log of changes has to wait. If it is cut off, the erasure stands: opening and
    closing the vault do the rest.
    """
    gone = erasure.purge(conn)
    try:
        _write(session, conn)
    except VaultRefused as refusal:
        log.warning("the list of what was erased was not written: %s", refusal.code)
    forget_keys(session)
    return gone


def forget_keys(session: Session) -> None:
    """The keys of sealed cases that are no more; slow work leaves that to the window."""
    if isinstance(session.vault, Vault):
        session.vault.look_again()


def settle(session: Session) -> int:
    """At opening, let both lists be one again; how many sheets and files were erased once more.

    They differ after a crash between the two, or where an older database was put back by hand. A full disk or a
    medium that cannot be written keeps nobody from working: the next opening does it.
    """
    try:
        return _settle(session)
    except VaultRefused as refusal:
        if refusal.code not in ("disk-full", "read-only", "file-unwritable"):
            raise
        log.warning("the lists of what was erased differ: %s", refusal.code)
        return 0


def _settle(session: Session) -> int:
    conn = session.conn
    within = set(tombs.every(conn))
    beside, damaged = _beside(session, conn)
    missing = sorted(beside - within)
    again = _again(session, missing) if missing else 0
    again += _again_sealed(session)
    if damaged:
        _note(session, "erasure-list-renewed")
    if damaged or within - beside:
        _write(session, conn)
    return again


def _beside(session: Session, conn: Connection) -> tuple[set[Entry], bool]:
    try:
        return set(erasure.read_file(session.vault.path / erasure.FILE, erasure.key_of(conn))), False
    except VaultRefused as refusal:
        log.warning("the list of what was erased: %s", refusal.code)
        return set(), True


def _again(session: Session, missing: Sequence[Entry]) -> int:
    now = session.now()
    with wide(session) as conn:
        with session.vault.write(now, conn):
            done = erasure.reapply(conn, missing)
            access_log.note(conn, now, session.worker.id, "erased-again", count=done)
        erasure.purge(conn)
    return done


def _again_sealed(session: Session) -> int:
    """Answers of a sealed case that a restored copy brought back go when somebody opens it who can read them."""
    sheets = erasure.sealed_with_parts(session.conn)
    if not sheets:
        return 0
    now = session.now()
    with session.vault.write(now) as conn:
        done = sum(erasure.thin(conn, one) for one in sheets)
        if done:
            access_log.note(conn, now, session.worker.id, "erased-again", count=done)
    if done:
        erasure.purge(session.conn)
    return done


def _write(session: Session, conn: Connection) -> None:
    erasure.write_file(session.vault.path / erasure.FILE, tombs.every(conn), erasure.key_of(conn))


def _note(session: Session, verb: str) -> None:
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, verb)
