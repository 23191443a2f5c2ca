"""The calls of today: whom somebody meant to call, on which safe number, in which hours; a closed way says its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from db import access_log, cases, due
from db.hybrid import stamp
from desktop.i18n import date_words, using
from desktop.pdf.call_list import CallLine, call_list_pdf
from desktop.privacy import hours, safe_contact
from desktop.privacy.safe_contact import Known, Route, Way
from desktop.services import ledger
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Session

__all__ = ["Call", "CallList", "CallPaper", "Route", "Way", "hours"]

WHY = ("appointment", "followup", "contact", "monitoring", "review")  # kinds of what is due for which one calls
BACK = timedelta(days=7)  # how long a call that was missed stays on the list
MOST = 500  # of what is due, whatever its kind
LATER = "outside-hours"


@dataclass(frozen=True, slots=True)
class Call:
    """One case that calls for a call: the route to take now or later today, or the rule that closes every way."""

    case: str
    code: str
    kind: str
    ref: str
    at: datetime
    route: Route
    later: bool = False  # the number is safe today at other hours than now


@dataclass(frozen=True, slots=True)
class CallList:
    day: datetime
    calls: tuple[Call, ...]
    closed: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class CallPaper:
    """The list on paper, in memory."""

    data: bytes = field(repr=False)
    file_name: str
    count: int


def today(session: Session) -> CallList:
    """Whom to call today; a case with several reasons is there once, by the first of them."""
    session.require(CASES)
    now = session.now()
    end = datetime.combine(now.date() + timedelta(days=1), time(), session.tz)
    calls: list[Call] = []
    closed: list[Call] = []
    for row in _due(session, stamp(now - BACK), stamp(end)):
        case = row.case or ""
        header = cases.get(session.conn, case)
        if header is None:
            continue
        route, later = route_of(session, case, now)
        at = datetime.fromisoformat(row.at).astimezone(session.tz)
        made = Call(case, header.code, row.kind, row.ref, at, route, later)
        (calls if route.open or later else closed).append(made)
    return CallList(now, tuple(sorted(calls, key=_by_hours)), tuple(closed))


def today_in_job(session: Session, _report: object) -> CallList:
    """The same beside the window."""
    with session.beside() as own:
        return today(own)


def route_of(session: Session, case: str, now: datetime | None = None) -> tuple[Route, bool]:
    """The number to call: one that is open now, else one that is open later today, else the rule of the first."""
    moment = now or session.now()
    known = known_of(session, case)
    found = safe_contact.of_way(known, Way.CALL, moment, session.tz)
    if found[0].open:
        return found[0], False
    for route in found:
        if route.rule == LATER and _opens_today(route, moment):
            return route, True
    trusted = safe_contact.of_way(known, Way.TRUSTED, moment, session.tz)[0]
    return (trusted, False) if trusted.open else (found[0], False)


def routes(session: Session, case: str) -> tuple[Route, ...]:
    """Every way to reach her now, of a case that is open: open, or closed with its rule."""
    session.require(CASES)
    return safe_contact.routes(known_of(session, case), session.now(), session.tz)


def known_of(session: Session, case: str) -> Known:
    """What the rules of safe contact look at, out of a case."""
    around = CaseAnswers(session, case)
    identity = next((one for one in around.records if one.form == "identity"), None)
    return Known.of(around, ledger.doubted(session, identity) if identity else frozenset())


def paper(session: Session, found: CallList, language: str = "") -> CallPaper:
    """The open calls on paper; numbers are uncovered by it, which is noted for each case."""
    session.require(CASES)
    spoken = language or session.language
    with using(spoken):
        lines = [
            CallLine(call.code[-6:], hours.words(call.route.hours), call.route.address, call.route.who)
            for call in found.calls
        ]
        data = call_list_pdf(date_words(found.day.date()), lines, spoken)
    with session.vault.write(session.now()) as conn:
        for call in found.calls:
            access_log.note(conn, session.now(), session.worker.id, "call-listed", call.case)
    return CallPaper(data, "lista.pdf", len(lines))


def _due(session: Session, since: str, until: str) -> Iterator[due.DueRow]:
    """The first reason of each case."""
    seen: set[str] = set()
    for row in due.between(session.conn, since, until, MOST):
        if row.kind in WHY and row.case and row.case not in seen:
            seen.add(row.case)
            yield row


def _opens_today(route: Route, now: datetime) -> bool:
    """Whether an hour of today that is still to come is one of those that are safe."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    left = (midnight + timedelta(minutes=15 * quarter) for quarter in range(96))
    return any(moment > now and hours.holds(route.hours, moment) for moment in left)


def _by_hours(call: Call) -> tuple[bool, int, str]:
    return (call.later, min((one.start for one in call.route.hours), default=0), call.code)
