"""The guide: the right number first, what nobody has checked says so, and help is found without the right letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db import records
from desktop.gui.pages import guide_parts
from desktop.gui.pages.guide_services import ServicesView
from desktop.gui.theme import Theme
from desktop.gui.widgets import Card, Chip, Choice, SearchField, Segment, Tone
from desktop.services import directory, library
from desktop.services.guidebook import has_words
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, desk, shut, words

LINES = {line.id: line for line in library.shipped().hotlines}
TODAY = date(2026, 11, 24)
VIEWS = ("lines", "services", "situations", "leaflets", "keys")


@pytest.fixture
def room(tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Room]:
    session = desk(tmp_path, clock, "XUN")
    yield Room(qtbot, qapp, session)
    shut([session])


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[Room]:
    session = desk(tmp_path, clock, "XRE", kind="region")
    yield Room(qtbot, qapp, session)
    shut([session])


def show(room: Room, view: str) -> QWidget:
    """The page with one of its views, chosen as a person does."""
    page: QWidget = room.go("guide")
    which = page.findChild(Segment, "guide_view")
    assert which is not None
    which.button(view).click()
    room.wait()
    return page


def seek(room: Room, page: QWidget, typed: str) -> None:
    search = page.findChild(SearchField, "guide_search")
    assert search is not None
    search.setText(typed)
    search.returnPressed.emit()
    room.wait()


def card(page: QWidget, name: str) -> Card:
    found = page.findChild(Card, name)
    assert found is not None and found.isVisible(), name
    return found


def top(page: QWidget, id_: str) -> int:
    found = card(page, f"hotline_{id_}")
    return int(found.mapTo(page, found.rect().topLeft()).y())


def press(inside: QWidget, name: str) -> None:
    button = inside.findChild(QAbstractButton, name)
    assert button is not None and button.isVisible() and button.isEnabled(), name
    button.click()
    QApplication.processEvents()


def has(page: QWidget, name: str) -> bool:
    found = page.findChild(QWidget, name)
    return found is not None and found.isVisible()


def choose(page: QWidget, name: str, code: str) -> None:
    choice = page.findChild(Choice, name)
    assert choice is not None and choice.findData(code) >= 0
    choice.set_value(code)
    choice.activated.emit(choice.currentIndex())
    QApplication.processEvents()


# --- lines ------------------------------------------------------------------------------------------------------------


def test_the_emergency_number_stands_above_all_others_and_the_unchecked_ones_below(room: Room):
    page = room.go("guide")
    assert top(page, "112") < top(page, "la_strada") <= top(page, "cdf") < top(page, "la_strada_abroad")
    assert "Aceste numere nu au fost verificate de nimeni." in words(page)


def test_numbers_and_words_are_those_of_the_directory(room: Room):
    page = room.go("guide")
    shown = words(page)
    assert "0 8008 8008" in shown
    assert LINES["cdf"].text["ro"] in shown
    assert LINES["la_strada"].text["ro"] not in shown
    for one in page.findChildren(guide_parts.LongText):
        button = one.findChild(QAbstractButton)
        if one.isVisible() and button is not None and button.isVisible():
            button.click()
    assert LINES["la_strada"].text["ro"] in words(page)


@pytest.mark.parametrize(
    ("checked_on", "result", "word", "tone"),
    [
        ("", "", "neverificat", Tone.QUIET),
        ("2026-11-03", "", "verificat 03.11.2026", Tone.DONE),
        ("2025-11-24", directory.RIGHT, "verificat 24.11.2025", Tone.DONE),
        ("2025-11-23", directory.RIGHT, "verificat 23.11.2025", Tone.SOON),
        ("2025-10", "", "verificat octombrie 2025", Tone.SOON),
        ("2026-11-24", directory.OTHER, "alt număr, 24.11.2026", Tone.SOON),
        ("2026-11-24", directory.SILENT, "nu răspunde, 24.11.2026", Tone.SOON),
    ],
)
def test_a_check_is_grey_where_there_is_none_and_amber_after_a_year(
    qtbot: QtBot, checked_on: str, result: str, word: str, tone: Tone
):
    chip = guide_parts.check_chip(checked_on, result, TODAY)
    qtbot.addWidget(chip)
    assert (chip.spec().word, chip.spec().tone) == (word, tone)


def test_a_call_of_today_is_noted_with_two_presses_and_the_focus_stays(room: Room):
    page = room.go("guide")
    press(card(page, "hotline_cdf"), "check_cdf")
    press(card(page, "hotline_cdf"), "check_corect")
    (record,) = records.without_case(room.session.conn, directory.FORM)
    assert (record.body["ref"], record.body["check"]) == ("cdf", directory.RIGHT)
    assert [one.spec().word for one in card(page, "hotline_cdf").findChildren(Chip)] == ["verificat 24.11.2026"]
    assert room.window.focusWidget() is page.findChild(QAbstractButton, "check_cdf")
    assert room.said == [("Verificarea a fost notată, cu data de astăzi.", False)]


def test_another_number_stands_beside_the_one_of_the_source_and_says_who_found_it(room: Room):
    page = room.go("guide")
    press(card(page, "hotline_anes"), "check_anes")
    press(card(page, "hotline_anes"), "check_other")
    field = card(page, "hotline_anes").findChild(QLineEdit, "check_number")
    assert field is not None and field.isVisible()
    field.setText("+40 21 123 45 67")
    press(card(page, "hotline_anes"), "check_save")
    shown = words(card(page, "hotline_anes"))
    assert "0800.500.333" in shown
    assert "Rodica Exercițiu a aflat alt număr: +40 21 123 4567" in shown


def test_another_number_without_the_number_is_refused_in_words_and_nothing_is_noted(room: Room):
    page = room.go("guide")
    press(card(page, "hotline_cdf"), "check_cdf")
    press(card(page, "hotline_cdf"), "check_other")
    press(card(page, "hotline_cdf"), "check_save")
    assert room.said and room.said[0][1] and room.said[0][0].startswith("Lipsește numărul")
    assert records.without_case(room.session.conn, directory.FORM) == []
    assert has(card(page, "hotline_cdf"), "check_number")  # what was begun stays open


def test_nobody_has_to_check_the_emergency_number(room: Room):
    page = room.go("guide")
    assert page.findChild(QAbstractButton, "check_112") is None


def test_a_country_hides_the_lines_of_the_other_but_never_the_emergency_number(room: Room):
    page = room.go("guide")
    page.findChild(Segment, "guide_country").button("RO").click()
    room.wait()
    shown = words(page)
    assert "0800.500.333" in shown and "112" in shown
    assert "0 8008 8008" not in shown


@pytest.mark.parametrize("typed", ["080080000", "0800 80000", "drept al femeilor", "DREPT", "consiliere"])
def test_a_line_is_found_by_its_number_or_its_words(typed: str):
    line = LINES["cdf"]
    assert has_words(typed, line.number, line.name["ro"], line.by, line.text["ro"])


def test_the_search_knows_no_marks_and_says_where_else_the_words_stand(room: Room):
    page = room.go("guide")
    seek(room, page, "fereastra")
    assert "Nimic găsit" in words(page)
    assert "Număr de apel de urgență 112." in words(page)
    press(page, "also_situations")
    assert has(page, "situation_window_passed") and not has(page, "situation_interpreter")
    seek(room, page, "qwxz")
    assert "Nimic găsit" in words(page) and not has(page, "also_lines")


# --- services ---------------------------------------------------------------------------------------------------------


def test_what_is_near_comes_first_once_the_office_says_where_it_is(room: Room):
    page = show(room, "services")
    assert not has(page, "service_stas_md_te")
    choose(page, "services_own", "MD-TE")
    assert directory.own_place(room.session) == "MD-TE"
    assert has(page, "service_sir_ungheni") and has(page, "service_stas_md_te")
    sir, cjf = (
        card(page, f"service_{id}").mapTo(page, card(page, f"service_{id}").pos()).y() for id in ("sir_ungheni", "cjf")
    )
    assert sir < cjf


def test_numbers_from_the_press_say_so_and_what_is_missing_is_named(room: Room):
    page = show(room, "services")
    choose(page, "services_own", "MD-UN")
    shown = words(card(page, "service_sir_ungheni"))
    assert "078 517 327" in shown and shown.count("din presă, neverificat") == 2
    assert "servește și Nisporeni, Călărași, Fălești, Telenești, Sîngerei" in shown
    assert "De completat: programul, persoana de legătură" in shown


def test_many_of_one_kind_are_folded_and_made_when_somebody_looks(room: Room):
    page = show(room, "services")
    assert page.findChild(Card, "service_unitate_spital_11") is None
    fold = page.findChild(QWidget, "fold_unitate_in")
    fold.findChild(QAbstractButton).click()
    QApplication.processEvents()
    assert "De completat: numele, raionul sau județul, telefonul" in words(card(page, "service_unitate_spital_11"))


def test_the_office_fills_in_a_service_by_the_keyboard(room: Room, qtbot: QtBot):
    page = show(room, "services")
    room.window.activateWindow()
    qtbot.waitUntil(room.window.isActiveWindow)
    button = page.findChild(QAbstractButton, "fill_atas")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    field = room.window.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "0236 22 333")
    qtbot.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: directory.service(room.session, "atas").phones == ("+37323622333",))
    qtbot.waitUntil(lambda: room.window.focusWidget() is page.findChild(QAbstractButton, "fill_atas"))
    assert "0236 22 333" in words(card(page, "service_atas"))


def test_a_service_of_its_own_needs_a_name_and_a_shelter_is_not_asked_where_it_is(room: Room):
    page = show(room, "services")
    press(page, "add_service")
    press(page, "save_service")
    assert "Lipsește numele serviciului." in words(page)
    editor = page.findChild(ServicesView).editor
    assert has(editor, "service_place") and has(editor, "service_address")
    combo = editor.findChild(QWidget, "service_kind").findChild(Choice)
    combo.set_value("adapost")
    combo.activated.emit(combo.currentIndex())
    QApplication.processEvents()
    assert not has(editor, "service_place") and not has(editor, "service_address")
    editor.findChild(QWidget, "service_name").findChild(QLineEdit).setText("Casa inventată")
    press(page, "save_service")
    own = next(one for one in directory.services(room.session) if one.own)
    assert (own.kind.id, own.name, own.place) == ("adapost", {"ro": "Casa inventată"}, "")
    assert has(page, f"service_{own.id}")


def test_what_is_typed_in_a_sheet_survives_a_look_at_another_view_and_news_from_elsewhere(room: Room):
    page = show(room, "services")
    press(page, "fill_atas")
    field = page.findChild(ServicesView).editor.findChild(QWidget, "service_contact").findChild(QLineEdit)
    field.setText("doamna inventată")
    directory.note_check(room.session, "cdf", directory.RIGHT)
    show(room, "keys")
    page = show(room, "services")
    assert field.isVisible() and field.text() == "doamna inventată"


def test_leaving_the_sheet_writes_nothing(room: Room):
    page = show(room, "services")
    press(page, "fill_atas")
    press(page, "leave_service")
    assert has(page, "service_atas")
    assert records.without_case(room.session.conn, directory.FORM) == []


def test_what_was_written_is_taken_out_for_good_only_after_a_question(room: Room):
    page = show(room, "services")
    directory.write(room.session, "atas", {"contact": "doamna inventată"})
    room.wait()
    press(page, "fill_atas")
    press(page, "remove_service")
    assert records.without_case(room.session.conn, directory.FORM)
    press(page, "way_keep")
    assert records.without_case(room.session.conn, directory.FORM)
    press(page, "remove_service")
    press(page, "way_remove")
    room.wait()
    assert records.without_case(room.session.conn, directory.FORM) == []
    assert "doamna inventată" not in words(card(page, "service_atas"))


def test_a_malformed_number_is_said_at_the_sheet_and_nothing_is_written(room: Room):
    page = show(room, "services")
    press(page, "fill_atas")
    field = page.findChild(ServicesView).editor.findChild(QWidget, "service_phone").findChild(QLineEdit)
    field.setText("nu știu")
    press(page, "save_service")
    assert "Nu s-a salvat nimic." in words(page)
    assert room.window.focusWidget() is field
    assert records.without_case(room.session.conn, directory.FORM) == []


def test_services_are_narrowed_by_kind_and_place_and_by_words(room: Room):
    page = show(room, "services")
    choose(page, "services_place", "RO-SM")
    assert has(page, "service_centru_ro_sm") and has(page, "service_venus_ro_sm") and not has(page, "service_cjf")
    choose(page, "services_kind", "centru_in")
    assert not has(page, "service_venus_ro_sm")
    choose(page, "services_kind", "")
    choose(page, "services_place", "")
    seek(room, page, "justitie familiala")
    assert has(page, "service_cjf") and not has(page, "service_sir_ungheni")


def test_a_long_answer_shows_its_beginning_and_the_rest_when_asked(room: Room):
    page = show(room, "services")
    choose(page, "services_kind", "partener_al")
    shown = [one for one in page.findChildren(Card) if one.objectName().startswith("service_venus")]
    assert len(shown) == 24
    press(page, "more_services")
    shown = [one for one in page.findChildren(Card) if one.objectName().startswith("service_venus")]
    assert len(shown) == 42


def test_a_region_reads_and_has_nothing_to_write_with(region: Room):
    page = show(region, "services")
    assert not has(page, "add_service") and not has(page, "services_own")
    assert page.findChild(QAbstractButton, "fill_atas") is None
    show(region, "lines")
    assert page.findChild(QAbstractButton, "check_cdf") is None


# --- situations -------------------------------------------------------------------------------------------------------


def test_a_situation_opens_in_its_place_and_closes_the_one_before(room: Room):
    page = room.go("guide", topic="under_18")
    assert "Mergeți la medic în cel mult 72 de ore." in words(page)
    room.press(page, "situation_interpreter")
    assert "Mergeți la medic în cel mult 72 de ore." not in words(page)
    assert any("Nu traduc rude" in label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_every_situation_of_the_library_stands_in_the_list(room: Room):
    shown = words(show(room, "situations"))
    assert all(one.title["ro"] in shown for one in library.shipped().guidance)


def test_what_comes_without_warning_is_one_press_away_from_any_view(room: Room):
    page = show(room, "keys")
    room.press(page, "to_someone_asks")
    assert "Nu confirmați și nu infirmați că o cunoașteți." in words(page)
    assert room.window.focusWidget() is page.findChild(QAbstractButton, "situation_someone_asks")


def test_guidance_says_beside_which_steps_it_stands_where_it_is_from_and_that_nobody_confirmed_it(room: Room):
    shown = words(room.go("guide", topic="lives"))
    assert "din memorie, neverificat" in shown
    assert "Niciun expert nu a confirmat încă acest text." in shown
    assert "din „Intervenția echipei în cazul de violență sexuală”." in shown


def test_what_no_expert_has_confirmed_is_told(room: Room):
    page = show(room, "situations")
    page.findChild(QWidget, "questions").findChild(QAbstractButton).click()
    QApplication.processEvents()
    shown = words(page)
    asked = library.shipped().guidebook.questions
    assert all(one.text["ro"] in shown for one in asked)
    page.findChild(Segment, "guide_country").button("MD").click()
    room.wait()
    shown = words(page)
    assert all((one.text["ro"] in shown) is (one.country != "RO") for one in asked)


def test_a_topic_that_is_not_there_opens_the_list_and_harms_nothing(room: Room):
    page = room.go("guide", topic="nothing_of_the_kind")
    assert has(page, "situation_lives")


# --- the page ---------------------------------------------------------------------------------------------------------


def test_all_keys_are_listed_and_the_first_stand_at_the_side(room: Room):
    page = show(room, "keys")
    assert "Ctrl+PgDn" in [one.text() for one in page.findChildren(QLabel)] or "Secțiunea următoare" in words(page)
    seek(room, page, "refa")
    assert "Refă" in words(page) and "Secțiunea următoare" not in words(page)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("language", "mode", "percent"), [("ro", "light", 100), ("en", "dark", 150), ("ru", "dark", 150)]
)
def test_every_word_can_be_read_and_heard(
    room: Room, qtbot: QtBot, qapp: QApplication, language: str, mode: Any, percent: int, view: str
):
    other = Room(qtbot, qapp, room.session, language=language, theme=Theme(mode, percent))
    other.window.resize(1338, 676)
    assert other.is_readable(show(other, view))


@pytest.mark.parametrize("percent", [100, 150])
def test_the_sheet_of_a_service_can_be_read_and_heard(room: Room, qtbot: QtBot, qapp: QApplication, percent: int):
    other = Room(qtbot, qapp, room.session, theme=Theme("light", percent))
    other.window.resize(1338, 676)
    page = show(other, "services")
    press(page, "fill_atas")
    assert other.is_readable(page)


def test_in_english_no_word_of_the_page_is_romanian_and_the_other_way(room: Room, qtbot: QtBot, qapp: QApplication):
    assert "Support lines" not in words(room.go("guide"))
    other = Room(qtbot, qapp, room.session, language="en")
    assert "Linii de sprijin" not in words(other.go("guide"))
