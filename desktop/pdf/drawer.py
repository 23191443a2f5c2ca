"""The set for the drawer, for a night without electricity: every empty paper in one file, with what it is on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.pdf import pen, pocket
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Box, Page, Run, Shape, Stroke
from desktop.pdf.slip import Slip, slip
from desktop.pdf.style import BODY, EDGE, HAIR, LEADING, LEFT, PAGE_HEIGHT, RIGHT, SEMIBOLD
from desktop.pdf.team_words import Said

HOW: Final = 5
SLIPS: Final = 3
CARDS_ACROSS, CARDS_DOWN = 2, 4


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of the set."""

    title: str
    pages: Sequence[Page]
    number: str = ""  # of a sheet that is typed by it later


def drawer_pages(parts: Sequence[Part], said: Said, office: str, day: str, *, practice: bool) -> list[Page]:
    """What is in the set and where, then all of it."""
    head: list[Page] = []
    for _time in range(2):  # the second time its own length is known
        head = _contents(parts, said, office, day, len(head) or 1, practice=practice)
    return [*head, *(page for part in parts for page in part.pages)]


def _contents(parts: Sequence[Part], said: Said, office: str, day: str, before: int, *, practice: bool) -> list[Page]:
    flow = Flow(footer=said("drawer_title"))
    flow.opening(said("drawer_title"), said("drawer_head", office=office, day=day))
    if practice:
        flow.notice([said("practice")])
    flow.heading(said("drawer_how"))
    for number in range(1, HOW + 1):
        flow.write(LEFT, flow.y, f"{number}.", BODY, SEMIBOLD)
        flow.paragraph(said(f"drawer_{number}"), BODY, x=LEFT + 18)
        flow.down(4)
    flow.heading(said("drawer_what"))
    at = before + 1
    for part in parts:
        _line(flow, part, said("drawer_pages", page=at), said)
        at += len(part.pages)
    return flow.pages()


def _line(flow: Flow, part: Part, page: str, said: Said) -> None:
    room = RIGHT - LEFT - 120
    lines = flow.lines(part.title, BODY, SEMIBOLD, room)
    flow.need((len(lines) + bool(part.number)) * BODY * LEADING + 8)
    flow.down(4)
    pen.tick(flow, LEFT, flow.y)
    flow.write_right(RIGHT, flow.y, page, BODY)
    for line in lines:
        flow.write(LEFT + 20, flow.y, line, BODY, SEMIBOLD)
        flow.down(BODY * LEADING)
    if part.number:
        flow.write(LEFT + 20, flow.y, said("drawer_number", number=part.number), BODY)
        flow.down(BODY * LEADING)
    flow.down(4)
    flow.rule()


def safety_cards(lines: Sequence[str]) -> Page:
    """Cards of the size of a bank card to cut out: a list like any other, without a title, a name or a number."""
    shapes: list[Shape] = []
    runs: list[Run] = []
    left = (RIGHT + LEFT - CARDS_ACROSS * pocket.CARD[0]) / 2
    top = PAGE_HEIGHT - 90
    for place in range(CARDS_ACROSS * CARDS_DOWN):
        across, down = place % CARDS_ACROSS, place // CARDS_ACROSS
        x, y = left + across * pocket.CARD[0], top - (down + 1) * pocket.CARD[1]
        shapes.append(Box(round(x, 2), round(y, 2), *pocket.CARD, EDGE, HAIR))
        card = pocket.card(lines[: pocket.PER_CARD])
        shapes += [_moved(shape, x, y) for shape in card.shapes]
        runs += [Run(round(run.x + x, 2), round(run.y + y, 2), run.text, run.size) for run in card.runs]
    return Page(tuple(shapes), tuple(runs))


def _moved(shape: Shape, x: float, y: float) -> Shape:
    if isinstance(shape, Box):
        return Box(round(shape.x + x, 2), round(shape.y + y, 2), shape.width, shape.height, shape.colour, shape.edge)
    return Stroke(
        round(shape.x + x, 2), round(shape.y + y, 2), round(shape.to_x + x, 2), round(shape.to_y + y, 2), shape.width
    )


def slips(told: Slip, title: str) -> list[Page]:
    """Answer slips to cut off, as many as stand on a page."""
    flow = Flow()
    flow.paragraph(title, BODY, SEMIBOLD)
    for _place in range(SLIPS):
        slip(flow, told, low=False)
        flow.down(24)
    return flow.pages()


def dotted(length: int = 18) -> str:
    """Room for a reference that is written by hand."""
    return "." * length
