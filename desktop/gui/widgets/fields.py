"""Fields to type and choose in: a wheel that passes by never changes an answer, Tab always leaves."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from desktop.gui import theme
from desktop.gui.widgets.buttons import IconButton
from desktop.gui.widgets.names import speak
from desktop.i18n import _


class TextField(QLineEdit):
    """One line of text; buttons may stand inside at the right, reachable by Tab."""

    def __init__(self, name: str = "", *, hint: str = "", width: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[IconButton] = []
        self.setPlaceholderText(hint)
        if width:
            self.setFixedWidth(theme.px(width))
        if name:
            speak(self, name)

    def add_button(self, icon: str, name: str) -> IconButton:
        button = IconButton(icon, name, parent=self)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        self._buttons.append(button)
        button.show()
        self.setTextMargins(0, 0, theme.px(28) * len(self._buttons) - theme.px(4), 0)
        self._place()
        return button

    def set_value(self, text: str) -> None:
        """Fill without it being an edit."""
        with QSignalBlocker(self):
            self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        right = self.width() - theme.px(3)
        for button in reversed(self._buttons):
            size = button.sizeHint()
            button.setGeometry(right - size.width(), (self.height() - size.height()) // 2, size.width(), size.height())
            right -= size.width()


class TextArea(QPlainTextEdit):
    """Several lines of text; as high as asked, and Tab goes on to the next field."""

    def __init__(self, name: str = "", *, lines: int = 4, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setPlaceholderText(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if name:
            speak(self, name)
        self._settle_height()

    def set_value(self, text: str) -> None:
        with QSignalBlocker(self):
            self.setPlainText(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._settle_height()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Without anything to scroll, or without the focus, the page scrolls, not the box under the pointer.
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _settle_height(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + theme.px(18))


class Choice(QComboBox):
    """One of several answers. Filling is not choosing: only a person's choice emits `activated`."""

    def __init__(
        self, options: Iterable[tuple[str, str]] = (), name: str = "", *, width: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        view = QListView(self)
        view.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setView(view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.setPlaceholderText(_("Choose"))
        if width:
            self.setFixedWidth(theme.px(width))
        else:
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        if name:
            speak(self, name)
            speak(view, name)
        self.currentIndexChanged.connect(lambda _at: self._tell_whole())
        self.set_options(options)

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Codes and words, in the order in which they are shown."""
        with QSignalBlocker(self):
            kept = self.value()
            self.clear()
            for code, words in options:
                self.addItem(words, code)
            self.setCurrentIndex(self.findData(kept) if kept is not None else -1)

    def value(self) -> str | None:
        code = self.currentData()
        return None if code is None else str(code)

    def set_value(self, code: str | None) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(-1 if code is None else self.findData(code))
        self._tell_whole()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """An answer longer than the closed box ends in "…"; the open list shows it whole."""
        super().initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        words = option.currentText
        option.currentText = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())

    def _tell_whole(self) -> None:
        """An answer that is cut in the closed box is told by its tool tip."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        is_cut = self.currentIndex() >= 0 and option.currentText != self.currentText()
        self.setToolTip(self.currentText() if is_cut else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberField(QSpinBox):
    """A whole number; typed or stepped with the arrow keys, never with the wheel."""

    def __init__(
        self, name: str = "", *, least: int = 0, most: int = 999, width: int = 90, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(theme.px(width))
        self.lineEdit().setTextMargins(theme.px(10), 0, 0, 0)
        if name:
            speak(self, name)
            speak(self.lineEdit(), name)

    def set_value(self, value: int) -> None:
        with QSignalBlocker(self):
            self.setValue(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class WheelGuard(QObject):
    """Keeps the wheel away from a stock widget that would change its value by it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def keep_wheel_away(widget: QWidget) -> None:
    """For combo boxes, date and number fields that are not of this kit (an editor inside a dialog of Qt)."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(WheelGuard(widget))


def mark_bad(widget: QWidget, bad: bool) -> None:
    """Tint a field whose answer is to be corrected; the sentence under it says why."""
    if widget.property("bad") != bad:
        widget.setProperty("bad", bad)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
