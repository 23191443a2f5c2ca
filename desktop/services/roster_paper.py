"""The roster on paper, and whom one team can call: names and numbers of colleagues, no word of any case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db import access_log
from desktop.forms.present import show
from desktop.i18n import _, date_words, datetime_words, pick, time_words, using
from desktop.pdf.roster_list import PersonGroup, PersonLine, roster_pdf
from desktop.protocols.duty_words import exceptions_words, rota_words
from desktop.services import roster, team, team_crew
from desktop.services.frame import top_numbers
from desktop.services.roster import Person
from desktop.services.session import CASES, Session
from desktop.services.team_crew import Seat

NAME = "lista.pdf"


@dataclass(frozen=True, slots=True)
class RosterPaper:
    """In memory."""

    data: bytes = field(repr=False)
    file_name: str
    count: int


def whole(session: Session, language: str = "") -> RosterPaper:
    """Everybody of the roster, for the wall or the drawer; noted in the log before it leaves."""
    session.require(CASES)
    spoken = language or session.language
    people = roster.people(session)
    with using(spoken):
        known = {one.record: one for one in people}
        found = [
            PersonGroup(f"{code} · {pick(label)}", tuple(_line(session, one, known) for one in own))
            for code, label in roster.groups(session)
            if (own := [one for one in people if one.group == code])
        ]
        day = _("As of {day}").format(day=date_words(session.now().date()))
        data = roster_pdf(day, found, _numbers(session), spoken)
    _note(session, session.worker.id, len(people))
    return RosterPaper(data, NAME, len(people))


def of_team(session: Session, record: str, language: str = "") -> RosterPaper:
    """Whom this team can call now, institution by institution; nobody with a tie to the alleged aggressor is on it."""
    session.require(CASES)
    spoken = language or session.language
    crew = team_crew.crew(session, team.board(session, record))
    listed = roster.people(session)
    barred = {one.person or one.row for one in crew.conflicts if one.bars}
    known = {one.record: one for one in listed if one.record not in barred}
    with using(spoken):
        found = [_seat(session, seat, known, barred) for seat in crew.seats if seat.institution.state != "not_needed"]
        moment = _("As of {moment}").format(moment=datetime_words(session.now()))
        data = roster_pdf(moment, found, _numbers(session), spoken)
    count = sum(len(group.lines) for group in found)
    _note(session, record, count)
    return RosterPaper(data, NAME, count)


def _note(session: Session, object_id: str, count: int) -> None:
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "printed", object_id, count)


def _seat(session: Session, seat: Seat, known: Mapping[str, Person], barred: set[str | None]) -> PersonGroup:
    """First whom the team knows already, then who is on duty, then the others of the roster."""
    one = seat.institution
    ready = [each.person.record for each in seat.duty.on]
    named = {member.person for member in one.people}
    lines = [
        PersonLine(member.name or "–", tuple(filter(None, [_number(session, member.phone)])))
        for member in one.people
        if not member.is_barred and member.row not in barred and member.person not in barred
    ]
    rest = [each for each in known.values() if each.group == one.group and each.record not in named]
    rest.sort(key=lambda each: (each.record not in ready, each.name))
    lines += [_line(session, each, known, on_duty=each.record in ready) for each in rest]
    said = "" if lines else _("nobody named yet")
    if lines and seat.duty.nobody and seat.duty.next is not None and seat.duty.next_at is not None:
        moment = f"{date_words(seat.duty.next_at.date())}, {time_words(seat.duty.next_at)}"
        said = _("Nobody is on duty now. {name} is from {moment}.").format(name=seat.duty.next.name, moment=moment)
    return PersonGroup(f"{one.group} · {pick(one.label)}", tuple(lines), said)


def _line(session: Session, one: Person, known: Mapping[str, Person], *, on_duty: bool = False) -> PersonLine:
    told = list(_told(session, one, known))
    return PersonLine(one.name, (_("on duty now"), *told) if on_duty else tuple(told))


def _told(session: Session, one: Person, known: Mapping[str, Person]) -> Iterator[str]:
    yield from filter(None, (" · ".join(part for part in (one.function, one.institution) if part),))
    numbers: Sequence[str] = [_number(session, phone.number) for phone in one.phones]
    yield " · ".join(numbers) or _("no number written")
    yield from filter(None, (rota_words(one.rota), *exceptions_words(one.rota, session.now().date())))
    if (other := known.get(one.substitute or "")) is not None:
        yield _("Stands in: {name}").format(name=other.name)
    if one.note:
        yield one.note


def _number(session: Session, number: str | None) -> str:
    if not number:
        return ""
    definitions = session.library.definitions
    field_ = definitions.form("member").field("phones/number")
    return show(field_, number, definitions, country=session.office.country)


def _numbers(session: Session) -> tuple[str, ...]:
    return tuple(f"{pick(line.short or line.name)}: {line.number}" for line in top_numbers(session))
