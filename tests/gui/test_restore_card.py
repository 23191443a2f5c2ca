"""Stories of putting a backup back: from the first start, the unlock card, a database that is not the last one."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from db import access_log, backup, swap
from db.connection import open_raw
from desktop.gui.first_start import FirstStart
from desktop.gui.restore_card import RestoreCard, RestoredCard
from desktop.gui.theme import Theme
from desktop.gui.unlock import BehindCard, UnlockCard
from desktop.gui.widgets import Choice
from desktop.refusals import Refused, explain
from desktop.services import backups, restoring, vaults
from desktop.settings import Settings
from desktop.tour.hand import Hand, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, make_vault, open_vault, program, texts

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    """A vault with a backup, and one more unlocking after it."""
    folder = make_vault(tmp_path / "vault", clock)
    session = open_vault(folder, clock)
    backups.make_backup(session)
    vaults.close_session(session, make_backup=False)
    clock.advance(hours=3)
    vaults.close_session(open_vault(folder, clock), make_backup=False)
    return folder


def card(room: Room, kind: type[QWidget]) -> Hand:
    wait_for(lambda: isinstance(room.desk.door, kind), kind.__name__)
    return room.card()


def fill(hand: Hand, name: str = WORKER, passphrase: str = PASSPHRASE) -> None:
    for field, text in (("worker", name), ("passphrase", passphrase)):
        hand.find(QLineEdit, field).clear()
        hand.type(hand.find(QLineEdit, field), text)


def said(hand: Hand) -> str:
    wait_for(lambda: hand.sees("trouble"), "the sentence")
    return " ".join(label.text() for label in hand.find(QWidget, "trouble").findChildren(QLabel)).strip()


def try_to_unlock(room: Room) -> Hand:
    hand = card(room, UnlockCard)
    fill(hand)
    hand.press("open")
    return hand


def verbs(room: Room) -> list[str]:
    return [entry.verb for entry in access_log.page(room.session.conn, 50)]


def test_a_damaged_database_leads_to_its_backup_and_back_to_work(vault: Path, clock: FixedClock) -> None:
    (vault / "vault.db").write_bytes(b"\x07" * 20_000)
    with program(vault, clock) as room:
        hand = try_to_unlock(room)
        assert said(hand) == explain(Refused("vault-damaged"))
        assert hand.find(QPushButton, "restore").hasFocus()
        hand.key(Qt.Key.Key_Space)
        hand = card(room, RestoreCard)
        assert hand.find(QLineEdit, "worker").text() == WORKER and hand.find(QLineEdit, "passphrase").hasFocus()
        assert str(backup.every(vault / "backups")[0].path) == hand.find(Choice, "backup").value()
        hand.type(hand.find(QLineEdit, "passphrase"), PASSPHRASE)
        hand.key(Qt.Key.Key_Return)
        assert not hand.can_press("restore") and not hand.can_press("en") and hand.can_press("stop")
        hand = card(room, RestoredCard)
        (_at, aside) = swap.kept_aside(vault)[0]
        assert str(aside) in " ".join(texts(hand.window)) and (aside / "vault.db").read_bytes() == b"\x07" * 20_000
        hand.key(Qt.Key.Key_Space)
        hand = card(room, UnlockCard)
        assert hand.find(QLineEdit, "worker").text() == WORKER and hand.find(QLineEdit, "passphrase").hasFocus()
        room.unlock(name="")
        assert room.page() == "today" and "restored" in verbs(room)


@pytest.mark.parametrize(
    ("harm", "code"), [("vault.keys", "key-file-missing"), ("vault.anchor", "")], ids=["the keys", "the anchor"]
)
def test_a_missing_file_of_the_database_can_be_mended(vault: Path, clock: FixedClock, harm: str, code: str) -> None:
    (vault / harm).unlink()
    with program(vault, clock) as room:
        hand = try_to_unlock(room)
        if code:
            assert said(hand) == explain(Refused(code))
        else:
            hand = card(room, BehindCard)
            assert explain(Refused("vault-unproven")) in texts(hand.window)
        hand.press("restore")
        hand = card(room, RestoreCard)
        fill(hand)
        hand.press("restore")
        card(room, RestoredCard).press("unlock_restored")
        room.unlock(name="")
        assert room.session.vault.anchor == "ok"


def test_on_a_new_computer_the_backup_comes_from_a_stick(vault: Path, tmp_path: Path, clock: FixedClock) -> None:
    stick = Path(shutil.copy(backup.every(vault / "backups")[0].path, tmp_path / "copie.ancora-backup"))
    with program(tmp_path / "new" / "vault", clock) as room:
        hand = card(room, FirstStart)
        assert hand.find(QPushButton, "create").hasFocus()
        hand.press("restore")
        hand = card(room, RestoreCard)
        assert not hand.sees("backup") and hand.find(QPushButton, "other_file").hasFocus()
        assert "deoparte" not in " ".join(texts(hand.window)), "there is nothing to keep aside"
        hand.press("restore")
        assert "Alegeți mai întâi fișierul" in said(hand)
        (tmp_path / "poza.ancora-backup").write_bytes(b"not one of ours")
        room.files.to_open = [tmp_path / "poza.ancora-backup"]
        hand.press("other_file")
        assert said(hand) == explain(Refused("not-a-backup")) and not hand.sees("backup")
        room.files.to_open = [stick]
        hand.press("other_file")
        assert hand.find(Choice, "backup").value() == str(stick)
        assert hand.find(Choice, "backup").currentText().startswith("24.11.2026")
        fill(hand)
        hand.press("restore")
        hand = card(room, RestoredCard)
        hand.press("unlock_restored")
        room.unlock(name="")
        assert room.session.office.code == "UN4"


def test_a_folder_that_lost_its_database_says_so_and_offers_the_backup_first(vault: Path, clock: FixedClock) -> None:
    (vault / "vault.db").unlink()
    with program(vault, clock) as room:
        hand = card(room, FirstStart)
        assert "lipsește de aici" in said(hand) and hand.find(QPushButton, "restore").hasFocus()
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        assert "missing here" in said(room.card())


def test_what_is_refused_is_said_and_can_be_mended(vault: Path, clock: FixedClock) -> None:
    before = (vault / "vault.db").read_bytes()
    with program(vault, clock) as room:
        card(room, UnlockCard).press("restore")
        hand = card(room, RestoreCard)
        fill(hand, passphrase="cinci cuvinte, dar nu acestea")
        hand.press("restore")
        assert said(hand) == explain(Refused("wrong-passphrase"))
        assert hand.find(QLineEdit, "passphrase").hasFocus() and hand.find(QLineEdit, "passphrase").text() == ""
        assert hand.can_press("restore") and (vault / "vault.db").read_bytes() == before
        hand.press("back")
        card(room, UnlockCard)
        room.unlock()
        assert "restored" not in verbs(room)


def test_a_stop_leaves_the_present_database(vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def slow(*_args: object, report: object, **_kwargs: object) -> None:
        assert callable(report)
        asked.append(True)
        while True:
            report(1, 2)

    with program(vault, clock) as room:
        card(room, UnlockCard).press("restore")
        hand = card(room, RestoreCard)
        fill(hand)
        with monkeypatch.context() as stopped:
            stopped.setattr(restoring, "restore", slow)
            hand.press("restore")
            wait_for(lambda: asked, "the work")
            hand.press("stop")
            assert said(hand) == explain(Refused("stopped"))
        assert hand.can_press("restore") and not hand.sees("stop")
        hand.press("back")
        card(room, UnlockCard)
        room.unlock()


def test_another_language_keeps_what_was_chosen_and_typed(vault: Path, tmp_path: Path, clock: FixedClock) -> None:
    stick = Path(shutil.copy(backup.every(vault / "backups")[0].path, tmp_path / "copie.ancora-backup"))
    with program(vault, clock) as room:
        card(room, UnlockCard).press("restore")
        hand = card(room, RestoreCard)
        room.files.to_open = [stick]
        hand.press("other_file")
        fill(hand)
        hand.press("en")
        wait_for(lambda: room.desk.door is not hand.window, "the card in English")
        hand = room.card()
        assert hand.find(Choice, "backup").value() == str(stick)
        assert hand.find(QLineEdit, "worker").text() == WORKER
        assert "Restore a backup" in texts(hand.window)
        hand.press("restore")
        hand = card(room, RestoredCard)
        hand.press("ro")
        wait_for(lambda: room.desk.door is not hand.window, "the card in Romanian")
        assert "Copia de rezervă este la locul ei" in texts(room.card().window)


def test_a_database_that_is_older_is_put_right_by_its_backup(vault: Path, clock: FixedClock, tmp_path: Path) -> None:
    shutil.copyfile(vault / "vault.db", tmp_path / "older")
    clock.advance(hours=1)
    vaults.close_session(open_vault(vault, clock), make_backup=True)
    shutil.copyfile(tmp_path / "older", vault / "vault.db")
    with program(vault, clock) as room:
        try_to_unlock(room)
        hand = card(room, BehindCard)
        hand.press("restore")
        hand = card(room, RestoreCard)
        assert hand.find(QLineEdit, "worker").text() == WORKER
        hand.type(hand.find(QLineEdit, "passphrase"), PASSPHRASE)
        hand.press("restore")
        card(room, RestoredCard).press("unlock_restored")
        room.unlock(name="")
        assert room.session.vault.anchor == "ok"
        assert verbs(room).count("unlocked") == 4  # each of the three before, and this one
        assert "older-database-accepted" not in verbs(room)


def test_a_file_that_was_touched_while_it_was_closed_is_told_apart(vault: Path, clock: FixedClock) -> None:
    session = open_vault(vault, clock)
    key = bytearray(session.vault.database_key)
    vaults.close_session(session, make_backup=False)
    with closing(open_raw(vault / "vault.db", key, "rw")) as conn:
        conn.execute("INSERT INTO meta VALUES ('another', 'tool')")
    with program(vault, clock) as room:
        try_to_unlock(room)
        hand = card(room, BehindCard)
        words = texts(hand.window)
        assert explain(Refused("vault-changed")) in words and "Baza de date a fost schimbată din afară" in words
        hand.press("accept")
        room.hand()
        assert "older-database-accepted" in verbs(room)


def test_practice_offers_no_backup_to_put_back(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = UnlockCard()
    shown.prefill("Lucrătoare", "practice-practice")
    assert shown.findChild(QPushButton, "restore").isHidden()


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_nothing_on_the_cards_is_cut(vault: Path, clock: FixedClock, language: str, mode: str, percent: int) -> None:
    with program(vault, clock, chosen=Settings(language=language, theme=mode, font_percent=percent)) as room:
        card(room, UnlockCard).press("restore")
        hand = card(room, RestoreCard)
        hand.window.resize(1366, 728)
        for label in (one for one in hand.window.findChildren(QLabel) if one.isVisible() and one.text()):
            assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap(), label.text()
        for button in (one for one in hand.window.findChildren(QPushButton) if one.isVisible()):
            assert button.width() >= button.minimumSizeHint().width(), button.text()
            assert button.accessibleName() or button.text()
    Theme("light", 100)


def test_the_times_of_backups_are_the_newest_first(vault: Path, clock: FixedClock) -> None:
    clock.advance(days=1)
    session = open_vault(vault, clock)
    backups.make_backup(session)
    vaults.close_session(session, make_backup=False)
    offered = restoring.offered(vault)
    assert [one.at for one in offered] == sorted((one.at for one in offered if one.at), reverse=True)
    assert offered[0].at == clock() and offered[1].at == clock() - timedelta(days=1, hours=3)
