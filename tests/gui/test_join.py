"""Stories of a computer that joins an office: at the first start, with a file from a stick and a code on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from db import access_log, join_code
from desktop.gui.first_start import FirstStart
from desktop.gui.join_card import JoinOffice
from desktop.gui.unlock import UnlockCard
from desktop.refusals import Refused, explain
from desktop.services import pc_invite, pcs, vaults
from desktop.services.pc_invite import Invited
from desktop.tour.hand import Hand, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, Room, make_vault, open_vault, program, texts
from tests.gui.recovery_room import finish_set_up, told

pytestmark = pytest.mark.usefixtures("qapp")

NAME = "Altă Lucrătoare"


@pytest.fixture
def invited(tmp_path: Path, clock: FixedClock) -> Invited:
    """An invite of an office that works already."""
    session = open_vault(make_vault(tmp_path / "first", clock), clock)
    made = pc_invite.invite(session, tmp_path / "stick.ancora-invite")
    vaults.close_session(session, make_backup=False)
    return made


def card(room: Room, kind: type[QWidget]) -> Hand:
    wait_for(lambda: isinstance(room.desk.door, kind), kind.__name__)
    return room.card()


def begin(room: Room) -> Hand:
    card(room, FirstStart).press("join")
    return card(room, JoinOffice)


def write_code(hand: Hand, code: str) -> None:
    field = hand.find(QPlainTextEdit, "join_code")
    field.clear()
    hand.type(field, code)


def fill(hand: Hand, name: str = NAME, passphrase: str = PASSPHRASE, again: str = PASSPHRASE) -> None:
    for field, text in (("worker", name), ("passphrase", passphrase), ("passphrase_again", again)):
        hand.find(QLineEdit, field).clear()
        hand.type(hand.find(QLineEdit, field), text)


def test_a_computer_joins_with_a_file_and_a_code_and_opens_with_its_own_passphrase(
    tmp_path: Path, clock: FixedClock, invited: Invited
) -> None:
    with program(tmp_path / "new" / "vault", clock) as room:
        hand = begin(room)
        assert hand.find(QPushButton, "choose_invite").hasFocus()
        room.files.to_open = [invited.file]
        hand.press("choose_invite")
        assert invited.file.name in texts(hand.window)
        write_code(hand, " ".join(invited.groups))
        assert "Toate cele 7 grupe sunt corecte." in texts(hand.window)
        fill(hand)
        hand.key(Qt.Key.Key_Return)
        hand = card(room, UnlockCard)
        assert "face acum parte din oficiu" in told(hand.window)
        finish_set_up(room, NAME)
        assert room.session.office.code == "UN4"
        assert room.session.worker.name == NAME
        assert [pc.number for pc in pcs.others(room.session)] == [1]
        assert "pc-joined" in [entry.verb for entry in access_log.page(room.session.conn, 50)]


def test_what_is_missing_is_asked_for_in_its_order(tmp_path: Path, clock: FixedClock, invited: Invited) -> None:
    with program(tmp_path / "new" / "vault", clock) as room:
        hand = begin(room)
        hand.press("join")
        assert "Alegeți mai întâi invitația" in told(hand.window)
        room.files.to_open = [invited.file]
        hand.press("choose_invite")
        hand.press("join")
        assert "Scrieți cele șapte grupe" in told(hand.window)
        assert hand.find(QPlainTextEdit, "join_code").hasFocus()
        write_code(hand, "-".join(invited.groups))
        fill(hand, again="cu totul alta decât prima")
        hand.press("join")
        assert told(hand.window) == explain(Refused("passphrases-differ"))
        assert not (tmp_path / "new" / "vault" / "vault.db").exists()
        hand.press("back")
        card(room, FirstStart)


def test_a_wrong_code_or_file_is_said_and_can_be_mended(tmp_path: Path, clock: FixedClock, invited: Invited) -> None:
    other = "-".join(join_code.groups(bytes(16)))
    picture = tmp_path / "poza.ancora-invite"
    picture.write_bytes(b"no invite at all")
    with program(tmp_path / "new" / "vault", clock) as room:
        hand = begin(room)
        room.files.to_open = [picture]
        hand.press("choose_invite")
        write_code(hand, other)
        fill(hand)
        hand.press("join")
        wait_for(lambda: told(hand.window) == explain(Refused("no-invite")), "the file is no invite")
        room.files.to_open = [invited.file]
        hand.press("choose_invite")
        hand.press("join")
        wait_for(lambda: told(hand.window) == explain(Refused("invite-other-code")), "the code is another one")
        assert hand.find(QPlainTextEdit, "join_code").hasFocus()
        write_code(hand, "-".join(invited.groups))
        hand.press("join")
        card(room, UnlockCard)


def test_an_invite_that_is_over_makes_nothing(tmp_path: Path, clock: FixedClock, invited: Invited) -> None:
    clock.advance(days=20)
    with program(tmp_path / "new" / "vault", clock) as room:
        hand = begin(room)
        room.files.to_open = [invited.file]
        hand.press("choose_invite")
        write_code(hand, "-".join(invited.groups))
        fill(hand)
        hand.press("join")
        wait_for(lambda: told(hand.window) == explain(Refused("invite-expired")), "its fourteen days are over")
        assert not (tmp_path / "new" / "vault" / "vault.db").exists()


def test_another_language_keeps_the_file_the_code_and_the_name_and_no_passphrase(
    tmp_path: Path, clock: FixedClock, invited: Invited
) -> None:
    with program(tmp_path / "new" / "vault", clock) as room:
        hand = begin(room)
        room.files.to_open = [invited.file]
        hand.press("choose_invite")
        write_code(hand, "-".join(invited.groups))
        fill(hand)
        before = room.desk.door
        hand.press("en")
        wait_for(lambda: room.desk.door is not before, "the card in English")
        hand = card(room, JoinOffice)
        assert invited.file.name in texts(hand.window)
        assert hand.find(QPlainTextEdit, "join_code").toPlainText() == "-".join(invited.groups)
        assert hand.find(QLineEdit, "worker").text() == NAME
        assert hand.find(QLineEdit, "passphrase").text() == ""
