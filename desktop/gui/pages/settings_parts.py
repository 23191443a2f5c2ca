"""Parts of the settings: two columns of cards that fold, the lines of the access log."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets import (
    Beside,
    Card,
    Cell,
    Label,
    ScrollPage,
    SectionHeader,
    boxed,
    column,
    row,
)
from desktop.i18n import _, date_words, number_words, time_words
from desktop.services.journal import Entry
from desktop.services.verbs import verb_words

BESIDE = 900  # px at 100 %: below, the second column stands under the first


class Tab(ScrollPage):
    """One tab of the settings; most have something to show anew, and something typed that must not stay."""

    def refresh(self) -> None:
        """Show what is true now; what is being typed stays."""

    def leave(self) -> None:
        """Nothing that was typed stays, least of all a passphrase."""

    def first_field(self) -> QWidget:
        """Where the keyboard begins."""
        return self


class TwoColumns(QWidget):
    """Two columns of cards, the second under the first where it is narrow."""

    shares = (1, 1)

    def __init__(self, first: Sequence[QWidget], second: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(16))
        self._boxes = [boxed(column(*cards, None, gap=12)) for cards in (first, second)]
        for box, share in zip(self._boxes, self.shares, strict=True):
            self._line.addWidget(box, share)

    def minimumSizeHint(self) -> QSize:
        # One below the other is as narrow as it can get.
        least = max(box.minimumSizeHint().width() for box in self._boxes)
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(BESIDE)
        towards = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != towards:
            self._line.setDirection(towards)


def settings_card(title: str, *parts: QWidget, name: str = "") -> Card:
    card = Card(gap=10)
    card.setObjectName(name)
    card.add(SectionHeader(title), *parts)
    return card


def setting(words: str, control: QWidget, help_: str = "") -> QWidget:
    """A choice with what it means; the control stands at the right, or below where it is narrow."""
    lines: list[QWidget] = [Label(words, "label", wrap=True)]
    if help_:
        lines.append(Label(help_, "small-muted", wrap=True))
    return Beside(boxed(column(*lines, gap=0)), control, least=170)


def fact(words: str, value: str | QWidget) -> QWidget:
    """A name and what is known, which a long value may break into two lines."""
    told = Label(value, wrap=True) if isinstance(value, str) else boxed(row(value, None))
    line = row(Label(words, "muted", wrap=True), told, gap=12)
    line.setStretch(0, 2)
    line.setStretch(1, 3)
    return boxed(line)


def log_row(entry: Entry) -> tuple[Cell, ...]:
    """When, what to what, who."""
    count = _("count: {n}").format(n=number_words(entry.count)) if entry.count is not None else ""
    about = " · ".join(part for part in (entry.about, count) if part)
    day, hour = date_words(entry.at.date()), time_words(entry.at)
    return Cell(day, hour), Cell(verb_words(entry.verb), about or " "), Cell(entry.worker, " ")
