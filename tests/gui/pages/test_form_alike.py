"""While a name is typed, who is known already is said beside the questions; nothing is ever in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.gui.forms.alike_panel import AlikePanel
from desktop.gui.theme import Theme
from desktop.services import cases
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.forms.room import Desk, case_with, new_desk, put, sessions


@pytest.fixture(autouse=True, scope="module")
def dressed(qapp: QApplication) -> None:
    Theme("light", 100).apply(qapp)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    yield from sessions(tmp_path, clock)


@pytest.fixture
def desk(qtbot: QtBot, session: Session) -> Desk:
    return new_desk(qtbot, session)


@pytest.fixture
def case(session: Session) -> str:
    return case_with(session)


def panel(desk: Any) -> AlikePanel:
    found = desk.page.findChild(AlikePanel)
    assert found is not None
    return found


def write(desk: Any, path: str, text: str) -> None:
    """Letters of any alphabet, as an input method commits them."""
    line = desk.part(path)
    line.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)
    desk.settle()


def wait(desk: Any) -> AlikePanel:
    """Nobody types for a moment."""
    found = panel(desk)
    if found.pause.isActive():
        found.pause.timeout.emit()
    desk.settle()
    return found


def known(session: Any) -> tuple[str, str]:
    """A case of somebody; its id and code."""
    other = put(session, "case", None, {"case_track": ["vd_adult"]})
    put(session, "identity", other, {"last_name": "Țuțu", "first_name": "Maria", "birth_date": "1990"})
    return other, cases.read_case(session, other).row.code


def test_the_panel_comes_with_the_name_and_goes_with_it(desk, session, case):
    _other, code = known(session)
    desk.open("identity", case=case, path="last_name")
    assert not panel(desk).isVisible()
    write(desk, "last_name", "Tutu")
    assert not wait(desk).isVisible()  # one name alone says nothing
    write(desk, "first_name", "Мария")
    assert wait(desk).isVisible()
    (found,) = panel(desk).found
    assert found.code == code
    desk.part("first_name").clear()
    write(desk, "first_name", "Ana")
    assert not wait(desk).isVisible()


def test_it_never_keeps_anybody_from_saving(desk, session, case):
    known(session)
    desk.open("identity", case=case, path="last_name")
    write(desk, "last_name", "Țuțu")
    write(desk, "first_name", "Maria")
    wait(desk)
    desk.save()
    assert desk.stored("identity")["first_name"] == "Maria"
    assert len(desk.page.findChild(AlikePanel).found) == 1


def test_another_person_is_remembered_before_the_first_save(desk, session, case):
    other, _code = known(session)
    desk.open("identity", case=case, path="last_name")
    write(desk, "last_name", "Țuțu")
    write(desk, "first_name", "Maria")
    (found,) = wait(desk).found
    desk.press(f"apart_{found.record}")
    assert not panel(desk).isVisible()
    desk.save()
    desk.open("identity", case=case)
    assert panel(desk).found == () and other


def test_the_other_file_opens_and_what_was_typed_is_kept(desk, session, case):
    other, _code = known(session)
    desk.open("identity", case=case, path="last_name")
    write(desk, "last_name", "Țuțu")
    write(desk, "first_name", "Maria")
    (found,) = wait(desk).found
    desk.press(f"see_{found.record}")
    assert desk.trips[-1] == ("case", {"case": other})
    desk.page.leave()
    desk.open("identity", case=case, path="last_name")
    assert desk.view("last_name").editor.value() == "Țuțu"


def test_a_form_that_names_nobody_asks_nothing(desk, session, case):
    known(session)
    desk.open("incident", case=case)
    desk.settle()
    assert panel(desk).found == () and not panel(desk).pause.isActive()
