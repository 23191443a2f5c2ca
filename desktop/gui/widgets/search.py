"""The search field of the top bar and of lists."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.gui import theme
from desktop.gui.theme_icons import paint_icon
from desktop.gui.widgets.keycaps import cap_size, paint_cap
from desktop.gui.widgets.names import speak

WAIT_MS = 150  # a pause in the typing, so that each letter does not start a search


class SearchField(QLineEdit):
    """A field with a magnifier and its key. searched(str): typing paused, or Enter; asked(str): Enter."""

    searched = Signal(str)
    asked = Signal(str)

    def __init__(self, hint: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(hint)
        self.setProperty("sunken", True)
        self.setMaxLength(200)
        speak(self, hint)
        wear = theme.current()
        cap = cap_size(key).width() + wear.px(2) if self._shown_key() else 0
        self.setTextMargins(wear.px(30), 0, cap, 0)
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(self._tell)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_return)
        if key:
            QShortcut(QKeySequence(key), self, self.take)

    @property
    def pause(self) -> QTimer:
        return self._pause

    def take(self) -> None:
        """Move the focus here with everything selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        super().paintEvent(_event)
        wear, middle = theme.current(), self.height() / 2
        painter = QPainter(self)
        side = wear.px(18)
        paint_icon(painter, "search", QRectF(wear.px(8), middle - side / 2, side, side), wear.hex("muted"))
        if self._shown_key() and not self.text():
            size = cap_size(self._key)
            paint_cap(painter, QPointF(self.width() - size.width() - wear.px(7), middle - size.height() / 2), self._key)
        painter.end()

    def _shown_key(self) -> str:
        return "" if theme.current().large else self._key

    def _on_edited(self) -> None:
        self._pause.start()

    def _on_return(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text())
        self.asked.emit(self.text())

    def _tell(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text())
