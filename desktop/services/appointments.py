"""Appointments: planned, moved, cancelled and looked back upon; what clashes is said, and never forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from db import access_log, cases, due, records
from db.connection import Connection
from db.folding import fold
from db.hybrid import stamp
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import is_real
from desktop.privacy import safe_contact
from desktop.privacy.safe_contact import Way
from desktop.refusals import Refused
from desktop.services import calls, intake, people
from desktop.services.opened import note_opened
from desktop.services.session import CASES, Change, Session

FORM = "appointment"
PLANNED, KEPT, MOVED, MISSED, CANCELLED = "planificata", "tinuta", "mutata", "neprezentare", "anulata"
USUAL, LONGEST = 60, 480  # minutes
NO_REMINDER = "fara"
WAYS: Mapping[str, Way] = {
    "apel": Way.CALL,
    "sms": Way.SMS,
    "mesagerie": Way.MESSAGING,
    "persoana_de": Way.TRUSTED,
}
OF_ITSELF = ("state", "ended_by", "reason", "contact_on", "remind_on", "reminded_on", "followed_on")  # not moved along
WHEN_NOT_NOW = "outside-hours"  # the reminder goes out at another hour

Same = Literal["worker", "person", "room"]


@dataclass(frozen=True, slots=True)
class Clash:
    """Another appointment at the same time, and what both have in common."""

    record: str
    code: str
    start: datetime
    end: datetime
    same: Same


@dataclass(frozen=True, slots=True)
class ReminderWay:
    """One way to remind her; `why_not` is the sentence of the rule that closes it, empty where it is open."""

    code: str
    why_not: str = ""
    rule: str = ""

    @property
    def open(self) -> bool:
        return not self.rule


def add(session: Session, case: str, answers: Mapping[str, Any]) -> str:
    """Plan an appointment in a case; gives the id of its record."""
    session.require(CASES)
    _check_reminder(session, case, answers)
    with session.vault.write(session.now()) as conn:
        made = _put(session, conn, case, {"state": PLANNED, "minutes": USUAL, **answers})
    _changed(session, case, made)
    return made


def look(session: Session, record: str) -> Record:
    """An appointment as it stands; who looked at it is noted."""
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != FORM:
        raise Refused("no-such-record")
    note_opened(session, record)
    return found


def change(session: Session, record: str, answers: Mapping[str, Any]) -> None:
    """Other answers for an appointment that stays where it is."""
    found = _planned(session, record)
    _check_reminder(session, found.case or "", answers)
    with session.vault.write(session.now()) as conn:
        _put(session, conn, found.case or "", answers, record)
    _changed(session, found.case, record)


def move(session: Session, record: str, start: str, by: str, reason: str | None = None) -> str:
    """Another day and hour: what was planned is marked as moved, and a new one stands in its place."""
    found = _planned(session, record)
    case = found.case or ""
    again = {path: value for path, value in found.body.items() if path not in OF_ITSELF and value is not None}
    with session.vault.write(session.now()) as conn:
        _put(session, conn, case, _ended(MOVED, by, reason), record)
        made = _put(session, conn, case, {**again, "start": start, "state": PLANNED, "moved_from": record})
        access_log.note(conn, session.now(), session.worker.id, "appointment-moved", record)
    _changed(session, case, made)
    return made


def cancel(session: Session, record: str, by: str, reason: str | None = None) -> None:
    """It will not take place; it stays in the file with who called it off."""
    found = _planned(session, record)
    with session.vault.write(session.now()) as conn:
        _put(session, conn, found.case or "", _ended(CANCELLED, by, reason), record)
        access_log.note(conn, session.now(), session.worker.id, "appointment-cancelled", record)
    _changed(session, found.case, record)


def kept(session: Session, record: str, *, came: bool = True) -> None:
    """It took place, or she did not come: then somebody is called to see whether she is safe."""
    found = _planned(session, record)
    with session.vault.write(session.now()) as conn:
        _put(session, conn, found.case or "", {"state": KEPT if came else MISSED}, record)
    _changed(session, found.case, record)


def _ended(state: str, by: str, reason: str | None) -> dict[str, Any]:
    return {"state": state, "ended_by": by, **({"reason": reason} if reason else {})}


def _put(session: Session, conn: Connection, case: str, answers: Mapping[str, Any], record: str | None = None) -> str:
    header = cases.get(conn, case)
    if header is None:
        raise Refused("no-such-case")
    line = {"case": header.code, "form": FORM, "record": record, "set": dict(answers)}
    return intake.put(session, conn, line).record


def _planned(session: Session, record: str) -> Record:
    """An appointment that is still to come about; what is over is not changed by these acts."""
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != FORM:
        raise Refused("no-such-record")
    if found.body.get("state") != PLANNED:
        raise Refused("appointment-over")
    return found


def _changed(session: Session, case: str | None, record: str) -> None:
    session.changed(Change("record", record))
    if case:
        session.changed(Change("case", case))


# --- what clashes -----------------------------------------------------------------------------------------------------


def clashes(session: Session, case: str, answers: Mapping[str, Any], record: str | None = None) -> tuple[Clash, ...]:
    """Planned appointments at the same time with the same worker, the same person or in the same room."""
    session.require(CASES)
    wanted = _times(session, answers)
    if wanted is None:
        return ()
    since, until = stamp(wanted[0] - timedelta(minutes=LONGEST)), stamp(wanted[1])
    rows = [row for row in due.between(session.conn, since, until, 500) if row.ref == FORM and row.record != record]
    found = []
    for row in rows:
        other = records.get(session.conn, row.record)
        times = _times(session, other.body) if other else None
        if other is None or times is None or times[0] >= wanted[1] or wanted[0] >= times[1]:
            continue
        code = header.code if (header := cases.get(session.conn, other.case or "")) else ""
        found += [Clash(other.id, code, *times, same) for same in _common(case, answers, other)]
    return tuple(found)


def _times(session: Session, answers: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """From when to when, where the hour is known."""
    span = partial.span(answers.get("start"), session.tz)
    if span is None or span.precision is not partial.Precision.MINUTE:
        return None
    minutes = answers.get("minutes")
    length = minutes if isinstance(minutes, int | float) and not isinstance(minutes, bool) else USUAL
    start = span.start.astimezone(session.tz)
    return start, start + timedelta(minutes=length)


def _common(case: str, answers: Mapping[str, Any], other: Record) -> list[Same]:
    found: list[Same] = []
    if is_real(answers.get("worker")) and answers["worker"] == other.body.get("worker"):
        found.append("worker")
    if case == other.case:
        found.append("person")
    room, theirs = (fold(str(one.get("room") or "")) for one in (answers, other.body))
    if room and room == theirs and answers.get("place_kind") == other.body.get("place_kind"):
        found.append("room")
    return found


# --- reminding her ----------------------------------------------------------------------------------------------------


def reminder_ways(session: Session, case: str) -> tuple[ReminderWay, ...]:
    """Each way to remind her with the rule that closes it; only an open one may be chosen."""
    session.require(CASES)
    known = calls.known_of(session, case)
    found = [ReminderWay(NO_REMINDER)]
    for code, way in WAYS.items():
        routes = safe_contact.of_way(known, way, session.now(), session.tz)
        open_later = any(route.open or route.rule == WHEN_NOT_NOW for route in routes)
        found.append(ReminderWay(code) if open_later else ReminderWay(code, routes[0].words, routes[0].rule))
    return tuple(found)


def _check_reminder(session: Session, case: str, answers: Mapping[str, Any]) -> None:
    code = answers.get("remind_way")
    if code in WAYS:
        way = next(one for one in reminder_ways(session, case) if one.code == code)
        if not way.open:
            raise Refused("reminder-unsafe", rule=way.rule)


def worker_name(session: Session, worker: str) -> str:
    """The first name alone: what may stand on a slip."""
    return people.name_of(session, worker).split(" ")[0]
