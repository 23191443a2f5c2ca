"""What Linux says about the session, over D-Bus: a socket inside this computer, never one of a network."""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Mapping

from PySide6.QtCore import SLOT, QObject, Signal, Slot

try:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
except ImportError:  # a system without D-Bus; the clocks of the watch still tell a sleep
    QDBusConnection = None  # type: ignore[assignment, misc]

log = logging.getLogger(__name__)

LOCAL = "unix:"
SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"
LOGIND = "org.freedesktop.login1"
MANAGER = "/org/freedesktop/login1"
SCREEN_SAVERS = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))

_NUMBERS = itertools.count()


class SessionBus(QObject):
    """left(): the session is locked, its screen saver came, or the computer goes to sleep.

    Holds back the sleep for the moment that locking takes: what was open must not sleep in the memory.
    """

    left = Signal()

    def __init__(self, parent: QObject | None = None, environment: Mapping[str, str] | None = None) -> None:
        super().__init__(parent)
        given = os.environ if environment is None else environment
        self._inhibited: object = None  # a descriptor; the sleep waits until it is closed, at the latest by our end
        self._asked: object = None
        if QDBusConnection is None:
            return
        self._listen_to_system(given)
        self._listen_to_session(given)

    @Slot(bool)
    def on_sleep(self, going: bool) -> None:
        if going:
            self.left.emit()

    @Slot()
    def on_lock(self) -> None:
        self.left.emit()

    @Slot(bool)
    def on_screen_saver(self, active: bool) -> None:
        if active:
            self.left.emit()

    def _listen_to_system(self, given: Mapping[str, str]) -> None:
        bus = _connect(given.get("DBUS_SYSTEM_BUS_ADDRESS") or SYSTEM_BUS)
        if bus is None:
            return
        self._hear(bus, MANAGER, f"{LOGIND}.Manager", "PrepareForSleep", "on_sleep(bool)")
        self._hear(bus, session_path(given), f"{LOGIND}.Session", "Lock", "on_lock()")
        ask = QDBusMessage.createMethodCall(LOGIND, MANAGER, f"{LOGIND}.Manager", "Inhibit")
        ask.setArguments(["sleep", "Ancora", "Ancora", "delay"])
        self._asked = watcher = QDBusPendingCallWatcher(bus.asyncCall(ask), self)
        watcher.finished.connect(self._on_inhibited)

    def _listen_to_session(self, given: Mapping[str, str]) -> None:
        bus = _connect(given.get("DBUS_SESSION_BUS_ADDRESS", ""))
        if bus is not None:
            for name in SCREEN_SAVERS:
                self._hear(bus, "", name, "ActiveChanged", "on_screen_saver(bool)")

    def _hear(self, bus: QDBusConnection, path: str, interface: str, signal: str, slot: str) -> None:
        """From any sender; PySide takes the slot as text, though its types say bytes."""
        bus.connect("", path, interface, signal, self, SLOT(slot))  # type: ignore[call-overload]

    def _on_inhibited(self) -> None:
        watcher, self._asked = self._asked, None
        if isinstance(watcher, QDBusPendingCallWatcher) and not watcher.isError():
            self._inhibited = watcher.reply().arguments()
            log.info("a sleep waits until the window is locked")


def session_path(given: Mapping[str, str]) -> str:
    """Where logind speaks of this session; of any session, which locks too often, when it is not known which."""
    known = given.get("XDG_SESSION_ID", "")
    return f"{MANAGER}/session/{_label(known)}" if known else ""


def _label(name: str) -> str:
    """A name as it stands in a path of D-Bus: letters, figures but for the first, and everything else as bytes."""
    return "".join(
        letter
        if letter.isascii() and (letter.isalpha() or (at and letter.isdigit()))
        else "".join(f"_{byte:02x}" for byte in letter.encode())
        for at, letter in enumerate(name)
    )


def _connect(address: str) -> QDBusConnection | None:
    """A connection of its own, which Qt keeps under a name that nobody else has."""
    if not address.startswith(LOCAL):
        return None
    bus = QDBusConnection.connectToBus(address, f"watch-{next(_NUMBERS)}")
    return bus if bus.isConnected() else None
