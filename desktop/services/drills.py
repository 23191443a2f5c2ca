"""The yearly drill: with a backup and the code alone the database is restored aside, opened, counted and removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from db import access_log, drill, meta
from db.hybrid import stamp
from desktop.refusals import Refused
from desktop.services import restoring
from desktop.services.recovery import DRILL_AT, Kit
from desktop.services.session import PEOPLE, ZONES, Change, Session

FOLDER = drill.FOLDER
LONGEST_AGO = 400  # days; an older drill says nothing about today


@dataclass(frozen=True, slots=True)
class Drill:
    """What the restored copy held; `number` proves to the office that it was done on this day."""

    office: str
    kit: str
    done_at: datetime
    ends_at: datetime
    cases: int
    sheets: int
    files: int
    number: str
    by_shares: bool


def run(
    backup_file: Path,
    kit: Kit,
    folder: Path,
    *,
    clock: Callable[[], datetime],
    by_shares: bool = False,
    report: drill.Report | None = None,
) -> Drill:
    """Try it out in a folder inside `folder`, which is gone afterwards; no vault has to be there."""
    now = clock()
    file = restoring.look(backup_file).file
    found = drill.try_out(file, folder / FOLDER, kit.key, _day_there, now, report)
    zone = ZONES[found.country]
    return Drill(
        office=found.office,
        kit=kit.number,
        done_at=now.astimezone(zone),
        ends_at=found.ends_at.astimezone(zone),
        cases=found.cases,
        sheets=found.sheets,
        files=found.files,
        number=found.proof,
        by_shares=by_shares,
    )


def certificate(done: Drill, language: str) -> bytes:
    """The paper for the folder of the office."""
    from desktop.pdf.kit import Certificate, certificate_pdf  # as for the sheet itself

    return certificate_pdf(
        Certificate(
            office=done.office,
            kit=done.kit,
            done_at=done.done_at,
            backup_at=done.ends_at,
            cases=done.cases,
            sheets=done.sheets,
            files=done.files,
            number=done.number,
            by_shares=done.by_shares,
        ),
        language,
    )


def note(session: Session, number: str) -> date:
    """Remember a drill, here or on another computer: the number of its certificate tells the day, and that it was of
    this office."""
    session.require(PEOPLE)
    digits = "".join(letter for letter in number if letter.isdigit())
    today = session.now().date()
    days = (today - timedelta(days=back) for back in range(LONGEST_AGO))
    day = next((day for day in days if drill.proof(session.conn, day).replace(" ", "") == digits), None)
    if day is None:
        raise Refused("drill-number-wrong")
    now = session.now()
    at = datetime(day.year, day.month, day.day, 12, tzinfo=session.tz)
    with session.vault.write(now) as conn:
        meta.put(conn, DRILL_AT, stamp(at))
        access_log.note(conn, now, session.worker.id, "drill-noted")
    session.changed(Change("people"))
    return day


def _day_there(country: str, now: datetime) -> date:
    return now.astimezone(ZONES[country]).date()
