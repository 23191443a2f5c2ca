"""A backup made now, and what is known of the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import access_log, backup
from desktop.services.session import Session
from desktop.services.today import BACKUP_OLD


@dataclass(frozen=True, slots=True)
class Backup:
    """The latest backup, which was read back whole before it got its name."""

    at: datetime
    bytes: int
    kept: int  # how many are kept in all
    old: bool


def last(session: Session) -> Backup | None:
    every = backup.every(session.vault.path / backup.FOLDER)
    if not every:
        return None
    latest = max(every, key=lambda one: (one.at, one.commit_no))
    old = backup.is_old(latest, session.now(), BACKUP_OLD)
    return Backup(latest.at.astimezone(session.tz), latest.size, len(every), old)


def make_backup(session: Session, report: backup.Report | None = None) -> Backup:
    """Copy the database, read the copy back and keep it; slow, so it goes over a connection of its own."""
    with session.beside() as own:
        now = own.now()
        with own.vault.write(now) as conn:  # first, so that the copy holds its own entry and nothing is newer than it
            access_log.note(conn, now, own.worker.id, "backup-made")
        made = backup.make(own.vault, now, report=report)
    kept = len(backup.every(session.vault.path / backup.FOLDER))
    return Backup(made.at.astimezone(session.tz), made.size, kept, old=False)
