"""Backups under the same key, believed only after they were read back whole; a few are kept, none for long."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
import os
import shutil
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from db import archive, erased_file, files, keys, meta, tombs
from db.archive import DATABASE, ENDING
from db.connection import Connection, check_whole, open_raw, refusals
from db.errors import VaultRefused
from db.hybrid import moment
from db.rotation import BackupInfo, Erasure, clear_parts, every, forget_aside, info, is_old, name_of, rotate, vault_of

__all__ = [
    "FOLDER", "BackupInfo", "Remembered", "every", "forget", "info", "is_old", "last", "look_again", "make", "on_exit",
    "remembered", "verify",
]  # fmt: skip

FOLDER = "backups"
_BESIDE = (keys.FILE, erased_file.FILE)
_WORK = "work"
_STEP = 2048  # pages between two reports
_STAGES = 2  # the database is copied, then packed
_ROOM = 1.1
_LAST = "backup_last"
_one_at_a_time = threading.Lock()  # leaving the program waits until a job has felt its Stop

Report = Callable[[int, int], None]


class Source(Protocol):
    """What of an open vault a backup needs."""

    @property
    def path(self) -> Path: ...
    @property
    def database_key(self) -> bytearray: ...
    @property
    def commit_no(self) -> int: ...
    def connect_bare(self) -> Connection: ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the vault knows of the backup that it made last, wherever that is now."""

    name: str
    size: int
    digest: str
    at: datetime
    looked: datetime  # when it was read last
    damaged: bool = False  # found to differ since


