"""The steps on the team's sheet: what, whose, until when; four boxes, the reason, day and hour, initials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.pdf import fonts, pen
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Stroke
from desktop.pdf.style import HAIR, INK, MUTED, PAGE_WIDTH, REGULAR, RULE, SEMIBOLD, SMALL
from desktop.pdf.team_words import Said

STATES: Final = ("facut", "refuzat_de", "nu_se", "imposibil")  # in the order of the boxes, and of the keys 1 to 4
PLAIN: Final = 8.0

LEFT: Final = 40.0  # the sheet is full: it has narrower edges than other papers
RIGHT: Final = round(PAGE_WIDTH - 36.0, 2)
NUMBER: Final = 18.0
STATE: Final = 18.5
REASON: Final = 20.0
INITIALS: Final = 42.0
AT_INITIALS: Final = RIGHT - INITIALS
AT_MOMENT: Final = AT_INITIALS - 6 - pen.MOMENT
AT_REASON: Final = AT_MOMENT - 6 - REASON
AT_STATES: Final = AT_REASON - 4 - 4 * STATE
AT_TEXT: Final = LEFT + NUMBER
ROOM: Final = AT_STATES - AT_TEXT - 8
HEAD: Final = 54.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the words of the steps are, and how close they stand."""

    size: float
    leading: float
    pad: float
    run_in: bool = False  # who does it, and until when, goes on in the line where the title ends


SCALES: Final = (
    Scale(9.0, 1.28, 3.5),
    Scale(8.5, 1.24, 3.0),
    Scale(8.0, 1.2, 2.5),
    Scale(8.0, 1.2, 2.5, run_in=True),
    Scale(7.5, 1.16, 2.0, run_in=True),
    Scale(7.5, 1.1, 1.2, run_in=True),
)


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One step in words; `state` is what stands already, `moment` its day and hour as figures."""

    id: str
    title: str
    whose: str
    due: str = ""
    state: str = ""
    moment: tuple[str, str, str, str] | None = None
    reason: str = ""
    unproved: bool = False
    outcomes: Sequence[str] = STATES  # those that this step has; the others have no box


Words = tuple[str, str]  # and their face
Beside = Callable[[], float]  # draws what stands left of the four words; how far down it goes


def draw(flow: Flow, steps: Sequence[SheetStep], said: Said, scale: Scale, first: Beside, again: Beside) -> None:
    """All steps in the order of the protocol; each page begins with what the boxes mean."""
    flow.need(HEAD + 60)
    _head(flow, said, first)
    for step in steps:
        row = _Row(flow, step, scale)
        if flow.need(row.height):
            _head(flow, said, again)
        row.draw()


def _head(flow: Flow, said: Said, beside: Beside) -> None:
    """The four words stand above each other, each with a line down to its column: short columns, whole words."""
    flow.y = min(flow.y, max(beside(), flow.y - 30) + HEAD)
    top = flow.y
    step = SMALL * 1.25
    for place, state in enumerate(STATES):
        x, y = AT_STATES + place * STATE, top - place * step
        flow.write(x + STATE / 2 + 2, y, said(state), SMALL, SEMIBOLD)
        foot, middle = round(top - HEAD + 2, 2), round(x + STATE / 2 - 1.5, 2)
        flow.shape(Stroke(middle, round(y - 1.5, 2), middle, foot, HAIR, pen.EDGE))
    low = top - HEAD + SMALL * 1.3
    pen.small(flow, AT_REASON - 2, low, said("reason"))
    pen.small(flow, AT_MOMENT + 1, low, said("day_hour"))
    flow.write_right(RIGHT, low, said("initials"), SMALL)
    flow.down(HEAD)
    flow.rule(width=RULE, colour=INK)


class _Row:
    """One step: its words on the left, what a pen fills on the right."""

    def __init__(self, flow: Flow, step: SheetStep, scale: Scale) -> None:
        self._flow, self._step, self._scale = flow, step, scale
        below = " · ".join(part for part in (step.whose, step.due) if part)
        self._lines = self._set(step.title, below)

    @property
    def height(self) -> float:
        said = len(self._lines) * self._scale.size * self._scale.leading
        return max(said + 2 * self._scale.pad, pen.HEIGHT + 5)

    def _set(self, title: str, below: str) -> list[list[Words]]:
        """The words of each line with their faces."""
        size = self._scale.size
        if self._scale.run_in:
            return _run_in([(title, REGULAR), (f"· {below}" if below else "", SEMIBOLD)], size)
        parts = ((title, REGULAR), (below, SEMIBOLD))
        return [[(line, face)] for words, face in parts for line in self._flow.lines(words, size, face, ROOM) if line]

    def draw(self) -> None:
        flow, step, size = self._flow, self._step, self._scale.size
        y = flow.y - self._scale.pad
        flow.write(LEFT, y, step.id, size, SEMIBOLD)
        colour = MUTED if step.state else INK
        for line in self._lines:
            x = AT_TEXT
            for words, face in line:
                flow.write(x, y, words, size, face, colour)
                x += fonts.width(words + " ", face, size)
            y -= size * self._scale.leading
        self._places(flow.y - 3)
        flow.down(self.height)
        flow.rule()

    def _places(self, y: float) -> None:
        flow, step = self._flow, self._step
        for place, state in enumerate(STATES):
            x = AT_STATES + place * STATE + (STATE - pen.TICK) / 2 - 1.5
            if state in step.outcomes:
                pen.tick(flow, x, y - 1.5, ticked=step.state == state)
        pen.frame(flow, AT_REASON, y, REASON)
        middle = AT_REASON + (REASON - fonts.width(step.reason, SEMIBOLD, SMALL)) / 2
        flow.write(middle, y - 2.2, step.reason, SMALL, SEMIBOLD)
        pen.moment(flow, AT_MOMENT, y, step.moment)
        pen.frame(flow, AT_INITIALS, y, INITIALS)


def _run_in(parts: Sequence[Words], size: float) -> list[list[Words]]:
    """Words of several faces on lines that they fill together."""
    lines: list[list[Words]] = [[]]
    room = ROOM
    for text, face in parts:
        for word in fonts.plain(text).split():
            breadth = fonts.width(word, face, size)
            if lines[-1] and breadth > room:
                lines.append([])
                room = ROOM
            if lines[-1] and lines[-1][-1][1] == face:
                lines[-1][-1] = (f"{lines[-1][-1][0]} {word}", face)
            else:
                lines[-1].append((word, face))
            room -= breadth + fonts.width(" ", face, size)
    return lines
