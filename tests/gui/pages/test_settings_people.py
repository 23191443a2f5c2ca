"""The people's tab: own passphrase, roles, a colleague who forgot or leaves, a new key, what was left unfinished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, keys, workers
from db.errors import VaultRefused
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, TextField
from desktop.services import access, people, records, recovery, today
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, new_session
from tests.gui.pages.case_room import new_case
from tests.gui.pages.exchange_room import Room, as_role, shut, words

NEW = "șapte vulpi pe lângă râul mare"
WEAK = "parola parola parola"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    """A real office: its passphrases are judged."""
    made = new_session(tmp_path / "vault", clock)
    people.add_worker(made, "Vera Exercițiu", "worker", "vapor munte lingură cactus fereastră")
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, session)


def vera(session: Session) -> str:
    return people.find(session, "Vera Exercițiu").id


def fill(page: QWidget, **fields: str) -> None:
    for name, text in fields.items():
        page.findChild(TextField, name).setText(text)


def typed(page: QWidget) -> list[str]:
    """Whatever still stands in a field of the page."""
    return [field.text() for field in page.findChildren(TextField) if field.text()]


def open_vera(room: Room, session: Session) -> QWidget:
    page: QWidget = room.go("settings", tab="people")
    room.press(page, f"change_{vera(session)}")
    return page


def verbs(session: Session) -> list[str]:
    return [entry.verb for entry in access_log.page(session.conn, 10)]


# --- the own passphrase -----------------------------------------------------------------------------------------------


def test_everybody_changes_the_own_passphrase(session: Session, qtbot: QtBot, qapp: QApplication) -> None:
    room = Room(qtbot, qapp, as_role(session, "worker"))
    page = room.go("settings", tab="people")
    room.press(page, "own_open")
    fill(page, own_old=PASSPHRASE, own_passphrase=NEW, own_passphrase_again=NEW)
    room.press(page, "own_change")
    assert "noua dumneavoastră frază" in room.said[-1][0] and typed(page) == []
    assert room.can_press(page, "own_open") and not room.can_press(page, "own_change")
    assert keys.unlock(session.vault.path, session.worker.name, NEW).worker == session.worker.id
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        keys.unlock(session.vault.path, session.worker.name, PASSPHRASE)
    assert verbs(session)[0] == "passphrase-changed"


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("cu totul altceva", NEW, NEW, "nu se potrivesc"),
        (PASSPHRASE, NEW, NEW + "x", "Cele două fraze"),
        (PASSPHRASE, WEAK, WEAK, "ghicit"),
    ],
)
def test_a_passphrase_that_may_not_be_is_said_in_its_panel(
    room: Room, session: Session, old: str, new: str, again: str, said: str
) -> None:
    page = room.go("settings", tab="people")
    room.press(page, "own_open")
    fill(page, own_old=old, own_passphrase=new, own_passphrase_again=again)
    room.press(page, "own_change")
    assert said in words(page.findChild(QWidget, "own")) and room.can_press(page, "own_change")
    assert keys.unlock(session.vault.path, session.worker.name, PASSPHRASE).worker == session.worker.id


def test_guessing_the_present_passphrase_here_waits_as_at_the_door(room: Room) -> None:
    page = room.go("settings", tab="people")
    room.press(page, "own_open")
    fill(page, own_old="cu totul altceva", own_passphrase=NEW, own_passphrase_again=NEW)
    for said in ("nu se potrivesc", "trebuie să aștepte"):
        room.press(page, "own_change")
        assert said in words(page.findChild(QWidget, "own"))


# --- a colleague ------------------------------------------------------------------------------------------------------


def test_a_colleague_gets_another_role(room: Room, session: Session) -> None:
    page = open_vera(room, session)
    choice = page.findChild(Choice, "person_role")
    assert choice.value() == "worker"
    choice.set_value("specialist")
    room.press(page, "person_role_change")
    assert room.said[-1] == ("Vera Exercițiu lucrează acum aici ca specialist.", False)
    assert workers.by_name(session.conn, "Vera Exercițiu").role == "specialist"  # type: ignore[union-attr]
    assert "specialist" in words(page.findChild(QWidget, "people_list")) and verbs(session)[0] == "role-changed"


def test_a_head_of_office_who_is_none_any_more_leaves_a_sheet_to_replace(room: Room, session: Session) -> None:
    room.go("guide")
    kit = recovery.new_kit(session)
    recovery.keep_kit(session, kit)
    page = open_vera(room, session)
    for role in ("lead", "worker"):
        page.findChild(Choice, "person_role").set_value(role)
        room.press(page, "person_role_change")
    said, trouble = room.said[-1]
    assert trouble and "altcineva era șef de oficiu" in said and recovery.alarm(session) == "older"
    page.findChild(Choice, "person_role").set_value("specialist")
    room.press(page, "person_role_change")
    assert room.said[-1] == ("Vera Exercițiu lucrează acum aici ca specialist.", False)


def test_a_colleague_who_forgot_types_a_new_passphrase(room: Room, session: Session) -> None:
    page = open_vera(room, session)
    room.press(page, "person_reset")
    fill(page, reset_passphrase=WEAK, reset_passphrase_again=WEAK)
    room.press(page, "reset_keep")
    assert "ghicit" in words(page.findChild(QWidget, "reset"))
    fill(page, reset_passphrase=NEW, reset_passphrase_again=NEW)
    room.press(page, "reset_keep")
    assert "Vera Exercițiu" in room.said[-1][0] and typed(page) == [] and page.findChild(QWidget, "person") is None
    assert keys.unlock(session.vault.path, "Vera Exercițiu", NEW).worker == vera(session)
    assert verbs(session)[0] == "passphrase-reset"


def test_before_a_colleague_is_removed_it_is_said_what_it_means(room: Room, session: Session) -> None:
    page = open_vera(room, session)
    room.press(page, "person_remove")
    told = words(page.findChild(QWidget, "removal"))
    for part in ("nu se mai deschide", "se scrie din nou sub o cheie nouă", "rămâne", "35 de zile", "stickuri"):
        assert part in told
    assert room.house.renewed == [], "nothing was done yet"
    room.press(page, "removal_cancel")
    assert not room.can_press(page, "remove_now") and room.can_press(page, "person_remove")
    room.press(page, "person_remove")
    room.press(page, "remove_now")
    assert room.house.renewed == [(vera(session), False)]


def test_what_only_the_leaving_one_can_open_needs_a_word_of_its_own(room: Room, session: Session) -> None:
    room.go("settings", tab="people")
    case = new_case(session, case_manager=vera(session))
    access.seal_case(session, case, [vera(session)], "nobody")
    page = open_vera(room, session)
    room.press(page, "person_remove")
    panel = page.findChild(QWidget, "removal")
    assert "numai pentru Vera Exercițiu" in words(panel)
    room.press(page, "remove_now")
    assert room.house.renewed == []
    page.findChild(QCheckBox, "even_sealed").setChecked(True)
    room.press(page, "remove_now")
    assert room.house.renewed == [(vera(session), True)]


def test_a_new_passphrase_that_shuts_a_case_for_ever_needs_a_word_of_its_own(room: Room, session: Session) -> None:
    room.go("settings", tab="people")
    case = new_case(session, case_manager=vera(session))
    access.seal_case(session, case, [vera(session)], "nobody")
    page = open_vera(room, session)
    room.press(page, "person_reset")
    assert "numai pentru Vera Exercițiu" in words(page.findChild(QWidget, "reset"))
    fill(page, reset_passphrase=NEW, reset_passphrase_again=NEW)
    room.press(page, "reset_keep")
    assert "passphrase-reset" not in verbs(session)
    page.findChild(QCheckBox, "reset_even_sealed").setChecked(True)
    room.press(page, "reset_keep")
    assert verbs(session)[0] == "passphrase-reset"


def test_nobody_changes_or_removes_oneself(room: Room, session: Session) -> None:
    page = room.go("settings", tab="people")
    assert page.findChild(QWidget, f"change_{session.worker.id}") is None
    assert "dumneavoastră" in words(page.findChild(QWidget, "people_list"))


def test_who_is_no_lead_changes_nobody(session: Session, qtbot: QtBot, qapp: QApplication) -> None:
    page = Room(qtbot, qapp, as_role(session, "specialist")).go("settings", tab="people")
    for name in (f"change_{vera(session)}", "add_person", "key_open", "drafts_left"):
        assert page.findChild(QWidget, name) is None
    assert page.findChild(QWidget, "own_open").isVisible()


# --- the key ----------------------------------------------------------------------------------------------------------


def test_after_a_theft_the_key_is_changed_once_it_was_read_what_that_means(room: Room) -> None:
    page = room.go("settings", tab="people")
    assert "furat" in words(page.findChild(QWidget, "database_key"))
    room.press(page, "key_open")
    assert "vechile fraze de acces" in words(page.findChild(QWidget, "new_key")) and room.house.renewed == []
    room.press(page, "new_key_now")
    assert room.house.renewed == [(None, False)]


# --- what was left unfinished -----------------------------------------------------------------------------------------


def test_unsaved_sheets_of_who_left_are_gone_on_with(room: Room, session: Session) -> None:
    page = room.go("settings", tab="people")
    assert not page.findChild(QWidget, "drafts_left").isVisible()
    own = session.vault.worker
    session.vault.worker = workers.get(session.conn, vera(session))  # type: ignore[assignment, misc]
    records.keep_draft(session, records.open_sheet(session, "report"), {"summary": "jumătate de frază"})
    session.vault.worker = own  # type: ignore[misc]
    people.remove_worker(session, vera(session))
    page = room.go("settings", tab="people")
    (draft,) = people.drafts_left(session)
    left = page.findChild(QWidget, "drafts_left")
    assert left.isVisible() and "Vera Exercițiu" in words(left)
    room.press(page, f"take_{draft.record}")
    assert not left.isVisible() and people.drafts_left(session) == ()
    assert [one.record for one in today.today(session).drafts] == [draft.record]


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_page_that_is_left_holds_no_typed_passphrase(room: Room, session: Session) -> None:
    page = open_vera(room, session)
    room.press(page, "person_reset")
    room.press(page, "own_open")
    room.press(page, "add_person")
    fill(page, own_old=PASSPHRASE, own_passphrase=NEW, new_passphrase=NEW, reset_passphrase=NEW)
    room.go("guide")
    assert typed(page) == [] and page.findChild(QWidget, "person") is None


@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
@pytest.mark.parametrize("language", ["ro", "en"])
def test_every_word_of_every_panel_can_be_read_and_heard(
    session: Session, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
) -> None:
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = open_vera(room, session)
    for name in ("own_open", "key_open", "add_person", "person_reset", "person_remove"):
        room.press(page, name)
        assert room.is_readable(page)
