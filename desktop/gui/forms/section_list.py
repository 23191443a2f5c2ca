"""The sections of a form at the left, each with its tick, and what the ticks mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Form, Section
from desktop.gui import theme
from desktop.gui.forms.state import SectionState
from desktop.gui.widgets import Count, FlowBox, Label, Line, Mark, SideItem, Tone, boxed, form_state_spec, row, speak
from desktop.i18n import _, ngettext, pick

LEGEND = ("complete", "begun", "empty", "to_check", "conflict", "to_correct")


class SectionList(QWidget):
    """asked(str): the person wants this section."""

    asked = Signal(str)

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sections")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(16), px(12), px(12))
        column.setSpacing(px(2))
        column.addWidget(Label(_("Sections"), "group"))
        column.addSpacing(px(2))
        self._items: dict[str, SectionItem] = {}
        for section in form.sections:
            item = SectionItem(section)
            item.clicked.connect(partial(self._on_clicked, section.id))
            self._items[section.id] = item
            column.addWidget(item)
        column.addSpacing(px(8))
        column.addWidget(Line())
        column.addSpacing(px(6))
        column.addWidget(_legend())
        column.addStretch(1)

    def show_states(self, states: Mapping[str, SectionState]) -> None:
        for section, state in states.items():
            self._items[section].set_state(state)

    def show_chosen(self, section: str) -> None:
        for own, item in self._items.items():
            item.set_chosen(own == section)

    def item(self, section: str) -> SectionItem:
        return self._items[section]

    def _on_clicked(self, section: str, _checked: bool = False) -> None:
        self._items[section].set_chosen(True)
        self.asked.emit(section)


class SectionItem(SideItem):
    """One section: its tick, its title, how many answers wait."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        self._name = pick(section.title)
        self._state: SectionState | None = None
        self._mark, self._count = Mark(form_state_spec("empty")), Count(0)
        super().__init__(self._name, lead=self._mark, end=self._count, parent=parent)
        self.setObjectName(f"section_item:{section.id}")
        self.set_state(SectionState("empty"))

    def set_state(self, state: SectionState) -> None:
        if state == self._state:
            return
        self._state = state
        spec = form_state_spec(state.state)
        self._mark.set_spec(spec)
        self._count.set_number(state.count, tone=Tone.SOON if state.state == "to_correct" else Tone.INFO)
        self._count.setVisible(state.count > 0)
        speak(self, ", ".join((self._name, state_words(state) or spec.word)))

    def set_chosen(self, chosen: bool) -> None:
        super().set_chosen(chosen)
        self._count.set_on_tint(chosen)


def state_words(state: SectionState) -> str:
    """What waits in a section, in words; nothing for a plain tick."""
    if state.state == "to_correct":
        return ngettext("{n} answer to correct", "{n} answers to correct", state.count).format(n=state.count)
    if state.state == "conflict":
        return ngettext("{n} answer with two values", "{n} answers with two values", state.count).format(n=state.count)
    return ""


def _legend() -> FlowBox:
    box = FlowBox(gap=6)
    for state in LEGEND:
        spec = form_state_spec(state)
        box.add(boxed(row(Mark(spec, side=14), Label(spec.word, "small-muted"), gap=6)))
    return box
