"""Settings, recovery: a sheet in place of the old one, shares for three people, the drill, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, keys
from db.errors import VaultRefused
from desktop import paths
from desktop.gui.theme import Theme
from desktop.refusals import Refused, explain
from desktop.services import access, backups, people, recovery, rekeying, vaults
from desktop.services.recovery import Kit
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import fill as fill_case
from tests.gui import desk_room
from tests.gui.pages.exchange_room import Room, words
from tests.gui.recovery_room import code_of, sheet, told
from tests.square import squares


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk_room.new_session(tmp_path / "vault", clock)
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    made = Room(qtbot, qapp, session)
    made.go("guide")
    return made


def sees(page: QWidget, name: str) -> bool:
    return any(one.isVisible() for one in page.findChildren(QWidget, name))


def fill(page: QWidget, **fields: str) -> None:
    for name, text in fields.items():
        box = next(one for one in page.findChildren(QWidget, name) if one.isVisible())
        if isinstance(box, QPlainTextEdit):
            box.setPlainText(text)
        else:
            assert isinstance(box, QLineEdit)
            box.setText(text)


def test_an_office_without_a_sheet_makes_one_on_paper(room: Room, session: Session) -> None:
    page = room.go("settings", tab="recovery")
    assert "nu există" in words(page)
    assert not sees(page, "make_shares_open") and not sees(page, "drill_open")
    room.press(page, "new_kit")
    room.press(page, "kit_print")
    (paper,) = room.files.printed
    assert recovery.state(session).exists and "încă nescrisă înapoi" in words(page)
    (code,) = squares(paper)
    fill(page, kit_code=code)
    room.press(page, "kit_confirm")
    assert "deschide baza de date" in words(page) and recovery.read_code(code).number in words(page)
    assert room.said[-1][0].startswith("Foaia de recuperare deschide de acum baza de date.")
    assert sees(page, "make_shares_open") and sees(page, "drill_open") and not sees(page, "kit_panel")


def test_a_new_sheet_waits_beside_the_old_one(room: Room, session: Session) -> None:
    old = sheet(session)
    page = room.go("settings", tab="recovery")
    room.press(page, "new_kit")
    room.press(page, "kit_print")
    assert recovery.state(session).number == old.number
    room.go("guide")
    page = room.go("settings", tab="recovery")
    assert sees(page, "kit_code")  # it is asked for until it was typed
    fill(page, kit_code=code_of(old))
    room.press(page, "kit_confirm")
    pending = recovery.state(session).pending
    assert told(page) == explain(Refused("kit-not-this", number=pending))
    fill(page, kit_code=squares(room.files.printed[0])[0])
    room.press(page, "kit_confirm")
    assert recovery.state(session).number == pending != old.number


def test_a_sheet_that_is_older_than_the_key_is_replaced_here(room: Room, session: Session) -> None:
    old = sheet(session)
    page = room.go("settings", tab="recovery")
    assert not sees(page, "kit_older") and not sees(page, "kit_waiting")
    room.go("guide")
    rekeying.rekey(session)
    page = room.go("settings", tab="recovery")
    assert "mai veche decât cheia bazei de date" in page.findChild(QLabel, "kit_older").text()
    assert "de înlocuit" in words(page) and not sees(page, "kit_panel")
    room.go("guide")  # it can wait, and stays
    page = room.go("settings", tab="recovery")
    assert sees(page, "kit_older")
    room.press(page, "new_kit")
    room.press(page, "kit_print")
    assert (
        recovery.state(session).number != old.number
        and not keys.unlock_with_kit(
            session.vault.path, recovery.read_code(squares(room.files.printed[0])[0]).key
        ).wipe()
    )
    with pytest.raises(VaultRefused, match="kit-another"):
        keys.unlock_with_kit(session.vault.path, old.key)
    fill(page, kit_code=squares(room.files.printed[0])[0])
    room.press(page, "kit_confirm")
    assert not sees(page, "kit_older") and recovery.alarm(session) is None


def test_what_waits_for_a_person_is_counted(room: Room, session: Session) -> None:
    people.add_worker(session, "Ioana A Doua", "worker", "cinci vorbe numai ale Ioanei aici")
    here = [one.id for one in people.all_workers(session)]
    case, _code = fill_case(session)
    sheet(session)
    access.seal_case(session, case, here, "nobody")
    with session.vault.write(session.now()) as conn:  # of a sheet before
        conn.execute("DELETE FROM sealed_for WHERE worker = 'kit'")
    page = room.go("settings", tab="recovery")
    told_of = page.findChild(QLabel, "kit_waiting").text()
    assert sees(page, "kit_waiting") and told_of.startswith("1 dosar") and "Ioana A Doua" in told_of


def test_nothing_typed_or_shown_stays_when_the_tab_is_left(room: Room, session: Session) -> None:
    kit = sheet(session)
    page = room.go("settings", tab="recovery")
    room.press(page, "make_shares_open")
    fill(page, shares_code=code_of(kit), holder_1="Ana")
    room.press(page, "drill_open")
    fill(page, code=code_of(kit))
    room.press(page, "new_kit")
    room.press(page, "kit_by_hand")
    shown = page.findChild(QLabel, "kit_groups").text()
    assert len(shown.split()) == 15
    room.go("guide")
    every = [box.toPlainText() for box in page.findChildren(QPlainTextEdit)]
    every += [box.text() for box in (*page.findChildren(QLineEdit), *page.findChildren(QLabel))]
    left = " ".join(every)
    assert shown.split()[0] not in left and recovery.written(kit)[3] not in left and "Ana" not in left
    assert recovery.state(session).pending is None  # nobody said that the code was written down


def test_three_people_get_a_paper_each(room: Room, session: Session, tmp_path: Path) -> None:
    kit = sheet(session)
    page = room.go("settings", tab="recovery")
    room.press(page, "make_shares_open")
    fill(page, shares_code=code_of(Kit(bytes(32))), holder_1="Ana Întâi", holder_2="Vera A Doua", holder_3="Ion")
    room.press(page, "shares_print")
    assert told(page) == explain(Refused("kit-not-this", number=kit.number)) and room.files.printed == []
    fill(page, shares_code=code_of(kit), holder_3="Ana Întâi")
    room.press(page, "shares_print")
    assert told(page) == explain(Refused("three-holders", count=3))
    fill(page, holder_3="Ion Al Treilea")
    room.press(page, "shares_print")
    assert recovery.read_shares([squares(paper)[0] for paper in room.files.printed[1:]]) == kit
    assert "Vera A Doua" in words(page) and not sees(page, "make_shares")
    room.press(page, "make_shares_open")
    room.files.place = tmp_path
    fill(page, shares_code=code_of(kit), holder_1="Ana Întâi", holder_2="Vera A Doua", holder_3="Ion Al Treilea")
    room.press(page, "shares_save")
    assert "Ion Al Treilea" in PdfReader(tmp_path / "3.pdf").pages[0].extract_text()
    room.press(page, "make_shares_open")
    fill(page, shares_code=code_of(kit), holder_1="Ana Întâi", holder_2="Vera A Doua", holder_3="Ion Al Treilea")
    room.press(page, "shares_save")
    assert told(page) == explain(Refused("file-exists"))


def test_the_drill_is_done_here_and_noted(room: Room, session: Session, clock: FixedClock, tmp_path: Path) -> None:
    kit = sheet(session)
    page = room.go("settings", tab="recovery")
    room.press(page, "drill_open")
    fill(page, code=code_of(kit))
    room.press(page, "drill_run")
    assert told(page) == explain(Refused("no-such-file"))
    backups.make_backup(session)
    room.go("guide")
    page = room.go("settings", tab="recovery")
    room.press(page, "drill_open")
    fill(page, code=code_of(kit).replace(recovery.written(kit)[1], "ZZZZZ"))
    room.press(page, "drill_run")
    assert told(page) == explain(Refused("code-group-wrong", group=2))
    fill(page, code=code_of(kit))
    room.press(page, "drill_run")
    assert recovery.state(session).drill_on == clock().date()
    assert access_log.page(session.conn, 1)[0].verb == "drill-noted"
    assert "24.11.2026" in page.findChild(QLabel, "drill_told").text()
    assert not (paths.data_folder() / "drill").exists()
    room.press(page, "drill_print")
    assert "Certificat" in PdfReader(_file(tmp_path, room.files.printed[-1])).pages[0].extract_text()


def _file(folder: Path, data: bytes) -> Path:
    (folder / "printed.pdf").write_bytes(data)
    return folder / "printed.pdf"


def test_a_number_that_is_not_of_this_office_is_not_noted(room: Room, session: Session) -> None:
    sheet(session)
    page = room.go("settings", tab="recovery")
    fill(page, drill_number="1234 5678")
    room.press(page, "drill_note")
    assert told(page) == explain(Refused("drill-number-wrong")) and recovery.state(session).drill_on is None


@pytest.mark.parametrize(("theme", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_has_its_room(session: Session, qtbot: QtBot, qapp: QApplication, theme: str, percent: int) -> None:
    kit = sheet(session)
    rekeying.rekey(session)
    recovery.keep_holders(session, kit, ["Persoana cu un nume lung", "A Doua", "A Treia"])
    backups.make_backup(session)
    room = Room(qtbot, qapp, session, theme=Theme(theme, percent))
    page = room.go("settings", tab="recovery")
    assert room.is_readable(page)
    for button in ("make_shares_open", "drill_open", "new_kit", "kit_by_hand"):
        room.press(page, button)
        assert room.is_readable(page)
    room.press(page, "kit_wrote")
    assert room.is_readable(page)
