"""A level over time as steps on named lines, with the events around it: a picture beside which the words stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.shapes import Shape, paint_shape
from desktop.gui.widgets.tones import DRESS, Tone

LINE, SIDE, SHAPE, LANE, GAP = 34, 12, 15, 26, 10  # px at 100 %
LEAST = timedelta(days=7)  # a picture of one afternoon would look like a storm


@dataclass(frozen=True, slots=True)
class Level:
    """One of the lines, the highest first; `shape` and `tone` are those of its chip."""

    word: str
    shape: Shape
    tone: Tone


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """From a moment on the level was this one: its place among the lines, the highest being 0."""

    at: datetime
    line: int


@dataclass(frozen=True, slots=True)
class LevelMark:
    """Something that happened."""

    at: datetime
    shape: Shape
    tone: Tone


@dataclass(frozen=True, slots=True)
class LevelView:
    """All of it; `spoken` is what a reader says instead of the drawing."""

    levels: tuple[Level, ...]
    points: tuple[LevelPoint, ...]
    marks: tuple[LevelMark, ...]
    until: datetime
    first_word: str
    last_word: str
    spoken: str


class LevelChart(QWidget):
    """Painted; it informs and cannot be pressed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("level_chart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = name
        self._view: LevelView | None = None
        speak(self, name)

    def view(self) -> LevelView | None:
        return self._view

    def show_view(self, view: LevelView) -> None:
        self._view = view
        speak(self, self._name, view.spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lines = len(self._view.levels) if self._view else 4
        text = round(QFontMetricsF(theme.current().font("small")).height())
        return QSize(theme.px(520), lines * theme.px(LINE) + theme.px(LANE) + text + theme.px(GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._view is None or not self._view.points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lines(painter, self._view.levels)
        self._paint_steps(painter, self._view)
        self._paint_axis(painter, self._view)
        self._paint_marks(painter, self._view.marks)
        painter.end()

    def places(self) -> list[QPointF]:
        """Where the points of the level stand."""
        return [QPointF(self._x(one.at), self._y(one.line)) for one in self._view.points] if self._view else []

    # --- where things are ---------------------------------------------------------------------------------------------

    def _left(self) -> float:
        metrics = QFontMetricsF(theme.current().font("small"))
        words = self._view.levels if self._view else ()
        widest = max((metrics.horizontalAdvance(one.word) for one in words), default=0.0)
        return min(widest, self.width() * 0.4) + theme.px(SIDE + SHAPE)

    def _x(self, at: datetime) -> float:
        if self._view is None:
            return 0.0
        start = self._start(self._view)
        whole = max(self._view.until - start, LEAST)
        share = max(0.0, min(1.0, (at - start) / whole))
        left = self._left() + theme.px(SHAPE)
        return left + share * (self.width() - left - theme.px(SIDE))

    def _start(self, view: LevelView) -> datetime:
        return min([one.at for one in view.points] + [one.at for one in view.marks])

    def _y(self, line: int) -> float:
        return (line + 0.5) * theme.px(LINE)

    def _lane(self) -> float:
        lines = len(self._view.levels) if self._view else 0
        return lines * theme.px(LINE) + theme.px(LANE) / 2

    # --- what is drawn ------------------------------------------------------------------------------------------------

    def _paint_lines(self, painter: QPainter, levels: Sequence[Level]) -> None:
        wear, left = theme.current(), self._left()
        font = wear.font("small")
        painter.setFont(font)
        for place, level in enumerate(levels):
            y = self._y(place)
            painter.setPen(QPen(wear.colour("line"), 1))
            painter.drawLine(QPointF(left, y), QPointF(self.width() - theme.px(SIDE), y))
            room = QRectF(0, y - theme.px(LINE) / 2, left - theme.px(SIDE), theme.px(LINE))
            painter.setPen(wear.colour("ink"))
            word = QFontMetricsF(font).elidedText(level.word, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), word)

    def _paint_steps(self, painter: QPainter, view: LevelView) -> None:
        """The level holds until somebody finds another one; a line that goes up or down says when that was."""
        wear = theme.current()
        painter.setPen(QPen(wear.colour("ink"), 2))
        ends = [*(one.at for one in view.points[1:]), view.until]
        for place, (one, end) in enumerate(zip(view.points, ends, strict=True)):
            x, to_x, y = self._x(one.at), self._x(max(end, one.at)), self._y(one.line)
            painter.drawLine(QPointF(x, y), QPointF(to_x, y))
            if place + 1 < len(view.points):
                painter.drawLine(QPointF(to_x, y), QPointF(to_x, self._y(view.points[place + 1].line)))
        side = theme.px(SHAPE)
        for one in view.points:
            level = view.levels[one.line]
            self._paint_shape(painter, self._x(one.at), self._y(one.line), side, level.shape, level.tone)

    def _paint_axis(self, painter: QPainter, view: LevelView) -> None:
        wear = theme.current()
        font = wear.font("small")
        metrics = QFontMetricsF(font)
        top, left = self._lane() + theme.px(LANE) / 2, self._left()
        painter.setPen(QPen(wear.colour("control"), 1))
        painter.drawLine(QPointF(left, top), QPointF(self.width() - theme.px(SIDE), top))
        painter.setFont(font)
        painter.setPen(wear.colour("muted"))
        room = QRectF(left, top + 3, self.width() - theme.px(SIDE) - left, metrics.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft), view.first_word)
        apart = metrics.horizontalAdvance(view.first_word + view.last_word) + theme.px(24) < room.width()
        if apart and view.last_word != view.first_word:
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight), view.last_word)

    def _paint_marks(self, painter: QPainter, marks: Sequence[LevelMark]) -> None:
        """On a lane of their own, and beside each other where they would lie on each other."""
        side, free = theme.px(SHAPE), 0.0
        for mark in sorted(marks, key=lambda one: (one.at, one.shape)):
            x = max(self._x(mark.at), free)
            if x + side / 2 > self.width():
                return  # the words beside the picture name them all
            self._paint_shape(painter, x, self._lane(), side, mark.shape, mark.tone)
            free = x + side + 2

    def _paint_shape(self, painter: QPainter, x: float, y: float, side: float, shape: Shape, tone: Tone) -> None:
        wear = theme.current()
        box = QRectF(x - side / 2, y - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.colour("surface"))
        painter.drawEllipse(box.adjusted(-2, -2, 2, 2))
        paint_shape(painter, box, shape, wear.colour(DRESS[tone].shape), wear.colour("surface"))
