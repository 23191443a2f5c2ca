"""A change of case manager with approvals, by the keyboard alone; and who may not approve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit, QWidget

from db import cases as rows
from desktop.gui.pages.approvals import ApprovalsPage
from desktop.gui.pages.case import CasePage
from desktop.gui.pages.today import TodayPage
from desktop.services import approvals, case_state
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PSYCHOLOGIST, Village, put, village
from tests.desktop.services.test_approvals import closing
from tests.gui.pages.case_room import Room, press, settle, words

NOTE = "Sunati-o doar marti."


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


@contextmanager
def room(office: Village, who: str) -> Iterator[Room]:
    with office.at(who) as session:
        made = Room(session)
        try:
            yield made
        finally:
            made.close()


def typed(page: QWidget, kind: type[QWidget], name: str, text: str) -> None:
    field = page.findChild(kind, name)
    assert field is not None and field.isVisibleTo(page), name
    field.setFocus()
    QTest.keyClicks(field, text)
    settle()


def choose(page: QWidget, name: str, words_: str) -> None:
    """In a list, by the arrow keys."""
    box = page.findChild(QComboBox, name)
    assert box is not None and box.isVisibleTo(page)
    box.setFocus()
    for _step in range(box.count() + 1):
        if box.currentText() == words_:
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    raise AssertionError(words_)


def status(office: Village) -> str | None:
    with office.at(LEAD) as session:
        row = rows.get(session.conn, office.case)
        return row.status if row else None


def test_a_case_changes_hands_is_approved_and_closes_without_a_mouse(office: Village) -> None:
    with room(office, MANAGER) as here:
        page = here.show(CasePage, case=office.case, size=(1366, 900))
        press(page, "hand_open")
        choose(page, "hand_to", COUSIN)
        typed(page, QPlainTextEdit, "hand_note", NOTE)
        press(page, "hand_give")
        assert here.said[-1] == ("Dosarul a fost predat. Noul manager găsește nota pe prima pagină.", False)
        assert COUSIN in words(page)
    with room(office, COUSIN) as here:
        today = here.show(TodayPage)
        press(today, f"handed_{office.case}")
        assert here.went[-1] == ("case", {"case": office.case})
    with room(office, COUSIN) as here:
        page = here.show(CasePage, case=office.case, size=(1366, 900))
        assert NOTE in words(page) and f"Predat dumneavoastră de {MANAGER}" in words(page)
        press(page, "handed_read")
        assert NOTE not in words(page)
        sheet = closing(here.session, office.code)
        page.refresh()
        settle()
        press(page, f"ask_{sheet}")
        assert "așteaptă aprobarea" in words(page)
        press(page, "way_inchis")
        assert "Închiderea aprobată de o a doua persoană" in words(page)
        assert page.findChild(QWidget, "force_reason") is None  # she is no lead
    with room(office, PSYCHOLOGIST) as here:
        today = here.show(TodayPage)
        press(today, "approve_row")
        assert here.went[-1] == ("approvals", {})
    with room(office, PSYCHOLOGIST) as here:
        page = here.show(ApprovalsPage, size=(1366, 700))
        assert office.code in words(page) and "conform planului" in words(page)
        press(page, "approve")
        assert here.said[-1] == ("Fișa este aprobată așa cum este acum.", False)
        assert "Nimic nu așteaptă aprobarea" in words(page)
    with room(office, COUSIN) as here:
        page = here.show(CasePage, case=office.case, size=(1366, 900))
        assert f"aprobat de {PSYCHOLOGIST}" in words(page)
        press(page, "way_inchis")
        assert "Închis" in words(page.findChild(QWidget, "case_header"))
    assert status(office) == "inchis"


def test_what_is_missing_leads_to_the_very_question(office: Village) -> None:
    with room(office, MANAGER) as here:
        record = put(here.session, office.code, "closing", {"close_date": "2026-11-24"}).record
        page = here.show(CasePage, case=office.case, size=(1366, 900))
        press(page, "way_inchis")
        press(page, "lack_closing_whole")
        where = {"form": "closing", "case": office.case, "record": record, "path": "close_reason"}
        assert here.went[-1] == ("form", where)


def test_a_lead_writes_why_the_case_goes_on(office: Village) -> None:
    with room(office, LEAD) as here:
        page = here.show(CasePage, case=office.case, size=(1366, 900))
        press(page, "way_inchis")
        press(page, "force_inchis")
        assert here.said[-1][1] is True  # refused: no reason
        typed(page, QPlainTextEdit, "force_reason", "a plecat din tara")
        press(page, "force_inchis")
    assert status(office) == "inchis"


def test_a_sheet_goes_back_with_a_word(office: Village) -> None:
    with room(office, MANAGER) as here:
        approvals.ask(here.session, closing(here.session, office.code))
    with room(office, LEAD) as here:
        page = here.show(ApprovalsPage, size=(1366, 700))
        press(page, "send_back")
        press(page, "send_back")
        assert "Scrieți într-o propoziție." in words(page)
        typed(page, QPlainTextEdit, "decision_words", "lipsesc copiii")
        press(page, "send_back")
        assert "Nimic nu așteaptă aprobarea" in words(page)
    with room(office, MANAGER) as here:
        assert "lipsesc copiii" in words(here.show(CasePage, case=office.case, size=(1366, 900)))


@pytest.mark.parametrize("who", [MANAGER, COUSIN])
def test_who_may_not_approve_may_read(office: Village, who: str) -> None:
    with room(office, MANAGER) as here:
        approvals.ask(here.session, closing(here.session, office.code))
    with room(office, who) as here:
        page = here.show(ApprovalsPage, size=(1366, 700))
        assert "O puteți citi; hotărăște alt specialist sau șef." in words(page)
        assert "Aprobați" not in words(page).split("\n")


def test_flags_are_put_by_a_key_and_seen_on_top(office: Village) -> None:
    with room(office, MANAGER) as here:
        page = here.show(CasePage, case=office.case, size=(1366, 900))
        press(page, "flag_risc_lucrator")
        assert case_state.flags(here.session, office.case) == ("risc_lucrator",)
        assert "Risc pentru lucrător" in words(page.findChild(QWidget, "case_header"))


def test_the_file_of_an_alleged_aggressor_speaks_of_no_victim(office: Village) -> None:
    with room(office, COUSIN) as here:
        opened = put(here.session, None, "case", {"file_kind": "aggressor"})
        page = here.show(CasePage, case=opened.case, size=(1366, 900))
        told = words(page)
        assert "Persoană indicată ca agresor" in told
        assert "victim" not in told.casefold()
        assert "Incident" not in told and office.code not in told
        assert isinstance(QApplication.focusWidget(), QWidget)
