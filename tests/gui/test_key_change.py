"""Stories of a new key for the database: the window waits behind one card, and nothing that was typed is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db import access_log, keys, rekey
from db.errors import VaultRefused
from desktop.gui.key_change import KeyCard
from desktop.jobs import Report
from desktop.refusals import Refused, explain
from desktop.services import people, recovery, rekeying, vaults
from desktop.tour.hand import Hand, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import Room, drafts, make_vault, open_vault, program, texts
from tests.gui.recovery_room import sheet, type_code, write_by_hand

pytestmark = pytest.mark.usefixtures("qapp")
SENTENCE, HERS = "jumătate de frază", "cinci vorbe numai ale Verei aici"


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    """With a colleague."""
    folder = make_vault(tmp_path / "vault", clock)
    session = open_vault(folder, clock)
    people.add_worker(session, "Vera Plecată", "worker", HERS)
    vaults.close_session(session, make_backup=False)
    return folder


def vera(room: Room) -> str:
    return people.find(room.session, "Vera Plecată").id


def half_a_report(room: Room) -> Hand:
    hand = room.unlock()
    hand.control(Qt.Key.Key_N)
    wait_for(lambda: room.page() == "form", "the report")
    hand.answer("summary", SENTENCE)
    return hand


def ended(room: Room, before: Hand) -> Hand:
    """Hands on the window that came after."""
    wait_for(lambda: room.desk.window not in (None, before.window), "the window again")
    return room.hand()


def cards() -> list[KeyCard]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, KeyCard) and widget.isVisible()]


class Held:
    """The slow part, held at its first step until the story lets it go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.free = threading.Event(), threading.Event()
        self._real = rekey.run
        monkeypatch.setattr(rekey, "run", self._run)

    def _run(self, *given: object, report: Callable[[int, int], None], **named: object) -> object:
        report(1, 100)
        self.begun.set()
        while not self.free.wait(0.005):
            report(2, 100)
        return self._real(*given, report=report, **named)  # type: ignore[arg-type]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


