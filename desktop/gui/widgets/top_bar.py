"""The top of the window: search, the numbers to call, lock and hide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import IconLabel, Label, Line
from desktop.gui.widgets.layouts import row
from desktop.gui.widgets.search import SearchField
from desktop.i18n import _

HEIGHT, SEARCH = 56, 300


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call, as the directory writes it."""

    title: str
    number: str
    emergency: bool = False


class TopBar(QWidget):
    """searched(str) while typing, asked(str) at Enter; lock_asked; hide_asked."""

    searched = Signal(str)
    asked = Signal(str)
    lock_asked = Signal()
    hide_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(HEIGHT))
        self.search = SearchField(_("Search code, place, word"), key="Ctrl+K")
        self.search.setObjectName("search")
        self.search.setMaximumWidth(theme.px(SEARCH))
        self.search.setMinimumWidth(theme.px(80 if theme.current().large else 140))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.searched.connect(self.searched)
        self.search.asked.connect(self.asked)
        self._numbers: list[_Shown] = []
        self._numbers_line = QHBoxLayout()
        self._numbers_line.setSpacing(theme.px(20))
        lock = Button(_("Lock"), Kind.BARE, icon="lock", key="Ctrl+L", name="lock")
        lock.clicked.connect(self.lock_asked)
        hide = Button(_("Hide"), Kind.PLAIN, icon="eye-off", key="F12", name="hide")
        hide.clicked.connect(self.hide_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(24), 0, theme.px(16), 0)
        line.setSpacing(0)
        line.addWidget(self.search, 100)
        line.addStretch(1)
        line.addSpacing(theme.px(10))
        line.addLayout(self._numbers_line)
        line.addSpacing(theme.px(20))
        line.addWidget(Line(upright=True))
        line.addSpacing(theme.px(14))
        line.addWidget(lock)
        line.addSpacing(theme.px(6))
        line.addWidget(hide)
        self._line = line

    def set_numbers(self, numbers: Sequence[Number]) -> None:
        """Show the numbers, the most urgent first: the last ones go when there is no room."""
        for old in self._numbers:
            old.setParent(None)
            old.deleteLater()
        self._numbers = [_Shown(number) for number in numbers]
        for shown in self._numbers:
            self._numbers_line.addWidget(shown)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """The first number always stays, at worst without its title; the others while there is room for them."""
        gap = theme.px(20)
        room = self.width() - self._fixed_width()
        for index, shown in enumerate(self._numbers):
            room -= shown.full_width() + gap
            shown.setVisible(index == 0 or (room >= 0 and not theme.current().large))
            shown.set_brief(index == 0 and room < 0)

    def _fixed_width(self) -> int:
        """What the bar needs without any number."""
        numbers = self._numbers_line.minimumSize().width()
        return self._line.minimumSize().width() - numbers


class _Shown(QWidget):
    """A telephone, a title and a number."""

    def __init__(self, number: Number, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(number.title, "muted")
        icon: tuple[QWidget, ...] = (IconLabel("phone", size=18, colour="danger"),) if number.emergency else ()
        self.setLayout(row(*icon, self._title, Label(number.number, "label"), gap=8))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setToolTip(f"{number.title} {number.number}")

    def full_width(self) -> int:
        hidden = self._title.sizeHint().width() + theme.px(8) if self._title.isHidden() else 0
        return self.sizeHint().width() + hidden

    def set_brief(self, brief: bool) -> None:
        self._title.setVisible(not brief)
