"""The directory as an office sees it: lines and services as they came, with what the office found out about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Any, Literal

from db import access_log, erasure, records
from db.records import Record
from desktop.forms import partial
from desktop.forms.schema import Text
from desktop.refusals import Refused
from desktop.services import erased_list, people, writing
from desktop.services.guidebook import KINDS, PLACES, Hotline, Service, ServiceKind, has_words
from desktop.services.records import Saved, open_new, save
from desktop.services.session import CASES, PEOPLE, Change, Session
from desktop.services.summary import text

FORM = "directory_entry"
REMOVED = "directory-removed"
OWN, SERVICE, LINE, OFFICE = "propriu", "serviciu", "linie", "oficiu"
RIGHT, OTHER, SILENT = "corect", "altul", "nu_raspunde"
GOOD_FOR = timedelta(days=365)
ASKED = ("name", "place", "phone", "hours", "contact")  # what a service needs to be of use

Near = Literal["here", "near", "country", "elsewhere"]
_ORDER: Mapping[Near, int] = {"here": 0, "near": 1, "country": 2, "elsewhere": 3}


@dataclass(frozen=True, slots=True)
class Check:
    """What a call to a number showed, when, and who called."""

    on: str
    result: str  # RIGHT, OTHER or SILENT
    number: str = ""
    remarks: str = ""
    worker: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone line with the newest check that this office made of it."""

    hotline: Hotline
    check: Check | None = None

    @property
    def checked_on(self) -> str:
        """The day of the newest check, of this office or of whoever made the list."""
        return max(self.check.on if self.check else "", self.hotline.checked_on)


