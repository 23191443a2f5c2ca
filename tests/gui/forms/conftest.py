"""A dressed application, a vault and a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.gui.theme import Theme
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.forms.room import sessions


@pytest.fixture(autouse=True, scope="module")
def dressed(qapp: QApplication) -> None:
    Theme("light", 100).apply(qapp)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    yield from sessions(tmp_path, clock)
