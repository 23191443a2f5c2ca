"""A long list that shows its beginning, and the rest when asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.headers import Count
from desktop.gui.widgets.labels import Label
from desktop.gui.widgets.layouts import row
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.tones import Tone
from desktop.i18n import _, ngettext


class Fold(QWidget):
    """A section whose `rest` is folded away behind "Show 9 more". toggled(bool): it was opened or closed."""

    toggled = Signal(bool)

    def __init__(
        self,
        title: str,
        first: QWidget | None,
        rest: QWidget,
        *,
        count: int,
        hidden: int,
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._rest, self._hidden, self._whole = title, rest, hidden, first is None
        self._button = Button("", Kind.SMALL_LINK, icon="chevron-down")
        self._button.clicked.connect(self._on_pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(row(Label(title, "section"), Count(count, tone=tone), None, self._button, gap=10))
        if first is not None:
            layout.addWidget(first)
        layout.addWidget(rest)
        self._button.setVisible(hidden > 0)
        self.set_open(False)

    def is_open(self) -> bool:
        return not self._rest.isHidden()

    def set_open(self, is_open: bool) -> None:
        self._rest.setVisible(is_open)
        if is_open:
            word = _("Show less")
        elif self._whole:
            word = _("Show")
        else:
            word = ngettext("Show {n} more", "Show {n} more", self._hidden).format(n=self._hidden)
        self._button.set_word(word)
        self._button.set_icon("chevron-up" if is_open else "chevron-down")
        speak(self._button, f"{word}: {self._title}")

    def _on_pressed(self) -> None:
        self.set_open(not self.is_open())
        self.toggled.emit(self.is_open())
