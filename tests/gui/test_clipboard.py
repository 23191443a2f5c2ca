"""What was copied does not stay on the clipboard, and no history keeps it; what others put there is theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.gui.clipboard import KEPT_MS, MARKS, ClipboardKeeper
from desktop.tour.hand import wait_for


class Owner(QObject):
    """Whose the clipboard is, as the system would say."""

    ours = True

    def __call__(self, _mode: QClipboard.Mode) -> bool:
        return self.ours


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def keeper(qapp: QGuiApplication, owner: Owner) -> Iterator[ClipboardKeeper]:
    made = ClipboardKeeper(qapp, owner)
    yield made
    owner.ours = True
    made.leave()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit("un nume")
    qtbot.addWidget(made)
    made.show()
    made.selectAll()
    return made


def clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def formats() -> list[str]:
    data: QMimeData | None = clipboard().mimeData()
    return data.formats() if data is not None else []


@pytest.mark.parametrize("how", ["Ctrl+C", "cut", "the menu", "the program"])
def test_a_copy_goes_after_half_a_minute(keeper: ClipboardKeeper, field: QLineEdit, how: str) -> None:
    assert KEPT_MS == keeper.timer.interval() == 30_000
    {
        "Ctrl+C": lambda: QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
        "cut": field.cut,
        "the menu": field.copy,
        "the program": lambda: clipboard().setText("un nume"),
    }[how]()
    assert clipboard().text() == "un nume" and keeper.timer.isActive() and keeper.timer.isSingleShot()
    keeper.timer.setInterval(0)
    wait_for(lambda: not keeper.timer.isActive(), "half a minute")
    assert clipboard().text() == "" and formats() == []


def test_no_history_takes_a_copy(keeper: ClipboardKeeper, field: QLineEdit) -> None:
    """Windows keeps what was copied, and sends it to other computers, unless these formats stand beside the text."""
    field.copy()
    assert set(MARKS) <= set(formats()) and "text/plain" in formats()
    names = {name.split('"')[1] for name in MARKS if "windows" in name}
    assert names == {
        "ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard",
    }  # fmt: skip
    data = clipboard().mimeData()
    assert {bytes(data.data(name).data()) for name in MARKS if "windows" in name} == {bytes(4)}, "a number, which is 0"
    keeper.clear()


def test_another_copy_begins_the_half_minute_anew(keeper: ClipboardKeeper, field: QLineEdit) -> None:
    field.copy()
    keeper.timer.stop()
    field.setText("altceva")
    field.selectAll()
    field.copy()
    assert keeper.timer.isActive() and clipboard().text() == "altceva"


def test_what_another_program_put_there_stays(keeper: ClipboardKeeper, field: QLineEdit, owner: Owner) -> None:
    field.copy()
    owner.ours = False
    clipboard().setText("of another program")
    assert "x-kde-passwordManagerHint" not in formats(), "it is not marked"
    keeper.timer.setInterval(0)
    wait_for(lambda: not keeper.timer.isActive(), "half a minute")
    keeper.clear()
    assert clipboard().text() == "of another program"


def test_what_only_another_program_copied_is_none_of_our_business(keeper: ClipboardKeeper, owner: Owner) -> None:
    owner.ours = False
    clipboard().setText("of another program")
    assert not keeper.timer.isActive()
