"""A case goes to another office through two real windows: chosen, read, offered, taken over, taken back, decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db import cases, records
from desktop.gui.main_window import MainWindow
from desktop.gui.room import build_window
from desktop.gui.shell import Shell
from desktop.gui.theme import Theme
from desktop.gui.widgets import Button, Choice, Segment
from desktop.i18n import set_language
from desktop.jobs import Jobs
from desktop.services import transfers
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role
from tests.desktop.services.transfer_room import HOME, Pair
from tests.gui.pages.exchange_room import FakeFiles, FakeHouse


class Window:
    """The real window of an office; only its dialogs are faked."""

    def __init__(self, qtbot: QtBot, app: QApplication, session: Session) -> None:
        set_language("ro")
        session.language = "ro"
        Theme().apply(app)
        self.qtbot, self.session, self.files = qtbot, session, FakeFiles()
        self.said: list[str] = []
        self.window = MainWindow(app)
        qtbot.addWidget(self.window)
        self.jobs = Jobs(self.window)
        build_window(self.window, Shell(session, self.jobs, self.window.navigate, self._say, self.files, FakeHouse()))
        session.listen(self._on_change)
        self.window.resize(1366, 768)
        self.window.show()

    def go(self, page: str, **where: object) -> QWidget:
        shown = self.window.navigate(page, **where)
        assert isinstance(shown, QWidget)
        self.wait()
        return shown

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.current is None and not self.jobs.waiting, timeout=60_000)
        QApplication.processEvents()

    def press(self, name: str) -> None:
        found = [
            one for one in self.window.findChildren(Button) if one.objectName().startswith(name) and one.isVisible()
        ]
        assert found, name
        assert found[0].isEnabled(), name
        found[0].click()
        self.wait()

    def can_press(self, name: str) -> bool:
        found = [one for one in self.window.findChildren(Button) if one.objectName().startswith(name)]
        return any(one.isVisible() and one.isEnabled() for one in found)

    def choose(self, name: str, code: str) -> None:
        chosen = self.window.findChild(Choice, name)
        assert chosen is not None
        chosen.set_value(code)
        chosen.activated.emit(chosen.currentIndex())
        self.wait()

    def words(self) -> str:
        page = self.window.page(self.window.present_page())
        assert page is not None
        return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())

    def _say(self, text: str, /, *, trouble: bool = False) -> None:
        self.said.append(text)

    def _on_change(self, _change: object) -> None:
        page: Any = self.window.page(self.window.present_page())
        if hasattr(page, "refresh"):
            page.refresh()


@pytest.fixture
def pair(tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    made = Pair(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def one(qtbot: QtBot, qapp: QApplication, pair: Pair) -> Window:
    return Window(qtbot, qapp, pair.one)


def chosen(one: Window, pair: Pair) -> None:
    """The page of the case, then the page of the transfer, with all that is to be chosen."""
    one.go("case", case=pair.case)
    one.press("transfer")
    assert one.window.present_page() == "transfer"
    one.choose("transfer_to", "CR1")
    one.choose("transfer_reason", "siguranta")


def read_and_save(one: Window, file: Path) -> None:
    box = one.window.findChild(QCheckBox, "read")
    assert box is not None and box.isEnabled()
    assert not one.can_press("save_file"), "nobody has said that it was read"
    box.setChecked(True)
    one.files.place = file
    one.press("save_file")


def test_in_large_type_the_words_above_a_case_cover_nothing_and_the_way_back_stays(one: Window, pair: Pair) -> None:
    pair.agree("dosar_intreg")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    Theme("light", 150).apply(app)
    one.window.resize(1366, 697)
    one.go("transfer", case=pair.case)
    assert one.can_press("back"), "the column with the way back is folded, not gone"
    one.choose("transfer_to", "CR1")
    one.choose("transfer_reason", "siguranta")
    read_and_save(one, pair.stick / "large.ancora")
    ready = next(label for label in one.window.findChildren(QLabel) if "este gata" in label.text())
    one.qtbot.waitUntil(lambda: not ready.visibleRegion().isEmpty(), timeout=5_000)
    page = one.go("case", case=pair.case)
    header, below = (page.findChild(QWidget, name) for name in ("case_header", "views"))
    assert "Dosarul este oferit oficiului CR1" in one.words()
    one.qtbot.waitUntil(lambda: header.height() >= header.minimumHeight(), timeout=5_000)
    assert header.mapTo(page, header.rect().bottomLeft()).y() < below.mapTo(page, below.rect().topLeft()).y()


def test_nothing_can_be_saved_before_it_was_read(one: Window, pair: Pair) -> None:
    pair.agree("dosar_intreg")
    chosen(one, pair)
    institution = one.window.findChild(QLineEdit, "transfer_institution")
    assert institution is not None and institution.text() == HOME, "the only one that her consent names"
    assert "Dosarul întreg" in one.words()
    file = pair.stick / "a.ancora"
    read_and_save(one, file)
    assert file.exists()
    assert "numărul 1" in one.words()
    one.press("made_back")
    assert one.window.present_page() == "case"
    assert "Dosarul este oferit oficiului CR1" in one.words()
    assert not one.can_press("hand_open"), "nobody works on it meanwhile"


def test_without_a_consent_the_page_says_what_to_do_and_makes_no_file(one: Window, pair: Pair) -> None:
    chosen(one, pair)
    assert "Niciun acord nu numește încă instituția" in one.words()
    one.press("open_consents")
    assert one.window.present_page() == "case", "where her consent is written down"
    chosen(one, pair)
    institution = one.window.findChild(QLineEdit, "transfer_institution")
    assert institution is not None
    institution.setText(HOME)
    one.choose("transfer_reason", "siguranta")
    assert "Aceasta nu poate pleca" in one.words() and one.can_press("open_consents")
    box = one.window.findChild(QCheckBox, "read")
    assert box is not None and not box.isEnabled()
    assert not one.can_press("save_file")


def test_a_copy_of_the_whole_case_is_none(one: Window, pair: Pair) -> None:
    pair.agree("dosar_intreg", "cod", "prenume")
    chosen(one, pair)
    kind = one.window.findChild(Segment, "transfer_kind")
    assert kind is not None
    kind.set_value("copy")
    kind.chosen.emit("copy")
    one.wait()
    assert "O copie este pentru un fel de instituție" in one.words()
    one.choose("transfer_scope", "ADP")
    assert "Prenumele" in one.words()
    read_and_save(one, pair.stick / "copy.ancora")
    row = cases.get(pair.one.conn, pair.case)
    assert row is not None and row.moving is None


def test_it_is_taken_over_in_the_other_window(one: Window, pair: Pair, qtbot: QtBot, qapp: QApplication) -> None:
    pair.agree("dosar_intreg")
    chosen(one, pair)
    read_and_save(one, pair.stick / "a.ancora")
    pair.bring(pair.stick / "a.ancora", pair.other)
    other = Window(qtbot, qapp, pair.other)
    other.go("sync")
    assert f"{pair.code} de la UN4" in other.words()
    other.go("case", case=pair.case)
    assert all(link.text() != "Adaugă" for link in other.window.findChildren(Button) if link.isVisible())
    other.go("form", form="note", case=pair.case)
    assert not other.can_press("save"), "nothing is typed in vain"
    other.go("sync")
    other.press("accept_")
    answer = pair.stick / "answer.ancora"
    other.files.place = answer
    other.press("transfer_accept")
    assert answer.exists()
    assert any("răspunde acum acest oficiu" in said for said in other.said)
    row = cases.get(pair.other.conn, pair.case)
    assert row is not None and (row.moving, row.manager) == (None, pair.other.worker.id)
    pair.bring(answer, pair.one)
    one.go("case", case=pair.case)
    assert "De acest dosar răspunde acum CR1" in one.words()
    one.go("form", form="note", case=pair.case)
    assert "De acest dosar răspunde acum CR1" in one.words()


def test_a_rejection_asks_why_and_a_closed_dialog_changes_nothing(pair: Pair, qtbot: QtBot, qapp: QApplication) -> None:
    pair.agree("dosar_intreg")
    pair.offered()
    other = Window(qtbot, qapp, pair.other)
    first: Any = other.go("sync")
    assert first.first_field().objectName().startswith("accept_"), "what somebody waits for comes first"
    other.go("case", case=pair.case)
    other.press("reject_")
    other.press("transfer_reject")
    assert cases.get(pair.other.conn, pair.case) is not None, "no reason was chosen"
    assert "Alegeți de ce nu este preluat" in other.said[-1]
    other.choose("transfer_refusal", "lipsa_locuri")
    other.files.place = None
    other.press("transfer_reject")
    assert cases.get(pair.other.conn, pair.case) is not None, "the dialog was closed"
    other.files.place = pair.stick / "no.ancora"
    other.press("transfer_reject")
    assert cases.get(pair.other.conn, pair.case) is None


def test_the_giver_takes_it_back_or_writes_it_again(one: Window, pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.offer()
    one.go("sync")
    one.files.place = pair.stick / "again.ancora"
    one.press("again_")
    assert one.files.place.exists()
    one.files.place = pair.stick / "back.ancora"
    one.press("cancel_")
    row = cases.get(pair.one.conn, pair.case)
    assert row is not None and row.moving is None


def test_a_lead_decides_where_two_offices_think_they_have_it(one: Window, pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    transfers.cancel(pair.one, sheet.record, pair.stick)
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    one.go("sync")
    assert "De hotărât" in one.words()
    one.files.place = pair.stick / "settled.ancora"
    one.press("settle_cancelled")
    assert pair.sheet(pair.one).transfer.state == "anulat"
    assert "De hotărât" not in one.words()


def test_who_is_no_lead_sees_where_a_case_is_and_decides_nothing(pair: Pair, qtbot: QtBot, qapp: QApplication) -> None:
    pair.agree("dosar_intreg")
    pair.offered()
    as_role(pair.other, "worker")
    other = Window(qtbot, qapp, pair.other)
    other.go("case", case=pair.case)
    assert "UN4 vă oferă acest dosar" in other.words()
    assert not other.can_press("accept_") and not other.can_press("reject_")
    assert [one.id for one in records.of_form(pair.other.conn, "transfer")] != []
