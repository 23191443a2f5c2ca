"""Somebody looks at the computer afterwards, or over a shoulder: nothing tells where she went or what she does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui import files as dialogs
from desktop.gui.dressing import make_application
from desktop.gui.files import QtFiles
from desktop.gui.print_dialog import PrintDialog
from desktop.gui.theme_icons import icon_file
from desktop.gui.widgets import Choice
from desktop.settings import Settings
from desktop.tour.hand import wait_for
from tests.conftest import FixedClock
from tests.gui.process_room import dear_vault, seen, visit
from tests.offices import ROOT

pytestmark = pytest.mark.usefixtures("qapp")

# A person chooses a file on a stick whose name says too much, in a process of its own; `how` is ours or Qt's.
CHOOSE = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from desktop.app import Ending
from desktop.gui.files import QtFiles

how, stick = sys.argv[1], Path(sys.argv[2])
app = QApplication(["Ancora"])
window = QWidget()
window.show()

def choose(name):
    (dialog,) = [one for one in app.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]
    assert how == "qt" or dialog.windowTitle() == "Ancora"
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(stick / name))
    dialog.findChild(QDialogButtonBox).buttons()[0].click()

def ask(name, question):
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: choose(name)))
    return question()

if how == "ours":
    files = QtFiles()
    assert ask("a.txt", lambda: files.open_files(window, "Alegeți", "Texte (*.txt)")) == [stick / "a.txt"]
    assert ask("b.pdf", lambda: files.save_file(window, "Salvați", "b.pdf", "PDF (*.pdf)")) == stick / "b.pdf"
    assert ask("", lambda: files.choose_folder(window, "Alegeți")) == stick
    Ending([]).leave()
plain = QFileDialog.Option.DontUseNativeDialog
ask("a.txt", lambda: QFileDialog.getOpenFileNames(window, "", str(stick), "", options=plain))
"""


@pytest.mark.parametrize("how", ["ours", "qt"])
def test_no_dialog_keeps_where_somebody_went(how: str, tmp_path: Path, own_folders: Path) -> None:
    """Qt's own dialog does, in a file of the person; this is why ours is made otherwise."""
    stick = tmp_path / "stick Maria Exemplu"
    stick.mkdir()
    (stick / "a.txt").write_text("a", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-c", CHOOSE, how, str(stick)],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    kept = [file for file in own_folders.rglob("*") if file.is_file() and b"Maria" in file.read_bytes()]
    assert [file.name for file in kept] == ([] if how == "ours" else ["QtProject.conf"])


def answer(name: str) -> None:
    """Press a button of the dialog that is open, or opens in a moment."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        button = dialog.findChild(QAbstractButton, name) if dialog is not None else None
        if button is None:
            QTimer.singleShot(5, press)
        else:
            button.click()

    QTimer.singleShot(0, press)


def test_the_queue_of_the_printer_shows_a_neutral_name(qtbot: QtBot) -> None:
    dialog = PrintDialog(None, ["Una", "Alta"])
    qtbot.addWidget(dialog)
    dialog.findChild(Choice, "copies").set_value("3")
    dialog.findChild(Choice, "printer").set_value("Alta")
    assert dialog.windowTitle() == "Ancora"
    printer = dialog.printer()
    assert (printer.docName(), printer.copyCount(), printer.outputFileName()) == ("Ancora", 3, "")


def test_only_who_presses_print_prints(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[bytes] = []

    def paint(_printer: QPrinter, data: bytes) -> None:
        printed.append(data)

    monkeypatch.setattr(dialogs, "paint_pdf", paint)
    monkeypatch.setattr("desktop.gui.print_dialog.QPrinterInfo.availablePrinterNames", lambda: ["Una"])
    window = QWidget()
    qtbot.addWidget(window)
    answer("print_cancel")
    assert not QtFiles().print_pdf(window, b"pdf") and printed == []
    answer("print_now")
    assert QtFiles().print_pdf(window, b"pdf") and printed == [b"pdf"]


def test_without_a_printer_it_is_said_and_nothing_can_be_pressed(qtbot: QtBot) -> None:
    dialog = PrintDialog(None, [])
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.findChild(QAbstractButton, "print_now").isEnabled()
    assert any("nicio imprimantă" in label.text() for label in dialog.findChildren(QLabel))


def test_the_name_for_the_system_and_the_picture_say_nothing() -> None:
    app = make_application(Settings(theme="light"))
    names = {app.applicationName(), app.applicationDisplayName(), QGuiApplication.desktopFileName().capitalize()}
    assert names == {"Ancora"} and app.organizationName() == app.organizationDomain() == ""
    picture = icon_file("ancora").read_text(encoding="utf-8").casefold()
    assert not any(word in picture for word in ("<title", "<desc", "<text", "metadata", "violen", "victim"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at a process as Linux shows it")
def test_the_list_of_processes_says_nothing_and_no_core_can_be_left(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "visit"
    process = visit(dear_vault(tmp_path / "dear", clock), folder, "rest")
    wait_for((folder / "reached-0").exists, "the card")
    told = Path(f"/proc/{process.pid}")
    assert (told / "comm").read_text(encoding="utf-8") == "Ancora\n"
    limits = (told / "limits").read_text(encoding="utf-8").splitlines()
    assert [line.split()[4:6] for line in limits if line.startswith("Max core file size")] == [["0", "0"]]
    (folder / "rested").touch()
    assert process.wait(60) == 0 and seen(folder, 0)[1] == "UnlockCard"
