"""The hours since an incident as one band: windows of care, the present moment, duties done and still to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.shapes import Shape, paint_shape
from desktop.gui.widgets.tones import DRESS, Tone
from desktop.i18n import _

HOURS = 120.0
TICK, LABELLED = 12, 24
SIDE, PILL, WINDOW, GAP, AXIS = 22, 21, 21, 3, 12  # px at 100 %
SHAPE = 15
COLOURS = ("band72", "band120")


@dataclass(frozen=True, slots=True)
class BandWindow:
    """A window of care from the incident on; `words` say how much of it is left."""

    title: str
    until: float  # hours after the incident
    words: str


@dataclass(frozen=True, slots=True)
class BandMark:
    """One moment on the band."""

    at: float
    shape: Shape
    tone: Tone
    label: str = ""


@dataclass(frozen=True, slots=True)
class BandView:
    """All of it in words and hours; `spoken` is what a reader says instead of the drawing."""

    start: str
    now: float
    now_words: str
    windows: tuple[BandWindow, ...]
    marks: tuple[BandMark, ...]
    spoken: str


class TimeBand(QWidget):
    """Painted; it informs and cannot be pressed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("time_band")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = name
        self._view: BandView | None = None
        speak(self, name)

    def view(self) -> BandView | None:
        return self._view

    def show_view(self, view: BandView) -> None:
        self._view = view
        speak(self, self._name, view.spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.px
        windows = len(self._view.windows) if self._view else 2
        line = round(QFontMetricsF(theme.current().font("small")).height())
        height = px(10) + px(PILL) + px(4) + windows * px(WINDOW + GAP) + px(AXIS) + px(6) + line + px(6)
        return QSize(px(600), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = theme.px(10) + theme.px(PILL) + theme.px(4)
        for place, window in enumerate(self._view.windows):
            self._paint_window(painter, window, top, COLOURS[min(place, 1)])
            top += theme.px(WINDOW + GAP)
        axis = top + theme.px(AXIS) - theme.px(2)
        self._paint_axis(painter, axis)
        self._paint_now(painter, axis)
        self._paint_marks(painter, axis)
        painter.end()

    def _x(self, hours: float) -> float:
        side = theme.px(SIDE)
        share = max(0.0, min(1.0, hours / HOURS))
        return side + share * (self.width() - 2 * side)

    def _paint_window(self, painter: QPainter, window: BandWindow, top: float, colour: str) -> None:
        wear = theme.current()
        box = QRectF(self._x(0), top, self._x(window.until) - self._x(0), wear.px(WINDOW))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.colour(colour))
        painter.drawRoundedRect(box, 4, 4)
        title, words = self.places(window, top)
        painter.setPen(wear.colour("ink"))
        for room, text, strong in ((title, window.title, True), (words, window.words, False)):
            font = wear.font("small", strong=strong)
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.setFont(font)
            painter.drawText(room, _MIDDLE_LEFT, shown)

    def places(self, window: BandWindow, top: float = 0) -> tuple[QRectF, QRectF]:
        """Where the title and the words of a window stand: the present moment never crosses them."""
        tall, gap = theme.px(WINDOW), theme.px(12)
        line, right = self._x(self._now()), float(self.width() - theme.px(SIDE))
        left, title = self._x(0) + theme.px(10), _width(window.title, strong=True)
        if line < left + title + gap:
            left = max(left, line + gap)
        start, words = left + title + theme.px(16), _width(window.words, strong=False)
        if start - gap < line < right:
            before, after = line - gap - start, right - line - gap
            running = self._now() <= window.until
            fits_after = after >= words and (running or before < words)
            if fits_after or (before < words and after > before):
                start = line + gap
            else:
                right = line - gap
        room = max(0.0, min(words, right - start))
        return QRectF(left, top, title, tall), QRectF(start, top, room, tall)

    def _paint_axis(self, painter: QPainter, axis: float) -> None:
        wear = theme.current()
        painter.setPen(QPen(wear.colour("control"), 1))
        painter.drawLine(QPointF(self._x(0), axis), QPointF(self._x(HOURS), axis))
        font = wear.font("small")
        metrics = QFontMetricsF(font)
        below = axis + wear.px(6)
        taken = self._x(0)
        for hours in range(0, int(HOURS) + 1, TICK):
            x, tall = self._x(hours), wear.px(5 if hours % LABELLED == 0 else 3)
            painter.setPen(QPen(wear.colour("control"), 1))
            painter.drawLine(QPointF(x, axis - tall), QPointF(x, axis + tall))
            if hours % LABELLED:
                continue
            text = self._start() if hours == 0 else "+" + _("{hours} h").format(hours=hours)
            width = metrics.horizontalAdvance(text)
            left = x if hours == 0 else min(x - width / 2, self.width() - wear.px(8) - width)
            if hours and left < taken + wear.px(8):
                continue
            painter.setPen(wear.colour("muted"))
            painter.setFont(font)
            painter.drawText(QRectF(left, below, width + 2, metrics.height()), _MIDDLE_LEFT, text)
            taken = left + width

    def _paint_now(self, painter: QPainter, axis: float) -> None:
        if self._view is None:
            return
        wear, x = theme.current(), self._x(self._now())
        font = wear.font("small", strong=True)
        width = QFontMetricsF(font).horizontalAdvance(self._view.now_words) + wear.px(18)
        left = max(wear.px(SIDE) / 2, min(x - width / 2, self.width() - wear.px(SIDE) / 2 - width))
        pill = QRectF(left, wear.px(10), width, wear.px(PILL))
        painter.setPen(QPen(wear.colour("ink"), 2))
        painter.drawLine(QPointF(x, pill.bottom() - 2), QPointF(x, axis + wear.px(5)))
        path = QPainterPath()
        path.addRoundedRect(pill, 4, 4)
        painter.fillPath(path, wear.colour("ink"))
        painter.setPen(wear.colour("surface"))
        painter.setFont(font)
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), self._view.now_words)

    def _paint_marks(self, painter: QPainter, axis: float) -> None:
        wear = theme.current()
        side = wear.px(SHAPE)
        marks = self._apart(side)
        font = wear.font("small")
        metrics = QFontMetricsF(font)
        for place, (x, mark) in enumerate(marks):
            box = QRectF(x - side / 2, axis - side / 2, side, side)
            halo = box.adjusted(-2, -2, 2, 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(wear.colour("surface"))
            painter.drawEllipse(halo)
            paint_shape(painter, box, mark.shape, wear.colour(DRESS[mark.tone].shape), wear.colour("surface"))
            after = marks[place + 1][0] - side if place + 1 < len(marks) else self.width() - wear.px(SIDE)
            width = metrics.horizontalAdvance(mark.label) + wear.px(12)
            if mark.label and halo.right() + width < after and not self._crosses_now(halo.right(), width):
                room = QRectF(halo.right(), axis - metrics.height() / 2, width, metrics.height())
                painter.fillRect(room, wear.colour("surface"))
                painter.setPen(wear.colour("ink"))
                painter.setFont(font)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), mark.label)

    def _apart(self, side: float) -> Sequence[tuple[float, BandMark]]:
        """Marks that would lie on each other are one of each shape, beside each other."""
        placed: list[tuple[float, BandMark]] = []
        begin = -1.0
        for mark in sorted(self._view.marks if self._view else (), key=lambda m: (m.at, m.shape)):
            x = self._x(mark.at)
            if placed and x < begin + 1.5 * side:
                if mark.shape not in [known.shape for at, known in placed if at >= begin]:
                    placed.append((placed[-1][0] + side + 3, mark))
                continue
            begin = x
            placed.append((x, mark))
        return placed

    def _crosses_now(self, left: float, width: float) -> bool:
        return left - 4 < self._x(self._now()) < left + width + 4

    def _now(self) -> float:
        return self._view.now if self._view else 0.0

    def _start(self) -> str:
        return self._view.start if self._view else ""


def _width(text: str, *, strong: bool) -> float:
    return QFontMetricsF(theme.current().font("small", strong=strong)).horizontalAdvance(text) + 2


_MIDDLE_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
