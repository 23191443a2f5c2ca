"""Between the passphrase and the first read of a vault: its lock, its key, and what was found of its last end."""

from __future__ import annotations

import weakref
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from db import access_log, anchor, keys, meta, migrate
from db.connection import PAGE, Connection, check_whole, open_raw, refusals
from db.errors import VaultRefused
from db.founding import DATABASE
from db.hybrid import moment, stamp
from db.lock import Lock

_CHECK_EVERY = timedelta(days=7)


class Opening:
    """A vault between passphrase and first read: its lock is held and its key known until it is finished."""

    def __init__(self, path: Path, unlocked: keys.Unlocked, lock: Lock, *, checked: bool, untouched: bool) -> None:
        self.path = path
        self.checked = checked  # every page was read already
        self.untouched = untouched  # since it was closed
        self._unlocked = unlocked
        self._lock = lock
        # Whoever forgets it shuts no one out, and leaves no key behind.
        self._undo = weakref.finalize(self, _forget, unlocked, lock)

    def drop(self) -> None:
        """Let others in and forget the key; once is enough, and after `finish` there is nothing left to drop."""
        self._undo()

    def take(self) -> tuple[keys.Unlocked, Lock]:
        """What it holds, for the one who goes on; a second time there is nothing."""
        if self._undo.detach() is None:
            raise VaultRefused("vault-closed")
        return self._unlocked, self._lock


def _forget(unlocked: keys.Unlocked, lock: Lock) -> None:
    unlocked.wipe()
    lock.release()


def schema(path: Path, key: bytearray) -> int:
    """Read over `mode=ro`: opening for writing would change a newer vault and remove its WAL."""
    with closing(open_raw(path / DATABASE, key, "ro")) as conn:
        return migrate.current(conn)


def read_anchor(path: Path, unlocked: keys.Unlocked) -> anchor.Reading:
    """The anchor by the key of the database, or by the other one where a change of keys was cut off before it."""
    reading = anchor.read(path / anchor.FILE, keys.derive(unlocked.key, "anchor-mac"))
    if reading.mark is None and unlocked.other is not None:
        return anchor.read(path / anchor.FILE, keys.derive(unlocked.other, "anchor-mac"))
    return reading


def check_after_cut(path: Path, unlocked: keys.Unlocked) -> bool:
    """Read every page, changing none, where the last end was not in order; a newer vault is not ours to judge."""
    mark = read_anchor(path, unlocked).mark
    within_page = _size(path) % PAGE  # a cut checkpoint is done again before anything is judged
    with closing(open_raw(path / DATABASE, unlocked.key, "ro")) as conn:
        if within_page or (mark is not None and not mark.open) or migrate.current(conn) > migrate.latest():
            return False
        try:
            check_whole(conn)
            return True
        except VaultRefused:
            if not _has_wal(path) or not _sound_through_wal(conn):
                raise
    # Through the WAL every page is sound: a page was torn while it was copied from there, and is copied once more.
    with closing(open_raw(path / DATABASE, unlocked.key, "rw")) as conn, refusals():
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        check_whole(conn)
    return True


def _has_wal(path: Path) -> bool:
    wal = path / (DATABASE + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _sound_through_wal(conn: Connection) -> bool:
    with refusals():
        return conn.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def _size(path: Path) -> int:
    """Of the database; a disk that goes away between two looks is told as that."""
    try:
        return (path / DATABASE).stat().st_size
    except OSError as error:
        raise VaultRefused("file-unreadable") from error


def judge(path: Path, conn: Connection, reading: anchor.Reading, *, untouched: bool) -> anchor.State:
    """Is this the database that the anchor was made of, with everything that was saved in it?"""
    mark = reading.mark
    with refusals():
        entry = conn.execute("SELECT chain FROM access_log WHERE num = ?", (mark.entries if mark else 0,)).fetchone()
        line, commit_no = conn.execute("SELECT line, commit_no FROM ledger").fetchone()
    state = anchor.judge(reading, line, commit_no, entry[0] if entry else access_log.START)
    if state == "missing" and commit_no == 1:
        return "ok"  # made a moment ago
    if mark and mark.commit_no == commit_no and _size(path) < mark.pages * PAGE:
        raise VaultRefused("vault-truncated")
    return "changed" if state == "ok" and not untouched else state


def check_end(
    path: Path, conn: Connection, reading: anchor.Reading, state: anchor.State, now: datetime, *, checked: bool
) -> bool:
    """Read the whole file where its end was not in order, and once a week; whether it was not."""
    with refusals():
        size = _size(path)
        unclean = state != "ok" or (reading.mark is not None and reading.mark.open) or size % PAGE != 0
        if size % PAGE:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        due = unclean or now - moment(meta.get(conn, "checked_at") or stamp(now)) >= _CHECK_EVERY
        if due and not checked:
            check_whole(conn)
        if due or checked:
            _remember_check(conn, now)
    return unclean


def _remember_check(conn: Connection, now: datetime) -> None:
    """A full disk keeps nobody from reading: the file is then only checked once more."""
    try:
        with refusals():
            meta.put(conn, "checked_at", stamp(now))
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise
