"""A name that stays covered until somebody asks for it, and covers itself again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import Label
from desktop.gui.widgets.names import speak
from desktop.i18n import _

SHOWN_FOR_MS = 15_000
BAR_WIDTH, BAR_HEIGHT = 120, 12


class CoverBar(QWidget):
    """A soft bar of one width, which tells nothing of the length of what it covers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        speak(self, _("Covered"))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(BAR_WIDTH), theme.px(21))

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        height = wear.px(BAR_HEIGHT)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.colour("cover"))
        bar = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.drawRoundedRect(bar, height / 2, height / 2)
        painter.end()


class CoveredName(QWidget):
    """A covered value and its "Show" button.

    The value is read only when it is asked for (`read` writes the log), and forgotten when it is covered again:
    after 15 seconds, when the widget is hidden, or when the window goes to the background.
    revealed: the value is on the screen. covered: it is gone from it.
    """

    revealed = Signal()
    covered = Signal()

    wraps = False

    def __init__(self, read: Callable[[], str], *, what: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read, self._what = read, what
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._timer.timeout.connect(self.cover)
        self._bar = CoverBar(self)
        self._name = Label("", "body" if self.wraps else "label", wrap=self.wraps, parent=self)
        self._name.hide()
        self._button = Button(_("Show"), Kind.SMALL_LINK, icon="eye", parent=self)
        self._button.clicked.connect(self._on_pressed)
        self._arrange()
        self._dress_button(_("Show"))

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        for part in (self._bar, self._name, self._button):
            layout.addWidget(part)
        layout.addStretch(1)

    @property
    def timer(self) -> QTimer:
        """What covers the value again; a test need not wait for it."""
        return self._timer

    def is_covered(self) -> bool:
        return not self._timer.isActive()

    def reveal(self) -> None:
        self._name.setText(self._read())
        self._bar.hide()
        self._name.show()
        self._timer.start()
        self._dress_button(_("Cover"))
        self.revealed.emit()

    def cover(self) -> None:
        """Take the value off the screen and out of memory."""
        was_open = bool(self._name.text())
        self._timer.stop()
        self._name.clear()
        self._name.hide()
        self._bar.show()
        self._dress_button(_("Show"))
        if was_open:
            self.covered.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cover()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and not self.is_covered():
            self.cover()

    def _on_pressed(self) -> None:
        if self.is_covered():
            self.reveal()
        else:
            self.cover()

    def _dress_button(self, word: str) -> None:
        self._button.set_word(word)
        self._button.set_icon("eye" if self.is_covered() else "eye-off")
        speak(self._button, f"{word}: {self._what}" if self._what else word)


class CoveredText(CoveredName):
    """The same for some words of a text, in lines above their button."""

    wraps = True

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._name)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
