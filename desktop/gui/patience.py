"""What the window does while slow work writes: it goes on painting, and what was asked for follows at once."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtGui import QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.gui.forms.keeping import Keeper
from desktop.gui.main_window import MainWindow
from desktop.i18n import _

TELL_AFTER_S = 0.25  # a shorter wait is not worth a word
MOMENT_MS = 10

_NO_INPUT = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_LEAVING = (QKeySequence("F12"), QKeySequence("Ctrl+L"))
_INPUT = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.ContextMenu,
        QEvent.Type.Drop,
    }
)


class WindowPatience(QObject):
    """One wait at a time. Until it is over nothing new can be asked of the pages; leaving and stopping always can.

    What comes up meanwhile by itself is refused at once and tried again, as a draft is a moment later.
    """

    def __init__(self, window: Callable[[], MainWindow | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._inside = False
        self._since: float | None = None
        self._told = False

    def wait(self) -> bool:
        """Paint, hear the job and the clock, and look again; False for whoever must not wait."""
        app = QApplication.instance()
        if self._inside or Keeper.in_passing or app is None:
            return False
        self._inside = True
        try:
            if self._since is None:
                self._since = monotonic()
            if not self._told and monotonic() - self._since > TELL_AFTER_S:
                self._tell()
            # What is typed before anything was said is not lost: it comes to its field when the wait is over.
            only = QEventLoop.ProcessEventsFlag.AllEvents if self._told else _NO_INPUT
            QApplication.processEvents(only, MOMENT_MS)
        finally:
            self._inside = False
        return True

    def over(self) -> None:
        """The turn has come."""
        if self._inside:
            return  # of something that came up meanwhile
        if self._told and (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)
        self._since, self._told = None, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the window waits nothing reaches the pages; the keys that hide and lock are no part of them."""
        if event.type() not in _INPUT:
            return False
        window = self._window()
        if isinstance(watched, QWidget):
            return window is None or not window.never_waits(watched)
        return isinstance(event, QShortcutEvent) and event.key() not in _LEAVING

    def _tell(self) -> None:
        self._told = True
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        window = self._window()
        if window is not None:
            window.message(_("The database is being written. What you asked for follows at once."))
