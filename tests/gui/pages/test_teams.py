"""The list of teams: missed duties on top, ended ones apart, and an empty list that teaches."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.gui.models.team_table import TeamTable
from desktop.gui.pages.teams import TeamsPage
from desktop.gui.pages.today import TodayPage
from desktop.gui.widgets import FilterBar, Table
from desktop.gui.widgets.table import CELL
from desktop.services import cases, team_start, team_writing, teams
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from desktop.services.teams import Counts
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, new_team, press, settle, words


def rows(table: Table) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(line, column).data(CELL).spoken() for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def end(session: Session, record: str) -> None:
    team_writing.put(session, record, {"outcome": "inchis"})


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


def test_where_two_interventions_run_each_deadline_says_of_which_it_is(room: Room, session: Session) -> None:
    case, record = new_team(session, hours=3, reported=0.5)
    alone = new_team(session, hours=3, reported=0.5)
    second = team_start.begin(session, case, Wanted("vd_md")).record
    found = {clock.record: clock.protocol for clock in cases.read_case(session, case).clocks if clock.of_team}
    assert found == {record: "sv_md", second: "vd_md"}
    assert not any(clock.protocol for clock in cases.read_case(session, alone[0]).clocks)
    told = words(room.show(TodayPage))
    assert " · SV" in told or " · VD" in told
    team_writing.put(session, second, {"outcome": "inchis"})
    assert not any(clock.protocol for clock in cases.read_case(session, case).clocks), "one runs alone again"


def test_five_hundred_teams_work_out_only_the_rows_that_are_seen(
    room: Room, session: Session, clock: FixedClock
) -> None:
    _case, record = new_team(session, hours=3, reported=0.5)
    (row,) = teams.all_teams(session)
    counted: list[str] = []

    def count(each: str) -> Counts:
        counted.append(each)
        return teams.counts(session, record)

    model = TeamTable(count)
    table = Table("echipe")
    table.setModel(model)
    table.resize(1100, 600)
    model.show([replace(row, record=f"{number:032}") for number in range(500)], session.now())
    table.show()
    settle()
    seen = len(counted)
    assert 5 < seen < 40, "no more than what fits"
    clock.advance(minutes=20)
    model.tick(session.now())
    table.grab()
    assert len(counted) == seen, "time alone reads nothing again"
    assert "mai sunt 10 min" in str(model.index(0, 3).data(CELL).spoken())
    table.close()
    table.deleteLater()


def test_enter_opens_a_team(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page = room.show(TeamsPage)
    QTest.keyClick(page.findChild(Table), Qt.Key.Key_Return)
    assert room.went == [("team", {"record": record})]


def test_an_ended_team_stands_apart_and_has_no_deadlines(room: Room, session: Session) -> None:
    _case, record = new_team(session, hours=40, reported=30)
    end(session, record)
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


def test_the_roster_the_drawer_and_the_opinion_sheets_are_one_press_away(room: Room) -> None:
    page = room.show(TeamsPage)
    for name in ("open_roster", "open_drawer", "open_opinions"):
        press(page, name)
    assert [where for where, _args in room.went] == ["roster", "drawer", "opinions"]
