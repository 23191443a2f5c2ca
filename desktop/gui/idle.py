"""Notices that nobody has touched keyboard or mouse for some minutes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """idle(): nothing was touched for so many minutes; told once, until something is touched again.

    It listens to the windows, to which the system brings every key and every move of the mouse: a filter on the whole
    application would be asked about each event of each widget, and a third of a page's time would go into it.
    Timers stand still while a computer sleeps, so the clock on the wall is asked too: the first touch after an
    afternoon with the lid closed finds the window locked, and does nothing else.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        self._heard: list[QWindow] = []
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_window)
            self._on_window(app.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        self._touched = self._clock()
        self.timer.start(minutes * 60_000)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in ACTIVITY or not event.spontaneous():
            return False
        away = self._clock() - self._touched
        self._touched = self._clock()
        if away * 1000 >= self.timer.interval():
            self.idle.emit()
            return True
        self.timer.start()
        return False

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and not any(window is heard for heard in self._heard):
            window.installEventFilter(self)
            self._heard.append(window)
            window.destroyed.connect(self._forget)

    def _forget(self, window: QObject | None = None) -> None:
        self._heard = [heard for heard in self._heard if heard is not window]
