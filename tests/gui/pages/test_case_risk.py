"""The risk of a case in the window: the level and why, its history seen and heard, what is to be done, and the card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPlainTextEdit, QWidget

from db import records as store
from desktop.gui.pages.case import CasePage
from desktop.gui.pages.case_telling import told_words
from desktop.gui.pages.erasure import ErasurePage
from desktop.gui.pages.pocket import PocketPage
from desktop.gui.widgets import Choice, TextField
from desktop.gui.widgets.level_chart import LevelChart
from desktop.gui.widgets.paper_view import PaperView
from desktop.services.session import Session
from desktop.tour.hand import wait_for
from tests.conftest import FixedClock
from tests.gui.pages.case_room import Room, cases_row, minute, new_case, press, put, settle, words

BEGUN = {f"begin_{what}": True for what in ("time", "place", "contact", "where")}


@pytest.fixture
def case(session: Session) -> str:
    return new_case(session, "vd_adult")


def ago(session: Session, days: float) -> str:
    return minute((session.now() - timedelta(days=days)).astimezone(session.tz))


def assess(session: Session, case: str, days: float, *yes: int, **more: Any) -> str:
    answers = BEGUN | {f"q{number}": number in yes for number in range(1, 24)}
    return put(session, case, "risk", answers | {"assessed_dt": ago(session, days)} | more)


def look(room: Room, case: str) -> Any:
    return room.show(CasePage, case=case, view="risk")


def part(page: QWidget, name: str) -> str:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return words(found)


def test_a_case_that_nobody_assessed_says_so_and_begins(room: Room, session: Session, case: str) -> None:
    page = look(room, case)
    assert "Riscul nu a fost încă evaluat" in part(page, "risk")
    press(page, "assess")
    assert room.went[-1] == ("form", {"form": "risk", "case": case, "record": None})


def test_the_present_level_says_who_when_and_why(room: Room, session: Session, case: str) -> None:
    record = assess(session, case, 3, 7, 8)
    page = look(room, case)
    said = part(page, "risk")
    assert "Risc crescut" in said and "Răspunsul „da” la 7" in said and "Evaluat" in said
    assert session.worker.name in said
    press(page, "open_assessment")
    assert room.went[-1] == ("form", {"form": "risk", "case": case, "record": record})


def test_its_history_is_a_picture_and_the_same_in_words(room: Room, session: Session, case: str) -> None:
    assess(session, case, 60, 1)
    assess(session, case, 30, 1, 2, 3, 4)
    put(session, case, "protection", {"kind": "ORU", "decision": "emis", "issued_dt": ago(session, 20)})
    assess(session, case, 10, 7)
    page = look(room, case)
    chart = page.findChild(LevelChart)
    assert chart is not None and chart.isVisible()
    heights = [place.y() for place in chart.places()]
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == 3, "it rises"
    spoken = chart.accessibleDescription()
    order = [spoken.index(words) for words in ("Risc scăzut", "Risc mediu", "S-a emis un ordin", "Risc crescut")]
    assert order == sorted(order)
    assert "S-a emis un ordin" in part(page, "risk_history")


def test_a_new_order_is_a_reason_to_ask_again_and_is_suggested(room: Room, session: Session, case: str) -> None:
    assess(session, case, 10, 7)
    put(session, case, "protection", {"kind": "ORU", "decision": "emis", "issued_dt": ago(session, 2)})
    page = look(room, case)
    assert "s-a emis un ordin" in part(page, "triggers")
    assert "Reevaluați riscul" in part(page, "next")
    assert "Faceți împreună cu ea planul de siguranță" in part(page, "next")


def test_an_assessment_that_is_overdue_says_by_when(room: Room, session: Session, clock: FixedClock, case: str) -> None:
    assess(session, case, 0, 7)
    clock.now += timedelta(days=31)
    assert "trebuia făcută până la" in part(look(room, case), "review_due")


def test_two_assessments_are_compared_by_what_was_answered_otherwise(room: Room, session: Session, case: str) -> None:
    first = assess(session, case, 60, 1)
    assess(session, case, 30, 1, 8)
    assess(session, case, 10, 8)
    page = look(room, case)
    assert "1. Au fost și alte fapte" in part(page, "compare")
    assert "8. " not in part(page, "compare")
    earlier = page.findChild(Choice, "compare_earlier")
    earlier.setFocus()
    while earlier.value() != first:
        QTest.keyClick(earlier, Qt.Key.Key_Down)
    settle()
    assert "8. " in part(page, "compare") and "nu → da" in part(page, "compare")


def test_other_tools_stand_by_name_date_and_result(room: Room, session: Session, case: str) -> None:
    tool = {"tools/a/tool": "dash", "tools/a/tool_date": "2026-11-20", "tools/a/tool_result": "16 din 24"}
    assess(session, case, 1, 1, **tool)
    said = part(look(room, case), "other_tools")
    assert "DASH" in said and "20.11.2026 · 16 din 24" in said


# --- what she told ----------------------------------------------------------------------------------------------------


def test_one_more_telling_is_a_press_and_a_mistake_is_taken_back(room: Room, session: Session, case: str) -> None:
    incident = put(session, case, "incident", {"inc_dt": ago(session, 3), "narrative": "Cuvintele ei."})
    page = room.show(CasePage, case=case)
    assert "A povestit o dată" in part(page, "telling_card")
    press(page, "retold")
    assert "A povestit de 2 ori" in part(page, "telling_card")
    assert "scutiți-o" in part(page, "telling_card")
    press(page, "retold_less")
    assert "A povestit o dată" in part(page, "telling_card")
    assert "Cuvintele ei" not in words(page)
    press(page, "open_account")
    assert room.went[-1][1] == {"form": "incident", "case": case, "record": incident, "path": "narrative"}


def test_without_an_incident_there_is_nothing_to_count(room: Room, case: str) -> None:
    page = room.show(CasePage, case=case)
    assert not page.findChild(QWidget, "telling_card").isVisible()
    assert told_words(None) != told_words(0)


def test_a_lead_erases_what_she_told_with_a_ground_and_the_code(room: Room, session: Session, case: str) -> None:
    incident = put(session, case, "incident", {"inc_dt": ago(session, 3), "narrative": "Cuvintele ei."})
    page = room.show(ErasurePage, case=case)
    button = page.findChild(QAbstractButton, "account_erase")
    assert not button.isEnabled()
    page.findChild(QPlainTextEdit, "account_ground").setPlainText("cererea ei scrisă de ieri")
    page.findChild(TextField, "account_code").setText(cases_row(session, case))
    press(page, "account_erase")
    wait_for(lambda: page.findChild(QWidget, "erase_account") is None, "the account to go")
    assert all("narrative" not in one.sets for one in store.revisions(session.conn, incident))
    assert any("s-a șters definitiv" in said for said, _trouble in room.said)


def test_with_the_wrong_code_it_stays_and_what_was_typed_too(room: Room, session: Session, case: str) -> None:
    incident = put(session, case, "incident", {"inc_dt": ago(session, 3), "narrative": "Cuvintele ei."})
    page = room.show(ErasurePage, case=case)
    page.findChild(QPlainTextEdit, "account_ground").setPlainText("cererea ei scrisă de ieri")
    page.findChild(TextField, "account_code").setText("UN4-26-00000")
    press(page, "account_erase")
    wait_for(lambda: page.findChild(QWidget, "erase_account").isEnabled(), "the refusal")
    assert "narrative" in store.revisions(session.conn, incident)[0].sets


def test_where_nothing_is_written_nothing_is_offered_to_erase(room: Room, session: Session, case: str) -> None:
    put(session, case, "incident", {"inc_dt": ago(session, 3)})
    page = room.show(ErasurePage, case=case)
    assert page.findChild(QWidget, "erase_account") is None


# --- the card ---------------------------------------------------------------------------------------------------------


def plan(session: Session, case: str, copy: str) -> None:
    ticks = {"bag": ["acte", "bani"], "during": ["suna_112"]}
    put(session, case, "safety_plan", {"needed": True, "made_with": True, "copy": copy, **ticks})


def waits_for_paper(page: QWidget) -> PaperView:
    view = page.findChild(PaperView)
    assert isinstance(view, PaperView)
    wait_for(lambda: view.pages() > 0, "the paper")
    return view


def test_the_card_is_seen_before_it_leaves_and_each_tick_changes_it(room: Room, session: Session, case: str) -> None:
    plan(session, case, "la_ea")
    page = room.show(PocketPage, case=case)
    waits_for_paper(page)
    assert page.findChild(QAbstractButton, "save").isEnabled()
    for name in ("line_acte", "line_bani", "line_suna_112"):
        box = page.findChild(QCheckBox, name)
        assert box is not None and box.isChecked()
        QTest.keyClick(box, Qt.Key.Key_Space)
        settle()
    by_hand = page.findChild(Choice, "by_hand")
    by_hand.set_value("0")
    QTest.keyClick(page.findChild(QCheckBox, "line_acte"), Qt.Key.Key_Space)
    QTest.keyClick(page.findChild(QCheckBox, "line_acte"), Qt.Key.Key_Space)
    wait_for(lambda: page.findChild(QWidget, "rule").isVisible(), "the sentence")
    assert "nu s-a ales niciun rând" in part(page, "rule")
    assert not page.findChild(QAbstractButton, "save").isEnabled()


def test_a_rule_that_forbids_it_stands_where_the_paper_would(room: Room, session: Session, case: str) -> None:
    plan(session, case, "fara_copie")
    page = room.show(PocketPage, case=case)
    wait_for(lambda: page.findChild(QWidget, "rule").isVisible(), "the rule")
    assert "„fără copie”" in part(page, "rule")
    assert not page.findChild(QAbstractButton, "print").isEnabled()


def test_the_whole_plan_needs_a_safer_place_than_her_pocket(room: Room, session: Session, case: str) -> None:
    plan(session, case, "la_ea")
    page = room.show(PocketPage, case=case, paper="plan")
    wait_for(lambda: page.findChild(QWidget, "rule").isVisible(), "the rule")
    assert "numai în format de buzunar" in part(page, "rule")


def test_no_paper_stays_when_the_page_is_left(room: Room, session: Session, case: str) -> None:
    plan(session, case, "la_ea")
    page = room.show(PocketPage, case=case)
    view = waits_for_paper(page)
    page.leave()
    assert view.pages() == 0
