"""What a pen needs on paper: boxes that are ticked or bear a tick already, places for a day, an hour, a few letters."""

from __future__ import annotations

from typing import Final

from desktop.pdf import fonts
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, Stroke
from desktop.pdf.style import HAIR, INK, MUTED, REGULAR, SEMIBOLD, SMALL, Colour

EDGE: Final[Colour] = (0.25, 0.28, 0.32)  # dark enough for a copy of a copy
TICK: Final = 10.5
HEIGHT: Final = 14.0  # of a place for figures
PAIR: Final = 17.0  # room for two figures by hand
MOMENT: Final = 4 * PAIR + 15.0  # a day and an hour
CLOCK: Final = 2 * PAIR + 4.0
SIGNS: Final = (".", " ", ":")
GAPS: Final = (4.0, 7.0, 4.0)


def tick(flow: Flow, x: float, y: float, *, ticked: bool = False, side: float = TICK) -> None:
    """A box whose upper edge is at `y`; one that is ticked has its cross from corner to corner."""
    left, low = round(x, 2), round(y - side, 2)
    flow.shape(Box(left, low, side, side, EDGE, 0.9))
    if ticked:
        right, high = round(left + side, 2), round(low + side, 2)
        flow.shape(Stroke(left, low, right, high, 1.4, INK))
        flow.shape(Stroke(left, high, right, low, 1.4, INK))


def moment(flow: Flow, x: float, y: float, typed: tuple[str, str, str, str] | None = None) -> None:
    """Day, month, hour and minute, each a place for two figures; `typed` fills them."""
    _places(flow, x, y, typed or ("", "", "", ""), SIGNS, GAPS)


def clock(flow: Flow, x: float, y: float, typed: tuple[str, str] | None = None) -> None:
    """An hour and a minute."""
    _places(flow, x, y, typed or ("", ""), SIGNS[2:], GAPS[2:])


def _places(
    flow: Flow, x: float, y: float, typed: tuple[str, ...], signs: tuple[str, ...], gaps: tuple[float, ...]
) -> None:
    for place, figures in enumerate(typed):
        frame(flow, x, y, PAIR)
        middle = x + (PAIR - fonts.width(figures, SEMIBOLD, SMALL)) / 2
        flow.write(middle, y - 2.2, figures, SMALL, SEMIBOLD)
        x += PAIR
        if place < len(signs):
            flow.write(x + gaps[place] / 2 - 1, y - 1.6, signs[place].strip(), SMALL, SEMIBOLD)
            x += gaps[place]


def frame(flow: Flow, x: float, y: float, width: float, height: float = HEIGHT) -> None:
    """A place for a few letters."""
    flow.shape(Box(round(x, 2), round(y - height, 2), round(width, 2), height, EDGE, HAIR))


def line(flow: Flow, x: float, to_x: float, y: float) -> None:
    """A line to write on, its words standing above `y`."""
    flow.shape(Stroke(round(x, 2), round(y, 2), round(to_x, 2), round(y, 2), HAIR, EDGE))


def labelled(flow: Flow, x: float, y: float, words: str, *, ticked: bool = False) -> float:
    """A box and its words; where the next one may begin."""
    tick(flow, x, y - 0.5, ticked=ticked)
    flow.write(x + TICK + 4, y - 0.4, words, SMALL, REGULAR)
    return x + TICK + 4 + fonts.width(words, REGULAR, SMALL) + 12


def small(flow: Flow, x: float, y: float, words: str) -> None:
    """What a column is for, quietly."""
    flow.write(x, y, words, SMALL, REGULAR, MUTED)
