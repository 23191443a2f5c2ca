"""What every test stands on: a fixed clock, Romanian, folders of its own, no way out to a network."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

from desktop import i18n

# Before any test imports Qt: tests draw on no screen, whoever starts them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "ancora",
    derandomize=True,  # a red test is red for everybody
    deadline=None,  # no timed tests
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ancora")

CHISINAU = ZoneInfo("Europe/Chisinau")
# Files that take longest go first where tests are spread, so that no worker is left alone with one of them at the end.
LONGEST = (
    "tests/gui/test_every_page.py",
    "tests/test_papers.py",
    "tests/gui/pages/test_form.py",
    "tests/faults/test_leaks.py",
    "tests/faults/test_matrix.py",
    "tests/gui/test_memory.py",
    "tests/gui/test_desk.py",
    "tests/gui/test_unlock.py",
    "tests/gui/test_recovery_card.py",
    "tests/journeys/test_kill_saves.py",
    "tests/db/test_restore_kill.py",
)


class FixedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        """Move on: advance(hours=2)."""
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU))


@pytest.fixture(autouse=True)
def romanian() -> Iterator[None]:
    """Each test begins in the language that the offices work in."""
    i18n.set_language("ro")
    yield
    i18n.set_language("ro")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folders, empty: nothing of this computer is read or written by a test."""
    home = tmp_path_factory.mktemp("home")
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        folder = home / variable.removeprefix("XDG_").lower()
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(folder))
    for bus in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(bus, "none:")  # a screen that somebody locks meanwhile is no part of a story
    return home


class InternetOpened(AssertionError):
    """A test, or the program in it, tried to reach a network."""


def _guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    def ask(self: socket.socket, *arguments: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise InternetOpened("no internet socket may be opened")
        return real(self, *arguments)

    return ask


@pytest.fixture(autouse=True)
def no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    for verb in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, verb, _guarded(getattr(socket.socket, verb)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all else as it stands."""
    place = {file: at for at, file in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(LONGEST)))
