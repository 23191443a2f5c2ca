"""Bringing a register in through the window: a file, its columns, every row looked at, brought in, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from db import cases
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice
from desktop.services import records
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.registers.sheets import excel
from tests.gui.pages.exchange_room import Room, as_role, desk, shut, words

HEADS = ["Nr", "Nume", "Data nașterii", "Forma violenței"]
ROWS = (
    [1, "Null", "05.03.1984", "fizică"],
    [2, "O'Brien", "mai 1990", "lovită"],
    [3, "Țuțu", "niciodată", "fizică"],
)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Room:
    made = Room(qtbot, qapp, session)
    made.files.chosen = [excel(tmp_path / "registru.xlsx", HEADS, *ROWS)]
    return made


def opened(room: Room) -> Any:
    page = room.go("register")
    room.press(page, "choose_register")
    return page


def choose(page: Any, name: str, code: str) -> None:
    choice = page.findChild(Choice, name)
    choice.setCurrentIndex(choice.findData(code))
    choice.activated.emit(choice.currentIndex())


def told(page: Any) -> list[tuple[str, str]]:
    model = page.findChild(QTableView, "told").model()
    return [(model.index(at, 0).data(), model.index(at, 1).data()) for at in range(model.rowCount())]


def count(session: Session) -> int:
    return cases.count(session.conn)


def test_a_register_is_looked_at_brought_in_and_undone(room: Room, session: Session) -> None:
    page = opened(room)
    assert page.findChild(Choice, "field_B").value() == "last_name"
    room.press(page, "look_at_rows")
    assert told(page) == [
        ("3", "coloana D, F6 · Formele violenței"),
        ("4", "coloana C, F3 · Data nașterii"),
    ]
    assert count(session) == 0  # nothing is written by looking
    choose(page, "value_0", "FIZ")
    assert not room.can_press(page, "bring_in")  # before every row was looked at again
    room.press(page, "look_again")
    assert "Aduceți 2 rânduri" in words(page)
    room.press(page, "bring_in")
    assert count(session) == 2 and ("Au fost aduse 2 rânduri.", False) in room.said
    tab = room.go("settings", tab="register")
    assert "2 rânduri aduse · 1 refuzat" in words(tab)
    run = next(one.objectName() for one in tab.findChildren(type(tab.first_field())) if "undo_" in one.objectName())
    room.press(tab, run)
    room.press(tab, "undo_now")
    assert count(session) == 0 and ("2 dosare au fost luate înapoi.", False) in room.said
    assert not room.can_press(tab, run)


def test_a_case_that_was_changed_since_is_named_and_stays(room: Room, session: Session) -> None:
    page = opened(room)
    room.press(page, "look_at_rows")
    room.press(page, "bring_in")
    row = cases.page(session.conn, order="code", limit=1)[0]
    records.save(session, records.open_sheet(session, "identity", case=row.case), {"first_name": "Ana"})
    tab = room.go("settings", tab="register")
    run = next(one.objectName() for one in tab.findChildren(type(tab.first_field())) if "undo_" in one.objectName())
    room.press(tab, run)
    room.press(tab, "undo_now")
    assert row.code in words(tab) and count(session) == 1


def test_leaving_the_question_alone_takes_nothing_back(room: Room, session: Session) -> None:
    page = opened(room)
    room.press(page, "look_at_rows")
    room.press(page, "bring_in")
    tab = room.go("settings", tab="register")
    run = next(one.objectName() for one in tab.findChildren(type(tab.first_field())) if "undo_" in one.objectName())
    room.press(tab, run)
    room.press(tab, "undo_not")
    assert count(session) == 1


def test_a_column_that_means_another_field_makes_what_was_seen_void(room: Room) -> None:
    page = opened(room)
    room.press(page, "look_at_rows")
    choose(page, "form_C", "-")
    assert not room.can_press(page, "bring_in")
    room.press(page, "look_at_rows")
    assert [where for _row, where in told(page)] == ["coloana D, F6 · Formele violenței"]


def test_two_columns_cannot_fill_one_field(room: Room) -> None:
    page = opened(room)
    choose(page, "form_A", "identity")
    choose(page, "field_A", "last_name")
    room.press(page, "look_at_rows")
    assert room.said[-1][1] and not room.can_press(page, "bring_in")


def test_the_list_of_what_is_refused_holds_nothing_of_the_rows(room: Room, tmp_path: Path) -> None:
    page = opened(room)
    room.press(page, "look_at_rows")
    room.files.place = tmp_path / "lista.csv"
    room.press(page, "save_refused")
    text = room.files.place.read_text("utf-8-sig")
    assert text.splitlines()[1:] == ["3;D;incident.forms_legal;unknown-value", "4;C;identity.birth_date;bad-date"]
    assert not any(word in text for word in ("Null", "O'Brien", "niciodată", "lovită"))
    assert room.files.offered == ["lista.csv"]


def test_a_file_that_is_no_register_is_refused_in_a_sentence(room: Room, tmp_path: Path) -> None:
    room.files.chosen = [tmp_path / "registru.xlsx"]
    room.files.chosen[0].write_bytes(b"PK\x03\x04 nothing")
    page = opened(room)
    assert room.said[-1][1] and "deteriorat" in room.said[-1][0]
    assert not room.can_press(page, "look_at_rows")


def test_whoever_goes_elsewhere_leaves_no_row_on_the_screen(room: Room) -> None:
    page = opened(room)
    assert "Null" in words(page)
    room.go("guide")
    room.go("register")
    assert "Null" not in words(page)


def test_nobody_but_the_head_of_office_sees_the_tab(session: Session, qtbot: QtBot, qapp: QApplication) -> None:
    room = Room(qtbot, qapp, as_role(session, "worker"))
    assert "Registre" not in words(room.go("settings"))
    assert room.go("settings", tab="register").tab() != "register"


@pytest.mark.parametrize(("language", "size"), [("ro", 100), ("ro", 150), ("en", 150)])
def test_nothing_is_cut(
    session: Session, qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: str, size: int
) -> None:
    room = Room(qtbot, qapp, session, language=language, theme=Theme("light", size))
    room.files.chosen = [excel(tmp_path / "registru.xlsx", HEADS, *ROWS, more=True)]
    page = opened(room)
    assert room.is_readable(page)
    room.press(page, "look_at_rows")
    assert room.is_readable(page)
    room.press(page, "bring_in")
    assert room.is_readable(room.go("settings", tab="register"))
