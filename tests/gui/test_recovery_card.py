"""Stories of the recovery sheet before the window: made at set-up, used when a passphrase or a computer is lost."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from db import access_log
from desktop import paths
from desktop.gui.first_start import CreateVault, FirstStart
from desktop.gui.recovery_card import DrilledCard, RecoveryCard
from desktop.gui.restore_card import RestoreCard
from desktop.gui.unlock import UnlockCard
from desktop.refusals import Refused, explain
from desktop.services import backups, passphrases, recovery, restoring, vaults
from desktop.services.recovery import Kit
from desktop.tour.hand import Hand, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, make_vault, open_vault, program, texts
from tests.gui.recovery_room import ask_for_window, code_of, sheet, told, type_code, write_by_hand
from tests.square import squares

pytestmark = pytest.mark.usefixtures("qapp")

FRESH = "perete lampadar cizme uliu ocean"


def card(room: Room, kind: type[QWidget]) -> Hand:
    wait_for(lambda: isinstance(room.desk.door, kind), kind.__name__)
    return room.card()


def begin_office(room: Room) -> None:
    """From the first start to the unlock card of a new database."""
    room.card().press("create")
    hand = card(room, CreateVault)
    hand.type(hand.find(QLineEdit, "office"), "UN4")
    hand.choose(hand.find(QWidget, "country"), "MD")
    for field, text in (("worker", WORKER), ("passphrase", PASSPHRASE), ("passphrase_again", PASSPHRASE)):
        hand.type(hand.find(QLineEdit, field), text)
    hand.press("create")
    card(room, UnlockCard)


def verbs(room: Room) -> list[str]:
    return [entry.verb for entry in access_log.page(room.session.conn, 50)]


# --- the set-up -------------------------------------------------------------------------------------------------------


def test_a_new_office_is_set_up_once_its_sheet_was_typed_back(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        begin_office(room)
        hand = ask_for_window(room)
        assert room.desk.window is None
        code = write_by_hand(hand)
        assert not any(group in " ".join(texts(hand.window)) for group in code.split())  # only the paper has it now
        wrong = code.replace(code.split()[10], "00000")
        type_code(hand, wrong)
        assert "Grupa 11" in hand.text("kit_code_told")
        hand.press("kit_confirm")
        assert told(hand.window) == explain(Refused("code-group-wrong", group=11))
        assert room.desk.window is None and hand.find(QPlainTextEdit, "kit_code").hasFocus()
        type_code(hand, code.lower())
        assert not hand.sees("kit_trouble"), "what was mended is complained of no more"
        hand.press("kit_confirm")
        room.hand()
        assert room.page() == "today" and {"kit-made", "kit-confirmed"} <= set(verbs(room))
    with program(tmp_path / "vault", clock) as room:
        room.unlock()
        assert room.page() == "today"


def test_a_set_up_that_was_cut_off_goes_on_with_the_same_paper(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        begin_office(room)
        code = write_by_hand(ask_for_window(room))
    clock.advance(days=1)
    with program(tmp_path / "vault", clock) as room:
        hand = ask_for_window(room)
        number = recovery.read_code(code).number
        assert number in hand.text("kit_which") and hand.find(QPlainTextEdit, "kit_code").hasFocus()
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        hand = room.card()
        assert number in hand.text("kit_which")
        type_code(hand, code)
        hand.press("kit_confirm")
        room.hand()
        assert recovery.state(room.session).number == number


def test_a_lost_paper_is_made_once_more(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        begin_office(room)
        hand = ask_for_window(room)
        lost = write_by_hand(hand)
        hand.press("kit_again")
        code = write_by_hand(hand)
        assert code != lost
        type_code(hand, lost)
        hand.press("kit_confirm")
        assert room.desk.window is None  # nobody may think that the lost paper counts
        type_code(hand, code)
        hand.press("kit_confirm")
        room.hand()
        assert recovery.state(room.session).number == recovery.read_code(code).number


def test_a_sheet_saved_as_a_file_carries_its_code(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        begin_office(room)
        hand = ask_for_window(room)
        hand.press("kit_print")  # nothing is printed in a test: the person changed her mind
        wait_for(lambda: not room.desk.jobs.waiting, "the paper")
        assert hand.sees("kit_print")
        room.files.save_as = tmp_path / "sheet.pdf"
        hand.press("kit_save")
        wait_for(lambda: hand.sees("kit_code"), "the second step")
        assert "ștergeți-l" in told(hand.window)
        assert "UN4" in PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()
        type_code(hand, squares((tmp_path / "sheet.pdf").read_bytes())[0])
        hand.press("kit_confirm")
        room.hand()


def test_closing_the_card_of_the_sheet_leaves_the_database_closed(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        begin_office(room)
        ask_for_window(room).key(Qt.Key.Key_F12)
        assert room.ending.how == ["left"] and room.desk.window is None
    session = open_vault(tmp_path / "vault", clock)
    assert recovery.is_wanted(session)
    vaults.close_session(session, make_backup=False)


def test_an_office_that_is_at_work_already_is_not_stopped_at_its_door(tmp_path: Path, clock: FixedClock) -> None:
    with program(make_vault(tmp_path / "vault", clock), clock) as room:
        room.unlock()
        assert room.page() == "today"


# --- help with a passphrase -------------------------------------------------------------------------------------------


def test_five_words_are_offered_and_judged(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        room.card().press("create")
        hand = card(room, CreateVault)
        hand.type(hand.find(QLineEdit, "office"), "UN4")
        hand.type(hand.find(QLineEdit, "worker"), "Ana Țurcanu")
        for typed, reason in (("ana turcanu UN4", "personal"), ("scurt", "short"), ("parola parola parola", "repeats")):
            hand.find(QLineEdit, "passphrase").clear()
            hand.type(hand.find(QLineEdit, "passphrase"), typed)
            wait_for(lambda why=reason: hand.text("strength_words") == passphrases.reason_words(why), reason)
        hand.find(QLineEdit, "passphrase").clear()
        hand.type(hand.find(QLineEdit, "passphrase"), "пять слов")
        wait_for(lambda: hand.sees("layout_hint"), "the hint of the keyboard")
        hand.press("offer_words")
        words = hand.text("offered_words")
        hand.press("offer_words")
        assert len(words.split()) == 5 and hand.text("offered_words") != words
        words = hand.text("offered_words")
        hand.press("use_words")
        assert hand.find(QLineEdit, "passphrase").text() == words
        assert hand.text("strength_words") == "Greu de ghicit." and not hand.sees("layout_hint")
        assert hand.find(QLineEdit, "passphrase_again").hasFocus()


# --- in with the code -------------------------------------------------------------------------------------------------


@pytest.fixture
def kit(tmp_path: Path, clock: FixedClock) -> Kit:
    """The sheet of a closed office, of which there is a backup too."""
    session = open_vault(make_vault(tmp_path / "vault", clock), clock)
    made = sheet(session)
    backups.make_backup(session)
    vaults.close_session(session, make_backup=False)
    return made


def give_person(hand: Hand, name: str, passphrase: str = FRESH, again: str = "") -> None:
    for field, text in (("worker", name), ("passphrase", passphrase), ("passphrase_again", again or passphrase)):
        hand.find(QLineEdit, field).clear()
        hand.type(hand.find(QLineEdit, field), text)


def test_a_forgotten_passphrase_is_replaced_with_the_sheet(tmp_path: Path, clock: FixedClock, kit: Kit) -> None:
    with program(tmp_path / "vault", clock) as room:
        hand = card(room, UnlockCard)
        hand.type(hand.find(QLineEdit, "worker"), WORKER)
        hand.press("recover")
        hand = card(room, RecoveryCard)
        assert hand.find(QPlainTextEdit, "code").hasFocus()
        type_code(hand, code_of(kit).replace(kit_group(kit, 4), "ZZZZZ"), "code")
        hand.press("next")
        assert told(hand.window) == explain(Refused("code-group-wrong", group=4))
        type_code(hand, code_of(kit), "code")
        hand.press("next")
        assert hand.find(QLineEdit, "worker").text() == WORKER
        for name, first, again, code in (
            (WORKER, "scurt", "scurt", "weak-passphrase"),
            (WORKER, FRESH, "altceva", "passphrases-differ"),
        ):
            give_person(hand, name, first, again)
            hand.press("next")
            assert told(hand.window) == explain(Refused(code))
        give_person(hand, WORKER)
        hand.press("next")
        room.hand()
        assert room.session.worker.name == WORKER and "recovered" in verbs(room)
    with program(tmp_path / "vault", clock) as room:
        room.unlock(passphrase=FRESH)


def kit_group(kit: Kit, place: int) -> str:
    return recovery.written(kit)[place - 1]


def test_two_shares_do_as_well_and_a_foreign_sheet_is_told(tmp_path: Path, clock: FixedClock, kit: Kit) -> None:
    first, _second, third = ("-".join(recovery.code.groups(share)) for share in recovery.split(kit))
    with program(tmp_path / "vault", clock) as room:
        card(room, UnlockCard).press("recover")
        hand = card(room, RecoveryCard)
        type_code(hand, code_of(Kit(bytes(32))), "code")
        hand.press("next")
        give_person(hand, WORKER)
        hand.press("next")
        wait_for(lambda: told(hand.window) != "", "the refusal")
        assert told(hand.window) == explain(Refused("kit-another"))
        assert hand.find(QPlainTextEdit, "code").hasFocus()
        hand.press("shares")
        type_code(hand, third, "share_1")
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        hand = room.card()
        assert hand.find(QPlainTextEdit, "share_1").toPlainText() == third
        type_code(hand, third, "share_2")
        hand.press("next")
        assert told(hand.window) == explain(Refused("share-repeated", share=2, index=3), "en")
        type_code(hand, first, "share_2")
        hand.press("next")
        give_person(hand, "Cineva Nou")
        hand.press("next")
        room.hand()
        assert (room.session.worker.name, room.session.worker.role) == ("Cineva Nou", "lead")


def to_another_computer(tmp_path: Path, room: Room) -> Hand:
    """A stick with the backup, and the card of the code on a computer that has no database."""
    offered = restoring.offered(tmp_path / "vault")[0].file
    stick = tmp_path / "stick" / offered.name
    stick.parent.mkdir(exist_ok=True)
    shutil.copyfile(offered, stick)
    room.files.to_open = [stick]
    card(room, FirstStart).press("restore")
    hand = card(room, RestoreCard)
    hand.press("with_code")
    assert told(hand.window) and hand.find(QPushButton, "other_file").hasFocus()
    hand.press("other_file")
    hand.press("with_code")
    return card(room, RecoveryCard)


def test_on_a_new_computer_the_backup_and_the_code_are_one_way(tmp_path: Path, clock: FixedClock, kit: Kit) -> None:
    with program(tmp_path / "another", clock) as room:
        hand = to_another_computer(tmp_path, room)
        type_code(hand, code_of(kit), "code")
        hand.press("next")
        assert hand.find(QPushButton, "work_here").hasFocus()
        hand.press("work_here")
        hand.press("back")
        hand.press("work_here")
        give_person(hand, WORKER)
        hand.press("next")
        room.hand()
        assert room.session.worker.name == WORKER
        assert [verb for verb in reversed(verbs(room)) if verb in ("restored", "recovered")] == [
            "restored",
            "recovered",
        ]


def test_a_sheet_of_another_office_restores_nothing(tmp_path: Path, clock: FixedClock, kit: Kit) -> None:
    with program(tmp_path / "another", clock) as room:
        hand = to_another_computer(tmp_path, room)
        type_code(hand, code_of(Kit(bytes(32))), "code")
        hand.press("next")
        hand.press("work_here")
        give_person(hand, WORKER)
        hand.press("next")
        wait_for(lambda: told(hand.window) != "", "the refusal")
        assert told(hand.window) == explain(Refused("kit-another"))
        assert not vaults.exists(tmp_path / "another")


def test_the_drill_leaves_nothing_but_a_certificate(tmp_path: Path, clock: FixedClock, kit: Kit) -> None:
    clock.advance(days=370)
    with program(tmp_path / "spare", clock) as room:
        hand = to_another_computer(tmp_path, room)
        type_code(hand, code_of(kit), "code")
        hand.press("next")
        hand.press("drill")
        hand = card(room, DrilledCard)
        number = hand.find(QLabel, "drill_number").text()
        room.files.save_as = tmp_path / "certificate.pdf"
        hand.press("drill_save")
        assert number in PdfReader(tmp_path / "certificate.pdf").pages[0].extract_text()
        assert not vaults.exists(tmp_path / "spare") and not (paths.data_folder() / "drill").exists()
        hand.press("drill_close")
        card(room, FirstStart)
    session = open_vault(tmp_path / "vault", clock)
    assert recovery.state(session).alarm(clock().date()) == "drill"
    vaults.close_session(session, make_backup=False)
    clock.advance(days=2)
    with program(tmp_path / "vault", clock) as room:
        hand = room.unlock()
        room.desk.window.navigate("settings", tab="recovery")
        hand.write("drill_number", number)
        state = recovery.state(room.session)
        assert state.drill_on == (clock() - timedelta(days=2)).date() and state.alarm(clock().date()) is None


def test_going_back_from_the_code_changes_nothing(tmp_path: Path, clock: FixedClock, kit: Kit) -> None:
    before = (tmp_path / "vault" / "vault.keys").read_bytes()
    with program(tmp_path / "vault", clock) as room:
        card(room, UnlockCard).press("recover")
        hand = card(room, RecoveryCard)
        type_code(hand, code_of(kit), "code")
        hand.press("next")
        hand.press("back")
        assert hand.find(QPlainTextEdit, "code").hasFocus()
        hand.press("back")
        hand = card(room, UnlockCard)
        assert code_of(kit)[:5] not in " ".join(texts(hand.window))
    assert (tmp_path / "vault" / "vault.keys").read_bytes() == before
