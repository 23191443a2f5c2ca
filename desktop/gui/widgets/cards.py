"""Cards: the paper on which things that belong together lie."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.tones import DRESS, Tone

RADIUS = 6


class Card(QFrame):
    """A sheet with a thin edge; a tone tints it, `sunken` lays it into the page."""

    def __init__(
        self, *, tone: Tone | None = None, margin: int = 16, gap: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._body = QVBoxLayout(self)
        side = theme.px(margin)
        self._body.setContentsMargins(side, side, side, side)
        self._body.setSpacing(theme.px(gap))

    def body(self) -> QVBoxLayout:
        return self._body

    def add(self, *parts: QWidget | QLayout) -> None:
        for part in parts:
            if isinstance(part, QWidget):
                self._body.addWidget(part)
            else:
                self._body.addLayout(part)

    def tone(self) -> Tone | None:
        return self._tone

    def set_tone(self, tone: Tone | None) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        dress = DRESS[self._tone] if self._tone else None
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(wear.colour(dress.fill if dress else "surface"))
        painter.setPen(QPen(wear.colour(dress.edge if dress else "line"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.end()
