"""The people of the institutions that this office calls: who they are, when they are on duty, who stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any, Literal

from db import access_log, erasure, records
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import rows
from desktop.forms.hours import minute_of
from desktop.forms.rules import Severity
from desktop.protocols import duty
from desktop.protocols.duty import Absence, Extra, Hours, Rota, Weekly
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused
from desktop.services import erased_list, writing
from desktop.services.library import Text
from desktop.services.records import Saved, open_new, saved_of
from desktop.services.records import put as write
from desktop.services.session import CASES, PEOPLE, Change, Session
from desktop.services.summary import text

FORM = "member"
REMOVED = "roster-removed"
OLD_AFTER = 180  # days after which the data of a person are to be checked again

Standing = Literal["on", "off", "away", "unknown"]


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    use: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the roster. Dates are answers, and may be known in part."""

    record: str
    group: str
    institution: str
    name: str
    function: str
    phones: tuple[Phone, ...]
    rota: Rota
    substitute: str | None  # another person of the roster
    note: str
    checked: str | None
    ended: str | None
    to_check: bool  # something in the sheet is doubtful

    @property
    def phone(self) -> str:
        """The number to call first."""
        return self.phones[0].number if self.phones else ""


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody who can be called now. `until` None: nobody knows, or for a week and longer."""

    person: Person
    until: datetime | None = None
    instead_of: Person | None = None  # who is away


@dataclass(frozen=True, slots=True)
class Duty:
    """A group at one moment: who is on duty, whose hours nobody has written, and otherwise who comes next and when."""

    group: str
    at: datetime = field(compare=False)  # the same people a minute later are no news
    on: tuple[Ready, ...]
    unknown: tuple[Person, ...]
    next: Person | None
    next_at: datetime | None
    listed: int

    @property
    def nobody(self) -> bool:
        """Whether nobody is on duty as far as anybody has written."""
        return not self.on


# --- who there is -----------------------------------------------------------------------------------------------------


def people(session: Session, *, ended: bool = False) -> tuple[Person, ...]:
    """The roster, by group and name; those who have left only where they are asked for."""
    session.require(CASES)
    now = session.now()
    found = [person_of(record, session.tz) for record in records.without_case(session.conn, FORM)]
    order = {entry.code: place for place, entry in enumerate(session.library.definitions.list("team_groups").entries)}
    shown = [one for one in found if ended or not _has_ended(one, now, session.tz)]
    return tuple(sorted(shown, key=lambda one: (order.get(one.group, len(order)), one.name.casefold(), one.record)))


def person(session: Session, record: str) -> Person:
    """One person of the roster; refuses `no-such-record`."""
    session.require(CASES)
    return person_of(_record(session, record), session.tz)


def person_of(record: Record, tz: tzinfo) -> Person:
    """What a sheet of the roster says."""
    said = record.body
    phones = [(text(said.get(f"phones/{row}/number")), row) for row in rows(said, "phones")]
    return Person(
        record=record.id,
        group=text(said.get("group")) or "",
        institution=text(said.get("institution")) or "",
        name=text(said.get("name")) or "",
        function=text(said.get("function")) or "",
        phones=tuple(Phone(number, text(said.get(f"phones/{row}/use"))) for number, row in phones if number),
        rota=rota_of(said, tz),
        substitute=text(said.get("substitute")),
        note=text(said.get("note")) or "",
        checked=text(said.get("checked_on")),
        ended=text(said.get("ended_on")),
        to_check=record.state == "to_check",
    )


def rota_of(said: Mapping[str, Any], tz: tzinfo) -> Rota:
    """The duty that a sheet tells; a row without its hours says nothing."""
    return Rota(
        around=said.get("around") is True,
        weekly=tuple(_weekly(said)),
        extra=tuple(_extra(said, tz)),
        away=tuple(_away(said, tz)),
    )


def _weekly(said: Mapping[str, Any]) -> Iterator[Weekly]:
    for row in rows(said, "hours"):
        hours, days = _hours(said, f"hours/{row}"), said.get(f"hours/{row}/days")
        if hours is not None:
            named = [duty.WEEKDAYS.index(day) for day in days or () if day in duty.WEEKDAYS]
            yield Weekly(frozenset(named or range(7)), hours)


def _extra(said: Mapping[str, Any], tz: tzinfo) -> Iterator[Extra]:
    for row in rows(said, "extra"):
        hours, day = _hours(said, f"extra/{row}"), _day(said.get(f"extra/{row}/day"), tz)
        if hours is not None and day is not None:
            yield Extra(day[0], hours)


def _away(said: Mapping[str, Any], tz: tzinfo) -> Iterator[Absence]:
    for row in rows(said, "away"):
        first, last = (_day(said.get(f"away/{row}/{name}"), tz) for name in ("from", "until"))
        if first is not None or last is not None:
            yield Absence(first[0] if first else date.min, last[1] if last else None)


def _hours(said: Mapping[str, Any], row: str) -> Hours | None:
    start, end = (minute_of(str(said.get(f"{row}/{name}") or "")) for name in ("from", "to"))
    return Hours(start, end) if start is not None and end is not None else None


def _day(answer: Any, tz: tzinfo) -> tuple[date, date] | None:
    """The first and the last day that a date may mean."""
    span = partial.span(answer, tz)
    if span is None:
        return None
    first, end = span.start.astimezone(tz).date(), span.end.astimezone(tz).date()
    return first, max(first, date.fromordinal(end.toordinal() - 1))


def _has_ended(one: Person, now: datetime, tz: tzinfo) -> bool:
    day = _day(one.ended, tz)
    return day is not None and day[0] <= now.astimezone(tz).date()


def is_old(one: Person, today: date, tz: tzinfo) -> bool:
    """Whether nobody has checked these data for half a year, or ever."""
    day = _day(one.checked, tz)
    return day is None or (today - day[1]).days > OLD_AFTER


# --- who is on duty ---------------------------------------------------------------------------------------------------


def on_duty(session: Session, group: str, now: datetime) -> Duty:
    """Who of a group is on duty at this moment."""
    return duty_of(people(session), group, now, session.tz)


def duty_of(roster: Sequence[Person], group: str, at: datetime, tz: tzinfo) -> Duty:
    """The same of people that were read already. Nobody on leave is ever among them."""
    own = [one for one in roster if one.group == group]
    known = {one.record: one for one in roster}
    ready: dict[str, Ready] = {}
    for one in own:
        for found in _ready(one, known, at, tz):
            if found.person.record not in ready or ready[found.person.record].instead_of is not None:
                ready[found.person.record] = found
    unknown = tuple(one for one in own if standing(one, at, tz) == "unknown" and one.record not in ready)
    ahead = [(begins, one) for one in own if not ready and (begins := duty.begins(one.rota, at, tz)) is not None]
    next_at, coming = min(ahead, key=lambda each: (each[0], each[1].name), default=(None, None))
    local = next_at.astimezone(tz) if next_at else None
    return Duty(group, at, tuple(ready.values()), unknown, coming, local, len(own))


def standing(one: Person, at: datetime, tz: tzinfo) -> Standing:
    """How somebody stands at a moment."""
    if duty.is_away(one.rota, at, tz):
        return "away"
    if not one.rota.is_known:
        return "unknown"
    return "on" if duty.is_on(one.rota, at, tz) else "off"


def substitute_of(one: Person, known: Mapping[str, Person], at: datetime, tz: tzinfo) -> Person | None:
    """Who stands in: the substitute, or the substitute's own where that one is away too."""
    seen = {one.record}
    found = known.get(one.substitute or "")
    while found is not None and found.record not in seen:
        if not duty.is_away(found.rota, at, tz):
            return found
        seen.add(found.record)
        found = known.get(found.substitute or "")
    return None


