"""Parts of the guide: the numbers to call, what to do in a situation, the keys."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets import (
    Beside,
    Button,
    Card,
    Chip,
    IconLabel,
    KeyCap,
    Kind,
    Label,
    Line,
    RowButton,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words, pick
from desktop.services.library import Guidance, Hotline

GOOD_FOR = timedelta(days=365)
SHORT = 170  # letters of a source that are shown at first
TWO_COLUMNS = 700  # px at 100 %; below, the cards stand one under the other

ICONS = {
    "window_passed": "warning",
    "under_18": "child",
    "no_police": "person",
    "someone_asks": "phone",
    "no_hospital": "map",
    "interpreter": "chat",
}


def folded(text: str) -> str:
    """Without marks and capitals, so that "fereastra" is found by "Fereastră"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def found(typed: str, *texts: str) -> bool:
    """Whether every typed word begins somewhere in the texts; digits are compared without their gaps."""
    here = folded(" ".join(texts))
    close = "".join(letter for letter in here if letter.isalnum())
    return all(word in here or word in close for word in folded(typed).split())


def check_chip(line: Hotline, today: date) -> Chip:
    """When a person last called the number; amber where nobody did, or not within a year."""
    if not line.checked_on:
        return Chip(_("not checked"), Shape.TRIANGLE, Tone.SOON)
    words = _("checked {date}").format(date=date_words(line.checked_on))
    try:
        fresh = today - date.fromisoformat(line.checked_on) <= GOOD_FOR
    except ValueError:  # known to the month only
        fresh = False
    return Chip(words, Shape.CHECK, Tone.DONE) if fresh else Chip(words, Shape.TRIANGLE, Tone.SOON)


class HotlineCard(Card):
    """One number, large enough to read aloud, and the words of its source as they are."""

    def __init__(self, line: Hotline, today: date, parent: QWidget | None = None) -> None:
        super().__init__(gap=2, parent=parent)
        self.setObjectName(f"hotline_{line.id}")
        number = Label(line.number, "figure" if line.verified else "clock")
        _selectable(number, _("{name}: {number}").format(name=pick(line.name), number=line.number))
        self.add(Beside(number, check_chip(line, today), least=180))
        self.add(Label(pick(line.name), "label", wrap=True))
        if line.by:
            self.add(Label(line.by, "muted", wrap=True))
        self.body().addSpacing(theme.px(4))
        self.add(LongText(pick(line.text)))
        self.body().addStretch(1)


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


class EmergencyCard(Card):
    """112 stands first and needs no explanation."""

    def __init__(self, line: Hotline, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.DANGER, margin=14, parent=parent)
        self.setObjectName(f"hotline_{line.id}")
        number = Label(line.number, "figure", tone=Tone.DANGER)
        _selectable(number, _("{name}: {number}").format(name=pick(line.name), number=line.number))
        words = column(
            Label(_("Danger to life: call 112 first"), "label", wrap=True),
            Label(pick(line.text), wrap=True),
            gap=0,
        )
        layout = row(IconLabel("danger", size=24, colour="danger"), number, gap=14)
        layout.addLayout(words, 1)
        self.add(layout)


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
            old.deleteLater()
        self._cards = cards
        self._place(self._columns or 2)
        self.setVisible(bool(cards))

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


class Situation(QWidget):
    """What to do in one situation; its steps open below it. opened(str): the person opened this one."""

    opened = Signal(str)

    def __init__(self, guidance: Guidance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.id = guidance.id
        icon = ICONS.get(guidance.id, "help")
        self.button = RowButton(pick(guidance.title), pick(guidance.hint), icon=icon, arrow=True, checkable=True)
        self.button.setObjectName(f"situation_{guidance.id}")
        self.button.clicked.connect(self._on_pressed)
        self._steps = _steps(guidance)
        self.setLayout(column(self.button, self._steps, gap=4))
        self.set_open(False)

    def is_open(self) -> bool:
        return not self._steps.isHidden()

    def set_open(self, is_open: bool) -> None:
        self._steps.setVisible(is_open)
        self.button.setChecked(is_open)
        state = _("The steps stand below.") if is_open else _("Press to see the steps.")
        speak(self.button, self.button.accessibleName(), state)

    def _on_pressed(self) -> None:
        self.set_open(self.button.isChecked())
        if self.is_open():
            self.opened.emit(self.id)


class Situations(QWidget):
    """All situations, of which one at most is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Situation] = []
        self._nothing = Label(_("No situation has these words."), "muted", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.setLayout(column(self._list, self._nothing, gap=0))

    def set_guidance(self, guidance: tuple[Guidance, ...]) -> None:
        for one in guidance:
            shown = Situation(one)
            shown.opened.connect(self.open)
            self._shown.append(shown)
            self._list.addWidget(shown)
        self._nothing.setVisible(not guidance)

    def open(self, topic: str) -> Situation | None:
        """Open one and close the others."""
        opened = None
        for one in self._shown:
            one.set_open(one.id == topic)
            opened = one if one.id == topic else opened
        return opened

    def show_only(self, ids: frozenset[str]) -> None:
        for one in self._shown:
            one.setVisible(one.id in ids)
        self._nothing.setVisible(not ids)


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


def _steps(guidance: Guidance) -> QWidget:
    parts: list[QWidget] = []
    for number, step in enumerate(guidance.steps, start=1):
        figure, words = Label(f"{number}.", "label"), Label(pick(step), wrap=True)
        figure.setFixedWidth(theme.px(18))
        line = row(figure, gap=6)
        line.setAlignment(figure, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        parts.append(boxed(line))
    sentence = _("Source: {source}").format(source=guidance.source)
    parts.append(Label(sentence, "small-muted", wrap=True))
    return boxed(column(*parts, gap=6, margins=(10, 4, 10, 12)))


def _selectable(label: Label, name: str) -> None:
    """A number can be marked and copied; a reader says whose it is."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    speak(label, name)
