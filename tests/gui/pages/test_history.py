"""The history of a sheet on its page: every version, in words; an older one put back, told before and undone after."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QWidget

from db import records as rows
from desktop.gui.pages.history import HistoryPage
from desktop.gui.widgets import Banner, Choice
from desktop.services import records
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import SURNAME, Room, new_case, press, put, settle, words


def noted(session: Session, clock: FixedClock) -> str:
    """A note that was written twice."""
    record = put(session, new_case(session), "note", {"note": "întâi", "minutes": 30})
    clock.advance(hours=1)
    records.save(session, records.open_sheet(session, "note", record=record), {"note": "pe urmă", "minutes": 45})
    return record


def body(session: Session, record: str) -> object:
    standing = rows.get(session.conn, record)
    assert standing is not None
    return standing.body["minutes"]


def test_every_version_stands_with_who_when_and_what(room: Room, session: Session, clock: FixedClock) -> None:
    told = words(room.show(HistoryPage, record=noted(session, clock)))
    assert "Versiunea 2" in told and "Versiunea 1" in told and "cum este acum" in told
    assert "45 minute" in told and "înainte: 30 minute" in told and session.worker.name in told


def test_a_version_is_put_back_by_keyboard_told_before_and_undone_after(
    room: Room, session: Session, clock: FixedClock
) -> None:
    record = noted(session, clock)
    page = room.show(HistoryPage, record=record)
    press(page, "restore_1")
    assert "2 răspunsuri vor fi readuse" in words(page) and body(session, record) == 45, "asked first"
    press(page, "restore_cancel")
    assert body(session, record) == 45
    press(page, "restore_1")
    press(page, "restore_confirm")
    assert body(session, record) == 30 and "Versiunea 3" in words(page)
    banner = page.findChild(Banner, "put_back")
    banner.findChild(QAbstractButton).click()
    settle()
    assert body(session, record) == 45 and "Versiunea 4" in words(page)


def test_one_answer_is_put_back_alone(room: Room, session: Session, clock: FixedClock) -> None:
    record = noted(session, clock)
    page = room.show(HistoryPage, record=record, path="minutes")
    press(page, "restore_1_minutes")
    press(page, "restore_confirm")
    standing = rows.get(session.conn, record)
    assert standing is not None and (standing.body["minutes"], standing.body["note"]) == (30, "pe urmă")


def test_one_question_has_its_own_list(room: Room, session: Session, clock: FixedClock) -> None:
    record = noted(session, clock)
    clock.advance(hours=1)
    records.save(session, records.open_sheet(session, "note", record=record), {"next_step": "de sunat"})
    page = room.show(HistoryPage, record=record, path="minutes")
    assert page.findChild(Choice, "question").value() == "minutes"
    told = words(page)
    assert "Versiunea 3" not in told and "Versiunea 2" in told and "pe urmă" not in told


def test_what_is_covered_in_the_sheet_is_covered_in_its_history(room: Room, session: Session) -> None:
    case = new_case(session)
    (identity,) = rows.of_form(session.conn, "identity", case)
    form = session.library.definitions.form("identity")
    covered = [field.pattern for field in form.fields() if field.reveal and not field.group]
    told = words(room.show(HistoryPage, record=identity.id))
    assert ("last_name" in covered) == (SURNAME not in told)


def test_what_was_written_elsewhere_meanwhile_takes_the_question_away(
    room: Room, session: Session, clock: FixedClock
) -> None:
    record = noted(session, clock)
    page = room.show(HistoryPage, record=record)
    press(page, "restore_1")
    records.save(session, records.open_sheet(session, "note", record=record), {"minutes": 50})
    settle()
    assert page.findChild(QWidget, "restore_plan") is None or not page.findChild(QWidget, "restore_plan").isVisible()
    assert body(session, record) == 50


def test_the_way_back_leads_to_the_sheet(room: Room, session: Session, clock: FixedClock) -> None:
    record = noted(session, clock)
    page = room.show(HistoryPage, record=record)
    press(page, "history_back")
    (where,) = room.went
    assert where[0] == "form" and where[1]["record"] == record
