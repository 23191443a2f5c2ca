"""Parts of a pack as they are typed in the region: answers of lists, telephone lines, services, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.bundle.kinds.directory import pack_of
from desktop.bundle.kinds.pack_parts import (
    MOST_ENTRIES,
    Entry,
    IndicatorPart,
    LinePart,
    ListPart,
    ServicePart,
    is_number,
)
from desktop.forms.given import tidy
from desktop.forms.schema import Text
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import pack_overlay
from desktop.services.local_library import as_shipped
from desktop.services.pack_draft import as_office, new_id, put, remove, rows_of
from desktop.services.session import Session

__all__ = ["IndicatorPart", "LinePart", "ServicePart", "add_answer", "countable", "drop_answer", "line", "of_list",
           "retire_answer", "service", "table"]  # fmt: skip


def line(session: Session, id_: str | None, *, number: str, name: Text, text: Text, by: str, checked_on: str) -> None:
    """Lay a telephone line ready; without an id, a new one."""
    _require_words(name, text)
    _require_numbers(number)
    part = LinePart(id_ or new_id(session.office.code), tidy(number), name, text, tidy(by), checked_on)
    put(session, part)


def service(
    session: Session, id_: str | None, *, kind: str, name: Text, place: str, phones: Sequence[str], hours: Text
) -> None:
    """Lay a service ready; a sheltered kind gets no place."""
    _require_words(name)
    found = as_shipped(session.library).guidebook.kinds.get(kind)
    where = "" if found is None or found.sheltered else place
    numbers = tuple(tidy(one) for one in phones if one.strip())
    part = ServicePart(id_ or new_id(session.office.code), kind, name, where, phones=numbers, hours=hours)
    _require_numbers(*numbers)
    put(session, part)


def table(session: Session, id_: str | None, *, title: Text, way: str, field: str) -> None:
    """Lay a table ready; its number is given when it is published."""
    _require_words(title)
    put(session, IndicatorPart(id_ or new_id(session.office.code), 1, title, way, field))


def of_list(session: Session, list_id: str) -> ListPart:
    """What is laid ready for a list, which may be nothing yet."""
    found = (part for _row, part in rows_of(session.conn) if isinstance(part, ListPart) and part.id == list_id)
    return next(found, ListPart(list_id))


def add_answer(session: Session, list_id: str, label: Text, group: str) -> None:
    """One more answer to choose from."""
    _require_words(label)
    before = of_list(session, list_id)
    if len(before.entries) >= MOST_ENTRIES:
        raise Refused("pack-full", count=MOST_ENTRIES)
    entry = Entry(new_id(session.office.code), label, group)
    put(session, replace(before, entries=(*before.entries, entry)))


def drop_answer(session: Session, list_id: str, code: str) -> None:
    """An answer of the region is offered no more; where it was chosen it can still be read."""
    before = of_list(session, list_id)
    _put_list(session, replace(before, entries=tuple(one for one in before.entries if one.code != code)))


def retire_answer(session: Session, list_id: str, code: str, *, retired: bool) -> None:
    """An answer of the program is offered no more, or again."""
    before = of_list(session, list_id)
    rest = tuple(one for one in before.retired if one != code)
    _put_list(session, replace(before, retired=(*rest, code) if retired else rest))


def _put_list(session: Session, part: ListPart) -> None:
    if part.entries or part.retired:
        put(session, part)
    else:
        remove(session, "list", part.id)


def countable(session: Session) -> tuple[tuple[str, str], ...]:
    """The questions that a table can count, `form.field` and words, with those that lie ready to be sent down."""
    pack = pack_of(1, tuple(part for _row, part in rows_of(session.conn)))
    defs = as_office(session, pack).definitions
    taken = {path for one in as_shipped(session.library).indicators.values() for path in one.fields}
    found = []
    for form in sorted(defs.newest(), key=lambda one: int(one.code[1:])):
        for field in form.fields():
            path = f"{form.id}.{field.id}"
            if path not in taken and not field.group and pack_overlay.countable(path, defs) is not None:
                found.append((path, _("{code} · {title}").format(code=form.code, title=pick(field.label))))
    return tuple(found)


def _require_words(*told: Text) -> None:
    if not all(words.get("ro") for words in told):
        raise Refused("pack-words")


def _require_numbers(*typed: str) -> None:
    if not all(is_number(tidy(one)) for one in typed):
        raise Refused("pack-number")
