"""A covered name: nothing of it is in the window until asked for, and not for long after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.gui import widgets as kit

NAME = "Nume Inventat"


class Log:
    """Counts how often the name was read."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self) -> str:
        self.reads += 1
        return NAME


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def press(qtbot, widget: QWidget) -> None:
    qtbot.mouseClick(widget.findChild(QPushButton), Qt.MouseButton.LeftButton)


def opened(qtbot, log: Log) -> kit.CoveredName:
    widget = kit.CoveredName(log.read, what="numele")
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_a_name_is_not_even_read_before_it_is_asked_for(qtbot):
    log = Log()
    widget = opened(qtbot, log)
    assert log.reads == 0
    assert NAME not in words(widget)
    assert widget.is_covered()


def test_asking_shows_it_once_and_says_so(qtbot):
    log = Log()
    widget = opened(qtbot, log)
    with qtbot.waitSignal(widget.revealed):
        press(qtbot, widget)
    assert NAME in words(widget)
    assert log.reads == 1


def test_it_covers_itself_after_fifteen_seconds(qtbot):
    widget = opened(qtbot, Log())
    press(qtbot, widget)
    assert widget.timer.interval() == 15_000
    with qtbot.waitSignal(widget.covered):
        widget.timer.timeout.emit()
    assert widget.is_covered()
    assert all(NAME not in label.text() for label in widget.findChildren(QLabel))


def test_pressing_again_covers_at_once(qtbot):
    log = Log()
    widget = opened(qtbot, log)
    press(qtbot, widget)
    press(qtbot, widget)
    assert widget.is_covered()
    assert NAME not in words(widget)
    assert log.reads == 1


def test_leaving_the_page_covers(qtbot):
    widget = opened(qtbot, Log())
    press(qtbot, widget)
    widget.hide()
    assert widget.is_covered()
    assert all(NAME not in label.text() for label in widget.findChildren(QLabel))


def test_the_bar_does_not_tell_the_length_of_the_name(qtbot):
    short = kit.CoveredName(lambda: "A")
    long = kit.CoveredName(lambda: "Un nume foarte lung cu multe litere")
    for widget in (short, long):
        qtbot.addWidget(widget)
    assert short.sizeHint() == long.sizeHint()


def test_its_button_says_what_it_shows(qtbot):
    widget = opened(qtbot, Log())
    assert kit.spoken(widget.findChild(QPushButton)) == "Arată: numele"
