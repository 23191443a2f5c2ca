"""Files of a case by keyboard: added, looked at page by page, covered when nobody is there, taken out with a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.pages.case import CasePage
from desktop.gui.pages.viewer import ViewerPage
from desktop.gui.shell import Shell
from desktop.gui.widgets.drop_area import DropArea
from desktop.jobs import Jobs
from desktop.services import attach
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.case_room import NoHouse, Room, log_of, new_case, office, press, settle, words
from tests.pictures import bomb, claims, jpeg, pdf, png


@dataclass
class Chosen:
    """The dialogs and the printer, which say what was decided before."""

    opens: list[Path] = field(default_factory=list)
    saves: Path | None = None
    printed: list[bytes] = field(default_factory=list)

    def open_files(self, _parent: QWidget, _title: str, _pattern: str) -> list[Path]:
        return self.opens

    def save_file(self, _parent: QWidget, _title: str, name: str, _pattern: str) -> Path | None:
        assert not name[:8].strip("0123456789"), "a neutral name is offered"
        return self.saves

    def choose_folder(self, _parent: QWidget, _title: str) -> Path | None:
        return None

    def print_pdf(self, _parent: QWidget, data: bytes) -> bool:
        self.printed.append(data)
        return True


@dataclass
class Desk(Room):
    """The same room with dialogs."""

    files: Chosen = field(default_factory=Chosen)
    jobs: Jobs = field(default_factory=Jobs)

    def shell(self) -> Shell:
        made = super().shell()
        nobody: Any = NoHouse()
        files: Any = self.files
        return Shell(made.session, self.jobs, made.navigate, made.say, files, nobody)

    def idle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: self.jobs.current is None and not self.jobs.waiting)
        settle()
        qtbot.waitUntil(lambda: self.jobs.current is None and not self.jobs.waiting)
        settle()


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock, qtbot: QtBot) -> Iterator[Session]:
    opened = office(tmp_path / "vault", clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    made = Desk(session)
    yield made
    made.close()


def write(folder: Path, **files: bytes) -> list[Path]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def part(page: QWidget) -> QWidget:
    found = page.findChild(QWidget, "files")
    assert found is not None
    return found


# --- adding -----------------------------------------------------------------------------------------------------------


def test_chosen_files_are_kept_and_named_by_nobody(desk: Desk, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    case = new_case(session)
    desk.files.opens = write(tmp_path, Nume_Inventat=png(), act=pdf(3))
    page = desk.show(CasePage, case=case, view="files")
    press(page, "add_files")
    desk.idle(qtbot)
    assert [one.file.mime for one in attach.of_case(session, case)] == ["image/png", "application/pdf"]
    told = words(part(page))
    assert "2 fișiere sunt păstrate în dosar" in told and "Nume_Inventat" not in told


def test_dropped_files_are_looked_at_one_by_one(desk: Desk, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    """What is no picture, claims too much or would unpack to gigabytes is told, and the rest is kept."""
    case = new_case(session)
    page = desk.show(CasePage, case=case, view="files")
    bad = {
        "a.png": b"<svg><script/></svg>",
        "b.png": claims(60_000, 60_000),
        "c.pdf": bomb(400),
        "d.pdf": b"%PDF-1.4 %%EOF",
    }
    part(page).findChild(DropArea).dropped.emit(write(tmp_path, **bad, **{"e.png": png()}))
    desk.idle(qtbot)
    assert [one.file.mime for one in attach.of_case(session, case)] == ["image/png"]
    told = words(part(page))
    assert told.count("Un fișier nu a fost adăugat") >= 4 and "nu este nici imagine, nici PDF" in told


def test_a_photograph_that_tells_its_place_says_so_and_stays_as_it_is(session: Session) -> None:
    original = jpeg(place=True)
    case = new_case(session)
    kept = attach.add_to_case(session, case, original, {})
    assert attach.look(original).tells_place and attach.shown(session, kept.id) == original


# --- looking ----------------------------------------------------------------------------------------------------------


def view(desk: Desk, qtbot: QtBot, case: str, file: str) -> ViewerPage:
    page: ViewerPage = desk.show(ViewerPage, case=case, file=file)
    desk.idle(qtbot)
    return page


def where(page: QWidget) -> str:
    label = page.findChild(QLabel, "page_number")
    assert label is not None
    return label.text()


def stage(page: QWidget) -> QWidget:
    found = page.findChild(QWidget, "stage")
    assert found is not None
    return found


def test_ten_thousand_pages_are_opened_one_at_a_time(desk: Desk, session: Session, qtbot: QtBot) -> None:
    case = new_case(session)
    kept = attach.add_to_case(session, case, pdf(10_000), {})
    page = view(desk, qtbot, case, kept.id)
    assert where(page) == "Pagina 1 din 10.000" or where(page) == "Pagina 1 din 10000"
    page.turn_page(9_998)
    desk.idle(qtbot)
    assert page.page() == 9_999 and not page.is_covered()


def test_files_and_pages_are_walked_by_keys(desk: Desk, session: Session, qtbot: QtBot) -> None:
    case = new_case(session)
    first = attach.add_to_case(session, case, png(40, 30), {})
    attach.add_to_case(session, case, pdf(3), {})
    page = view(desk, qtbot, case, first.id)
    QTest.keyClick(stage(page), Qt.Key.Key_Right)
    desk.idle(qtbot)
    assert where(page) == "Pagina 1 din 3"
    for key, shown in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_Plus, 1), (Qt.Key.Key_R, 1), (Qt.Key.Key_0, 1)):
        QTest.keyClick(stage(page), key)
        desk.idle(qtbot)
        assert page.page() >= shown
    QTest.keyClick(stage(page), Qt.Key.Key_Left)
    desk.idle(qtbot)
    assert where(page) == ""
    assert len(log_of(session, "file-shown")) == 3, "each look is noted"


def test_it_is_covered_when_nobody_is_there(desk: Desk, session: Session, qtbot: QtBot) -> None:
    case = new_case(session)
    kept = attach.add_to_case(session, case, png(40, 30), {})
    page = view(desk, qtbot, case, kept.id)
    assert page.page() == 1
    page.timer.timeout.emit()
    assert page.is_covered() and page.page() == 0, "it is out of memory, too"
    QTest.keyClick(stage(page), Qt.Key.Key_Plus)
    assert page.is_covered(), "a key does not uncover it"


def test_what_lies_in_the_vault_is_looked_at_again_before_it_is_shown(
    desk: Desk, session: Session, qtbot: QtBot
) -> None:
    """It may have come from another office, whose program kept what ours refuses."""
    from db import attachments
    from desktop.services import records

    case = new_case(session)
    good = attach.add_to_case(session, case, png(), {})
    record = attach.of_case(session, case)[0].record
    with session.vault.write(session.now()) as conn:
        bad = attachments.add(conn, record, "image/png", claims(60_000, 60_000), case)
    records.save(session, records.open_sheet(session, "document", record=record), {"file": bad})
    page = view(desk, qtbot, case, bad)
    assert page.page() == 0 and desk.said[-1][1] and "milioane de puncte" in desk.said[-1][0]
    assert good.id != bad


def test_a_copy_leaves_only_after_a_warning(desk: Desk, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    case = new_case(session)
    kept = attach.add_to_case(session, case, pdf(2), {})
    desk.files.saves = tmp_path / "20261124-0123abcd.pdf"
    page = view(desk, qtbot, case, kept.id)
    press(page, "viewer_copy")
    assert not desk.files.saves.exists() and "poate fi deschisă de oricine" in words(page)
    press(page, "copy_cancel")
    press(page, "viewer_copy")
    press(page, "copy_confirm")
    desk.idle(qtbot)
    assert desk.files.saves.read_bytes() == pdf(2)
    assert len(log_of(session, "file-saved")) == 1


def test_what_is_printed_was_drawn_here(desk: Desk, session: Session, qtbot: QtBot) -> None:
    case = new_case(session)
    kept = attach.add_to_case(session, case, pdf(2, "Adevarat"), {})
    page = view(desk, qtbot, case, kept.id)
    press(page, "viewer_print")
    desk.idle(qtbot)
    (paper,) = desk.files.printed
    assert paper.startswith(b"%PDF-") and b"Adevarat" not in paper
    assert len(log_of(session, "file-printed")) == 1


def test_a_file_that_is_gone_leads_back(desk: Desk, session: Session, qtbot: QtBot) -> None:
    case = new_case(session)
    desk.show(ViewerPage, case=case, file="f" * 32)
    settle()
    assert desk.went == [("case", {"case": case, "view": "files"})]


def test_no_file_of_the_folder_is_written_for_looking(
    desk: Desk, session: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a temporary file: whatever would make one finds a folder that does not exist."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    case = new_case(session)
    kept = attach.add_to_case(session, case, pdf(2), {})
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    page = view(desk, qtbot, case, kept.id)
    assert page.page() == 1
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - before <= {
        session.vault.path / name for name in ("vault.db-wal", "vault.db-shm", "vault.anchor")
    }
    assert not [
        one for one in page.findChildren(QAbstractButton) if "copi" in one.text().casefold() and "clip" in one.text()
    ]
