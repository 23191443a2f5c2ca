"""What every editor of an answer can do, and the controls that most of them are made of."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.forms.schema import Field, Json
from desktop.gui import theme
from desktop.gui.forms.around import Around
from desktop.gui.widgets import Choice, Segment, mark_bad, speak
from desktop.i18n import _, pick

CONTROL_WIDTH = 228  # of a combo or a line of text, at least, where nothing asks for more


class Editor(QWidget):
    """One answer. `set_value` fills and is never an edit; `edited` is only ever the person's.

    An answer that cannot be read (a date that is none) is its own text: kept in drafts, never saved.
    told(str): a sentence about what was pasted.
    """

    edited = Signal()
    told = Signal(str)

    typing = False  # letters typed in one go are one step of Undo, and nothing is called wrong half way through
    wide = False  # it needs the whole line, so the refusals stand under it

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.around = field, around
        self.name = pick(field.label)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(8))

    def value(self) -> Json:
        raise NotImplementedError

    def set_value(self, value: Json) -> None:
        raise NotImplementedError

    def parts(self) -> tuple[QWidget, ...]:
        """The controls in the order of Tab; the first is where the person starts."""
        raise NotImplementedError

    def set_answerable(self, answerable: bool) -> None:
        """A refused question needs no control: it says so and takes nothing."""
        for part in self.parts():
            part.setEnabled(answerable)

    def settle(self) -> None:
        """The person went on: write the answer as it was understood (2.3.2026 -> 02.03.2026)."""

    def mark(self, bad: bool, sentence: str = "") -> None:
        """Tint what is to be corrected, and let a reader say why."""
        for part in self.parts():
            mark_bad(part, bad)
            speak(part, part.accessibleName(), sentence)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._line.addWidget(widget)

    def rest_empty(self) -> None:
        self._line.addStretch(1)


class Combo(Choice):
    """A choice that shrinks before the page does; Backspace and Delete take the answer back."""

    def __init__(self, options: Iterable[tuple[str, str]], name: str) -> None:
        super().__init__(options, name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_answerable(True)
        self.currentIndexChanged.connect(self.updateGeometry)

    def set_answerable(self, answerable: bool) -> None:
        self.setPlaceholderText(_("Choose") if answerable else _("not filled in"))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), theme.px(CONTROL_WIDTH)), hint.height())

    def minimumSizeHint(self) -> QSize:
        # The chosen words are never cut; the others may be until they are looked at.
        words = self.fontMetrics().horizontalAdvance(self.currentText() or self.placeholderText())
        return QSize(max(theme.px(140), words + theme.px(56)), super().minimumSizeHint().height())

    def set_value(self, code: str | None) -> None:
        super().set_value(code)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.currentIndex() >= 0:
            self.setCurrentIndex(-1)
            self.activated.emit(-1)
            return
        super().keyPressEvent(event)


class Switch(Segment):
    """A few answers side by side; Backspace and Delete take the answer back. cleared: they did."""

    cleared = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A pressed key that the chosen part does not know comes here.
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.value() is not None:
            self.set_value(None)
            self.cleared.emit()
            return
        super().keyPressEvent(event)
