"""A paper to carry: of the size of a bank card, a list like any other, without a title, a name or a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop.pdf import fonts
from desktop.pdf.sheet import Box, Page, Run, Shape, Stroke, press
from desktop.pdf.style import EDGE, HAIR, REGULAR

MILLIMETRE: Final = 72 / 25.4
CARD: Final = (round(85.6 * MILLIMETRE, 2), round(54 * MILLIMETRE, 2))
MARGIN: Final = 13.0
ROW: Final = 15.2
TICK: Final = 6.4
SIZE: Final = 8.5
COLUMNS: Final = 2
MAKER: Final = ""  # a file that is found says nothing either
_BREADTH = (CARD[0] - 2 * MARGIN) / COLUMNS
_ROWS = int((CARD[1] - 2 * MARGIN) // ROW)
PER_CARD: Final = COLUMNS * _ROWS


def pocket(lines: Sequence[str], language: str, *, by_hand: int = 0) -> bytes:
    """Short lines, each behind a box to tick, and some to write on by hand; what does not fit goes on a second card."""
    every = [*lines, *([""] * by_hand)]
    cards = [every[at : at + PER_CARD] for at in range(0, len(every), PER_CARD)] or [[]]
    return press([card(one) for one in cards], language, size=CARD, maker=MAKER)


def card(lines: Sequence[str]) -> Page:
    """One of them; an empty line is one to write on."""
    shapes: list[Shape] = []
    runs: list[Run] = []
    for place, words in enumerate(lines):
        column, down = divmod(place, _ROWS)
        x, y = round(MARGIN + column * _BREADTH, 2), round(CARD[1] - MARGIN - (down + 1) * ROW + 4, 2)
        if words:
            shapes.append(Box(x, y, TICK, TICK, EDGE, HAIR))
            room = _BREADTH - TICK - 12
            fitting = fonts.wrap(fonts.plain(words), REGULAR, SIZE, room)[0]
            runs.append(Run(round(x + TICK + 5, 2), round(y + 0.4, 2), fitting, SIZE))
        else:
            shapes.append(Stroke(x, y, round(x + _BREADTH - 12, 2), y, HAIR, EDGE))
    return Page(tuple(shapes), tuple(runs))
