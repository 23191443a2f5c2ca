"""Parts that the views of the guide share: cards in pairs, words of a source, numbers to read aloud, keys."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Chip,
    KeyCap,
    Kind,
    Label,
    Line,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words
from desktop.services import directory

SHORT = 170  # letters of a source that are shown at first
TWO_COLUMNS = 700  # px at 100 %; below, the cards stand one under the other


class GuideView(QWidget):
    """One view of the guide: it shows what has the typed words, and says how much that is.

    wanted(QWidget): this part is to be scrolled to the top.
    """

    wanted = Signal(QWidget)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.session = shell, shell.session
        self._body = column(gap=12)
        self.setLayout(self._body)

    def add(self, *parts: QWidget) -> None:
        for part in parts:
            self._body.addWidget(part)

    def show_found(self, typed: str, country: str) -> int:
        """Show what fits; `country` is empty for both. How much of it there is."""
        raise NotImplementedError

    def first_field(self) -> QWidget | None:
        """Where the keyboard begins, if not in the search."""
        return None


def check_chip(checked_on: str, result: str, today: date) -> Chip:
    """When somebody last called; grey where nobody did, amber where it is long ago or was not right."""
    if not checked_on:
        return Chip(_("not checked"), Shape.RING, Tone.QUIET)
    day = date_words(checked_on)
    if result == directory.OTHER:
        return Chip(_("another number, {date}").format(date=day), Shape.TRIANGLE, Tone.SOON)
    if result == directory.SILENT:
        return Chip(_("no answer, {date}").format(date=day), Shape.TRIANGLE, Tone.SOON)
    words = _("checked {date}").format(date=day)
    if directory.is_old(checked_on, today):
        return Chip(words, Shape.TRIANGLE, Tone.SOON)
    return Chip(words, Shape.CHECK, Tone.DONE)


class LongText(QWidget):
    """The words of the source: all of them, or their beginning and a button that shows the rest."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._words = Label("", "small-muted", wrap=True)
        self._button = Button("", Kind.SMALL_LINK)
        self._button.clicked.connect(self._on_pressed)
        self._open = len(text) <= SHORT
        if self._open:
            self._button.hide()
        self.setLayout(column(self._words, row(self._button, None), gap=0))
        self._show()

    def _on_pressed(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        self._words.setText(self._text if self._open else f"{self._text[:SHORT].rsplit(' ', 1)[0]}\u00a0…")
        self._button.set_word(_("Show less") if self._open else _("Show the whole text"))
        self._button.set_icon("chevron-up" if self._open else "chevron-down")


class Pairs(QWidget):
    """Cards in two columns of equal height, or in one where it is narrow."""

    def __init__(self, *cards: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[QWidget, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_cards(*cards)

    def set_cards(self, *cards: QWidget) -> None:
        for old in self._cards:
            self._grid.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._cards = cards
        self._place(self._columns or 2)
        if not cards:
            self.hide()
        elif self.parentWidget() is not None:  # without one it would be a window
            self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 1 if self.width() < theme.px(TWO_COLUMNS) else 2
        if columns != self._columns:
            self._place(columns)

    def _place(self, columns: int) -> None:
        self._columns = columns
        for card in self._cards:
            self._grid.removeWidget(card)
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if columns == 2 else 0)


def key_list(keys: tuple[tuple[str, str], ...]) -> QWidget:
    """What each key does."""
    lines = []
    for words, key in keys:
        what = Label(words, wrap=True)
        line = row(what, gap=8)
        line.setStretch(0, 1)
        line.addWidget(KeyCap(key), 0, Qt.AlignmentFlag.AlignVCenter)
        lines.append(line)
    return boxed(column(*lines, gap=4))


def hairline() -> QWidget:
    return boxed(column(Line(), margins=(0, 8, 0, 8)))


def selectable(label: Label, name: str) -> Label:
    """A number can be marked and copied; a reader says whose it is."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    speak(label, name)
    return label
