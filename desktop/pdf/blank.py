"""Room to write by hand: boxes to tick, lines, squares for figures, one way for each type of question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.forms.present import options
from desktop.forms.schema import Condition, Definitions, Field, FieldType, Form
from desktop.i18n import _, pick
from desktop.pdf import fonts
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, Stroke
from desktop.pdf.style import (
    BODY,
    EDGE,
    HAIR,
    ITALIC,
    LEADING,
    LEFT,
    MUTED,
    REGULAR,
    RIGHT,
    SEMIBOLD,
    SMALL,
    VALUE_AT,
)
from desktop.protocols.schema import OUTCOMES

ROOM: Final = RIGHT - VALUE_AT
TICK: Final = 8.4  # a box to tick
CELL: Final = 12.2  # a square for one figure
ROW: Final = 15.5  # one line of boxes to tick
LINE: Final = 21.0  # one line to write on
LONG: Final = 14  # a list with more entries is written, not ticked
ROWS: Final = 2  # empty rows of a group
COLUMN: Final = 183.0  # the room of a label


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How high a control will be, and how it is drawn with its upper edge at `y`."""

    height: float
    draw: Callable[[Flow, float], None]


def is_written(field: Field) -> bool:
    """Nobody writes what the program works out, what may lie about nowhere, or what the office asks no more."""
    return field.type is not FieldType.COMPUTED and field.paper and not field.hidden


