"""A sheet to read and not to fill: its questions with what was answered, as far as it may be shown to this person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from db import records, workers
from db.records import Record
from desktop.forms.answers import is_sealed
from desktop.forms.present import row_title, show, visible
from desktop.forms.schema import FieldType, Form, Text
from desktop.refusals import Refused
from desktop.services import sections
from desktop.services.casefile import CaseAnswers, context
from desktop.services.opened import note_opened
from desktop.services.records import code_of
from desktop.services.session import CASES, Session


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer in words; `row` names the row of a group where a new one begins."""

    label: Text
    words: str = field(repr=False)
    row: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Part:
    title: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SheetText:
    record: str
    case: str
    code: str
    form: Form
    parts: tuple[Part, ...]


def read_sheet(session: Session, record: str, language: str | None = None) -> SheetText:
    """Everything that is asked on a sheet, with its answers; sealed words stay sealed. The log says who read it."""
    session.require(CASES)
    found = records.get(session.conn, record)
    form = session.library.definitions.forms.get((found.form, found.version)) if found else None
    if found is None or form is None or found.case is None:
        raise Refused("no-such-record")
    note_opened(session, record)
    spoken = language or session.language
    parts = tuple(_parts(session, found, sections.seen(session, form, found.case), spoken))
    return SheetText(found.id, found.case, code_of(session, found) or "", form, parts)


def _parts(session: Session, found: Record, form: Form, language: str) -> Iterator[Part]:
    defs = session.library.definitions
    ctx, names = context(session, CaseAnswers(session, found.case)), workers.names(session.conn)
    body = sections.answers(session, found)
    shown = visible(form, body, ctx, defs)
    for section in form.sections:
        inside = {one.id for one in section.fields}
        lines, row = [], ""
        for one in shown:
            if (one.field.group or one.field.id) not in inside or one.field.type is FieldType.GROUP:
                continue
            value = body.get(one.path)
            if value is None or is_sealed(value):
                continue
            began = one.row is not None and one.row != row
            title = row_title(form.field(one.field.group), one.row or "", body, defs, language) if began else ""
            row = one.row or row
            words = show(one.field, value, defs, language, country=session.office.country, names=names)
            lines.append(Line(one.field.label, words, title))
        if lines:
            yield Part(section.title, tuple(lines))
