"""The small shapes that say a state beside its word, so that colour never speaks alone."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class Shape(StrEnum):
    OCTAGON = "octagon"  # high, late
    TRIANGLE = "triangle"  # medium, soon, to correct
    CIRCLE = "circle"  # low, answered
    RING = "ring"  # empty
    CHECK = "check"  # done
    HALF = "half"  # begun
    X = "x"  # refused, do not
    DASH = "dash"  # not needed
    DIAMOND = "diamond"  # to review
    CONFLICT = "conflict"  # two values
    CLOCK = "clock"  # running
    SQUARE = "square"  # changed on the way out


class _Pen:
    """A painter that works in a box of 16 by 16, whatever the size on the screen."""

    def __init__(self, painter: QPainter, colour: QColor, hole: QColor) -> None:
        self.painter, self.colour, self.hole = painter, colour, hole

    def fill(self, colour: QColor | None = None) -> QPainter:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour or self.colour)
        return self.painter

    def stroke(self, width: float, colour: QColor | None = None) -> QPainter:
        pen = QPen(colour or self.colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        return self.painter


def paint_shape(painter: QPainter, box: QRectF, shape: Shape, colour: QColor, hole: QColor) -> None:
    """Draw a shape into a square; `hole` is the colour of the sign inside a filled shape."""
    side = min(box.width(), box.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.scale(side / 16, side / 16)
    _DRAW[shape](_Pen(painter, colour, hole))
    painter.restore()


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _mark(pen: _Pen, top: float, bottom: float, dot: float) -> None:
    painter = pen.stroke(2.0, pen.hole)
    painter.drawLine(QPointF(8, top), QPointF(8, bottom))
    pen.fill(pen.hole).drawEllipse(QPointF(8, dot), 1.15, 1.15)


def _octagon(pen: _Pen) -> None:
    eight = ((4.9, 0.6), (11.1, 0.6), (15.4, 4.9), (15.4, 11.1), (11.1, 15.4), (4.9, 15.4), (0.6, 11.1), (0.6, 4.9))
    pen.fill().drawPolygon(_polygon(*eight))
    _mark(pen, 4.2, 8.4, 11.6)


def _triangle(pen: _Pen) -> None:
    painter = pen.fill()
    outline = QPen(pen.colour, 2)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(outline)
    painter.drawPolygon(_polygon((8, 2), (14.8, 14), (1.2, 14)))
    _mark(pen, 6.2, 9.2, 12.2)


def _circle(pen: _Pen) -> None:
    pen.fill().drawEllipse(QPointF(8, 8), 7, 7)


def _ring(pen: _Pen) -> None:
    pen.stroke(1.8).drawEllipse(QPointF(8, 8), 6.4, 6.4)


def _check(pen: _Pen) -> None:
    pen.fill().drawEllipse(QPointF(8, 8), 7.6, 7.6)
    pen.stroke(2.0, pen.hole).drawPolyline(_polygon((4.7, 8.4), (7, 10.7), (11.3, 5.8)))


def _half(pen: _Pen) -> None:
    pen.stroke(1.8).drawEllipse(QPointF(8, 8), 6.4, 6.4)
    pen.fill().drawPie(QRectF(1.6, 1.6, 12.8, 12.8), 90 * 16, 180 * 16)


def _x(pen: _Pen) -> None:
    painter = pen.stroke(1.9)
    painter.drawLine(QPointF(3.2, 3.2), QPointF(12.8, 12.8))
    painter.drawLine(QPointF(12.8, 3.2), QPointF(3.2, 12.8))


def _dash(pen: _Pen) -> None:
    pen.stroke(2.2).drawLine(QPointF(3, 8), QPointF(13, 8))


def _diamond(pen: _Pen) -> None:
    pen.fill().drawPolygon(_polygon((8, 0.6), (15.4, 8), (8, 15.4), (0.6, 8)))


def _conflict(pen: _Pen) -> None:
    front, back = QPainterPath(), QPainterPath()
    back.addRoundedRect(QRectF(1.2, 1.2, 9.6, 9.6), 2.4, 2.4)
    gap = QPainterPath()
    gap.addRoundedRect(QRectF(4.2, 4.2, 12, 12), 2.8, 2.8)
    front.addRoundedRect(QRectF(5.8, 5.8, 9.4, 9.4), 2.2, 2.2)
    inner = QPainterPath()
    inner.addRoundedRect(QRectF(2.9, 2.9, 6.2, 6.2), 1.2, 1.2)
    pen.fill().drawPath(back.subtracted(gap).subtracted(inner))
    pen.painter.drawPath(front)


def _clock(pen: _Pen) -> None:
    painter = pen.stroke(1.9)
    painter.drawEllipse(QPointF(8, 8), 6.6, 6.6)
    painter.drawPolyline(_polygon((8, 4.2), (8, 8.2), (10.6, 9.9)))


def _square(pen: _Pen) -> None:
    pen.fill().drawRoundedRect(QRectF(1.6, 1.6, 12.8, 12.8), 2.4, 2.4)


_DRAW: dict[Shape, Callable[[_Pen], None]] = {
    Shape.OCTAGON: _octagon,
    Shape.TRIANGLE: _triangle,
    Shape.CIRCLE: _circle,
    Shape.RING: _ring,
    Shape.CHECK: _check,
    Shape.HALF: _half,
    Shape.X: _x,
    Shape.DASH: _dash,
    Shape.DIAMOND: _diamond,
    Shape.CONFLICT: _conflict,
    Shape.CLOCK: _clock,
    Shape.SQUARE: _square,
}