@dataclass(frozen=True, slots=True)
class Hand:
    """Draws the questions of one form; `steps` are the titles of a protocol's rows."""

    flow: Flow
    form: Form
    defs: Definitions
    country: str
    steps: Sequence[tuple[str, str]] = ()

    def field(self, field: Field) -> None:
        if not is_written(field):
            return
        if field.type is FieldType.GROUP:
            self._group(field)
        else:
            self._question(pick(field.label), self._remarks(field), self._controls(field))

    def _question(self, label: str, remarks: Sequence[str], controls: Sequence[_Drawn]) -> None:
        flow = self.flow
        labels = flow.lines(label, BODY, REGULAR, COLUMN)
        notes = [line for remark in remarks for line in flow.lines(remark, SMALL, REGULAR, COLUMN)]
        said = len(labels) * BODY * LEADING + len(notes) * SMALL * LEADING
        height = max(said, sum(control.height for control in controls)) + 8
        flow.need(height)
        top = flow.y - 4
        for at, line in enumerate(labels):
            flow.write(LEFT, top - at * BODY * LEADING, line)
        under = top - len(labels) * BODY * LEADING
        for at, line in enumerate(notes):
            flow.write(LEFT, under - at * SMALL * LEADING, line, SMALL, REGULAR, MUTED)
        y = top
        for control in controls:
            control.draw(flow, y)
            y -= control.height
        flow.down(height)
        flow.rule()

    # --- groups -------------------------------------------------------------------------------------------------------

    def _group(self, group: Field) -> None:
        flow = self.flow
        flow.need(70)
        flow.down(8)
        flow.paragraph(pick(group.label), BODY, SEMIBOLD)
        for remark in self._remarks(group):
            flow.paragraph(remark, SMALL, colour=MUTED)
        flow.down(3)
        flow.rule()
        if group.rows and self.steps:
            self._steps(group)
            return
        for number in range(1, ROWS + 1):
            flow.need(60)
            flow.down(5)
            flow.paragraph(_("Row {number}").format(number=number), SMALL, SEMIBOLD, MUTED)
            flow.down(2)
            for field in group.fields:
                self.field(field)

    def _steps(self, group: Field) -> None:
        """One place a step: its title, how it ended to tick, and when."""
        state = next(field for field in group.fields if field.type is FieldType.CHOICE)
        ends = [pick(entry.label) for entry in options(state, self.defs, self.country) if entry.code in OUTCOMES]
        for number, title in self.steps:
            self._question(f"{number}. {title}", (), [*_boxes(ends), *_BY_TYPE[FieldType.DATETIME](self, state)])

    # --- what stands under a label ------------------------------------------------------------------------------------

    def _remarks(self, field: Field) -> list[str]:
        """Its help, and when it is asked at all; many conditions in a row are no help to a tired person."""
        conditions = [self._condition(one) for one in field.when if not self._is_answered_anyway(one)]
        vague = _("Only where it applies.")
        exact = [words for words in conditions if words != vague]
        conditions = exact if exact and len(conditions) <= 2 else [vague][: len(conditions)]
        return [*([pick(field.help)] if field.help else []), *dict.fromkeys(conditions)]

    def _is_answered_anyway(self, one: Condition) -> bool:
        """A question that waits for one that must be answered: with a pen it simply comes later."""
        field = self._upward(one.field)
        return one.answered is True and field is not None and field.required

    def _condition(self, one: Condition) -> str:
        field = self._upward(one.field)
        if field is None or one.rule is not None:
            return _("Only where it applies.")
        name = pick(field.label).rstrip("?")
        if one.answered is not None:
            return _("Only if “{question}” was answered.").format(question=name)
        answers = ", ".join(self._answer(field, code) for code in self._offered(field, one.any_of or one.none_of or ()))
        if one.any_of is None:
            return _("Not if “{question}” is: {answers}.").format(question=name, answers=answers)
        return _("Only if “{question}” is: {answers}.").format(question=name, answers=answers)

    def _upward(self, path: str) -> Field | None:
        form, _dot, rest = path.rpartition(".")
        known = {each.id: each for each in self.defs.newest()}
        return known.get(form, self.form).find(rest)

    def _offered(self, field: Field, codes: Collection[str]) -> list[str]:
        """Those that this country has; all of them where it has none, since a question that stands says for whom."""
        known = {entry.code for entry in options(field, self.defs, self.country)} if field.list else set(codes)
        return sorted(known.intersection(codes)) or sorted(codes)

    def _answer(self, field: Field, code: str) -> str:
        if field.list:
            entry = self.defs.list(field.list).find(code)
            return pick(entry.label) if entry else code
        return {"true": _("yes"), "false": _("no")}.get(code, code)

    # --- controls -----------------------------------------------------------------------------------------------------

    def _controls(self, field: Field) -> list[_Drawn]:
        """The place to answer, and below it the two ways not to."""
        drawn = _BY_TYPE[field.type](self, field)
        return [*drawn, *([_refusals()] if field.refusable else [])]

    def _ticks(self, field: Field) -> list[_Drawn]:
        entries = options(field, self.defs, self.country)
        if len(entries) > LONG:
            return [_lines(1)]
        return _boxes(_numbered(pick(entry.label) for entry in entries))

    def _yes_no(self, _field: Field) -> list[_Drawn]:
        return _boxes(_numbered((_("yes"), _("no"))))

    def _short(self, _field: Field) -> list[_Drawn]:
        return [_lines(1)]

    def _long(self, field: Field) -> list[_Drawn]:
        return [_lines(max(field.lines or 4, 3))]

    def _number(self, field: Field) -> list[_Drawn]:
        return [_lines(1, 70, pick(field.unit) if field.unit else "")]

    def _date(self, _field: Field) -> list[_Drawn]:
        return [_squares("dd.dd.dddd", _("day, month, year"))]

    def _moment(self, _field: Field) -> list[_Drawn]:
        return [_squares("dd.dd.dddd  dd:dd", _("day, month, year, hour"))]

    def _person_id(self, _field: Field) -> list[_Drawn]:
        return [_squares("d" * 13, "")]

    def _money(self, _field: Field) -> list[_Drawn]:
        return [_lines(1, 100), *_boxes(["MDL", "RON", "EUR"])]

    def _signature(self, _field: Field) -> list[_Drawn]:
        ways = _boxes(_numbered((_("signed below"), _("verbal consent"), _("mark or fingerprint"))))
        witness = _("Witness: name and signature")
        return [*ways, _lines(2), _squares("dd.dd.dddd", _("date")), _lines(1), _note(witness)]


