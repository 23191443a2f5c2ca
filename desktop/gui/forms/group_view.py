"""Questions that repeat: a card a row, with Add and Remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.present import row_title
from desktop.forms.schema import Field, Json
from desktop.gui import theme
from desktop.gui.forms.around import Around
from desktop.gui.forms.field_view import FieldView, focusable
from desktop.gui.forms.state import rows_of
from desktop.gui.widgets import Button, Card, IconLabel, Kind, Label, row, speak
from desktop.i18n import _, pick

MakeView = Callable[[str, Field], FieldView]


class RowCard(Card):
    """One row."""

    def __init__(self, row_id: str, views: Mapping[str, FieldView], parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=12, parent=parent)
        self.row_id, self.views = row_id, views
        self._title = Label("", "label")
        self.remove = Button(_("Remove"), Kind.SMALL_LINK, icon="trash")
        line = row(self._title, self.remove, gap=8)
        line.setStretch(0, 1)
        self.add(line, *views.values())

    def set_title(self, title: str) -> None:
        if title != self._title.text():
            self._title.setText(title)
            speak(self.remove, _("Remove: {row}").format(row=title))


class GroupView(QWidget):
    """A group of a form. added: one more row is wished; removed(row id)."""

    added = Signal()
    removed = Signal(str)

    def __init__(self, group: Field, around: Around, make_view: MakeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group, self._around, self._make_view = group, around, make_view
        self.setObjectName(f"group:{group.id}")
        self._cards: dict[str, RowCard] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Label(pick(group.label), "label", wrap=True))
        if group.help:
            column.addWidget(Label(pick(group.help), "muted", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(8))
        column.addLayout(self._rows)
        self.add_button = Button(_("Add"), Kind.PLAIN, icon="plus", name=f"add:{group.id}")
        speak(self.add_button, _("Add: {what}").format(what=pick(group.label)))
        self.add_button.clicked.connect(self._on_add)
        column.addLayout(row(self.add_button, None))

    def sync(self, answers: Mapping[str, Json]) -> bool:
        """Show the rows that there are; True if there are others than before."""
        wanted = rows_of(answers, self.group.id)
        changed = wanted != list(self._cards)
        for row_id in [each for each in self._cards if each not in wanted]:
            card = self._cards.pop(row_id)
            self._rows.removeWidget(card)
            card.hide()
            card.deleteLater()
        for row_id in wanted:
            if row_id not in self._cards:
                self._cards[row_id] = self._new_card(row_id)
        self._cards = {row_id: self._cards[row_id] for row_id in wanted}
        for place, card in enumerate(self._cards.values()):
            if self._rows.indexOf(card) != place:
                self._rows.insertWidget(place, card)
            card.set_title(self._title(card.row_id, place + 1, answers))
        return changed

    def views(self) -> dict[str, FieldView]:
        return {path: view for card in self._cards.values() for path, view in card.views.items()}

    def card(self, row_id: str) -> RowCard | None:
        return self._cards.get(row_id)

    def stops(self) -> tuple[QWidget, ...]:
        found: list[QWidget] = []
        for card in self._cards.values():
            found += focusable(card.remove)
            found += [stop for view in card.views.values() for stop in view.stops()]
        return (*found, self.add_button)

    def _new_card(self, row_id: str) -> RowCard:
        head = f"{self.group.id}/{row_id}"
        views = {f"{head}/{each.id}": self._make_view(f"{head}/{each.id}", each) for each in self.group.fields}
        card = RowCard(row_id, views)
        card.setObjectName(f"row:{head}")
        card.remove.clicked.connect(partial(self._on_remove, row_id))
        return card

    def _title(self, row_id: str, number: int, answers: Mapping[str, Json]) -> str:
        """What the row is called; never by an answer that is covered."""
        title = next((each for each in self.group.fields if each.id == self.group.row_title), None)
        if title is None or title.reveal or title.type == "worker":
            return _("Row {number}").format(number=number)
        return row_title(self.group, row_id, answers, self._around.definitions)

    def _on_add(self) -> None:
        self.added.emit()

    def _on_remove(self, row_id: str, _checked: bool = False) -> None:
        self.removed.emit(row_id)


class ProtocolRows(QWidget):
    """Rows that belong to a protocol are worked on in the page of the team."""

    def __init__(self, group: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = _("The steps are worked on in the page of the team, where their deadlines stand.")
        self._open = Button(_("Open the team"), Kind.LINK, icon="people", name="open_team")
        self._open.clicked.connect(around.open_team)
        line = row(IconLabel("info"), Label(words, wrap=True), self._open, gap=10)
        line.setStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Label(pick(group.label), "label"))
        column.addLayout(line)

    def stops(self) -> tuple[QWidget, ...]:
        return (self._open,)
