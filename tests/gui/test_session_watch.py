"""The computer says that nobody sits at it: over its bus, in its messages, or only by a clock that stood still."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QWindow
from pytestqt.qtbot import QtBot

from desktop import hardening
from desktop.gui.screen_shield import ScreenShield
from desktop.gui.session_bus import SessionBus, session_path
from desktop.gui.session_messages import SessionMessages
from desktop.gui.session_watch import LOOK_EVERY_MS, SessionWatch, seconds_asleep
from desktop.tour.hand import settle, wait_for

pytestmark = pytest.mark.usefixtures("qapp")
LINUX = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs a bus, as Linux has one"
)


# --- two clocks -------------------------------------------------------------------------------------------------------


class Asleep:
    """How long the computer has slept, in seconds."""

    def __init__(self) -> None:
        self.seconds = 5_000.0
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return self.seconds


def test_a_sleep_that_nothing_announced_is_noticed_within_a_second(qtbot: QtBot) -> None:
    asleep, told = Asleep(), list[bool]()
    watch = SessionWatch(asleep=asleep)
    watch.left.connect(lambda: told.append(True))
    assert watch.timer.isActive() and watch.timer.interval() == LOOK_EVERY_MS <= 500
    watch.timer.setInterval(0)
    looked = asleep.asked
    qtbot.waitUntil(lambda: asleep.asked > looked + 2)
    assert told == [], "a computer that is awake says nothing, however long it has slept before"
    asleep.seconds += 3600
    qtbot.waitUntil(lambda: told == [True])
    looked = asleep.asked
    qtbot.waitUntil(lambda: asleep.asked > looked + 2)
    assert told == [True], "each sleep once"
    asleep.seconds += 0.01  # two clocks are never read at the same instant
    looked = asleep.asked
    qtbot.waitUntil(lambda: asleep.asked > looked + 2)
    assert told == [True]
    watch.deleteLater()


def test_the_clocks_of_this_computer_agree_while_it_is_awake() -> None:
    before = seconds_asleep()
    time.process_time()
    assert abs(seconds_asleep() - before) < 1.0


# --- the bus of Linux -------------------------------------------------------------------------------------------------


@pytest.fixture
def bus() -> Iterator[str]:
    """A bus of our own, on which nothing but this story is told."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.stdout.close()
        daemon.terminate()
        daemon.wait(20)


def say(bus: str, path: str, signal: str, *values: str) -> None:
    subprocess.run(
        ["dbus-send", f"--bus={bus}", "--type=signal", path, signal, *values], check=True, capture_output=True
    )  # fmt: skip


MANAGER = "/org/freedesktop/login1"
MINE, OTHER = f"{MANAGER}/session/_32", f"{MANAGER}/session/_33"
SCREEN = "/org/freedesktop/ScreenSaver"


@LINUX
@pytest.mark.parametrize(
    ("path", "signal", "values", "heard"),
    [
        (MANAGER, "org.freedesktop.login1.Manager.PrepareForSleep", ["boolean:true"], True),
        (MANAGER, "org.freedesktop.login1.Manager.PrepareForSleep", ["boolean:false"], False),
        (MINE, "org.freedesktop.login1.Session.Lock", [], True),
        (OTHER, "org.freedesktop.login1.Session.Lock", [], False),
        (MINE, "org.freedesktop.login1.Session.Unlock", [], False),
        (SCREEN, "org.freedesktop.ScreenSaver.ActiveChanged", ["boolean:true"], True),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", ["boolean:true"], True),
        (SCREEN, "org.freedesktop.ScreenSaver.ActiveChanged", ["boolean:false"], False),
        (SCREEN, "org.freedesktop.Notifications.ActionInvoked", ["boolean:true"], False),
    ],
)
def test_the_bus_says_when_the_session_is_locked_or_sleeps(
    bus: str, path: str, signal: str, values: list[str], heard: bool
) -> None:
    told: list[bool] = []
    listener = SessionBus(
        environment={"DBUS_SYSTEM_BUS_ADDRESS": bus, "DBUS_SESSION_BUS_ADDRESS": bus, "XDG_SESSION_ID": "2"}
    )
    listener.left.connect(lambda: told.append(True))
    say(bus, path, signal, *values)
    say(bus, SCREEN, "org.cinnamon.ScreenSaver.ActiveChanged", "boolean:true")  # comes after it, and ends the wait
    wait_for(lambda: told, "the last word")
    settle()
    assert len(told) == (2 if heard else 1)
    listener.deleteLater()


