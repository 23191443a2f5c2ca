"""The roster in the window: an empty one teaches, a full one says who is on duty, a lead takes somebody out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea, QWidget

from desktop.gui.pages.form import FormPage
from desktop.gui.pages.roster import RosterPage
from desktop.gui.widgets import FilterBar, Table
from desktop.services import roster
from desktop.services.session import Session
from tests.desktop.bundle.desks import as_role
from tests.desktop.services.test_roster import NAME, person, working
from tests.gui.pages.case_room import Room, press, settle, words


def shown(page: QWidget) -> list[str]:
    model = page.findChild(Table).model()
    return [model.index(place, 1).data() for place in range(model.rowCount())]


def chips(page: QWidget) -> list[str]:
    model = page.findChild(Table).model()
    return [model.index(place, 3).data() for place in range(model.rowCount())]


def test_an_empty_roster_teaches_what_to_write(room: Room) -> None:
    page = room.show(RosterPage)
    told = words(page)
    assert "Încă nu este nimeni în listă" in told and "ofițerul de gardă" in told
    press(page, "add_person")
    assert room.went == [("form", {"form": "member", "case": None, "record": None})]


def test_everybody_with_number_duty_and_when_it_was_checked(room: Room, session: Session) -> None:
    person(session, phones__a__number="0236 23 456", checked_on="2026-11-02", **working())
    person(session, "MED", "Medic Inventat", **working("20:00", "08:00"))
    page = room.show(RosterPage)
    model = page.findChild(Table).model()
    row = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert row[0] == "POL" and NAME in row[1] and "0236 23 456" in row[2]
    assert "De gardă până la 17:00" in row[3] and "lun.–vin. 08:00–17:00" in row[4] and "02.11.2026" in row[5]
    assert "De la 20:00" in chips(page)[1]
    assert "Nu este nimeni de gardă pentru: SOC" in words(page)


def test_another_hour_can_be_asked_for(room: Room, session: Session) -> None:
    person(session, **working())
    page = room.show(RosterPage)
    field = page.findChild(QLineEdit, "at")
    for typed, told in (("23:00", "De la"), ("25.11.2026 09:00", "De gardă"), ("28.11.2026", "De la")):
        field.setText(typed)
        field.editingFinished.emit()
        settle()
        assert told in chips(page)[0], typed
    field.setText("mâine seară")
    field.editingFinished.emit()
    settle()
    assert "Scrieți ziua și ora" in page.findChild(QLabel, "at_problem").text()


def test_only_those_of_an_institution_or_on_duty(room: Room, session: Session) -> None:
    person(session, **working())
    person(session, "MED", "Medic Inventat", **working("20:00", "08:00"))
    page = room.show(RosterPage)
    for pill, names in (("MED", 1), ("on", 1), ("all", 2)):
        button = page.findChild(FilterBar).pill(pill)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        settle()
        assert len(shown(page)) == names, pill


def test_enter_opens_a_person_and_the_way_back_is_the_roster(room: Room, session: Session) -> None:
    record = person(session)
    page = room.show(RosterPage)
    QTest.keyClick(page.findChild(Table), Qt.Key.Key_Return)
    assert room.went == [("form", {"form": "member", "case": None, "record": record})]
    room.close()
    form = room.show(FormPage, form="member", record=record)
    press(form, "back")
    assert room.went[-1] == ("roster", {})


def test_somebody_called_and_it_was_right(room: Room, session: Session) -> None:
    record = person(session)
    page = room.show(RosterPage)
    press(page, "check_person")
    assert roster.person(session, record).checked == "2026-11-24"
    assert room.said[-1][0].endswith("verificat astăzi.")


def test_only_a_lead_takes_somebody_out_and_is_asked_first(room: Room, session: Session) -> None:
    person(session)
    page = room.show(RosterPage)
    press(page, "remove_person")
    assert len(roster.people(session)) == 1 and "Nu se poate reveni" in words(page)
    press(page, "remove_sure")
    assert roster.people(session) == ()
    room.close()
    person(session)
    as_role(session, "worker")
    page = room.show(RosterPage)
    assert not page.findChild(QAbstractButton, "remove_person").isVisible()


def test_from_a_team_there_is_a_way_back(room: Room, session: Session) -> None:
    person(session)
    page = room.show(RosterPage, record="a" * 32)
    press(page, "back")
    assert room.went == [("team", {"record": "a" * 32, "view": "crew"})]


def test_nothing_is_cut_where_it_is_narrow(room: Room, session: Session) -> None:
    person(session, phones__a__number="0236 23 456", **working())
    page = room.show(RosterPage, size=(704, 560))
    area = page.findChild(QScrollArea)
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    table: Any = page.findChild(Table)
    assert table.isColumnHidden(5) and not table.isColumnHidden(1) and not table.isColumnHidden(2)
