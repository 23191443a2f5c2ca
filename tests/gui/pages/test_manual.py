"""The guide to the program is read inside the window, by keys alone, and leads nowhere outside its own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.gui.pages.manual_text import ManualText, anchor_of, folded
from desktop.gui.theme import Theme
from desktop.gui.widgets import SearchField
from desktop.gui.widgets.side_item import SideItem
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, desk, shut, words

GUIDE = paths.resources() / "help" / "ghid.ro.md"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, session)


def text_of(page: Any) -> ManualText:
    found = page.findChild(ManualText)
    assert isinstance(found, ManualText)
    return found


def chapter(page: Any, anchor: str) -> SideItem:
    found = page.findChild(SideItem, f"chapter_{anchor}")
    assert isinstance(found, SideItem), anchor
    return found


def seen(text: ManualText) -> str:
    """The words of the line at the top of the view."""
    return text.cursorForPosition(text.viewport().rect().topLeft()).block().text()


def lines(text: ManualText) -> Iterator[str]:
    block = text.document().begin()
    while block.isValid():
        layout: QTextLayout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            yield block.text()[line.textStart() : line.textStart() + line.textLength()]
        block = block.next()


def test_the_guide_leads_to_it_and_it_leads_back(room: Room) -> None:
    page = room.go("guide")
    room.press(page, "to_manual")
    assert room.window.present_page() == "manual"
    text = text_of(room.window.page("manual"))
    assert text.hasFocus() or room.window.focusWidget() is text
    assert "Pentru asistenta socială aflată în prima săptămână" in text.toPlainText()
    room.press(room.window.page("manual"), "to_guide")
    assert room.window.present_page() == "guide"


def test_every_chapter_stands_in_the_list_and_comes_to_the_top(room: Room) -> None:
    page = room.go("manual")
    text = text_of(page)
    titles = [line.lstrip("# ") for line in GUIDE.read_text("utf-8").splitlines() if line.startswith(("# ", "## "))]
    assert [item.accessibleName() for item in page.findChildren(SideItem)] == titles and len(titles) > 10
    for title in titles:
        item = chapter(page, anchor_of(title))
        item.click()
        assert item.isChecked() and [one for one in page.findChildren(SideItem) if one.isChecked()] == [item]
    chapter(page, "dosarul").click()
    assert seen(text) == "Dosarul"


def test_reading_on_moves_the_chosen_chapter(room: Room) -> None:
    page = room.go("manual", chapter="dosarul")
    assert chapter(page, "dosarul").isChecked()
    for _page in range(8):
        QTest.keyClick(text_of(page), Qt.Key.Key_PageDown)
    assert not chapter(page, "dosarul").isChecked()
    assert any(item.isChecked() for item in page.findChildren(SideItem))


def test_a_link_inside_the_text_goes_there_by_keys_alone(room: Room) -> None:
    text = text_of(room.go("manual"))
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return):  # the second link is the first line of the contents
        QTest.keyClick(text, key)
    assert text.chapter() == "prima-pornire"
    text.anchorClicked.emit(QUrl("#nu-este-un-capitol"))
    assert text.chapter() == "prima-pornire"


def test_no_link_leads_out_of_the_text(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    text = text_of(room.go("manual"))
    before = text.toPlainText()
    for address in (
        "https://example.org/",
        "file:///etc/hosts",
        "../../README.md#putting-a-backup-back",
        "mailto:a@b.c",
    ):
        text.anchorClicked.emit(QUrl(address))
    assert (opened, text.toPlainText(), text.chapter()) == ([], before, "")
    assert not text.openExternalLinks() and not text.openLinks()
    hrefs = [part.split('"')[0] for part in text.toHtml().split('href="')[1:]]
    assert hrefs and all(href.startswith("#") for href in hrefs), "a link that goes nowhere does not look like one"


@pytest.mark.parametrize("name", ["../../fonts/NotoSans-Regular.ttf", "../../icons/a.png", "/etc/hosts", "ghid.ro.md"])
def test_only_pictures_beside_the_text_are_read(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    text = ManualText(GUIDE)
    qtbot.addWidget(text)
    kind = QTextDocument.ResourceType.ImageResource.value
    assert text.loadResource(kind, QUrl("pictures/astazi.png")) is not None
    assert text.loadResource(kind, QUrl(name)) is None
    assert text.loadResource(QTextDocument.ResourceType.StyleSheetResource.value, QUrl("pictures/astazi.png")) is None


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("width", [420, 800, 1400])
def test_lines_stay_short_and_nothing_is_wider_than_the_view(
    qtbot: QtBot, qapp: QApplication, percent: int, width: int
) -> None:
    Theme("dark", percent).apply(qapp)
    text = ManualText(GUIDE)
    qtbot.addWidget(text)
    text.resize(width, 600)
    text.show()
    QApplication.processEvents()
    assert text.horizontalScrollBar().maximum() == 0
    long = [line for line in lines(text) if len(line) > 84]
    assert long == []
    every = [line for line in lines(text) if len(line) > 30]
    assert sum(len(line) for line in every) / len(every) < 75
    Theme().apply(qapp)


def test_words_are_found_without_their_marks_and_one_after_the_other(room: Room) -> None:
    page = room.go("manual")
    text, field = text_of(page), page.findChild(SearchField, "manual_search")
    QTest.keyClick(room.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert room.window.focusWidget() is field
    count = page.findChild(QLabel, "manual_count")
    total = folded(text.toPlainText()).count("fereastra")
    QTest.keyClicks(field, "FEREASTRA")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert count.text() == f"1 din {total}" and total > 3
    assert folded(text.textCursor().block().text()).find("fereastra") >= 0
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert count.text() == f"2 din {total}"
    assert len(text.extraSelections()) == total
    text.next_found(-1)
    assert text.next_found(-1) == total, "before the first comes the last"


def test_words_that_are_not_there_are_said_to_be_missing(room: Room) -> None:
    page = room.go("manual")
    field, count = page.findChild(SearchField, "manual_search"), page.findChild(QLabel, "manual_count")
    QTest.keyClicks(field, "xylofon")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert count.text() == "nu apare" and text_of(page).extraSelections() == []
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert count.text() == ""


def test_an_english_window_says_that_the_guide_is_romanian(
    session: Session, qtbot: QtBot, qapp: QApplication, room: Room
) -> None:
    assert "scris numai" not in words(room.go("manual"))
    english = Room(qtbot, qapp, session, language="en")
    page = english.go("manual")
    assert "This guide is written in Romanian only." in words(page)


@pytest.mark.parametrize(
    ("language", "mode", "percent"), [("ro", "light", 100), ("ro", "dark", 150), ("en", "dark", 150)]
)
def test_it_is_readable_in_any_dress(
    session: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
) -> None:
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    page = room.go("manual")
    assert room.is_readable(page)
    if percent > 100:  # no room at the left: the chapters are a list to unfold
        combo = next(one for one in page.findChildren(QComboBox) if one.isVisible())
        combo.setCurrentIndex(combo.findData("taste"))
        combo.activated.emit(combo.currentIndex())
        assert text_of(page).chapter() == "taste"
    Theme().apply(qapp)
