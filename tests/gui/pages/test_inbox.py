"""The list of reports by keyboard alone: a look, a decision by one press, a child before all else."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.gui.pages.inbox import InboxPage
from desktop.gui.pages.inbox_peek import ReportPeek
from desktop.gui.widgets import Choice, FilterBar, Table, TextField
from desktop.gui.widgets.table import CELL
from desktop.services import reports_inbox
from desktop.services.cases import read_case
from desktop.services.reports_inbox import DUPLICATE, REFER, TAKE, UNCONFIRMED
from desktop.services.session import Session
from tests.gui.pages.case_room import FIRST_NAME, SURNAME, Room, log_of, new_case, press, put, settle, words

TOLD = {
    "report_dt": "2026-11-24T10:15+02:00", "notifier_type": "vecin", "channel": "telefonic", "child_involved": "nu",
    "immediate_danger": False, "topics": ["violenta_domestica"], "summary": "Se aud țipete.",
}  # fmt: skip


def report(session: Session, **said: Any) -> str:
    return put(session, None, "report", {**TOLD, **said})


def table(page: QWidget) -> Table:
    found = page.findChild(Table, "report_table")
    assert found is not None
    return found


def shown(page: QWidget) -> list[str]:
    model = table(page).model()
    return [
        " | ".join(model.index(line, column).data(CELL).spoken() for column in range(model.columnCount()))
        for line in range(model.rowCount())
    ]


def look(page: QWidget, line: int = 0) -> ReportPeek:
    """Space on a row."""
    rows = table(page)
    rows.selectRow(line)
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Space)
    settle()
    found = page.findChild(ReportPeek)
    assert found is not None
    return found


def choose(page: QWidget, state: str) -> None:
    press(page, state)


def test_an_empty_list_says_what_begins_here(room: Room) -> None:
    page = room.show(InboxPage)
    assert "Devine dosar numai cu acord sau dacă legea o cere" in words(page)
    press(page, "new_report")
    assert room.went == [("form", {"form": "report", "case": None, "record": None})]


def test_what_waits_is_shown_first_and_nobody_is_named(room: Room, session: Session) -> None:
    report(session, about_name=f"{FIRST_NAME} {SURNAME}", notifier_name="Vecina Inventată")
    report(session, decision="neconfirmat")
    page = room.show(InboxPage)
    assert shown(page) == ["azi, 10:15, vecin · telefonic | Violență domestică | – | Nehotărâtă | –"]
    assert "1 de hotărât din 2" in words(page)
    look(page)
    assert SURNAME not in words(page) and "Vecina" not in words(page) and "Se aud țipete." in words(page)
    choose(page, "all")
    assert len(shown(page)) == 2
    choose(page, "unconfirmed")
    assert [line.split(" | ")[3] for line in shown(page)] == ["Neconfirmată"]


def test_a_look_is_logged_once_and_enter_opens_the_sheet(room: Room, session: Session) -> None:
    record, _other = report(session), report(session)
    page = room.show(InboxPage)
    for _again in range(3):
        look(page, 1)
    assert [entry.object for entry in log_of(session, "opened")] == [record]
    QTest.keyClick(table(page), Qt.Key.Key_Return)
    settle()
    assert room.went == [("form", {"form": "report", "case": None, "record": record})]


@pytest.mark.parametrize(
    ("name", "decision", "ground"),
    [("take_consent", TAKE, "consimtamant"), ("take_duty", TAKE, "pericol_viata"), ("unconfirmed", UNCONFIRMED, None)],
)
def test_a_decision_is_one_press(room: Room, session: Session, name: str, decision: str, ground: str | None) -> None:
    record = report(session, immediate_danger=True)
    page = room.show(InboxPage)
    look(page)
    press(page, f"decide_{name}")
    row = reports_inbox.read_report(session, record).row
    assert (row.decision, row.ground) == (decision, ground)
    assert [entry.object for entry in log_of(session, "report-decided")] == [record]
    assert ("S-a scris. Se poate schimba oricând.", False) in room.said


def test_without_danger_or_a_child_no_duty_is_offered(room: Room, session: Session) -> None:
    report(session)
    page = room.show(InboxPage)
    look(page)
    assert page.findChild(QWidget, "decide_take_duty") is None


def test_another_duty_is_asked_by_its_article(room: Room, session: Session) -> None:
    record = report(session)
    page = room.show(InboxPage)
    look(page)
    press(page, "decide_take_other")
    press(page, "write_take_other")
    assert room.said[-1][1] and "legea și articolul" in room.said[-1][0]
    assert reports_inbox.read_report(session, record).row.decision == ""
    law = page.findChild(TextField, "law")
    law.setText("Legea 140/2013, art. 20")
    QTest.keyClick(law, Qt.Key.Key_Return)
    settle()
    assert reports_inbox.read_report(session, record).row.ground == "alta_obligatie"


def test_a_referral_names_its_institution(room: Room, session: Session) -> None:
    record = report(session)
    page = room.show(InboxPage)
    look(page)
    press(page, "decide_refer")
    page.findChild(Choice, "institution").set_value("avocat_ajgs")
    press(page, "write_refer")
    row = reports_inbox.read_report(session, record).row
    assert (row.decision, row.referred_to) == (REFER, "avocat_ajgs")


def test_a_duplicate_is_offered_the_case_that_is_like_it(room: Room, session: Session) -> None:
    case = new_case(session)
    record = report(session, about_name=f"{SURNAME} {FIRST_NAME}")
    page = room.show(InboxPage)
    look(page)
    assert "același nume" in words(page)
    press(page, "decide_same")
    press(page, "write_same")
    row = reports_inbox.read_report(session, record).row
    assert (row.decision, row.same_as) == (DUPLICATE, read_case(session, case).row.code)


def test_what_was_taken_leads_to_its_case(room: Room, session: Session) -> None:
    record = report(session, decision="preluat", case_ground="consimtamant")
    page = room.show(InboxPage, state="taken")
    assert "Luată, fără dosar" in shown(page)[0]
    look(page)
    assert "Acordul persoanei" in words(page)
    press(page, "begin_case")
    assert room.went == [("form", {"form": "case", "report": record})]


# --- a child ----------------------------------------------------------------------------------------------------------


def test_a_child_is_red_until_the_authority_was_told(room: Room, session: Session) -> None:
    record = report(session, child_involved="victima")
    page = room.show(InboxPage)
    assert "De anunțat, mai sunt 19 h" in shown(page)[0]
    look(page)
    assert "anunțați autoritatea tutelară" in words(page) and "Cel târziu mâine, 10:15" in words(page)
    page.findChild(TextField, "notice_who").setText("primăria, nr. 12")
    press(page, "notice_done")
    row = reports_inbox.read_report(session, record).row
    assert row.notified == "2026-11-24T14:30+02:00" and row.notice_due is None
    assert page.findChild(QWidget, "child_notice") is None and "a fost anunțată: azi, 14:30" in words(page)
    assert "Anunțată" in shown(page)[0]


def test_a_missed_hour_says_so(room: Room, session: Session) -> None:
    report(session, child_involved="martor", report_dt="2026-11-23T10:15+02:00")
    page = room.show(InboxPage)
    assert "depășit cu 4 h" in shown(page)[0]


def test_what_was_decided_elsewhere_is_shown(room: Room, session: Session) -> None:
    record = report(session)
    page = room.show(InboxPage)
    look(page)
    reports_inbox.decide(session, record, reports_inbox.Decision(UNCONFIRMED))
    settle()
    assert shown(page) == [] and "Nicio sesizare nu este acum în această stare" in words(page)
    assert page.findChild(FilterBar).value() == {"undecided"}
