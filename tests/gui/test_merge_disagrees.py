"""A file of another computer brings other answers: the window says so, both stand side by side, one is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from db import records
from desktop.services import conflicts, renewing
from desktop.tour.hand import Hand, settle, wait_for
from tests import two_pcs
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, program, texts
from tests.offices import Office, make_office

THERE = "Persoana de test"


@dataclass(slots=True)
class Story:
    """This computer, a sheet that both answered, and the file of the other one."""

    here: Office
    record: str
    file: Path


@pytest.fixture
def story(tmp_path: Path, clock: FixedClock) -> Iterator[Story]:
    there = make_office(tmp_path / "there", "UN4", clock)
    here = two_pcs.second_pc(there, tmp_path / "here", worker=WORKER, passphrase=PASSPHRASE)
    code = there.new_case()
    record = str(there.put({"case": code, "form": "identity", "set": {"sex": "F"}}).one["record"])
    there.run("export", "merge", "--to", "2", "--out", tmp_path / "a.ancora")
    here.run("import", tmp_path / "a.ancora")
    for office, told in (
        (here, {"letter_safe": False, "environment": "rural"}),
        (there, {"letter_safe": True, "environment": "urban"}),
    ):
        clock.advance(minutes=1)
        office.put({"case": code, "form": "identity", "record": record, "set": told})
    there.run("export", "merge", "--to", "2", "--out", tmp_path / "b.ancora")
    yield Story(here, record, tmp_path / "b.ancora")


def body(room: Room, record: str) -> dict[str, Any]:
    found = records.get(room.session.conn, record)
    assert found is not None
    return dict(found.body)


def taken_in(room: Room, story: Story) -> Hand:
    hand = room.unlock()
    room.files.to_open = [story.file]
    room.desk.window.navigate("sync")  # type: ignore[union-attr]
    hand.press("choose_files")
    wait_for(lambda: conflicts.count(room.session) == 1 and not renewing.is_stale(room.session), "the other answers")
    wait_for(lambda: room.desk.jobs.current is None, "the end of the job")
    settle()
    return hand


def focused() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def test_the_file_is_taken_in_and_both_answers_are_settled_by_the_keyboard(story: Story, clock: FixedClock) -> None:
    with program(story.here.vault, clock) as room:
        hand = taken_in(room, story)
        assert body(room, story.record)["letter_safe"] is False, "the safer one counts, though the other is newer"
        card = hand.find(QWidget, "conflicts_card")
        assert card.isVisible() and "siguranța ei" in "\n".join(texts(card))
        hand.press_in("conflicts_card", "choose_values")
        assert room.page() == "conflicts"
        hand.find(QTableView, "conflict_table").setFocus()
        hand.key(Qt.Key.Key_Return)
        read = "\n".join(texts(hand.find(QWidget, "conflict_view")))
        assert THERE in read and WORKER in read and "cel mai sigur" in read
        assert focused().objectName() == "keep_0"
        hand.key(Qt.Key.Key_Space)
        assert body(room, story.record)["letter_safe"] is False and focused().objectName() == "keep_0"
        hand.key(Qt.Key.Key_Tab)
        hand.key(Qt.Key.Key_Space)
        assert body(room, story.record)["environment"] == "urban" and conflicts.count(room.session) == 0


def test_who_goes_away_without_choosing_finds_both_the_next_day(story: Story, clock: FixedClock) -> None:
    with program(story.here.vault, clock) as room:
        hand = taken_in(room, story)
        hand.press_in("conflicts_card", "choose_values")
        hand.find(QTableView, "conflict_table").setFocus()
        hand.key(Qt.Key.Key_Return)
        hand.key(Qt.Key.Key_Escape)
    clock.advance(days=1)
    with program(story.here.vault, clock) as room:
        room.unlock()
        found = conflicts.heads(room.session)
        assert [(head.path, head.safety) for head in found] == [("letter_safe", True), ("environment", False)]
        today = "\n".join(texts(room.desk.window))  # type: ignore[arg-type]
        assert "siguranța ei" in today
