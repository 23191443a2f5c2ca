"""What the frame of the window says on every page: counts, the backup line, the numbers to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import backup, cases, due
from db.hybrid import stamp
from desktop.services.library import Hotline
from desktop.services.session import Session
from desktop.services.teamfile import DUTY
from desktop.services.today import BACKUP_OLD


@dataclass(frozen=True, slots=True)
class Told:
    counts: Mapping[str, int]
    last_backup: datetime | None
    backup_old: bool


def told(session: Session) -> Told:
    """Missed duties for Today and Teams; nothing here says a name."""
    last = backup.last(session.vault.path)
    counts: dict[str, int] = {}
    if session.office.kind == "office":
        now = stamp(session.now())
        teams = due.count_missed(session.conn, DUTY, now)
        counts["today"] = teams + cases.count(session.conn, conflicts=True)
        counts["teams"] = teams
    return Told(counts, last.at if last else None, backup.is_old(last, session.now(), BACKUP_OLD))


def top_numbers(session: Session) -> tuple[Hotline, ...]:
    """The emergency number and the line of trust of this country, as the window's top shows them."""
    here = session.office.country
    return tuple(line for line in session.library.hotlines if line.top and line.country in (here, ""))
