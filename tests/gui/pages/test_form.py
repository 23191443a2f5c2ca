"""A worker fills forms: by the keyboard alone, with drafts that survive, and nothing lost, leaked or silent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from db.errors import VaultRefused
from desktop import i18n
from desktop.gui import widgets as kit
from desktop.gui.forms.group_view import GroupView
from desktop.gui.forms.keeping import Keeper
from desktop.gui.theme import Theme
from desktop.services import records, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.forms.room import Desk, case_with, new_desk, new_session, open_again, put, sessions, two_values

FORMS = ("aggressor", "case", "consent", "identity", "incident", "report", "team")


@pytest.fixture(autouse=True, scope="module")
def dressed(qapp: QApplication) -> None:
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


def now(desk: Desk) -> None:
    """Two seconds pass."""
    for keeper in desk.page.findChildren(Keeper):
        keeper.timer.timeout.emit()
    desk.settle()


# --- filling ----------------------------------------------------------------------------------------------------------


def test_a_report_is_taken_by_the_keyboard_alone(desk):
    desk.open("report")
    assert desk.focused() == "immediate_danger"
    desk.key(Qt.Key.Key_Tab)  # to the second part of the segment
    desk.choose("immediate_danger", "false")
    desk.choose("child_involved", "nu")
    desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert desk.focused() == "channel"  # the hour of the report is there already
    desk.choose("channel", "telefonic")
    desk.choose("notifier_type", desk.view("notifier_type").editor.parts()[0].itemData(0))
    for _section in range(3):  # whom it is about, the institutions, the decision
        desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    desk.type("summary", "A sunat o vecina.")
    desk.choose("decision", "preluat")
    desk.save()
    stored = desk.stored("report")
    assert stored["immediate_danger"] is False
    assert stored["summary"] == "A sunat o vecina."
    assert stored["report_dt"] == "2026-11-24T14:30+02:00"
    assert desk.bottom() == "Salvată 14:30"


def test_tab_walks_through_the_page_in_the_order_of_the_eye(desk, case):
    desk.open("incident", case=case)
    seen: list[str] = []
    for _step in range(80):
        path = desk.focused()
        if path and (not seen or seen[-1] != path):
            seen.append(path)
        desk.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    order = ["inc_dt", "inc_period_from", "inc_period_to", "inc_place_type", "inc_locality", "inc_timeofday"]
    assert seen[:6] == order
    assert seen.count("inc_dt") <= 2


def test_questions_come_and_go_while_answers_change_and_answers_stay(desk, case):
    desk.open("incident", case=case)
    desk.page.findChild(QWidget, "section_item:forms").click()
    assert desk.view("l2").isVisible()
    desk.choose("l1", "true")
    assert not desk.view("l2").isVisible()
    assert desk.focused() == "l1"
    assert desk.view("ladder").editor.words().startswith("viol")
    desk.choose("l1", "false")
    desk.choose("l2", "true")
    assert not desk.view("l3").isVisible()
    desk.choose("l2", "false")
    desk.choose("l3", "true")
    desk.choose("l1", "true")
    desk.choose("l1", "false")
    assert desk.view("l3").value() is True


def test_a_month_alone_is_a_date(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "11.2026")
    desk.save()
    assert desk.stored("incident")["inc_dt"] == "2026-11"


def test_declining_is_an_answer(desk, case):
    desk.open("incident", case=case)
    desk.refuse("inc_dt", "unknown")
    desk.refuse("frequency", "declined")
    desk.save()
    stored = desk.stored("incident")
    assert stored["inc_dt"] == {"none": "unknown"}
    assert stored["frequency"] == {"none": "declined"}


def test_rows_are_added_and_taken_away_and_come_back_with_undo(desk, case):
    desk.open("identity", case=case)
    group = desk.page.findChild(GroupView, "group:phones")
    desk.press(group.add_button)
    assert desk.focused().endswith("/number")
    desk.qtbot.keyClicks(QApplication.focusWidget(), "069123456")
    desk.save()
    stored = desk.stored("identity")
    number = next(path for path in stored if path.endswith("/number"))
    assert stored[number] == "+37369123456"
    row = number.split("/")[1]
    desk.press(group.card(row).remove)
    assert group.card(row) is None
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert group.card(row) is not None
    desk.press(group.card(row).remove)
    desk.save()
    assert all(value is None for path, value in desk.stored("identity").items() if path.startswith("phones/"))


def test_steps_of_a_protocol_are_not_edited_here(desk, session):
    case = case_with(session)
    desk.open("team", case=case)
    desk.page.findChild(QWidget, "section_item:steps").click()
    desk.settle()
    desk.press("open_team")
    assert desk.trips[-1][0] == "team"


# --- covered and sealed -----------------------------------------------------------------------------------------------


def test_a_name_is_shown_for_a_moment_and_the_log_says_so(desk, session, case):
    put(session, "identity", case, {"last_name": "Nume Inventat"})
    desk.open("identity", case=case, path="last_name")
    assert "Nume Inventat" not in all_words(desk.page)
    desk.press(desk.view("last_name").findChild(QWidget, "reveal"))
    assert "Nume Inventat" in all_words(desk.page)
    assert desk.log("revealed") == 1
    desk.view("last_name").editor.timer.timeout.emit()
    assert "Nume Inventat" not in all_words(desk.page)


def test_the_account_is_sealed_in_draft_and_vault_and_covered_when_left(desk, session, case):
    desk.open("incident", case=case, path="narrative")
    desk.type("narrative", "cuvinte spuse de ea")
    now(desk)
    assert set(desk.draft()["narrative"]) == {"sealed"}
    desk.save()
    assert set(desk.stored("incident")["narrative"]) == {"sealed"}
    desk.page.leave()
    assert "cuvinte spuse de ea" not in all_words(desk.page)
    record = session.conn.execute("SELECT id FROM record WHERE form = 'incident'").fetchone()[0]
    desk.open("incident", record=record, path="narrative")
    assert desk.log("revealed") == 0
    desk.press(desk.view("narrative").findChild(QWidget, "reveal"))
    assert "cuvinte spuse de ea" in all_words(desk.page)
    assert desk.log("revealed") == 1


def all_words(page: QWidget) -> str:
    """Everything that anybody could read on the page."""
    words = [each.text() for each in page.findChildren(QWidget) if hasattr(each, "text") and each.isVisible()]
    words += [
        each.toPlainText() for each in page.findChildren(QWidget) if hasattr(each, "toPlainText") and each.isVisible()
    ]
    return "\n".join(words)


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_within_two_seconds_and_survives_a_crash(qtbot, tmp_path, clock):
    session = new_session(tmp_path / "office", clock)
    case = case_with(session)
    desk = new_desk(qtbot, session)
    desk.open("incident", case=case)
    desk.type("inc_dt", "11.2026")
    keeper = desk.page.findChild(Keeper)
    assert keeper.timer.isActive()
    assert keeper.timer.interval() < 2000
    now(desk)
    assert desk.bottom() == "Ciornă păstrată 14:30"
    desk.page.hide()
    vaults.close_session(session, make_backup=False)
    clock.advance(hours=1)
    again = open_again(tmp_path / "office", clock)
    desk = new_desk(qtbot, again)
    desk.open("incident", case=case)
    assert desk.part("inc_dt").text() == "11.2026"
    assert "azi, 14:30" in desk.notice("draft")
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.part("inc_dt").text() == ""
    assert desk.notice("draft") == ""
    now(desk)
    assert desk.draft() == {}
    vaults.close_session(again, make_backup=False)


def test_typing_on_does_not_put_the_draft_off(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "1")
    keeper = desk.page.findChild(Keeper)
    timer = keeper.timer
    before = timer.remainingTime()
    for letter in "1.2026":
        desk.qtbot.keyClicks(desk.part("inc_dt"), letter)
    assert timer.remainingTime() <= before


def test_leaving_asks_nothing_and_keeps_all(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "11.2026")
    desk.page.leave()
    assert desk.draft() == {"inc_dt": "2026-11"}


def test_half_a_date_is_kept_as_it_was_typed(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "32.1")
    desk.page.leave()
    desk.open("incident", case=case)
    assert desk.part("inc_dt").text() == "32.1"


def test_looking_is_not_editing(desk, session, case):
    record = put(session, "identity", case, {"phones/a": True, "phones/a/number": "+37369123456", "birth_date": "1990"})
    desk.open("identity", record=record)
    for _section in range(6):
        desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    desk.page.leave()
    assert desk.draft() == {}


@pytest.mark.parametrize(("code", "words"), [("disk-full", "Discul este plin"), ("read-only", "nu se poate scrie")])
def test_a_full_disk_says_so_and_typing_goes_on(desk, case, monkeypatch, code, words):
    desk.open("incident", case=case)
    real = records.keep_draft

    def full(*_what: Any) -> Any:
        raise VaultRefused(code)

    monkeypatch.setattr(records, "keep_draft", full)
    desk.type("inc_dt", "11.2")
    now(desk)
    assert words in desk.bottom()
    desk.qtbot.keyClicks(desk.part("inc_dt"), "026")
    assert words in desk.bottom()  # it stays until it is over
    assert desk.page.findChild(Keeper).timer.isActive()  # and is tried again
    desk.page.leave()
    desk.open("incident", case=case)  # nothing is lost while the window is open
    assert desk.part("inc_dt").text() == "11.2026"
    monkeypatch.setattr(records, "keep_draft", real)
    desk.type("frequency", "z")
    now(desk)
    assert desk.bottom() == "Ciornă păstrată 14:30"
    assert desk.draft()["inc_dt"] == "2026-11"


# --- undo -------------------------------------------------------------------------------------------------------------


def test_undo_and_redo_bring_answers_and_the_focus_back(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "11.2026")
    desk.choose("previous_incidents", "true")
    desk.page.findChild(QWidget, "section_item:narrative").click()
    desk.settle()
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.focused() == "previous_incidents"
    assert desk.view("previous_incidents").value() is None
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.focused() == "inc_dt"
    assert desk.part("inc_dt").text() == ""
    desk.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert desk.part("inc_dt").text() == "11.2026"
    shifted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    desk.key(Qt.Key.Key_Z, shifted)
    assert desk.view("previous_incidents").value() is True


# --- saving -----------------------------------------------------------------------------------------------------------


def test_what_is_malformed_blocks_and_the_list_leads_to_it(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "32.13.2026")
    assert desk.view("inc_dt").sentence() == ""  # nothing is called wrong half way through
    desk.page.findChild(QWidget, "section_item:forms").click()
    desk.save()
    assert desk.stored("incident") == {}
    assert desk.focused() == "inc_dt"
    assert "22.11.2026" in desk.view("inc_dt").sentence()
    assert "Data și ora faptei" in all_buttons(desk)
    assert "Nu este salvată" in desk.bottom()
    desk.part("inc_dt").selectAll()
    desk.type("inc_dt", "22.11.2026")
    desk.save()
    assert desk.stored("incident")["inc_dt"] == "2026-11-22"
    assert desk.notice("wrong") == ""


def all_buttons(desk: Desk) -> list[str]:
    return [each.word() for each in desk.page.findChildren(kit.Button) if each.isVisible()]


def test_a_doubt_is_asked_about_in_place_and_can_be_kept(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "25.11.2026")
    desk.save()
    assert "Este corect" in desk.notice("ask")
    assert desk.stored("incident") == {}
    desk.press("correct")
    assert desk.notice("ask") == ""
    assert desk.focused() == "inc_dt"
    desk.save()
    desk.press("save_anyway")
    assert desk.stored("incident")["inc_dt"] == "2026-11-25"
    assert "de revăzut" in desk.page.findChild(QLabel, "form_state").text()
    desk.choose("previous_incidents", "false")
    desk.save()  # the same doubt is not asked about twice
    assert desk.stored("incident")["previous_incidents"] is False


def test_what_is_missing_never_stops_a_save(desk, case):
    desk.open("incident", case=case)
    desk.type("inc_dt", "11.2026")
    desk.save()
    assert desk.stored("incident")["inc_dt"] == "2026-11"
    assert "Mai lipsește" in desk.notice("missing")
    assert "Formele violenței" in all_buttons(desk)
    assert "început" in desk.page.findChild(QLabel, "form_state").text()


def test_a_new_case_leads_to_its_page(desk):
    desk.open("case")
    assert "UN4-26-" in all_words(desk.page)
    desk.page.findChild(QWidget, "section_item:track").click()
    desk.settle()
    desk.page.findChild(QWidget, "sv_adult").click()
    desk.save()
    page, where = desk.trips[-1]
    assert page == "case"
    assert where["case"]


def test_a_save_that_is_refused_keeps_everything_on_the_screen(desk, case, monkeypatch):
    def full(*_what: Any, **_more: Any) -> Any:
        raise VaultRefused("disk-full")

    desk.open("incident", case=case)
    desk.type("inc_dt", "11.2026")
    monkeypatch.setattr(records, "save", full)
    desk.save()
    assert "Discul este plin" in desk.bottom()
    assert desk.part("inc_dt").text() == "11.2026"
    monkeypatch.undo()
    desk.save()
    assert desk.stored("incident")["inc_dt"] == "2026-11"


# --- reports ----------------------------------------------------------------------------------------------------------


def test_danger_and_a_child_are_said_at_once(desk):
    desk.open("report")
    desk.choose("immediate_danger", "true")
    assert "112" in desk.notice("danger")
    desk.choose("child_involved", "martor")
    assert "autoritatea tutelară" in desk.notice("child")
    assert "Legea 140/2013" in desk.notice("child")
    desk.choose("immediate_danger", "false")
    assert desk.notice("danger") == ""


def test_a_case_begun_from_a_report_takes_it_in_when_it_is_saved(desk, session):
    desk.open("report")
    desk.choose("immediate_danger", "false")
    desk.save()
    report = session.conn.execute("SELECT id FROM record WHERE form = 'report'").fetchone()[0]
    assert "Ce urmează" in desk.notice("next") and "Întâi temeiul" in desk.notice("next")
    desk.press("open_case")
    assert desk.trips == [] and desk.page.findChild(QWidget, "field:decision").isVisible()  # the ground is asked first
    desk.choose("decision", "preluat")
    desk.choose("case_ground", "consimtamant")
    desk.save()
    assert "acordul persoanei" in desk.notice("next")
    desk.press("open_case")
    page, where = desk.trips[-1]
    assert (page, where) == ("form", {"form": "case", "report": report})
    assert session.conn.execute("SELECT count(*) FROM record").fetchone()[0] == 1  # nothing was made silently
    desk.open(**where)
    desk.save()
    case = session.conn.execute("SELECT id FROM record WHERE form = 'case'").fetchone()[0]
    assert desk.stored("report")["case"] == case
    assert desk.trips[-1] == ("case", {"case": case})


def test_a_report_may_stay_without_a_case(desk, session):
    desk.open("report")
    desk.choose("immediate_danger", "false")
    desk.save()
    desk.press("no_case")
    assert desk.trips[-1] == ("today", {})
    assert session.conn.execute("SELECT count(*) FROM record WHERE form = 'case'").fetchone()[0] == 0


# --- two values -------------------------------------------------------------------------------------------------------


def test_one_of_two_values_is_kept_and_the_panel_goes(desk, session, case):
    record = put(session, "incident", case, {"frequency": "zilnic"})
    two_values(session, record, "incident", "frequency", "lunar", "saptamanal")
    desk.open("incident", record=record)
    panel = desk.page.findChild(kit.ConflictPanel)
    assert panel is not None
    desk.type("inc_dt", "11.2026")
    keep = [each for each in panel.findChildren(kit.Button) if each.word() == "Păstrează"]
    desk.press(keep[0])
    assert desk.page.findChild(kit.ConflictPanel) is None or not desk.page.findChild(kit.ConflictPanel).isVisible()
    assert desk.stored("incident")["frequency"] == "lunar"
    assert desk.view("frequency").value() == "lunar"
    assert desk.part("inc_dt").text() == "11.2026"  # what was being typed stays
    assert len(records.history(session, record, "frequency")) == 4


def test_two_values_that_are_left_alone_stay_both(desk, session, case):
    record = put(session, "incident", case, {"frequency": "zilnic"})
    two_values(session, record, "incident", "frequency", "lunar", "saptamanal")
    desk.open("incident", record=record)
    desk.type("inc_dt", "11.2026")
    desk.save()
    assert len(records.open_sheet(session, "incident", record=record).conflicts["frequency"]) == 2


def test_two_values_of_a_covered_field_are_covered_too(desk, session, case):
    record = put(session, "identity", case, {"last_name": "Unu"})
    two_values(session, record, "identity", "last_name", "Doi", "Trei")
    desk.open("identity", record=record, path="last_name")
    assert "Doi" not in all_words(desk.page)
    desk.press("reveal_values")
    assert "Doi" in all_words(desk.page)
    assert desk.log("revealed") == 1


def test_what_others_save_appears_and_what_is_typed_stays(desk, session, case):
    record = put(session, "incident", case, {"inc_dt": "2026"})
    desk.open("incident", record=record)
    desk.part("inc_dt").selectAll()
    desk.type("inc_dt", "11.2026")
    put(session, "incident", None, {"previous_incidents": True}, record=record)
    desk.settle()
    assert desk.view("previous_incidents").value() is True
    assert desk.part("inc_dt").text() == "11.2026"
    assert desk.focused() == "inc_dt"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_context_says_why_on_what_ground_and_who_wrote(desk, session, clock, case):
    record = put(session, "incident", case, {"inc_dt": "2026-11-22"})
    clock.advance(hours=1)
    put(session, "incident", None, {"inc_dt": "2026-11-22T21:50+02:00"}, record=record)
    desk.open("incident", record=record, path="inc_dt")
    words = all_words(desk.page.findChild(QWidget, "context"))
    assert "Ferestrele medicale" in words
    assert "pașii 10, 11 și 13" in words
    assert "Neverificat" in words
    assert "22.11.2026" in words
    assert "azi, 15:30 · răspuns schimbat" in words
    assert "azi, 14:30 · primul răspuns" in words


def test_the_context_covers_what_the_form_covers(desk, session, case):
    record = put(session, "identity", case, {"last_name": "Veche"})
    put(session, "identity", case, {"last_name": "Nouă"})
    desk.open("identity", record=record, path="last_name")
    words = all_words(desk.page.findChild(QWidget, "context"))
    assert "Veche" not in words
    assert "Cine a scris" in words


def test_back_leads_to_the_case_or_to_today(desk, case):
    desk.open("incident", case=case)
    desk.press("back")
    assert desk.trips[-1] == ("case", {"case": case})
    desk.open("report")
    desk.press("back")
    assert desk.trips[-1] == ("today", {})


def test_print_goes_to_the_reports_with_this_form(desk, case):
    desk.open("incident", case=case)
    desk.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desk.trips[-1] == ("reports", {"case": case, "form": "incident"})


def test_do_not_call_stands_on_every_sheet_of_the_case(desk, session, case):
    phones = {"phones/a": True, "phones/a/number": "069123456", "phones/a/safe_sms": True, "phones/a/hours": "9–11"}
    put(session, "identity", case, {"do_not": ["apel"], **phones})
    desk.open("incident", case=case)
    assert "Nu sunați. SMS doar 9–11" in all_words(desk.page)


def test_a_sheet_that_is_not_there_leads_back_to_today(desk):
    desk.page.arrive(form="incident", record="0" * 32)
    desk.settle()
    assert desk.trips[-1] == ("today", {})
    assert desk.said[-1][1] is True


def test_nothing_opens_as_a_window_of_its_own(desk, session, case):
    """A part that is shown before it has its place would flash up and take the focus."""
    seen: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                seen.append(type(watched).__name__)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    for form in FORMS:
        desk.open(form, case=None if form in ("report", "case") else case)
        for _section in range(6):
            desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    QApplication.instance().removeEventFilter(watch)
    assert seen == []


def test_hostile_clipboards_never_freeze_a_form(desk, case):
    desk.open("incident", case=case, path="narrative")
    QGuiApplication.clipboard().setText("x" * 10_000_000)
    desk.qtbot.keyClick(desk.part("narrative"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert "nu a fost lipit nimic" in all_words(desk.view("narrative"))
    assert desk.view("narrative").value() is None
    QGuiApplication.clipboard().clear()


# --- at every size ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "percent", "size"),
    [("ro", 100, (1170, 590)), ("ro", 150, (1060, 540)), ("ro", 100, (704, 500)), ("en", 150, (1060, 540))],
)
def test_no_word_is_cut(qtbot, qapp, session, percent, size, language):
    Theme("light", percent).apply(qapp)
    i18n.set_language(language)
    case = case_with(session)
    record = put(session, "incident", case, {"inc_dt": "2027", "frequency": "zilnic"})
    two_values(session, record, "incident", "frequency", "lunar", "saptamanal")
    put(session, "identity", case, {"phones/a": True, "phones/a/number": "069123456", "do_not": ["apel"]})
    desk = new_desk(qtbot, session, size=size)
    try:
        for form in FORMS:
            desk.open(form, **({} if form in ("report", "case") else {"case": case}))
            if form == "incident":
                desk.open(form, record=record)
            for section in desk.page.findChildren(QWidget):
                if section.objectName().startswith("section_item:"):
                    section.click()
                    desk.settle()
                    assert cut(desk.page) == [], (form, section.objectName())
    finally:
        Theme("light", 100).apply(qapp)


def cut(root: QWidget) -> list[str]:
    """Every word that has less room than it needs, and every page wider than its window."""
    labels = [each for each in root.findChildren(QLabel) if each.isVisible() and each.text()]
    found = [f"label: {label.text()}" for label in labels if is_cut(label)]
    buttons = [each for each in root.findChildren(QAbstractButton) if each.isVisible() and each.text()]
    found += [f"button: {each.text()}" for each in buttons if each.width() < each.sizeHint().width()]
    for area in root.findChildren(QScrollArea):
        if area.widget() and area.isVisible() and area.widget().minimumSizeHint().width() > area.viewport().width():
            found.append(f"page wider than its window: {area.widget().objectName()}")
    return found


def is_cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width())
    too_wide = not isinstance(label, kit.ElidedLabel) and label.width() < label.sizeHint().width()
    return too_wide or label.height() < label.sizeHint().height()


@pytest.mark.parametrize("form", FORMS)
def test_whatever_takes_the_focus_has_a_spoken_name(desk, session, case, form):
    desk.open(form, **({} if form in ("report", "case") else {"case": case}))
    for _section in range(6):
        desk.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    every = [each for each in desk.page.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(every) > 15
    assert [type(each).__name__ for each in every if not kit.spoken(each)] == []
