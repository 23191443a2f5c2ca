"""Two people wrote two answers: both are shown, one is kept, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.cards import Card
from desktop.gui.widgets.chips import ChipSpec, Mark
from desktop.gui.widgets.labels import ElidedLabel, Label
from desktop.gui.widgets.layouts import column, row
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.shapes import Shape
from desktop.gui.widgets.tones import Tone
from desktop.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the values that are alive."""

    value: str
    author: str
    at: str
    stands: bool = False  # this one counts until somebody chooses


class ConflictPanel(Card):
    """The values of a field and a "Keep" button for each. chosen(int): the index of the value to keep."""

    chosen = Signal(int)

    def __init__(self, values: Sequence[Standing], *, why: str = "", parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, margin=12, gap=8, parent=parent)
        count = len(values)
        title = ngettext("One value. Confirm it.", "{n} values. Choose one.", count).format(n=count)
        why = why or _("Until then the newest one counts. All of them stay in the history.")
        mark = Mark(ChipSpec(title, Shape.CONFLICT, Tone.INFO), side=18)
        words = column(Label(title, "label", wrap=True), Label(why, "small-muted", wrap=True), gap=0)
        head = row(mark, gap=10)
        head.setAlignment(mark, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(words, 1)
        self.add(head)
        for index, standing in enumerate(values):
            self.add(self._row(index, standing))
        speak(self, f"{title} {why}")

    def _row(self, index: int, standing: Standing) -> Card:
        card = Card(margin=6)
        margins = card.body().contentsMargins()
        card.body().setContentsMargins(margins.left() * 2, margins.top(), margins.right() * 4 // 3, margins.bottom())
        state = _("counts now") if standing.stands else _("does not count now")
        shape = Shape.CIRCLE if standing.stands else Shape.RING
        mark = Mark(ChipSpec(state, shape, Tone.INFO if standing.stands else Tone.QUIET))
        keep = Button(_("Keep"), Kind.SMALL)
        speak(keep, _("Keep the value {value}").format(value=standing.value), f"{standing.author}, {standing.at}")
        keep.clicked.connect(partial(self._choose, index))
        words = column(
            Label(standing.value, "label", wrap=True),
            ElidedLabel(f"{standing.author} · {standing.at}", "small-muted"),
            gap=0,
        )
        line = row(mark, gap=10)
        line.addLayout(words, 1)
        line.addWidget(keep)
        card.add(line)
        return card

    def _choose(self, index: int, _checked: bool = False) -> None:
        self.chosen.emit(index)
