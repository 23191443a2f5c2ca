"""One night and its end by keyboard alone: report, incident, team, ticks, a late reason, a passed window, the end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.gui.pages.step_row import StepRow
from desktop.gui.pages.team_end_parts import OutcomeRow
from desktop.services import records
from desktop.services.session import Session
from desktop.tour.hand import settle, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, make_vault, program, texts
from tests.gui.walking import faults
from tests.journeys.keyboard import CONTROL, Keyboard

pytestmark = pytest.mark.usefixtures("qapp")


def stored(session: Session, form: str) -> dict[str, Any]:
    """The answers of the newest record of a form."""
    row = session.conn.execute("SELECT id FROM record WHERE form = ? ORDER BY rowid DESC", (form,)).fetchone()
    return dict(records.open_sheet(session, form, record=row[0]).answers) if row else {}


def window(room: Room) -> QWidget:
    assert room.desk.window is not None
    return room.desk.window


def go_on(room: Room, clock: FixedClock, **time: int) -> None:
    """Time passes, and the page's own timer notices it."""
    clock.advance(**time)
    page: Any = room.desk.window.page("team") if room.desk.window else None
    page.timer.timeout.emit()
    settle()


def choose_first(keys: Keyboard, inside: str, name: str = "why") -> str:
    """Reach a list in a part of the page and take its first entry."""
    box = keys.tab_to(lambda w: w.objectName() == name and _within(w, inside), f"{name} in {inside}")
    assert isinstance(box, QComboBox)
    keys.choose(str(box.itemData(0)))
    return str(box.itemData(0))


def say(keys: Keyboard, row: str, code: str) -> None:
    """Reach the answers of a row with Tab, and one of them with the arrows."""
    keys.tab_to(lambda w: _within(w, row), row)
    for _part in range(4):
        if keys.focus().objectName() == code:
            break
        keys.key(Qt.Key.Key_Right)
    assert keys.focus().objectName() == code
    keys.key(Qt.Key.Key_Space)


def _within(widget: QWidget | None, name: str) -> bool:
    return widget is not None and (widget.objectName() == name or _within(widget.parentWidget(), name))


def take_report(room: Room, keys: Keyboard) -> None:
    keys.key(Qt.Key.Key_N, CONTROL)
    wait_for(lambda: room.page() == "form", "the report")
    told = {"immediate_danger": "false", "child_involved": "nu", "channel": "telefonic", "decision": "preluat"}
    for path, value in (*told.items(), ("case_ground", "consimtamant")):
        keys.answer(path, value)
    keys.key(Qt.Key.Key_S, CONTROL)
    keys.press("open_case")
    keys.answer("case_track", ["sv_adult"])
    keys.key(Qt.Key.Key_S, CONTROL)
    wait_for(lambda: room.page() == "case", "the case")


def begin_without_an_incident(room: Room, keys: Keyboard, clock: FixedClock) -> None:
    """The team is asked for too early: one button leads to the sheet of the incident, and back."""
    keys.press("team")
    wait_for(lambda: room.page() == "team_begin", "the beginning of the team")
    assert any("Încă nu este scris niciun incident." in text for text in texts(window(room)))
    keys.key(Qt.Key.Key_Return)
    wait_for(lambda: room.page() == "form", "the incident")
    for path, value in (("inc_dt", f"{clock() - timedelta(hours=9):%d.%m.%Y %H:%M}"), ("forms_legal", ["SEX"]),
                        ("primary_form", "SEX")):  # fmt: skip
        keys.answer(path, value)
    keys.key(Qt.Key.Key_S, CONTROL)
    keys.press("back")
    wait_for(lambda: room.page() == "case", "the case")


def tick_the_night(room: Room, keys: Keyboard, clock: FixedClock) -> None:
    """The first steps in time, one late with its reason, one whose window has passed without any."""
    for step in ("1", "2", "3", "4"):
        keys.press("facut", f"step_{step}")
    go_on(room, clock, hours=3)
    keys.press("facut", "step_9")
    assert "steps/9/state" not in stored(room.session, "team"), "a late duty is not ticked without a word"
    reason = choose_first(keys, "panel_9", "reason")
    keys.press("save", "panel_9")
    answers = stored(room.session, "team")
    assert (answers["steps/9/state"], answers["steps/9/late_reason"]) == ("facut", reason)
    go_on(room, clock, hours=80)
    assert any("Fereastra recomandată a trecut. Trimiteți oricum la medic." in text for text in texts(window(room)))
    keys.press("facut", "step_10")
    assert stored(room.session, "team")["steps/10/state"] == "facut", "a window is nobody’s failure"
    assert list(faults(window(room))) == []


def end_it(room: Room, keys: Keyboard) -> None:
    keys.press("end_team")
    wait_for(lambda: room.page() == "team_end", "the end")
    assert list(faults(window(room))) == []
    for row in [one for one in window(room).findChildren(OutcomeRow) if one.isVisible()]:
        name = row.objectName()
        offered = {part.objectName() for part in row.findChildren(QWidget)}
        say(keys, name, "nu_se" if "nu_se" in offered else "imposibil")
        if "nu_se" not in offered:
            choose_first(keys, name)
    for field, code in (("times", "1"), ("outcome", "plan_comun")):
        keys.tab_to(lambda w, field=field: w.objectName() == field, field)  # type: ignore[misc]
        keys.choose(code)
    if any(one.isVisible() for one in window(room).findChildren(QWidget, "sure_windows")):
        keys.press("sure_windows")
    keys.press("end")
    wait_for(lambda: room.page() == "team", "the team that has ended")


def test_a_night_of_a_team_by_keyboard_alone(tmp_path: Path, clock: FixedClock) -> None:
    with program(make_vault(tmp_path / "vault", clock), clock) as room:
        keys = Keyboard()
        room.card()
        keys.write(WORKER)
        keys.key(Qt.Key.Key_Return)
        keys.write(PASSPHRASE)
        keys.key(Qt.Key.Key_Return)
        room.hand()
        take_report(room, keys)
        begin_without_an_incident(room, keys, clock)
        keys.press("team")
        wait_for(lambda: room.page() == "team_begin", "the beginning of the team")
        keys.key(Qt.Key.Key_Return)
        wait_for(lambda: room.page() == "team", "the team: two keys, where nothing is doubtful")
        assert any(isinstance(row, StepRow) for row in window(room).findChildren(QWidget))
        tick_the_night(room, keys, clock)
        end_it(room, keys)
        answers = stored(room.session, "team")
        assert answers["outcome"] == "plan_comun" and answers["retellings"] == 1
        assert any("Intervenția s-a încheiat: plan comun." in text for text in texts(window(room)))