def _ready(one: Person, known: Mapping[str, Person], at: datetime, tz: tzinfo) -> Iterator[Ready]:
    how = standing(one, at, tz)
    if how == "on":
        end = duty.until(one.rota, at, tz)
        yield Ready(one, end.astimezone(tz) if end else None)
    would_be = how == "away" and duty.is_on(replace(one.rota, away=()), at, tz)
    if would_be and (other := substitute_of(one, known, at, tz)) is not None:
        yield Ready(other, instead_of=one)


def groups(session: Session) -> tuple[tuple[str, Text], ...]:
    """The groups of all checklists of this country, each once, in the order in which they come."""
    found: dict[str, Text] = {}
    for protocol in _protocols(session):
        for code, label in protocol.groups.items():
            found.setdefault(code, label)
    return tuple(found.items())


def _protocols(session: Session) -> list[Protocol]:
    return [one for one in session.library.protocols.values() if one.country == session.office.country]


# --- who writes in it -------------------------------------------------------------------------------------------------


def put(session: Session, answers: Mapping[str, Any], record: str | None = None) -> Saved:
    """Write a person, or change what is written of one; any worker may. The log says whose sheet, never what of it."""
    session.require(CASES)
    if record is not None:
        _record(session, record)
    sheet = open_new(session, FORM, record or writing.new_id())
    told = answers.get("substitute")
    if told is not None and (told == sheet.record or records.get(session.conn, str(told)) is None):
        raise Refused("bad-value", field="substitute")
    with session.vault.write(session.now()) as conn:
        written = write(session, conn, sheet, answers)
        wrong = next((one for one in written.problems if one.severity == Severity.MALFORMED), None)
        if wrong is not None:
            raise Refused("bad-value", field=wrong.path)
        saved = saved_of(session, written)
    session.changed(Change("record", saved.record))
    return saved


def check(session: Session, record: str) -> Saved:
    """Somebody called, and the data were right today."""
    return put(session, {"checked_on": session.now().date().isoformat()}, record)


def remove(session: Session, record: str) -> None:
    """Take a person out for good, with all that was ever written of them here; only a lead may.

    Who was called in which case stays written in its team's sheet.
    """
    session.require(PEOPLE)
    _record(session, record)
    now = session.now()
    with erased_list.wide(session) as wide:
        with session.vault.write(now) as conn:
            erasure.case(conn, record, REMOVED, now.date().isoformat())
            access_log.note(conn, now, session.worker.id, REMOVED, record)
        erased_list.finish(session, wide)
    session.changed(Change("record", record))


def _record(session: Session, record: str) -> Record:
    found = records.get(session.conn, record)
    if found is None or found.form != FORM:
        raise Refused("no-such-record")
    return found
