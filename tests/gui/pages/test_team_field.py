"""The papers of a team for the field: printed with a number on record, typed by it, scans kept beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.pages.drawer import DrawerPage
from desktop.gui.pages.team_field import FieldPapers
from desktop.gui.pages.team_scans import StepFiles
from desktop.gui.shell import Shell
from desktop.gui.widgets import Choice
from desktop.services import paper_numbers, team, team_scans, team_sheet
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services import field_room
from tests.gui.pages.case_room import new_team, office, press, settle, words
from tests.gui.pages.test_case_files import Desk, write
from tests.pictures import pdf, png


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


class Place(QWidget):
    """A page that holds the papers of one team, as the page of the team does."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.papers, self.step = FieldPapers(shell), StepFiles(shell)
        outer = QVBoxLayout(self)
        outer.addWidget(self.papers)
        outer.addWidget(self.step)

    def arrive(self, record: str = "", **_where: object) -> None:
        board = team.board(self.shell.session, record)
        self.papers.show_board(board)
        self.step.show_step(board, "14")

    def first_field(self) -> QWidget:
        return self.papers.first_field()

    def refresh(self) -> None:
        pass

    def leave(self) -> None:
        pass


def test_a_printed_sheet_is_on_record_and_its_square_leads_back(desk: Desk, session: Session, qtbot: QtBot) -> None:
    _case, record = new_team(session)
    page = desk.show(Place, record=record)
    assert "Nicio foaie a acestei intervenții" in words(page)
    language = page.findChild(Choice, "sheet_language")
    language.set_value("ru")
    press(page, "print_sheet")
    desk.idle(qtbot)
    (data,) = desk.files.printed
    (out,) = team_sheet.sheets_of(session, record)
    read = [found for one in field_room.rastered(data) for found in field_room.squares(one)]
    assert read == [f"ANCORA:TEAM:1:{out.number}"] * 2
    assert "Лист группы" in field_room.words(data)
    assert paper_numbers.shown(out.number) in words(page)
    assert "încă pe teren" in words(page)
    press(page, f"sheet_{out.number}")
    assert desk.went[-1] == ("numbered", {"number": out.number})


def test_a_sheet_that_the_printer_did_not_take_is_not_looked_for(
    desk: Desk, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _case, record = new_team(session)
    page = desk.show(Place, record=record)
    monkeypatch.setattr(desk.files, "print_pdf", lambda _parent, _data: False)
    press(page, "print_sheet")
    desk.idle(qtbot)
    assert team_sheet.sheets_of(session, record) == ()


def test_it_is_saved_as_a_file(desk: Desk, session: Session, qtbot: QtBot, tmp_path: Path,
                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    _case, record = new_team(session)
    page = desk.show(Place, record=record)
    monkeypatch.setattr(desk.files, "save_file", lambda *_asked: tmp_path / "foaie")
    press(page, "save_sheet")
    desk.idle(qtbot)
    assert (tmp_path / "foaie.pdf").read_bytes().startswith(b"%PDF")
    assert len(team_sheet.sheets_of(session, record)) == 1


def test_typing_and_the_drawer_are_one_press_away(desk: Desk, session: Session) -> None:
    _case, record = new_team(session)
    page = desk.show(Place, record=record)
    press(page, "type_sheet")
    assert desk.went[-1] == ("numbered", {"record": record})
    press(page, "open_drawer")
    assert desk.went[-1] == ("drawer", {"protocol": "sv_md"})


def test_scans_are_kept_at_the_sheet_and_at_a_step(desk: Desk, session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    case, record = new_team(session)
    made = team_sheet.prepare(session, record)
    team_sheet.keep(session, made)
    page = desk.show(Place, record=record)
    number = page.findChild(QLineEdit, "scan_number")
    number.setText(made.number.lower())
    desk.files.opens = write(tmp_path, scan=pdf(2))
    press(page, "drop_scans")
    desk.idle(qtbot)
    desk.files.opens = write(tmp_path, step=png())
    press(page.step, "add_scan")
    desk.idle(qtbot)
    whole, step = team_scans.of_team(session, record)
    assert (whole.step, whole.number, step.step) == ("", paper_numbers.shown(made.number), "14")
    page.arrive(record)
    settle()
    press(page.step, f"scan_{step.file.file.id}")
    assert desk.went[-1] == ("viewer", {"case": case, "file": step.file.file.id})


def test_what_is_no_scan_says_so_at_its_place(desk: Desk, session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    _case, record = new_team(session)
    page = desk.show(Place, record=record)
    desk.files.opens = write(tmp_path, letter=b"MZ no picture")
    press(page.step, "add_scan")
    desk.idle(qtbot)
    assert team_scans.of_team(session, record) == ()
    told = page.step.findChild(QWidget, "scan_told")
    assert told is not None
    assert told.isVisibleTo(page)


def test_papers_about_nobody_are_chosen_seen_printed_and_noted(desk: Desk, session: Session, qtbot: QtBot) -> None:
    page = desk.show(DrawerPage, protocol="sv_md")
    desk.idle(qtbot)
    kind = page.findChild(Choice, "blank_kind")
    kind.set_value("cards")
    kind.activated.emit(kind.currentIndex())
    desk.idle(qtbot)
    press(page, "print")
    desk.idle(qtbot)
    (data,) = desk.files.printed
    assert "Poliție: ce facem" in field_room.words(data)
    assert "7 pagini" in words(page)
