"""Many files at once: a folder let go on the page, every fate, a summary, trying again, stopping and going on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import bundles
from desktop.gui.theme import Theme
from desktop.gui.widgets import Button, Fold
from desktop.services import alarms, arrivals, exchange, quarantine, receipts, standing, sync
from desktop.services.arriving import Report
from desktop.services.fates import Fate
from desktop.services.session import Session
from desktop.services.standing import State
from tests.conftest import FixedClock
from tests.desktop.bundle import forge
from tests.desktop.bundle.crowd import Sender, crowd
from tests.desktop.bundle.desks import as_forger, tables
from tests.gui.pages.exchange_room import Room, acquaint, as_role, desk, shut, words

Q2, Q3 = "2026-Q2", "2026-Q3"
CODES = [f"XS{number}" for number in range(1, 11)]


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, clock, "XREG", kind="region")
    yield session
    shut([session])


@pytest.fixture
def senders(region: Session) -> list[Sender]:
    return crowd(region, CODES)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def filled(region: Session, senders: list[Sender], stick: Path) -> Path:
    """A quarter of ten offices, in folders of their own; one file was damaged on the way."""
    for one in senders:
        (stick / one.code).mkdir()
        one.send(region, stick / one.code / f"20261001-{one.code[2:]:0>8}.ancora", Q3)
    spoil(senders[3].made[0])
    return stick


def let_go(page: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(40, 40), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(event)


def test_a_folder_let_go_anywhere_on_the_page_comes_in_whole(
    region: Session, filled: Path, qtbot: QtBot, qapp: QApplication
):
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    let_go(page, filled)
    room.wait()
    shown = words(page)
    assert "1 fișier a fost refuzat, celelalte au fost primite" in shown
    assert "importate: 9" in shown and "refuzate: 1" in shown
    assert "s-a deteriorat pe drum" in shown, "what was refused stands first"
    assert room.said[-1] == ("1 fișier a fost refuzat; motivul stă lângă el.", True)
    assert len(bundles.periods(region.conn)) == 1 and len(bundles.tables(region.conn, Q3)) == 9
    fold = page.findChild(Fold)
    assert fold is not None and not fold.is_open()
    assert shown.count("Importat") == 5
    fold.set_open(True)
    QApplication.processEvents()
    assert words(page).count("Importat") == 9


def test_the_refused_file_is_tried_again_when_the_stick_was_copied_anew(
    region: Session, senders: list[Sender], filled: Path, qtbot: QtBot, qapp: QApplication
):
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    room.files.place = filled
    room.press(page, "choose_folder")
    room.press(page, "try_again")
    assert "s-a deteriorat pe drum" in words(page)
    spoil(senders[3].made[0])  # the same bit once more: it is whole again
    room.press(page, "try_again")
    assert "Refuzat" not in words(page)
    assert len(bundles.tables(region.conn, Q3)) == 10
    assert quarantine.waiting(region) == ()


def test_a_run_that_was_stopped_goes_on_with_the_rest(
    region: Session, filled: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(arrivals, "BATCH", 1)
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    real = exchange.import_in_job

    def stopped_after_two(
        session: Session,
        paths: Sequence[Path],
        listed: Callable[[list[Path]], None],
        told: Callable[[Fate], None],
        report: Report,
    ) -> list[Fate]:
        fell = []

        def then_stopped(fate: Fate) -> None:
            told(fate)
            fell.append(fate)
            if len(fell) == 2:
                room.jobs.stop_all()

        return real(session, paths, listed, then_stopped, report)

    with monkeypatch.context() as stopping:
        stopping.setattr(exchange, "import_in_job", stopped_after_two)
        page.import_files([filled])
        room.wait()
    shown = words(page)
    assert "S-a ajuns la 2 din 10 fișiere" in shown and "mai urmează: 8" in shown
    assert len(bundles.tables(region.conn, Q3)) == 2
    room.press(page, "go_on")
    assert "importate: 7" in words(page)
    assert len(bundles.tables(region.conn, Q3)) == 9
    assert not room.can_press(page, "go_on")


def test_what_was_refused_another_day_waits_with_its_reason(
    region: Session, senders: list[Sender], filled: Path, qtbot: QtBot, qapp: QApplication
):
    broken = senders[3].made[0]
    sync.import_files(region, [broken])
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    assert "Refuzate mai înainte" in words(page) and "s-a deteriorat pe drum" in words(page)
    spoil(broken)
    room.press(page, "retry_all")
    assert "Refuzate mai înainte" not in words(page)
    assert len(bundles.tables(region.conn, Q3)) == 1


def test_a_file_that_is_gone_says_so_and_can_be_taken_off_the_list(
    region: Session, senders: list[Sender], filled: Path, qtbot: QtBot, qapp: QApplication
):
    broken = senders[3].made[0]
    sync.import_files(region, [broken])
    broken.unlink()
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    assert "Nu mai este unde a fost. Puneți din nou stickul." in words(page)
    room.press(page, "forget")
    assert quarantine.waiting(region) == ()
    assert "Refuzate mai înainte" not in words(page)


def test_an_empty_folder_is_told_and_nothing_begins(region: Session, stick: Path, qtbot: QtBot, qapp: QApplication):
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    page.import_files([stick])
    room.wait()
    assert "în acest folder nu este niciun fișier" in room.said[-1][0]
    assert room.can_press(page, "choose_files")


def test_confirmations_for_all_offices_are_made_at_once(
    region: Session, senders: list[Sender], filled: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication
):
    sync.import_files(region, [one.made[0] for one in senders])
    out = tmp_path / "out"
    out.mkdir()
    room = Room(qtbot, qapp, region)
    page = room.go("sync")
    assert "Confirmări pentru 9 oficii" in words(page)
    room.files.place = out
    room.press(page, "make_receipts")
    assert len(list(out.glob("*.ancora"))) == 9
    shown = words(page)
    assert all(f"pentru {code}" in shown for code in CODES if code != "XS4")
    assert "Confirmări pentru" not in shown and receipts.to_confirm(region) == ()


def test_a_warning_stands_on_top_until_a_lead_has_read_it(
    tmp_path: Path, clock: FixedClock, region: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    office = desk(tmp_path, clock, "XUN4")
    acquaint(tmp_path, office, region)
    good = sync.export_statistics(office, "XREG", Q3, stick, tables=tables()).file
    twice = stick / "twice.ancora"
    twice.write_bytes(forge.bundle(as_forger(office), as_forger(region)))
    sync.import_files(region, [good, twice])
    room = Room(qtbot, qapp, as_role(region, "regional"))
    page = room.go("sync")
    assert "Avertisment despre XUN4" in words(page)
    (alarm,) = alarms.standing(region)
    assert not room.can_press(page, f"seen_{alarm.num}")
    shut([office])
    room = Room(qtbot, qapp, as_role(region, "lead"))
    page = room.go("sync")
    room.press(page, f"seen_{alarm.num}")
    assert "Avertisment despre XUN4" not in words(page)


@pytest.fixture
def told(tmp_path: Path, clock: FixedClock, region: Session, stick: Path) -> Iterator[Session]:
    """An office that has heard from its region that the first of two files never came."""
    office = desk(tmp_path, clock, "XUN4")
    acquaint(tmp_path, office, region)
    for period in (Q2, Q3):
        sync.export_statistics(office, "XREG", period, stick / f"{period}.ancora", tables=tables())
    sync.import_files(region, [stick / f"{Q3}.ancora"])
    sync.import_files(office, [receipts.export(region, "XUN4", stick / "r.ancora").file])
    yield office
    shut([office])


def test_what_did_not_arrive_is_made_again_under_its_number(
    told: Session, stick: Path, qtbot: QtBot, qapp: QApplication
):
    room = Room(qtbot, qapp, told)
    page = room.go("sync")
    shown = words(page)
    assert "Regiunea l-a confirmat la 24.11.2026" in shown
    assert "XREG · tabele, nr. 1" in shown and "Ei spun că nu a ajuns." in shown
    asked: list[object] = []
    room.shell.navigate = lambda page, **where: asked.append((page, where))
    room.press(page, f"again_XREG_{Q2}")
    assert asked == [("leaving", {"to": "XREG", "period": Q2})]
    room.press(page, "told_XREG_statistics")
    assert "Ei spun că nu a ajuns." not in words(page)
    assert standing.of_period(told, "XREG", Q2).state is State.SPOKEN


def test_each_file_of_the_history_says_how_far_it_came(told: Session, qtbot: QtBot, qapp: QApplication):
    room = Room(qtbot, qapp, told)
    page = room.go("sync")
    room.press(page, "all_history")
    model = page.findChild(QWidget, "history").model()
    stands = {
        model.index(row, 2).data(): model.index(row, 3).data()
        for row in range(model.rowCount())
        if model.index(row, 1).data().startswith("pregătit")
    }
    assert stands == {"nr. 1": "Nu a ajuns", "nr. 2": "Confirmat"}


@pytest.mark.parametrize("language", ["ro", "en"])
@pytest.mark.parametrize(("mode", "percent"), [("light", 100), ("dark", 150)])
def test_every_word_of_a_run_can_be_read_and_heard(
    region: Session, filled: Path, qtbot: QtBot, qapp: QApplication, language: str, mode: str, percent: int
):
    room = Room(qtbot, qapp, region, language=language, theme=Theme(mode, percent))
    room.window.resize(1338, 676)
    page = room.go("sync")
    page.import_files([filled])
    room.wait()
    for button in page.findChildren(Button, "all_history"):
        button.click()
    assert room.is_readable(page)


def spoil(file: Path) -> None:
    """One bit; the same once more makes it whole."""
    data = bytearray(file.read_bytes())
    data[-60] ^= 1
    file.write_bytes(data)
