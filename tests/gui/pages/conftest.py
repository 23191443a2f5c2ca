"""An office with its room, for the pages of cases, teams and the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, office


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock, qtbot: QtBot) -> Iterator[Session]:
    opened = office(tmp_path, clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def room(session: Session, qtbot: QtBot) -> Iterator[Room]:
    made = Room(session)
    yield made
    made.close()
