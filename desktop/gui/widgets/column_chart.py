"""A few columns with their figure on top: no axis but the line on which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.names import speak

HEIGHT, WIDEST = 150, 36


@dataclass(frozen=True, slots=True)
class Column:
    """`figure` is what is written, `height` what is drawn: a figure that is not printed has no height."""

    word: str
    figure: str
    height: int
    strong: bool = False


class ColumnChart(QWidget):
    """Columns side by side; a reader hears every figure."""

    def __init__(self, name: str, columns: Sequence[Column] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._columns: tuple[Column, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_columns(columns)

    def set_columns(self, columns: Sequence[Column], name: str = "") -> None:
        self._columns, self._name = tuple(columns), name or self._name
        speak(self, self._name, ", ".join(f"{one.word}: {one.figure}" for one in self._columns))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._columns:
            return
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QFontMetricsF(wear.font("small")).height()
        base = self.height() - line - wear.px(6)
        painter.fillRect(QRectF(0, base, self.width(), 1), wear.colour("control"))
        share = self.width() / len(self._columns)
        most = max(1, *(one.height for one in self._columns))
        for at, one in enumerate(self._columns):
            room = QRectF(at * share, 0, share, base)
            self._paint_column(painter, one, room, (base - line - wear.px(6)) * one.height / most, line)
        painter.end()

    def _paint_column(self, painter: QPainter, one: Column, room: QRectF, height: float, line: float) -> None:
        wear = theme.current()
        width = min(wear.px(WIDEST), room.width() * 0.6)
        left = room.center().x() - width / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.colour("primary" if one.strong else "primary_line"))
        if height >= 1:
            painter.drawRoundedRect(QRectF(left, room.bottom() - height, width, height), 2, 2)
        middle = int(Qt.AlignmentFlag.AlignCenter)
        font = wear.font("small", strong=one.strong)
        painter.setFont(font)
        painter.setPen(wear.colour("ink"))
        painter.drawText(QRectF(room.left(), room.bottom() - height - line - 2, room.width(), line), middle, one.figure)
        painter.setPen(wear.colour("ink" if one.strong else "muted"))
        word = QFontMetricsF(font).elidedText(one.word, Qt.TextElideMode.ElideRight, room.width() - wear.px(4))
        painter.drawText(QRectF(room.left(), room.bottom() + wear.px(5), room.width(), line), middle, word)
