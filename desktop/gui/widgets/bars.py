"""Thin bars: time that has passed, or the share that is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.tones import DRESS, Tone

WHOLE = 1000


class Bar(QProgressBar):
    """A bar of 6 px; `share` goes from 0 to 1, None means that nobody knows."""

    def __init__(
        self, share: float | None = 0.0, *, tone: Tone | str = Tone.INFO, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone = Tone(tone)
        self._known = True
        self.setRange(0, WHOLE)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_share(share)
        if name:
            speak(self, name)

    def set_share(self, share: float | None) -> None:
        self._known = share is not None
        self.setValue(round(WHOLE * max(0.0, min(1.0, share or 0.0))))
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, self.value()))
        self.update()

    def set_tone(self, tone: Tone | str) -> None:
        self._tone = Tone(tone)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(6))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), theme.px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = wear.px(6)
        track = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.setBrush(wear.colour("hover"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        done = QRectF(track)
        if self._known:
            done.setWidth(track.width() * self.value() / WHOLE)
        else:
            done.setLeft(track.width() / 3)
            done.setWidth(track.width() / 3)
        if done.width() >= 1:
            painter.setBrush(wear.colour(DRESS[self._tone].shape))
            painter.drawRoundedRect(done, height / 2, height / 2)
        painter.end()
