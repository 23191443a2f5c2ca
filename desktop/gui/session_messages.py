"""What Windows says about the session, in messages to its windows; read by this system alone."""

from __future__ import annotations

import ctypes
import logging
import sys
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtGui import QWindow

log = logging.getLogger(__name__)

_KEY_DOWN, _SYSTEM_KEY_DOWN = 0x0100, 0x0104
_POWER, _SESSION = 0x0218, 0x02B1
_F12 = 0x7B
_SUSPEND = 0x0004
_LEFT = frozenset({0x2, 0x4, 0x6, 0x7})  # taken from the screen, from a remote screen, signed out, locked
_THIS_SESSION = 0


class SessionMessages(QObject):
    """left(): locked, signed out, switched to somebody else, or going to sleep · hide_asked(): F12, in any window."""

    left = Signal()
    hide_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.filter = _Filter(self)
        self._window = QWindow()  # never shown: the messages come to a window that outlives every other
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self.filter)
        if sys.platform == "win32":
            told = ctypes.windll.wtsapi32.WTSRegisterSessionNotification(self._window.winId(), _THIS_SESSION)
            if not told:
                log.warning("Windows will not say when the session is locked")


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, told: SessionMessages) -> None:
        super().__init__()
        self._told = told

    def nativeEventFilter(self, _kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        told = wintypes.MSG.from_address(int(message))
        if says_left(told.message, told.wParam):
            self._told.left.emit()
        elif told.message in (_KEY_DOWN, _SYSTEM_KEY_DOWN) and told.wParam == _F12:
            self._told.hide_asked.emit()
        return False, 0


def says_left(message: int, what: int) -> bool:
    """Whether this message says that nobody sits at the open window any more."""
    return (message == _SESSION and what in _LEFT) or (message == _POWER and what == _SUSPEND)
