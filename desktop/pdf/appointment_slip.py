"""A slip of the size of a bank card: a day, an hour, a first name, a telephone; nothing on it says for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop.pdf import fonts
from desktop.pdf.pocket import CARD, MAKER, MARGIN
from desktop.pdf.sheet import Page, Run, press
from desktop.pdf.style import REGULAR, SEMIBOLD

LARGE: Final = 15.0
PLAIN: Final = 11.0
LEADING: Final = 1.5


@dataclass(frozen=True, slots=True)
class SlipWords:
    """Ready to be printed; an empty line is left out."""

    day: str
    hour: str
    who: str  # a first name at most
    phone: str


def slip_pdf(words: SlipWords, language: str) -> bytes:
    """One small page without a title, a code or the name of an office."""
    lines = [(words.day, SEMIBOLD, PLAIN), (words.hour, SEMIBOLD, LARGE)]
    lines += [(text, REGULAR, PLAIN) for text in (words.who, words.phone)]
    runs: list[Run] = []
    y = CARD[1] - MARGIN
    room = CARD[0] - 2 * MARGIN
    for text, face, size in lines:
        if text:
            fitting = fonts.wrap(fonts.plain(text), face, size, room)[0]
            runs.append(Run(MARGIN, round(y - size, 2), fitting, size, face))
            y -= size * LEADING
    return press([Page((), tuple(runs))], language, size=CARD, maker=MAKER)
