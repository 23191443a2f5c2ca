"""A paper is typed by the keyboard alone, kept while it is typed, and checked before it is saved as one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from db import drafts
from db import records as rows
from desktop.gui.pages.transcribe import TranscribePage
from desktop.services import records, transcribing
from desktop.services.session import Session
from tests.gui.pages.case_room import Room, log_of, new_case, settle, words


def key(page: QWidget, pressed: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = page.focusWidget()
    assert target is not None
    QTest.keyClick(target, pressed, modifier)
    settle()


def answer(page: QWidget, text: str) -> None:
    """Type into what has the focus, and go on with Enter."""
    target = page.focusWidget()
    if isinstance(target, QPlainTextEdit):
        target.insertPlainText(text)
    else:
        assert isinstance(target, QLineEdit)
        target.insert(text)
    key(page, Qt.Key.Key_Return)


def asked(page: QWidget) -> str:
    label = page.findChild(QLabel, "asked")
    assert label is not None
    return label.text() if label.isVisibleTo(page) else ""


def begin(room: Room, session: Session, case: str, form: str = "note") -> TranscribePage:
    page: TranscribePage = room.show(TranscribePage, form=form, case=case)
    answer(page, "05112026")
    answer(page, "Ana Inventată")
    return page


def test_a_whole_note_is_typed_without_a_mouse(room: Room, session: Session) -> None:
    case = new_case(session)
    page = begin(room, session, case)
    assert asked(page) == "Data notei"
    answer(page, "051126")
    assert asked(page) == "Tipul notei"
    answer(page, "1")
    while asked(page) and asked(page) != "Cât a durat":
        answer(page, "")
    answer(page, "30")
    page.finish()
    key(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.save() if room.went == [] else None
    (note,) = rows.of_form(session.conn, "note", case)
    assert note.body["date"] == "2026-11-05" and note.body["minutes"] == 30
    (paper,) = transcribing.of_sheet(session, note.id, case)
    assert (paper.on, paper.by, paper.typed_by) == ("2026-11-05", "Ana Inventată", session.worker.name)
    assert log_of(session, "transcribed")
    assert room.went[-1] == ("form", {"form": "note", "case": case, "record": note.id})


def test_nothing_is_typed_before_the_paper_has_its_date(room: Room, session: Session) -> None:
    page = room.show(TranscribePage, form="note", case=new_case(session))
    answer(page, "31022026")
    answer(page, "")
    assert asked(page) == "" and "Scrieți data de pe hârtie" in words(page)
    page.findChild(QLineEdit, "paper_on").clear()
    page.findChild(QLineEdit, "paper_on").setFocus()
    answer(page, "/")
    answer(page, "")
    assert asked(page) == "Data notei"


def test_enter_goes_on_shift_enter_goes_back_and_an_empty_line_changes_nothing(room: Room, session: Session) -> None:
    page = begin(room, session, new_case(session))
    answer(page, "051126")
    first = asked(page)
    key(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert asked(page) == "Data notei" and "05.11.2026" in words(page)
    answer(page, "")
    assert asked(page) == first
    key(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "05.11.2026" in words(page), "Enter on an empty line leaves what was typed"


def test_what_makes_no_sense_stays_on_the_screen_with_a_sentence(room: Room, session: Session) -> None:
    page = begin(room, session, new_case(session))
    answer(page, "99999999")
    assert asked(page) == "Data notei"
    assert "nu este un răspuns" in words(page)
    assert page.findChild(QLineEdit, "typed").text() == "99999999"


def test_what_is_typed_is_kept_as_a_draft_of_the_sheet(room: Room, session: Session) -> None:
    case = new_case(session)
    page = begin(room, session, case)
    answer(page, "051126")
    page.leave()
    (draft,) = [one for one in drafts.of_worker(session.conn, session.worker.id) if one.form == "note"]
    assert draft.body["date"] == "2026-11-05" and draft.case == case
    assert rows.of_form(session.conn, "note", case) == []
    assert rows.of_form(session.conn, "transcript", case) == [], "a paper is told with its sheet or not at all"


def test_unknown_and_declined_are_one_key_each(room: Room, session: Session) -> None:
    case = new_case(session)
    page = begin(room, session, case, "incident")
    first = asked(page)
    answer(page, "/")
    assert asked(page) != first
    answer(page, "-")
    page.finish()
    page.save()
    (sheet,) = rows.of_form(session.conn, "incident", case)
    said = [value["none"] for value in sheet.body.values() if isinstance(value, dict) and "none" in value]
    assert sorted(said) == ["declined", "unknown"]


def test_another_row_is_asked_for_by_its_number(room: Room, session: Session) -> None:
    case = new_case(session)
    page = begin(room, session, case, "identity")
    while not asked(page).startswith("Mai este un rând"):
        answer(page, "")
    answer(page, "1")
    answer(page, "069123456")
    page.finish()
    page.save()
    (sheet,) = rows.of_form(session.conn, "identity", case)
    assert "+37369123456" in sheet.body.values()


def test_the_list_before_saving_leads_back_to_each_doubt(room: Room, session: Session) -> None:
    page = begin(room, session, new_case(session))
    page.finish()
    doubt = next(b for b in page.findChildren(QAbstractButton) if b.objectName().startswith("doubt_"))
    path = doubt.objectName().removeprefix("doubt_")
    doubt.click()
    settle()
    field = session.library.definitions.form("note").field(path)
    assert asked(page) == field.label["ro"]


def test_the_day_and_the_person_are_those_of_the_paper_and_never_put_in_by_the_program(
    room: Room, session: Session
) -> None:
    case = new_case(session)
    page = begin(room, session, case)
    while asked(page) != "Cât a durat":
        answer(page, "")
    answer(page, "30")
    page.finish()
    page.save()
    (note,) = rows.of_form(session.conn, "note", case)
    assert note.body["minutes"] == 30 and "date" not in note.body and "worker" not in note.body


def test_nothing_typed_is_nothing_to_save(room: Room, session: Session) -> None:
    case = new_case(session)
    page = begin(room, session, case)
    page.finish()
    assert not page.findChild(QAbstractButton, "transcribe_save").isEnabled()


def test_what_was_typed_for_another_form_of_the_case_stays_apart(room: Room, session: Session) -> None:
    case = new_case(session)
    sheet = records.open_sheet(session, "note", case=case)
    records.save(session, sheet, {"note": "alta"})
    page = begin(room, session, case)
    answer(page, "051126")
    page.finish()
    page.save()
    assert len(rows.of_form(session.conn, "note", case)) == 2
