"""The guide: the right number first, what nobody has checked says so, and help is found without the right letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.gui.pages import guide_parts
from desktop.gui.theme import Theme
from desktop.gui.widgets import SearchField, Segment, Tone
from desktop.services import library
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, desk, shut, words

LINES = {line.id: line for line in library.shipped().hotlines}
TODAY = date(2026, 11, 24)


@pytest.fixture
def room(tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Room]:
    session = desk(tmp_path, clock, "XUN")
    yield Room(qtbot, qapp, session)
    shut([session])


def top(page: object, id_: str) -> int:
    card = page.findChild(guide_parts.Card, f"hotline_{id_}")  # type: ignore[attr-defined]
    assert card is not None and card.isVisible(), id_
    return int(card.mapTo(page, card.rect().topLeft()).y())


def test_the_emergency_number_stands_above_all_others_and_the_unchecked_ones_below(room: Room):
    page = room.go("guide")
    assert top(page, "112") < top(page, "la_strada") <= top(page, "cdf") < top(page, "la_strada_abroad")
    assert "Aceste numere nu au fost verificate de nimeni." in words(page)


def test_numbers_and_words_are_those_of_the_directory(room: Room):
    page = room.go("guide")
    shown = words(page)
    assert "0 8008 8008" in shown
    assert LINES["cdf"].text["ro"] in shown
    room_for_more = [one for one in page.findChildren(guide_parts.LongText) if one.isVisible()]
    assert LINES["la_strada"].text["ro"] not in shown
    for one in room_for_more:
        button = one.findChild(guide_parts.Button)
        if button is not None and button.isVisible():
            button.click()
    assert LINES["la_strada"].text["ro"] in words(page)


@pytest.mark.parametrize(
    ("checked_on", "word", "tone"),
    [
        ("", "neverificat", Tone.SOON),
        ("2026-11-03", "verificat 03.11.2026", Tone.DONE),
        ("2025-11-24", "verificat 24.11.2025", Tone.DONE),
        ("2025-11-23", "verificat 23.11.2025", Tone.SOON),
        ("2025-10", "verificat octombrie 2025", Tone.SOON),
    ],
)
def test_a_check_older_than_a_year_is_amber(qtbot: QtBot, checked_on: str, word: str, tone: Tone):
    chip = guide_parts.check_chip(replace(LINES["cdf"], checked_on=checked_on), TODAY)
    qtbot.addWidget(chip)
    assert (chip.spec().word, chip.spec().tone) == (word, tone)


def test_a_country_hides_the_lines_of_the_other_but_never_the_emergency_number(room: Room):
    page = room.go("guide")
    country = page.findChild(Segment, "guide_country")
    country.button("RO").click()
    room.wait()
    shown = words(page)
    assert "0800.500.333" in shown and "112" in shown
    assert "0 8008 8008" not in shown


@pytest.mark.parametrize("typed", ["080080000", "0800 80000", "drept al femeilor", "DREPT", "consiliere"])
def test_a_line_is_found_by_its_number_or_its_words(typed: str):
    line = LINES["cdf"]
    assert guide_parts.found(typed, line.number, line.name["ro"], line.by, line.text["ro"])


def test_the_search_knows_no_marks_and_says_when_there_is_nothing(room: Room):
    page = room.go("guide")
    search = page.findChild(SearchField, "guide_search")
    search.setText("fereastra")
    search.returnPressed.emit()
    room.wait()
    assert "a trecut fereastra de 72 de ore" in words(page)
    assert "are nevoie de interpret" not in words(page)
    search.setText("qwxz")
    search.returnPressed.emit()
    room.wait()
    assert "Nimic găsit" in words(page)
    assert "Număr de apel de urgență 112." in words(page)


def test_a_situation_opens_in_its_place_and_closes_the_one_before(room: Room):
    page = room.go("guide", topic="under_18")
    assert "Mergeți la medic în cel mult 72 de ore." in words(page)
    room.press(page, "situation_interpreter")
    assert "Mergeți la medic în cel mult 72 de ore." not in words(page)
    assert any("Nu traduc rude" in label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_every_situation_of_the_library_stands_in_the_list(room: Room):
    page = room.go("guide")
    shown = words(page)
    assert all(one.title["ro"] in shown for one in library.shipped().guidance)


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    room: Room, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    other = Room(qtbot, qapp, room.session, language=language, theme=Theme(mode, percent))
    other.window.resize(1338, 676)
    assert other.is_readable(other.go("guide"))


def test_in_english_no_word_of_the_page_is_romanian_and_the_other_way(room: Room, qtbot: QtBot, qapp: QApplication):
    assert "Support lines" not in words(room.go("guide"))
    other = Room(qtbot, qapp, room.session, language="en")
    assert "Linii de sprijin" not in words(other.go("guide"))
