"""Text that runs down a page and on to the next: headings, rows of two columns, paragraphs, a quiet footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.i18n import _
from desktop.pdf import fonts
from desktop.pdf.sheet import Box, Page, Run, Shape, Stroke
from desktop.pdf.style import (
    BODY,
    BOTTOM,
    FOOT,
    GROUND,
    HAIR,
    INK,
    LEADING,
    LEFT,
    LINE,
    MUTED,
    REGULAR,
    RIGHT,
    RULE,
    SECTION,
    SEMIBOLD,
    SMALL,
    TITLE,
    TOP,
    VALUE_AT,
    Colour,
)

GAP: Final = 11.0  # between the two columns
PAD: Final = 2.7  # above and below the words of a row


@dataclass(slots=True)
class Flow:
    """The page that is being filled and those that are full; `y` is the upper edge of what comes next."""

    footer: str = ""
    split: bool = True  # whether a word longer than its line may be cut
    top: float = TOP
    bottom: float = BOTTOM
    left: float = LEFT
    right: float = RIGHT
    y: float = field(init=False)
    _done: list[Page] = field(default_factory=list)
    _shapes: list[Shape] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.y = self.top

    @property
    def breadth(self) -> float:
        return round(self.right - self.left, 2)

    # --- the page -----------------------------------------------------------------------------------------------------

    def need(self, height: float) -> bool:
        """Begin a new page unless this much is left; says whether it did."""
        if self.y - height >= self.bottom or self.y == self.top:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        self._done.append(Page(tuple(self._shapes), tuple(self._runs)))
        self._shapes, self._runs, self.y = [], [], self.top

    def pages(self) -> list[Page]:
        """All pages with their footers, which only now know how many there are."""
        self.turn()
        total = len(self._done)
        return [self._footed(page, number, total) for number, page in enumerate(self._done, start=1)]

    def _footed(self, page: Page, number: int, total: int) -> Page:
        of = _("Page {number} of {total}").format(number=number, total=total)
        right = Run(round(self.right - fonts.width(of, REGULAR, SMALL), 2), FOOT, of, SMALL, colour=MUTED)
        left = (Run(self.left, FOOT, self.footer, SMALL, colour=MUTED),) if self.footer else ()
        line = Stroke(self.left, FOOT + 14, self.right, FOOT + 14, HAIR, LINE)
        return Page((*page.shapes, line), (*page.runs, *left, right))

    # --- strokes of the pen -------------------------------------------------------------------------------------------

    def down(self, height: float) -> None:
        self.y -= height

    def shape(self, shape: Shape) -> None:
        self._shapes.append(shape)

    def rule(
        self, x: float | None = None, to_x: float | None = None, width: float = HAIR, colour: Colour = LINE
    ) -> None:
        y = round(self.y, 2)  # as it is written, so that a page that is read back is the page that was pressed
        start, end = self.left if x is None else x, self.right if to_x is None else to_x
        self._shapes.append(Stroke(start, y, end, y, width, colour))

    def write(
        self, x: float, y: float, text: str, size: float = BODY, face: str = REGULAR, colour: Colour = INK
    ) -> None:
        """One run whose letters hang from `y`."""
        if text:
            self._runs.append(Run(round(x, 2), round(y - size * 1.07, 2), text, size, face, colour))

    def write_right(self, to_x: float, y: float, text: str, size: float = BODY, face: str = REGULAR) -> None:
        self.write(to_x - fonts.width(text, face, size), y, text, size, face)

    def lines(self, text: str, size: float, face: str, room: float) -> list[str]:
        return fonts.wrap(fonts.plain(text), face, size, room, split=self.split)

    # --- what stands on paper -----------------------------------------------------------------------------------------

    def paragraph(
        self,
        text: str,
        size: float = BODY,
        face: str = REGULAR,
        colour: Colour = INK,
        x: float | None = None,
        room: float | None = None,
    ) -> None:
        start = self.left if x is None else x
        for line in self.lines(text, size, face, self.right - start if room is None else room):
            self.need(size * LEADING)
            self.write(start, self.y, line, size, face, colour)
            self.down(size * LEADING)

    def opening(self, title: str, subtitle: str) -> None:
        """The title, the line under it, and the rule that closes them."""
        self.paragraph(title, TITLE, SEMIBOLD)
        self.down(1)
        self.paragraph(subtitle, SMALL, colour=MUTED)
        self.down(6)
        self.rule(width=RULE, colour=INK)
        self.down(9)

    def notice(self, sentences: Sequence[str]) -> None:
        """The grey box: each sentence on lines of its own."""
        lines = [line for sentence in sentences for line in self.lines(sentence, SMALL, REGULAR, self.breadth - 20)]
        if not lines:
            return
        height = len(lines) * SMALL * LEADING + 14
        self.need(height)
        self.shape(Box(self.left, round(self.y - height, 2), self.breadth, round(height, 2), GROUND))
        for at, line in enumerate(lines):
            self.write(self.left + 10, self.y - 7 - at * SMALL * LEADING, line, SMALL)
        self.down(height + 4)

    def heading(self, text: str, keep: float = 40.0) -> None:
        """A section's title, never alone at the foot of a page."""
        lines = self.lines(text, SECTION, SEMIBOLD, self.breadth)
        self.need(14 + len(lines) * SECTION * LEADING + keep)
        if self.y != self.top:
            self.down(14)
        for line in lines:
            self.write(self.left, self.y, line, SECTION, SEMIBOLD)
            self.down(SECTION * LEADING)
        self.down(2)

    def row(self, label: str, values: Sequence[str], *, face: str = REGULAR) -> None:
        """A label and what is said to it; what does not fit goes on under the same label."""
        labels = self.lines(label, BODY, REGULAR, VALUE_AT - LEFT - GAP)
        said = [line for value in values for line in self.lines(value, BODY, face, RIGHT - VALUE_AT)]
        leading = BODY * LEADING
        most = int((self.top - self.bottom - 2 * PAD) // leading)
        if max(len(labels), len(said)) <= most:
            self.need(max(len(labels), len(said)) * leading + 2 * PAD)
        while True:
            fits = max(int((self.y - self.bottom - 2 * PAD) // leading), 1)
            self._row(labels, said[:fits], face)
            said = said[fits:]
            if not said:
                return
            self.turn()

    def _row(self, labels: Sequence[str], said: Sequence[str], face: str) -> None:
        self.down(PAD)
        for at, line in enumerate(labels):
            self.write(LEFT, self.y - at * BODY * LEADING, line, colour=MUTED)
        for at, line in enumerate(said):
            self.write(VALUE_AT, self.y - at * BODY * LEADING, line, face=face)
        self.down(max(len(labels), len(said)) * BODY * LEADING + PAD)
        self.rule()
