"""Reports: the paper stands on the screen, and only a proof that holds lets it out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import access_log
from desktop.gui.theme import Theme
from desktop.gui.widgets import Choice, TextField
from desktop.gui.widgets.paper_view import PaperView, Place
from desktop.pdf import proof as proving
from desktop.pdf.proof import Proof
from desktop.pdf.reading import Fault
from desktop.services import cases, reports
from desktop.services.cases import Filter
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.gui.pages.exchange_room import Room, desk, office, shut, words


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = office(tmp_path, clock)
    yield made
    shut([made])


@pytest.fixture
def room(session: Session, qtbot: QtBot, qapp: QApplication) -> Room:
    return Room(qtbot, qapp, session)


@pytest.fixture
def case(session: Session) -> cases.CaseRow:
    return cases.page(session, Filter(order="modified"), limit=1).rows[0]


def view(page: QWidget) -> PaperView:
    found = page.findChild(PaperView)
    assert isinstance(found, PaperView)
    return found


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    finally:
        document.close()


def test_without_a_case_there_is_no_paper_and_the_page_says_what_to_do(room: Room):
    page = room.go("reports")
    assert "Alegeți un dosar" in words(page)
    assert view(page).pages() == 0
    assert not room.can_press(page, "save") and not room.can_press(page, "print")


def test_the_report_of_a_case_is_proved_shown_and_saved(
    room: Room, case: cases.CaseRow, tmp_path: Path, session: Session
):
    page = room.go("reports", case=case.case)
    assert view(page).pages() >= 1
    assert "Verificat: " in words(page) and "din lista permisă" in words(page)
    room.files.place = tmp_path / "raport"
    room.press(page, "save")
    saved = (tmp_path / "raport.pdf").read_bytes()
    assert saved.startswith(b"%PDF") and case.code not in text_of(saved)
    assert room.files.offered[0].startswith("raport-R") and case.code not in room.files.offered[0]
    assert room.said[-1] == ("Salvat ca raport.pdf.", False)
    assert [entry.verb for entry in access_log.page(session.conn, 2)] == ["exported", "printed"]


def test_what_is_printed_is_what_was_proved_and_the_queue_is_named(room: Room, case: cases.CaseRow):
    page = room.go("reports", case=case.case)
    room.press(page, "print")
    assert "Raport anonimizat de caz" in text_of(room.files.printed[0])
    assert room.said[-1] == ("Merge la imprimantă. Coada imprimantei poate păstra o copie.", False)


def test_a_proof_that_fails_keeps_save_and_print_shut_and_shows_the_place(
    room: Room, case: cases.CaseRow, monkeypatch: pytest.MonkeyPatch
):
    def stranger(data: bytes, allowed: proving.Allowed) -> Proof:
        found = proving.prove(data, allowed)
        fault = Fault(1, "text", "Persoana · Regiunea", "Sculeni", (300.0, 600.0, 60.0, 9.0))
        return Proof(False, found.pages, found.runs, found.runs - 1, (fault,))

    monkeypatch.setattr(reports, "prove", stranger)
    page = room.go("reports", case=case.case)
    shown = words(page)
    assert "Fișierul nu a fost făcut" in shown and "„Sculeni”" in shown
    assert "1 text nu este în lista permisă." in shown
    assert not room.can_press(page, "save") and not room.can_press(page, "print")
    assert view(page).pages() >= 1
    room.press(page, "show_fault_0")
    assert view(page).page() == 1


def test_no_typed_word_of_a_failed_proof_reaches_the_log(
    room: Room, case: cases.CaseRow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def stranger(data: bytes, allowed: proving.Allowed) -> Proof:
        return Proof(False, 1, 9, 8, (Fault(1, "text", "Persoana", "Sculeni", (300.0, 600.0, 60.0, 9.0)),))

    monkeypatch.setattr(reports, "prove", stranger)
    room.go("reports", case=case.case)
    assert "proof-failed" in caplog.text
    assert "Sculeni" not in caplog.text


def test_a_typed_code_opens_its_case_and_a_wrong_one_is_said(room: Room, case: cases.CaseRow):
    page = room.go("reports")
    field = page.findChild(TextField, "case_code")
    field.setText("XUN-26-NNNNNN")
    field.editingFinished.emit()
    room.wait()
    assert "Nu există un astfel de dosar" in words(page)
    assert not room.can_press(page, "save")
    field.setText(case.code.lower())
    field.editingFinished.emit()
    room.wait()
    assert "Verificat: " in words(page)
    assert room.can_press(page, "save")


def test_the_internal_paper_says_that_it_stays_and_is_gone_when_the_page_is_left(room: Room, case: cases.CaseRow):
    page = room.go("reports", case=case.case, form="identity", record="0" * 32)
    assert "Cu nume. Rămâne în oficiu." in words(page)
    assert room.can_press(page, "save")
    room.go("guide")
    assert view(page).pages() == 0
    page = room.go("reports")
    assert view(page).pages() == 0
    assert not room.can_press(page, "save")


def test_every_form_prints_empty(room: Room, tmp_path: Path):
    page = room.go("reports", form="incident")
    choice = page.findChild(Choice, "form_choice")
    assert choice.value() == "incident"
    assert "Nu conține nimic despre nimeni." in words(page)
    room.files.place = tmp_path / "fisa.pdf"
    room.press(page, "save")
    assert room.files.place.read_bytes().startswith(b"%PDF")
    codes = [choice.itemText(at).split(" · ")[0] for at in range(choice.count())]
    assert codes == sorted(codes, key=lambda code: int(code[1:]))


def test_the_statistics_of_a_quarter_are_proved_too(room: Room):
    page = room.go("reports")
    room.press(page, "paper_statistics")
    assert page.findChild(Choice, "period_choice").value() == "2026-Q3"
    assert "Verificat: " in words(page)
    assert not page.findChild(TextField, "case_code").isVisible()


def test_choosing_another_language_makes_another_paper(room: Room, case: cases.CaseRow):
    page = room.go("reports", case=case.case)
    language = page.findChild(Choice, "paper_language")
    language.setCurrentIndex(language.findData("en"))
    language.activated.emit(language.currentIndex())
    room.wait()
    room.press(page, "print")
    assert "Anonymised case report" in text_of(room.files.printed[0])


def test_a_region_is_offered_no_paper_about_a_case(tmp_path: Path, clock: FixedClock, qtbot: QtBot, qapp: QApplication):
    region = desk(tmp_path, clock, "XREG", kind="region")
    page = Room(qtbot, qapp, region).go("reports")
    shown = words(page)
    assert "Statistică trimestrială" in shown and "Fișă goală" in shown
    assert "Raport anonimizat" not in shown
    assert page.findChild(QWidget, "paper_internal") is None
    shut([region])


def test_the_paper_turns_and_grows_with_the_keys(room: Room, qtbot: QtBot, case: cases.CaseRow):
    paper = view(room.go("reports", case=case.case, form="identity"))
    assert paper.pages() > 2
    area, before = paper.area(), paper.percent()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert paper.page() == 2
    area.verticalScrollBar().setValue(0)
    qtbot.keyClick(area, Qt.Key.Key_PageUp)
    assert paper.page() == 1
    qtbot.keyClick(area, Qt.Key.Key_Plus)
    assert paper.percent() == before + 15
    qtbot.keyClick(area, Qt.Key.Key_Minus)
    assert paper.percent() == before
    assert paper.findChild(QLabel, "page_number").text() == f"Pagina 1 din {paper.pages()}"


def test_a_place_on_another_page_is_turned_to(room: Room, case: cases.CaseRow):
    paper = view(room.go("reports", case=case.case, form="identity"))
    paper.show_place(Place(2, (100.0, 400.0, 80.0, 10.0)))
    assert paper.page() == 2


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    session: Session, qtbot: QtBot, qapp: QApplication, case: cases.CaseRow, language: str, mode: str, percent: int
):
    room = Room(qtbot, qapp, session, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = room.go("reports", case=case.case)
    assert room.is_readable(page)
    assert page.findChild(TextField, "case_code").isVisible()
