"""A file of another computer dropped on the page: the case stands in the lists while the window goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from db import cases
from desktop.services import renewing
from desktop.tour.hand import wait_for
from tests import two_pcs
from tests.conftest import FixedClock
from tests.gui.desk_room import PASSPHRASE, WORKER, Room, program
from tests.offices import Office, make_office


@dataclass(slots=True)
class Story:
    """This computer, another of the office, and a file of the other with one case in it."""

    here: Office
    code: str
    file: Path


@pytest.fixture
def story(tmp_path: Path, clock: FixedClock) -> Iterator[Story]:
    there = make_office(tmp_path / "there", "UN4", clock)
    here = two_pcs.second_pc(there, tmp_path / "here", worker=WORKER, passphrase=PASSPHRASE)
    code = there.new_case()
    there.put({"case": code, "form": "identity", "set": {"first_name": "Ana", "sex": "F"}})
    done = there.run("export", "merge", "--to", "2", "--out", tmp_path / "a.ancora")
    assert done.status == 0
    yield Story(here, code, tmp_path / "a.ancora")


def has_case(room: Room, code: str) -> bool:
    return cases.by_code(room.session.conn, code) is not None


def test_a_merge_that_is_chosen_on_the_page_brings_its_case_into_the_lists(story: Story, clock: FixedClock) -> None:
    with program(story.here.vault, clock) as room:
        hand = room.unlock()
        room.files.to_open = [story.file]
        room.desk.window.navigate("sync")  # type: ignore[union-attr]
        hand.press("choose_files")
        wait_for(lambda: has_case(room, story.code) and not renewing.is_stale(room.session), "the case")
        wait_for(lambda: room.desk.jobs.current is None, "the end of the job")
        hand.window.navigate("cases")  # type: ignore[attr-defined]
        row = cases.by_code(room.session.conn, story.code)
        assert row is not None and row.sex == "F"


def test_what_was_cut_off_is_worked_out_after_the_next_opening(
    story: Story, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(renewing, "refresh_stale", lambda *_: renewing.Refreshed(0, 0))
        assert story.here.run("import", story.file).status == 0
    with program(story.here.vault, clock) as room:
        room.unlock()
        wait_for(lambda: has_case(room, story.code), "the case")
