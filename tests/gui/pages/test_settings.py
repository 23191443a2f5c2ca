"""Settings: a choice holds at once, a person is added by a lead only, a backup is made and the database is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, backup, workers
from desktop import hardening
from desktop.gui.pages.settings import SettingsPage, entries
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, Segment, Table, TextField
from desktop.refusals import Refused
from desktop.services import journal
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, as_role, desk, shut, words

PASSPHRASE = "cinci cuvinte cu totul diferite"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, session)


def choose(page: QWidget, name: str, value: str) -> None:
    choice = page.findChild(Choice, name)
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def add(room: Room, page: QWidget, name: str, first: str, again: str) -> None:
    room.press(page, "add_person")
    for field, text in (("new_name", name), ("new_passphrase", first), ("new_passphrase_again", again)):
        page.findChild(TextField, field).setText(text)
    choose(page, "new_role", "specialist")
    room.press(page, "new_add")


def test_each_choice_is_kept_and_the_window_is_built_anew(room: Room):
    page = room.go("settings")
    page.findChild(Segment, "language").button("en").click()
    page.findChild(Segment, "colours").button("dark").click()
    choose(page, "type_size", "150")
    choose(page, "idle", "12")
    kept = room.house.chosen
    assert (kept.language, kept.theme, kept.font_percent, kept.idle_minutes) == ("en", "dark", 150, 12)
    assert room.house.rebuilt == 4


def test_pictures_of_the_screen_are_refused_or_allowed_where_the_system_can(
    room: Room, monkeypatch: pytest.MonkeyPatch
):
    assert room.go("settings").findChild(QWidget, "pictures") is None
    monkeypatch.setattr(hardening, "CAN_REFUSE_CAPTURE", True)
    page = SettingsPage(room.shell)
    page.show()
    choice = page.findChild(Segment, "pictures")
    assert choice.value() == "refuse"
    choice.button("allow").click()
    assert room.house.chosen.screen_pictures and room.house.rebuilt == 0
    page.close()
    page.deleteLater()


def test_a_person_is_added_with_a_passphrase_of_her_own(room: Room, session: Session):
    page = room.go("settings", tab="people")
    add(room, page, "Vera Nouă", PASSPHRASE, PASSPHRASE)
    added = workers.by_name(session.conn, "Vera Nouă")
    assert added is not None and added.role == "specialist"
    assert "Vera Nouă" in words(page)
    assert all(not page.findChild(TextField, name).text() for name in ("new_name", "new_passphrase"))
    assert access_log.page(session.conn, 1)[0].verb == "worker-added"


@pytest.mark.parametrize(
    ("name", "first", "again", "said"),
    [
        ("Vera", PASSPHRASE, PASSPHRASE + "x", "Cele două fraze"),
        ("  ", PASSPHRASE, PASSPHRASE, "Lipsește numele"),
        ("Rodica Exercițiu", PASSPHRASE, PASSPHRASE, "lucrează deja"),
    ],
)
def test_what_is_wrong_is_said_in_the_card_and_nobody_is_added(
    room: Room, session: Session, name: str, first: str, again: str, said: str
):
    page = room.go("settings", tab="people")
    add(room, page, name, first, again)
    assert said in words(page)
    assert len(workers.all_(session.conn)) == 1


def test_no_passphrase_stays_on_a_page_that_is_left(room: Room):
    page = room.go("settings", tab="people")
    room.press(page, "add_person")
    page.findChild(TextField, "new_passphrase").setText(PASSPHRASE)
    room.go("guide")
    assert page.findChild(TextField, "new_passphrase").text() == ""


def test_who_is_no_lead_sees_neither_the_log_nor_a_way_to_add_people(
    session: Session, qtbot: QtBot, qapp: QApplication
):
    page = Room(qtbot, qapp, as_role(session, "worker")).go("settings", tab="people")
    assert page.findChild(Table, "access_log") is None
    assert page.findChild(QWidget, "add_person") is None
    assert "Șeful oficiului adaugă oameni." in words(page)


def test_a_backup_is_made_and_told(room: Room, session: Session):
    page = room.go("settings", tab="database")
    assert "niciuna" in words(page)
    room.press(page, "make_backup")
    made = backup.last(session.vault.path)
    assert made is not None and made.commit_no == session.vault.commit_no
    assert "recitită în întregime" in words(page)
    assert room.said[-1] == ("Copia de rezervă a fost făcută și recitită în întregime.", False)
    assert room.can_press(page, "make_backup")


def test_a_whole_database_is_told_to_be_whole(room: Room):
    page = room.go("settings", tab="database")
    room.press(page, "check_vault")
    assert "Baza de date este întreagă." in words(page)


def test_an_entry_that_was_taken_out_of_the_log_is_found(room: Room, session: Session):
    page = room.go("settings", tab="database")
    room.press(page, "make_backup")
    session.conn.execute("DROP TRIGGER IF EXISTS access_log_stays")
    session.conn.execute("UPDATE access_log SET verb = 'searched' WHERE num = 1")
    room.press(page, "check_vault")
    assert "Jurnalul de acces a fost schimbat din afară." in words(page)


def test_the_log_names_people_and_what_they_did(room: Room, session: Session):
    room.press(room.go("settings", tab="database"), "make_backup")
    page = room.go("settings", tab="log")
    model = page.findChild(Table, "access_log").model()
    row = [model.index(0, column).data() for column in range(3)]
    assert row == ["24.11.2026", "a făcut o copie de rezervă", "Rodica Exercițiu"]


def test_earlier_entries_come_when_asked_for(room: Room, session: Session):
    with session.vault.write(session.now()) as conn:
        for _number in range(30):
            access_log.note(conn, session.now(), session.worker.id, "searched")
    page = room.go("settings", tab="log")
    model = page.findChild(Table, "access_log").model()
    before = model.rowCount()
    room.press(page, "more_log")
    assert before < model.rowCount() == journal.count(session)
    assert not room.can_press(page, "more_log")


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    session: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    for entry in entries():
        page = room.go("settings", tab=entry.id)
        assert page.tab() == entry.id and room.is_readable(page)
    page = room.go("settings", tab="people")
    room.press(page, "add_person")
    assert room.is_readable(page)


def test_the_service_behind_the_log_refuses_everybody_but_a_lead(session: Session):
    assert journal.page(session) != () or journal.count(session) == 0
    for role in ("worker", "specialist", "regional"):
        with pytest.raises(Refused) as refusal:
            journal.page(as_role(session, role))
        assert refusal.value.code == "not-allowed"
