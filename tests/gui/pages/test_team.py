"""A running team: hours that are honest, ticks that ask only what is needed, mistakes that can be taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget

from db import records
from desktop.gui.pages.step_row import StepRow
from desktop.gui.pages.team import TeamPage
from desktop.gui.widgets import Choice, Count, FilterBar, Segment
from desktop.gui.widgets.time_band import TimeBand
from desktop.services import team, team_people, writing
from desktop.services.session import Session
from desktop.services.team_people import Note
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, minute, new_team, press, settle, words


def row(page: QWidget, step: str) -> StepRow:
    found = page.findChild(StepRow, f"step_{step}")
    assert found is not None, f"step {step} is folded away"
    return found


def tick(page: QWidget, step: str, state: str) -> None:
    """Press one of the four answers by the keyboard."""
    segment = row(page, step).findChild(Segment)
    assert segment is not None
    button = segment.button(state)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    settle()


def state(session: Session, record: str, step: str) -> tuple[object, object, object, object]:
    body = records.get(session.conn, record)
    assert body is not None
    return tuple(body.body.get(f"steps/{step}/{f}") for f in ("state", "done_dt", "reason", "late_reason"))  # type: ignore[return-value]


def test_a_step_in_time_is_done_with_one_press_and_stays_under_the_hand(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    tick(page, "10", "facut")
    assert state(session, record, "10")[:2] == ("facut", minute(session.now()))
    assert row(page, "10").isVisible()
    assert page.findChild(Count).text() == str(len(team.board(session, record).group("now")))
    assert "Făcut azi, 14:30" in words(row(page, "10"))
    assert room.said[-1] == ("Pasul 10: făcut.", False)


def test_when_the_page_is_opened_again_the_step_lies_among_those_done(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    tick(page, "10", "facut")
    room.arrive(record=record)
    assert page.findChild(StepRow, "step_10") is None or not row(page, "10").isVisible()
    room.arrive(record=record, step="10")
    assert row(page, "10").isVisible()


def test_a_wrong_tick_is_taken_back(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    tick(page, "10", "facut")
    press(row(page, "10"), "undo")
    assert state(session, record, "10") == ("de_facut", None, None, None)
    assert row(page, "10").findChild(Segment).value() is None  # type: ignore[union-attr]


def test_refused_asks_why_in_its_place_and_writes_nothing_before(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    tick(page, "10", "refuzat_de")
    assert state(session, record, "10")[0] is None
    reason = row(page, "10").findChild(Choice, "reason")
    assert reason is not None and QApplication.focusWidget() is reason
    press(row(page, "10"), "save")
    assert state(session, record, "10")[0] is None
    assert "Alegeți un motiv" in row(page, "10").findChild(QLabel, "problem").text()  # type: ignore[union-attr]
    reason.set_value("teama")
    press(row(page, "10"), "save")
    said, at, why, late = state(session, record, "10")
    assert (said, why, late) == ("refuzat_de", "teama", None)
    assert at == session.now().isoformat(timespec="minutes"), "an offer that was declined has its hour"


def test_taking_a_refusal_back_before_it_is_written_changes_nothing(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    before = len(records.revisions(session.conn, record))
    tick(page, "10", "imposibil")
    press(row(page, "10"), "drop")
    assert len(records.revisions(session.conn, record)) == before
    assert row(page, "10").findChild(Segment).value() is None  # type: ignore[union-attr]


def test_a_missed_duty_asks_for_the_reason_and_the_true_hour(room: Room, session: Session) -> None:
    _case, record = new_team(session, reported=5)
    page = room.show(TeamPage, record=record)
    assert "depășit cu 3 h · motivul se scrie" in words(row(page, "9"))
    tick(page, "9", "facut")
    assert state(session, record, "9")[0] is None
    row(page, "9").findChild(Choice, "reason").set_value("distanta")  # type: ignore[union-attr]
    row(page, "9").findChild(QLineEdit, "time").setText("13:05")  # type: ignore[union-attr]
    press(row(page, "9"), "save")
    done = minute(session.now().replace(hour=13, minute=5))
    assert state(session, record, "9") == ("facut", done, None, "distanta")


def test_the_hour_of_a_done_step_can_be_changed(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    tick(page, "10", "facut")
    press(row(page, "10"), "change_time")
    time = row(page, "10").findChild(QLineEdit, "time")
    assert time is not None and time.text() == "24.11.2026 14:30"
    time.setText("ieri seară")
    press(row(page, "10"), "save")
    assert "Scrieți ziua și ora" in row(page, "10").findChild(QLabel, "problem").text()  # type: ignore[union-attr]
    time.setText("24.11.2026 11.15")
    press(row(page, "10"), "save")
    assert state(session, record, "10")[1] == minute(session.now().replace(hour=11, minute=15))


def test_a_window_that_has_passed_stays_and_says_what_to_do(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=80)
    page = room.show(TeamPage, record=record)
    assert "Fereastra recomandată a trecut. Trimiteți oricum la medic." in words(row(page, "10"))
    assert all(button.isEnabled() for button in row(page, "10").findChild(Segment).findChildren(QWidget))  # type: ignore[union-attr]
    tick(page, "10", "facut")
    assert state(session, record, "10")[0] == "facut"  # a window is nobody's failure: no reason is asked


def test_only_the_day_is_known_and_the_page_says_so(room: Room, session: Session) -> None:
    _case, record = new_team(session, happened="2026-11-23")
    page = room.show(TeamPage, record=record)
    assert "cel mai devreme joi, 00:00: se știe numai ziua" in words(row(page, "10"))
    band = page.findChild(TimeBand)
    assert band.isVisible() and "ora nu se știe" in band.accessibleDescription()
    assert "cel mult +38 h 30 min" in band.accessibleDescription()


@pytest.mark.parametrize("happened", ["2026-11", "2026", {"none": "unknown"}])
def test_without_the_day_nothing_is_counted_and_care_is_as_soon_as_possible(
    room: Room, session: Session, happened: object
) -> None:
    _case, record = new_team(session, happened=happened)
    page = room.show(TeamPage, record=record)
    assert not page.findChild(TimeBand).isVisible()
    assert page.findChild(QWidget, "no_hours").isVisible()
    assert "cât mai curând" in words(row(page, "10"))
    assert "mai sunt" not in words(row(page, "10"))


def test_the_band_is_told_to_those_who_do_not_see_it(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=41)
    band = room.show(TeamPage, record=record).findChild(TimeBand)
    told = band.accessibleDescription()
    assert "acum 14:30 · +41 h" in told
    assert "Fereastra de 72 h: mai sunt 31 h · până mâine, 21:30" in told
    assert not band.grab().isNull()


def test_time_goes_on_without_taking_the_focus_or_what_is_being_asked(
    room: Room, session: Session, clock: FixedClock
) -> None:
    _case, record = new_team(session, hours=41)
    page = room.show(TeamPage, record=record)
    tick(page, "10", "refuzat_de")
    reason = row(page, "10").findChild(Choice, "reason")
    assert reason is not None
    reason.set_value("teama")
    clock.advance(minutes=30)
    page.timer.timeout.emit()
    settle()
    assert QApplication.focusWidget() is reason and reason.value() == "teama"
    assert "mai sunt 30 h 30 min" in words(row(page, "13"))


def test_a_deadline_that_is_only_a_proposal_says_so_and_names_its_source(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    assert "termen propus" in words(row(page, "9")) and "Propunere a proiectului" in words(row(page, "9"))
    assert "termen propus" not in words(row(page, "13"))


def test_what_nobody_has_said_is_marked_and_not_hidden(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    assert "dacă se aplică" in words(row(page, "23"))
    assert "cereți acordul" in words(row(page, "9"))


def test_the_help_of_a_step_opens_with_the_keyboard(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    title = row(page, "9").title()
    title.setFocus()
    QTest.keyClick(title, Qt.Key.Key_Space)
    settle()
    assert "Îngrijirea nu depinde de plângere." in words(row(page, "9"))
    press(row(page, "9"), "begin")
    assert state(session, record, "9")[0] == "in_lucru"


def test_a_call_is_noted_in_its_place(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    press(page, "institution_MED")
    panel = page.findChild(QWidget, "call")
    panel.findChild(QLineEdit, "name").setText("dr. Inventat")
    panel.findChild(QLineEdit, "phone").setText("12")
    panel.findChild(FilterBar, "result").set_value({"no_answer"})
    press(page, "save_call")
    assert "număr de telefon" in panel.findChild(QLabel, "problem").text()
    assert not [m for m in team.board(session, record).members if m.group == "MED"]
    panel.findChild(QLineEdit, "phone").setText("0236 23 456")
    press(page, "save_call")
    assert not panel.isVisible()
    assert "Nu răspunde, 14:30" in words(page) and "dr. Inventat" in words(page) and "0236 23 456" in words(page)


def test_the_latest_thing_counts_for_an_institution(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    team_people.note(session, record, Note("POL", "no_answer", name="insp. Inventat"))
    clock.advance(minutes=5)
    team_people.note(session, record, Note("POL", "answered"))
    clock.advance(minutes=5)
    team_people.note(session, record, Note("POL", "arrived"))
    page = room.show(TeamPage, record=record)
    assert "Sosit, 14:40" in words(page) and "insp. Inventat" in words(page)
    assert "Prezent" in words(page)  # the office itself took the report


def test_retellings_are_counted_and_a_mistake_is_taken_back(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    often = page.findChild(QLabel, "retellings")
    seen = []
    for _time in range(3):
        press(page, "told_more")
        seen.append((often.text(), often.property("tone")))
    assert seen == [("o dată", ""), ("de 2 ori", "soon"), ("de 3 ori", "danger")]
    press(page, "told_less")
    assert team.board(session, record).retellings == 2


def test_two_computers_ticked_the_same_step_and_nothing_is_lost(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    team.set_step(session, record, "10", "facut")
    twin = records.revisions(session.conn, record)[-1]
    rival = {"steps/10/state": "refuzat_de", "steps/10/reason": "teama"}
    other = twin._replace(id="f" * 32, time=twin.time + 1, worker="e" * 32, sets=rival)
    form = session.library.definitions.form("team")
    with session.vault.write(session.now()) as conn:
        records.add_revision(conn, other)
        writing.refresh(session, conn, form, records.revisions(conn, record))
    page = room.show(TeamPage, record=record)
    assert page.findChild(QWidget, "conflict").isVisible()
    assert "are valori diferite" in words(page.findChild(QWidget, "conflict"))
    # Two words for one step, and two for the hour and the reason that only one of them wrote: all of them live.
    assert team.board(session, record).conflicts >= 1


def test_the_sheet_and_the_paper_are_one_press_away(room: Room, session: Session) -> None:
    case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    for name in ("print", "whole_sheet", "back"):
        press(page, name)
    assert room.went == [
        ("team", {"record": record, "view": "papers", "part": "sheet"}),
        ("form", {"form": "team", "case": case, "record": record}),
        ("case", {"case": case}),
    ]


def test_a_team_that_is_not_there_leads_back_to_the_list(room: Room, session: Session) -> None:
    room.show(TeamPage, record="0" * 32)
    assert room.went == [("teams", {})] and room.said[0][1]


def test_nothing_is_cut_where_it_is_narrow(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, size=(704, 560), record=record)
    area = page.findChild(QScrollArea)
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_the_step_that_was_asked_for_has_the_focus_and_its_help(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record, step="25")
    assert QApplication.focusWidget() is row(page, "25").title()
    assert "Scrieți obiectivele ei" in words(row(page, "25"))


def test_steps_below_the_view_come_after_it_in_the_order_of_the_keyboard(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamPage, record=record)
    board = team.board(session, record)
    wanted = [f"title_{view.step.id}" for view in board.group("now")]
    assert len(wanted) > 8, "more than fill the view"
    start = page.findChild(QWidget, wanted[0])
    chain, at = [], start
    while True:
        if at.objectName() in wanted:
            chain.append(at.objectName())
        at = at.nextInFocusChain()
        if at is start:
            break
    assert chain == wanted
    settle()
    tops = [page.findChild(QWidget, name).mapTo(page, QPoint(0, 0)).y() for name in wanted]
    assert tops == sorted(tops)


def test_a_step_that_was_asked_for_does_not_wait_for_the_others(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    last = team.board(session, record).group("now")[-1].step.id
    page = room.show(TeamPage, record=record)
    page.arrive(record=record, step=last)  # and nothing has settled yet
    assert page.focusWidget() is page.findChild(QWidget, f"title_{last}")