def test_who_leaves_has_no_key_and_nothing_of_the_others_is_lost(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        key = bytes(room.session.vault.database_key)  # type: ignore[union-attr]
        room.desk.renew_key(without=vera(room))
        hand = ended(room, hand)
        assert room.page() == "settings" and any(
            "Vera Plecată nu mai poate deschide" in text for text in texts(hand.window)
        )
        assert bytes(room.session.vault.database_key) != key  # type: ignore[union-attr]
        assert [one.name for one in people.all_workers(room.session)] == [room.session.worker.name]
        verbs = [entry.verb for entry in access_log.page(room.session.conn, 20)]
        assert "rekeyed" in verbs and "worker-removed" in verbs
        hand.control(Qt.Key.Key_N)  # and the window works as before
        wait_for(lambda: room.page() == "form", "the report")
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        keys.unlock(vault, "Vera Plecată", HERS)


def test_after_a_new_key_comes_the_new_sheet_which_can_wait(vault: Path, clock: FixedClock) -> None:
    session = open_vault(vault, clock)
    sheet(session)
    vaults.close_session(session, make_backup=False)
    with program(vault, clock) as room:
        hand = half_a_report(room)
        room.desk.renew_key()
        hand = ended(room, hand)
        shown = hand.window.page("settings")
        assert shown.tab() == "recovery" and any("mai veche decât cheia" in text for text in texts(hand.window))
        assert QApplication.focusWidget().objectName() == "new_kit"
        hand.control(Qt.Key.Key_N)
        wait_for(lambda: room.page() == "form", "the report")
    with program(vault, clock) as room:
        hand = room.unlock()
        assert any("cine a plecat mai poate deschide" in text for text in texts(hand.window))
        hand.press("recovery_row")
        hand.press("new_kit")
        type_code(hand, write_by_hand(hand))
        hand.press("kit_confirm")
        assert recovery.alarm(room.session) is None and "mai veche" not in " ".join(texts(hand.window))


def test_a_key_that_was_not_changed_leads_to_no_sheet(
    vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise VaultRefused("disk-full")

    monkeypatch.setattr(rekey, "run", fail)
    with program(vault, clock) as room:
        hand = room.unlock()
        room.desk.renew_key()
        hand = ended(room, hand)
        assert hand.window.page("settings").tab() == "people"


def test_an_older_key_file_is_told_when_the_window_opens(vault: Path, clock: FixedClock) -> None:
    before = (vault / "vault.keys").read_bytes()
    session = open_vault(vault, clock)
    people.add_worker(session, "Ion Nou", "worker", HERS)
    vaults.close_session(session, make_backup=False)
    (vault / "vault.keys").write_bytes(before)
    with program(vault, clock) as room:
        assert any("Fișierul cu chei nu este cel scris" in text for text in texts(room.unlock().window))
    with program(vault, clock) as room:
        assert not any("Fișierul cu chei" in text for text in texts(room.unlock().window))


def test_while_it_goes_on_only_the_card_is_there(vault: Path, clock: FixedClock, held: Held) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        room.desk.renew_key()
        wait_for(held.begun.is_set, "the slow part")
        (card,) = cards()
        assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [card]
        assert room.desk.window is None and not any(SENTENCE in text for text in texts(card))
        room.desk.renew_key()
        room.desk.back_up()
        room.desk.rebuild()
        assert not room.desk.jobs.waiting, "nothing else begins meanwhile"
        held.free.set()
        ended(room, hand)
        assert cards() == []


def test_it_can_be_stopped_and_everything_is_as_before(vault: Path, clock: FixedClock, held: Held) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        key = bytes(room.session.vault.database_key)  # type: ignore[union-attr]
        room.desk.renew_key(without=vera(room))
        wait_for(held.begun.is_set, "the slow part")
        card = Hand(cards()[0])
        card.press("stop_key")
        assert not card.can_press("stop_key")
        hand = ended(room, hand)
        assert any(explain(Refused("stopped")) in text for text in texts(hand.window))
        assert bytes(room.session.vault.database_key) == key  # type: ignore[union-attr]
        assert len(people.all_workers(room.session)) == 2
    opened = keys.unlock(vault, "Vera Plecată", HERS)
    assert bytes(opened.key) == key


@pytest.mark.parametrize("how", ["lock", "hide", "the session is locked"])
def test_leaving_waits_for_nothing_and_the_next_opening_puts_it_right(
    vault: Path, clock: FixedClock, held: Held, how: str
) -> None:
    """The process ends in the middle of it, as in a power cut."""
    with program(vault, clock) as room:
        half_a_report(room)
        room.desk.renew_key(without=vera(room))
        wait_for(held.begun.is_set, "the slow part")
        {
            "lock": room.desk.lock,
            "hide": lambda: Hand(cards()[0]).key(Qt.Key.Key_F12),
            "the session is locked": room.desk.session_watch.left.emit,
        }[how]()
        assert room.ending.how == ["left" if how == "hide" else "again"] and cards() == []
        room.session.vault.close(clock())  # as the end of the process does
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]


def test_who_is_away_meanwhile_finds_it_done_and_locked(vault: Path, clock: FixedClock, held: Held) -> None:
    with program(vault, clock) as room:
        half_a_report(room)
        room.desk.renew_key(without=vera(room))
        wait_for(held.begun.is_set, "the slow part")
        (watch,) = (child for child in room.desk.children() if hasattr(child, "set_minutes"))
        watch.idle.emit()
        assert room.ending.how == [] and len(cards()) == 1
        held.free.set()
        wait_for(lambda: room.ending.how == ["again"], "the lock")
    session = open_vault(vault, clock)
    assert [one.name for one in people.all_workers(session)] == [session.worker.name]
    vaults.close_session(session, make_backup=False)


def test_a_job_that_runs_is_stopped_before(vault: Path, clock: FixedClock) -> None:
    told: list[str] = []
    with program(vault, clock) as room:
        hand = room.unlock()
        running = threading.Event()

        def work(report: Report) -> None:
            while True:
                running.set()
                report(1, 2)

        job = room.desk.jobs.start("slow", work)
        job.stopped.connect(lambda: told.append("stopped"))
        wait_for(running.is_set, "the job")
        room.desk.renew_key()
        ended(room, hand)
        assert told == ["stopped"]


def test_what_may_not_be_is_refused_before_anything_is_begun(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.unlock()
        room.desk.renew_key(without=room.session.worker.id)
        assert room.desk.window is hand.window and hand.window.isVisible()
        assert any(explain(Refused("not-oneself")) in text for text in texts(hand.window))
        room.desk.renew_key()  # and the next wish is heard
        ended(room, hand)


def test_a_full_disk_is_told_and_the_work_goes_on(
    vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise VaultRefused("disk-full")

    monkeypatch.setattr(rekey, "run", full)
    with program(vault, clock) as room:
        hand = half_a_report(room)
        room.desk.renew_key()
        hand = ended(room, hand)
        assert any(explain(Refused("disk-full")) in text for text in texts(hand.window))
        hand.control(Qt.Key.Key_N)
        wait_for(lambda: room.page() == "form", "the report")


def test_a_database_that_does_not_open_again_is_left_to_a_fresh_process(
    vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_session: object) -> None:
        raise VaultRefused("vault-damaged")

    with program(vault, clock) as room:
        half_a_report(room)
        monkeypatch.setattr(rekeying, "resume", broken)
        room.desk.renew_key()
        wait_for(lambda: room.ending.how == ["again"], "the lock")
        assert "vault-damaged" in caplog.text
        caplog.clear()
        monkeypatch.undo()
        room.session.vault.close(clock())
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]
