"""What a column of a register may be said to mean, and what one of its values may: in the words of the forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.forms.schema import FieldType
from desktop.i18n import _, pick
from desktop.registers.plan import find, targets
from desktop.services import people
from desktop.services.session import PEOPLE, Session


@dataclass(frozen=True, slots=True)
class FieldOffer:
    path: str  # within its form
    words: str


@dataclass(frozen=True, slots=True)
class FormOffer:
    id: str
    words: str
    fields: Sequence[FieldOffer]


def forms_of(session: Session, into: str) -> tuple[FormOffer, ...]:
    """The sheets that a row may fill, each with its fields in the order of the page."""
    session.require(PEOPLE)
    found: dict[str, list[FieldOffer]] = {}
    titles: dict[str, str] = {}
    for target in targets(session.library.definitions, into):
        titles[target.form.id] = f"{target.form.code} · {pick(target.form.title)}"
        label = pick(target.field.label)
        if target.field.group:
            label = _("{group}: {column}").format(group=pick(target.form.field(target.field.group).label), column=label)
        found.setdefault(target.form.id, []).append(FieldOffer(target.field.pattern, label))
    return tuple(FormOffer(form, titles[form], fields) for form, fields in found.items())


def values_of(session: Session, into: str, path: str) -> list[tuple[str, str]]:
    """The codes that a value of this field may mean, with their words."""
    session.require(PEOPLE)
    field = find(session.library.definitions, into, path).field
    if field.type is FieldType.YES_NO:
        return [("true", _("yes")), ("false", _("no"))]
    if field.type is FieldType.WORKER:
        return [(one.id, one.name) for one in people.all_workers(session)]
    codes = session.library.definitions.list("places" if field.type is FieldType.PLACE else field.list)
    return [(entry.code, pick(entry.label)) for entry in codes.entries if not entry.retired]
