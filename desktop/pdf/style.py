"""How paper looks: one page size, a few sizes and colours, and nothing else."""

from __future__ import annotations

from typing import Final

Colour = tuple[float, float, float]


def _colour(code: str) -> Colour:
    red, green, blue = (round(int(code[at : at + 2], 16) / 255, 4) for at in (1, 3, 5))
    return red, green, blue


PAGE_WIDTH: Final = 595.28
PAGE_HEIGHT: Final = 841.89
LEFT: Final = 51.0
RIGHT: Final = PAGE_WIDTH - 51.0
TOP: Final = PAGE_HEIGHT - 54.0
BOTTOM: Final = 62.0  # nothing but the footer stands below
FOOT: Final = 36.0
BREADTH: Final = RIGHT - LEFT
VALUE_AT: Final = LEFT + 195.0  # where the second column begins

REGULAR: Final = "Regular"
SEMIBOLD: Final = "SemiBold"
ITALIC: Final = "Italic"
BOLD: Final = "Bold"
FACES: Final = (REGULAR, SEMIBOLD, BOLD, ITALIC)

TITLE: Final = 17.0
SECTION: Final = 11.5
BODY: Final = 9.5
SMALL: Final = 8.5
SIZES: Final = (TITLE, SECTION, BODY, SMALL)

INK: Final = _colour("#1A2330")
MUTED: Final = _colour("#535E6C")
LINE: Final = _colour("#D5DBE2")
EDGE: Final = _colour("#76828F")
GROUND: Final = _colour("#F1F3F5")

HAIR: Final = 0.6
RULE: Final = 1.1
LEADING: Final = 1.36  # of the size of the letters
