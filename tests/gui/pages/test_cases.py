"""The list of cases: search while typing, no name anywhere, each look at a case is logged."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import cases as rows_of_cases
from desktop.gui.main_window import MainWindow
from desktop.gui.models.case_table import CaseTable, Reading
from desktop.gui.models.paged_table import PAGE
from desktop.gui.pages.cases import CasesPage
from desktop.gui.widgets import CoveredName, FilterBar, Table
from desktop.gui.widgets.table import CELL
from desktop.services import cases
from desktop.services.cases import Filter, Page
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.db.make import case_row
from tests.gui.pages.case_room import (
    FIRST_NAME,
    SURNAME,
    Room,
    log_of,
    minute,
    new_case,
    new_team,
    press,
    put,
    settle,
    words,
)


def table(page: QWidget) -> Table:
    found = page.findChild(Table)
    assert found is not None
    return found


def shown(page: QWidget) -> list[str]:
    """The rows as a reader speaks them."""
    model = table(page).model()
    return [
        " | ".join(model.index(line, column).data(CELL).spoken() for column in range(model.columnCount()))
        for line in range(model.rowCount())
    ]


def count(page: QWidget) -> str:
    return str(page.findChild(QLabel, "count").text())  # type: ignore[union-attr]


def many(session: Session, number: int) -> None:
    with session.vault.write(session.now()) as conn:
        for place in range(number):
            rows_of_cases.put(conn, case_row(place, status="deschis", modified="2026-11-24T10:00:00.000Z"))


def test_an_empty_list_teaches(room: Room) -> None:
    page = room.show(CasesPage)
    assert "Un caz este o persoană cu toate fișele ei" in words(page) and page.first_field() is None


def test_open_cases_first_with_the_right_plural(room: Room, session: Session) -> None:
    many(session, 20)
    new_case(session, status="deschis")
    closed = new_case(session)
    put(session, closed, "case", {"status": "inchis", "status_reason": "de probă"}, closed)
    page = room.show(CasesPage)
    assert count(page) == "21 din 22 de cazuri"
    press(page, "clear_filters")
    assert count(page) == "22 din 22 de cazuri"


def test_no_row_and_no_label_has_a_name(room: Room, session: Session) -> None:
    new_team(session)
    page = room.show(CasesPage)
    QTest.keyClick(table(page), Qt.Key.Key_Space)
    settle()
    read = "\n".join((*shown(page), words(page)))
    assert SURNAME not in read and FIRST_NAME not in read and "Nu sunați" in read


def test_her_name_is_shown_when_asked_for_and_that_is_logged(room: Room, session: Session) -> None:
    new_team(session)
    page = room.show(CasesPage)
    QTest.keyClick(table(page), Qt.Key.Key_Space)
    settle()
    before = len(log_of(session, "revealed"))
    page.findChild(CoveredName).reveal()
    assert f"{FIRST_NAME} {SURNAME}" in words(page)
    assert len(log_of(session, "revealed")) == before + 1


def test_space_looks_and_logs_once_enter_opens(room: Room, session: Session) -> None:
    case = new_case(session)
    page = room.show(CasesPage)
    for _time in range(3):
        QTest.keyClick(table(page), Qt.Key.Key_Space)
    settle()
    assert [entry.object for entry in log_of(session, "opened")] == [case]
    assert "Ce urmează" in words(page) and "Complete" in words(page)
    QTest.keyClick(table(page), Qt.Key.Key_Return)
    assert room.went == [("case", {"case": case})]


def test_late_means_a_missed_duty_not_a_window_that_passed(room: Room, session: Session) -> None:
    late, _record = new_team(session, hours=60, reported=40)
    new_case(session)
    page = room.show(CasesPage)
    page.findChild(FilterBar).pill("late").click()
    assert count(page) == "1 din 2 cazuri"
    assert "depășit cu 39 h 45 min" in shown(page)[0]
    assert cases.read_case(session, late).row.code in shown(page)[0]


def test_the_next_deadline_is_the_one_that_is_next_now(session: Session, room: Room, clock: FixedClock) -> None:
    case = new_case(session)
    put(session, case, "report", {"report_dt": minute(session.now())})
    window = rows_of_cases.get(session.conn, case)
    assert window is not None
    passed = window._replace(next_due="2026-11-24T12:00:00.000Z", next_what="window", next_ref="10",
                             next_until="2026-11-24T12:00:00.000Z")  # fmt: skip
    with session.vault.write(session.now()) as conn:
        rows_of_cases.put(conn, passed)
    page = room.show(CasesPage)
    assert "Fereastră" not in shown(page)[0]


def test_typing_searches_all_cases_and_leaves_the_focus_alone(room: Room, session: Session) -> None:
    closed = new_case(session)
    put(session, closed, "case", {"status": "inchis", "status_reason": "de probă"}, closed)
    new_case(session, "vd_adult")
    page = room.show(CasesPage, typed=SURNAME[:4].lower())
    assert count(page) == "2 cazuri găsite" and page.first_field() is None
    assert not page.findChild(FilterBar).isEnabled()
    room.arrive(typed="nimeni")
    assert "Nimic găsit" in words(page)
    room.arrive()
    assert count(page) == "1 din 2 cazuri"


def test_a_finished_search_is_noted_once_with_its_count_alone(room: Room, session: Session) -> None:
    new_case(session)
    page = room.show(CasesPage, typed=SURNAME[:3])
    room.arrive(typed=SURNAME[:4])
    room.arrive(typed=SURNAME)
    assert not log_of(session, "searched")
    page.pause.timeout.emit()
    page.enter_table()
    page.hide()
    assert [entry.count for entry in log_of(session, "searched")] == [1]


def test_a_search_that_is_cut_short_by_locking_is_noted_too(room: Room, session: Session) -> None:
    new_case(session)
    page = room.show(CasesPage, typed=SURNAME)
    page.hide()
    assert len(log_of(session, "searched")) == 1


def test_enter_in_the_search_of_the_window_leads_into_the_table(
    session: Session, qapp: QApplication, room: Room, qtbot: QtBot
) -> None:
    new_case(session)
    window = MainWindow(qapp)
    qtbot.addWidget(window)
    page = CasesPage(room.shell())
    window.add_page("cases", "Cazuri", "folder", page)
    window.show()
    window.activateWindow()
    window.navigate("cases", typed=SURNAME)
    settle()
    assert QApplication.focusWidget() is not table(page)
    window.search_asked.emit(SURNAME)
    settle()
    assert QApplication.focusWidget() is table(page) and table(page).currentIndex().row() == 0
    page.pause.stop()


def test_the_chosen_case_stays_chosen_when_something_is_written(room: Room, session: Session) -> None:
    first, second = new_case(session), new_case(session)
    page = room.show(CasesPage)
    table(page).selectRow(1)
    chosen = page.findChild(Table).model().row(1).case
    put(session, first if chosen == second else second, "report", {"report_dt": minute(session.now())})
    page.refresh()
    model = page.findChild(Table).model()
    assert model.row(table(page).currentIndex().row()).case == chosen


def test_of_ten_thousand_cases_only_those_that_are_seen_are_read(session: Session) -> None:
    many(session, 1000)
    read: list[int] = []

    def reader(offset: int, limit: int) -> Page:
        read.append(offset)
        return cases.page(session, Filter(order="code"), limit=limit, offset=offset)

    model = CaseTable()
    model.show(reader, Reading(session.library.definitions, {}, session.now()))
    assert model.rowCount() == 1000 and read == [0]
    codes = [model.index(place, 0).data() for place in (0, 999, PAGE, 999)]
    assert codes == ["UN4-26-000000", "UN4-26-000999", f"UN4-26-{PAGE:06d}", "UN4-26-000999"]
    assert read == [0, 800, PAGE]
    assert model.row(1000) is None and model.place_of(f"{PAGE:032x}") == PAGE


def test_a_narrow_list_goes_without_columns_before_words_are_cut(room: Room, session: Session) -> None:
    new_team(session)
    page = room.show(CasesPage, size=(704, 560))
    assert table(page).isColumnHidden(4) and not table(page).isColumnHidden(0) and not table(page).isColumnHidden(5)
    page.resize(1170, 640)
    settle()
    assert not table(page).isColumnHidden(4)


def test_mine_are_mine(room: Room, session: Session) -> None:
    mine = new_case(session)
    put(session, None, "case", {"case_track": ["vd_adult"], "case_manager": "Altcineva Inventat"})
    page = room.show(CasesPage)
    page.findChild(FilterBar).pill("mine").click()
    assert count(page) == "1 din 2 cazuri" and cases.read_case(session, mine).row.code in shown(page)[0]
