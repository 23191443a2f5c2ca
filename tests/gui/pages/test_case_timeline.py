"""The timeline of a case: all that was written, by day, newest first; narrowed, walked and opened by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.pages.case import CasePage
from desktop.gui.widgets import Choice, FilterBar
from desktop.i18n import time_words
from desktop.services import cases, team, team_people
from desktop.services.session import Session
from desktop.services.team_people import Note
from desktop.services.timeline import AT_ONCE
from tests.conftest import FixedClock
from tests.gui.pages.case_room import SURNAME, Room, new_case, new_team, put, settle


def view(page: QWidget) -> QWidget:
    found = page.findChild(QWidget, "timeline")
    assert found is not None
    return found


def lines(page: QWidget) -> list[str]:
    """What a reader speaks, days and entries."""
    model = view(page).findChild(QListView, "timeline_list").model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def told(page: QWidget) -> str:
    return "\n".join(lines(page))


def choose(page: QWidget, kind: str) -> None:
    view(page).findChild(FilterBar).pill(kind).click()
    settle()


def test_it_tells_what_was_written_and_never_the_answers(room: Room, session: Session) -> None:
    case, record = new_team(session)
    team.set_step(session, record, "10", "refuzat_de", reason="teama")
    team_people.note(session, record, Note("MED", "no_answer", name="dr. Inventat"))
    team.count_retelling(session, record, 1)
    words = told(room.show(CasePage, case=case))
    assert "Pasul 10" in words and "Refuzat" in words and "Instituția MED" in words and "Nu răspunde" in words
    assert "Echipa de intervenție pornită" in words and "Relatări până acum: 1" in words
    assert "teamă" not in words and "dr. Inventat" not in words and SURNAME not in words


def test_each_day_stands_once_above_what_was_written_on_it(room: Room, session: Session, clock: FixedClock) -> None:
    case = new_case(session)
    clock.advance(days=1)
    put(session, case, "note", {"note": "a doua zi"})
    clock.advance(days=1)
    put(session, case, "note", {"note": "a treia zi"})
    found = lines(room.show(CasePage, case=case))
    assert found[0].startswith("azi, ") and found[2].startswith("ieri, ")
    assert sum(line.startswith(("azi, ", "ieri, ")) for line in found) == 2
    assert len(found) == 3 + 4, "three days; two notes, the sheet of the person and the case"


def test_an_hour_that_a_wrong_clock_gave_is_not_told_as_one(room: Room, session: Session, clock: FixedClock) -> None:
    case = new_case(session)
    clock.advance(days=400)
    put(session, case, "incident", {"inc_dt": "2026-10"})
    clock.advance(days=-400, minutes=5)
    put(session, case, "incident", {"inc_dt": "2026-11"})
    found = lines(room.show(CasePage, case=case))
    unknown = found.index("data nu se știe: ora calculatorului era greșită")
    assert not found[unknown + 1][:2].isdecimal(), "and it has no hour either"
    assert any(line.startswith(f"{time_words(session.now())}, ") for line in found)


def test_only_the_kinds_that_there_are_can_be_chosen(room: Room, session: Session) -> None:
    case, record = new_team(session)
    team.set_step(session, record, "10", "facut")
    page = room.show(CasePage, case=case)
    bar = view(page).findChild(FilterBar)
    assert bar.pill("step").isVisible() and not bar.pill("approval").isVisible()
    choose(page, "step")
    assert len(lines(page)) == 2 and "Pasul 10" in told(page)
    choose(page, "all")
    assert len(lines(page)) > 2


def test_it_is_narrowed_to_one_person(room: Room, session: Session) -> None:
    case = new_case(session)
    page = room.show(CasePage, case=case)
    people = view(page).findChild(Choice, "written_by")
    assert not people.isVisible(), "there is one person, and nothing to choose"


def test_enter_opens_the_sheet_of_the_chosen_line(room: Room, session: Session, clock: FixedClock) -> None:
    case = new_case(session)
    clock.advance(minutes=1)
    older = put(session, case, "note", {"note": "una"})
    clock.advance(minutes=1)
    newer = put(session, case, "note", {"note": "alta"})
    page = room.show(CasePage, case=case)
    listed = view(page).findChild(QListView, "timeline_list")
    QTest.keyClick(listed, Qt.Key.Key_Return)
    QTest.keyClick(listed, Qt.Key.Key_Down)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert [how["record"] for _where, how in room.went] == [newer, older]


def test_of_five_thousand_entries_the_newest_stand_at_once_and_the_rest_comes_beside(
    room: Room, session: Session, clock: FixedClock, qtbot: QtBot
) -> None:
    case, record = new_team(session)
    for number in range(AT_ONCE + 50):
        clock.advance(minutes=1)
        team.count_retelling(session, record, number % 5)
    page = room.show(CasePage, case=case)
    count = view(page).findChild(QLabel, "entries")
    file = cases.read_case(session, case)
    assert file.has_earlier and len(file.timeline) <= AT_ONCE + 2, "what a page waits for stays short"
    qtbot.waitUntil(lambda: "Început: Dosarul cazului" in told(page))
    assert int(count.text().split()[0]) > AT_ONCE + 50
    assert "Echipa de intervenție pornită" in told(page), "the oldest are there too"
