"""A sheet that came back is opened by its number and typed by the keyboard alone, line by line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from db import records
from desktop.gui.pages.numbered import NumberedPage
from desktop.services import paper_numbers, team_sheet
from desktop.services.session import Session
from tests.gui.pages.case_room import Room, new_team, press, settle, words
from tests.gui.pages.test_transcribe import answer, asked, key


@pytest.fixture
def out(session: Session) -> tuple[str, str]:
    """A team and the number of its sheet, which went out."""
    _case, record = new_team(session)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    return record, made.number


def begun(room: Room, number: str) -> NumberedPage:
    page: NumberedPage = room.show(NumberedPage)
    answer(page, number)
    answer(page, "24112026")
    answer(page, "Ana Inventată")
    return page


def body(session: Session, record: str) -> dict[str, object]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def test_a_whole_sheet_is_typed_without_a_mouse(room: Room, session: Session, out: tuple[str, str]) -> None:
    record, number = out
    page = begun(room, paper_numbers.shown(number).lower())
    assert asked(page).startswith("1. ")
    for line in ("1 0945", "1 0950", "", "", "3", "1 1005"):
        answer(page, line)
    assert asked(page).startswith("7. ")
    while asked(page) and not asked(page).startswith("De câte ori"):
        answer(page, "")
    answer(page, "1")
    answer(page, "4")
    answer(page, "1")
    key(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    found = body(session, record)
    assert found["steps/1/done_dt"] == "2026-11-24T09:45+02:00"
    assert (found["steps/5/state"], found["steps/6/state"]) == ("nu_se", "facut")
    assert (found["retellings"], found["companion"], found["interpreter"]) == (1, "prieten", False)
    assert "steps/4/state" not in found
    assert room.went[-1] == ("team", {"record": record, "view": "papers", "part": "sheet"})
    assert paper_numbers.shown(number) in room.said[-1][0]


def test_a_wrong_number_says_so_beside_it_and_stays(room: Room, session: Session) -> None:
    page: NumberedPage = room.show(NumberedPage)
    answer(page, "T123")
    assert "literă sau o cifră este greșită" in words(page)
    field = page.findChild(QLineEdit, "paper_number")
    assert field is not None
    assert (field.text(), field.hasFocus()) == ("T123", True)
    field.clear()
    answer(page, paper_numbers.draw(paper_numbers.TEAM))
    assert "Nicio intervenție de aici nu are o foaie cu acest număr" in words(page)
    assert room.went == []


def test_what_the_reader_of_squares_types_is_enough(room: Room, out: tuple[str, str]) -> None:
    page: NumberedPage = room.show(NumberedPage, number=f"ANCORA:TEAM:1:{out[1]}")
    assert paper_numbers.shown(out[1]) in words(page)
    assert "Data de pe hârtie" in words(page)


def test_the_square_of_another_form_goes_to_its_page(room: Room, session: Session) -> None:
    room.show(NumberedPage, number="ANCORA:INCIDENT:1")
    assert room.went[-1] == ("transcribe", {"form": "incident", "case": None})


def test_a_line_that_means_nothing_is_asked_again(room: Room, session: Session, out: tuple[str, str]) -> None:
    page = begun(room, out[1])
    answer(page, "1 9999")
    assert asked(page).startswith("1. ")
    assert "nu se poate citi" in words(page)
    field = page.focusWidget()
    assert isinstance(field, QLineEdit)
    field.clear()
    answer(page, "1 2511 1430")
    assert "nu a venit încă" in words(page)


def test_doubts_are_shown_before_saving_and_lead_back(room: Room, session: Session, out: tuple[str, str]) -> None:
    page = begun(room, out[1])
    answer(page, "1/")
    answer(page, "1 0130")
    page.finish()
    said = words(page)
    assert "Lipsește ora" in said
    assert "înainte de sesizare" in said
    press(page, "doubt_step/2")
    assert asked(page).startswith("2. ")
    key(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert asked(page).startswith("1. ")


def test_a_blank_sheet_asks_whose_it_is(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page: NumberedPage = room.show(NumberedPage)
    answer(page, paper_numbers.draw(paper_numbers.BLANK))
    assert "Cărei intervenții" in words(page)
    press(page, f"team_{record}")
    assert "Data de pe hârtie" in words(page)


def test_a_blank_sheet_asked_for_from_a_team_is_of_that_team(room: Room, session: Session) -> None:
    _case, record = new_team(session)
    page: NumberedPage = room.show(NumberedPage, record=record)
    answer(page, paper_numbers.draw(paper_numbers.BLANK))
    assert "Data de pe hârtie" in words(page)


def test_what_was_typed_comes_back_after_it_was_left(room: Room, session: Session, out: tuple[str, str]) -> None:
    page = begun(room, out[1])
    answer(page, "1 0945")
    page.leave()
    assert "steps/1/state" not in body(session, out[0]), "a draft is no answer yet"
    again: NumberedPage = room.show(NumberedPage)
    answer(again, out[1])
    answer(again, "24112026")
    answer(again, "")
    assert asked(again).startswith("1. ")
    assert "09:45" in words(again)


def test_everything_has_a_name_for_those_who_hear_it(room: Room, session: Session, out: tuple[str, str]) -> None:
    page = begun(room, out[1])
    settle()
    nameless = [one for one in page.findChildren(QLineEdit) if one.isVisibleTo(page) and not one.accessibleName()]
    assert nameless == []
    assert isinstance(page.first_field(), QWidget)