_BY_TYPE: Final[Mapping[FieldType, Callable[[Hand, Field], list[_Drawn]]]] = {
    FieldType.TEXT: Hand._short,
    FieldType.LONG_TEXT: Hand._long,
    FieldType.DATE: Hand._date,
    FieldType.DATETIME: Hand._moment,
    FieldType.CHOICE: Hand._ticks,
    FieldType.CHOICES: Hand._ticks,
    FieldType.YES_NO: Hand._yes_no,
    FieldType.NUMBER: Hand._number,
    FieldType.MONEY: Hand._money,
    FieldType.PHONE: Hand._short,
    FieldType.PERSON_ID: Hand._person_id,
    FieldType.PLACE: Hand._short,
    FieldType.WORKER: Hand._short,
    FieldType.LINK: Hand._short,
    FieldType.FILE: Hand._short,
    FieldType.SIGNATURE: Hand._signature,
}


def _numbered(labels: Iterable[str]) -> list[str]:
    """The number that is typed for a box when the paper is copied into the program."""
    return [f"{number}. {label}" for number, label in enumerate(labels, 1)]


def _boxes(labels: Sequence[str]) -> list[_Drawn]:
    """Boxes with their words, as many beside each other as there is room for."""
    gap = TICK + 5
    breadth = max(fonts.width(fonts.plain(label), REGULAR, BODY) for label in labels) + gap + 12
    columns = max(1, min(int(ROOM // breadth), 4))
    if columns == 1 and len(labels) > 5:
        columns = 2  # long words go on two lines rather than many words down the page
    return [_ticked(labels[at : at + columns], ROOM / columns) for at in range(0, len(labels), columns)]


def _ticked(labels: Sequence[str], step: float) -> _Drawn:
    wrapped = [fonts.wrap(fonts.plain(label), REGULAR, BODY, step - TICK - 9) for label in labels]
    rows = max(len(lines) for lines in wrapped)

    def draw(flow: Flow, y: float) -> None:
        for place, lines in enumerate(wrapped):
            x = round(VALUE_AT + place * step, 2)
            flow.shape(Box(x, round(y - 10.2, 2), TICK, TICK, EDGE, 0.8))
            for at, line in enumerate(lines):
                flow.write(x + TICK + 5, y - at * BODY * LEADING, line)

    return _Drawn(rows * BODY * LEADING + ROW - BODY * LEADING, draw)


def _refusals() -> _Drawn:
    words = (_("Declines to answer"), _("Does not know"))

    def draw(flow: Flow, y: float) -> None:
        x = VALUE_AT
        for word in words:
            flow.shape(Box(round(x, 2), round(y - 11.2, 2), 7.0, 7.0, EDGE, 0.6))
            flow.write(x + 11, y - 2.4, word, SMALL, ITALIC, MUTED)
            x += 11 + fonts.width(word, ITALIC, SMALL) + 16

    return _Drawn(ROW, draw)


def _lines(count: int, length: float = ROOM, unit: str = "") -> _Drawn:
    def draw(flow: Flow, y: float) -> None:
        for at in range(count):
            low = round(y - (at + 1) * LINE + 4, 2)
            flow.shape(Stroke(VALUE_AT, low, VALUE_AT + length, low, HAIR, EDGE))
        flow.write(VALUE_AT + length + 6, y - 8, unit)

    return _Drawn(count * LINE, draw)


def _squares(pattern: str, hint: str) -> _Drawn:
    """A square for each `d`; the other signs stand between them."""

    def draw(flow: Flow, y: float) -> None:
        x = VALUE_AT
        for sign in pattern:
            if sign == "d":
                flow.shape(Box(round(x, 2), round(y - 15, 2), CELL, 15, EDGE, 0.8))
                x += CELL + 1.5
            else:
                flow.write(x + 1, y - 3, sign.strip())
                x += 6
        flow.write(x + 6, y - 3.4, hint, SMALL, REGULAR, MUTED)

    return _Drawn(19, draw)


def _note(text: str) -> _Drawn:
    return _Drawn(SMALL * LEADING, lambda flow, y: flow.write(VALUE_AT, y, text, SMALL, REGULAR, MUTED))
