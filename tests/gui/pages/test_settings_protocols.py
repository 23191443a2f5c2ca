"""Settings, the protocols of the office: deadlines, words and own steps by the keyboard, published, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.widgets import TextField
from desktop.protocols import local
from desktop.protocols.local import Changes
from desktop.services import local_protocols
from desktop.services.library import shipped
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, as_role, desk, shut, words


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, session)


def key(room: Room, page: QWidget, name: str) -> None:
    """Space on a button that has the focus, as the keyboard presses it."""
    button = page.findChild(QAbstractButton, name)
    assert button is not None and button.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    button.setFocus()
    room.qtbot.keyClick(button, Qt.Key.Key_Space)
    room.wait()


def write(room: Room, page: QWidget, name: str, typed: str) -> None:
    field = page.findChild(TextField, name)
    assert field is not None, name
    field.selectAll()
    room.qtbot.keyClicks(field, typed)


def edit(room: Room) -> QWidget:
    page = room.go("settings", tab="protocols")
    key(room, page, "protocol_sv_md")
    return page


def test_a_deadline_a_wording_and_a_step_are_changed_by_the_keyboard(room: Room, session: Session) -> None:
    page = edit(room)
    key(room, page, "change_step_4")
    write(room, page, "clock_1_number", "2")
    write(room, page, "title_ro", "Spuneti-i drepturile")
    key(room, page, "keep_step")
    key(room, page, "protocol_add")
    write(room, page, "own_title_ro", "Sunati la centrul de zi")
    box = page.findChild(QCheckBox, "own_role_SOC")
    assert box is not None
    box.setFocus()
    room.qtbot.keyClick(box, Qt.Key.Key_Space)
    key(room, page, "keep_own")
    assert session.library is shipped(), "nothing is published yet"
    assert "3 modificări" in words(page)
    key(room, page, "protocol_publish")
    now = session.library.protocol("sv_md")
    step, own = now.step("4"), now.step("o1")
    assert step is not None and own is not None
    assert str(step.clocks[0].due) == "PT2H" and step.title["ro"] == "Spuneti-i drepturile"
    assert (own.roles, str(own.clocks[0].due)) == (("SOC",), "PT24H")
    assert "varianta oficiului" in words(page)


def test_a_deadline_of_nothing_is_told_at_its_place_and_changes_nothing(room: Room, session: Session) -> None:
    page = edit(room)
    key(room, page, "change_step_4")
    write(room, page, "clock_1_number", "0")
    key(room, page, "keep_step")
    assert "Un termen este mai lung decât zero" in words(page)
    write(room, page, "clock_1_number", "doi")
    key(room, page, "keep_step")
    assert "Un termen este mai lung decât zero" in words(page)
    assert not page.findChild(QAbstractButton, "protocol_publish").isEnabled()  # type: ignore[union-attr]


def test_a_step_of_nobody_or_without_words_is_not_taken(room: Room, session: Session) -> None:
    page = edit(room)
    key(room, page, "protocol_add")
    key(room, page, "keep_own")
    assert "Scrieți pasul în română." in words(page)
    write(room, page, "own_title_ro", "Pas")
    key(room, page, "keep_own")
    assert "Alegeți cel puțin o instituție" in words(page)


def test_what_was_published_is_taken_back_and_put_again(room: Room, session: Session) -> None:
    room.go("settings", tab="protocols")
    local_protocols.publish(session, Changes("sv_md", {"4/1": "PT2H"}))
    page = edit(room)
    key(room, page, "protocol_drop")
    assert session.library.protocol("sv_md") == shipped().protocol("sv_md")
    key(room, page, "protocol_sv_md")
    again = next(b for b in page.findChildren(QAbstractButton) if b.objectName().startswith("restore_"))
    key(room, page, again.objectName())
    assert str(session.library.protocol("sv_md").step("4").clocks[0].due) == "PT2H"  # type: ignore[union-attr]


def test_a_file_of_another_office_is_looked_at_before_it_is_published(
    room: Room, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "x.ancora-protocol"
    file.write_text(local.body(Changes("sv_md", {"4/1": "PT3H"})), encoding="utf-8")
    room.files.chosen = [file]
    page = room.go("settings", tab="protocols")
    key(room, page, "protocol_import")
    assert session.library is shipped()
    assert "o modificare" in words(page) or "1 modificare" in words(page)
    key(room, page, "protocol_publish")
    assert str(session.library.protocol("sv_md").step("4").clocks[0].due) == "PT3H"  # type: ignore[union-attr]


def test_only_a_head_of_an_office_has_the_tab(room: Room, session: Session) -> None:
    as_role(session, "worker")
    page = room.go("settings")
    assert page.findChild(QAbstractButton, "protocols") is None
