"""Stories of leaving: lock, hide and close keep what was typed, and nothing of it stays on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit, QWidget

from db import backup
from db.drafts import of_worker
from desktop import logs, paths, settings
from desktop.app import Ending
from desktop.jobs import Report
from desktop.services.session import Change
from desktop.tour.hand import Hand, settle, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import Room, drafts, make_vault, program, texts
from tests.gui.process_room import dear_vault, is_gone, said, seen, visit

pytestmark = pytest.mark.usefixtures("qapp")
SENTENCE = "jumătate de frază"


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    return make_vault(tmp_path / "vault", clock)


def half_a_report(room: Room) -> Hand:
    """A report that nobody saved; the two seconds until its draft is kept have not passed."""
    hand = room.unlock()
    hand.control(Qt.Key.Key_N)
    wait_for(lambda: room.page() == "form", "the report")
    hand.answer("summary", SENTENCE)
    return hand


def written(hand: Hand) -> str:
    """What stands in the question of which half was typed."""
    hand.turn_to("field:summary")
    (area,) = hand.find(QWidget, "field:summary").findChildren(QPlainTextEdit)
    return area.toPlainText()


def built_anew(room: Room, hand: Hand) -> Hand:
    """Hands on the window that came in place of the one before."""
    wait_for(lambda: room.desk.window is not hand.window, "the window built anew")
    return room.hand()


def visible() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def backups(vault: Path) -> int:
    return len(backup.every(vault / backup.FOLDER))


LEAVINGS: dict[str, Callable[[Room, Hand], None]] = {
    "Ctrl+L": lambda _room, hand: hand.control(Qt.Key.Key_L),
    "the lock button": lambda _room, hand: hand.press("lock"),
    "nobody there": lambda room, _hand: room.desk.lock(),
    "F12": lambda _room, hand: hand.key(Qt.Key.Key_F12),
    "the hide button": lambda _room, hand: hand.press("hide"),
    "closing": lambda _room, hand: hand.window.close() and None,
}


@pytest.mark.parametrize("how", LEAVINGS)
def test_leaving_keeps_the_draft_and_clears_the_screen(vault: Path, clock: FixedClock, how: str) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        QApplication.clipboard().setText("copied out of a form")
        session = room.session
        LEAVINGS[how](room, hand)
        assert room.ending.how == (["again"] if how in ("Ctrl+L", "the lock button", "nobody there") else ["left"])
        assert visible() == [] and QApplication.clipboard().text() == ""
        assert not any(session.vault.database_key), "the key is forgotten"  # type: ignore[union-attr]
        LEAVINGS["nobody there"](room, hand)
        assert len(room.ending.how) == 1, "it ends once"
    assert backups(vault) == (1 if how == "closing" else 0)
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]


def test_who_only_ever_hides_has_a_backup_too(vault: Path, clock: FixedClock) -> None:
    """Lock and hide end the program at once, so a day's backup is made beside the work, and only one."""
    with program(vault, clock) as room:
        room.unlock()
        room.desk.back_up()
        wait_for(lambda: backups(vault) == 1 and room.desk.jobs.current is None, "the backup")
        room.desk.back_up()
        assert room.desk.jobs.current is None and not room.desk.jobs.waiting
        clock.advance(days=2)
        room.desk.back_up()
        wait_for(lambda: backups(vault) == 2, "the next day's backup")
        room.desk.hide()


