"""Notices that the person has left the computer to itself: the session is locked, or the computer sleeps."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_EVERY_MS = 400  # so that the window is locked within a second after a sleep that nothing announced
SLEPT_S = 1.0


class SessionWatch(QObject):
    """left(): the session was locked or left, or the computer is about to sleep or has slept.

    The system announces it (D-Bus on Linux, messages on Windows). Where it does not, two clocks tell: one goes on while
    the computer sleeps, the other stands still. hide_asked(): the system brought the key that hides, past every widget.
    """

    left = Signal()
    hide_asked = Signal()

    def __init__(self, parent: QObject | None = None, *, asleep: Callable[[], float] | None = None) -> None:
        super().__init__(parent)
        self._asleep = asleep or seconds_asleep
        self._before = self._asleep()
        self.timer = QTimer(self, interval=LOOK_EVERY_MS)
        self.timer.timeout.connect(self._look)
        self.timer.start()
        self._system = _listen(self)

    def _look(self) -> None:
        now = self._asleep()
        slept, self._before = now - self._before, now
        if slept >= SLEPT_S:
            self.left.emit()


def _listen(watch: SessionWatch) -> QObject | None:
    """The one that hears the system, kept as long as the watch."""
    found: QObject | None = None
    if sys.platform == "linux":
        from desktop.gui.session_bus import SessionBus

        found = bus = SessionBus(watch)
        bus.left.connect(watch.left)
    elif sys.platform == "win32":
        from desktop.gui.session_messages import SessionMessages

        found = messages = SessionMessages(watch)
        messages.left.connect(watch.left)
        messages.hide_asked.connect(watch.hide_asked)
    return found


def seconds_asleep() -> float:
    """How long this computer has slept since it was started; 0 where no clock tells."""
    if sys.platform == "linux":
        asleep = time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    elif sys.platform == "win32":
        awake = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake))  # in 100 ns
        ticks = ctypes.windll.kernel32.GetTickCount64
        ticks.restype = ctypes.c_ulonglong
        asleep = float(ticks()) / 1e3 - awake.value / 1e7
    elif sys.platform == "darwin":
        asleep = time.clock_gettime(time.CLOCK_MONOTONIC) - time.clock_gettime(time.CLOCK_UPTIME_RAW)
    else:
        asleep = 0.0
    return asleep
