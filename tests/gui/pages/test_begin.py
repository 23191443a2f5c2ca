"""What comes before the questions, the level while they are asked, and the way to what was told: by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.schema import BEGIN
from desktop.gui.forms.risk_panel import RiskPanel
from desktop.gui.theme import Theme
from desktop.services import library
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.forms.room import Desk, case_with, new_desk, put, sessions

BEGIN_IDS = ("begin_time", "begin_place", "begin_contact", "begin_where")
BEGUN = dict.fromkeys(BEGIN_IDS, True)
NEXT = (Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture(autouse=True, scope="module")
def dressed(qapp: Any) -> None:
    Theme("light", 100).apply(qapp)


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    yield from sessions(tmp_path, clock)


@pytest.fixture
def desk(qtbot: QtBot, session: Session) -> Desk:
    return new_desk(qtbot, session)


@pytest.fixture
def case(session: Session) -> str:
    return case_with(session)


def shows(desk: Desk, name: str) -> bool:
    found = desk.page.findChild(QWidget, name)
    return found is not None and found.isVisible()


def read(desk: Desk, name: str) -> str:
    found = desk.page.findChild(QWidget, name)
    assert found is not None
    return " ".join(label.text() for label in found.findChildren(QLabel) if label.isVisible())


def test_the_forms_that_begin_so_are_the_first_evaluation_and_the_risk() -> None:
    forms = library.shipped().definitions.newest()
    found = {form.id: form.sections[0] for form in forms if form.sections[0].look == BEGIN}
    assert set(found) == {"first_evaluation", "risk"}
    for section in found.values():
        assert tuple(field.id for field in section.fields) == BEGIN_IDS


@pytest.mark.parametrize(
    ("form", "question"), [("first_evaluation", "danger_if_leaves"), ("risk", "assessment_reason")]
)
def test_no_question_is_asked_before_the_four_answers_and_then_they_are(
    desk: Desk, case: str, form: str, question: str
) -> None:
    desk.open(form, case=case)
    assert desk.focused() == BEGIN_IDS[0]
    desk.key(*NEXT)
    assert shows(desk, "gate")
    assert not desk.view(question).isVisible()
    desk.key(Qt.Key.Key_Space)  # the gate has the focus, and leads back
    assert desk.focused() == BEGIN_IDS[0]
    for place, path in enumerate(BEGIN_IDS):
        assert not shows(desk, "begin_ready"), place
        desk.choose(path, "true")
    assert shows(desk, "begin_ready")
    desk.key(*NEXT)
    assert not shows(desk, "gate")
    assert desk.view(question).isVisible()


def test_all_four_are_read_at_once_even_where_they_are_answered_one_by_one(desk: Desk, case: str) -> None:
    desk.open("risk", case=case)
    section = desk.page.findChild(QWidget, "section:begin")
    assert section is not None
    words = [label.text() for label in section.findChildren(QLabel) if label.isVisible()]
    form = library.shipped().definitions.form("risk")
    for path in BEGIN_IDS:
        assert form.field(path).label["ro"] in words


def test_a_no_stops_and_keeps_nothing_from_being_saved(desk: Desk, case: str) -> None:
    desk.open("risk", case=case)
    desk.choose("begin_time", "true")
    assert not shows(desk, "begin_stop")
    desk.choose("begin_place", "false")
    assert shows(desk, "begin_stop")
    desk.save()
    assert desk.stored("risk")["begin_place"] is False


def test_it_is_asked_anew_at_each_assessment(desk: Desk, session: Session, case: str) -> None:
    put(session, "risk", case, BEGUN | {"q1": True})
    desk.open("risk", case=case)
    desk.key(*NEXT)
    assert shows(desk, "gate")


def test_what_was_answered_before_is_never_hidden(desk: Desk, session: Session, case: str) -> None:
    """As from a paper on which somebody left the four out."""
    record = put(session, "first_evaluation", case, {"danger_if_leaves": True})
    desk.open("first_evaluation", case=case, record=record, path="danger_if_leaves")
    assert not shows(desk, "gate")
    assert desk.focused() == "danger_if_leaves"


# --- the level while it is asked for ----------------------------------------------------------------------------------


def test_the_level_stands_above_the_questions_and_moves_with_each_answer(
    desk: Desk, session: Session, case: str
) -> None:
    record = put(session, "risk", case, BEGUN | {f"q{number}": False for number in range(1, 24)})
    desk.open("risk", case=case, record=record, path="q7")
    assert "Fără risc documentat" in read(desk, "risk_strip")
    desk.choose("q7", "true")
    assert "Risc crescut" in read(desk, "risk_strip")
    assert "1 „da” · 1 semn de alarmă" in read(desk, "risk_strip")


def test_the_way_to_why_is_a_key_and_says_it_answer_by_answer(desk: Desk, session: Session, case: str) -> None:
    answers = BEGUN | {f"q{number}": number in (1, 7) for number in range(1, 24)} | {"escalation": True}
    record = put(session, "risk", case, answers)
    desk.open("risk", case=case, record=record, path="q7")
    desk.press("risk_why")
    panel = desk.page.findChild(RiskPanel)
    assert panel is not None and panel.isVisible()
    said = read(desk, "risk_panel")
    for words in ("Risc crescut", "Răspunsul „da” la 7", "2 răspunsuri „da”", "Semne de alarmă", "violența crește"):
        assert words in said
    assert "Niciun nivel nu înseamnă că pericolul lipsește" in panel.accessibleDescription()


def test_a_lower_judgement_is_refused_with_a_sentence(desk: Desk, session: Session, case: str) -> None:
    record = put(session, "risk", case, BEGUN | {f"q{number}": number == 7 for number in range(1, 24)})
    desk.open("risk", case=case, record=record, path="level_prof")
    desk.choose("level_prof", "mediu")
    desk.save()
    assert "level_prof" not in desk.stored("risk")
    assert "poate doar să ridice nivelul" in desk.view("level_prof").sentence()
    assert "Nu este salvată încă" in desk.bottom()


def test_a_higher_one_asks_for_its_reason_and_stands(desk: Desk, session: Session, case: str) -> None:
    record = put(session, "risk", case, BEGUN | {f"q{number}": number == 1 for number in range(1, 24)})
    desk.open("risk", case=case, record=record, path="level_prof")
    desk.choose("level_prof", "crescut")
    desk.settle()
    assert desk.view("level_prof_reason").isVisible()
    assert "Judecata profesională a ridicat nivelul" in read(desk, "risk_panel")
    desk.save()
    assert desk.stored("risk")["level"] == "crescut"


# --- told once --------------------------------------------------------------------------------------------------------


def test_where_she_might_be_asked_again_there_is_the_way_to_what_she_told(
    desk: Desk, session: Session, case: str
) -> None:
    incident = put(session, "incident", case, {"inc_dt": "2026-11-20", "narrative": "Cuvintele ei."})
    desk.open("risk", case=case, record=put(session, "risk", case, BEGUN), path="q1")
    telling = desk.page.findChild(QWidget, "telling")
    assert telling is not None and telling.isVisible()
    assert "Cuvintele ei" not in read(desk, "telling")
    desk.press(f"told_{incident}")
    assert desk.trips[-1] == ("form", {"form": "incident", "case": case, "record": incident, "path": "narrative"})


def test_without_an_account_nothing_stands_there(desk: Desk, session: Session, case: str) -> None:
    put(session, "incident", case, {"inc_dt": "2026-11-20"})
    desk.open("risk", case=case, record=put(session, "risk", case, BEGUN), path="q1")
    assert not shows(desk, "telling")


def test_the_plan_is_printed_from_its_own_page(desk: Desk, session: Session, case: str) -> None:
    desk.open("safety_plan", case=case)
    desk.press("print")
    assert desk.trips[-1] == ("pocket", {"case": case, "paper": "plan"})
