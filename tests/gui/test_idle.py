"""Nobody touches the computer for some minutes, or closes its lid."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui.idle import IdleWatch


class Wall:
    """A clock on the wall, in seconds."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    made = QLineEdit()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


@pytest.fixture
def watch(field: QLineEdit, wall: Wall) -> Iterator[IdleWatch]:
    made = IdleWatch(5, clock=wall)
    yield made
    made.deleteLater()


def window(field: QWidget) -> QWindow:
    """To which the system brings keys and mouse."""
    found = field.windowHandle()
    assert found is not None
    return found


def touch(field: QWidget) -> None:
    QTest.keyClick(window(field), "a")


def test_five_quiet_minutes_are_told_once(watch: IdleWatch, qtbot: QtBot) -> None:
    assert watch.timer.interval() == 5 * 60_000 and watch.timer.isSingleShot()
    with qtbot.waitSignal(watch.idle):
        watch.timer.setInterval(0)


@pytest.mark.parametrize("how", ["key", "press", "move"])
def test_whoever_works_is_not_idle(watch: IdleWatch, wall: Wall, field: QLineEdit, how: str) -> None:
    told: list[bool] = []
    watch.idle.connect(lambda: told.append(True))
    watch.timer.stop()
    for _minute in range(9):
        wall.at += 60
        if how == "key":
            touch(field)
        elif how == "press":
            QTest.mouseClick(window(field), Qt.MouseButton.LeftButton)
        else:
            QTest.mouseMove(window(field), QPoint(1, 1))
            QTest.mouseMove(window(field), QPoint(9, 9))
        assert watch.timer.isActive(), "touching begins the minutes anew"
    assert told == []


def test_what_the_program_does_by_itself_is_nobody(watch: IdleWatch, field: QLineEdit) -> None:
    watch.timer.stop()
    field.setText("by itself")
    field.repaint()
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(1, 1), field.mapToGlobal(QPointF(1, 1)), Qt.MouseButton.NoButton,
                       Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(window(field), move)  # not from a mouse
    assert not watch.timer.isActive()


def test_a_lid_that_was_closed_counts(watch: IdleWatch, wall: Wall, field: QLineEdit) -> None:
    """Timers stand still in a sleeping computer; its first touch finds the window locked and types nothing."""
    told: list[bool] = []
    watch.idle.connect(lambda: told.append(True))
    wall.at += 3 * 3600
    touch(field)
    assert told == [True] and field.text() == ""
    touch(field)
    assert told == [True] and field.text() == "a"


def test_other_minutes_begin_at_once(watch: IdleWatch, wall: Wall, field: QLineEdit) -> None:
    told: list[bool] = []
    watch.idle.connect(lambda: told.append(True))
    wall.at += 4 * 60
    watch.set_minutes(1)
    wall.at += 59
    touch(field)
    assert told == []
    wall.at += 60
    touch(field)
    assert told == [True]


def test_a_dialog_is_the_program_too(watch: IdleWatch, wall: Wall, field: QLineEdit, qtbot: QtBot) -> None:
    dialog = QLineEdit()
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    watch.timer.stop()
    wall.at += 60
    touch(dialog)
    assert watch.timer.isActive()
