"""A new key for the whole database: for when somebody leaves, a computer is stolen or a paper kit is lost.

While it runs the key file holds both keys, so that a kill at any moment leaves a vault that opens. The database itself
goes over to the new key in one transaction; everything after that is done again at the next opening if it was cut off.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from db import access_log, backup, files, key_watch, keys, kit_age, meta, slots, workers
from db.connection import Connection, change_key, check_whole, open_raw, refusals
from db.errors import VaultRefused
from db.hybrid import from_milliseconds
from db.slots import Ring, Slots

Report = Callable[[int, int], None]
Ended = Literal["", "finished", "undone"]

_ROOM = 1.2
_DATABASE = "vault.db"
_GENERATION, _OLDER = "key_generation", "key_older"
_BACKUP, _REKEY, _CHECK, _ALL = 40, 60, 80, 100  # how far the work is, out of a hundred, once each step is done


class Vault(Protocol):
    """What of a vault a change of its key needs."""

    @property
    def path(self) -> Path: ...
    @property
    def database_key(self) -> bytearray: ...
    @property
    def commit_no(self) -> int: ...
    def connect(self) -> Connection: ...
    def connect_bare(self) -> Connection: ...
    def write(self, now: datetime, conn: Connection | None = None) -> AbstractContextManager[Connection]: ...
    def renew_anchor(self, conn: Connection) -> None: ...
    def key_file_written(self, before: str, after: str) -> None: ...


class Paused(Vault, Protocol):
    """A vault whose own connection is closed meanwhile."""

    @property
    def worker(self) -> workers.Worker: ...
    def at_rest(self) -> AbstractContextManager[None]: ...
    def adopt(self, key: bytearray) -> None: ...


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A new key is in force; without `backed_up` there is no backup under it yet, for want of room."""

    generation: int
    backed_up: bool


def run(
    vault: Paused,
    *,
    now: datetime,
    without: frozenset[str] = frozenset(),
    kit_public: bytes | None = None,
    report: Report | None = None,
) -> Rekeyed:
    """Give the database a new key that those in `without` do not get; in any thread, with no other connection open.

    A refusal or a stop before the database went over leaves it as it was, and what it left in the key file goes when
    the vault is resumed. Afterwards nothing can be stopped any more.
    """
    with vault.at_rest():
        backup.make(vault, now, report=_part(report, 0, _BACKUP))
        _check_room(vault.path)
        new = bytearray(secrets.token_bytes(keys.KEY_BYTES))
        try:
            generation = keys.begin_rekey(vault, new, vault.worker.id, now, without=without, kit_public=kit_public)
            if report is not None:
                report(_BACKUP + 1, _ALL)
            _go_over(vault.path / _DATABASE, vault.database_key, new)
            late = _unstoppable(report)
            late(_REKEY, _ALL)
            with closing(_opened(vault, new)) as conn:
                check_whole(conn)
                late(_CHECK, _ALL)
                vault.adopt(new)
                settle(vault, conn, slots.read(vault.path / keys.FILE), generation)
        finally:
            keys.wipe(new)
        return Rekeyed(generation, _back_up(vault, now, _part(late, _CHECK, _ALL)))


def settle(vault: Vault, conn: Connection, file: Slots, generation: int) -> Ended:
    """End what a rekey began, whichever of the two keys opens the database: only that one stays in the key file."""
    if len(file.rings) == 1:
        return ""
    old, new = file.rings
    finished = generation == new.generation
    if finished:
        vault.key_file_written(key_watch.mark(file, old.generation), key_watch.mark(file, new.generation))
        _note_finished(vault, conn, old, new)
    else:
        at = from_milliseconds(new.since)
        with vault.write(at, conn):
            access_log.note(conn, at, new.by, "rekey-undone", None, new.generation)
    with refusals():
        if conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise VaultRefused("vault-busy")  # pages under the one key could still lie beside a file under the other
    vault.renew_anchor(conn)
    keys.end_rekey(vault.path, generation)
    return "finished" if finished else "undone"


def note_older(conn: Connection) -> None:
    """A backup from before a change of the key was put back; until the next one, those who left have a key again."""
    meta.put(conn, _OLDER, "yes")


def is_older(conn: Connection) -> bool:
    """Whether that is so."""
    return bool(meta.get(conn, _OLDER))


def agree(vault: Vault, conn: Connection, file: Slots, now: datetime) -> None:
    """A change of a role that was cut off between key file and database: the key file, which is proven, decides."""
    roles = {one.id: one.role for one in workers.all_(conn)}
    wrong = [one for one in file.users if roles.get(one.id, one.role) != one.role]
    if not wrong:
        return
    try:
        with vault.write(now, conn):
            for one in wrong:
                workers.set_role(conn, one.id, one.role)
                if roles[one.id] == "lead":
                    kit_age.note_older(conn, "lead")
                access_log.note(conn, now, one.id, "role-changed", one.id)  # an older key file put back shows here
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise


def _note_finished(vault: Vault, conn: Connection, old: Ring, new: Ring) -> None:
    """Who was left out has left; written once, also if the work is taken up again here."""
    if meta.get(conn, _GENERATION) == str(new.generation):
        return
    at = from_milliseconds(new.since)
    with vault.write(at, conn):
        for worker in sorted(old.boxes.keys() - new.boxes.keys()):
            if workers.leave(conn, worker, at):
                access_log.note(conn, at, new.by, "worker-removed", worker)
        if new.kit is not None:
            _note_kit(conn, stays=new.kit == old.kit)
        access_log.note(conn, at, new.by, "rekeyed", None, new.generation)
        meta.put(conn, _GENERATION, str(new.generation))
        meta.put(conn, _OLDER, "")


def _note_kit(conn: Connection, *, stays: bool) -> None:
    """Whoever left may have copied the paper of a kit that stays."""
    if stays:
        kit_age.note_older(conn, "key")
    else:
        kit_age.note_new(conn)


def _go_over(database: Path, old: bytearray, new: bytearray) -> None:
    """One transaction of SQLCipher writes every page again."""
    with refusals(), closing(open_raw(database, old, "rw")) as conn:
        change_key(conn, new)
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # closing would say nothing of a disk that is full


def _opened(vault: Paused, new: bytearray) -> Connection:
    """Under the new key; where SQLCipher gave up without a word, the old one still opens."""
    database = vault.path / _DATABASE
    try:
        return open_raw(database, new, "rw")
    except VaultRefused as refusal:
        if refusal.code == "vault-damaged":
            open_raw(database, vault.database_key, "ro").close()
            raise VaultRefused("rekey-failed") from refusal
        raise


def _back_up(vault: Vault, now: datetime, report: Report | None) -> bool:
    """The new key stands whatever becomes of its first backup; the one under the old key is still there."""
    try:
        backup.make(vault, now, report=report)
    except VaultRefused:
        return False
    return True


def _check_room(path: Path) -> None:
    with files.refusals():
        if shutil.disk_usage(path).free < _ROOM * (path / _DATABASE).stat().st_size:
            raise VaultRefused("disk-full")


def _part(report: Report | None, start: int, end: int) -> Report | None:
    """Tell how far one step is as a part of the whole."""
    if report is None:
        return None
    tell = report
    return lambda done, total: tell(start + (end - start) * done // max(total, 1), _ALL)


def _unstoppable(report: Report | None) -> Report:
    """Tell how far it is, and do not feel a stop any more."""

    def tell(done: int, total: int) -> None:
        if report is not None:
            with contextlib.suppress(Exception):
                report(done, total)

    return tell
