"""The sections of a form at the left, each with its tick, and what the ticks mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.forms.schema import Form, Section
from desktop.gui import theme
from desktop.gui.forms.state import SectionState
from desktop.gui.widgets import Count, FlowBox, Label, Line, Mark, Tone, boxed, form_state_spec, row, speak
from desktop.gui.widgets.buttons import RADIUS, paint_ring
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


class SectionItem(QPushButton):
    """One section: its tick, its title in as many lines as it needs, how many answers wait."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"section_item:{section.id}")
        self._name = pick(section.title)
        self._state: SectionState | None = None
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._mark, self._count = Mark(form_state_spec("empty")), Count(0)
        self._plain, self._strong = Label(self._name, wrap=True), Label(self._name, "label", wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(10), theme.px(7), theme.px(8), theme.px(8))
        line.setSpacing(theme.px(10))
        line.addWidget(self._mark)
        line.addWidget(self._plain, 1)
        line.addWidget(self._strong, 1)
        line.addWidget(self._count)
        for child in (self._mark, self._plain, self._strong, self._count):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_state(SectionState("empty"))
        self.set_chosen(False)

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
        self.setChecked(chosen)
        self._strong.setVisible(chosen)
        self._plain.setVisible(not chosen)
        self._count.set_on_tint(chosen)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        fill = "primary_tint" if self.isChecked() or self.isDown() else "hover" if self.underMouse() else ""
        if fill:
            path = QPainterPath()
            path.addRoundedRect(box, RADIUS, RADIUS)
            painter.fillPath(path, wear.colour(fill))
        if self.hasFocus():
            paint_ring(painter, box, RADIUS, wear.colour("focus"))
        painter.end()


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
