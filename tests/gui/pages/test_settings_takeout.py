"""Leaving with the data in the window: looked at first, confirmed twice, and forgotten when the page is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from db import access_log
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, Segment, TextField
from desktop.services import records, takeout
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services import open_format
from tests.gui.pages.exchange_room import Room, acquaint, as_role, desk, shut, words


@pytest.fixture
def offices(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Session, Session]]:
    made = desk(tmp_path, clock, "XUN"), desk(tmp_path, clock, "XUB")
    acquaint(tmp_path, *made)
    yield made
    shut(made)


@pytest.fixture
def session(offices: tuple[Session, Session]) -> Session:
    records.save(offices[0], records.open_sheet(offices[0], "report"), {"first_words": "cuvintele ei"})
    return offices[0]


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    made = Room(qtbot, qapp, session)
    made.go("settings", tab="computer")  # a page hears of what is written
    return made


def choose(page: QWidget, who: str) -> None:
    choice = page.findChild(Choice, "takeout_who")
    choice.setCurrentIndex(choice.findData(who))
    choice.activated.emit(choice.currentIndex())


def confirm(page: QWidget, typed: str) -> None:
    page.findChild(QCheckBox, "takeout_read").setChecked(True)
    page.findChild(TextField, "takeout_typed").setText(typed)


def sees(page: QWidget, name: str) -> bool:
    found = page.findChild(QWidget, name)
    return found is not None and found.isVisible()


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 100)]


def test_sealed_to_an_office_after_both_confirmations(
    room: Room, session: Session, offices: tuple[Session, Session], tmp_path: Path
):
    page = room.go("settings", tab="takeout")
    choose(page, "office:XUB")
    room.press(page, "takeout_look")
    shown = words(page)
    assert "XUB și nimeni altcineva, nici măcar acest oficiu" in shown
    assert takeout.to_office(session, "XUB").fingerprint in shown.split("\n")
    assert not room.can_press(page, "takeout_save")
    page.findChild(QCheckBox, "takeout_read").setChecked(True)
    assert not room.can_press(page, "takeout_save")  # one is not enough
    confirm(page, "XUB")
    assert not room.can_press(page, "takeout_save")
    confirm(page, "xun")
    room.files.place = tmp_path / "a"
    room.press(page, "takeout_save")
    file = tmp_path / "a.age"
    assert "Fișierul a fost făcut." in words(page) and file.name in words(page)
    assert room.files.offered[-1].startswith("20261124-") and room.files.offered[-1].endswith(".age")
    assert {"taken-out", "taken-out-for"} <= set(verbs(session))
    opened = takeout.open_received(offices[1], file, tmp_path / "in.zip", "XUB DESCHIS")
    assert "cuvintele ei" in open_format.read(opened.read_bytes()).text


def test_in_clear_only_with_the_longer_words(room: Room, session: Session, tmp_path: Path):
    page = room.go("settings", tab="takeout")
    choose(page, "clear")
    room.press(page, "takeout_look")
    assert "Nimic nu încuie acest fișier" in words(page)
    confirm(page, "XUN")
    assert not room.can_press(page, "takeout_save")
    confirm(page, "XUN deschis")
    room.files.place = tmp_path / "a.zip"
    room.press(page, "takeout_save")
    assert open_format.read((tmp_path / "a.zip").read_bytes()).manifest["practice"] is True
    assert "Este la vedere. Țineți-l sub cheie" in words(page)


def test_for_the_key_in_a_file(room: Room, session: Session, tmp_path: Path):
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "reader.txt"
    page = room.go("settings", tab="takeout")
    choose(page, "key-file")
    room.press(page, "takeout_look")
    assert "Trebuie spus cine poate citi fișierul." in words(page)
    room.files.chosen = [file]
    file.write_text("cuvinte", "utf-8")
    room.press(page, "takeout_key")
    assert "nu conține exact o cheie de cititor" in words(page)
    file.write_text(str(identity.to_public()), "utf-8")
    room.press(page, "takeout_key")
    room.press(page, "takeout_look")
    confirm(page, "XUN")
    room.files.place = tmp_path / "a.age"
    room.press(page, "takeout_save")
    assert open_format.read((tmp_path / "a.age").read_bytes(), str(identity)).manifest["scope"] == "office"


def test_one_case_by_its_code(room: Room, session: Session):
    code = records.save(session, records.open_sheet(session, "case"), {"case_track": ["vd_adult"]}).code
    page = room.go("settings", tab="takeout")
    page.findChild(Segment, "takeout_what").button("one").click()
    choose(page, "clear")
    field = page.findChild(TextField, "takeout_case")
    field.setText("XUN-26-ZZZZZZ")
    room.press(page, "takeout_look")
    assert "Nu există un astfel de dosar." in words(page) and not sees(page, "takeout_before")
    field.setText(code)
    room.press(page, "takeout_look")
    assert sees(page, "takeout_before")


def test_another_choice_takes_the_confirmations_back(room: Room, session: Session):
    page = room.go("settings", tab="takeout")
    choose(page, "office:XUB")
    room.press(page, "takeout_look")
    confirm(page, "XUN")
    choose(page, "clear")
    assert not sees(page, "takeout_before")
    room.press(page, "takeout_look")
    assert not page.findChild(QCheckBox, "takeout_read").isChecked()


def test_nothing_chosen_typed_or_confirmed_stays_on_a_page_that_is_left(room: Room):
    page = room.go("settings", tab="takeout")
    choose(page, "clear")
    room.press(page, "takeout_look")
    confirm(page, "XUN deschis")
    page.findChild(TextField, "takeout_open_typed").setText("XUN deschis")
    room.go("guide")
    page = room.go("settings", tab="takeout")
    assert not sees(page, "takeout_before")
    assert page.findChild(Choice, "takeout_who").value() is None
    assert page.findChild(TextField, "takeout_open_typed").text() == ""


def test_who_changes_the_mind_at_the_dialog_has_made_nothing(room: Room, session: Session, tmp_path: Path):
    page = room.go("settings", tab="takeout")
    choose(page, "clear")
    room.press(page, "takeout_look")
    confirm(page, "XUN deschis")
    before = verbs(session)
    room.press(page, "takeout_save")
    assert verbs(session) == before and room.can_press(page, "takeout_save")


def test_a_file_that_is_there_already_is_said_and_it_can_be_tried_again(room: Room, session: Session, tmp_path: Path):
    room.files.place = tmp_path / "a.zip"
    room.files.place.write_bytes(b"somebody's")
    page = room.go("settings", tab="takeout")
    choose(page, "clear")
    room.press(page, "takeout_look")
    confirm(page, "XUN deschis")
    room.press(page, "takeout_save")
    assert room.said[-1][1] and (tmp_path / "a.zip").read_bytes() == b"somebody's"
    room.files.place = tmp_path / "b.zip"
    room.press(page, "takeout_save")
    assert (tmp_path / "b.zip").exists()


def test_what_came_is_opened_after_a_confirmation(
    room: Room, session: Session, offices: tuple[Session, Session], tmp_path: Path
):
    sealed = tmp_path / "came.age"
    takeout.take_out(offices[1], takeout.Wanted(None, takeout.to_office(offices[1], "XUN")), sealed, "XUB")
    page = room.go("settings", tab="takeout")
    assert not room.can_press(page, "takeout_open")
    page.findChild(TextField, "takeout_open_typed").setText("XUN DESCHIS")
    room.files.chosen, room.files.place = [sealed], tmp_path / "came.zip"
    room.press(page, "takeout_open")
    assert open_format.read((tmp_path / "came.zip").read_bytes()).manifest["office"] == "XUB"
    assert "Acum este la vedere." in room.said[-1][0] and verbs(session)[0] == "takeout-opened"
    assert not room.can_press(page, "takeout_open")


def test_a_page_that_is_left_while_the_file_is_made_is_empty_and_the_file_is_whole(
    room: Room, session: Session, tmp_path: Path
):
    page = room.go("settings", tab="takeout")
    choose(page, "clear")
    room.press(page, "takeout_look")
    confirm(page, "XUN deschis")
    room.files.place = tmp_path / "a.zip"
    page.findChild(QWidget, "takeout_save").click()
    room.window.navigate("guide")
    room.wait()
    assert open_format.read((tmp_path / "a.zip").read_bytes()).manifest["scope"] == "office"
    assert ("Fișierul a fost făcut.", False) in room.said


def test_who_is_no_lead_has_no_such_tab(session: Session, qtbot: QtBot, qapp: QApplication):
    page = Room(qtbot, qapp, as_role(session, "worker")).go("settings", tab="takeout")
    assert page.findChild(QWidget, "takeout_look") is None and page.findChild(QWidget, "takeout") is None


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    session: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = room.go("settings", tab="takeout")
    assert room.is_readable(page)
    for who in ("office:XUB", "clear"):
        choose(page, who)
        room.press(page, "takeout_look")
        assert room.is_readable(page)
