"""A leaflet for the person: large on a page, or small on a sheet that is folded, words inside, blank outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.pdf import fonts
from desktop.pdf.sheet import Page, Run, Shape, Stroke, press
from desktop.pdf.style import HAIR, LEADING, LINE, MUTED, PAGE_HEIGHT, PAGE_WIDTH, REGULAR, SEMIBOLD

MAKER: Final = ""  # a file that is found says nothing of where it was made


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What stands on a leaflet, in one language; `numbers` are telephone numbers with whom one reaches."""

    title: str
    parts: tuple[Part, ...]
    numbers_title: str
    numbers: tuple[tuple[str, str], ...]
    note: str  # small, at the end


@dataclass(frozen=True, slots=True)
class _Look:
    """Sizes in points, and the areas that are filled one after the other: left, top, right, bottom."""

    title: float
    part: float
    body: float
    note: float
    gap: float
    areas: tuple[tuple[float, float, float, float], ...]
    folds: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line with the room above it; `keep`: so many lines after it stay with it."""

    words: str
    size: float
    face: str
    above: float
    indent: float = 0.0
    keep: int = 0
    muted: bool = False
    bullet: bool = False


_MIDDLE_X, _MIDDLE_Y = PAGE_WIDTH / 2, PAGE_HEIGHT / 2
_EDGE: Final = 26.0  # of a folded quarter
_QUARTERS = tuple(
    (x + _EDGE, y - _EDGE, x + _MIDDLE_X - _EDGE, y - _MIDDLE_Y + _EDGE)
    for y in (PAGE_HEIGHT, _MIDDLE_Y)
    for x in (0.0, _MIDDLE_X)
)
_FOLDS = (  # short strokes at the edge of the paper, not through the words
    *(Stroke(_MIDDLE_X, y, _MIDDLE_X, y + 12, HAIR, LINE) for y in (0.0, PAGE_HEIGHT - 12)),
    *(Stroke(x, _MIDDLE_Y, x + 12, _MIDDLE_Y, HAIR, LINE) for x in (0.0, PAGE_WIDTH - 12)),
)
_WHOLE = _Look(20.0, 13.0, 11.5, 8.5, 5.6, ((62.0, PAGE_HEIGHT - 58, PAGE_WIDTH - 62, 50.0),))
_FOLDED = _Look(15.5, 12.5, 11.0, 7.5, 5.0, _QUARTERS, _FOLDS)


def leaflet(text: Text, language: str, *, folded: bool) -> bytes:
    """The leaflet as a PDF without a code, an office or a maker; one page, more only where the words need it."""
    look = _FOLDED if folded else _WHOLE
    return press(_placed(list(_lines(text, look)), look), language, maker=MAKER)


def _lines(text: Text, look: _Look) -> Iterator[_Line]:
    room = look.areas[0][2] - look.areas[0][0]
    yield from _wrapped(text.title, look.title, SEMIBOLD, room, 0.0, keep=3)
    for part in text.parts:
        yield from _wrapped(part.title, look.part, SEMIBOLD, room, 2.4 * look.gap, keep=2)
        for words in part.lines:
            yield from _wrapped(words, look.body, REGULAR, room - look.body, look.gap, indent=look.body, bullet=True)
    if text.numbers:
        yield from _wrapped(text.numbers_title, look.part, SEMIBOLD, room, 2.4 * look.gap, keep=2)
        for number, whose in text.numbers:
            yield from _wrapped(number, look.part, SEMIBOLD, room, look.gap, keep=1)
            yield from _wrapped(whose, look.body, REGULAR, room, 0.0)
    yield from _wrapped(text.note, look.note, REGULAR, room, 2.4 * look.gap, muted=True)


def _wrapped(
    words: str, size: float, face: str, room: float, above: float, *, indent: float = 0.0, keep: int = 0,
    muted: bool = False, bullet: bool = False,
) -> Iterator[_Line]:  # fmt: skip
    """The lines of one paragraph; the first has the room above it, and a short paragraph is never torn apart."""
    found = fonts.wrap(fonts.plain(words), face, size, room, split=False)
    for at, line in enumerate(found):
        after = len(found) - at - 1
        yield _Line(line, size, face, 0.0 if at else above, indent, after + keep, muted, bullet and not at)


def _placed(lines: Sequence[_Line], look: _Look) -> list[Page]:
    """The lines down each area in its turn, then on another sheet."""
    pages: list[list[Run]] = [[]]
    area, (left, y, _right, bottom) = 0, look.areas[0]
    for at, line in enumerate(lines):
        if y - _height(lines[at : at + 1 + line.keep]) < bottom:
            area += 1
            if area % len(look.areas) == 0:
                pages.append([])
            left, y, _right, bottom = look.areas[area % len(look.areas)]
        elif y != look.areas[area % len(look.areas)][1]:
            y -= line.above
        y -= line.size * LEADING
        pages[-1].extend(_runs(line, left, round(y + line.size * 0.3, 2)))
    return [Page(look.folds, tuple(runs)) for runs in pages]


def _height(lines: Iterable[_Line]) -> float:
    return sum(line.above + line.size * LEADING for line in lines)


def _runs(line: _Line, left: float, y: float) -> Iterator[Run]:
    if line.bullet:
        yield Run(round(left, 2), y, "•", line.size, line.face)
    run = Run(round(left + line.indent, 2), y, line.words, line.size, line.face)
    yield Run(run.x, y, line.words, line.size, line.face, MUTED) if line.muted else run
