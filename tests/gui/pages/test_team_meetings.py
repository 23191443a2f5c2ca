"""Meetings and follow-up in the window: by the keyboard, each act saved, each refusal said where it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.gui.pages.case import CasePage
from desktop.gui.pages.opinions import OpinionsPage
from desktop.gui.pages.team import TeamPage
from desktop.services import opinions, team, team_end, team_followup, team_meetings
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, minute, new_team, office, press, put, settle, words

WHAT = "Se cere ordonanța de protecție"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = office(tmp_path, clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def room(session: Session, qapp: object) -> Iterator[Room]:
    made = Room(session)
    yield made
    made.close()


def shown(room: Room, record: str, view: str) -> Any:
    return room.show(TeamPage, record=record, view=view)


def type_into(page: QWidget, name: str, text: str) -> None:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    field = found if isinstance(found, QLineEdit) else found.findChild(QLineEdit)
    assert field is not None, name
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    settle()


def choose(page: QWidget, name: str, code: str) -> None:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    box = found if isinstance(found, QComboBox) else found.findChild(QComboBox)
    assert box is not None, name
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())
    settle()


def held(session: Session, record: str, *, until: int = 2) -> tuple[str, str]:
    meeting = team_meetings.hold(session, record)
    day = (session.now().date() + timedelta(days=until)).isoformat()
    return meeting, team_meetings.decide(session, meeting, WHAT, "POL", day)


# --- meetings ---------------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_by_the_keyboard(room: Room) -> None:
    _case, record = new_team(room.session)
    page = shown(room, record, "meetings")
    assert "Nicio ședință nu este planificată" in words(page)
    press(page, "plan_meeting")
    card = page.findChild(QWidget, "plan")
    start = card.findChild(QWidget, "plan_start").findChildren(QLineEdit)
    for field, text in zip(start, ("26.11.2026", "10:00"), strict=False):
        field.setFocus()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)
    press(page, "plan_save")
    (ahead,) = team_meetings.meetings(room.session, record).ahead
    assert ahead.at is not None and minute(ahead.at).startswith("2026-11-26T10:00")
    assert page.findChild(QWidget, "plan") is None or not page.findChild(QWidget, "plan").isVisible()


def test_what_cannot_be_planned_is_said_in_the_card_and_nothing_is_lost(room: Room) -> None:
    _case, record = new_team(room.session)
    page = shown(room, record, "meetings")
    press(page, "plan_meeting")
    type_into(page, "plan_place", "Sala 4")
    press(page, "plan_save")
    assert page.findChild(QWidget, "plan_said").isVisible()
    field = page.findChild(QWidget, "plan_place").findChild(QLineEdit)
    assert field is not None and field.text() == "Sala 4"
    assert not team_meetings.meetings(room.session, record).ahead


def test_writing_the_minutes_opens_their_sheet(room: Room) -> None:
    case, record = new_team(room.session)
    page = shown(room, record, "meetings")
    press(page, "hold_now")
    (meeting,) = team_meetings.meetings(room.session, record).held
    assert room.went[-1] == ("form", {"form": "meeting", "case": case, "record": meeting.record})


def test_a_decision_is_ticked_with_one_press_and_taken_back_with_one(room: Room) -> None:
    _case, record = new_team(room.session)
    _meeting, row = held(room.session, record)
    page = shown(room, record, "meetings")
    assert WHAT in words(page)
    press(page, f"done_{row}")
    assert not team_meetings.meetings(room.session, record).tasks
    press(page, f"back_{row}")
    assert len(team_meetings.meetings(room.session, record).tasks) == 1


@pytest.mark.parametrize(("deed", "until"), [("refused", 2), ("done", -1)])
def test_refused_and_late_ask_why_before_anything_is_written(room: Room, deed: str, until: int) -> None:
    _case, record = new_team(room.session)
    _meeting, row = held(room.session, record, until=until)
    page = shown(room, record, "meetings")
    press(page, f"{deed}_{row}")
    press(page, "why_save")
    assert len(team_meetings.meetings(room.session, record).tasks) == 1, "no reason, no tick"
    choose(page, "why", "distanta")
    press(page, "why_save")
    (task,) = team_meetings.meetings(room.session, record).settled
    assert "distanta" in (task.decision.reason, task.decision.late_reason)


def test_the_step_is_ticked_only_when_somebody_says_yes(room: Room) -> None:
    _case, record = new_team(room.session)
    held(room.session, record)
    page = shown(room, record, "meetings")
    banner = page.findChild(QWidget, "tick_step")
    assert banner is not None and banner.isVisible()
    state = next(one.state.state for one in team.board(room.session, record).steps if one.step.id == "24")
    assert state == "de_facut"
    banner.pressed.emit()
    settle()
    state = next(one.state.state for one in team.board(room.session, record).steps if one.step.id == "24")
    assert state == "facut"


def test_a_paper_is_printed_for_each_reader_and_noted(room: Room) -> None:
    _case, record = new_team(room.session)
    held(room.session, record)
    page = shown(room, record, "meetings")
    (meeting,) = team_meetings.meetings(room.session, record).held
    press(page, f"print_{meeting.record}")
    names = {one.objectName() for one in page.findChildren(QWidget) if one.objectName().startswith("print_for_")}
    assert names == {"print_for_file", "print_for_POL"}


def test_a_decision_is_added_without_leaving_the_page(room: Room) -> None:
    _case, record = new_team(room.session)
    team_meetings.hold(room.session, record)
    page = shown(room, record, "meetings")
    press(page, "add_decision")
    press(page, "decide_save")
    assert page.findChild(QWidget, "decide_said").isVisible()
    type_into(page, "decide_what", "Se suna la spital")
    choose(page, "decide_group", "POL")
    type_into(page, "decide_until", "27.11.2026")
    press(page, "decide_save")
    (task,) = team_meetings.meetings(room.session, record).tasks
    assert (task.decision.what, task.decision.until) == ("Se suna la spital", "2026-11-27")


def test_a_meeting_leads_to_the_page_of_its_team(room: Room) -> None:
    _case, record = new_team(room.session)
    meeting, _row = held(room.session, record)
    page = room.show(TeamPage, record=meeting)
    assert WHAT in words(page)


def test_a_decision_that_is_being_typed_waits_until_one_comes_back_to_its_team(room: Room) -> None:
    _case, record = new_team(room.session)
    _other, elsewhere = new_team(room.session)
    team_meetings.hold(room.session, record)
    page = shown(room, record, "meetings")
    press(page, "add_decision")
    type_into(page, "decide_what", "Se suna la spital")
    page.leave()
    page.arrive(record=record, view="meetings")
    settle()
    assert page.findChild(QWidget, "decide_what").findChild(QLineEdit).text() == "Se suna la spital"
    page.leave()
    page.arrive(record=elsewhere, view="meetings")
    settle()
    card = page.findChild(QWidget, "decide")
    assert card is None or not card.isVisible(), "nothing of one case is seen in another"


def test_an_open_question_survives_the_clock_of_the_page(room: Room) -> None:
    _case, record = new_team(room.session)
    page = shown(room, record, "meetings")
    press(page, "plan_meeting")
    type_into(page, "plan_place", "Sala 4")
    page.refresh()
    settle()
    field = page.findChild(QWidget, "plan_place").findChild(QLineEdit)
    assert field.text() == "Sala 4" and field.isVisible()


# --- follow-up --------------------------------------------------------------------------------------------------------


def first(session: Session, record: str) -> team_followup.Item:
    return team_followup.followups(session, record).items[0]


def name(item: team_followup.Item) -> str:
    return f"{item.check.step}_{item.check.clock}_{item.check.no}"


def test_a_check_is_told_of_and_the_next_one_is_the_main_button(room: Room) -> None:
    _case, record = new_team(room.session)
    page = shown(room, record, "after")
    press(page, f"done_{name(first(room.session, record))}")
    choose(page, "check_reached", "la_oficiu")
    press(page, "check_save")
    item = first(room.session, record)
    assert item.state == team_followup.DONE and item.answers["reached"] == "la_oficiu"


def test_why_it_did_not_take_place_is_asked(room: Room, clock: FixedClock) -> None:
    _case, record = new_team(room.session)
    clock.advance(days=20)
    page = shown(room, record, "after")
    item = first(room.session, record)
    press(page, f"missed_{name(item)}")
    assert not page.findChild(QWidget, "check_last_contact").isVisible()
    press(page, "check_save")
    assert first(room.session, record).state == team_followup.PASSED
    choose(page, "check_missed_reason", "contact_pierdut")
    assert page.findChild(QWidget, "check_last_contact").isVisible(), "since when is asked only of a lost contact"
    press(page, "check_save")
    assert first(room.session, record).state == team_followup.EXCUSED


def test_a_way_that_is_closed_is_refused_in_the_card(room: Room) -> None:
    _case, record = new_team(room.session)
    page = shown(room, record, "after")
    press(page, f"done_{name(first(room.session, record))}")
    choose(page, "check_reached", "apel")
    press(page, "check_save")
    assert page.findChild(QWidget, "check_said").isVisible()
    assert first(room.session, record).record is None


def test_a_higher_risk_leads_to_a_new_assessment(room: Room) -> None:
    case, record = new_team(room.session)
    page = shown(room, record, "after")
    press(page, f"done_{name(first(room.session, record))}")
    choose(page, "check_reached", "la_oficiu")
    choose(page, "check_risk_change", "a_crescut")
    press(page, "check_save")
    banner = page.findChild(QWidget, "risk_risen")
    assert banner is not None and banner.isVisible()
    banner.pressed.emit()
    assert room.went[-1] == ("form", {"form": "risk", "case": case, "record": None})


def test_an_appointment_begins_on_the_day_of_the_check(room: Room) -> None:
    case, record = new_team(room.session)
    page = shown(room, record, "after")
    item = first(room.session, record)
    press(page, f"appoint_{name(item)}")
    assert room.went[-1] == ("calendar", {"case": case, "day": item.planned_on})


def test_the_checks_of_an_ended_team_can_still_be_told(room: Room) -> None:
    _case, record = new_team(room.session)
    open_ = team_end.ending(room.session, record)
    said = {view.step.id: team_end.Said("imposibil", "distanta") for view in open_.duties}
    answers = team_end.Answers(said, retellings=1, sure=frozenset({team_end.WINDOWS}))
    team_end.end(room.session, record, "plan_comun", answers)
    page = shown(room, record, "after")
    press(page, f"done_{name(first(room.session, record))}")
    choose(page, "check_reached", "a_venit")
    press(page, "check_save")
    assert first(room.session, record).state == team_followup.DONE


# --- opinions ---------------------------------------------------------------------------------------------------------


def test_sheets_are_counted_and_a_wrong_sum_stays_on_the_screen(room: Room) -> None:
    page = room.show(OpinionsPage)
    press(page, "count")
    for question in opinions.QUESTIONS:
        page.findChild(QWidget, f"{question}_5").setValue(5)
    page.findChild(QWidget, "q3_5").setValue(4)
    press(page, "count_save")
    assert page.findChild(QWidget, "count_said").isVisible()
    assert page.findChild(QWidget, "q1_5").value() == 5 and opinions.show(room.session) == ()
    page.findChild(QWidget, "q3_none").setValue(1)
    press(page, "count_save")
    assert [one.sheets for one in opinions.show(room.session)] == [5, 5]
    assert "nu se arată" in words(page)


def test_shares_are_shown_of_ten(room: Room) -> None:
    for _time in range(2):
        opinions.put(room.session, "2026-Q3", 5, dict.fromkeys(opinions.QUESTIONS, (0, 0, 1, 1, 3, 0)))
    page = room.show(OpinionsPage)
    assert "80 %" in words(page) and "Am fost ascultată cu respect." in words(page)


def test_nobody_else_writes_there(room: Room) -> None:
    """A sheet of a meeting from another office stands on the page like any other."""
    case, record = new_team(room.session)
    put(room.session, case, "meeting", {"team_ref": record, "state": "tinuta", "start": minute(room.session.now())})
    page = shown(room, record, "meetings")
    assert "Ședințe ținute" in words(page)


# --- closing the case -------------------------------------------------------------------------------------------------


def test_what_is_missing_to_close_a_case_leads_to_the_end_of_its_team(room: Room) -> None:
    case, record = new_team(room.session)
    page = room.show(CasePage, case=case)
    press(page, "way_inchis")
    press(page, "lack_teams_ended")
    assert room.went[-1] == ("team_end", {"record": record})
