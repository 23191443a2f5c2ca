"""Whole stories through the real window, from the first key to what lies in the vault afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from desktop.services import records
from desktop.services.session import Session
from desktop.tour.hand import Hand, settle, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, drafts, make_vault, program, texts
from tests.gui.walking import faults
from tests.journeys.keyboard import CONTROL, Keyboard

pytestmark = pytest.mark.usefixtures("qapp")
SURNAME, FIRST_NAME = "Inventescu", "Ștefana"


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    return make_vault(tmp_path / "vault", clock)


def stored(session: Session, form: str) -> dict[str, Any]:
    """The answers of the newest record of a form."""
    row = session.conn.execute("SELECT id FROM record WHERE form = ? ORDER BY rowid DESC", (form,)).fetchone()
    return dict(records.open_sheet(session, form, record=row[0]).answers) if row else {}


def save(hand: Hand) -> None:
    hand.control(Qt.Key.Key_S)
    if hand.sees("save_anyway"):
        hand.press("save_anyway")
    settle()


def answer(hand: Hand, **answers: str | list[str]) -> None:
    for path, value in answers.items():
        hand.answer(path, value)


def take_report(room: Room, hand: Hand, **answers: str | list[str]) -> None:
    hand.control(Qt.Key.Key_N)
    wait_for(lambda: room.page() == "form", "the report")
    ground = {"decision": "preluat", "case_ground": "consimtamant"}
    answer(hand, **{"immediate_danger": "false", "child_involved": "nu", "channel": "telefonic", **answers, **ground})
    save(hand)


def open_case(room: Room, hand: Hand) -> None:
    hand.press("open_case")
    answer(hand, case_track=["sv_adult"])
    hand.control(Qt.Key.Key_S)
    wait_for(lambda: room.page() == "case", "the case")


def fill(room: Room, hand: Hand, form: str, **answers: str | list[str]) -> None:
    hand.press(f"form_{form}")
    wait_for(lambda: room.page() == "form", form)
    answer(hand, **answers)
    save(hand)
    hand.press("back")
    wait_for(lambda: room.page() == "case", "the case")


def when(moment: Any) -> str:
    return f"{moment:%d.%m.%Y %H:%M}"


def test_the_main_job_by_keyboard_alone(vault: Path, clock: FixedClock) -> None:
    """Unlock, report, case, incident, team, a step, lock: no mouse, and no call of a method of the program."""
    with program(vault, clock) as room:
        keys = Keyboard()
        room.card()  # in front, whatever other window the desktop has
        keys.write(WORKER)
        keys.key(Qt.Key.Key_Return)
        keys.write(PASSPHRASE)
        keys.key(Qt.Key.Key_Return)
        room.hand()
        keys.key(Qt.Key.Key_N, CONTROL)
        wait_for(lambda: room.page() == "form", "the report")
        keys.answer("immediate_danger", "false")
        keys.answer("child_involved", "nu")
        keys.answer("channel", "telefonic")
        keys.answer("summary", "A sunat o vecină.")
        keys.answer("decision", "preluat")
        keys.answer("case_ground", "consimtamant")
        keys.key(Qt.Key.Key_S, CONTROL)
        keys.press("open_case")
        keys.answer("case_track", ["sv_adult"])
        keys.key(Qt.Key.Key_S, CONTROL)
        wait_for(lambda: room.page() == "case", "the case")
        keys.press("form_incident")
        wait_for(lambda: room.page() == "form", "the incident")
        for path, value in (("inc_dt", when(clock() - timedelta(hours=9))), ("forms_legal", ["SEX"]),
                            ("primary_form", "SEX")):  # fmt: skip
            keys.answer(path, value)
        keys.key(Qt.Key.Key_S, CONTROL)
        keys.press("back")
        wait_for(lambda: room.page() == "case", "the case")
        keys.press("team")
        wait_for(lambda: room.page() == "team_begin", "the beginning of the team")
        keys.press("begin_team")
        wait_for(lambda: room.page() == "team", "the team")
        keys.press("facut", "step_1")
        report, team = stored(room.session, "report"), stored(room.session, "team")
        assert report["immediate_danger"] is False and report["summary"] == "A sunat o vecină."
        assert stored(room.session, "incident")["forms_legal"] == ["SEX"]
        assert team["steps/1/state"] == "facut"
        keys.key(Qt.Key.Key_L, CONTROL)
        assert room.ending.how == ["again"]


def test_a_call_with_danger_now(vault: Path, clock: FixedClock) -> None:
    """The one answer that cannot wait shows the number before anything else is asked, saved or not."""
    with program(vault, clock) as room:
        hand = room.unlock()
        hand.control(Qt.Key.Key_N)
        wait_for(lambda: room.page() == "form", "the report")
        page = room.desk.window.page("form")  # type: ignore[union-attr]
        before = "\n".join(texts(page))
        hand.answer("immediate_danger", "true")
        assert "\n".join(texts(page)).count("112") > before.count("112")
        save(hand)
        assert stored(room.session, "report")["immediate_danger"] is True


def test_every_answer_may_be_refused(vault: Path, clock: FixedClock) -> None:
    """A whole report of "does not wish to answer": it is saved, complete in its own way, and nobody is pressed."""
    with program(vault, clock) as room:
        hand = room.unlock()
        hand.control(Qt.Key.Key_N)
        wait_for(lambda: room.page() == "form", "the report")
        refused = 0
        for _section in range(4):
            while button := next((b for b in refusals(hand) if not b.isChecked() and b.isEnabled()), None):
                hand.press_button(button)
                refused += 1
            hand.control(Qt.Key.Key_PageDown)
        assert refused >= 6
        save(hand)
        answers = stored(room.session, "report")
        declined = [path for path, value in answers.items() if value == {"none": "declined"}]
        assert len(declined) >= refused - 2 and answers["immediate_danger"] == {"none": "declined"}


def refusals(hand: Hand) -> list[QAbstractButton]:
    return [b for b in hand.window.findChildren(QAbstractButton, "declined") if b.isVisible()]


def test_dates_that_cannot_be_are_asked_about_and_kept(vault: Path, clock: FixedClock) -> None:
    """A report dated tomorrow, an incident after its report: a wrong clock must not stop an intake."""
    with program(vault, clock) as room:
        hand = room.unlock()
        hand.control(Qt.Key.Key_N)
        wait_for(lambda: room.page() == "form", "the report")
        answer(hand, immediate_danger="false", child_involved="nu", channel="telefonic",
               report_dt=when(clock() + timedelta(days=1)))  # fmt: skip
        hand.control(Qt.Key.Key_S)
        assert hand.sees("save_anyway") and stored(room.session, "report") == {}
        hand.press("save_anyway")
        tomorrow = (clock() + timedelta(days=1)).date().isoformat()
        assert str(stored(room.session, "report")["report_dt"]).startswith(tomorrow)
        answer(hand, report_dt=when(clock()), decision="preluat", case_ground="consimtamant")
        save(hand)
        open_case(room, hand)
        fill(room, hand, "incident", inc_dt=when(clock() + timedelta(hours=2)), forms_legal=["SEX"], primary_form="SEX")
        assert stored(room.session, "incident")["forms_legal"] == ["SEX"]
        assert any("revăzut" in text for text in texts(hand.window))


def test_two_values_are_settled_by_a_person(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.unlock()
        take_report(room, hand)
        open_case(room, hand)
        fill(room, hand, "identity", last_name=SURNAME, sex="F")
        session = room.session
        row = session.conn.execute("SELECT id FROM record WHERE form = 'identity'").fetchone()
        one, other = (records.open_sheet(session, "identity", record=row[0]) for _person in range(2))
        records.save(session, one, {"civil_status": "casatorit"})
        records.save(session, other, {"civil_status": "divortat"})
        settle()
        hand.press(f"form_{row[0]}")
        wait_for(lambda: room.page() == "form", "the sheet")
        hand.turn_to("field:civil_status")
        keep = [
            button
            for button in hand.find(QWidget, "field:civil_status").findChildren(QAbstractButton)
            if button.isVisible() and button.text().startswith("Păstrează")
        ]
        assert len(keep) == 2
        hand.press_button(keep[0])
        sheet = records.open_sheet(session, "identity", record=row[0])
        assert sheet.answers["civil_status"] in ("casatorit", "divortat") and not sheet.conflicts


def test_search_while_typing(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.unlock()
        take_report(room, hand)
        open_case(room, hand)
        code = hand.text("code")
        room.desk.window.navigate("today")  # type: ignore[union-attr]
        hand.key(Qt.Key.Key_K, CONTROL)
        Keyboard().write(code[:10].lower())
        wait_for(lambda: room.page() == "cases", "the cases")
        wait_for(lambda: any(code in text for text in texts(hand.window)), "the case in the list")
        assert isinstance(QApplication.focusWidget(), QLineEdit), "typing goes on"
        Keyboard().write("zzzz")
        wait_for(lambda: not any(code in text for text in texts(hand.window)), "an empty list")


def test_a_late_team_takes_reasons(vault: Path, clock: FixedClock) -> None:
    """Nothing that is late is hidden or locked; what could not be done is said with a reason."""
    with program(vault, clock) as room:
        hand = room.unlock()
        take_report(room, hand, report_dt=when(clock() - timedelta(days=6)))
        open_case(room, hand)
        happened = when(clock() - timedelta(days=7))
        fill(room, hand, "incident", inc_dt=happened, forms_legal=["SEX"], primary_form="SEX")
        hand.press("team")
        wait_for(lambda: room.page() == "team_begin", "the beginning of the team")
        hand.press("begin_team")
        wait_for(lambda: room.page() == "team", "the team")
        assert any("epășit" in text for text in texts(hand.window))
        hand.press_in("step_1", "facut")
        assert "steps/1/state" not in stored(room.session, "team"), "a late duty is not ticked without a word"
        assert list(faults(hand.window)) == []
        reason = hand.find(QComboBox, "reason")
        code = str(reason.itemData(reason.count() - 1))
        hand.choose(reason, code)
        hand.press_in("panel_1", "save")
        answers = stored(room.session, "team")
        assert answers["steps/1/state"] == "facut" and answers["steps/1/late_reason"] == code
        hand.press_in("step_2", "facut")
        hand.press_in("panel_2", "drop")
        assert "steps/2/state" not in stored(room.session, "team")


def test_her_name_reaches_neither_title_nor_clipboard(vault: Path, clock: FixedClock) -> None:
    titles: set[str] = set()
    with program(vault, clock) as room:
        hand = room.unlock()

        def look() -> None:
            titles.update(w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible())
            assert QApplication.clipboard().text() == ""
            # A card or a list never says it; the field in which it was typed a moment ago may.
            labels = [label.text() for label in hand.window.findChildren(QLabel) if label.isVisible()]
            assert not any(SURNAME in text or FIRST_NAME in text for text in labels)

        take_report(room, hand)
        open_case(room, hand)
        fill(room, hand, "identity", last_name=SURNAME, first_name=FIRST_NAME)
        look()
        for page in ("today", "cases", "teams", "reports", "sync", "guide", "settings"):
            room.desk.window.navigate(page)  # type: ignore[union-attr]
            settle()
            look()
        assert titles == {"Ancora"}
        room.desk.lock()
    assert drafts(vault, clock) == []
