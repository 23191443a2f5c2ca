"""The page of different answers: all of them, side by side, by the keyboard alone; nothing typed or chosen is lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db import access_log, drafts, records, sealing
from desktop.gui.pages.conflicts import ConflictsPage
from desktop.gui.pages.sync_conflicts import ConflictsCard
from desktop.gui.pages.today import TodayPage
from desktop.services import conflicts
from desktop.services.session import Session
from tests.desktop.services.apart_room import NAME, elsewhere
from tests.gui.pages.case_room import Room, new_case, press, put, settle, words


def apart(session: Session, here: dict[str, Any], there: dict[str, Any], form: str = "identity") -> tuple[str, str]:
    """A sheet of a fresh case, written here and there; (case, record)."""
    case = put(session, None, "case", {"case_track": ["vd_adult"]})
    record = put(session, case, form, here)
    elsewhere(session, record, there)
    return case, record


def body(session: Session, record: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def table(page: QWidget) -> QTableView:
    found = page.findChild(QTableView, "conflict_table")
    assert found is not None
    return found


def key(page: QWidget, *keys: Qt.Key) -> None:
    for one in keys:
        focus = QApplication.focusWidget()
        assert focus is not None and page.isAncestorOf(focus)
        QTest.keyClick(focus, one)
        settle()


def choose_kind(page: QWidget, code: str) -> None:
    combo = page.findChild(QComboBox, "kind")
    assert combo is not None
    combo.setCurrentIndex(combo.findData(code))
    combo.activated.emit(combo.currentIndex())
    settle()


def opened(session: Session) -> list[str | None]:
    return [entry.object for entry in access_log.page(session.conn, 1000) if entry.verb == "opened"]


def test_the_list_says_where_and_shows_no_value_until_somebody_asks(room: Room, session: Session) -> None:
    _case, record = apart(session, {"environment": "rural"}, {"environment": "urban"})
    new_case(session)
    before = opened(session)
    page = room.show(ConflictsPage)
    assert table(page).model().rowCount() == 1
    assert "keep_0" not in [w.objectName() for w in page.findChildren(QWidget)]
    assert opened(session) == before
    key(page, Qt.Key.Key_Return)
    assert opened(session)[0] == record
    said = words(page)
    assert NAME in said and session.worker.name in said and said.count("UN4") >= 2


def test_the_keyboard_alone_settles_one_after_the_other(room: Room, session: Session) -> None:
    sheets = [apart(session, {"environment": "rural"}, {"environment": "urban"})[1] for _ in range(2)]
    page = room.show(ConflictsPage)
    order = [head.record for head in conflicts.heads(session)]
    key(page, Qt.Key.Key_Return)
    assert QApplication.focusWidget().objectName() == "keep_0"
    key(page, Qt.Key.Key_Space)
    assert body(session, order[0])["environment"] == "rural"
    assert QApplication.focusWidget().objectName() == "keep_0", "the next one stands there already"
    key(page, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert body(session, order[1])["environment"] == "urban" and conflicts.heads(session) == ()
    assert sorted(order) == sorted(sheets) and "Nu a mai rămas nimic de ales" in words(page)


def test_the_safe_one_counts_meanwhile_and_the_page_says_why(room: Room, session: Session) -> None:
    case, _record = apart(session, {"letter_safe": False}, {"letter_safe": True})
    page = room.show(ConflictsPage, case=case)
    said = words(page)
    assert "pentru că este cel mai sigur pentru ea" in said and "siguranță" in said


def test_leaving_without_choosing_leaves_both(room: Room, session: Session) -> None:
    case, record = apart(session, {"environment": "rural"}, {"environment": "urban"})
    page = room.show(ConflictsPage, case=case)
    press(page, "combine")
    press(page, "put_aside")
    page.leave()
    assert {value.value for value in conflicts.one(session, record, "environment").values} == {"rural", "urban"}
    assert drafts.get(session.conn, record, session.worker.id) is None


def test_a_common_answer_is_written_in_the_editor_of_the_question(room: Room, session: Session) -> None:
    case, record = apart(session, {"do_not": ["apel"]}, {"do_not": ["vizita"]})
    page = room.show(ConflictsPage, case=case)
    press(page, "combine")
    ticked = {box.objectName() for box in page.findChildren(QCheckBox) if box.isChecked()}
    assert ticked == {"apel", "vizita"}, "everything that either of them chose is there to begin with"
    QTest.mouseClick(page.findChild(QCheckBox, "sms"), Qt.MouseButton.LeftButton)
    press(page, "save_common")
    assert body(session, record)["do_not"] == ["apel", "sms", "vizita"] and conflicts.heads(session) == ()


def test_what_was_typed_and_put_aside_waits_and_comes_back(room: Room, session: Session) -> None:
    case, record = apart(session, {"note": "unu"}, {"note": "doi"}, form="note")
    page = room.show(ConflictsPage, case=case)
    press(page, "combine")
    editor = page.findChild(QPlainTextEdit)
    editor.setFocus()
    QTest.keyClicks(editor, " TREI")
    settle()
    press(page, "put_aside")
    draft = drafts.get(session.conn, record, session.worker.id)
    assert draft is not None and "TREI" in draft.body["note"]
    assert any("ciornă" in said for said, _trouble in room.said)
    assert len(conflicts.one(session, record, "note").values) == 2, "nothing was decided"
    again = room.show(ConflictsPage, case=case)
    assert "TREI" in again.findChild(QPlainTextEdit).toPlainText()
    press(again, "save_common")
    assert "TREI" in body(session, record)["note"]
    assert drafts.get(session.conn, record, session.worker.id) is None


def test_what_was_put_aside_comes_back_where_it_was_left(room: Room, session: Session) -> None:
    case, _record = apart(session, {"note": "unu"}, {"note": "doi"}, form="note")
    page = room.show(ConflictsPage, case=case)
    press(page, "combine")
    QTest.keyClicks(page.findChild(QPlainTextEdit), " TREI")
    press(page, "put_aside")
    press(page, "combine")
    assert "TREI" in page.findChild(QPlainTextEdit).toPlainText(), "and is not written over by what stands"


def test_covering_the_values_again_does_not_disturb_who_is_typing(room: Room, session: Session) -> None:
    case, _record = apart(session, {"first_name": "Zmăuca"}, {"first_name": "Zmăucița"})
    page = room.show(ConflictsPage, case=case)
    press(page, "reveal_values")
    press(page, "combine")
    page.findChild(QWidget, "conflict_view").timer.timeout.emit()
    settle()
    assert page.findChild(QWidget, "common_answer").isVisible() and "Zmău" not in words(page)


def test_an_answer_that_cannot_be_read_stays_and_is_kept(room: Room, session: Session) -> None:
    case, record = apart(session, {"birth_date": "1990-01-02"}, {"birth_date": "1991-01-02"})
    page = room.show(ConflictsPage, case=case)
    press(page, "combine")
    if (reveal := page.findChild(QWidget, "common_answer").findChild(QWidget, "reveal")) is not None:
        QTest.mouseClick(reveal, Qt.MouseButton.LeftButton)
        settle()
    typed = page.findChild(QWidget, "common_answer").findChild(QLineEdit)
    typed.selectAll()
    QTest.keyClicks(typed, "31.02.1990x")
    press(page, "save_common")
    assert "nu poate fi citit" in words(page) and len(conflicts.one(session, record, "birth_date").values) == 2
    draft = drafts.get(session.conn, record, session.worker.id)
    assert draft is not None and "31.02" in str(draft.body["birth_date"])


def test_locking_keeps_what_was_being_typed(room: Room, session: Session) -> None:
    case, record = apart(session, {"note": "unu"}, {"note": "doi"}, form="note")
    page = room.show(ConflictsPage, case=case)
    press(page, "combine")
    QTest.keyClicks(page.findChild(QPlainTextEdit), " PATRU")
    room.close()
    draft = drafts.get(session.conn, record, session.worker.id)
    assert draft is not None and "PATRU" in draft.body["note"]


def test_both_texts_are_kept_by_one_press(room: Room, session: Session) -> None:
    case, record = apart(session, {"note": "unu întreg"}, {"note": "doi întreg"}, form="note")
    page = room.show(ConflictsPage, case=case)
    press(page, "keep_both")
    assert "unu întreg" in body(session, record)["note"] and "doi întreg" in body(session, record)["note"]


def test_a_name_stays_covered_until_it_is_asked_for(room: Room, session: Session) -> None:
    case, record = apart(session, {"first_name": "Zmăuca"}, {"first_name": "Zmăucița"})
    page = room.show(ConflictsPage, case=case)
    assert "Zmău" not in words(page)
    press(page, "reveal_values")
    assert "Zmăuca" in words(page) and "Zmăucița" in words(page)
    assert [e.object for e in access_log.page(session.conn, 3) if e.verb == "revealed"] == [record]
    page.findChild(QWidget, "conflict_view").timer.timeout.emit()
    settle()
    assert "Zmău" not in words(page)


def test_a_sealed_text_is_uncovered_only_when_asked_for(room: Room, session: Session) -> None:
    case = new_case(session)
    record = put(session, case, "incident", {"narrative": "Cuvinte pecetluite"})
    with session.vault.write(session.now()):
        sealed = sealing.seal(session.vault, case, "Altele pecetluite")
    elsewhere(session, record, {"narrative": sealed})
    page = room.show(ConflictsPage, case=case, record=record, path="narrative")
    assert "pecetluite" not in words(page)
    press(page, "reveal_values")
    assert "Cuvinte pecetluite" in words(page) and "Altele pecetluite" in words(page)


def test_a_row_that_was_taken_away_is_a_question_of_its_own(room: Room, session: Session) -> None:
    case = put(session, None, "case", {"case_track": ["vd_adult"]})
    answers = {"phones/r1/number": "+37369000001", "phones/r1/safe_call": False}
    record = put(session, case, "identity", answers)
    before = records.revisions(session.conn, record)
    put(session, case, "identity", dict.fromkeys(("phones/r1", *answers)), record=record)
    elsewhere(session, record, {"phones/r1/safe_sms": True}, knowing=before)
    page = room.show(ConflictsPage, case=case)
    assert "a fost scos" in words(page) and "069 000 001" not in words(page)
    press(page, "keep_1")
    assert body(session, record)["phones/r1/number"] == "+37369000001" and conflicts.heads(session) == ()


def test_many_of_one_question_are_settled_after_one_question_more(room: Room, session: Session, qtbot: QtBot) -> None:
    sheets = [apart(session, {"environment": "rural"}, {"environment": "urban"})[1] for _ in range(3)]
    apart(session, {"letter_safe": False}, {"letter_safe": True})
    page = room.show(ConflictsPage)
    assert not page.findChild(QWidget, "many").isVisible(), "of several questions nothing is settled at once"
    choose_kind(page, "identity/environment")
    press(page, f"rule_{session.worker.id}")
    assert all(len(conflicts.heads_of(session, one)) == 1 for one in sheets), "nobody has agreed yet"
    press(page, "way_no")
    assert len(conflicts.heads(session)) == 4
    press(page, f"rule_{session.worker.id}")
    press(page, "way_yes")
    qtbot.waitUntil(lambda: len(conflicts.heads(session)) == 1, timeout=10_000)
    assert [body(session, one)["environment"] for one in sheets] == ["rural"] * 3
    qtbot.waitUntil(lambda: table(page).model().rowCount() == 1, timeout=10_000)
    assert any("3 răspunsuri" in said for said, _trouble in room.said)


def test_many_about_safety_offer_the_safe_side_alone(room: Room, session: Session) -> None:
    for _ in range(2):
        apart(session, {"letter_safe": False}, {"letter_safe": True})
    page = room.show(ConflictsPage)
    rules = [w.objectName() for w in page.findChild(QWidget, "many").findChildren(QWidget)]
    assert [name for name in rules if name.startswith("rule_")] == ["rule_standing"]


def test_somebody_who_settled_it_meanwhile_is_told_of(room: Room, session: Session) -> None:
    case, record = apart(session, {"environment": "rural"}, {"environment": "urban"})
    page = room.show(ConflictsPage, case=case)
    put(session, case, "identity", {"environment": "urban"}, record=record)  # as another process would
    press(page, "keep_0")
    assert "între timp" in room.said[-1][0] and body(session, record)["environment"] == "urban"
    assert table(page).model().rowCount() == 0


def test_more_than_a_page_reads_at_once_is_read_beside_it(room: Room, session: Session, qtbot: QtBot) -> None:
    for _ in range(62):
        apart(session, {"environment": "rural"}, {"environment": "urban"})
    page = room.show(ConflictsPage)
    qtbot.waitUntil(lambda: table(page).model().rowCount() == 62, timeout=20_000)


def test_a_narrow_page_folds_and_cuts_nothing(room: Room, session: Session) -> None:
    case, _record = apart(session, {"do_not": ["apel"]}, {"do_not": ["vizita"]})
    page = room.show(ConflictsPage, size=(704, 560), case=case)
    for area in page.findChildren(QScrollArea):
        if area.isVisible() and area.widget() is not None:
            assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    table(page).setFocus()
    key(page, Qt.Key.Key_Return)
    assert QApplication.focusWidget().objectName() == "keep_0"


def test_today_puts_what_is_about_her_safety_first_and_leads_to_the_choice(room: Room, session: Session) -> None:
    apart(session, {"environment": "rural"}, {"environment": "urban"})
    case, _record = apart(session, {"letter_safe": False}, {"letter_safe": True})
    apart(session, {"environment": "rural"}, {"environment": "urban"})
    page = room.show(TodayPage)
    rows = [w for w in page.findChildren(QWidget) if w.objectName().startswith("conflict_")]
    assert rows[0].objectName() == f"conflict_{case}" and "siguranța ei" in rows[0].accessibleName()
    press(page, f"conflict_{case}")
    assert room.went[-1] == ("conflicts", {"case": case})


def test_many_at_once_do_not_push_the_deadlines_out_of_sight(room: Room, session: Session) -> None:
    for _ in range(6):
        apart(session, {"letter_safe": False}, {"letter_safe": True})
    page = room.show(TodayPage)
    names = [w.objectName() for w in page.findChildren(QWidget) if w.objectName().startswith("conflict")]
    assert len([one for one in names if one.startswith("conflict_")]) == 3
    rest = page.findChild(QWidget, "conflicts_unsafe")
    assert "Încă 3 cazuri cu răspunsuri diferite" in rest.accessibleName() and "siguranța ei" in rest.accessibleName()
    press(page, "conflicts_unsafe")
    assert room.went[-1] == ("conflicts", {}), "all of them stand there"


def test_the_card_of_synchronisation_counts_and_hides(room: Room, session: Session) -> None:
    card = ConflictsCard(room.shell())
    assert card.isHidden()
    apart(session, {"letter_safe": False}, {"letter_safe": True})
    card.show_state()
    assert not card.isHidden() and "siguranța ei" in words(card)
    press(card, "choose_values")
    assert room.went == [("conflicts", {})]
    card.deleteLater()
