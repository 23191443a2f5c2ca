"""While slow work writes, the window paints, and what was asked for follows; drafts and leaving do not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from db import meta
from db.connection import Connection, DatabaseError
from db.errors import VaultRefused
from desktop.gui import patience
from desktop.gui.forms.keeping import Keeper
from desktop.i18n import _
from tests.conftest import FixedClock
from tests.gui.desk_room import Room, make_vault, program, texts


@pytest.fixture
def room(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(patience, "TELL_AFTER_S", 0)
    with program(make_vault(tmp_path / "vault", clock), clock) as made:
        made.unlock()
        made.desk.jobs.shut(5)
        yield made


@contextmanager
def somebody_writes(room: Room) -> Iterator[Connection]:
    """Slow work holds the one place at which can be written."""
    with closing(room.session.vault.connect()) as conn:
        conn.execute("BEGIN IMMEDIATE")
        yield conn
        if conn.in_transaction:
            conn.execute("ROLLBACK")


@contextmanager
def meanwhile(deed: Callable[[], bool]) -> Iterator[None]:
    """Do it again and again while the window waits, until it says that it is done."""
    timer = QTimer()

    def again() -> None:
        if deed():
            timer.stop()

    timer.timeout.connect(again)
    timer.start(0)
    yield
    timer.stop()


def write(room: Room, words: str) -> None:
    with room.session.vault.write(room.session.now()) as conn:
        meta.put(conn, "told", words)


def says_so(room: Room) -> bool:
    return _("The database is being written. What you asked for follows at once.") in texts(room.hand().window)


def test_what_was_asked_for_follows_when_the_other_has_written(room: Room) -> None:
    with somebody_writes(room) as other:

        def release() -> bool:
            if not says_so(room):
                return False
            other.execute("COMMIT")
            return True

        with meanwhile(release):
            write(room, "after")
    assert meta.get(room.session.conn, "told") == "after"


def test_nothing_new_can_be_asked_of_the_pages_meanwhile(room: Room) -> None:
    window = room.hand().window
    with somebody_writes(room) as other:

        def go_elsewhere() -> bool:
            if not says_so(room):
                return False
            QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
            QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            assert room.page() == "today"
            other.execute("COMMIT")
            return True

        with meanwhile(go_elsewhere):
            write(room, "after")
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert room.page() != "today"


def test_what_comes_up_by_itself_meanwhile_is_refused_and_does_not_wait_too(room: Room) -> None:
    refused: list[str] = []
    with somebody_writes(room) as other:

        def a_clock_strikes() -> bool:
            with pytest.raises(VaultRefused) as refusal:
                write(room, "by itself")
            refused.append(refusal.value.code)
            other.execute("COMMIT")
            return True

        with meanwhile(a_clock_strikes):
            write(room, "asked for")
    assert refused == ["vault-busy"]
    assert meta.get(room.session.conn, "told") == "asked for"


def test_hiding_does_not_wait(room: Room) -> None:
    window = room.hand().window
    with somebody_writes(room):

        def hide() -> bool:
            if not says_so(room):
                return False
            QTest.keyClick(window, Qt.Key.Key_F12)
            return True

        with meanwhile(hide), pytest.raises((VaultRefused, DatabaseError)):  # here the process would have ended
            write(room, "never")
    assert room.ending.how == ["left"]


def test_a_draft_is_tried_again_a_moment_later_and_nobody_is_alarmed(room: Room) -> None:
    kept, failed = list[object](), list[object]()

    def draft() -> datetime:
        write(room, "draft")
        return room.session.now()

    keeper = Keeper(draft)
    keeper.kept.connect(kept.append)
    keeper.failed.connect(failed.append)
    with somebody_writes(room):
        keeper.timer.timeout.emit()
        assert (kept, failed, keeper.waits) == ([], [], True)
    keeper.timer.timeout.emit()
    assert (len(kept), failed, keeper.waits) == (1, [], False)
    assert meta.get(room.session.conn, "told") == "draft"
