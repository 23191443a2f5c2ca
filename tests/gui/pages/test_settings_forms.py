"""Settings, the forms of the office: changed by the keyboard, what cannot be said beside it, looked at, published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms import local
from desktop.forms.local import Added, Changes
from desktop.forms.schema import FieldType
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, TextArea, TextField
from desktop.services import local_forms
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, as_role, desk, shut, words

FORM = "aggressor"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, clock, "XUN")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, session)


def choose(page: QWidget, name: str, value: str) -> None:
    choice = page.findChild(Choice, name)
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def key(room: Room, page: QWidget, name: str) -> None:
    """Space on a button that has the focus, as the keyboard presses it."""
    button = page.findChild(QAbstractButton, name)
    assert button is not None and button.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    button.setFocus()
    room.qtbot.keyClick(button, Qt.Key.Key_Space)
    room.wait()


def place(session: Session) -> tuple[str, str]:
    """A section, and a question of it that may be hidden."""
    held = local_forms.reasons(session, FORM)
    for section in session.library.definitions.form(FORM).sections:
        for field in section.fields:
            if field.pattern not in held:
                return section.id, field.id
    raise AssertionError(FORM)


def edit(room: Room, session: Session) -> tuple[QWidget, str]:
    page = room.go("settings", tab="forms")
    key(room, page, f"form_{FORM}")
    section, path = place(session)
    choose(page, "local_section", section)
    return page, path


def test_a_question_is_hidden_reworded_and_added_by_the_keyboard_and_the_form_is_asked_so(room, session):
    page, path = edit(room, session)
    key(room, page, f"change_{path}")
    key(room, page, "ask")
    room.qtbot.keyClicks(page.findChild(TextField, "label_ro"), " aici")
    key(room, page, "keep_question")
    key(room, page, "local_add")
    room.qtbot.keyClicks(page.findChild(TextField, "added_label_ro"), "Cine stie")
    choose(page, "added_type", FieldType.CHOICE)
    page.findChild(TextArea, "added_options").insertPlainText("primarul\nnimeni")
    assert page.findChild(Choice, "added_class").value() == "identifier"
    key(room, page, "keep_added")
    assert session.library.definitions.current == {}, "nothing is published yet"
    key(room, page, "local_publish")
    form = session.library.definitions.form(FORM)
    assert form.field(path).hidden and form.field(path).label["ro"].endswith(" aici")
    added = next(field for field in form.fields() if field.id.startswith("local_"))
    assert added.bundle == "drop"
    assert len(session.library.definitions.list(added.list).entries) == 2
    assert "varianta oficiului" in words(page)


def test_what_is_wrong_with_a_new_question_is_said_beside_it(room, session):
    page, _path = edit(room, session)
    key(room, page, "local_add")
    key(room, page, "keep_added")
    assert "nu are text în română" in words(page)
    assert local_forms.of_form(session, FORM).counting is None


def test_a_question_on_which_something_rests_says_what_and_cannot_be_hidden(room, session):
    page = room.go("settings", tab="forms")
    key(room, page, f"form_{FORM}")
    form = session.library.definitions.form(FORM)
    choose(page, "local_section", next(s.id for s in form.sections if any(f.id == "agg_rel" for f in s.fields)))
    key(room, page, "change_agg_rel")
    assert not page.findChild(QCheckBox, "ask").isEnabled()
    assert "Nu poate fi ascuns" in words(page)


def test_questions_move_and_the_focus_stays_with_them(room, session):
    page, path = edit(room, session)
    section = next(one for one in session.library.definitions.form(FORM).sections if one.id == place(session)[0])
    second = section.fields[1].id
    key(room, page, f"up_{second}")
    room.qtbot.waitUntil(lambda: page.findChild(QWidget, f"question_{second}") is not None)
    key(room, page, "local_publish")
    now = next(one for one in session.library.definitions.form(FORM).sections if one.id == section.id)
    assert now.fields[0].id == second and path in {field.id for field in now.fields}


def test_a_look_shows_the_screen_and_the_paper_and_goes_back_to_the_changes(room, session):
    page, path = edit(room, session)
    key(room, page, f"down_{path}")
    key(room, page, "local_look")
    assert page.findChild(QWidget, "look") is not None and "Pe hârtie" in words(page)
    key(room, page, "look_back")
    assert "1 schimbare" in words(page)
    assert session.library.definitions.current == {}


def test_the_form_goes_back_to_what_was_shipped_and_an_earlier_edition_counts_again(room, session):
    page, path = edit(room, session)
    key(room, page, f"down_{path}")
    key(room, page, "local_publish")
    sign = local_forms.of_form(session, FORM).counting.sign
    key(room, page, f"form_{FORM}")
    key(room, page, "form_drop")
    assert local_forms.of_form(session, FORM).counting is None
    key(room, page, f"form_{FORM}")
    key(room, page, f"restore_{sign}")
    assert local_forms.of_form(session, FORM).counting.sign == sign


def test_a_file_goes_to_another_office_under_a_neutral_name_and_a_bad_one_is_refused(room, session, tmp_path: Path):
    page, path = edit(room, session)
    key(room, page, f"down_{path}")
    key(room, page, "local_publish")
    room.files.place = tmp_path / "x.ancora-form"
    key(room, page, f"form_{FORM}")
    key(room, page, "form_export")
    assert room.files.offered[0].startswith("fisa-F5-") and room.files.place.exists()
    key(room, page, "local_back")
    bad = tmp_path / "bad.ancora-form"
    bad.write_text("{}", encoding="utf-8")
    room.files.chosen = [bad]
    key(room, page, "form_import")
    assert room.said[-1][1]
    own = Added("local_abcdefghjk", place(session)[0], FieldType.TEXT, {"ro": "De acasă"})
    bad.write_text(local.body(Changes(FORM, added=(own,))), encoding="utf-8")
    key(room, page, "form_import")
    assert "1 schimbare" in words(page)


def test_only_a_head_sees_the_tab(session: Session, qtbot: QtBot, qapp: QApplication):
    page = Room(qtbot, qapp, as_role(session, "worker")).go("settings", tab="forms")
    assert page.tab() != "forms"


@pytest.mark.parametrize(("mode", "size"), [("light", 100), ("dark", 150)])
def test_nothing_is_cut(session: Session, qtbot: QtBot, qapp: QApplication, mode: str, size: int):
    room = Room(qtbot, qapp, session, theme=Theme(mode, size))
    page, path = edit(room, session)
    assert room.is_readable(page)
    key(room, page, f"change_{path}")
    assert room.is_readable(page)
    key(room, page, "local_add")
    assert room.is_readable(page)
