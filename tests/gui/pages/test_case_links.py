"""Links, duplicates and merges of a case, each with the way to undo it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui.pages.case import CasePage
from desktop.gui.widgets import TextField
from desktop.services import cases, links, merging
from desktop.services.session import Session
from tests.gui.pages.case_room import Room, cases_row, log_of, new_case, press, put, settle, words


def identity(session: Session, case: str) -> str:
    return next(one.id for one in cases.read_case(session, case).records if one.form == "identity")


def test_a_duplicate_is_merged_by_two_presses_and_undone_by_one(room: Room, session: Session) -> None:
    one, other = new_case(session), new_case(session)
    code = cases_row(session, other)
    page = room.show(CasePage, case=one, view="links")
    assert "Același nume." in words(page) and code in words(page)
    press(page, f"merge_{other}")
    assert log_of(session, "merged") == []  # the first press only asks
    press(page, f"merge_{other}")
    assert [entry.object for entry in log_of(session, "merged")] == [other]
    assert f"Din {code}" in words(page)  # its sheets stand among the others, under where they come from
    assert cases.count(session) == 2 and len(cases.page(session, cases.Filter()).rows) == 1
    press(page, f"undo_{other}")
    assert [entry.object for entry in log_of(session, "unmerged")] == [other]
    assert f"Din {code}" not in words(page) and len(cases.page(session, cases.Filter()).rows) == 2


def test_a_sheet_of_the_merged_file_opens_where_it_lies(room: Room, session: Session) -> None:
    one, other = new_case(session), new_case(session)
    merging.merge_into(session, other, one)
    page = room.show(CasePage, case=one)
    press(page, f"form_{identity(session, other)}")
    assert room.went[-1] == ("form", {"form": "identity", "case": other, "record": identity(session, other)})
    press(page, f"form_{identity(session, one)}")
    assert room.went[-1] == ("form", {"form": "identity", "case": one, "record": identity(session, one)})


def test_a_merged_file_says_first_where_it_went(room: Room, session: Session) -> None:
    one, other = new_case(session), new_case(session)
    merging.merge_into(session, other, one)
    page = room.show(CasePage, case=other)
    assert f"Acest dosar a fost unit în {cases_row(session, one)}" in words(page)
    press(page, "undo_own_merge")
    assert log_of(session, "unmerged") != [] and "a fost unit" not in words(page)


def test_another_person_is_not_asked_about_again(room: Room, session: Session) -> None:
    one, other = new_case(session), new_case(session)
    page = room.show(CasePage, case=one, view="links")
    press(page, f"apart_{identity(session, other)}")
    assert page.findChild(QWidget, f"merge_{other}") is None
    assert log_of(session, "told-apart") != [] and links.links(session, one).alike == ()


def test_the_same_alleged_aggressor_is_shown_apart_and_not_merged(room: Room, session: Session) -> None:
    one, other = new_case(session), new_case(session)
    for case in (one, other):
        put(session, case, "aggressor", {"agg_name": "Ion Inventatu"})
    page = room.show(CasePage, case=one, view="links")
    assert "Poate fi aceeași persoană indicată ca agresor" in words(page)
    assert "Inventatu" not in words(page)
    assert [w.objectName() for w in page.findChildren(QWidget) if w.objectName() == f"merge_{other}"] == [
        f"merge_{other}"  # as the same victim alone
    ]


def test_a_link_is_written_by_its_code_and_taken_away(room: Room, session: Session) -> None:
    one, other = new_case(session), put(session, None, "case", {"case_track": ["vd_adult"]})
    page = room.show(CasePage, case=one, view="links")
    assert "Niciun dosar nu este legat" in words(page)
    code = page.findChild(TextField, "link_code")
    code.setText("UN4-26-NUEXISTA")
    press(page, "add_link")
    assert room.said[-1][1]
    code.setText(cases_row(session, other))
    press(page, "add_link")
    assert code.text() == "" and page.findChild(QWidget, f"unlink_{other}") is not None
    press(page, f"unlink_{other}")
    settle()
    assert "Niciun dosar nu este legat" in words(page)
