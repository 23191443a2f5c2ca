"""A form on paper: empty, to be filled by hand in the order of the screen; or filled, for use in the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.forms import answers as flat
from desktop.forms.context import Context
from desktop.forms.editions import base_of, mark_of, mark_words
from desktop.forms.present import row_title, show, visible
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Form, Json, Section
from desktop.i18n import _, pick, using
from desktop.pdf import fonts, qr
from desktop.pdf.blank import Hand, is_written
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, Page, press
from desktop.pdf.style import (
    BODY,
    BREADTH,
    EDGE,
    INK,
    LEADING,
    LEFT,
    MUTED,
    RIGHT,
    RULE,
    SEMIBOLD,
    SMALL,
    TITLE,
    TOP,
)

SIDE: Final = 58.0  # of the square code
GAP: Final = "–"  # an answer that is not there


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filled form: its answers as they stand, and what surrounds them."""

    form: Form
    answers: Answers
    ctx: Context
    names: Mapping[str, str] = field(default_factory=dict)  # of workers and linked sheets, by id
    told: str = ""  # what is said of the sheet as a whole, such as who approved it


def blank(
    form: Form,
    defs: Definitions,
    language: str,
    *,
    country: str = "MD",
    code: str = "",
    steps: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The form to fill by hand; `code` only where the paper stays in the office, `steps` of its protocol."""
    with using(language):
        return press(blank_pages(form, defs, country=country, code=code, steps=steps), language)


def blank_pages(
    form: Form,
    defs: Definitions,
    *,
    country: str = "MD",
    code: str = "",
    steps: Sequence[tuple[str, str]] = (),
) -> list[Page]:
    """The same as pages, in the language that is spoken now: a set of papers holds several forms."""
    flow = Flow(footer=_edition(form))
    _head(flow, form, code, kept=(form.id, form.version) not in defs.papers)
    hand = Hand(flow, form, defs, country, steps)
    for number, section in enumerate(form.sections, start=1):
        if any(is_written(one) for one in section.fields):
            _section(flow, number, section)
            for each in section.fields:
                hand.field(each)
    flow.down(12)
    flow.paragraph(_("Source: {source}").format(source=form.source.rstrip(".")), SMALL, colour=MUTED)
    return flow.pages()


def filled(
    sheets: Sequence[Sheet], defs: Definitions, language: str, *, code: str, made_on: str, left_out: Sequence[str] = ()
) -> bytes:
    """Filled forms for the office alone, each beginning a page of its own; sealed words stay sealed.

    `left_out` says at the end which sheets are not printed, and by which rule.
    """
    with using(language):
        flow = Flow(footer=_("For internal use · {code}").format(code=code) if code else _("For internal use"))
        for place, sheet in enumerate(sheets):
            if place:
                flow.turn()
            _internal(flow, sheet.form, code, made_on)
            if sheet.told:
                flow.paragraph(sheet.told, BODY, SEMIBOLD)
                flow.down(2)
            _answers(flow, sheet, defs, language)
        for sentence in left_out:
            flow.down(8)
            flow.notice([sentence])
        return press(flow.pages(), language)


def _edition(form: Form) -> str:
    if not (mark := mark_of(form.version)):
        return _("Form {code} · version {version}").format(code=form.code, version=form.version)
    words = _("Form {code} · version {version} · of the office {mark}")
    return words.format(code=form.code, version=base_of(form.version), mark=mark_words(mark))


def _head(flow: Flow, form: Form, code: str, *, kept: bool) -> None:
    """Title and edition on the left, the square code on the right; room for the case's code where it is not printed.

    A paper that belongs to no case has neither, so that nothing joins it to one.
    """
    if not kept:
        flow.paragraph(pick(form.title), TITLE, SEMIBOLD)
        flow.paragraph(_edition(form), SMALL, colour=MUTED)
        flow.down(6)
        flow.rule(width=RULE, colour=INK)
        flow.down(2)
        return
    for shape in qr.square(qr.form_code(form.id, form.version, code), RIGHT - SIDE, TOP - SIDE, SIDE):
        flow.shape(shape)
    flow.paragraph(pick(form.title), TITLE, SEMIBOLD, room=BREADTH - SIDE - 16)
    flow.paragraph(_edition(form), SMALL, colour=MUTED)
    flow.y = min(flow.y, TOP - SIDE + 17)
    words = _("Case code: {code}").format(code=code or "................................................")
    flow.write(LEFT, flow.y, words)
    flow.down(BODY * LEADING + 9)
    flow.rule(width=RULE, colour=INK)
    flow.down(2)


def _section(flow: Flow, number: int, section: Section) -> None:
    flow.heading(f"{number}. {pick(section.title)}", keep=60)
    if section.help:
        flow.paragraph(pick(section.help), SMALL, colour=MUTED)
        flow.down(2)
    flow.rule()


def _internal(flow: Flow, form: Form, code: str, made_on: str) -> None:
    words = _("For internal use")
    breadth = fonts.width(words, SEMIBOLD, SMALL) + 16
    flow.shape(Box(round(RIGHT - breadth, 2), TOP - 19, round(breadth, 2), 19, EDGE, 0.9))
    flow.write(RIGHT - breadth + 8, TOP - 4.4, words, SMALL, SEMIBOLD)
    flow.paragraph(pick(form.title), TITLE, SEMIBOLD, room=BREADTH - breadth - 16)
    flow.down(1)
    parts = [_edition(form), code, _("printed on {day}").format(day=made_on)]
    flow.paragraph(" · ".join(part for part in parts if part), SMALL, colour=MUTED)
    flow.down(6)
    flow.rule(width=RULE, colour=INK)
    flow.down(2)


def _answers(flow: Flow, sheet: Sheet, defs: Definitions, language: str) -> None:
    shown = visible(sheet.form, sheet.answers, sheet.ctx, defs)
    number = 0
    for section in sheet.form.sections:
        inside = {one.id for one in section.fields}
        places = [one for one in shown if (one.field.group or one.field.id) in inside and one.field.paper]
        if not places:
            continue
        number += 1
        flow.heading(f"{number}. {pick(section.title)}")
        row = None
        for one in places:
            if one.row is not None and (one.field.group, one.row) != row:
                row = (one.field.group, one.row)
                _row_heading(flow, sheet.form.field(one.field.group), one.row, sheet.answers, defs, language)
            _answer(flow, one.path, one.field, sheet, defs, language)


def _row_heading(flow: Flow, group: Field, row: str, answers: Answers, defs: Definitions, language: str) -> None:
    flow.need(46)
    flow.down(6)
    title = row_title(group, row, answers, defs, language)
    flow.paragraph(_("{group}: {row}").format(group=pick(group.label), row=title), BODY, SEMIBOLD)
    flow.down(1)


def _answer(flow: Flow, path: str, asked: Field, sheet: Sheet, defs: Definitions, language: str) -> None:
    if asked.type is FieldType.GROUP:
        if not flat.rows(sheet.answers, asked.id):
            flow.row(pick(asked.label), [GAP])
        return
    value = sheet.answers.get(path)
    flow.row(pick(asked.label), _words(asked, value, sheet, defs, language) or [GAP])


def _words(asked: Field, value: Json, sheet: Sheet, defs: Definitions, language: str) -> list[str]:
    """What was answered; several choices stand below each other."""
    several = list(value) if isinstance(value, list | tuple) else [value]
    country = sheet.ctx.country
    said = [
        show(asked, [one] if len(several) > 1 else one, defs, language, country=country, names=sheet.names)
        for one in several
    ]
    return [words for words in said if words]
