"""The list of teams: missed duties on top, ended ones apart, and an empty list that teaches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.gui.pages.teams import TeamsPage
from desktop.gui.widgets import FilterBar, Table
from desktop.gui.widgets.table import CELL
from desktop.services import cases
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, new_team, put, words


def rows(table: Table) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(line, column).data(CELL).spoken() for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def end(session: Session, case: str, record: str) -> None:
    put(session, case, "team", {"outcome": "inchis"}, record)


def test_an_empty_list_teaches_how_a_team_begins(room: Room) -> None:
    page = room.show(TeamsPage)
    assert "deschideți cazul și apăsați „Pornește echipa”" in words(page)
    assert page.first_field() is None


def test_missed_duties_come_first_and_each_row_says_how_far_it_is(room: Room, session: Session) -> None:
    calm = new_team(session, hours=3, reported=0)
    late = new_team(session, hours=40, reported=30)
    page = room.show(TeamsPage)
    shown = rows(page.findChild(Table))
    assert [row[0].split(",")[0] for row in shown] == [
        cases.read_case(session, case).row.code for case, _record in (late, calm)
    ]
    assert "termene depășite" in shown[0][2] and shown[1][2] == "În curs"
    assert shown[1][5].startswith("0 din ") and {row[1] for row in shown} == {"Violență sexuală"}
    assert shown[1][3].startswith("Termen de respectat · pasul ") and "SOC" in shown[1][4]
    assert "2 echipe în curs, una a depășit un termen" in words(page)


def test_enter_opens_a_team(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamsPage)
    QTest.keyClick(page.findChild(Table), Qt.Key.Key_Return)
    assert room.went == [("team", {"record": record})]


def test_an_ended_team_stands_apart_and_has_no_deadlines(room: Room, session: Session) -> None:
    case, record = new_team(session, hours=40, reported=30)
    end(session, case, record)
    page = room.show(TeamsPage)
    assert rows(page.findChild(Table)) == []
    page.findChild(FilterBar).pill("ended").click()
    (only,) = rows(page.findChild(Table))
    assert only[2] == "Încheiată" and only[3:5] == ["–", "–"]


def test_time_goes_on_and_the_chosen_row_stays(room: Room, session: Session, clock: FixedClock) -> None:
    new_team(session, hours=40, reported=30)
    _case, calm = new_team(session, hours=3, reported=0)
    page = room.show(TeamsPage)
    table = page.findChild(Table)
    table.selectRow(1)
    clock.advance(hours=3)
    page.timer.timeout.emit()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert room.went == [("team", {"record": calm})]
    assert "2 au depășit un termen" in words(page)
