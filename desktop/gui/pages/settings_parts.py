"""Parts of the settings: two columns of cards that fold, a person to add, the lines of the access log."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.unlock import Passphrase
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Cell,
    Choice,
    Kind,
    Label,
    ScrollPage,
    SectionHeader,
    TextField,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _, date_words, number_words, time_words
from desktop.refusals import Refused, explain
from desktop.services import people
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


class NewWorker(QWidget):
    """A name, a role, a passphrase typed twice. wanted(name, role, passphrase) · left()"""

    wanted = Signal(str, str, str)
    left = Signal()

    def __init__(self, roles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_worker")
        self._name = TextField(_("Name"))
        self._name.setObjectName("new_name")
        self._role = Choice([(role, people.role_words(role)) for role in roles], _("Role"))
        self._role.setObjectName("new_role")
        self._role.set_value(roles[0])
        self._first = Passphrase(_("Passphrase: five words or at least 14 characters"), "new_passphrase")
        self._again = Passphrase(_("The same passphrase again"), "new_passphrase_again")
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("new_trouble")
        self._trouble.hide()
        self._add = Button(_("Add this worker"), Kind.PRIMARY, name="new_add")
        self._add.clicked.connect(self._on_add)
        back = Button(_("Cancel"), name="new_cancel")
        back.clicked.connect(self.clear)
        back.clicked.connect(self.left)
        named = column(
            Label(_("Name"), "label", buddy=self._name),
            self._name,
            Label(_("Role"), "label", buddy=self._role),
            row(self._role, None),
            gap=4,
        )
        note = Label(
            _("Let the person type the passphrase. Nobody but that person needs to know it."), "small-muted", wrap=True
        )
        self.setLayout(column(named, self._first, self._again, note, self._trouble, row(self._add, back, None), gap=8))

    def first_field(self) -> QWidget:
        return self._name

    def set_busy(self, busy: bool) -> None:
        """While the key is worked out, for about a second."""
        self._add.setEnabled(not busy)
        self._add.set_word(_("Adding…") if busy else _("Add this worker"))

    def refuse(self, error: BaseException) -> None:
        self.set_busy(False)
        self._trouble.set_words(explain(error))
        self._trouble.show()

    def clear(self) -> None:
        """Nothing typed stays, least of all a passphrase."""
        self.set_busy(False)
        self._name.clear()
        for field in (self._first.field, self._again.field):
            field.clear()
        self._trouble.hide()

    def _on_add(self) -> None:
        if not self._name.text().strip():
            self._name.setFocus()
            self._say(_("The name is missing. Write it as it is to stand in the program."))
            return
        if self._first.text() != self._again.text():
            self.refuse(Refused("passphrases-differ"))
            return
        self._trouble.hide()
        self.wanted.emit(self._name.text(), self._role.value() or "worker", self._first.text())

    def _say(self, sentence: str) -> None:
        self._trouble.set_words(sentence)
        self._trouble.show()


def log_row(entry: Entry) -> tuple[Cell, ...]:
    """When, what to what, who."""
    count = _("count: {n}").format(n=number_words(entry.count)) if entry.count is not None else ""
    about = " · ".join(part for part in (entry.about, count) if part)
    day, hour = date_words(entry.at.date()), time_words(entry.at)
    return Cell(day, hour), Cell(verb_words(entry.verb), about or " "), Cell(entry.worker, " ")
