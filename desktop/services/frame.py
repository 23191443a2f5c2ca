"""What the frame of the window says on every page: counts, the backup line, the numbers to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db import cases, due, records, reports
from db.hybrid import stamp
from desktop.services import alarms, backups, packs, quarantine, standing, transfer_list
from desktop.services.backups import BackupState
from desktop.services.library import Hotline
from desktop.services.session import EXPORTS, Session
from desktop.services.teamfile import DUTY


@dataclass(frozen=True, slots=True)
class Told:
    counts: Mapping[str, int]
    backup: BackupState


def told(session: Session) -> Told:
    """Missed duties for Today and Teams, reports that wait; nothing here says a name."""
    counts: dict[str, int] = {}
    if session.office.kind == "office":
        now = stamp(session.now())
        teams = due.count_missed(session.conn, now, DUTY)
        apart = cases.count(session.conn, conflicts=True) + records.count_lone_conflicts(session.conn)
        counts["today"] = due.count_missed(session.conn, now) + apart
        counts["teams"] = teams
        counts["inbox"] = reports.waiting(session.conn)
    if session.worker.role in EXPORTS:
        counts["sync"] = len(alarms.standing(session)) + len(standing.unconfirmed(session)) + quarantine.count(session)
        counts["sync"] += packs.waits(session) is not None
        counts["sync"] += transfer_list.count_for_us(session) if session.office.kind == "office" else 0
    return Told(counts, backups.state(session))


def top_numbers(session: Session) -> tuple[Hotline, ...]:
    """The emergency number and the line of trust of this country, as the window's top shows them."""
    here = session.office.country
    return tuple(line for line in session.library.hotlines if line.top and line.country in (here, ""))
