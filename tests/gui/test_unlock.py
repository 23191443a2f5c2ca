"""Stories before the window: unlocking, all that can refuse it, and the first start on a computer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import access_log, backup
from desktop import paths, settings
from desktop.gui.desk import Desk
from desktop.gui.first_start import CreateVault, FirstStart
from desktop.gui.unlock import BehindCard, UnlockCard, WaitCard
from desktop.i18n import datetime_words, ngettext
from desktop.refusals import Refused, explain
from desktop.services import practice, vaults
from desktop.services.behind import Behind
from desktop.settings import Settings
from desktop.tour.hand import Hand, settle, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, make_vault, open_vault, program, texts
from tests.gui.recovery_room import finish_set_up

pytestmark = pytest.mark.usefixtures("qapp")
WRONG = "alte cinci cuvinte, dar greșite"


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    return make_vault(tmp_path / "vault", clock)


def ask(room: Room, name: str = WORKER, passphrase: str = PASSPHRASE) -> Hand:
    """Type both and press; hands on the card."""
    hand = room.card()
    for field, text in (("worker", name), ("passphrase", passphrase)):
        hand.find(QLineEdit, field).clear()
        hand.type(hand.find(QLineEdit, field), text)
    hand.press("open")
    return hand


def refusal(hand: Hand) -> str:
    wait_for(lambda: hand.sees("trouble"), "the sentence")
    return " ".join(label.text() for label in hand.find(QWidget, "trouble").findChildren(QLabel)).strip()


def waited(hand: Hand, clock: FixedClock, seconds: int = 60) -> None:
    """As long as one has to wait after a failure."""
    clock.advance(seconds=seconds)
    wait_for(lambda: hand.can_press("open"), "another try")


def failed(room: Room) -> Hand:
    """A wrong passphrase; hands on the card that waits."""
    hand = ask(room, passphrase=WRONG)
    wait_for(lambda: hand.sees("seconds_left"), "the wait")
    return hand


def test_name_and_passphrase_open_the_window(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.unlock()
        assert room.desk.door is None and room.page() == "today"
        assert QApplication.topLevelWidgets() == [hand.window] or all(
            not other.isVisible() for other in QApplication.topLevelWidgets() if other is not hand.window
        )
        assert PASSPHRASE not in "\n".join(texts(hand.window, seen=lambda _w: True))


@pytest.mark.parametrize(("name", "passphrase"), [(WORKER, WRONG), ("Altcineva", PASSPHRASE)])
def test_a_wrong_one_is_said_and_the_passphrase_is_typed_anew(
    vault: Path, clock: FixedClock, name: str, passphrase: str
) -> None:
    with program(vault, clock) as room:
        hand = ask(room, name, passphrase)
        assert refusal(hand) == explain(Refused("wrong-passphrase"))
        assert hand.find(QLineEdit, "worker").text() == name
        field = hand.find(QLineEdit, "passphrase")
        assert field.text() == "" and field.hasFocus() and field.echoMode() == QLineEdit.EchoMode.Password
        assert room.desk.window is None
        assert hand.can_press("en")
        waited(hand, clock)
        ask(room)
        room.hand()
        assert room.page() == "today"


def test_enter_goes_where_something_is_missing_and_then_unlocks(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.card()
        name, passphrase = hand.find(QLineEdit, "worker"), hand.find(QLineEdit, "passphrase")
        assert name.hasFocus()
        hand.type(passphrase, PASSPHRASE)
        hand.key(Qt.Key.Key_Return)
        assert name.hasFocus()
        hand.type(name, WORKER)
        passphrase.clear()
        hand.key(Qt.Key.Key_Enter)
        assert passphrase.hasFocus() and room.desk.window is None
        hand.type(passphrase, PASSPHRASE)
        hand.key(Qt.Key.Key_Return)
        room.hand()


def test_nothing_can_be_pressed_twice_while_the_key_is_worked_out(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = ask(room)
        assert not hand.can_press("open") and not hand.can_press("en")
        assert not hand.find(QLineEdit, "passphrase").isEnabled()
        room.hand()


def test_capitals_that_are_locked_are_noticed(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.card()
        field = hand.find(QLineEdit, "passphrase")
        QTest.keyClick(field, "a")
        assert not hand.sees("capitals")
        QTest.keyClick(field, "A")  # a capital letter without Shift
        assert hand.sees("capitals")
        QTest.keyClick(field, "1")
        assert hand.sees("capitals")
        QTest.keyClick(field, "A", Qt.KeyboardModifier.ShiftModifier)
        assert not hand.sees("capitals")
        QTest.keyClick(field, "a", Qt.KeyboardModifier.ShiftModifier)
        assert hand.sees("capitals")
        QTest.keyClick(field, Qt.Key.Key_CapsLock)
        assert not hand.sees("capitals")


def test_the_passphrase_can_be_looked_at_and_covered_again(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.card()
        field, button = hand.find(QLineEdit, "passphrase"), hand.find(QPushButton, "passphrase_show")
        covered = button.accessibleName()
        hand.press("passphrase_show")
        assert field.echoMode() == QLineEdit.EchoMode.Normal and button.accessibleName() != covered
        hand.press("passphrase_show")
        assert field.echoMode() == QLineEdit.EchoMode.Password and button.accessibleName() == covered


def test_after_each_failure_the_next_try_waits_longer_and_the_card_counts(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
            hand = failed(room)
            words = ngettext("You can try again in {n} second.", "You can try again in {n} seconds.", seconds)
            assert hand.text("seconds_left") == words.format(n=seconds) and not hand.can_press("open")
            clock.advance(seconds=seconds - 1)
            wait_for(lambda hand=hand: "peste 1 secundă" in hand.text("seconds_left"), "the last second")
            assert not hand.can_press("open")
            waited(hand, clock, seconds=1)
            assert not hand.sees("seconds_left")


def test_who_waits_may_type_and_enter_opens_nothing_before(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = failed(room)
        field = hand.find(QLineEdit, "passphrase")
        hand.type(field, PASSPHRASE)
        hand.key(Qt.Key.Key_Return)
        assert room.desk.jobs.current is None and not room.desk.jobs.waiting and field.text() == PASSPHRASE
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        hand = room.card()
        assert "second" in hand.text("seconds_left") and not hand.can_press("open")
        waited(hand, clock)
        hand.press("open")
        room.hand()


def test_the_wait_goes_on_in_a_fresh_process_and_ends_with_a_success(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        failed(room)
    with program(vault, clock) as room:
        assert room.card().sees("seconds_left") and not room.card().can_press("open")
        waited(room.card(), clock)
        room.unlock()
    with program(vault, clock) as room:
        assert not room.card().sees("seconds_left")


def test_failures_are_told_to_who_opens_it_and_only_once(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        for _try in range(3):
            waited(failed(room), clock)
        assert any("de 3 ori" in text for text in texts(room.unlock().window))
    with program(vault, clock) as room:
        assert not any("de 3 ori" in text for text in texts(room.unlock().window))


@pytest.mark.parametrize(
    ("typed", "word"),
    [("пять слов для этой пробы", "chirilice"), ("cinci cuvinte şi încă ceva", "sedilă"), (WRONG, "")],
)
def test_a_keyboard_that_types_other_letters_is_mentioned(
    vault: Path, clock: FixedClock, typed: str, word: str
) -> None:
    with program(vault, clock) as room:
        hand = ask(room, passphrase=typed)
        refusal(hand)
        assert hand.sees("layout_hint") is bool(word)
        if word:
            assert word in hand.text("layout_hint")


def test_a_vault_that_is_open_elsewhere_is_left_alone(vault: Path, clock: FixedClock) -> None:
    held = open_vault(vault, clock)
    with program(vault, clock) as room:
        assert refusal(ask(room)) == explain(Refused("vault-open-elsewhere"))
        vaults.close_session(held, make_backup=False)
        ask(room)
        room.hand()


def _cut(vault: Path) -> None:
    os.truncate(vault / "vault.db", 0)


def _spoil(vault: Path) -> None:
    data = bytearray((vault / "vault.db").read_bytes())
    data[40:80] = bytes(40)
    (vault / "vault.db").write_bytes(data)


def _plain(vault: Path) -> None:
    (vault / "vault.db").write_bytes(b"SQLite format 3\x00" + bytes(4080))


def _without_keys(vault: Path) -> None:
    (vault / "vault.keys").unlink()


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_cut, "vault-empty"),
        (_spoil, "vault-damaged"),
        (_plain, "vault-plaintext"),
        (_without_keys, "key-file-missing"),
    ],
)
def test_a_harmed_vault_is_named_and_not_touched(
    vault: Path, clock: FixedClock, harm: Callable[[Path], None], code: str
) -> None:
    harm(vault)
    before = (vault / "vault.db").read_bytes()
    with program(vault, clock) as room:
        assert refusal(ask(room)) == explain(Refused(code))
        assert room.desk.window is None
    assert (vault / "vault.db").read_bytes() == before


def test_a_vault_of_a_newer_program_stays_as_it_is(vault: Path, clock: FixedClock) -> None:
    session = open_vault(vault, clock)
    session.conn.execute("PRAGMA user_version = 99")
    vaults.close_session(session, make_backup=False)
    before = (vault / "vault.db").read_bytes()
    with program(vault, clock) as room:
        assert refusal(ask(room)) == explain(Refused("vault-newer"))
    assert (vault / "vault.db").read_bytes() == before


def test_another_language_keeps_what_was_typed(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.card()
        hand.type(hand.find(QLineEdit, "worker"), WORKER)
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        hand = room.card()
        assert hand.find(QLineEdit, "worker").text() == WORKER and "Unlock" in texts(hand.window)
        assert hand.find(QLineEdit, "passphrase").hasFocus()
        assert settings.load(paths.settings_file()).settings.language == "en"
        hand = room.unlock(name="")
        assert "Today" in texts(hand.window)


def test_the_card_says_nothing_of_what_the_program_is_for(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        words = " ".join(texts(room.card().window)).casefold()
        assert room.card().window.windowTitle() == "Ancora"
        for word in ("violen", "victim", "caz", "abuz", "social", "un4", WORKER.casefold()):
            assert word not in words


def test_f12_ends_the_program_from_the_card_too(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        room.card().key(Qt.Key.Key_F12)
        assert room.ending.how == ["left"]
        assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_choices_that_cannot_be_read_are_mentioned_once(vault: Path, clock: FixedClock) -> None:
    file = paths.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{ nothing", encoding="utf-8")
    loaded = settings.load(file)
    assert loaded.damaged
    with program(vault, clock, chosen=loaded.settings, damaged=loaded.damaged) as room:
        assert "nu au putut fi citite" in refusal(room.card())
    again = settings.load(file)
    assert not again.damaged
    with program(vault, clock, chosen=again.settings, damaged=again.damaged) as room:
        assert not room.card().sees("trouble")


# --- the first start --------------------------------------------------------------------------------------------------


def fill(hand: Hand, **fields: str) -> None:
    for name, text in fields.items():
        field = hand.find(QWidget, name)
        if isinstance(field, QComboBox):
            hand.choose(field, text)
        else:
            assert isinstance(field, QLineEdit)
            field.clear()
            hand.type(field, text)


def test_an_office_begins_and_every_missing_answer_is_named(tmp_path: Path, clock: FixedClock) -> None:
    """From the first start to the window, with every mistake on the way."""
    with program(tmp_path / "vault", clock) as room:
        assert isinstance(room.desk.door, FirstStart)
        room.card().press("create")
        wait_for(lambda: isinstance(room.desk.door, CreateVault), "the card of a new database")
        hand = room.card()
        for sentence, field, text in (
            ("codul", "office", "XUN"),
            ("țara", "country", "MD"),
            ("numele", "worker", WORKER),
            ("de două ori", "passphrase", "scurt"),
            ("de două ori", "passphrase_again", "altfel"),
        ):
            hand.press("create")
            assert sentence in refusal(hand) and hand.find(QWidget, field).hasFocus()
            fill(hand, **{field: text})
        hand.press("create")
        assert refusal(hand) == explain(Refused("passphrases-differ"))
        assert hand.find(QLineEdit, "passphrase_again").text() == ""
        fill(hand, passphrase_again="scurt")
        for code, mended in (
            ("practice-code", {"office": "un 4"}),
            ("bad-office-code", {"office": "un4"}),
            ("weak-passphrase", {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}),
        ):
            hand.press("create")
            wait_for(lambda: hand.can_press("create"), "an answer")
            assert refusal(hand) == explain(Refused(code)), code
            assert not vaults.exists(tmp_path / "vault")
            fill(hand, **mended)
        hand.press("create")
        assert not hand.can_press("create") and not hand.can_press("back")
        wait_for(lambda: isinstance(room.desk.door, UnlockCard), "the unlock card")
        hand = room.card()
        assert hand.find(QLineEdit, "worker").text() == WORKER
        assert hand.find(QLineEdit, "passphrase").text() == ""
        assert "Baza de date este creată. Deblocați-o cu noua frază de acces." in texts(hand.window)
        finish_set_up(room)
        assert room.session.office.code == "UN4" and room.session.worker.role == "lead"


def test_going_back_from_a_new_database_makes_none(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        room.card().press("create")
        wait_for(lambda: isinstance(room.desk.door, CreateVault), "the card of a new database")
        hand = room.card()
        fill(hand, office="UN4")
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        hand = room.card()
        assert hand.find(QLineEdit, "office").text() == "UN4"
        hand.press("back")
        wait_for(lambda: isinstance(room.desk.door, FirstStart), "the first start")
        assert not (tmp_path / "vault").exists()


def test_enter_leads_through_a_new_database(tmp_path: Path, clock: FixedClock) -> None:
    with program(tmp_path / "vault", clock) as room:
        room.card().press("create")
        wait_for(lambda: isinstance(room.desk.door, CreateVault), "the card of a new database")
        hand = room.card()
        fill(hand, office="RUN", kind="region", country="RO")
        for field, text in (("worker", WORKER), ("passphrase", PASSPHRASE), ("passphrase_again", PASSPHRASE)):
            hand.find(QLineEdit, "office").setFocus()
            hand.key(Qt.Key.Key_Return)
            assert hand.find(QLineEdit, field).hasFocus()
            fill(hand, **{field: text})
        hand.key(Qt.Key.Key_Return)
        wait_for(lambda: isinstance(room.desk.door, UnlockCard), "the unlock card")
        finish_set_up(room)
        assert room.page() == "tables" and room.session.office.country == "RO"


def test_practice_is_made_on_its_first_use(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "CASES", 3)
    chosen: list[bool] = []
    with program(tmp_path / "vault", clock) as room:
        room.desk.practised.connect(lambda: chosen.append(True))
        hand = room.card()
        hand.press("practice")
        assert isinstance(room.desk.door, WaitCard) and not room.card().can_press("en")
        wait_for(lambda: isinstance(room.desk.door, UnlockCard), "the unlock card")
        hand = room.card()
        assert hand.find(QLineEdit, "worker").text() == practice.WORKER and chosen == [True]
        hand.key(Qt.Key.Key_Space)  # the button that unlocks has the focus
        hand = room.hand()
        assert hand.sees("practice") and room.session.office.practice
        assert not vaults.exists(tmp_path / "vault") and vaults.exists(paths.practice_vault())
    with program(paths.practice_vault(), clock, practising=True) as room:
        assert isinstance(room.desk.door, UnlockCard)
        assert room.card().find(QLineEdit, "worker").text() == practice.WORKER


def test_practice_that_was_cut_off_is_made_anew(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice, "CASES", 2)
    left_over = tmp_path / "practice.part"
    left_over.mkdir()
    (left_over / "vault.db").write_bytes(b"half of a file")
    with program(tmp_path / "practice", clock, practising=True) as room:
        wait_for(lambda: isinstance(room.desk.door, UnlockCard), "the unlock card")
        assert not left_over.exists() and vaults.exists(tmp_path / "practice")


def test_practice_that_cannot_be_made_says_so(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused("disk-full")

    monkeypatch.setattr(practice, "make", full)
    with program(tmp_path / "practice", clock, practising=True) as room:
        assert refusal(room.card()) == explain(Refused("disk-full"))


# --- a database that is older than its anchor -------------------------------------------------------------------------


@pytest.fixture
def older(vault: Path, clock: FixedClock) -> Path:
    """Yesterday's database file beside today's anchor."""
    vaults.close_session(open_vault(vault, clock), make_backup=False)
    kept = vault.parent / "kept.db"
    shutil.copyfile(vault / "vault.db", kept)
    clock.advance(hours=20)
    session = open_vault(vault, clock)
    vaults.close_session(session, make_backup=True)
    shutil.copyfile(kept, vault / "vault.db")
    return vault


def asked(room: Room) -> Hand:
    ask(room)
    wait_for(lambda: isinstance(room.desk.door, BehindCard), "the question")
    return room.card()


def test_missing_work_is_a_question_before_anything_is_shown(older: Path, clock: FixedClock) -> None:
    with program(older, clock) as room:
        hand = asked(room)
        words = " ".join(texts(hand.window))
        assert room.desk.window is None and WORKER not in words
        assert f"se oprește: {datetime_words(clock() - timedelta(hours=20))}" in words
        assert f"pe acest calculator: {datetime_words(clock())}" in words
        assert explain(Refused("vault-behind")) in words and "cuprinde mai mult" in words
        assert hand.find(QPushButton, "restore").hasFocus()
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the question in English")
        hand = room.card()
        assert "Some work is missing" in texts(hand.window)
        hand.press("accept")
        hand = room.hand()
        assert not hand.sees("behind")
        verbs = [entry.verb for entry in access_log.page(room.session.conn, 50)]
        assert "older-database-accepted" in verbs
    with program(older, clock) as room:
        room.unlock()  # and from then on this one counts


def test_closing_leaves_everything_for_the_backup(older: Path, clock: FixedClock) -> None:
    before = [one.path for one in backup.every(older / backup.FOLDER)]
    with program(older, clock) as room:
        asked(room).press("close")
        assert room.ending.how == ["left"] and room.desk.window is None
        assert [one.path for one in backup.every(older / backup.FOLDER)] == before
    with program(older, clock) as room:
        asked(room)  # the next day it is asked again


@pytest.mark.parametrize("how", ["locked", "hidden", "idle"])
def test_a_database_that_waits_for_a_decision_is_open_and_closed_with_the_rest(
    older: Path, clock: FixedClock, how: str
) -> None:
    with program(older, clock) as room:
        hand = asked(room)
        {
            "locked": room.desk.session_watch.left.emit,
            "hidden": lambda: hand.key(Qt.Key.Key_F12),
            "idle": lambda: [one.idle.emit() for one in room.desk.children() if hasattr(one, "set_minutes")],
        }[how]()
        assert room.ending.how == ["left" if how == "hidden" else "again"] and hand.window.isHidden()
        with program(older, clock) as another:
            asked(another)  # nobody holds it, and nothing was decided


def test_a_full_disk_keeps_the_question(older: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_session: object) -> None:
        raise Refused("disk-full")

    monkeypatch.setattr(vaults, "accept_behind", full)
    with program(older, clock) as room:
        hand = asked(room)
        hand.press("accept")
        assert refusal(hand) == explain(Refused("disk-full")) and room.desk.window is None


def test_choices_that_no_disk_takes_hold_until_the_end(
    vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _chosen: Settings) -> None:
        raise OSError

    with program(vault, clock) as room:
        monkeypatch.setattr(settings, "save", full)
        desk: Desk = room.desk
        desk.choose(Settings(language="en", theme="light"))
        assert "pe disc" in refusal(room.card()) and desk.chosen.language == "en"


def test_an_unexpected_error_frees_the_card(vault: Path, clock: FixedClock, qtbot: QtBot) -> None:
    with program(vault, clock) as room:
        hand = room.card()
        room.desk.doorway.card.set_busy(True)  # type: ignore[union-attr]
        room.desk.tell_unexpected(ZeroDivisionError("with a name in it"))
        settle()
        assert "with a name" not in refusal(hand) and hand.can_press("open")


@pytest.mark.parametrize(("more", "first"), [(True, "restore"), (False, "close")])
def test_a_backup_that_holds_no_more_is_not_offered_first(
    qtbot: QtBot, clock: FixedClock, more: bool, first: str
) -> None:
    day = timedelta(days=1)
    card = BehindCard(Behind("vault-behind", clock(), clock() - day, clock() - 2 * day, backup_has_more=more))
    qtbot.addWidget(card)
    card.show()
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    card.focus_first()
    assert QApplication.focusWidget() is card.findChild(QPushButton, first)
