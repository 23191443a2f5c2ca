"""The people of a team in the window: calls by the keyboard alone, ties asked in their place, substitutes proposed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget

from db import records
from desktop.gui.pages.team import TeamPage
from desktop.gui.widgets import Choice, FilterBar
from desktop.services import team, team_people
from desktop.services.session import Session
from desktop.services.team_people import Note
from tests.conftest import FixedClock
from tests.desktop.services.test_roster import person, working
from tests.gui.pages.case_room import Room, new_team, press, put, settle, words

AGGRESSOR = "Grosu Andrei"


def crew(room: Room, record: str, **how: Any) -> QWidget:
    page: QWidget = room.show(TeamPage, record=record, view="crew", **how)
    return page


def seat(page: QWidget, group: str) -> QWidget:
    found = page.findChild(QWidget, f"seat_{group}")
    assert found is not None
    return found


def panel(page: QWidget) -> QWidget:
    return next(one for one in page.findChildren(QWidget, "call") if one.isVisibleTo(page))


def fill(page: QWidget, name: str, text: str, inside: str = "call") -> None:
    box = panel(page) if inside == "call" else page.findChild(QWidget, inside)
    box.findChild(QLineEdit, name).setText(text)


def result(page: QWidget, code: str) -> None:
    pill = panel(page).findChild(FilterBar, "result").pill(code)
    pill.setFocus()
    QTest.keyClick(pill, Qt.Key.Key_Space)
    settle()


def members(session: Session, record: str, group: str = "POL") -> list[Any]:
    return [one for one in team.board(session, record).members if one.group == group]


def test_without_a_roster_the_page_says_what_it_would_do(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = crew(room, record)
    assert "Lista oamenilor din instituții este goală" in words(page)
    press(page, "open_roster")
    assert room.went[-1] == ("roster", {})


def test_who_is_on_duty_is_called_with_a_few_keys(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    on = person(session, phones__a__number="0236 23 456", **working())
    page = crew(room, record)
    told = words(seat(page, "POL"))
    assert "De sunat acum" in told and "0236 23 456" in told and "de gardă până azi, 17:00" in told
    press(page, "call_POL")
    result(page, "answered")
    press(page, "save_call")
    (one,) = members(session, record)
    assert (one.person, one.phone, one.state()[0]) == (on, "+37323623456", "answered")
    assert room.said[-1] == ("POL: apelul este notat.", False)
    assert "A răspuns, 14:30" in words(seat(page, "POL"))


def test_no_answer_and_the_substitute_is_one_key_away(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    second = person(session, name="Doi Inventat")
    first = person(session, name="Unu Inventat", substitute=second, **working())
    team_people.note(session, record, Note("POL", "no_answer", person=first))
    page = crew(room, record)
    told = words(seat(page, "POL"))
    assert "Înlocuitor de sunat acum" in told and "Doi Inventat" in told and "Nu răspunde, 14:30" in told
    press(page, "call_POL")
    result(page, "no_answer")
    press(page, "save_call")
    assert {one.person for one in members(session, record)} == {first, second}
    assert "Toți cei din listă au fost deja sunați" in words(seat(page, "POL"))
    assert "112" in words(seat(page, "POL"))


def test_each_attempt_stands_on_the_page(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    for _attempt in range(3):
        team_people.note(session, record, Note("MED", "no_answer", name="Medic Inventat"))
        clock.advance(minutes=10)
    told = words(seat(crew(room, record), "MED"))
    assert "Nu răspunde, 14:50 (3 apeluri)" in told
    assert all(f"azi, 14:{minute}" in told for minute in (30, 40, 50))


def test_arrivals_and_departures_are_one_press(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    team_people.note(session, record, Note("MED", "answered", name="Medic Inventat"))
    row = members(session, record, "MED")[0].row
    page = crew(room, record)
    clock.advance(minutes=20)
    press(page, f"arrived_{row}")
    assert members(session, record, "MED")[0].state()[0] == "arrived"
    clock.advance(minutes=30)
    press(page, f"left_{row}")
    assert members(session, record, "MED")[0].state()[0] == "left"


def test_a_hit_asks_in_its_place_and_writes_nothing_before(room: Room, session: Session) -> None:
    case, record = new_team(session)
    put(session, case, "aggressor", {"agg_name": AGGRESSOR})
    page = crew(room, record)
    press(page, "call_POL")
    fill(page, "name", "Андрей Гросу")
    result(page, "answered")
    press(page, "save_call")
    question = panel(page).findChild(QWidget, "question")
    assert question.isVisible() and not members(session, record)
    assert AGGRESSOR not in words(question)
    assert QApplication.focusWidget() is panel(page).findChild(QWidget, "no_tie")
    press(panel(page), "no_tie")
    (one,) = members(session, record)
    assert (one.conflict, one.state()[0]) == ("niciuna", "answered")


def test_somebody_with_a_tie_is_written_down_and_not_called(room: Room, session: Session) -> None:
    case, record = new_team(session)
    put(session, case, "aggressor", {"agg_name": AGGRESSOR})
    page = crew(room, record)
    press(page, "call_POL")
    fill(page, "name", "Andrei Grosu")
    result(page, "answered")
    press(page, "save_call")
    press(panel(page), "bar")  # nothing chosen yet
    assert not members(session, record)
    panel(page).findChild(Choice, "tie").set_value("aceeasi_persoana")
    press(panel(page), "bar")
    (one,) = members(session, record)
    assert one.is_barred and one.state()[0] == "to_call"
    assert "Nu se sună" in words(seat(page, "POL"))
    assert page.findChild(QWidget, f"again_{one.row}") is None


def test_the_hours_are_put_right_and_doubts_are_questions(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    team_people.note(session, record, Note("MED", "answered", name="Medic Inventat"))
    page = crew(room, record)
    row = members(session, record, "MED")[0].row
    press(page, f"hours_{row}")
    fill(page, "answered_at", "mâine", "hours")
    press(page, "save_hours")
    assert "Scrieți ziua și ora" in page.findChild(QLabel, "hours_problem").text()
    fill(page, "answered_at", "13:00", "hours")
    press(page, "save_hours")
    assert "înainte de a fi sunată" in page.findChild(QLabel, "hours_problem").text()
    press(page, "hours_sure")
    assert str(members(session, record, "MED")[0].answered).startswith("2026-11-24T13:00")
    press(page, f"hours_{row}")
    fill(page, "answered_at", "24.11.2026", "hours")
    press(page, "save_hours")
    assert members(session, record, "MED")[0].answered == "2026-11-24"


def test_the_coordinator_is_changed_in_place(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    chief = person(session, name="Coordonator Inventat")
    page = crew(room, record)
    press(page, "change_coordinator")
    page.findChild(Choice, "coordinator_choice").set_value(f"person:{chief}")
    press(page, "save_coordinator")
    assert team_people.coordinator(session, record).person == chief
    assert page.findChild(QLabel, "coordinator_told").text() == "Coordonator Inventat"


def test_a_person_with_a_tie_is_not_offered_as_coordinator(room: Room, session: Session) -> None:
    case, record = new_team(session)
    put(session, case, "aggressor", {"agg_name": AGGRESSOR})
    tied = person(session, name="Andrei Grosu")
    page = crew(room, record)
    press(page, "change_coordinator")
    assert page.findChild(Choice, "coordinator_choice").findData(f"person:{tied}") == -1


def test_the_companion_is_not_the_aggressor_and_that_is_asked_at_once(room: Room, session: Session) -> None:
    case, record = new_team(session)
    put(session, case, "aggressor", {"agg_name": AGGRESSOR})
    page = crew(room, record)
    press(page, "change_companion")
    choice = page.findChild(Choice, "companion_choice")
    choice.set_value("ruda")
    choice.activated.emit(choice.currentIndex())
    page.findChild(QLineEdit, "companion_name").setText("andrei grosu")
    before = len(records.revisions(session.conn, record))
    press(page, "save_companion")
    assert len(records.revisions(session.conn, record)) == before
    assert "Poate fi chiar persoana indicată ca agresor" in page.findChild(QLabel, "companion_problem").text()
    press(page, "sure_companion")
    assert team.board(session, record).answers["companion_name"] == "andrei grosu"


def test_the_form_asks_the_same_of_the_companion(session: Session) -> None:
    case, record = new_team(session)
    put(session, case, "aggressor", {"agg_name": AGGRESSOR})
    with pytest.raises(Exception, match="bad-value"):
        put(session, case, "team", {"companion": "ruda", "companion_name": "Андрей Гросу"}, record)


def test_a_panel_that_is_open_is_left_alone_as_time_goes_on(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    page = crew(room, record)
    press(page, "call_POL")
    fill(page, "name", "Insp. Inventat")
    clock.advance(minutes=30)
    page.timer.timeout.emit()  # type: ignore[attr-defined]
    settle()
    assert panel(page).findChild(QLineEdit, "name").text() == "Insp. Inventat"


def test_nobody_called_for_hours_is_said(room: Room, session: Session) -> None:
    _case, record = new_team(session, reported=3)
    assert "Nu a sunat nimeni de 3 h" in words(seat(crew(room, record), "MED"))


def test_the_list_for_the_field_is_one_press_away(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    person(session, **working())
    press(crew(room, record), "print_calls")
    assert room.went[-1] == ("roster", {"record": record})


def test_nothing_is_cut_where_it_is_narrow(room: Room, session: Session) -> None:
    case, record = new_team(session)
    put(session, case, "aggressor", {"agg_name": AGGRESSOR, "agg_workplace": "poliție"})
    person(session, name="Andrei Grosu", **working())
    page = crew(room, record, size=(704, 560))
    press(page, "call_POL")
    area = next(one for one in page.findChildren(QScrollArea) if one.isVisibleTo(page))
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_every_control_has_a_name_to_be_spoken(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    person(session, **working())
    team_people.note(session, record, Note("MED", "no_answer", name="Medic Inventat"))
    page = crew(room, record)
    press(page, "call_POL")
    view = page.findChild(QWidget, "crew")
    silent = [
        one.objectName()
        for one in view.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisibleTo(page) and not _spoken(one)
    ]
    assert silent == []


def _spoken(one: QWidget) -> str:
    return one.accessibleName() or (one.text() if hasattr(one, "text") else "") or one.objectName().startswith("qt_")
