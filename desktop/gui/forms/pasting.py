"""Typing and pasting that never freezes or hides anything: too much is refused, what nobody sees is taken out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.forms.clean import printable
from desktop.gui import theme
from desktop.gui.widgets import TextArea, TextField
from desktop.i18n import _, number_words

LARGEST_PASTE = 200_000  # characters that are looked at; beyond it nothing is, whatever the limit of the field
MOST_LINES = 26


def fit_to_paste(text: str, room: int, *, one_line: bool) -> tuple[str, str]:
    """What of a pasted text goes in, and the sentence to say about it ("" when all of it did)."""
    if len(text) > LARGEST_PASTE:
        return "", _too_long(room)
    clean = printable(text)
    if one_line:
        clean = " ".join(clean.split())
    if len(clean) > room:
        return "", _too_long(room)
    if len(clean) < len(" ".join(text.split()) if one_line else text.replace("\r\n", "\n")):
        return clean, _("Signs that nobody can see were taken out of the pasted text. Check how it reads.")
    return clean, ""


def _too_long(room: int) -> str:
    if room <= 0:
        return _("There is no more room in this field, so nothing was pasted. Shorten what is there first.")
    return _(
        "The pasted text is too long, so nothing was pasted: {most} more characters fit. Paste a part of it."
    ).format(most=number_words(room))


class Entry(TextField):
    """One line of text. told(str): a sentence about what was pasted, "" when there is nothing to say."""

    told = Signal(str)

    def __init__(
        self, name: str = "", *, limit: int, hint: str = "", width: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, hint=hint, width=width, parent=parent)
        self._limit = limit
        self.setMaxLength(2 * limit + 100)  # as far as one can type; the check says what is too long

    def take(self, text: str) -> None:
        """Paste a text where the cursor is."""
        room = self._limit - len(self.text()) + len(self.selectedText())
        fitting, sentence = fit_to_paste(text, room, one_line=True)
        if fitting:
            self.insert(fitting)
        self.told.emit(sentence)

    def event(self, event: QEvent) -> bool:
        if is_undo_key(event):
            event.ignore()  # so that the form's own Undo gets it, which knows of all the answers
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            self.take(clipboard_text())
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._on_paste)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(event.mimeData().text())
        event.acceptProposedAction()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clipboard = QGuiApplication.clipboard()
        if event.button() == Qt.MouseButton.MiddleButton and clipboard.supportsSelection() and not self.isReadOnly():
            self.take(clipboard.text(QClipboard.Mode.Selection))
            return
        super().mouseReleaseEvent(event)

    def _on_paste(self) -> None:
        self.take(clipboard_text())


class Area(TextArea):
    """Several lines of text; it grows with them up to a limit, and Tab leaves it. told(str): as in `Entry`."""

    told = Signal(str)

    def __init__(self, name: str = "", *, limit: int, lines: int = 4, parent: QWidget | None = None) -> None:
        self._limit, self._least = limit, lines
        super().__init__(name, lines=lines, parent=parent)
        self.setUndoRedoEnabled(False)  # the form has the one Undo
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def event(self, event: QEvent) -> bool:
        if is_undo_key(event):
            event.ignore()  # so that the form's own Undo gets it, which knows of all the answers
            return True
        return super().event(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not source.hasText():
            return
        cursor = self.textCursor()
        room = self._limit - self.document().characterCount() + 1 + len(cursor.selectedText())
        fitting, sentence = fit_to_paste(source.text(), room, one_line=False)
        if fitting:
            cursor.insertText(fitting)
            self.ensureCursorVisible()
        self.told.emit(sentence)

    def _grow(self) -> None:
        """As high as what is written, between the lines that were asked for and what a screen can hold."""
        lines = max(self._least, min(MOST_LINES, int(self.document().size().height()) + 1))
        height = self.fontMetrics().lineSpacing() * lines + theme.px(18)
        if height != self.height():
            self.setFixedHeight(height)


def clipboard_text() -> str:
    """The text on the clipboard, and nothing if it holds a picture or files."""
    data = QGuiApplication.clipboard().mimeData()
    return data.text() if data is not None and data.hasText() else ""


def is_undo_key(event: QEvent) -> bool:
    """Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y asking who wants it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(held) and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y)
