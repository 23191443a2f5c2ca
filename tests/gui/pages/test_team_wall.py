"""The hours across the room: large, of one team or of all in turn, and nothing on it names anybody."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.gui.pages.team_wall import BigFigure, TeamWallPage
from desktop.services import cases, team, team_people, team_writing
from desktop.services.session import Session
from desktop.services.team_people import Note
from tests.conftest import FixedClock
from tests.gui.pages.case_room import FIRST_NAME, SURNAME, Room, log_of, new_team, press, settle, words


def calm(session: Session, hours: float = 20) -> tuple[str, str]:
    """A team whose first hours are done, so that a window of care is next."""
    case, record = new_team(session, hours=hours, reported=0.1)
    for view in team.board(session, record).steps:
        if any(clock.kind == "duty" for clock in view.clocks):
            team.set_step(session, record, view.step.id, "facut", late_reason="alt")
    return case, record


def key(page: QWidget, pressed: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, pressed)
    settle()


def test_what_is_next_and_how_long_stands_in_one_figure(room: Room, session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session, hours=41, reported=5)
    page = room.show(TeamWallPage, record=record)
    figure = page.findChild(BigFigure)
    assert figure.text() == "4 h 45 min" and "depășit cu" in words(page) and "motivul se scrie" in words(page)
    clock.advance(minutes=15)
    page.timer.timeout.emit()
    settle()
    assert figure.text() == "5 h" and not page.grab().isNull()


def test_no_name_no_telephone_and_no_code_stand_on_it(room: Room, session: Session) -> None:
    case, record = new_team(session, hours=41, reported=5)
    team_people.note(session, record, Note("MED", "answered", name="dr. Inventat", phone="0236 23 456"))
    code = cases.read_case(session, case).row.code
    page = room.show(TeamWallPage, record=record)
    told = words(page)
    assert not [word for word in (code, SURNAME, FIRST_NAME, "dr. Inventat", "23 456") if word in told]
    key(page, Qt.Key.Key_C)
    assert code in words(page)
    key(page, Qt.Key.Key_C)
    assert code not in words(page)


def test_which_care_it_is_stands_there_only_when_it_is_asked_for(room: Room, session: Session) -> None:
    _case, record = calm(session)
    page = room.show(TeamWallPage, record=record)
    title = page.findChild(QLabel, "wall_title")
    assert "îngrijire medicală" in title.text() and "HIV" not in words(page)
    press(page, "wall_show_care")
    assert "HIV" in words(page)


def test_all_running_teams_come_in_turn_and_what_was_asked_of_one_is_not_shown_of_the_next(
    room: Room, session: Session
) -> None:
    first, second = new_team(session, hours=41, reported=5), new_team(session, hours=10, reported=2)
    ended = new_team(session, hours=90, reported=80)
    team_writing.put(session, ended[1], {"outcome": "inchis"})
    page = room.show(TeamWallPage)
    figure = page.findChild(BigFigure)
    assert "Echipa 1 din 2" in words(page) and figure.text() == "4 h 45 min"
    press(page, "wall_show_code")
    page.turn.timeout.emit()
    settle()
    assert "Echipa 2 din 2" in words(page) and figure.text() == "1 h 45 min"
    codes = [cases.read_case(session, case).row.code for case, _record in (first, second)]
    assert not [code for code in codes if code in words(page)]
    key(page, Qt.Key.Key_Left)
    assert "Echipa 1 din 2" in words(page)


def test_who_looks_at_a_team_there_is_written_down_once(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    new_team(session)
    before = len(log_of(session, "opened"))
    page = room.show(TeamWallPage, record=record)
    for _time in range(3):
        page.timer.timeout.emit()
    assert len(log_of(session, "opened")) == before + 1


def test_esc_leaves_to_where_it_was_opened(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamWallPage, record=record)
    key(page, Qt.Key.Key_Escape)
    assert room.went == [("team", {"record": record})]
    room.arrive()
    key(page, Qt.Key.Key_Escape)
    assert room.went[-1] == ("teams", {})


def test_without_a_team_it_says_so(room: Room) -> None:
    page = room.show(TeamWallPage)
    assert "Nicio echipă" in words(page)


def test_it_stops_when_the_page_is_left(room: Room, session: Session) -> None:
    new_team(session)
    new_team(session)
    page = room.show(TeamWallPage)
    assert page.timer.isActive() and page.turn.isActive()
    page.leave()
    assert not page.timer.isActive() and not page.turn.isActive()
