"""A case from a neighbour's call to its end, by the keyboard alone, with nothing on paper and two people."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPlainTextEdit

from desktop.services import cases, people, records, vaults
from desktop.services.session import Session
from desktop.tour.hand import wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, make_vault, open_vault, program, texts
from tests.journeys.keyboard import CONTROL, Keyboard

pytestmark = pytest.mark.usefixtures("qapp")
SECOND = "Sabina Probă"  # invented, like everybody here


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    folder = make_vault(tmp_path / "vault", clock)
    session = open_vault(folder, clock)
    people.add_worker(session, SECOND, "specialist", PASSPHRASE)
    vaults.close_session(session, make_backup=False)
    return folder


def unlock(room: Room, name: str) -> Keyboard:
    keys = Keyboard()
    room.card()
    keys.write(name)
    keys.key(Qt.Key.Key_Return)
    keys.write(PASSPHRASE)
    keys.key(Qt.Key.Key_Return)
    room.hand()
    return keys


def save(keys: Keyboard) -> None:
    keys.key(Qt.Key.Key_S, CONTROL)


def fill(room: Room, keys: Keyboard, form: str, **answers: str | list[str]) -> None:
    """Open an empty sheet from the case, answer, save, and go back."""
    keys.press(f"form_{form}")
    wait_for(lambda: room.page() == "form", form)
    for path, value in answers.items():
        keys.answer(path, value)
    save(keys)
    keys.press("back")
    wait_for(lambda: room.page() == "case", "the case")


def stored(session: Session, form: str) -> dict[str, Any]:
    row = session.conn.execute("SELECT id FROM record WHERE form = ? ORDER BY rowid DESC", (form,)).fetchone()
    return dict(records.open_sheet(session, form, record=row[0]).answers) if row else {}


def only_case(session: Session) -> cases.CaseFile:
    row = session.conn.execute("SELECT case_id FROM case_row").fetchone()
    return cases.read_case(session, row[0])


def take_report(room: Room, keys: Keyboard, **answers: str) -> None:
    keys.key(Qt.Key.Key_N, CONTROL)
    wait_for(lambda: room.page() == "form", "the report")
    for path, value in answers.items():
        keys.answer(path, value)
    save(keys)


def open_case(room: Room, keys: Keyboard, *tracks: str) -> None:
    keys.press("open_case")
    keys.answer("case_track", list(tracks))
    save(keys)
    wait_for(lambda: room.page() == "case", "the case")


def find_case(room: Room, keys: Keyboard) -> None:
    """By its code, from wherever one is."""
    keys.key(Qt.Key.Key_K, CONTROL)
    keys.write(only_case(room.session).row.code)
    wait_for(lambda: room.page() == "cases", "the cases")
    keys.tab_to(lambda w: isinstance(w, QAbstractItemView), "the list")
    keys.key(Qt.Key.Key_Return)
    wait_for(lambda: room.page() == "case", "the case")


def approve(room: Room, keys: Keyboard) -> None:
    """What waits stands on the first page."""
    keys.press("approve_row")
    wait_for(lambda: room.page() == "approvals", "what waits")
    keys.press("approve")


CLOSING = {
    "close_reason": "conform_planului",
    **dict.fromkeys(("met_needs", "met_safety", "met_plan", "met_agreed", "met_told", "met_supervisor"), "true"),
    "may_return": "true",
    "docs_complete": "true",
}


def test_from_a_neighbours_call_to_the_end_with_a_second_person(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        keys = unlock(room, WORKER)
        take_report(room, keys, immediate_danger="false", child_involved="nu", channel="telefonic",
                    notifier_type="vecin", decision="preluat", case_ground="consimtamant")  # fmt: skip
        open_case(room, keys, "vd_adult")
        fill(room, keys, "identity", last_name="Inventescu", first_name="Ștefana", sex="F", birth_date="1988")
        fill(room, keys, "incident", inc_dt=f"{clock() - timedelta(days=1):%d.%m.%Y} 20:00", forms_legal=["FIZ"],
             primary_form="FIZ")  # fmt: skip
        fill(room, keys, "closing", **CLOSING)
        closing = only_case(room.session).of_form("closing")[0]
        assert closing.state == "complete", closing.body
        keys.press(f"ask_{closing.id}")
        keys.press("way_inchis")
        assert only_case(room.session).row.status == "deschis", "nobody closes a case alone"
    with program(vault, clock) as room:
        keys = unlock(room, SECOND)
        approve(room, keys)
    with program(vault, clock) as room:
        keys = unlock(room, WORKER)
        case = only_case(room.session).row.case
        find_case(room, keys)
        keys.press("way_inchis")
        assert cases.read_case(room.session, case).row.status == "inchis"


def test_a_case_changes_hands_and_is_closed_by_the_new_manager(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        keys = unlock(room, WORKER)
        take_report(room, keys, immediate_danger="false", child_involved="nu", channel="telefonic",
                    notifier_type="victima", decision="preluat", case_ground="consimtamant")  # fmt: skip
        open_case(room, keys, "vd_adult")
        keys.press("hand_open")
        new = next(one for one in people.all_workers(room.session) if one.name == SECOND)
        keys.tab_to(lambda w: isinstance(w, QComboBox) and w.objectName() == "hand_to", "to whom")
        keys.choose(new.id)
        keys.tab_to(lambda w: isinstance(w, QPlainTextEdit) and w.objectName() == "hand_note", "the note")
        keys.write("Sună doar dimineața.")
        keys.press("hand_give")
        assert only_case(room.session).row.manager == new.id
    with program(vault, clock) as room:
        keys = unlock(room, SECOND)
        find_case(room, keys)
        assert any("Sună doar dimineața." in text for text in texts(room.hand().window))
        keys.press("handed_read")
        fill(room, keys, "closing", **CLOSING)
        keys.press(f"ask_{only_case(room.session).of_form('closing')[0].id}")
    with program(vault, clock) as room:
        approve(room, unlock(room, WORKER))
    with program(vault, clock) as room:
        keys = unlock(room, SECOND)
        find_case(room, keys)
        keys.press("way_inchis")
        row = only_case(room.session).row
        assert (row.status, row.manager) == ("inchis", room.session.worker.id)


def test_a_minors_case_begins_with_the_guardianship_authority(vault: Path, clock: FixedClock) -> None:
    """The notice is due from the first moment, without any other ground, and stays so until somebody wrote it."""
    with program(vault, clock) as room:
        keys = unlock(room, WORKER)
        take_report(room, keys, immediate_danger="false", child_involved="victima", channel="telefonic",
                    notifier_type="martor", decision="preluat")  # fmt: skip
        open_case(room, keys, "copil")
        report = only_case(room.session).of_form("report")[0]
        assert "report" in [one.kind for one in only_case(room.session).clocks]
        fill(room, keys, "child", child_role="victima", lives_with="cu_beneficiara", child_age="11")
        keys.press(f"next_child_{report.id}")
        wait_for(lambda: room.page() == "form", "the report")
        keys.answer("guardianship_notified_dt", f"{clock():%d.%m.%Y} {clock():%H:%M}")
        save(keys)
        keys.press("back")
        wait_for(lambda: room.page() == "case", "the case")
        assert "report" not in [one.kind for one in only_case(room.session).clocks]
        assert stored(room.session, "child")["child_age"] == 11
