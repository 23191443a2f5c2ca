"""A running clock: what it measures, until when, how much is left and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets.bars import Bar
from desktop.gui.widgets.baseline import baseline_row
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.cards import Card
from desktop.gui.widgets.chips import ChipSpec, Mark
from desktop.gui.widgets.labels import ElidedLabel, Label
from desktop.gui.widgets.layouts import row
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.shapes import Shape
from desktop.gui.widgets.tones import Tone
from desktop.i18n import _


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock in words that are ready to be read; a discreet title may stand for what it measures."""

    kind: str  # "Medical window"
    until: str  # "until tomorrow, 21:50"
    lead: str  # "Left"
    figure: str  # "31 h 20 min"
    passed: float  # the share of the time that is gone, 0 to 1
    code: str
    where: str  # "MED · step 10"
    tone: Tone = Tone.INFO


SHAPES = {Tone.DANGER: Shape.OCTAGON, Tone.SOON: Shape.TRIANGLE, Tone.DONE: Shape.CHECK}


class ClockCard(Card):
    """One clock of the first page. opened: the person wants to see the step."""

    opened = Signal()

    def __init__(self, words: ClockWords, *, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=4, parent=parent)
        self._mark = Mark(ChipSpec("", Shape.CLOCK))
        self._kind = Label("", "small-strong")
        self._until = Label("", "small-muted")
        self._lead = Label("", "muted")
        self._figure = Label("", "clock")
        self._bar = Bar()
        self._code = Label("", "small-strong")
        self._where = ElidedLabel("", "small-muted")
        self._open = Button(_("Open"), Kind.SMALL)
        self._open.clicked.connect(self.opened)
        margins = self.body().contentsMargins()
        self.body().setContentsMargins(
            margins.left(), margins.top() * 9 // 14, margins.right(), margins.top() * 9 // 14
        )
        self.add(row(self._mark, self._kind, None, self._until, gap=6))
        figures = baseline_row(self._lead, self._figure, gap=6)
        figures.addStretch(1)
        self.add(figures, self._bar)
        foot = row(self._code, Label("·", "small-muted"), gap=8)
        foot.addWidget(self._where, 1)
        foot.addWidget(self._open, 0, Qt.AlignmentFlag.AlignVCenter)
        self.add(foot)
        self.set_words(words)

    def set_words(self, words: ClockWords) -> None:
        """Show another reading; the widgets stay, so that nothing flickers or loses the focus."""
        late = words.tone is Tone.DANGER
        loud = words.tone if words.tone in (Tone.DANGER, Tone.SOON) else ""
        self.set_tone(Tone.DANGER if late else None)
        self._mark.set_spec(ChipSpec(words.kind, SHAPES.get(words.tone, Shape.CLOCK), words.tone))
        for label, text in (
            (self._kind, words.kind),
            (self._until, words.until),
            (self._lead, words.lead),
            (self._figure, words.figure),
            (self._code, words.code),
            (self._where, words.where),
        ):
            label.setText(text)
        self._kind.set_tone(loud or Tone.QUIET)
        self._lead.set_tone(loud if late else "")
        self._figure.set_tone(loud)
        self._bar.set_share(words.passed)
        self._bar.set_tone(words.tone)
        spoken = f"{words.kind}. {words.lead} {words.figure}, {words.until}. {words.code}, {words.where}."
        speak(self, spoken)
        speak(self._bar, words.kind)
        speak(self._open, f"{_('Open')}: {words.code}, {words.kind}")
