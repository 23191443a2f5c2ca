"""The answer slip at the foot of a paper: it is cut off and sent back, and bears a reference number and no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.pdf import fonts
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, Stroke
from desktop.pdf.style import BODY, BOTTOM, EDGE, HAIR, LEADING, LEFT, MUTED, REGULAR, RIGHT, SEMIBOLD, SMALL

DASH: Final = 6.0
TICK: Final = 9.0
LINE: Final = 18.0


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on it: how it is cut, which answers can be ticked, which lines are left to write on."""

    title: str
    reference: str
    answers: Sequence[str]
    lines: Sequence[str]


def slip(flow: Flow, told: Slip, *, low: bool = True) -> None:
    """At the foot of the page, or just here; on a page of its own where there is no room."""
    rows = _rows(told.answers)
    height = 14 + 2 * BODY * LEADING + len(rows) * LINE + len(told.lines) * (LINE + 6) + 8
    flow.need(height + 6)
    flow.y = min(flow.y - 8, BOTTOM + height) if low else flow.y - 8
    _cut(flow)
    flow.down(10)
    flow.paragraph(told.title, BODY, SEMIBOLD)
    flow.paragraph(told.reference, BODY)
    flow.down(4)
    for row in rows:
        for x, words in row:
            flow.shape(Box(round(x, 2), round(flow.y - TICK - 1, 2), TICK, TICK, EDGE, HAIR))
            flow.write(x + TICK + 6, flow.y, words)
            if words.endswith(":"):
                _to_write_on(flow, x + TICK + 14 + fonts.width(words, REGULAR, BODY))
        flow.down(LINE)
    for words in told.lines:
        flow.down(6)
        flow.write(LEFT, flow.y, words, SMALL, colour=MUTED)
        _to_write_on(flow, LEFT + fonts.width(words, REGULAR, SMALL) + 8)
        flow.down(LINE)


def _rows(answers: Sequence[str]) -> list[list[tuple[float, str]]]:
    """The boxes to tick, as many beside each other as there is room; one that ends in a colon has a line to itself."""
    rows: list[list[tuple[float, str]]] = [[]]
    x = LEFT
    for words in answers:
        breadth = TICK + 6 + fonts.width(words, REGULAR, BODY) + 18
        if rows[-1] and (x + breadth > RIGHT or words.endswith(":")):
            rows.append([])
            x = LEFT
        rows[-1].append((x, words))
        x = RIGHT if words.endswith(":") else x + breadth
    return rows


def _to_write_on(flow: Flow, start: float) -> None:
    y = round(flow.y - 11, 2)
    flow.shape(Stroke(round(start, 2), y, RIGHT, y, HAIR, EDGE))


def _cut(flow: Flow) -> None:
    y, x = round(flow.y, 2), LEFT
    while x < RIGHT:
        flow.shape(Stroke(round(x, 2), y, round(min(x + DASH, RIGHT), 2), y, HAIR, EDGE))
        x += 2 * DASH
