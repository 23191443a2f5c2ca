"""Settings, the database: a backup here and on a stick, an alarm, and the way to putting one back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, backup
from desktop.gui.theme import Theme
from desktop.refusals import Refused, explain
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


def sees(page: QWidget, name: str) -> bool:
    return any(one.isVisible() for one in page.findChildren(QWidget, name))


def test_a_backup_on_a_stick_is_made_where_it_was_pointed_at(room: Room, session: Session, tmp_path: Path) -> None:
    room.files.place = tmp_path / "stick"
    room.files.place.mkdir()
    page = room.go("settings", tab="database")
    room.press(page, "backup_on_stick")
    (made,) = backup.every(tmp_path / "stick")
    assert made.commit_no == session.vault.commit_no
    assert access_log.page(session.conn, 1)[0].verb == "backup-on-stick"
    said, trouble = room.said[-1]
    assert trouble and "pe discul bazei de date" in said  # the stick of this test is a folder beside it
    assert "24.11.2026, 14:30" in words(page) and room.can_press(page, "backup_on_stick")


def test_changing_one_s_mind_makes_none(room: Room, session: Session) -> None:
    page = room.go("settings", tab="database")
    room.press(page, "backup_on_stick")
    assert room.said == [] and access_log.page(session.conn, 1)[0].verb != "backup-on-stick"


def test_a_stick_that_was_pulled_out_is_said(room: Room, tmp_path: Path) -> None:
    room.files.place = tmp_path / "pulled"
    page = room.go("settings", tab="database")
    room.press(page, "backup_on_stick")
    assert room.said[-1] == (explain(Refused("no-such-file")), True)
    assert room.can_press(page, "backup_on_stick")


def test_a_backup_that_vanished_alarms_here_and_a_new_one_ends_it(room: Room, session: Session) -> None:
    page = room.go("settings", tab="database")
    room.press(page, "make_backup")
    assert not sees(page, "backup_alarm")
    backup.every(session.vault.path / "backups")[0].path.unlink()
    room.go("guide")
    page = room.go("settings", tab="database")
    assert sees(page, "backup_alarm") and explain(Refused("backup-missing")) in words(page)
    room.press(page, "make_backup")
    assert not sees(page, "backup_alarm") and "recitită în întregime" in words(page)


def test_the_keyboard_stays_on_the_button_that_was_pressed(room: Room) -> None:
    page = room.go("settings", tab="database")
    made = page.findChild(QWidget, "make_backup")
    made.setFocus()
    room.press(page, "make_backup")
    assert room.window.focusWidget() is made, "not on the one that puts a backup in the place of the work"


def test_putting_one_back_begins_with_the_lock(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[bool] = []
    monkeypatch.setattr(room.house, "lock", lambda: locked.append(True))
    page = room.go("settings", tab="database")
    assert not sees(page, "restore_sure")
    room.press(page, "restore")
    assert sees(page, "restore_sure") and not locked
    banner = page.findChild(QWidget, "restore_sure")
    banner.pressed.emit()
    assert locked == [True]


def test_only_the_lead_is_offered_to_put_one_back(session: Session, qtbot: QtBot, qapp: QApplication) -> None:
    page = Room(qtbot, qapp, as_role(session, "worker")).go("settings", tab="database")
    assert page.findChild(QWidget, "restore") is None
    assert page.findChild(QWidget, "make_backup") is not None


def test_what_is_kept_aside_names_its_last_day(room: Room, session: Session, clock: FixedClock) -> None:
    folder = session.vault.path / f"before-{(clock() - timedelta(days=5)).astimezone(None).strftime('%Y%m%dT%H%M%SZ')}"
    folder.mkdir()
    page = room.go("settings", tab="database")
    assert folder.name in words(page) and "24.12.2026" in words(page)


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    session: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
) -> None:
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = room.go("settings", tab="database")
    assert room.is_readable(page)
    room.press(page, "make_backup")
    backup.every(session.vault.path / "backups")[0].path.unlink()
    room.press(page, "restore")
    room.go("guide")
    page = room.go("settings", tab="database")
    assert sees(page, "backup_alarm") and room.is_readable(page)