@LINUX
def test_the_sleep_waits_until_the_window_is_locked(bus: str, tmp_path: Path) -> None:
    """The system is asked for a moment before each sleep; it is asked, and nobody waits for its answer."""
    with (tmp_path / "said").open("wb") as file:
        monitor = subprocess.Popen(["dbus-monitor", "--address", bus], stdout=file, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: "NameAcquired" in (tmp_path / "said").read_text("utf-8"), "one who listens")
        listener = SessionBus(environment={"DBUS_SYSTEM_BUS_ADDRESS": bus})
        wait_for(lambda: "member=Inhibit" in (tmp_path / "said").read_text("utf-8"), "the request")
        lines = (tmp_path / "said").read_text("utf-8").split("member=Inhibit")[1].splitlines()[1:5]
        assert [line.strip() for line in lines] == [
            'string "sleep"', 'string "Ancora"', 'string "Ancora"', 'string "delay"',
        ]  # fmt: skip
        settle()
        listener.deleteLater()
    finally:
        monitor.terminate()
        monitor.wait(20)


@LINUX
@pytest.mark.parametrize("address", ["tcp:host=127.0.0.1,port=9", "unixexec:path=/bin/true", "autolaunch:", ""])
def test_only_a_bus_within_this_computer_is_listened_to(address: str) -> None:
    told: list[bool] = []
    environment = {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address or "unix:path=/nowhere"}
    listener = SessionBus(environment=environment)
    listener.left.connect(lambda: told.append(True))
    settle()
    assert told == []
    listener.deleteLater()


@pytest.mark.parametrize(
    ("session", "path"), [("2", "_32"), ("42", "_342"), ("c1", "c1"), ("a-b", "a_2db"), ("ș", "_c8_99")]
)
def test_the_path_of_a_session_is_written_as_the_system_writes_it(session: str, path: str) -> None:
    assert session_path({"XDG_SESSION_ID": session}) == f"{MANAGER}/session/{path}"
    assert session_path({}) == ""


# --- the messages of Windows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "what", "left", "hide"),
    [
        (0x02B1, 0x7, True, False),  # locked
        (0x02B1, 0x8, False, False),  # unlocked
        (0x02B1, 0x2, True, False),  # another person took the screen
        (0x02B1, 0x4, True, False),  # a remote screen was left
        (0x02B1, 0x6, True, False),  # signed out
        (0x02B1, 0x1, False, False),
        (0x0218, 0x4, True, False),  # goes to sleep
        (0x0218, 0x12, False, False),  # is awake
        (0x0218, 0xA, False, False),  # battery
        (0x0100, 0x7B, False, True),  # F12
        (0x0100, 0x7A, False, False),  # F11
        (0x0101, 0x7B, False, False),  # F12 let go
        (0x0200, 0x7, False, False),  # the mouse
    ],
)
def test_the_messages_of_windows(message: int, what: int, left: bool, hide: bool) -> None:
    told: list[str] = []
    listener = SessionMessages()
    listener.left.connect(lambda: told.append("left"))
    listener.hide_asked.connect(lambda: told.append("hide"))
    came = wintypes.MSG()
    came.message, came.wParam = message, what
    taken, answer = listener.filter.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(came))
    assert told == ["left"] * left + ["hide"] * hide and not taken and answer == 0
    listener.deleteLater()


# --- pictures of the screen -------------------------------------------------------------------------------------------


def test_every_window_in_front_is_kept_out_of_pictures_or_shown_as_chosen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, bool]] = []
    monkeypatch.setattr(hardening, "refuse_capture", lambda window, *, refuse: asked.append((window, refuse)))
    first, second = QWindow(), QWindow()
    hidden = QWindow()
    shield = ScreenShield(refuse=True)
    for window in (first, second):
        window.show()
        window.requestActivate()
        qtbot.waitUntil(lambda window=window: QGuiApplication.focusWindow() is window)
    assert {(int(one.winId()), True) for one in (first, second)} <= set(asked)
    asked.clear()
    shield.set_refusing(False)
    assert {(int(one.winId()), False) for one in (first, second)} <= set(asked)
    assert int(hidden.winId()) not in {window for window, _refuse in asked}
    for window in (first, second, hidden):
        window.close()
        window.deleteLater()
    shield.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can")
def test_a_system_that_cannot_refuse_says_so() -> None:
    assert not hardening.CAN_REFUSE_CAPTURE
    assert not hardening.refuse_capture(1, refuse=True) and hardening.refuse_capture(1, refuse=False)
