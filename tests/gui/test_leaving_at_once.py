"""Lock and hide at once, whatever stands over the window, and when the person only locks the computer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from desktop.gui.files import QtFiles
from desktop.gui.print_dialog import PrintDialog
from desktop.tour.hand import Hand, settle, wait_for
from tests.conftest import FixedClock
from tests.gui.desk_room import Room, drafts, make_vault, program

pytestmark = pytest.mark.usefixtures("qapp")
SENTENCE = "jumătate de frază"
Over = Callable[[QWidget], object]


@pytest.fixture
def vault(tmp_path: Path, clock: FixedClock) -> Path:
    return make_vault(tmp_path / "vault", clock)


def dialog(window: QWidget) -> None:
    made = QDialog(window)
    QVBoxLayout(made).addWidget(QLineEdit())
    made.exec()


def dialog_with_a_list(window: QWidget) -> None:
    made = QDialog(window)
    choice = QComboBox(made)
    choice.addItems(["unu", "doi"])
    QTimer.singleShot(0, choice.showPopup)
    made.exec()


def menu(window: QWidget) -> None:
    made = QMenu(window)
    made.addAction("ceva")
    made.exec(window.mapToGlobal(QPoint(40, 40)))


def a_list(window: QWidget) -> None:
    """An open list, as any question with a choice has one."""
    choice = QComboBox(window)
    choice.addItems(["unu", "doi"])
    choice.show()
    choice.showPopup()


def menu_of_a_field(window: QWidget) -> None:
    field = window.findChild(QLineEdit)
    assert field is not None
    field.createStandardContextMenu().exec(window.mapToGlobal(QPoint(40, 40)))


def choosing_a_file(window: QWidget) -> None:
    QtFiles().open_files(window, "Fișiere", "*.txt")


def printing(window: QWidget) -> None:
    PrintDialog(window, ["O imprimantă"]).exec()


OVER: tuple[Over, ...] = (dialog, dialog_with_a_list, menu, a_list, menu_of_a_field, choosing_a_file, printing)


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """As the system brings a key: to the window in front."""
    window = QGuiApplication.focusWindow()
    assert window is not None
    QTest.keyClick(window, key, modifier)


HOW: dict[str, tuple[Callable[[Room], None], str]] = {
    "F12": (lambda _room: _press(Qt.Key.Key_F12), "left"),
    "Ctrl+L": (lambda _room: _press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier), "again"),
    "the session is locked": (lambda room: room.desk.session_watch.left.emit(), "again"),
    "nobody there": (lambda room: room.desk.lock(), "again"),
}


def visible() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("over", OVER, ids=lambda over: over.__name__)
def test_nothing_over_the_window_holds_it_up(vault: Path, clock: FixedClock, over: Over, how: str) -> None:
    """Whatever waits for an answer takes every shortcut of the window; leaving is heard all the same, draft kept."""
    with program(vault, clock) as room:
        hand = half_a_report(room)
        was: list[object] = []

        def leave() -> None:
            try:
                wait_for(lambda: len(visible()) > 1 or QApplication.activePopupWidget(), "what stands over it")
                settle()
                HOW[how][0](room)
                was.extend([list(room.ending.how), visible()])
            finally:
                for widget in QApplication.topLevelWidgets():
                    widget.close()  # a dialog that was hidden returns to who asked

        QTimer.singleShot(0, leave)
        over(hand.window)
        wait_for(lambda: was, "the end")
        assert was == [[HOW[how][1]], []]
    assert [draft["summary"] for draft in drafts(vault, clock)] == [SENTENCE]


def half_a_report(room: Room) -> Hand:
    """A report that nobody saved; the two seconds until its draft is kept have not passed."""
    hand = room.unlock()
    hand.control(Qt.Key.Key_N)
    wait_for(lambda: room.page() == "form", "the report")
    hand.answer("summary", SENTENCE)
    return hand


def test_a_card_that_opened_nothing_stays_when_the_session_is_locked(vault: Path, clock: FixedClock) -> None:
    with program(vault, clock) as room:
        card = room.card()
        room.desk.session_watch.left.emit()
        assert room.ending.how == [] and card.window.isVisible()