def test_the_draft_comes_back_after_the_lock(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        half_a_report(room)
        room.desk.lock()
    with program(vault, clock) as room:
        hand = room.unlock()
        hand.control(Qt.Key.Key_N)
        wait_for(lambda: room.page() == "form", "the report")
        assert written(hand) == SENTENCE


def test_idle_minutes_lock(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        (watch,) = (child for child in room.desk.children() if hasattr(child, "set_minutes"))
        watch.timer.setInterval(0)
        wait_for(lambda: room.ending.how == ["again"], "the lock")
        assert visible() == [] and hand.window.isHidden()


def test_a_page_that_fails_to_leave_holds_nothing_up(
    vault: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    with program(vault, clock) as room:
        hand = room.unlock()

        def fail() -> None:
            raise ZeroDivisionError("her name")

        page = room.desk.window.page("today")  # type: ignore[union-attr]
        page.leave = fail  # type: ignore[method-assign, attr-defined]
        session = room.session
        hand.press("lock")
        assert room.ending.how == ["again"] and visible() == []
        assert not any(session.vault.database_key)  # type: ignore[union-attr]
        assert "ZeroDivisionError" in caplog.text and "her name" not in caplog.text
        caplog.clear()


def test_a_running_job_is_stopped_and_tells_nobody(vault: Path, clock: FixedClock) -> None:
    """What a job brings after the lock reaches no page: the vault that it would write to is closed."""
    told: list[object] = []
    with program(vault, clock) as room:
        hand = room.unlock()
        running, over = threading.Event(), threading.Event()

        def work(report: Report) -> str:
            try:
                while True:
                    running.set()
                    report(1, 2)
                    time.sleep(0.002)
            finally:
                over.set()

        for job in (room.desk.jobs.start("slow", work), room.desk.jobs.start("waiting", lambda _report: "late")):
            job.ended.connect(lambda: told.append("ended"))
            job.finished.connect(told.append)
        wait_for(running.is_set, "the job")
        assert hand.sees("stop") or any("slow" in text for text in texts(hand.window))
        session = room.session
        hand.press("lock")
        assert over.is_set(), "it had the time to take its file away"
        session.changed(Change("record", "0" * 32))  # and what changes now reaches no page of a closed vault
        settle()
        assert told == [] and room.ending.how == ["again"]


def test_a_job_in_the_middle_of_writing_does_not_cost_what_was_typed(vault: Path, clock: FixedClock) -> None:
    """An import is one long transaction; it is undone at once, and then the draft is kept."""
    with program(vault, clock) as room:
        hand = half_a_report(room)
        running, session = threading.Event(), room.session

        def work(report: Report) -> None:
            with session.beside() as own, own.vault.write(clock()):
                running.set()
                while True:
                    report(1, 2)
                    time.sleep(0.002)

        room.desk.jobs.start("an import", work)
        wait_for(running.is_set, "the import")
        hand.press("lock")
        assert room.ending.how == ["again"]
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]


def test_a_job_that_neither_listens_nor_lets_go_keeps_nobody(
    vault: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    """What was typed in the last two seconds is given up, since the data must not stay in memory for its sake."""
    running, free = threading.Event(), threading.Event()
    with program(vault, clock) as room:
        half_a_report(room)
        session = room.session

        def deaf(_report: Report) -> None:
            with session.beside() as own, own.vault.write(clock()):
                running.set()
                free.wait(20)

        room.desk.jobs.start("deaf", deaf)
        wait_for(running.is_set, "the job")
        room.desk.lock()
        assert room.ending.how == ["again"] and visible() == [] and not free.is_set()
        assert "vault-busy" in caplog.text
        caplog.clear()
        free.set()


def test_a_job_that_does_not_listen_does_not_keep_the_screen(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = room.unlock()
        running, free = threading.Event(), threading.Event()

        def deaf(_report: Report) -> None:
            running.set()
            free.wait(20)

        room.desk.jobs.start("deaf", deaf)
        wait_for(running.is_set, "the job")
        hand.press("lock")
        assert room.ending.how == ["again"] and visible() == [] and not free.is_set()
        free.set()


# --- choices ----------------------------------------------------------------------------------------------------------


def settings_page(room: Room) -> Hand:
    room.desk.window.navigate("settings")  # type: ignore[union-attr]
    return room.hand()


def test_another_language_colour_and_size_build_the_window_anew(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        first = half_a_report(room).window
        hand = settings_page(room)
        hand.press("en")
        wait_for(lambda: room.desk.window is not first, "the window in English")
        hand = room.hand()
        assert room.page() == "settings" and "Today" in texts(hand.window) and "Astăzi" not in texts(hand.window)
        ground = hand.window.palette().window().color().lightness()
        hand.press("dark")
        hand = built_anew(room, hand)
        assert hand.window.palette().window().color().lightness() < ground
        height = hand.window.fontMetrics().height()
        while settings.load(paths.settings_file()).settings.font_percent < 150:  # each step shows itself at once
            hand.find(QComboBox, "type_size").setFocus()
            hand.key(Qt.Key.Key_Down)
            hand = built_anew(room, hand)
        assert hand.window.fontMetrics().height() > height
        assert hand.find(QComboBox, "type_size").hasFocus(), "the keyboard stays where it was"
        assert settings.load(paths.settings_file()).settings == settings.Settings("en", "dark", 150)
        wait_for(lambda: len(visible()) == 1, "one window")
        hand.control(Qt.Key.Key_N)
        assert written(hand) == SENTENCE
        room.desk.lock()
        assert room.ending.how == ["again"]
    assert len(drafts(vault, clock)) == 1


def test_other_idle_minutes_hold_at_once(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        room.unlock()
        hand = settings_page(room)
        hand.choose(hand.find(QComboBox, "idle"), "1")
        wait_for(lambda: room.desk.window is not hand.window, "the window built anew")
        watches = [child for child in room.desk.children() if hasattr(child, "set_minutes")]
        assert [watch.timer.interval() for watch in watches] == [60_000]  # type: ignore[attr-defined]


def test_a_job_goes_on_in_the_window_that_was_built_anew(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        room.unlock()
        hand = settings_page(room)
        running, free = threading.Event(), threading.Event()

        def work(_report: Report) -> str:
            running.set()
            free.wait(20)
            return "done"

        heard: list[object] = []
        room.desk.jobs.start("the slow work", work).finished.connect(heard.append)
        wait_for(running.is_set, "the job")
        hand.press("en")
        hand = built_anew(room, hand)
        assert any("the slow work" in text for text in texts(hand.window))
        free.set()
        wait_for(lambda: heard == ["done"], "the result")
        settle()
        assert not any("the slow work" in text for text in texts(hand.window))


# --- what nobody expected ---------------------------------------------------------------------------------------------


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hooks that the program sets are taken back after the test."""
    for holder, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(holder, name, getattr(holder, name))


@pytest.mark.parametrize("where", ["window", "thread"])
@pytest.mark.usefixtures("hooks")
def test_an_error_of_ours_is_said_and_the_draft_is_kept(
    vault: Path, clock: FixedClock, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        logs.catch_unexpected(room.desk.tell_unexpected)
        error = ZeroDivisionError("Maria Exemplu")
        if where == "window":
            sys.excepthook(ZeroDivisionError, error, None)
        else:
            thread = threading.Thread(target=lambda: 1 // 0)
            thread.start()
            thread.join()
        wait_for(lambda: any("ciornele" in text for text in texts(hand.window)), "the sentence")
        assert not any("Maria" in text for text in texts(hand.window)) and "Maria" not in caplog.text
        assert "ZeroDivisionError" in caplog.text
        caplog.clear()
        assert written(hand) == SENTENCE
        room.desk.hide()
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]


def test_backup_that_fails_does_not_keep_the_window(
    vault: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError

    with program(vault, clock) as room:
        hand = half_a_report(room)
        monkeypatch.setattr(backup, "on_exit", full)
        with pytest.raises(OSError, match=r"^$"):
            room.desk.close()
        assert room.ending.how == ["left"] and hand.window.isHidden()
    monkeypatch.undo()


def test_title_and_task_bar_say_nothing(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        hand = half_a_report(room)
        assert {widget.windowTitle() for widget in visible()} == {"Ancora"}
        assert hand.window.windowFilePath() == "" and not hand.window.isWindowModified()


# --- in processes of their own ----------------------------------------------------------------------------------------


@pytest.fixture
def dear(tmp_path: Path, clock: FixedClock) -> Path:
    return dear_vault(tmp_path / "dear", clock)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
def test_lock_starts_a_fresh_process_and_ends_this_one(dear: Path, tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "visit"
    process = visit(dear, folder, "lock", "quit")
    assert process.wait(60) == 0
    first, second = seen(folder, 0), seen(folder, 1)
    assert first[1:] == second[1:] == ["UnlockCard", f"--vault {dear}"]
    assert int(first[0]) == process.pid != int(second[0])
    wait_for(lambda: is_gone(int(second[0])), "the end of the second process")
    assert not (folder / "still-here-0").exists() and said(folder) == ""
    assert [draft["summary"] for draft in drafts(dear, clock)] == [SENTENCE]
    assert backups(dear) == 0


@pytest.mark.parametrize("deed", ["hide", "close"])
def test_hide_and_close_end_the_process(dear: Path, tmp_path: Path, deed: str) -> None:
    folder = tmp_path / "visit"
    process = visit(dear, folder, deed)
    assert process.wait(60) == 0 and said(folder) == ""
    assert not (folder / "still-here-0").exists() and not (folder / "seen-1").exists()
    assert backups(dear) == (1 if deed == "close" else 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals as Linux sends them")
def test_signing_out_keeps_what_was_typed(dear: Path, tmp_path: Path, clock: FixedClock) -> None:
    """The system ends programs with a signal when a person signs out; the two seconds of a draft have not passed."""
    folder = tmp_path / "visit"
    process = visit(dear, folder, "write")
    wait_for((folder / "still-here-0").exists, "half a report")
    process.terminate()
    assert process.wait(60) == 0 and said(folder) == ""
    assert not (folder / "seen-1").exists()
    assert [draft["summary"] for draft in drafts(dear, clock)] == [SENTENCE]


def test_ten_starts_end_as_they_should(dear: Path, tmp_path: Path) -> None:
    """PySide lost references at the end of a process once: ten times nothing is said and the status is 0."""
    for number in range(10):
        folder = tmp_path / f"visit-{number}"
        process = visit(dear if number % 2 else tmp_path / "none", folder, "quit")
        assert (process.wait(60), said(folder)) == (0, "")
        assert seen(folder, 0)[1] == ("UnlockCard" if number % 2 else "FirstStart")


def test_a_fresh_process_that_cannot_start_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    started: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> None:
        started.append(command)
        raise OSError

    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    ending = Ending(["--vault", "somewhere"])
    ending.practise()
    ending.practise()
    with pytest.raises(OSError, match=r"^$"):
        ending.begin_again()
    assert ended == [0] and started == [[sys.executable, "-m", "desktop", "--vault", "somewhere", "--practice"]]
    ending.leave()
    assert ended == [0, 0]


def test_a_label_is_no_draft(vault: Path, clock: FixedClock) -> None:
    """Looking around keeps nothing: only typing makes a draft."""
    with program(vault, clock) as room:
        hand = room.unlock()
        hand.control(Qt.Key.Key_N)
        assert hand.window.findChildren(QLabel)
        assert of_worker(room.session.conn, room.session.worker.id) == []
