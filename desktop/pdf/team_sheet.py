"""The sheet that a team takes along: hours, ticks, signatures; if it is lost it tells nobody who she is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.forms.schema import Text
from desktop.i18n import using
from desktop.pdf import fonts, pen, qr, team_table
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Page, press
from desktop.pdf.style import (
    BODY,
    INK,
    LEADING,
    MUTED,
    REGULAR,
    RULE,
    SECTION,
    SEMIBOLD,
    SMALL,
    TITLE,
)
from desktop.pdf.team_table import LEFT, PLAIN, RIGHT, SCALES, Scale, SheetStep
from desktop.pdf.team_words import Said

TOP: Final = 812.0
BOTTOM: Final = 53.0
SIDE: Final = 66.0  # of the square
AGAIN: Final = 46.0  # of the one on each further page
PAGES: Final = 2
TOLD: Final = 5  # boxes for times that she told it
ROW: Final = 22.0  # of an institution: a signature needs it
WINDOW: Final = 17.5

Columns = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SheetWindow:
    """A window of care; `until` in words, empty where it is worked out by hand."""

    title: str
    until: str


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """An institution, who answers for it, and the hours that are known already."""

    institution: str
    person: str = ""
    phone: str = ""
    called: str = ""
    answered: str = ""
    arrived: str = ""


@dataclass(frozen=True, slots=True)
class TeamSheet:
    """All that stands on it, in the words of its language; nothing here is about her."""

    protocol: str
    office: str
    number: str  # as people read it
    square: str  # what a reader of squares reads
    steps: Sequence[SheetStep]
    people: Sequence[SheetPerson]
    reasons: Sequence[tuple[str, str]]
    companions: Sequence[str]
    windows: Sequence[SheetWindow] = ()
    printed: str = ""  # empty: a blank one
    coordinator: str = ""
    exact: bool = True
    retellings: int = 0
    interpreter: bool | None = None
    known: Sequence[str] = field(default_factory=tuple)
    practice: bool = False
    training: bool = False

    @property
    def blank(self) -> bool:
        return not self.printed


def team_sheet_pdf(sheet: TeamSheet, words: Mapping[str, Text], language: str) -> bytes:
    with using(language):
        return press(team_sheet_pages(sheet, words, language), language)


def team_sheet_pages(sheet: TeamSheet, words: Mapping[str, Text], language: str) -> list[Page]:
    """As large as two pages allow: a protocol of many steps is set closer."""
    pages: list[Page] = []
    for scale in SCALES:
        pages = _Paper(sheet, Said(words, language), scale).pages()
        if len(pages) <= PAGES:
            break
    return pages


class _Paper:
    """One setting of the sheet, at one size."""

    def __init__(self, sheet: TeamSheet, said: Said, scale: Scale) -> None:
        footer = said("footer", number=sheet.number, office=sheet.office)
        self._sheet, self._said, self._scale = sheet, said, scale
        self._flow = Flow(footer=footer, top=TOP, bottom=BOTTOM, left=LEFT, right=RIGHT)

    def pages(self) -> list[Page]:
        self._head()
        self._windows()
        self._reasons()
        team_table.draw(self._flow, self._sheet.steps, self._said, self._scale, self._how, self._again)
        self._people()
        self._her()
        self._known()
        return self._flow.pages()

    # --- the first page -----------------------------------------------------------------------------------------------

    def _head(self) -> None:
        flow, sheet, said = self._flow, self._sheet, self._said
        for shape in qr.square(sheet.square, RIGHT - SIDE, TOP - SIDE, SIDE):
            flow.shape(shape)
        room = RIGHT - LEFT - SIDE - 18
        flow.paragraph(said("blank_title" if sheet.blank else "title"), TITLE, SEMIBOLD, room=room)
        flow.paragraph(sheet.protocol, BODY, SEMIBOLD, room=room)
        flow.paragraph(self._origin(), SMALL, colour=MUTED, room=room)
        flow.down(3)
        flow.paragraph(said("number", number=sheet.number), SECTION, SEMIBOLD, room=room)
        flow.y = min(flow.y, TOP - SIDE) - 6
        flow.rule(width=RULE, colour=INK)
        flow.down(6)
        warnings = [said("training")] if sheet.training else [said("practice")] if sheet.practice else []
        flow.notice([*warnings, said("rules", office=sheet.office)])

    def _origin(self) -> str:
        sheet, said = self._sheet, self._said
        if sheet.blank:
            return said("blank_head", office=sheet.office)
        parts = [said("head", office=sheet.office, moment=sheet.printed)]
        return " · ".join([*parts, *([said("coordinator", name=sheet.coordinator)] if sheet.coordinator else [])])

    def _windows(self) -> None:
        flow, sheet, said = self._flow, self._sheet, self._said
        if sheet.blank:
            self._by_hand()
        if not sheet.windows:
            return
        self._heading(said("windows"))
        if not sheet.exact:
            flow.paragraph(said("not_exact"), SMALL, colour=MUTED)
            flow.down(2)
        at = RIGHT - pen.MOMENT
        given = said("given")
        beside = at - fonts.width(given, REGULAR, SMALL) - 6
        for window in sheet.windows:
            self._window(window, given, beside, at)
        flow.down(3)

    def _window(self, window: SheetWindow, given: str, beside: float, at: float) -> None:
        flow = self._flow
        until = LEFT + 232
        titles = flow.lines(window.title, SMALL, REGULAR, until - LEFT - 8)
        ends = flow.lines(window.until, SMALL, SEMIBOLD, beside - until - 8)
        height = max(WINDOW, max(len(titles), len(ends)) * SMALL * 1.24 + 6)
        flow.need(height)
        for place, line in enumerate(titles):
            flow.write(LEFT, flow.y - 3 - place * SMALL * 1.24, line, SMALL)
        for place, line in enumerate(ends):
            flow.write(until, flow.y - 3 - place * SMALL * 1.24, line, SMALL, SEMIBOLD)
        if self._sheet.blank:
            pen.moment(flow, at, flow.y - 2)
        else:
            pen.small(flow, beside, flow.y - 3, given)
            pen.moment(flow, at, flow.y - 2)
        flow.down(height)
        flow.rule()

    def _by_hand(self) -> None:
        """From when the hours run, and for which case it was: written where there was no computer."""
        flow, said = self._flow, self._said
        flow.down(2)
        x = LEFT
        for words in (said("act"), said("report")):
            flow.write(x, flow.y - 2, words, SMALL, SEMIBOLD)
            at = x + fonts.width(words, SEMIBOLD, SMALL) + 6
            pen.moment(flow, at, flow.y - 1)
            x = at + pen.MOMENT + 14
        words = said("case")
        flow.write(x, flow.y - 2, words, SMALL, SEMIBOLD)
        pen.line(flow, x + fonts.width(words, SEMIBOLD, SMALL) + 6, RIGHT, flow.y - 14)
        flow.down(20)

    def _reasons(self) -> None:
        flow, sheet, said = self._flow, self._sheet, self._said
        self._heading(said("steps"))
        listed = " · ".join(f"{letter} {words}" for letter, words in sheet.reasons)
        flow.paragraph(f"{said('reasons')}: {listed}", SMALL)
        flow.down(3)

    def _how(self) -> float:
        """What is done with the boxes, beside what they mean."""
        unproved = any(step.unproved for step in self._sheet.steps)
        remarks = [self._said("how"), *([self._said("proposal")] if unproved else [])]
        return self._beside(remarks, LEFT, self._flow.y)

    def _beside(self, remarks: Sequence[str], x: float, y: float) -> float:
        for remark in remarks:
            for line in self._flow.lines(remark, PLAIN, REGULAR, team_table.AT_STATES - x - 12):
                self._flow.write(x, y, line, PLAIN, colour=MUTED)
                y -= PLAIN * 1.24
        return y - 3

    def _heading(self, words: str) -> None:
        flow = self._flow
        flow.need(50)
        if flow.y != flow.top:
            flow.down(4)
        flow.write(LEFT, flow.y, words, SECTION, SEMIBOLD)
        flow.down(SECTION * 1.3)

    # --- each further page --------------------------------------------------------------------------------------------

    def _again(self) -> float:
        """The square and the number again: pages come apart."""
        flow = self._flow
        for shape in qr.square(self._sheet.square, LEFT, flow.y - AGAIN, AGAIN):
            flow.shape(shape)
        x = LEFT + AGAIN + 10
        flow.write(x, flow.y, self._said("number", number=self._sheet.number), BODY, SEMIBOLD)
        low = self._beside([self._said("after")], x, flow.y - BODY * LEADING)
        return min(low, flow.y - AGAIN - 8)

    # --- the last page ------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        flow, said = self._flow, self._said
        names = ("institution", "name_phone", "called", "answered", "arrived", "signature")
        widths: Columns = (122.0, 134.0, 50.0, 50.0, 50.0, 113.0)
        self._heading(said("people"))
        x = LEFT
        for name, width in zip(names, widths, strict=True):
            pen.small(flow, x, flow.y, said(name))
            x += width
        flow.down(SMALL * 1.3)
        flow.rule(width=RULE, colour=INK)
        for person in self._sheet.people:
            self._person(person, widths)
        flow.down(4)

    def _person(self, person: SheetPerson, widths: Columns) -> None:
        flow, size = self._flow, PLAIN
        labels = flow.lines(person.institution, size, REGULAR, widths[0] - 8)
        told = [line for words in (person.person, person.phone) if words
                for line in flow.lines(words, size, REGULAR, widths[1] - 8)]  # fmt: skip
        height = max(ROW, max(len(labels), len(told)) * size * 1.22 + 4)
        flow.need(height)
        for place, line in enumerate(labels):
            flow.write(LEFT, flow.y - 2 - place * size * 1.22, line, size, SEMIBOLD if not place else REGULAR)
        for place, line in enumerate(told):
            flow.write(LEFT + widths[0], flow.y - 2 - place * size * 1.22, line, size)
        if not told:
            pen.line(flow, LEFT + widths[0], LEFT + widths[0] + widths[1] - 8, flow.y - height + 5)
        x = LEFT + widths[0] + widths[1]
        for hour, width in zip((person.called, person.answered, person.arrived), widths[2:5], strict=True):
            pen.clock(flow, x, flow.y - 4.5, (hour[:2], hour[-2:]) if hour else None)
            x += width
        pen.line(flow, x, RIGHT, flow.y - height + 5)
        flow.down(height)
        flow.rule()

    def _her(self) -> None:
        sheet, said = self._sheet, self._said
        self._heading(said("her"))
        times = [str(number) for number in range(1, TOLD)] + [f"{TOLD}+"]
        told = min(sheet.retellings, TOLD)
        self._boxes(said("retellings"), [(one, place < told) for place, one in enumerate(times)])
        self._boxes(said("companion"), [(one, False) for one in sheet.companions])
        needed = sheet.interpreter
        self._boxes(said("interpreter"), [(said("no"), needed is False), (said("yes_language"), needed is True)],
                    write=True)  # fmt: skip

    def _boxes(self, words: str, boxes: Sequence[tuple[str, bool]], *, write: bool = False) -> None:
        """A question and its boxes, on as many lines as they need."""
        flow = self._flow
        flow.need(32)
        start = LEFT + 178
        lines = flow.lines(words, PLAIN, REGULAR, start - LEFT - 10)
        for place, line in enumerate(lines):
            flow.write(LEFT, flow.y - 1 - place * PLAIN * 1.22, line, PLAIN)
        x, y = start, flow.y
        for label, ticked in boxes:
            if x + pen.TICK + 4 + fonts.width(label, REGULAR, SMALL) > RIGHT:
                x, y = start, y - 15
            x = pen.labelled(flow, x, y, label, ticked=ticked)
        if write:
            pen.line(flow, x - 6, RIGHT, y - 11)
        flow.y = min(y - 14.5, flow.y - len(lines) * PLAIN * 1.22 - 3)

    def _known(self) -> None:
        flow, sheet, said = self._flow, self._sheet, self._said
        self._heading(said("known"))
        if sheet.known:
            flow.paragraph(said("known_text", what="; ".join(sheet.known)), SMALL)
        else:
            flow.paragraph(said("nothing_known"), SMALL)
        flow.down(4)
        words = said("wrote")
        flow.write(LEFT, flow.y, words, SMALL)
        pen.line(flow, LEFT + fonts.width(words, REGULAR, SMALL) + 6, RIGHT, flow.y - 11)
        flow.down(16)
