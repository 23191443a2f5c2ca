"""A key drawn as a small cap."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.gui import theme

HEIGHT, SIDE, RADIUS = 20, 5, 4


def cap_size(key: str) -> QSize:
    wear = theme.current()
    width = QFontMetricsF(wear.font("small")).horizontalAdvance(key)
    return QSize(int(width + 1.5) + 2 * wear.px(SIDE), wear.px(HEIGHT))


def paint_cap(painter: QPainter, at: QPointF, key: str, *, on_primary: bool = False) -> None:
    wear = theme.current()
    box = QRectF(at, cap_size(key).toSizeF())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(wear.colour("primary_press" if on_primary else "sunken"))
    painter.setPen(Qt.PenStyle.NoPen if on_primary else QPen(wear.colour("line"), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setFont(wear.font("small"))
    painter.setPen(wear.colour("on_primary" if on_primary else "muted"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), key)
    painter.restore()


class KeyCap(QLabel):
    """A key in a list of keys."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return cap_size(self._key)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_cap(painter, QPointF(0, (self.height() - cap_size(self._key).height()) / 2), self._key)
        painter.end()
