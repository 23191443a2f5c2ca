"""An intervention is begun: which protocol and why, who was first, when the report came; doubts in their place."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from db import records
from desktop.gui.pages.team_begin import TeamBeginPage
from desktop.gui.widgets import Choice
from desktop.services import team
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, cases_row, minute, new_case, new_incident, press, put, settle, words


def type_report(page: QWidget, day: str, hour: str = "") -> None:
    """Type the hour of the report as a person would."""
    box = page.findChild(QWidget, "reported")
    assert box is not None
    for field, text in zip(box.findChildren(QLineEdit), (day, hour), strict=True):
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
    settle()


def part(page: QWidget, name: str) -> QWidget:
    """A part of the page that stands there now."""
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def focused() -> QWidget:
    holder = QApplication.focusWidget()
    assert holder is not None
    return holder


def begun(room: Room, session: Session) -> dict[str, Any]:
    """The answers of the team to which the page has led."""
    page, where = room.went[-1]
    assert page == "team"
    found = records.get(session.conn, where["record"])
    assert found is not None
    return dict(found.body)


def is_begun(room: Room) -> bool:
    return any(page == "team" for page, _where in room.went)


@pytest.fixture
def case(session: Session) -> str:
    """A case of sexual violence whose report and incident are written down."""
    made = new_case(session)
    now = session.now()
    put(session, made, "report", {"report_dt": minute(now.replace(hour=9, minute=10)), "immediate_danger": False})
    new_incident(session, made, "2026-11-23T18:30+02:00")
    return made


def test_where_nothing_is_doubtful_one_key_starts_the_team(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    assert "unele îngrijiri ajută numai în primele ore" in words(page)
    assert "Ferestrele medicale se numără de la 23.11.2026, 18:30." in words(page)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    answers = begun(room, session)
    assert answers["protocol"] == "sv_md" and answers["first_contact"] == "SOC"
    assert answers["r0"] == minute(session.now().replace(hour=9, minute=10)), "the hour that the report sheet says"


def test_every_door_is_the_right_one(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    first = page.findChild(Choice, "first_contact")
    assert [first.itemData(at) for at in range(first.count())] == ["POL", "SOC", "JUR", "EDU", "ML", "MED", "ONG"]
    first.set_value("MED")
    press(page, "begin_team")
    record = room.went[-1][1]["record"]
    board = team.board(session, record)
    assert board.answers["first_contact"] == "MED"
    assert board.turn(board.steps[0]) == ("MED",), "whoever is first does the first steps"


def test_without_a_report_sheet_it_came_now(room: Room, session: Session) -> None:
    case = new_case(session)
    new_incident(session, case, "2026-11")
    page = room.show(TeamBeginPage, case=case)
    assert "ferestrele nu se numără" in words(page)
    press(page, "begin_team")
    assert begun(room, session)["r0"] == minute(session.now())


def test_a_day_without_an_hour_is_taken_and_said_honestly(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    type_report(page, "24.11.2026")
    assert "se numără de la începutul acelei zile, 24.11.2026, 00:00" in page.findChild(QLabel, "honest").text()
    press(page, "begin_team")
    assert begun(room, session)["r0"] == "2026-11-24"


def test_an_hour_that_is_none_is_said_at_its_field(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    type_report(page, "ieri", "seara")
    press(page, "begin_team")
    assert not is_begun(room)
    assert "Scrieți ziua și ora" in page.findChild(QLabel, "honest").text()
    assert part(page, "reported").isAncestorOf(focused())


def test_a_report_dated_tomorrow_is_asked_and_can_be_confirmed(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    type_report(page, "25.11.2026", "08:00")
    press(page, "begin_team")
    asked = page.findChild(QWidget, "doubt_report-ahead")
    assert not is_begun(room) and asked is not None and asked.isVisible()
    assert asked.isAncestorOf(focused()), "the question has the focus"
    press(asked, "way_report")
    assert part(page, "reported").isAncestorOf(focused())
    press(page, "begin_team")
    press(part(page, "doubt_report-ahead"), "way_sure")
    assert begun(room, session)["r0"].startswith("2026-11-25T08:00")


def test_an_incident_after_its_report_leads_to_either_of_them(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    type_report(page, "20.11.2026")
    press(page, "begin_team")
    asked = page.findChild(QWidget, "doubt_incident-after-report")
    assert not is_begun(room) and asked is not None
    press(asked, "way_incident")
    page_name, where = room.went[-1]
    assert (page_name, where["form"], where["path"]) == ("form", "incident", "inc_dt")


def test_a_confirmed_hour_is_not_confirmed_for_another_one(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    type_report(page, "25.11.2026", "08:00")
    press(page, "begin_team")
    type_report(page, "20.11.2026")
    assert page.findChild(QWidget, "doubt_report-ahead") is None, "another hour is another question"
    press(page, "begin_team")
    assert page.findChild(QWidget, "doubt_incident-after-report") is not None and not is_begun(room)


def test_a_clock_that_was_set_back_is_asked_about(room: Room, session: Session, case: str, clock: FixedClock) -> None:
    clock.advance(hours=-30)
    page = room.show(TeamBeginPage, case=case)
    press(page, "begin_team")
    assert not is_begun(room)
    # One question after the other, the clock first: what else is in doubt follows from it.
    asked = page.findChild(QWidget, "doubt_clock-back")
    assert asked is not None and "Ceasul calculatorului" in words(page)


def test_without_an_incident_one_button_begins_its_sheet(room: Room, session: Session) -> None:
    case = new_case(session)
    page = room.show(TeamBeginPage, case=case)
    assert "Ajunge și numai luna" in words(page)
    assert not page.findChild(QAbstractButton, "begin_team").isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert room.went == [("form", {"form": "incident", "case": case, "record": None})]


def test_where_a_team_runs_already_it_is_opened(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    press(page, "begin_team")
    record = room.went[-1][1]["record"]
    room.arrive(case=case)
    assert "O echipă lucrează deja la aceasta." in words(page)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert room.went[-1] == ("team", {"record": record})


def test_the_other_protocols_are_one_press_away(room: Room, session: Session, case: str) -> None:
    page = room.show(TeamBeginPage, case=case)
    assert page.findChild(QWidget, "protocol_vd_md") is None
    press(page, "other_protocols")
    press(page, "protocol_vd_md")
    assert "Nimic din dosar nu vorbește încă despre violență în familie" in words(page)
    press(page, "begin_team")
    assert begun(room, session)["protocol"] == "vd_md"


def test_of_two_incidents_the_one_that_is_asked_for_is_taken(room: Room, session: Session, case: str) -> None:
    older = records.of_form(session.conn, "incident", case)[0].id
    new_incident(session, case, "2026-11-24T02:00+02:00")
    page = room.show(TeamBeginPage, case=case, sheet=older)
    sheet = page.findChild(Choice, "sheet")
    assert sheet.count() == 2 and sheet.value() == older
    press(page, "begin_team")
    assert begun(room, session)["incident_ref"] == older


def test_without_a_case_it_is_chosen_first(room: Room, session: Session, case: str) -> None:
    other = new_case(session, "vd_adult")
    page = room.show(TeamBeginPage)
    field = part(page, "case_code")
    assert QApplication.focusWidget() is field
    assert {name for name in (f"pick_{case}", f"pick_{other}") if page.findChild(QWidget, name)}
    QTest.keyClicks(field, cases_row(session, case)[-6:])
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert room.went == [("team_begin", {"case": case})]


def test_a_case_that_is_not_there_leads_back_to_the_list(room: Room, session: Session) -> None:
    room.show(TeamBeginPage, case="0" * 32)
    assert room.went == [("cases", {})] and room.said[0][1]
