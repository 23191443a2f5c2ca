"""The backup beside the work: what is wrong with the last one is told on every page, and mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from db import access_log, backup
from desktop.refusals import Refused, explain
from desktop.services import backups
from desktop.tour.hand import Hand, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import Room, make_vault, open_vault, program, texts

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    folder = make_vault(tmp_path / "vault", clock)
    session = open_vault(folder, clock)
    backups.make_backup(session)
    session.vault.close(session.now())
    return folder


def strip(hand: Hand) -> str:
    return hand.find(QLabel, "backup").text()


def look_after(room: Room) -> None:
    """What happens a little after the worker has begun."""
    room.desk.back_up()
    wait_for(lambda: room.desk.jobs.current is None and not room.desk.jobs.waiting, "the backup")


def test_the_last_verified_backup_stands_at_the_foot_of_the_page(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        assert strip(room.unlock()) == "Ultima copie verificată: 24.11.2026, 14:30"


def test_one_that_is_gone_alarms_on_the_first_page_and_is_made_again(vault: Path, clock: FixedClock) -> None:
    backup.every(vault / "backups")[0].path.unlink()
    clock.advance(minutes=5)
    with program(vault, clock) as room:
        hand = room.unlock()
        assert strip(hand) == "Ultima copie de rezervă lipsește"
        assert hand.sees("backup_alarm") and explain(Refused("backup-missing")) in texts(hand.window)
        look_after(room)
        assert strip(hand) == "Ultima copie verificată: 24.11.2026, 14:35"
        assert "lipsea sau era deteriorată" in " ".join(texts(hand.window))
        assert not hand.sees("backup_alarm")
        assert "backup-missing" in [entry.verb for entry in access_log.page(room.session.conn, 9)]


def test_one_that_was_changed_is_found_when_it_is_read_again(vault: Path, clock: FixedClock) -> None:
    (made,) = backup.every(vault / "backups")
    data = bytearray(made.path.read_bytes())
    data[9000] ^= 1
    made.path.write_bytes(data)
    clock.advance(hours=10)
    with program(vault, clock) as room:
        hand = room.unlock()
        assert not hand.sees("backup_alarm")
        look_after(room)
        assert [one.at for one in backup.every(vault / "backups")][-1] == clock()
        assert "backup-damaged" in [entry.verb for entry in access_log.page(room.session.conn, 9)]
        assert hand.find(QWidget, "backup").isVisible()