def make(vault: Source, now: datetime, *, to: Path | None = None, report: Report | None = None) -> BackupInfo:
    """Copy, read back, pack, read back, and only then give the file its name; old ones go by the rule of rotation."""
    root = to if to is not None else vault.path / FOLDER
    work = vault.path / FOLDER / _WORK  # on the disk of the vault: a stick is slow, and takes only the packed file
    with _one_at_a_time:
        with files.refusals():
            for folder in (root, work.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(work, ignore_errors=True)
            clear_parts(root)
            _check_room(vault.path / DATABASE, root)
            work.mkdir(mode=0o700)
        try:
            commit_no, erased = _copy(vault, work / DATABASE, _stage(report, 0))
            name = name_of(now, commit_no)
            made, digest = _pack(vault.path, work, root, name, _stage(report, 1))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        if to is None:
            _remember(vault, Remembered(made.path.name, made.size, digest, made.at, now))
        gap = rotate(root, now, made, erased, only=None if to is None else vault_of(made.path))
        if to is None:
            forget_aside(vault.path, now, erased, gap=gap)
    return made


def on_exit(vault: Source, now: datetime, *, report: Report | None = None) -> BackupInfo | None:
    """A backup when work ends: always if something changed since the last one, or with it; else once a day."""
    latest = last(vault.path)
    if latest is None or latest.commit_no != vault.commit_no or is_old(latest, now, timedelta(days=1)):
        return make(vault, now, report=report)
    with closing(vault.connect_bare()) as conn:
        known = remembered(conn)
    if known is not None and known.name == latest.path.name and (known.damaged or known.size != latest.size):
        return make(vault, now, report=report)
    return None


def last(path: Path) -> BackupInfo | None:
    """The latest backup of a vault; its name was given after it had been read back."""
    return max(every(path / FOLDER), key=lambda one: (one.at, one.commit_no), default=None)


def verify(backup: Path, key: bytearray) -> None:
    """Take the database out, read every page of it and refuse it if one is not sound; the backup is not changed."""
    work = backup.with_name(f"{backup.name}.check")
    shutil.rmtree(work, ignore_errors=True)
    try:
        with files.refusals():
            work.mkdir(mode=0o700)
        archive.take_out(backup, DATABASE, work / DATABASE)
        _check(work / DATABASE, key)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def remembered(conn: Connection) -> Remembered | None:
    """The last backup as the vault remembers it."""
    told = meta.get(conn, _LAST)
    if told is None:
        return None
    tree = json.loads(told)
    return Remembered(
        tree["name"], tree["size"], tree["digest"], moment(tree["at"]), moment(tree["looked"]), tree["damaged"]
    )


def look_again(vault: Source, now: datetime, report: Report | None = None) -> bool:
    """Read the last backup once more; False if it differs from what was made, which is remembered."""
    with closing(vault.connect_bare()) as conn:
        known = remembered(conn)
    if known is None or not (vault.path / FOLDER / known.name).exists():
        return True  # that it is not there is seen without reading
    try:
        same = archive.digest_of(vault.path / FOLDER / known.name, report) == known.digest
    except VaultRefused as refusal:
        if refusal.code == "file-unreadable":
            raise
        same = False
    _remember(vault, replace(known, looked=now, damaged=not same))
    return same


def forget(conn: Connection) -> None:
    """A database that was just put back remembers a backup from before the one that it came from."""
    conn.execute("DELETE FROM meta WHERE name = ?", (_LAST,))


# --- one backup -------------------------------------------------------------------------------------------------------


def _copy(vault: Source, target: Path, report: Report | None) -> tuple[int, Erasure | None]:
    """The commit that the copy holds, and when something was erased last."""

    def progress(_status: int, remaining: int, total: int) -> None:
        if report is not None:
            report(total - remaining, total)

    with refusals():
        with closing(vault.connect_bare()) as source, closing(open_raw(target, vault.database_key, "rwc")) as copy:
            source.execute("BEGIN")  # one view of the database for the counts and the copy
            commit_no = int(source.execute("SELECT commit_no FROM ledger").fetchone()[0])
            counts, erased = _counts(source), _last_erasure(source)
            source.backup(copy, pages=_STEP, progress=progress, sleep=0)
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # closing would say nothing of a disk that is full
        _check(target, vault.database_key)
        with closing(open_raw(target, vault.database_key, "ro")) as copy:
            if _counts(copy) != counts:
                raise VaultRefused("backup-damaged")
    _tidy(target)
    return commit_no, erased


def _pack(path: Path, work: Path, root: Path, name: str, report: Report | None) -> tuple[BackupInfo, str]:
    part = root / f"{name}{ENDING}.part"
    try:
        with files.refusals():
            for beside in _BESIDE:
                if (path / beside).exists():
                    shutil.copyfile(path / beside, work / beside)
        digest = archive.pack(part, work, name, report or _nobody)
        with files.refusals():
            os.replace(part, root / f"{name}{ENDING}")
            files.fsync_folder(root)
    except BaseException:
        with suppress(OSError):  # the stick was pulled out
            part.unlink(missing_ok=True)
        raise
    made = info(root / f"{name}{ENDING}")
    if made is None:
        raise VaultRefused("backup-damaged")
    return made, digest


def _check(database: Path, key: bytearray) -> None:
    try:
        with closing(open_raw(database, key, "ro")) as conn:
            check_whole(conn)
    except VaultRefused as refusal:
        raise VaultRefused("backup-damaged") from refusal
    finally:
        _tidy(database)


def _counts(conn: Connection) -> dict[str, int]:
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'").fetchall()
    return {name: int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for (name,) in tables}


def _tidy(database: Path) -> None:
    """Reading a database leaves an empty WAL and its index beside it."""
    for ending in ("-wal", "-shm"):
        with suppress(OSError):  # a disk that fails has said so already
            database.with_name(database.name + ending).unlink(missing_ok=True)


def _check_room(database: Path, root: Path) -> None:
    """Room for the copy beside the vault and for the packed file, which may go to another medium."""
    wal = database.with_name(database.name + "-wal")
    size = _ROOM * (database.stat().st_size + (wal.stat().st_size if wal.exists() else 0))
    both = root.stat().st_dev == database.stat().st_dev
    if shutil.disk_usage(root).free < (2 * size if both else size) or shutil.disk_usage(database.parent).free < size:
        raise VaultRefused("disk-full")


def _stage(report: Report | None, stage: int) -> Report | None:
    """One of several stages of a work, told as a part of the whole."""
    if report is None:
        return None

    def tell(done: int, total: int) -> None:
        report(stage * total + done, _STAGES * total)

    return tell


def _nobody(_done: int, _total: int) -> None:
    """Nobody listens."""


# --- what stays -------------------------------------------------------------------------------------------------------


def _remember(vault: Source, known: Remembered) -> None:
    """Without a commit of its own: a backup changes nothing that the next one would have to hold."""
    tree = {
        "name": known.name,
        "size": known.size,
        "digest": known.digest,
        "at": known.at.isoformat(),
        "looked": known.looked.isoformat(),
        "damaged": known.damaged,
    }
    with refusals(), closing(vault.connect_bare()) as conn:
        meta.put(conn, _LAST, json.dumps(tree))


def _last_erasure(conn: Connection) -> Erasure | None:
    if conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'erased'").fetchone() == (0,):
        return None  # a vault of the first shape, about to get its second
    day = conn.execute("SELECT max(at) FROM erased").fetchone()[0]
    if day is None:
        return None
    end = datetime.fromisoformat(day[:10]).replace(tzinfo=UTC) + timedelta(days=1)
    return Erasure(end, int(meta.get(conn, tombs.COMMIT) or 0))
