"""The keys that hide and lock, heard in every window of the program."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)


class HideKey(QObject):
    """Hears F12 and Ctrl+L before any widget does. pressed: everything shall vanish · lock_pressed: lock.

    A shortcut of the main window is silent while a dialog is open; the windows themselves are not.
    """

    pressed = Signal()
    lock_pressed = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: list[QWindow] = []
        app.focusWindowChanged.connect(self._on_window)
        self._on_window(app.focusWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F12:
                self.pressed.emit()
                return True
            if event.keyCombination() == LOCK:
                self.lock_pressed.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and not any(window is heard for heard in self._heard):
            window.installEventFilter(self)
            self._heard.append(window)
            window.destroyed.connect(self._forget)

    def _forget(self, window: QObject | None = None) -> None:
        self._heard = [heard for heard in self._heard if heard is not window]
