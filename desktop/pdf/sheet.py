"""A page as plain data, shapes below and runs of text above, and the press that makes a file of pages."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from desktop.pdf import fonts
from desktop.pdf.style import FACES, INK, LINE, PAGE_HEIGHT, PAGE_WIDTH, REGULAR, Colour

MAKER: Final = "Ancora"
BLANK_ID: Final = b"0" * 32


@dataclass(frozen=True, slots=True)
class Run:
    """One string at one place."""

    x: float
    y: float
    text: str
    size: float
    face: str = REGULAR
    colour: Colour = INK


@dataclass(frozen=True, slots=True)
class Stroke:
    """One straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    colour: Colour = LINE


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle, filled or with an edge."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour
    edge: float = 0.0  # 0: filled


Shape = Stroke | Box


@dataclass(frozen=True, slots=True)
class Page:
    shapes: tuple[Shape, ...]
    runs: tuple[Run, ...]


def press(
    pages: Sequence[Page], language: str, *, size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT), maker: str = MAKER
) -> bytes:
    """The finished file: the same pages give the same bytes on any machine, at any time."""
    return _press(tuple(pages), language, size, maker)


@lru_cache(maxsize=1)  # a proof asks for the pages that were pressed a moment ago, if it has read the same ones
def _press(pages: tuple[Page, ...], language: str, size: tuple[float, float], maker: str) -> bytes:
    out = io.BytesIO()
    with fonts.PRESS:
        for name in FACES:
            fonts.face(name)
        canvas = Canvas(
            out,
            pagesize=size,
            pageCompression=0,  # compressed bytes differ from one zlib to the next
            invariant=1,
            lang=language,
            initialFontName=fonts.registered(REGULAR),
            initialFontSize=10,
        )
        _describe(canvas, maker)
        fonts.settle(canvas._doc, language)
        for page in pages:
            _paint_shapes(canvas, page.shapes)
            _paint_runs(canvas, page.runs)
            canvas.showPage()
        canvas.save()
    return sealed(out.getvalue())


def sealed(data: bytes) -> bytes:
    """The file with its own digest as its id: nothing of the machine or the hour is in it."""
    return data.replace(BLANK_ID, digest(data))


def digest(data: bytes) -> bytes:
    """The id that belongs to a file whose id is still blank."""
    return hashlib.blake2b(data, digest_size=16).hexdigest().encode()


def _describe(canvas: Any, maker: str) -> None:
    """Every field that reportlab would fill by itself, the same in every file: the title stands in title bars."""
    canvas.setTitle(maker)
    canvas.setAuthor(maker)
    canvas.setCreator(maker)
    canvas.setProducer(maker)
    canvas.setSubject("")
    canvas.setKeywords("")
    # reportlab asks for no id of our own; the private name is the one that its ID() returns when it is set.
    canvas._doc._ID = b"[<" + BLANK_ID + b"><" + BLANK_ID + b">]"


def _paint_shapes(canvas: Any, shapes: Sequence[Shape]) -> None:
    """Shapes of one kind in a row share their colour and, if they are lines, one path."""
    for (_kind, colour, line), alike in groupby(shapes, key=_pen):
        if line:
            canvas.setStrokeColorRGB(*colour)
            canvas.setLineWidth(line)
        else:
            canvas.setFillColorRGB(*colour)
        group = list(alike)
        if strokes := [(one.x, one.y, one.to_x, one.to_y) for one in group if isinstance(one, Stroke)]:
            canvas.lines(strokes)
        for box in (one for one in group if isinstance(one, Box)):
            canvas.rect(box.x, box.y, box.width, box.height, stroke=int(line > 0), fill=int(not line))


def _pen(shape: Shape) -> tuple[type, Colour, float]:
    return type(shape), shape.colour, shape.width if isinstance(shape, Stroke) else shape.edge


def _paint_runs(canvas: Any, runs: Sequence[Run]) -> None:
    text = canvas.beginText()
    font: tuple[str, float] | None = None
    colour: Colour | None = None
    x, y = 0.0, 0.0
    for run in runs:
        text.moveCursor(run.x - x, y - run.y)
        x, y = run.x, run.y
        if font != (run.face, run.size):
            font = (run.face, run.size)
            text.setFont(fonts.registered(run.face), run.size)
        if colour != run.colour:
            colour = run.colour
            text.setFillColorRGB(*colour)
        text.textOut(run.text)
    canvas.drawText(text)
