"""An opened step and what stands over all steps: whose turn, what it fills and sends, notes, what is next, doubts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from db import records
from desktop.gui.pages.step_row import StepRow
from desktop.gui.pages.team import TeamPage
from desktop.gui.widgets import Choice, Segment
from desktop.services import team_people
from desktop.services.session import Session
from desktop.services.team_people import Note
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, minute, new_team, press, put, settle, words


def opened(room: Room, record: str, step: str) -> tuple[QWidget, StepRow]:
    page = room.show(TeamPage, record=record, step=step)
    row = page.findChild(StepRow, f"step_{step}")
    assert row is not None
    return page, row


def answer(session: Session, record: str, path: str) -> Any:
    found = records.get(session.conn, record)
    assert found is not None
    return found.body.get(path)


def tick(row: StepRow, state: str) -> None:
    segment = row.findChild(Segment)
    assert segment is not None
    button = segment.button(state)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    settle()


# --- an opened step ---------------------------------------------------------------------------------------------------


def test_it_says_whose_turn_it_is_with_person_and_telephone(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    team_people.note(session, record, Note("MED", "answered", name="dr. Inventat", phone="0236 23 456"))
    _page, row = opened(room, record, "9")
    turn = row.findChild(QLabel, "turn")
    assert turn is not None and turn.text() == "MED · Instituție medicală · dr. Inventat · 0236 23 456"
    _page, first = opened(room, record, "1")
    shown = first.findChild(QLabel, "turn")
    assert shown is not None and shown.text().startswith("cine a fost primul: SOC · Asistență socială")


def test_the_consent_that_it_needs_is_named_and_one_press_away(room: Room, session: Session) -> None:
    case, record = new_team(session)
    _page, row = opened(room, record, "9")
    assert "Pasul cere acordul ei pentru servicii: nu este încă." in words(row)
    press(row, "ask_consent")
    assert room.went[-1] == ("case", {"case": case, "view": "consents"})


def test_its_sheet_its_paper_and_its_guidance_open_from_it(room: Room, session: Session) -> None:
    case, record = new_team(session)
    page, row = opened(room, record, "9")
    press(row, "send_paper")
    assert room.went[-1] == ("team", {"record": record, "view": "papers", "step": "9"})
    press(row, "guide_medical_care")
    assert room.went[-1] == ("guide", {"topic": "medical_care"})
    page.arrive(record=record, step="17")  # type: ignore[attr-defined]
    settle()
    risk = page.findChild(StepRow, "step_17")
    assert risk is not None
    press(risk, "fill_form")
    assert room.went[-1] == ("form", {"form": "risk", "case": case, "record": None})


def test_an_existing_sheet_is_opened_and_not_begun_again(room: Room, session: Session) -> None:
    case, record = new_team(session)
    sheet = put(session, case, "risk", {"q1": True})
    _page, row = opened(room, record, "17")
    press(row, "fill_form")
    assert room.went[-1] == ("form", {"form": "risk", "case": case, "record": sheet})


def test_who_by_which_document_and_a_note_are_kept_as_the_person_goes_on(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    _page, row = opened(room, record, "9")
    tick(row, "facut")
    for name in ("by", "doc_type"):
        choice = row.findChild(Choice, name)
        assert choice is not None
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Down)
        settle()
        assert answer(session, record, f"steps/9/{name}") == choice.value() != ""
    number, note = row.findChild(QLineEdit, "doc"), row.findChild(QPlainTextEdit, "note")
    assert number is not None and note is not None
    number.setFocus()
    QTest.keyClicks(number, "12/A")
    note.setFocus()
    settle()
    assert answer(session, record, "steps/9/doc") == "12/A"
    note.setPlainText("medicul revine mâine")
    row.title().setFocus()
    settle()
    assert answer(session, record, "steps/9/note") == "medicul revine mâine"


def test_a_note_is_kept_when_the_page_is_left_in_the_middle_of_it(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page, row = opened(room, record, "9")
    note = row.findChild(QPlainTextEdit, "note")
    assert note is not None
    note.setFocus()
    note.setPlainText("pe jumătate")
    page.leave()  # type: ignore[attr-defined]
    assert answer(session, record, "steps/9/note") == "pe jumătate"


def test_time_that_goes_on_takes_no_letter_of_a_note(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    page, row = opened(room, record, "9")
    note = row.findChild(QPlainTextEdit, "note")
    assert note is not None
    note.setFocus()
    note.setPlainText("încă scriu")
    clock.advance(minutes=40)
    page.timer.timeout.emit()  # type: ignore[attr-defined]
    settle()
    assert note.toPlainText() == "încă scriu" and QApplication.focusWidget() is note


def test_the_day_alone_is_enough_for_when_it_was_done(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    _page, row = opened(room, record, "10")
    tick(row, "facut")
    press(row, "change_time")
    time = row.findChild(QLineEdit, "time")
    assert time is not None
    time.setText("24.11.2026")
    press(row, "save")
    assert answer(session, record, "steps/10/done_dt") == "2026-11-24"


def test_an_hour_that_cannot_be_is_refused_in_its_place_and_stays_typed(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    _page, row = opened(room, record, "10")
    tick(row, "facut")
    press(row, "change_time")
    time = row.findChild(QLineEdit, "time")
    assert time is not None
    time.setText("31.02.2026 10:00")
    press(row, "save")
    assert time.isVisible() and time.text() == "31.02.2026 10:00"
    assert answer(session, record, "steps/10/done_dt") == minute(session.now())


# --- what is next -----------------------------------------------------------------------------------------------------


def test_what_is_next_stands_on_top_with_its_time_and_the_nearest_window(
    room: Room, session: Session, clock: FixedClock
) -> None:
    _case, record = new_team(session, hours=41, reported=5)
    page = room.show(TeamPage, record=record)
    strip = page.findChild(QWidget, "next_strip")
    figure, window = strip.findChild(QLabel, "next_figure"), strip.findChild(QLabel, "window_figure")
    assert (figure.text(), figure.property("tone")) == ("4 h 45 min", "danger")
    assert window.text() == "31 h" and "depășit cu" in words(strip) and "motivul se scrie" in words(strip)
    clock.advance(minutes=30)
    page.timer.timeout.emit()
    settle()
    assert figure.text() == "5 h 15 min" and window.text() == "30 h 30 min"
    press(page, "open_next")
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName() == "title_7"


def test_the_large_view_is_one_press_away(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    press(page, "wall")
    assert room.went == [("team_wall", {"record": record})]


# --- doubts -----------------------------------------------------------------------------------------------------------


def moved(session: Session) -> tuple[str, str]:
    """A team that counts from 08:30 yesterday, and whose incident sheet says 06:00 today; (team, incident)."""
    case, record = new_team(session, hours=30, reported=3)
    incident = records.of_form(session.conn, "incident", case)[0].id
    put(session, case, "incident", {"inc_dt": minute(session.now().replace(hour=6, minute=0))}, incident)
    return record, incident


def test_a_sheet_that_tells_another_hour_is_asked_about_and_taken_over(room: Room, session: Session) -> None:
    record, incident = moved(session)
    page = room.show(TeamPage, record=record)
    asked = page.findChild(QWidget, "doubt_incident-changed")
    focus = QApplication.focusWidget()
    assert asked is not None and focus is not None and asked.isAncestorOf(focus), "the question has the focus"
    press(asked, "way_take")
    assert answer(session, record, "t0") == answer(session, incident, "inc_dt")
    assert page.findChild(QWidget, "doubt_incident-changed") is None
    assert QApplication.focusWidget() is page.findChild(QWidget, "open_next"), "what is next has the focus"


def test_a_wrong_hour_is_corrected_in_place_and_in_its_sheet(room: Room, session: Session) -> None:
    record, incident = moved(session)
    page = room.show(TeamPage, record=record)
    press(page.findChild(QWidget, "doubt_incident-changed"), "way_incident")
    day, hour = page.findChild(QWidget, "correct_incident").findChildren(QLineEdit)
    assert day.text() == "24.11.2026" and hour.text() == "06:00"
    hour.setText("05:00")
    press(page, "save_correct")
    right = minute(session.now().replace(hour=5, minute=0))
    assert answer(session, record, "t0") == right and answer(session, incident, "inc_dt") == right
    assert page.findChild(QWidget, "doubt_incident-changed") is None


def test_an_hour_that_cannot_be_is_not_corrected_and_says_so(room: Room, session: Session) -> None:
    record, incident = moved(session)
    page = room.show(TeamPage, record=record)
    before = answer(session, incident, "inc_dt")
    press(page.findChild(QWidget, "doubt_incident-changed"), "way_incident")
    box = page.findChild(QWidget, "correct_incident")
    box.findChildren(QLineEdit)[0].setText("32.13.2026")
    press(page, "save_correct")
    assert box.isVisible() and answer(session, incident, "inc_dt") == before
    press(page, "drop_correct")
    assert not box.isVisible()


def test_a_clock_that_was_set_back_is_asked_about_and_confirmed(
    room: Room, session: Session, clock: FixedClock
) -> None:
    _case, record = new_team(session)
    clock.advance(hours=-1)
    page = room.show(TeamPage, record=record)
    asked = page.findChild(QWidget, "doubt_clock-back")
    assert asked is not None and "Ceasul calculatorului" in words(asked)
    press(asked, "way_sure")
    room.arrive(record=record)
    assert page.findChild(QWidget, "doubt_clock-back") is None
