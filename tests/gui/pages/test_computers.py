"""The computers of an office in the window: invited, seen, sent a file, retired; each with a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.keys import KdfCost
from desktop.gui.pages.sync_pcs import PcCards
from desktop.services import arrivals, cards, merge_out, pc_invite, pc_list, pc_meet, pc_retire, pcs, people, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import put
from tests.gui import desk_room
from tests.gui.pages.exchange_room import Room, words


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk_room.new_session(tmp_path / "vault", clock)
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    made = Room(qtbot, qapp, session)
    made.go("guide")
    return made


def join(session: Session, folder: Path, clock: FixedClock) -> Session:
    """A second computer, invited and joined."""
    made = pc_invite.invite(session, folder.with_suffix(".ancora-invite"))
    found = pc_invite.open_invite(made.file, "-".join(made.groups), clock())
    return pc_invite.join(
        folder,
        found,
        worker="Altă Lucrătoare",
        passphrase=desk_room.PASSPHRASE,
        clock=clock,
        cost=KdfCost.for_tests(),
    )


@pytest.fixture
def second(session: Session, tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = join(session, tmp_path / "second", clock)
    yield made
    vaults.close_session(made, make_backup=False)


def sees(page: QWidget, name: str) -> bool:
    return any(one.isVisible() for one in page.findChildren(QWidget, name))


def focus(page: QWidget) -> str:
    found = page.window().focusWidget()
    return found.objectName() if found is not None else ""


# --- under Settings ---------------------------------------------------------------------------------------------------


def test_one_computer_alone_is_told_what_a_second_one_is_good_for(room: Room) -> None:
    page = room.go("settings", tab="computers")
    assert "singurul calculator al oficiului" in words(page)
    assert room.is_readable(page)


def test_an_invite_is_saved_and_its_code_is_shown_until_the_page_is_left(
    room: Room, session: Session, tmp_path: Path, clock: FixedClock
) -> None:
    page = room.go("settings", tab="computers")
    room.files.place = tmp_path / "invitation"
    room.press(page, "invite_computer")
    file = tmp_path / "invitation.ancora-invite"
    assert room.files.offered[0].endswith(".ancora-invite")
    assert "UN4" not in room.files.offered[0]
    shown = next(one.text() for one in page.findChildren(QWidget, "join_code_groups"))
    assert pc_invite.open_invite(file, shown, clock()).number == 2
    assert "Calculatorul 2" in words(page)
    assert room.is_readable(page)
    room.go("guide")
    room.go("settings", tab="computers")
    assert not sees(page, "join_code_groups")
    assert [one.number for one in pcs.others(session)] == [2]


def test_an_invite_that_was_cancelled_leaves_no_computer_behind(room: Room, session: Session) -> None:
    page = room.go("settings", tab="computers")
    room.files.place = None
    room.press(page, "invite_computer")
    assert pc_list.computers(session) == ()


def test_a_folder_that_cannot_be_written_is_said_and_nobody_was_invited(
    room: Room, session: Session, tmp_path: Path
) -> None:
    page = room.go("settings", tab="computers")
    room.files.place = tmp_path / "no" / "such" / "folder"
    room.press(page, "invite_computer")
    assert sees(page, "computers_trouble")
    assert pc_list.computers(session) == ()


def test_retiring_is_explained_and_done_only_after_it_was_confirmed(
    room: Room, session: Session, second: Session
) -> None:
    before = cards.card(session)
    page = room.go("settings", tab="computers")
    room.press(page, "retire_2")
    assert "Oficiul primește chei noi" in words(page)
    assert focus(page) == "retire_cancel", "a slip of the hand retires nothing"
    room.press(page, "retire_cancel")
    assert focus(page) == "retire_2"
    assert cards.card(session) == before
    room.press(page, "retire_2")
    room.press(page, "retire_now")
    assert cards.card(session).sign_key != before.sign_key
    assert pcs.others(session) == ()
    assert "Retras" in words(page)
    assert "noul dumneavoastră card" in words(page)
    assert not sees(page, "retire_2")
    assert room.is_readable(page)
    pc = pcs.own(second)
    assert pc is not None
    assert pcs.trusted(session)[pc.sign_key].retired


def test_a_colleague_who_was_faster_is_told_in_the_panel(room: Room, session: Session, second: Session) -> None:
    page = room.go("settings", tab="computers")
    room.press(page, "retire_2")
    pc = pcs.own(second)
    assert pc is not None
    pc_retire.retire(session, pc.id)
    room.press(page, "retire_now")
    assert sees(page, "retire_trouble")


def test_two_under_one_name_wait_for_a_decision(
    room: Room, session: Session, tmp_path: Path, clock: FixedClock
) -> None:
    made = pc_invite.invite(session, tmp_path / "a.ancora-invite")
    found = pc_invite.open_invite(made.file, "-".join(made.groups), clock())
    files = []
    for name in ("broken", "anew"):
        joined = pc_invite.join(
            tmp_path / name, found, worker="Altă Lucrătoare", passphrase=desk_room.PASSPHRASE, clock=clock,
            cost=KdfCost.for_tests(),
        )  # fmt: skip
        files.append(export(joined, tmp_path / f"{name}.ancora"))
        vaults.close_session(joined, make_backup=False)
    fates = arrivals.import_files(session, files)
    assert [(one.status, one.code) for one in fates] == [("imported", None), ("refused", "pc-copied")]
    sync = room.go("sync")
    assert sees(sync, "pc_copied")
    page = room.go("settings", tab="computers")
    assert "Două sub un nume" in words(page)
    room.press(page, "decide_2")
    room.press(page, "set_up_anew_now")
    assert "Două sub un nume" not in words(page)
    assert arrivals.import_files(session, files[1:])[0].status == "imported"


def export(session: Session, file: Path) -> Path:
    """A file of this computer for the first one."""
    return merge_out.export_merge(session, pcs.others(session)[0].id, file).file


def test_two_that_do_not_know_each_other_meet(
    room: Room, session: Session, second: Session, tmp_path: Path, clock: FixedClock
) -> None:
    made = pc_invite.invite(second, tmp_path / "third.ancora-invite")
    found = pc_invite.open_invite(made.file, "-".join(made.groups), clock())
    third = pc_invite.join(
        tmp_path / "third", found, worker="A Treia", passphrase=desk_room.PASSPHRASE, clock=clock,
        cost=KdfCost.for_tests(),
    )  # fmt: skip
    file, shown = pc_meet.introduce(third, tmp_path)
    vaults.close_session(third, make_backup=False)
    page = room.go("settings", tab="computers")
    room.files.chosen = [file]
    room.press(page, "meet")
    assert shown.fingerprint[:17] in words(page)
    room.press(page, "meet_now")
    assert sees(page, "meeting_trouble")
    page.findChild(QLineEdit, "pc_fingerprint").setText(shown.fingerprint)
    assert room.is_readable(page)
    room.press(page, "meet_now")
    assert {one.number for one in pcs.others(session)} == {2, 3}
    room.files.place = tmp_path / "mine"
    room.press(page, "introduce")
    assert (tmp_path / "mine.ancora-pc").exists()
    assert pc_meet.FIRST in (tmp_path / "mine.ancora-pc").read_bytes()


# --- on the page of coming and going ----------------------------------------------------------------------------------


def test_where_there_is_no_other_computer_nothing_stands_there(room: Room) -> None:
    page = room.go("sync")
    assert not sees(page, "pc_cards")


def test_what_leaves_is_seen_before_the_file_is_made_and_the_other_one_gets_the_cases(
    room: Room, session: Session, second: Session, tmp_path: Path
) -> None:
    put(session, None, "case", {"case_track": ["vd_adult"]})
    page = room.go("sync")
    assert "Încă nefăcut" in words(page)
    room.press(page, "pc_2")
    assert "1 caz" in words(page)
    assert "numai de calculatorul 2" in words(page)
    assert room.is_readable(page)
    room.files.place = tmp_path / "for-the-second"
    room.press(page, "pc_save")
    file = tmp_path / "for-the-second.ancora"
    assert arrivals.import_files(second, [file])[0].status == "imported"
    assert vaults.status(second).cases == 1
    assert "Făcut, neconfirmat" in words(page)
    room.press(page, "pc_2")
    room.press(page, "pc_not_now")
    assert focus(page) == "pc_2"


def test_what_the_other_one_says_that_it_has_is_shown(
    room: Room, session: Session, second: Session, tmp_path: Path
) -> None:
    arrivals.import_files(second, [export(session, tmp_path / "there.ancora")])
    arrivals.import_files(session, [export(second, tmp_path / "back.ancora")])
    page = room.go("sync")
    assert "Are totul" in words(page)


def test_a_worker_sees_the_state_and_no_button(
    session: Session, second: Session, qtbot: QtBot, qapp: QApplication, clock: FixedClock, tmp_path: Path
) -> None:
    people.add_worker(session, "Lucrător Simplu", "worker", "cinci cuvinte pentru altcineva")
    path = session.vault.path
    vaults.close_session(session, make_backup=False)
    worker = vaults.open_session(
        path, worker="Lucrător Simplu", passphrase="cinci cuvinte pentru altcineva", clock=clock
    )
    try:
        page = Room(qtbot, qapp, worker).go("sync")
        block = page.findChild(PcCards)
        assert block is not None
        assert block.isVisible()
        assert block.findChildren(QAbstractButton) == []
    finally:
        vaults.close_session(worker, make_backup=False)
