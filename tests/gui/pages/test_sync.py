"""Coming and going: cards first, each file with its fate, a bad file never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import offices
from desktop.gui.theme import Theme
from desktop.gui.widgets import Table, TextField
from desktop.gui.widgets.drop_area import DropArea
from desktop.services import arrivals, exchange, sync
from desktop.services.arriving import Report
from desktop.services.fates import Fate
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import tables
from tests.gui.pages.exchange_room import Room, acquaint, as_role, desk, shut, words

Q2, Q3 = "2026-Q2", "2026-Q3"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XUN")
    yield session
    shut([session])


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XREG", kind="region")
    yield session
    shut([session])


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def made(session: Session, stick: Path, period: str, count: int = 12) -> Path:
    return sync.export_statistics(session, "XREG", period, stick, tables=tables(count)).file


def test_an_office_without_cards_is_led_through_the_first_steps(
    office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    room = Room(qtbot, qapp, office)
    page = room.go("sync")
    assert "Întâi faceți schimb de carduri" in words(page)
    assert "De trimis" not in words(page)
    room.files.place = stick / "card"
    room.press(page, "first_save")
    assert sync.read_card(stick / "card.ancora-card").office == "XUN"
    fingerprint = sync.save_card(region, stick / "r.ancora-card").fingerprint
    room.files.chosen = [stick / "r.ancora-card"]
    room.press(page, "first_add")
    page.findChild(TextField, "fingerprint").setText(fingerprint)
    room.press(page, "trust")
    shown = words(page)
    assert "De trimis" in shown and "Regiunea XREG" in shown
    assert "Întâi faceți schimb de carduri" not in shown
    assert room.said[-1] == ("De acum aveți încredere în oficiul XREG.", False)


@pytest.mark.parametrize("typed", ["", "00000 11111 22222 33333 44444 55555"])
def test_a_card_is_not_trusted_without_the_right_fingerprint(
    office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication, typed: str
):
    sync.save_card(region, stick / "r.ancora-card")
    room = Room(qtbot, qapp, office)
    page = room.go("sync")
    room.files.chosen = [stick / "r.ancora-card"]
    room.press(page, "add_card")
    page.findChild(TextField, "fingerprint").setText(typed)
    room.press(page, "trust")
    trouble = page.findChild(QWidget, "card_trouble")
    assert trouble.isVisible() and "amprent" in words(trouble).lower()
    assert offices.all_(office.conn) == []
    room.press(page, "card_cancel")
    assert not room.can_press(page, "trust")


def test_the_last_closed_quarter_is_offered_once_and_then_shown_with_its_number(
    tmp_path: Path, office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    acquaint(tmp_path, office, region)
    room = Room(qtbot, qapp, office)
    page = room.go("sync")
    assert "Tabele pe trimestrul III 2026: numai cifre" in words(page)
    assert "Nepregătit încă" in words(page)
    to_send = page.findChild(QWidget, "to_send")
    assert to_send.height() <= to_send.heightForWidth(to_send.width())  # room that is left goes under the lists
    made(office, stick, Q3)
    assert "Numărul 1, pregătit la 24.11.2026. Regiunea nu l-a confirmat încă." in words(room.go("sync"))
    asked: list[object] = []
    room.shell.navigate = lambda page, **where: asked.append((page, where))
    room.press(page, "leaving_XREG")
    assert asked == [("leaving", {"to": "XREG", "period": Q3})]


def test_each_file_has_its_own_fate(
    tmp_path: Path, office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    acquaint(tmp_path, office, region)
    good, again = made(office, stick, Q2), stick / "again.ancora"
    again.write_bytes(good.read_bytes())
    broken = stick / "broken.ancora"
    broken.write_bytes(b"\0" * 900)
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    room.files.chosen = [broken, good, again]
    room.press(page, "choose_files")
    shown = words(page)
    assert all(word in shown for word in ("Refuzat", "Importat", "Deja importat"))
    assert "Fișierul nu a fost importat: nu este un pachet al acestui program." in shown
    assert "1 tabel de la oficiul XUN, numărul 1." in shown
    assert room.said[-1][1] is True
    assert [one.office for one in exchange.history(region)] == ["XUN"]
    room.press(page, "all_history")
    table = page.findChild(Table, "history")
    assert table.isVisible() and table.model().rowCount() == 1
    assert table.model().index(0, 1).data() == "venit de la XUN"


def test_after_a_stop_the_fates_of_the_files_before_it_stand(
    tmp_path: Path,
    office: Session,
    region: Session,
    stick: Path,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
):
    acquaint(tmp_path, office, region)
    files = [made(office, stick, Q2), made(office, stick, Q3)]
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    real = exchange.import_in_job

    def stopped_after_one(
        session: Session,
        paths: Sequence[Path],
        listed: Callable[[list[Path]], None],
        told: Callable[[Fate], None],
        report: Report,
    ) -> list[Fate]:
        def then_stopped(fate: Fate) -> None:
            told(fate)
            room.jobs.stop_all()

        return real(session, paths, listed, then_stopped, report)

    monkeypatch.setattr(exchange, "import_in_job", stopped_after_one)
    monkeypatch.setattr(arrivals, "BATCH", 1)
    page.import_files(files)
    room.wait()
    assert "1 tabel de la oficiul XUN, numărul 1." in words(page)
    assert "numărul 2" not in words(page)
    assert room.said[-1] == ("Oprit. Ce a fost importat înainte rămâne și se vede în istoric.", True)
    assert [one.seq for one in exchange.history(region)] == [1]
    assert room.can_press(page, "choose_files")


def test_a_missing_number_is_named_at_the_file_and_at_the_office(
    tmp_path: Path, office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    acquaint(tmp_path, office, region)
    made(office, stick, Q2)
    second = made(office, stick, Q3)
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    page.import_files([second])
    room.wait()
    assert words(page).count("Lipsește nr. 1: cereți-l din nou oficiului XUN.") == 2


def test_a_file_of_a_stranger_names_nobody_and_offers_to_add_the_card(
    tmp_path: Path, office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    fingerprint = sync.save_card(region, stick / "r.ancora-card").fingerprint
    sync.trust(office, stick / "r.ancora-card", fingerprint)
    file = made(office, stick, Q3)
    sync.save_card(office, stick / "o.ancora-card")
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    page.import_files([file])
    room.wait()
    assert "semnat de un oficiu pe care nu îl cunoaștem" in words(page)
    assert "XUN" not in words(page)
    room.files.chosen = [stick / "o.ancora-card"]
    room.press(page, "add_sender")
    assert "Cardul oficiului XUN" in words(page)


def test_a_card_among_the_files_opens_for_comparing(
    office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    sync.save_card(region, stick / "r.ancora-card")
    room = Room(qtbot, qapp, office)
    page = room.go("sync")
    page.import_files([stick / "r.ancora-card"])
    assert "Cardul regiunii XREG" in words(page)
    assert offices.all_(office.conn) == []


def test_only_files_of_ours_can_be_dropped(qtbot: QtBot, stick: Path):
    area = DropArea("Trageți", "aici", "Alegeți", endings=(".ancora", ".ancora-card"))
    qtbot.addWidget(area)
    data = QMimeData()
    names = ("a.ancora", "b.ANCORA", "c.ancora-card", "d.pdf", "e.ancora.exe")
    data.setUrls([QUrl.fromLocalFile(str(stick / name)) for name in names] + [QUrl("https://example.org/f.ancora")])
    assert [file.name for file in area.take(data)] == ["a.ancora", "b.ANCORA", "c.ancora-card"]


def test_who_may_not_exchange_sees_what_went_and_no_button(
    tmp_path: Path, office: Session, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    acquaint(tmp_path, office, region)
    made(office, stick, Q3)
    room = Room(qtbot, qapp, as_role(office, "worker"))
    page = room.go("sync")
    assert "Șeful oficiului pregătește și importă fișierele." in words(page)
    for name in ("leaving_XREG", "choose_files", "add_card", "save_card"):
        assert not room.can_press(page, name)
    assert room.can_press(page, "all_history")


def test_no_button_of_the_page_claims_to_send(
    tmp_path: Path, office: Session, region: Session, qtbot: QtBot, qapp: QApplication
):
    acquaint(tmp_path, office, region)
    assert "Trimite" not in words(Room(qtbot, qapp, office).go("sync")).replace("De trimis", "")


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_can_be_read_and_heard(
    tmp_path: Path,
    office: Session,
    region: Session,
    stick: Path,
    qtbot: QtBot,
    qapp: QApplication,
    language: str,
    mode: str,
    percent: int,
):
    acquaint(tmp_path, office, region)
    room = Room(qtbot, qapp, region, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = room.go("sync")
    page.import_files([made(office, stick, Q3), tmp_path / "gone.ancora"])
    room.wait()
    assert room.is_readable(page)
