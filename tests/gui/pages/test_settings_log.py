"""The access log in the window: narrowed by person, act, case and day; a change from outside is placed at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import access_log
from db.hybrid import stamp
from desktop.gui.theme import Theme
from desktop.gui.widgets import CELL, Choice, Table, TextField
from desktop.services import cases, journal, people, records
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, desk, shut, words

PASSPHRASE = "cinci cuvinte cu totul diferite"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    made = Room(qtbot, qapp, session)
    made.go("settings", tab="computer")  # a page hears of what is written
    return made


def new_case(session: Session) -> str:
    """The code of a fresh case."""
    saved = records.save(session, records.open_sheet(session, "case"), {"case_track": ["vd_adult"]})
    assert saved.code is not None
    return saved.code


def listed(page: QWidget) -> list[tuple[str, str]]:
    """What was done to what, as it stands in the table."""
    model = page.findChild(Table, "access_log").model()
    found = []
    for row in range(model.rowCount()):
        cell = model.index(row, 1).data(CELL)
        found.append((cell.text, cell.second.strip().split(" · ")[0]))
    return found


def narrow(room: Room, page: QWidget, **wanted: str) -> None:
    for name, value in wanted.items():
        field = page.findChild(QWidget, f"log_{name}")
        if isinstance(field, Choice):
            field.set_value(value)
        else:
            assert isinstance(field, TextField)
            field.setText(value)
    room.press(page, "log_show")


def test_it_is_narrowed_to_a_case_an_act_a_person_and_days(room: Room, session: Session, clock: FixedClock):
    first, second = new_case(session), new_case(session)
    for code in (first, second):
        cases.open_case(session, cases.by_code(session, code).case)
    clock.advance(days=3)
    other = people.add_worker(session, "Vera Nouă", "worker", PASSPHRASE)
    page = room.go("settings", tab="log")
    everything = listed(page)
    narrow(room, page, case=second.lower())
    assert listed(page) == [("a deschis un dosar", second), ("a salvat o fișă", second)]
    narrow(room, page, what="saved")
    assert listed(page) == [("a salvat o fișă", second)]
    narrow(room, page, case="", who=other.id)
    assert listed(page) == [] and "În jurnal nu este nimic de acest fel." in words(page)
    narrow(room, page, who=session.worker.id, what="", since="27.11.2026", until="27.11.2026")
    assert listed(page) == [("a adăugat un lucrător", "Vera Nouă")]
    room.press(page, "log_clear")
    assert listed(page) == everything and first in str(everything)


def test_what_is_wrong_is_said_beside_the_fields_and_the_list_stays(room: Room, session: Session):
    new_case(session)
    page = room.go("settings", tab="log")
    before = listed(page)
    narrow(room, page, case="XUN-26-ZZZZZZ")
    assert "Nu există un astfel de dosar." in words(page) and listed(page) == before
    narrow(room, page, case="", since="31.02.2026")
    assert "Aceasta nu este o zi. Scrieți-o ca 24.11.2026." in words(page) and listed(page) == before
    narrow(room, page, since="24.11.2026")
    assert "Aceasta nu este o zi." not in words(page)


def test_nothing_typed_stays_when_the_page_is_left(room: Room, session: Session):
    code = new_case(session)
    page = room.go("settings", tab="log")
    whole = len(listed(page))
    narrow(room, page, case=code)
    room.go("guide")
    page = room.go("settings", tab="log")
    assert page.findChild(TextField, "log_case").text() == "" and len(listed(page)) == whole


def test_the_log_says_by_itself_whether_it_is_whole(room: Room, session: Session):
    new_case(session)
    page = room.go("settings", tab="log")
    assert "Jurnalul este întreg." in words(page)
    session.conn.execute("UPDATE access_log SET worker = 'x' WHERE num = 2")
    room.press(page, "check_log")
    assert "Jurnalul de acces a fost schimbat din afară." in words(page)
    assert "Înregistrarea numărul 2 a fost schimbată sau scoasă." in words(page)
    session.conn.execute("UPDATE access_log SET verb = 'searched' WHERE num = 1")
    room.press(page, "check_log")
    assert "Începe cu înregistrarea numărul 1: pe niciuna nu vă puteți baza." in words(page)
    assert room.can_press(page, "check_log")


def test_what_concerns_a_case_that_is_not_hers_is_nowhere(room: Room, session: Session):
    """Neither its code nor that somebody opened it: for her there is no such case."""
    mine, other = new_case(session), new_case(session)
    case = cases.by_code(session, other).case
    identity = records.save(session, records.open_sheet(session, "identity", case=case), {"sex": "F"}).record
    records.open_sheet(session, "identity", case=case, record=identity)
    cases.open_case(session, cases.by_code(session, mine).case)
    cases.open_case(session, case)
    before = journal.count(session)
    session.conn.execute(
        "INSERT INTO denied VALUES (?, ?, ?, ?)", (case, session.worker.id, stamp(session.now()), "x" * 32)
    )
    session.vault.look_again()  # type: ignore[union-attr]
    page = room.go("settings", tab="log")
    assert {about for _what, about in listed(page)} == {mine, ""}
    hidden = sum(one.object in (case, identity) for one in access_log.page(session.conn, 100))
    assert hidden >= 3 and journal.count(session) == before - hidden == len(listed(page))
    narrow(room, page, case=other)
    assert "Nu există un astfel de dosar." in words(page)
    assert journal.verify(session) is None  # the chain is followed through what is not shown too


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    session: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    new_case(session)
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = room.go("settings", tab="log")
    assert room.is_readable(page)
    narrow(room, page, case="XUN-26-ZZZZZZ")
    assert room.is_readable(page)
