"""A pair of hands and eyes for the real window: finds what is on the screen by its name, presses, types, looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

W = TypeVar("W", bound=QWidget)

PATIENCE_S = 60.0
MOST_SECTIONS = 9  # of a form


class NotThere(AssertionError):
    """Something that a person would look for is not on the screen."""


def wait_for(what: Callable[[], object], name: str, patience: float = PATIENCE_S) -> None:
    """Let the window work until something is so; a window that never gets there is a fault."""
    until = time.monotonic() + patience
    while not what():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if time.monotonic() > until:
            raise NotThere(name)
        time.sleep(0.002)


def settle() -> None:
    """Let everything that is waiting happen."""
    for _round in range(3):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


class Hand:
    """Works on one top-level window."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        window.activateWindow()
        wait_for(window.isActiveWindow, "the window in front")

    def find(self, kind: type[W], name: str) -> W:
        """The visible widget with this object name."""
        found = [w for w in self.window.findChildren(kind, name) if w.isVisible()]
        if not found:
            raise NotThere(name)
        return found[0]

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        """Press a button with the space bar, as the keyboard does."""
        self.press_button(self.find(QAbstractButton, name))

    def press_in(self, box: str, name: str) -> None:
        """Press a button that stands in a part of the page."""
        self.press_button(_inside(self.find(QWidget, box), QAbstractButton, name))

    def can_press(self, name: str) -> bool:
        return any(b.isVisible() and b.isEnabled() for b in self.window.findChildren(QAbstractButton, name))

    def text(self, name: str) -> str:
        return self.find(QLabel, name).text()

    def write(self, name: str, text: str) -> None:
        """Type into the line of this name and leave it."""
        line = self.find(QLineEdit, name)
        line.clear()
        self.type(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
        settle()

    def type(self, widget: QWidget, text: str) -> None:
        """Type words of any alphabet, as an input method commits them."""
        self._show(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)
        settle()

    def choose(self, combo: QComboBox, code: str) -> None:
        """Choose an entry of a list by the keyboard."""
        self._show(combo)
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        wanted = combo.findData(code)
        if wanted < 0:
            raise NotThere(code)
        while combo.currentIndex() != wanted:
            QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)
        settle()

    def answer(self, path: str, value: str | list[str]) -> None:
        """Answer one question of a form: a code or `true`/`false`, several codes, or words to type.

        A date and an hour are typed with a space between them.
        """
        self.turn_to(f"field:{path}")
        box = self.find(QWidget, f"field:{path}")
        if isinstance(value, list):
            for code in value:
                self.press_button(_inside(box, QCheckBox, code))
        elif button := next((b for b in box.findChildren(QAbstractButton, value) if b.isVisible()), None):
            self.press_button(button)
        elif combo := next((c for c in box.findChildren(QComboBox) if c.findData(value) >= 0), None):
            self.choose(combo, value)
        elif area := next((a for a in box.findChildren(QPlainTextEdit) if a.isVisible()), None):
            self.type(area, value)
        else:
            lines = [line for line in box.findChildren(QLineEdit) if line.isVisible()]
            words = value.split(" ") if len(lines) > 1 else [value]
            for line, word in zip(lines, words, strict=False):
                line.clear()
                self.type(line, word)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key wherever the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        settle()

    def control(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def picture(self, file: Path) -> Path:
        """What the window looks like now."""
        settle()
        if not self.window.grab().save(str(file)):
            raise NotThere(file.name)
        return file

    def turn_to(self, name: str) -> None:
        """Turn to the section of the form that has the question (`field:path`): forward, then from the beginning."""
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            for _section in range(MOST_SECTIONS):
                if self.sees(name):
                    return
                self.control(key)

    def press_button(self, button: QAbstractButton) -> None:
        """Press this very button with the space bar."""
        self._show(button)
        if not button.isEnabled():
            raise NotThere(f"{button.objectName()} can not be pressed")
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Space)
        settle()

    def _show(self, widget: QWidget) -> None:
        """Scroll to it, as anybody would."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        if not widget.isVisible() or widget.mapTo(self.window, QPoint(0, 0)).y() < 0:
            raise NotThere(widget.objectName())


def _inside(box: QWidget, kind: type[W], name: str) -> W:
    found = next((w for w in box.findChildren(kind, name) if w.isVisible()), None)
    if found is None:
        raise NotThere(name)
    return found
