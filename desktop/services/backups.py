"""Backups made now, by the day and on a stick, and what is known of the last one."""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from db import access_log, backup, drill, meta, rotation, swap
from db.backup import BackupInfo, Remembered
from db.connection import refusals
from db.errors import VaultRefused
from db.hybrid import moment, stamp
from desktop import paths
from desktop.refusals import Refused
from desktop.services.session import Session

log = logging.getLogger(__name__)

OLD = timedelta(days=3)
EVERY = timedelta(days=1)
LOOK_EVERY = timedelta(hours=8)  # so often the last one is read again
STICK_EVERY = timedelta(days=7)
KEPT_DAYS = rotation.EXPIRE.days
_STICK = "backup_stick_at"

Alarm = Literal["none", "old", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, which was read back whole before it got its name."""

    at: datetime
    bytes: int
    file: Path
    same_disk: bool = False  # of no use if this computer is lost


@dataclass(frozen=True, slots=True)
class BackupState:
    """What is known of the backups; the times are in the office's zone."""

    last: datetime | None  # the last one that was read back whole and is still there
    last_on_stick: datetime | None
    kept: int
    alarm: Alarm | None  # missing, damaged: it was there and whole, and is not any more
    bytes: int = 0
    stick_due: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """What lay here before a restore; it goes like a backup of that day."""

    at: datetime
    until: datetime
    folder: Path


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """What was wrong with the last backup (missing, damaged) before a new one was made."""

    alarm: Alarm | None
    made: Backup | None


# --- what there is ----------------------------------------------------------------------------------------------------


def state(session: Session) -> BackupState:
    """What stands on the first page and in the settings; it reads names and sizes, and no backup."""
    now = session.now()
    every = backup.every(session.vault.path / backup.FOLDER)
    last, alarm = judge(backup.remembered(session.conn), every, now)
    stick = meta.get(session.conn, _STICK)
    on_stick = moment(stick).astimezone(session.tz) if stick else None
    return BackupState(
        last=last.at.astimezone(session.tz) if last else None,
        last_on_stick=on_stick,
        kept=len(every),
        alarm=alarm,
        bytes=last.size if last else 0,
        stick_due=_is_stick_due(session, on_stick, now),
    )


def judge(known: Remembered | None, every: list[BackupInfo], now: datetime) -> tuple[BackupInfo | None, Alarm | None]:
    """The last good one of these, and what is wrong; a later one than the vault remembers is as good."""
    here = next((one for one in every if known is not None and one.path.name == known.name), None)
    later = [one for one in every if known is not None and one.at > known.at]
    damaged = known is not None and here is not None and (known.damaged or here.size != known.size)
    good = [one for one in every if not (damaged and one is here)]
    last = here if here is not None and not damaged and not later else max(good, key=lambda one: one.at, default=None)
    if damaged and not later:
        return last, "damaged"
    if known is not None and here is None and not later:
        return last, "missing"
    if last is None:
        return None, "none"
    return last, "old" if backup.is_old(last, now, OLD) else None


def asides(session: Session) -> tuple[Aside, ...]:
    """What is kept of before a restore, the oldest first."""
    found = [(at.astimezone(session.tz), folder) for at, folder in swap.kept_aside(session.vault.path)]
    return tuple(Aside(at, at + rotation.EXPIRE, folder) for at, folder in found)


def _is_stick_due(session: Session, last: datetime | None, now: datetime) -> bool:
    """A week after the last one, or after the vault began; practice needs none."""
    if session.office.practice:
        return False
    return abs(now - (last or session.worker.added_at)) >= STICK_EVERY


# --- making one -------------------------------------------------------------------------------------------------------


def make_backup(session: Session, report: backup.Report | None = None) -> Backup:
    """Copy the database, read the copy back and keep it; slow, so it goes over a connection of its own."""
    with session.beside() as own:
        now = own.now()
        _note(own, now, "backup-made")  # first, so that the copy holds its own entry and nothing is newer than it
        made = backup.make(own.vault, now, report=report)
    return Backup(made.at.astimezone(session.tz), made.size, made.path)


def make_on_stick(session: Session, folder: Path, report: backup.Report | None = None) -> Backup:
    """The same into a folder of another medium; it is remembered when that was done last."""
    if not folder.is_dir():
        raise Refused("no-such-file")
    with session.beside() as own:
        now = own.now()
        _note(own, now, "backup-on-stick")
        made = backup.make(own.vault, now, to=folder, report=report)
        with refusals(), closing(own.vault.connect_bare()) as conn:
            meta.put(conn, _STICK, stamp(now))
        same = folder.stat().st_dev == own.vault.path.stat().st_dev
    return Backup(made.at.astimezone(session.tz), made.size, made.path, same_disk=same)


def is_due(session: Session) -> bool:
    """Whether the last one is a day old, was not read for hours, or something is wrong with it."""
    now, known = session.now(), backup.remembered(session.conn)
    last, alarm = judge(known, backup.every(session.vault.path / backup.FOLDER), now)
    unread = known is not None and abs(now - known.looked) >= LOOK_EVERY
    return alarm in ("missing", "damaged") or backup.is_old(last, now, EVERY) or unread


def look_after(session: Session, report: backup.Report | None = None) -> LookedAfter:
    """Read the last backup again, and make another one where it is a day old, gone or damaged; slow."""
    drill.clear(paths.data_folder() / drill.FOLDER)
    with session.beside() as own:
        now = own.now()
        backup.look_again(own.vault, now, report)
        last, alarm = judge(backup.remembered(own.conn), backup.every(own.vault.path / backup.FOLDER), now)
        if alarm in ("missing", "damaged"):
            log.warning("the last backup: %s", alarm)
            _note(own, now, f"backup-{alarm}")
        elif not backup.is_old(last, now, EVERY):
            return LookedAfter(None, None)
    made = make_backup(session, report)
    return LookedAfter(alarm if alarm in ("missing", "damaged") else None, made)


def _note(session: Session, now: datetime, verb: str) -> None:
    try:
        with session.vault.write(now) as conn:
            access_log.note(conn, now, session.worker.id, verb)
    except VaultRefused as refusal:
        if refusal.code != "disk-full":
            raise  # a backup on another medium is what helps where this disk is full