@dataclass(frozen=True, slots=True)
class Listed:
    """One service: what the sources say with what this office wrote over it; what is unknown is empty and `missing`."""

    id: str
    kind: ServiceKind
    country: str
    name: Text
    near: Near
    place: str = ""
    serves: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    phones: tuple[str, ...] = ()  # that this office wrote, else those that its region gives
    hours: Text | None = None
    contact: str = ""
    address: str = ""
    remarks: str = ""
    source: str = ""  # empty for what the office added
    verified: bool = False
    checked_on: str = ""
    check: str = ""
    closed: bool = False
    record: str | None = None  # the sheet of this office about it
    missing: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        return not self.source


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which services are asked for; empty means all of them."""

    typed: str = ""
    kind: str = ""
    place: str = ""
    country: str = ""


# --- lines ------------------------------------------------------------------------------------------------------------


def lines(session: Session) -> tuple[Line, ...]:
    """All telephone lines in their order, each with what this office last found when it called."""
    newest: dict[str, Check] = {}
    for record in _sheets(session, LINE):
        check = _check(session, record)
        known = newest.get(ref := text(record.body.get("ref")) or "")
        if check is not None and (known is None or check.on >= known.on):
            newest[ref] = check
    return tuple(Line(line, newest.get(line.id)) for line in session.library.hotlines)


def note_check(session: Session, line: str, result: str, *, number: str = "", remarks: str = "") -> Saved:
    """Somebody called a line today; each call is a sheet of its own, so that nothing is overwritten."""
    if all(line != one.id for one in session.library.hotlines):
        raise Refused("no-such-line")
    if result == OTHER and not number.strip():
        raise Refused("number-needed")
    told: dict[str, Any] = {"subject": LINE, "ref": line, "check": result, "checked_on": _today(session)}
    told |= {"phone": number.strip()} if result == OTHER else {}
    told |= {"remarks": remarks.strip()} if remarks.strip() else {}
    return _put(session, told)


def _check(session: Session, record: Record) -> Check | None:
    said = record.body
    on = text(said.get("checked_on"))
    if on is None:
        return None
    return Check(
        on=on,
        result=text(said.get("check")) or "",
        number=text(said.get("phone")) or "",
        remarks=text(said.get("remarks")) or "",
        worker=people.name_of(session, record.worker),
    )


# --- services ---------------------------------------------------------------------------------------------------------


def services(session: Session, wanted: Wanted | None = None) -> tuple[Listed, ...]:
    """The services that fit, the nearest first; those that have closed at the end."""
    wanted = wanted or Wanted()
    here, of_lines = own_place(session), {one.hotline.id: one for one in lines(session)}
    overlays = {text(one.body.get("ref")): one for one in _sheets(session, SERVICE)}
    found = [
        _listed(session, service, overlays.get(service.id), of_lines, here)
        for service in session.library.guidebook.services
    ]
    found += [_added(session, record, here) for record in _sheets(session, OWN)]
    fitting = [one for one in found if _fits(session, one, wanted)]
    kinds = {entry.code: at for at, entry in enumerate(session.library.definitions.list(KINDS).entries)}
    return tuple(sorted(fitting, key=lambda one: (one.closed, _ORDER[one.near], kinds[one.kind.id])))


def service(session: Session, id: str) -> Listed:
    """One service by its mark, or one that the office added by its sheet; refuses `no-such-service`."""
    found = next((one for one in services(session) if id in (one.id, one.record)), None)
    if found is None:
        raise Refused("no-such-service")
    return found


def answers(session: Session, service: Listed) -> Mapping[str, Any]:
    """What this office wrote of a service, by its questions."""
    found = records.get(session.conn, service.record) if service.record else None
    return found.body if found else {}


def write(session: Session, id: str | None, answers: Mapping[str, Any]) -> Saved:
    """Fill in or change what this office knows of a service; without an id, add one of its own."""
    told = dict(answers)
    if id is None:
        if text(told.get("name")) is None:
            raise Refused("service-name-needed")
        return _put(session, {"subject": OWN, **told})
    stands = service(session, id)
    if stands.own:
        return _put(session, told, stands.record)
    return _put(session, {"subject": SERVICE, "ref": stands.id, **told, "kind": stands.kind.id}, stands.record)


def remove(session: Session, id: str) -> None:
    """Take out for good all that this office ever wrote of a service, the names of people with it; only a lead may.

    What came with the program stays, as it came.
    """
    session.require(PEOPLE)
    record = service(session, id).record
    if record is None:
        raise Refused("no-such-record")
    now = session.now()
    with erased_list.wide(session) as wide:
        with session.vault.write(now) as conn:
            erasure.case(conn, record, REMOVED, now.date().isoformat())
            access_log.note(conn, now, session.worker.id, REMOVED, record)
        erased_list.finish(session, wide)
    session.changed(Change("record", record))


def note_service_check(session: Session, id: str) -> Saved:
    """Somebody called today, and what stands here was right."""
    return write(session, id, {"checked_on": _today(session), "check": RIGHT})


def _listed(
    session: Session, service: Service, record: Record | None, lines: Mapping[str, Line], here: str | None
) -> Listed:
    kind = session.library.guidebook.kinds[service.kind]
    found = Listed(
        id=service.id,
        kind=kind,
        country=service.country,
        name=service.name,
        near="elsewhere",
        place=service.place,
        serves=service.serves,
        lines=tuple(lines[one] for one in service.lines),
        hours=service.hours,
        phones=service.phones,
        source=service.source,
        verified=service.verified,
    )
    if record is not None:
        found = _over(found, record)
    near = _near(session, found, here, nearest=service.near)
    return replace(found, near=near, missing=_missing(found, named=not service.unnamed, placed=not service.unnamed))


def _added(session: Session, record: Record, here: str | None) -> Listed:
    kinds = session.library.guidebook.kinds
    kind = kinds.get(text(record.body.get("kind")) or "", kinds["alt"])
    found = Listed(record.id, kind, session.office.country, {}, "elsewhere")
    found = _over(found, record)
    country = found.place[:2] or session.office.country
    found = replace(found, country=country, missing=_missing(found))
    return replace(found, name=found.name or kind.label, near=_near(session, found, here, nearest=True))


def _over(found: Listed, record: Record) -> Listed:
    """What the office wrote stands over what came; what it left open stays as it came."""
    said = record.body
    name, hours = text(said.get("name")), text(said.get("hours"))
    served = said.get("serves")
    sheltered = found.kind.sheltered  # whatever stands in the sheet: where she is hidden is told nowhere
    return replace(
        found,
        record=record.id,
        name={"ro": name} if name else found.name,
        place="" if sheltered else text(said.get("place")) or found.place,
        serves=tuple(str(one) for one in served) if isinstance(served, list | tuple) else found.serves,
        phones=tuple(number for path in ("phone", "phone_two") if (number := text(said.get(path)))) or found.phones,
        hours={"ro": hours} if hours else found.hours,
        contact=text(said.get("contact")) or "",
        address="" if sheltered else text(said.get("address")) or "",
        remarks=text(said.get("remarks")) or "",
        checked_on=text(said.get("checked_on")) or "",
        check=text(said.get("check")) or "",
        closed=said.get("closed") is True,
    )


def _missing(found: Listed, *, named: bool = True, placed: bool = True) -> tuple[str, ...]:
    """What nobody has told yet; a shelter lacks no place, since it gets none."""
    of_office = set(found.name) == {"ro"}
    has = {
        "name": bool(found.name) and (named or of_office),
        "place": bool(found.place) or found.kind.sheltered or placed,
        "phone": bool(found.phones or found.lines),
        "hours": found.hours is not None,
        "contact": bool(found.contact),
    }
    return tuple(path for path in ASKED if not has[path])


def _near(session: Session, found: Listed, here: str | None, *, nearest: bool) -> Near:
    if here and here in (found.place, *found.serves):
        return "here"
    if found.country != session.office.country:
        return "elsewhere"
    if nearest and not found.place:
        return "near"
    return "country" if not found.place and not found.serves else "elsewhere"


def _fits(session: Session, found: Listed, wanted: Wanted) -> bool:
    if wanted.kind not in ("", found.kind.id) or wanted.country not in ("", found.country):
        return False
    if wanted.place and wanted.place not in (found.place, *found.serves):
        return False
    return not wanted.typed.strip() or _has_words(session, found, wanted.typed)


def _has_words(session: Session, found: Listed, typed: str) -> bool:
    places = session.library.definitions.list(PLACES)
    named = [entry.label for code in (found.place, *found.serves) if (entry := places.find(code)) is not None]
    numbers = [*found.phones, *(line.hotline.number for line in found.lines)]
    told = [*found.name.values(), *found.kind.label.values(), found.contact, found.address, found.remarks, *numbers]
    return has_words(typed, *told, *(word for label in named for word in label.values()))


# --- where the office is ----------------------------------------------------------------------------------------------


def own_place(session: Session) -> str | None:
    """The district or county of this office, once somebody has said it."""
    told = _sheets(session, OFFICE)
    return text(told[-1].body.get("place")) if told else None


def set_own_place(session: Session, place: str) -> Saved:
    """Say where this office is; the services near it stand first from then on."""
    told = _sheets(session, OFFICE)
    return _put(session, {"subject": OFFICE, "place": place}, told[-1].id if told else None)


# --- inside -----------------------------------------------------------------------------------------------------------


def _sheets(session: Session, subject: str) -> list[Record]:
    """The sheets of this office about one thing, what was written last at the end; a region keeps none."""
    found = [one for one in records.without_case(session.conn, FORM) if one.body.get("subject") == subject]
    return sorted(found, key=lambda one: (one.modified, one.id))


def _put(session: Session, answers: Mapping[str, Any], record: str | None = None) -> Saved:
    session.require(CASES)
    return save(session, open_new(session, FORM, record or writing.new_id()), answers)


def _today(session: Session) -> str:
    return session.now().date().isoformat()


def is_old(checked_on: str, today: date) -> bool:
    """Whether a check is older than twelve months; of one that is known to the month the first day counts."""
    span = partial.span(checked_on, UTC)
    return span is None or today - span.start.date() > GOOD_FOR
