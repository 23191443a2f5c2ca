"""Which backups there are in a folder, which of them stay, and for how long."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import archive, keys, slots, swap
from db.archive import DATABASE, ENDING
from db.errors import VaultRefused

DAYS, WEEKS, EXPIRE = 7, 4, timedelta(days=35)
_NAME = re.compile(r"([0-9]{8}T[0-9]{6}Z)-([0-9]+)(" + re.escape(ENDING) + ")?")
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup; it had been read back whole before it got its name."""

    path: Path
    at: datetime
    commit_no: int
    size: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """When something was erased last, and in which commit (0 where nobody noted it)."""

    at: datetime
    commit_no: int

    def ends(self, backup: BackupInfo, now: datetime) -> bool:
        """Whether the days of a backup that may still hold it are over; a clock that was wrong may have dated it ahead,
        which its commit tells."""
        by_date = now - backup.at >= EXPIRE and backup.at < self.at
        return by_date or (now - self.at >= EXPIRE and backup.commit_no < self.commit_no)


def name_of(at: datetime, commit_no: int) -> str:
    """What a backup is called, without its ending."""
    return f"{at.astimezone(UTC).strftime(_TIME)}-{commit_no}"


def every(root: Path) -> list[BackupInfo]:
    """All backups in a folder, the oldest first."""
    try:
        found = [told for entry in root.iterdir() if (told := info(entry)) is not None]
    except OSError:  # no folder, or a stick that was pulled out
        return []
    return sorted(found, key=lambda one: (one.at, one.commit_no))


def info(entry: Path, name: str | None = None) -> BackupInfo | None:
    """What the name of a backup says, or `name` in its place, or None for anything else; there were folders once."""
    match = _NAME.fullmatch(name or entry.name)
    held = entry / DATABASE if entry.is_dir() else entry
    strange = match is not None and name is None and entry.is_dir() == bool(match[3])
    if match is None or strange or not held.is_file():
        return None
    try:
        at = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
        return BackupInfo(entry, at, int(match[2]), held.stat().st_size)
    except (ValueError, OSError):
        return None  # digits that are no date; a file that went meanwhile


def is_old(backup: BackupInfo | None, now: datetime, limit: timedelta) -> bool:
    """Whether it is time for a new one: also where the last one is from a day that has not come, by a wrong clock."""
    return backup is None or abs(now - backup.at) >= limit


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


def rotate(root: Path, now: datetime, made: BackupInfo, erased: Erasure | None, *, only: str | None = None) -> bool:
    """The one just made stays, whatever day the clock says; for some days after a gap as long as expiry all others do.

    A clock that jumped ahead for a day then takes no backup with it; whether there is such a gap. What holds something
    that was erased since knows no such grace. On a stick only backups of this very vault are looked at.
    """
    backups = [one for one in every(root) if only is None or vault_of(one.path) == only]
    stays = kept(backups, now) | {made.path}
    gap = _is_after_gap(backups, made)
    for one in backups:
        ended = erased is not None and erased.ends(one, now)
        if one.path != made.path and (ended or (one.path not in stays and not gap)):
            _remove(one.path)
    return gap


def _is_after_gap(backups: Iterable[BackupInfo], made: BackupInfo) -> bool:
    """Whether backups began again less than a week ago, after a gap as long as expiry: time went by, or the clock is
    wrong, and nobody knows which."""
    began = made.at
    for at in sorted((one.at for one in backups if one.at < made.at), reverse=True):
        if began - at >= EXPIRE:
            return made.at - began < timedelta(days=DAYS)
        began = at
    return False


def forget_aside(path: Path, now: datetime, erased: Erasure | None, *, gap: bool) -> None:
    """What lay here before a restore is one more copy, and expires like a backup."""
    for at, folder in swap.kept_aside(path):
        if now - at >= EXPIRE and (not gap or (erased is not None and at < erased.at)):
            _remove(folder)


def vault_of(backup: Path) -> str | None:
    """Of which vault it is, as its key file says."""
    try:
        with archive.parts(backup) as held, held[keys.FILE].open() as file:
            return slots.parse(file.read(slots.MOST_BYTES + 1)).vault
    except (VaultRefused, OSError):  # a stick that was pulled out fails once more when its file is closed
        return None


def clear_parts(root: Path) -> None:
    for part in root.glob(f"*{ENDING}.part"):
        if _NAME.fullmatch(part.name.removesuffix(".part")):
            part.unlink()


def _remove(entry: Path) -> None:
    """A file that another program holds open goes the next time."""
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        with suppress(OSError):
            entry.unlink(missing_ok=True)
