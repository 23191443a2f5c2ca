"""Keeps the windows of the program out of pictures of the screen, on systems that can."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

from desktop import hardening


class ScreenShield(QObject):
    """Every window that comes to the front is asked for, dialogs and open lists too. A comfort and no guarantee."""

    def __init__(self, parent: QObject | None = None, *, refuse: bool = True) -> None:
        super().__init__(parent)
        self._refuse = refuse
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_window)
        self.set_refusing(refuse)

    def set_refusing(self, refuse: bool) -> None:
        self._refuse = refuse
        for window in QGuiApplication.topLevelWindows():
            self._on_window(window)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and window.isVisible():
            hardening.refuse_capture(int(window.winId()), refuse=self._refuse)
