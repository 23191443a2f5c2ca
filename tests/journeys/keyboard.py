"""A person without a mouse: Tab until it is reached, then Space, Enter, arrows and shortcuts; nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.tour.hand import NotThere, settle, wait_for

MOST_TABS = 220
CONTROL, NONE, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Keyboard:
    """Keys go to whatever has the focus; where that is, the program decides."""

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus(), key, modifier)
        settle()

    def focus(self) -> QWidget:
        wait_for(lambda: QApplication.focusWidget() is not None, "a focus")
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def write(self, text: str) -> None:
        """Letters of any alphabet, as an input method commits them."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.focus(), event)
        settle()

    def tab_to(self, wanted: Callable[[QWidget], bool], name: str) -> QWidget:
        for _step in range(MOST_TABS):
            if wanted(self.focus()):
                return self.focus()
            self.key(Qt.Key.Key_Tab)
        raise NotThere(name)

    def press(self, name: str, inside: str = "") -> None:
        """Reach a button and press it."""
        self.tab_to(lambda w: w.objectName() == name and (not inside or _is_in(w, inside)), name)
        self.key(Qt.Key.Key_Space)

    def answer(self, path: str, value: str | list[str]) -> None:
        """Turn to the section of a question, Tab to it, and answer."""
        box = f"field:{path}"
        for _section in range(10):
            if any(w.isVisible() for w in self.focus().window().findChildren(QWidget, box)):
                break
            self.key(Qt.Key.Key_PageDown, CONTROL)
        focus = self.tab_to(lambda w: _is_in(w, box) and isinstance(w, _ANSWERS), box)
        if isinstance(value, list):
            for code in value:
                self.press(code, box)
        elif isinstance(focus, QComboBox):
            self._choose(focus, value)
        elif isinstance(focus, QAbstractButton) and not isinstance(focus, QCheckBox):
            self._segment(value)
        else:
            self._lines(value, box)

    def choose(self, code: str) -> None:
        """Choose an entry of the list that has the focus."""
        focus = self.focus()
        assert isinstance(focus, QComboBox)
        self._choose(focus, code)

    def _choose(self, combo: QComboBox, code: str) -> None:
        wanted = combo.findData(code)
        if wanted < 0:
            raise NotThere(code)
        while combo.currentIndex() != wanted:
            self.key(Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)

    def _segment(self, code: str) -> None:
        for _part in range(6):
            if self.focus().objectName() == code:
                self.key(Qt.Key.Key_Space)
                return
            self.key(Qt.Key.Key_Right)
        raise NotThere(code)

    def _lines(self, value: str, box: str) -> None:
        """A date and its hour stand in two fields, with a space between them here."""
        two = len([w for w in self.focus().window().findChildren(QWidget, box) if w.isVisible()])
        lines = [w for w in _box(self.focus(), box).findChildren(QLineEdit) if w.isVisible()]
        words = value.split(" ") if two and len(lines) > 1 else [value]
        for number, word in enumerate(words):
            if number:
                self.key(Qt.Key.Key_Tab)
            self.key(Qt.Key.Key_A, CONTROL)
            self.write(word)


_ANSWERS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)


def _is_in(widget: QWidget | None, name: str) -> bool:
    return widget is not None and (widget.objectName() == name or _is_in(widget.parentWidget(), name))


def _box(widget: QWidget, name: str) -> QWidget:
    each: QWidget | None = widget
    while each is not None and each.objectName() != name:
        each = each.parentWidget()
    assert each is not None, name
    return each
