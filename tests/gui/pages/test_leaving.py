"""What leaves: nothing is made before the tables were read, and then exactly what was read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from db import bundles
from desktop.gui.theme import Theme
from desktop.gui.widgets import Button, Table
from desktop.i18n import number_words
from desktop.services import statistics, sync
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, acquaint, desk, office, shut, words

Q3, Q4 = "2026-Q3", "2026-Q4"


@pytest.fixture
def sessions(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Session, Session]]:
    one, region = office(tmp_path, clock), desk(tmp_path, clock, "XREG", kind="region")
    acquaint(tmp_path, one, region)
    yield one, region
    shut([one, region])


@pytest.fixture
def room(sessions: tuple[Session, Session], qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, sessions[0])


def figures(page: object, id_: str) -> list[list[str]]:
    model = page.findChild(Table, f"leaving_{id_}").model()  # type: ignore[attr-defined]
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def test_every_table_stands_there_with_what_is_here_and_what_leaves(room: Room):
    page = room.go("leaving", to="XREG", period=Q3)
    told = statistics.preview(room.session, Q3)
    exact = {table.id: table for table in told.exact}
    assert len(page.findChildren(Table)) == len(told.outgoing)
    for table in told.outgoing:
        own = exact[table.id]
        rows = [
            [one.label["ro"], number_words(here.n), number_words(one.n)]
            for here, one in zip(own.rows, table.rows, strict=True)
        ]
        assert figures(page, table.id) == [*rows, ["Total", number_words(own.total), number_words(table.total)]]
    shown = words(page)
    assert f"{told.changed} din {told.cells} de cifre" in shown
    assert "nume, coduri de dosar, localități" in shown


def test_the_file_waits_until_the_tables_were_read(room: Room, tmp_path: Path):
    page = room.go("leaving", to="XREG", period=Q3)
    assert not room.can_press(page, "save_file")
    page.findChild(QCheckBox, "read").setChecked(True)
    assert room.can_press(page, "save_file")
    page.findChild(QCheckBox, "read").setChecked(False)
    assert not room.can_press(page, "save_file")
    assert bundles.frozen(room.session.conn, Q3) is None


def test_the_file_holds_what_was_read_and_the_page_says_what_is_next(
    room: Room, sessions: tuple[Session, Session], tmp_path: Path
):
    page = room.go("leaving", to="XREG", period=Q3)
    page.findChild(QCheckBox, "read").setChecked(True)
    room.files.place = tmp_path / "pentru-regiune"
    room.press(page, "save_file")
    file = tmp_path / "pentru-regiune.ancora"
    shown = words(page)
    assert "Fișierul este gata. Are numărul 1." in shown
    assert "pentru-regiune.ancora" in shown and str(tmp_path) in shown
    assert room.files.offered[0].startswith("20261124-") and "XUN" not in room.files.offered[0]
    assert not room.can_press(page, "save_file")
    (fate,) = sync.import_files(sessions[1], [file])
    assert (fate.status, fate.seq, fate.new) == ("imported", 1, len(statistics.preview(room.session, Q3).outgoing))


def test_the_way_back_shows_that_it_was_made(room: Room, tmp_path: Path):
    assert "Nepregătit încă" in words(room.go("sync"))
    page = room.go("leaving", to="XREG", period=Q3)
    page.findChild(QCheckBox, "read").setChecked(True)
    room.files.place = tmp_path / "a.ancora"
    room.press(page, "save_file")
    room.press(page, "made_back")
    shown = words(room.window.page("sync"))
    assert room.window.present_page() == "sync"
    assert "Numărul 1, pregătit la 24.11.2026" in shown and "Nepregătit încă" not in shown


def test_leaving_it_again_tells_the_same_number(room: Room, tmp_path: Path):
    page = room.go("leaving", to="XREG", period=Q3)
    page.findChild(QCheckBox, "read").setChecked(True)
    room.files.place = tmp_path / "a.ancora"
    room.press(page, "save_file")
    page = room.go("leaving", to="XREG", period=Q3)
    assert "Acest fișier a mai fost făcut." in words(page)
    assert not page.findChild(QCheckBox, "read").isChecked()


def test_changing_ones_mind_in_the_dialog_makes_nothing(room: Room):
    page = room.go("leaving", to="XREG", period=Q3)
    page.findChild(QCheckBox, "read").setChecked(True)
    room.press(page, "save_file")
    assert sync.sent_and_received(room.session) == []
    assert room.can_press(page, "save_file")


def test_a_file_that_is_there_already_is_not_replaced(room: Room, tmp_path: Path):
    page = room.go("leaving", to="XREG", period=Q3)
    page.findChild(QCheckBox, "read").setChecked(True)
    room.files.place = tmp_path / "a.ancora"
    room.files.place.write_bytes(b"here")
    room.press(page, "save_file")
    assert room.files.place.read_bytes() == b"here"
    assert room.said[-1][1] is True
    assert sync.sent_and_received(room.session) == []
    assert room.can_press(page, "save_file")


def test_an_open_period_leads_to_the_last_closed_one(room: Room):
    page = room.go("leaving", to="XREG", period=Q4)
    shown = words(page)
    assert "Această perioadă nu s-a încheiat" in shown and "trimestrul III 2026" in shown
    assert not page.findChild(QCheckBox, "read").isEnabled()
    assert not room.can_press(page, "save_file")
    next(button for button in page.findChildren(Button) if button.word() == "Arată trimestrul III 2026").click()
    room.wait()
    assert page.findChild(QCheckBox, "read").isEnabled()


def test_an_office_that_is_not_trusted_gets_nothing(room: Room):
    page = room.go("leaving", to="XNO", period=Q3)
    assert "Acum nu poate pleca nimic" in words(page)
    assert not room.can_press(page, "save_file")


def test_the_list_on_paper_is_proved_before_it_is_printed(room: Room):
    page = room.go("leaving", to="XREG", period=Q3)
    room.press(page, "print_list")
    assert len(room.files.printed) == 1 and room.files.printed[0].startswith(b"%PDF")
    assert room.said[-1] == ("Merge la imprimantă. Coada imprimantei poate păstra o copie.", False)


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    sessions: tuple[Session, Session], qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    room = Room(qtbot, qapp, sessions[0], language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    assert room.is_readable(room.go("leaving", to="XREG", period=Q3))
