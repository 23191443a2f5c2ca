"""Backups under the same key, believed only after they were read back whole; a few are kept, none for long."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import os
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from db import files, keys
from db.connection import Connection, check_whole, open_raw, refusals
from db.errors import VaultRefused

FOLDER = "backups"
DAYS, WEEKS, EXPIRE = 7, 4, timedelta(days=35)
_DATABASE = "vault.db"
_BESIDE = (keys.FILE, "vault.erased")
_NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9]+)")
_TIME = "%Y%m%dT%H%M%SZ"
_STEP = 2048  # pages between two reports
_ROOM = 2.2

Report = Callable[[int, int], None]


class Source(Protocol):
    """What of an open vault a backup needs."""

    @property
    def path(self) -> Path: ...
    @property
    def database_key(self) -> bytearray: ...
    @property
    def commit_no(self) -> int: ...
    def connect(self) -> Connection: ...


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup that was read back and found whole."""

    path: Path
    at: datetime
    commit_no: int
    size: int


def make(vault: Source, now: datetime, *, to: Path | None = None, report: Report | None = None) -> BackupInfo:
    """Copy, read back, flush, and only then give the folder its name; old ones go by the rule of rotation."""
    root = to if to is not None else vault.path / FOLDER
    part = root / "part"
    with files.refusals():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        _check_room(vault.path / _DATABASE, root)
        part.mkdir(mode=0o700)
    try:
        commit_no = _copy(vault, part / _DATABASE, report)
        with files.refusals():
            for name in _BESIDE:
                if (vault.path / name).exists():
                    shutil.copyfile(vault.path / name, part / name)
            for file in part.iterdir():
                files.fsync(file)
            name = f"{now.astimezone(UTC).strftime(_TIME)}-{commit_no}"
            shutil.rmtree(root / name, ignore_errors=True)
            os.replace(part, root / name)
            files.fsync_folder(root)
            _rotate(root, now, root / name)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    found = _info(root / name)
    if found is None:
        raise VaultRefused("backup-damaged")
    return found


def on_exit(vault: Source, now: datetime, *, report: Report | None = None) -> BackupInfo | None:
    """A backup when work ends: always if something changed since the last one, else once a day."""
    latest = last(vault.path)
    if latest is not None and latest.commit_no == vault.commit_no and not is_old(latest, now, timedelta(days=1)):
        return None
    return make(vault, now, report=report)


def last(path: Path) -> BackupInfo | None:
    """The latest backup of a vault; its name was given after it had been read back."""
    return max(every(path / FOLDER), key=lambda one: (one.at, one.commit_no), default=None)


def is_old(backup: BackupInfo | None, now: datetime, limit: timedelta) -> bool:
    """Whether it is time for a new one: also where the last one is from a day that has not come, by a wrong clock."""
    return backup is None or abs(now - backup.at) >= limit


def every(root: Path) -> list[BackupInfo]:
    """All backups in a folder, the oldest first."""
    if not root.is_dir():
        return []
    found = [info for entry in root.iterdir() if (info := _info(entry)) is not None]
    return sorted(found, key=lambda one: (one.at, one.commit_no))


def verify(backup: Path, key: bytearray) -> None:
    """Read a whole backup and refuse it if a page of it is not sound; it is not changed."""
    try:
        with closing(open_raw(backup / _DATABASE, key, "ro")) as conn:
            check_whole(conn)
    except VaultRefused as refusal:
        raise VaultRefused("backup-damaged") from refusal
    finally:
        _tidy(backup)


def kept(backups: Iterable[BackupInfo], now: datetime) -> set[Path]:
    """Which backups stay: the newest of each of 7 days and of 4 weeks, and none of 35 days or more but the newest."""
    newest_first = sorted(backups, key=lambda one: (one.at, one.commit_no), reverse=True)
    days: dict[object, Path] = {}
    weeks: dict[object, Path] = {}
    for one in newest_first:
        if now - one.at < EXPIRE:
            days.setdefault(one.at.date(), one.path)
            weeks.setdefault(one.at.isocalendar()[:2], one.path)
    stays = {*list(days.values())[:DAYS], *list(weeks.values())[:WEEKS]}
    return stays or {one.path for one in newest_first[:1]}


def _copy(vault: Source, target: Path, report: Report | None) -> int:
    def progress(_status: int, remaining: int, total: int) -> None:
        if report is not None:
            report(total - remaining, total)

    with refusals():
        with closing(vault.connect()) as source, closing(open_raw(target, vault.database_key, "rwc")) as copy:
            source.execute("BEGIN")  # one view of the database for the counts and the copy
            commit_no = int(source.execute("SELECT commit_no FROM ledger").fetchone()[0])
            counts = _counts(source)
            source.backup(copy, pages=_STEP, progress=progress, sleep=0)
        verify(target.parent, vault.database_key)
        with closing(open_raw(target, vault.database_key, "ro")) as copy:
            if _counts(copy) != counts:
                raise VaultRefused("backup-damaged")
    _tidy(target.parent)
    return commit_no


def _counts(conn: Connection) -> dict[str, int]:
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'").fetchall()
    return {name: int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for (name,) in tables}


def _tidy(folder: Path) -> None:
    """Reading a database leaves an empty WAL and its index beside it."""
    for name in (_DATABASE + "-wal", _DATABASE + "-shm"):
        (folder / name).unlink(missing_ok=True)


def _check_room(database: Path, root: Path) -> None:
    wal = database.with_name(database.name + "-wal")
    size = database.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
    if shutil.disk_usage(root).free < _ROOM * size:
        raise VaultRefused("disk-full")


def _rotate(root: Path, now: datetime, made: Path) -> None:
    """The one just made stays, whatever day the clock says; after a gap as long as expiry, all others stay once more.

    A clock that jumped ahead for a day then takes no backup with it.
    """
    backups = every(root)
    stays = kept(backups, now) | {made}
    if not any(now - one.at < EXPIRE for one in backups if one.path != made):
        return
    for one in backups:
        if one.path not in stays:
            shutil.rmtree(one.path, ignore_errors=True)


def _info(entry: Path) -> BackupInfo | None:
    match = _NAME.fullmatch(entry.name)
    if match is None or not (entry / _DATABASE).is_file():
        return None
    try:
        at = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None  # digits that are no date
    return BackupInfo(entry, at, int(match[2]), (entry / _DATABASE).stat().st_size)
