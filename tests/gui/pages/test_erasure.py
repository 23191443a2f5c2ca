"""A case is asked to be erased, held back and erased, by the keyboard and with second thoughts; keeping has an end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, erasure_requests, tombs
from desktop.gui.pages.case import CasePage
from desktop.gui.pages.erasure import ErasurePage
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, Table, TextField
from desktop.services import cases, erasure, people
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role
from tests.desktop.services.erasing import case_with
from tests.desktop.services.test_retention import closed_case
from tests.gui.pages import exchange_room
from tests.gui.pages.case_room import Room, press, settle, words

COLLEAGUE = "o altă frază de cinci cuvinte"


@pytest.fixture
def tab(session: Session, qtbot: QtBot, qapp: QApplication) -> exchange_room.Room:
    made = exchange_room.Room(qtbot, qapp, session)
    made.go("settings")
    return made


@pytest.fixture
def due(session: Session, clock: FixedClock) -> tuple[str, str]:
    """A request of a colleague whose days are over; the code of the case, the id of the request."""
    code, _case = case_with(session)
    asked = erasure.request(session, code, "cerere", "la ghișeu")
    with session.vault.write(session.now()) as conn:
        conn.execute("UPDATE erasure SET asked_by = ?", ("w" * 32,))
    clock.advance(days=14)
    return code, asked.id


def choose(page: QWidget, name: str, value: str) -> None:
    choice = page.findChild(Choice, name)
    assert choice is not None
    choice.setCurrentIndex(choice.findData(value))


def button(page: QWidget, name: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 50)]


# --- from the case ----------------------------------------------------------------------------------------------------


def test_from_a_case_one_goes_to_its_erasing(room: Room, session: Session) -> None:
    _code, case = case_with(session)
    page = room.show(CasePage, case=case)
    press(page, "erasing")
    assert room.went[-1] == ("erasure", {"case": case})


def test_a_case_is_asked_to_be_erased_with_its_ground(room: Room, session: Session, clock: FixedClock) -> None:
    code, case = case_with(session)
    page = room.show(ErasurePage, case=case)
    assert code in words(page)
    assert not button(page, "erasure_ask").isEnabled()
    choose(page, "erasure_ground", "cerere")
    page.findChild(QPlainTextEdit, "erasure_words").setPlainText("la ghișeu")
    press(page, "erasure_ask")
    (asked,) = erasure.every(session)
    assert (asked.case, asked.ground, asked.words) == (case, "cerere", "la ghișeu")
    assert "mai sunt 14 zile" in words(page)
    press(page, "erasure_case")
    assert room.went[-1] == ("case", {"case": case})


def test_another_ground_needs_words(room: Room, session: Session) -> None:
    _code, case = case_with(session)
    page = room.show(ErasurePage, case=case)
    choose(page, "erasure_ground", "alt_temei")
    assert not button(page, "erasure_ask").isEnabled()
    assert "La acest temei scrieți și câteva cuvinte." in words(page), "why it cannot be pressed"
    page.findChild(QPlainTextEdit, "erasure_words").setPlainText("scurt")
    assert "La acest temei scrieți și câteva cuvinte." not in words(page)
    press(page, "erasure_ask")
    assert "cel puțin zece litere" in room.said[-1][0]
    assert page.findChild(QPlainTextEdit, "erasure_words").toPlainText() == "scurt"  # to be written on
    assert erasure.every(session) == ()


def test_a_worker_takes_the_request_back_and_holds_the_case(room: Room, session: Session) -> None:
    as_role(session, "worker")
    code, case = case_with(session)
    erasure.request(session, code, "cerere")
    page = room.show(ErasurePage, case=case)
    assert page.findChild(QAbstractButton, "erasure_settings") is None
    press(page, "erasure_hold")
    assert erasure_requests.is_held(session.conn, case)
    assert page.findChild(QAbstractButton, "erasure_hold") is None  # only a lead takes it away
    assert "Numai șeful oficiului" in words(page)
    press(page, "erasure_withdraw")
    assert [one.state for one in erasure.every(session)] == ["withdrawn"]
    assert page.findChild(QAbstractButton, "erasure_ask") is not None


def test_what_is_typed_stays_while_others_write_and_goes_when_one_leaves(room: Room, session: Session) -> None:
    code, case = case_with(session)
    page = room.show(ErasurePage, case=case)
    page.findChild(QPlainTextEdit, "erasure_words").setPlainText("la ghișeu")
    session.announce("record")
    settle()
    assert page.findChild(QPlainTextEdit, "erasure_words").toPlainText() == "la ghișeu"
    choose(page, "erasure_ground", "cerere")
    press(page, "erasure_hold")
    assert page.findChild(QPlainTextEdit, "erasure_words").toPlainText() == "la ghișeu"
    assert button(page, "erasure_ask").isEnabled()
    erasure.request(session, code, "cerere")
    settle()
    assert page.findChild(QAbstractButton, "erasure_withdraw") is not None
    page.leave()


def test_a_case_that_is_no_more_leads_to_the_list(room: Room, session: Session) -> None:
    room.show(ErasurePage, case="c" * 32)
    assert room.went[-1][0] == "cases"
    assert room.said[-1][1]


# --- in the settings --------------------------------------------------------------------------------------------------


def test_erasing_asks_for_the_code_once_more(tab: exchange_room.Room, session: Session, due: tuple[str, str]) -> None:
    code, request = due
    page = tab.go("settings", tab="erasure")
    tab.press(page, f"erase_{request}")
    assert "la ghișeu" in words(page)
    typed = page.findChild(TextField, "erasure_typed")
    for wrong in ("", "UN4", code[:-1]):
        typed.setText(wrong)
        assert not tab.can_press(page, "erasure_do"), wrong
    tab.press(page, "erasure_back")
    assert page.findChild(TextField, "erasure_typed") is None
    assert cases.by_code(session, code)


def test_a_case_is_erased_and_the_record_is_saved(
    tab: exchange_room.Room, session: Session, due: tuple[str, str], tmp_path: Path
) -> None:
    code, request = due
    page = tab.go("settings", tab="erasure")
    tab.press(page, f"erase_{request}")
    page.findChild(TextField, "erasure_typed").setText(code.lower())
    tab.press(page, "erasure_do")
    assert f"Dosarul {code} a fost șters." in words(page)
    assert "Nimeni nu cere" in words(page)
    assert tombs.count(session.conn) == 3
    assert "erased" in verbs(session)
    tab.files.place = tmp_path / "dovada.pdf"
    tab.press(page, f"paper_{request}")
    assert (tmp_path / "dovada.pdf").read_bytes().startswith(b"%PDF")
    assert code not in tab.files.offered[0]
    assert "erasure-paper" in verbs(session)


def test_one_cannot_erase_what_one_has_asked_for_while_there_is_another(
    tab: exchange_room.Room, session: Session, clock: FixedClock
) -> None:
    people.add_worker(session, "Altă șefă", "lead", COLLEAGUE)
    code, _case = case_with(session)
    asked = erasure.request(session, code, "cerere")
    clock.advance(days=14)
    page = tab.go("settings", tab="erasure")
    assert page.findChild(QAbstractButton, f"erase_{asked.id}") is None
    assert "O confirmă alt șef al oficiului" in words(page)
    tab.press(page, f"hold_{asked.id}")
    assert "ștergere blocată" in words(page)
    tab.press(page, f"hold_{asked.id}")
    assert "mai sunt 14 zile" in words(page)
    tab.press(page, f"withdraw_{asked.id}")
    assert "retrasă" in words(page)


def test_a_case_is_named_by_its_code(tab: exchange_room.Room, session: Session) -> None:
    code, _case = case_with(session)
    page = tab.go("settings", tab="erasure")
    page.findChild(TextField, "erasure_code").setText("UN4-26-00000X")
    choose(page, "erasure_ground", "cerere")
    tab.press(page, "erasure_ask")
    assert tab.said[-1][1]
    page.findChild(TextField, "erasure_code").setText(code)
    tab.press(page, "erasure_ask")
    assert [one.code for one in erasure.every(session)] == [code]
    assert page.findChild(TextField, "erasure_code").text() == ""


def test_what_is_kept_no_longer_is_looked_at_and_then_taken_away(
    tab: exchange_room.Room, session: Session, clock: FixedClock
) -> None:
    code, _case = closed_case(session)
    page = tab.go("settings", tab="erasure")
    tab.press(page, "keeping_look")
    assert "Astăzi nimic nu a ajuns la termen." in words(page)
    assert page.findChild(TextField, "erasure_typed") is None
    clock.advance(days=365)
    tab.press(page, "keeping_look")
    table = page.findChild(Table, "keeping_due")
    assert table.model().rowCount() == 1
    page.findChild(TextField, "erasure_typed").setText("un4")
    tab.press(page, "erasure_do")
    assert "S-a șters dintr-un dosar." in words(page)
    assert "retention-narrative" in verbs(session)
    assert cases.by_code(session, code)


def test_a_held_case_is_in_the_list_and_nothing_is_offered(
    tab: exchange_room.Room, session: Session, clock: FixedClock
) -> None:
    code, _case = closed_case(session)
    erasure.hold(session, code)
    clock.advance(days=365)
    page = tab.go("settings", tab="erasure")
    tab.press(page, "keeping_look")
    assert page.findChild(Table, "keeping_due").model().rowCount() == 1
    assert page.findChild(TextField, "erasure_typed") is None


def test_only_a_lead_of_an_office_has_the_tab(qtbot: QtBot, qapp: QApplication, session: Session) -> None:
    as_role(session, "worker")
    page = exchange_room.Room(qtbot, qapp, session).go("settings", tab="erasure")
    assert page.tab() == "computer"


def test_the_first_page_says_that_a_case_waits(session: Session, due: tuple[str, str], room: Room) -> None:
    from desktop.gui.pages.today import TodayPage

    page = room.show(TodayPage)
    assert "Un dosar de șters" in words(page)
    press(page, "erasures_row")
    assert room.went[-1] == ("settings", {"tab": "erasure"})


@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 100), ("light", 150)])
def test_every_word_is_readable(
    qtbot: QtBot, qapp: QApplication, session: Session, due: tuple[str, str], mode: str, percent: int
) -> None:
    code, _case = case_with(session)
    erasure.request(session, code, "acord_retras", "x" * 200)
    erasure.hold(session, code)
    made = exchange_room.Room(qtbot, qapp, session, theme=Theme(mode, percent))
    page: Any = made.go("settings", tab="erasure")
    made.press(page, f"erase_{due[1]}")
    assert made.is_readable(page)
    Theme().apply(qapp)


def test_a_clock_that_stands_asks_for_fourteen_whole_days(session: Session, clock: FixedClock) -> None:
    code, _case = case_with(session)
    asked = erasure.request(session, code, "cerere")
    assert erasure.days_left(asked, clock.now) == 14
    assert erasure.days_left(asked, clock.now + timedelta(days=13, hours=23)) == 1
    assert erasure.days_left(asked, clock.now + timedelta(days=14)) == 0
