"""The calendar by keyboard alone: days are moved through, appointments planned, moved, cancelled; never a name."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from db import records
from desktop.gui.forms.editor import Editor
from desktop.gui.pages.calendar import CalendarPage
from desktop.gui.pages.month_grid import MonthGrid
from desktop.gui.widgets import Banner, FilterBar, RowButton, Segment
from desktop.services import appointments
from desktop.services.session import Session
from tests.gui.pages.case_room import (
    FIRST_NAME,
    SURNAME,
    Room,
    cases_row,
    minute,
    new_case,
    press,
    put,
    settle,
    words,
)

TOLD = {"place_kind": "oficiu", "with_kind": "persoana", "purpose": "P3", "remind_way": "fara"}


def plan(session: Session, case: str, **later: float) -> str:
    start = minute(session.now() + timedelta(**later))
    return appointments.add(session, case, {**TOLD, "start": start, "with_name": None})


def state(session: Session, record: str) -> object:
    found = records.get(session.conn, record)
    return found.body.get("state") if found else None


def grid(page: QWidget) -> MonthGrid:
    found = page.findChild(MonthGrid)
    assert isinstance(found, MonthGrid)
    return found


def day_rows(page: QWidget) -> list[str]:
    return [one.accessibleName() for one in page.findChildren(RowButton) if one.isVisible()]


def editor(page: QWidget, name: str) -> Editor:
    found = page.findChild(QWidget, f"appointment_{name}")
    assert isinstance(found, Editor)
    return found


def fill(page: QWidget, name: str, *texts: str) -> None:
    """Type into the controls of one question, in their order."""
    for field, text in zip(editor(page, name).findChildren(QLineEdit), texts, strict=False):
        field.selectAll()
        QTest.keyClicks(field, text)


def choose(page: QWidget, name: str, code: str) -> None:
    editor(page, name).set_value(code)
    editor(page, name).edited.emit()


def test_the_arrows_move_through_the_days_and_the_months(room: Room, session: Session) -> None:
    page = room.show(CalendarPage)
    month = grid(page)
    assert QApplication.focusWidget() is month and month.day() == date(2026, 11, 24)
    QTest.keyClick(month, Qt.Key.Key_Down)
    assert month.day() == date(2026, 12, 1) and "Decembrie 2026" in words(page)
    QTest.keyClick(month, Qt.Key.Key_PageDown)
    QTest.keyClick(month, Qt.Key.Key_PageDown)
    assert month.day() == date(2027, 2, 1)
    QTest.keyClick(month, Qt.Key.Key_Home)
    assert month.day() == date(2026, 11, 24) and "Noiembrie 2026" in words(page)
    assert "24 noiembrie 2026" in month.accessibleName()


def test_a_day_shows_what_it_holds_by_code_and_never_a_name(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    plan(session, case, hours=2)
    put(session, case, "note", {"next_step": "un telefon", "next_due": "2026-11-24"})
    page = room.show(CalendarPage)
    code = cases_row(session, case)
    told = " ".join(day_rows(page))
    assert "16:30–17:30 · Programare · P3" in told and code in told and "Pasul următor dintr-o notă" in told
    read = words(page) + told + grid(page).accessibleName()
    assert SURNAME not in read and FIRST_NAME not in read and "un telefon" not in read


def test_what_is_not_asked_for_is_not_shown(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    plan(session, case, hours=2)
    put(session, case, "note", {"next_step": "un telefon", "next_due": "2026-11-24"})
    page = room.show(CalendarPage)
    page.findChild(FilterBar).pill("work").click()
    assert [name for name in day_rows(page) if "Pasul următor" in name] == []
    page.findChild(FilterBar).pill("appointments").click()
    assert day_rows(page) == []


def test_a_week_is_a_list_of_its_days(room: Room, session: Session) -> None:
    plan(session, new_case(session, "vd_adult"), days=2)
    page = room.show(CalendarPage)
    span = page.findChild(Segment)
    span.button("week").click()
    settle()
    read = words(page)
    assert "23.11.2026 – 29.11.2026" in read and "Joi, 26 noiembrie 2026" in read.replace("joi", "Joi")
    assert any("Programare" in name for name in day_rows(page))
    press(page, "calendar_after")
    assert "30.11.2026 – 06.12.2026" in words(page)


def test_an_appointment_is_planned_from_a_case_and_what_clashes_is_said_and_not_forbidden(
    room: Room, session: Session
) -> None:
    case, other = new_case(session, "vd_adult"), new_case(session, "vd_adult")
    plan(session, other, days=1)
    page = room.show(CalendarPage, case=case)
    fill(page, "start", "25.11.2026", "1430")
    choose(page, "purpose", "P1")
    said = [one for one in page.findChildren(Banner) if one.objectName() == "appointment_said"]
    assert any("lucrătorul are altă programare" in words(one) for one in said)
    press(page, "save_appointment")
    made = [one for one in records.of_case(session.conn, case) if one.form == "appointment"]
    assert [one.body["start"] for one in made] == ["2026-11-25T14:30+02:00"]


def test_without_a_case_its_code_is_asked_for(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    page = room.show(CalendarPage)
    press(page, "new_appointment")
    fill(page, "start", "25.11.2026", "10:00")
    choose(page, "purpose", "P1")
    press(page, "save_appointment")
    assert records.of_case(session.conn, case)[-1].form != "appointment", "nothing is saved without a case"
    code = page.findChild(QLineEdit, "appointment_case")
    QTest.keyClicks(code, cases_row(session, case))
    press(page, "save_appointment")
    assert "appointment" in {one.form for one in records.of_case(session.conn, case)}


def test_moving_and_cancelling_take_two_presses(room: Room, session: Session) -> None:
    case = new_case(session, "vd_adult")
    old = plan(session, case, days=1)
    page = room.show(CalendarPage, record=old)
    press(page, "appointment_move")
    fill(page, "start", "26.11.2026", "0900")
    press(page, "save_appointment")
    (new,) = [one for one in records.of_case(session.conn, case) if one.body.get("moved_from") == old]
    assert state(session, old) == "mutata" and new.body["start"] == "2026-11-26T09:00+02:00"
    press(page, "appointment_cancel")
    press(page, "appointment_confirm_cancel")
    assert state(session, new.id) == "anulata"


def test_the_slip_shows_what_it_says_before_it_is_printed_and_none_is_made_where_paper_is_not_safe(
    room: Room, session: Session
) -> None:
    case = new_case(session, "vd_adult")
    record = plan(session, case, days=1)
    page = room.show(CalendarPage, record=record)
    press(page, "appointment_slip")
    assert "miercuri, 25 noiembrie 2026 · 14:30 · Persoana" in words(page)
    field = page.findChild(QLineEdit, "slip_phone")
    QTest.keyClicks(field, "069123456")
    press(page, "appointment_keep_phone")
    assert "14:30 · Persoana · +37369123456" in words(page)
    identity = next(one.id for one in records.of_case(session.conn, case) if one.form == "identity")
    put(session, case, "identity", {"do_not": ["corespondenta"]}, identity)
    room.arrive(record=record)
    assert "Fără bilet" in words(page)
    press(page, "appointment_slip")
    assert any(trouble for _text, trouble in room.said)
