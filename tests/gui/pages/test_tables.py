"""The region's tables: sums of what came, nothing under ten, and who is late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.pages.tables_parts import Tile
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, Segment, Table
from desktop.gui.widgets.column_chart import ColumnChart
from desktop.indicators.count import note
from desktop.indicators.schema import Row, Unit
from desktop.indicators.schema import Table as Counted
from desktop.services import sync
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, acquaint, desk, shut, words

Q1, Q2, Q3 = "2026-Q1", "2026-Q2", "2026-Q3"


def counted(female: int, male: int) -> tuple[Counted, ...]:
    """Two tables as an office sends them."""
    text = {"ro": "persoane", "en": "persons"}
    sex = (Row("F", text, female), Row("M", text, male))
    return (
        Counted("i01", 1, text, (), female + male, Unit.CASE, text, note(None)),
        Counted("i09", 1, text, sex, female + male, Unit.SURVIVOR, text, note(None)),
    )


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XREG", kind="region")
    yield session
    shut([session])


@pytest.fixture
def filled(tmp_path: Path, clock: FixedClock, region: Session) -> Iterator[Session]:
    """Three offices: one complete, one whose first number never came, one that is late."""
    stick = tmp_path / "stick"
    stick.mkdir()
    offices = [desk(tmp_path, clock, code) for code in ("XA1", "XB2", "XC3")]
    for one in offices:
        acquaint(tmp_path, one, region)
    with region.vault.write(region.now()) as conn:  # they have known each other since before the second quarter ended
        conn.execute("UPDATE office SET trusted_on = '2026-07-10T09:00:00.000Z'")
    sent = [
        (offices[0], Q2, counted(12, 3), True),
        (offices[0], Q3, counted(24, 6), True),
        (offices[1], Q2, counted(9, 0), False),
        (offices[1], Q3, counted(18, 3), True),
    ]
    files = []
    for office, period, tables, handed_over in sent:
        file = sync.export_statistics(office, "XREG", period, stick, tables=tables).file
        files += [file] if handed_over else []
    assert {fate.status for fate in sync.import_files(region, files)} == {"imported"}
    yield region
    shut(offices)


@pytest.fixture
def room(filled: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, filled)


def rows(page: QWidget) -> list[list[str]]:
    model = page.findChild(Table, "figures_table").model()
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def choose(room: Room, page: QWidget, name: str, value: str) -> None:
    choice = page.findChild(Choice, name)
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())
    room.wait()


def test_the_sums_of_the_offices_stand_beside_those_of_the_quarter_before(room: Room):
    page = room.go("tables")
    assert page.findChild(Choice, "which").value() == "i09"
    assert rows(page) == [
        ["feminin", "42", "12"],
        ["masculin", "sub 10", "sub 10"],
        ["Total", "51", "15"],
    ]
    assert "totalul poate să difere de sumă" in words(page)
    assert "nu arată amploarea fenomenului" in words(page)


def test_who_has_sent_who_is_late_and_what_is_missing(room: Room):
    page = room.go("tables")
    assert [tile.text() for tile in page.findChildren(Tile) if tile.isVisible()] == [
        "XA1: primit, complet",
        "XB2: primit, lipsește un număr",
        "XC3: întârziat",
    ]
    shown = words(page)
    assert "2 din 3" in shown and "1 oficiu întârzie" in shown
    assert "Lipsește nr. 1: cereți-l din nou oficiului XB2." in shown


def test_the_offices_stand_below_each_other(room: Room):
    tiles = room.go("tables").findChildren(Tile)
    assert len(tiles) == 3 and len({tile.width() for tile in tiles}) == 1


def test_one_office_alone_is_held_to_the_same_rule(room: Room):
    page = room.go("tables")
    choose(room, page, "office", "XB2")
    assert rows(page)[:2] == [["feminin", "18", "–"], ["masculin", "sub 10", "–"]]
    assert not room.can_press(page, "print"), "the paper holds the whole region"
    choose(room, page, "office", "")
    assert room.can_press(page, "print")


def test_another_period_brings_its_own_figures(room: Room):
    page = room.go("tables")
    choose(room, page, "period", Q2)
    assert rows(page)[-1] == ["Total", "15", "–"]


def test_the_same_figures_as_columns(room: Room):
    page = room.go("tables")
    page.findChild(Segment, "how").button("chart").click()
    room.wait()
    charts = [one.accessibleDescription() for one in page.findChildren(ColumnChart) if one.isVisible()]
    assert "feminin: 42, masculin: sub 10" in charts
    assert not page.findChild(Table, "figures_table").isVisible()


def test_the_quarters_are_told_one_by_one(room: Room):
    page = room.go("tables")
    quarters = page.findChild(ColumnChart, "quarters")
    assert quarters.accessibleDescription() == "III 25: –, IV 25: –, I 26: –, II 26: 15, III 26: 51"


def test_the_tables_are_saved_and_printed_as_a_proved_paper(room: Room, tmp_path: Path):
    page = room.go("tables")
    room.files.place = tmp_path / "tabele"
    room.press(page, "save")
    assert (tmp_path / "tabele.pdf").read_bytes().startswith(b"%PDF")
    assert room.files.offered == ["tabele-2026-Q3.pdf"]
    room.press(page, "print")
    assert len(room.files.printed) == 1


def test_what_is_imported_meanwhile_is_added_at_once(room: Room, tmp_path: Path, clock: FixedClock, filled: Session):
    page = room.go("tables")
    late = desk(tmp_path, clock, "XD4")
    acquaint(tmp_path, late, filled)
    file = sync.export_statistics(late, "XREG", Q3, tmp_path / "stick", tables=counted(30, 12)).file
    sync.import_files(filled, [file])
    room.wait()
    assert rows(page)[:2] == [["feminin", "72", "12"], ["masculin", "21", "sub 10"]]
    shut([late])


def test_a_region_without_tables_is_led_to_importing_them(region: Session, qtbot: QtBot, qapp: QApplication):
    room = Room(qtbot, qapp, region)
    page = room.go("tables")
    assert "Încă niciun tabel" in words(page)
    assert not room.can_press(page, "save") and not room.can_press(page, "print")


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    filled: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    room = Room(qtbot, qapp, filled, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    assert room.is_readable(room.go("tables"))


def test_the_map_names_who_is_late_first_and_opens_the_figures_of_an_office(room: Room):
    page = room.go("tables")
    table = page.findChild(Table, "map_table")
    model = table.model()
    spoken = Qt.ItemDataRole.AccessibleTextRole
    shown = [[model.index(row, column).data(spoken) for column in (0, 4, 5, 6)] for row in range(model.rowCount())]
    assert shown == [
        ["XC3", "întârziat", "întârziat", "–"],
        ["XB2", "întârziat", "primit", "1"],
        ["XA1", "primit", "primit", "–"],
    ]
    assert "De amintit pentru III 26: XC3." in words(page)
    table.setFocus()
    table.setCurrentIndex(model.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    room.wait()
    assert page.findChild(Choice, "office").value() == "XB2"
    assert rows(page)[:1] == [["feminin", "18", "–"]]
