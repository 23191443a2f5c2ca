"""The level of risk while it is being asked for: one line above the questions, and the whole of it at the result."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.forms import risk
from desktop.forms.schema import Definitions, Json
from desktop.gui.models.risk_words import RiskWords, risk_words
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    ChipSpec,
    IconLabel,
    Kind,
    Label,
    Mark,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _

COMPUTED = ("level_auto", "level_why", "yes_items", "unknown_count", "red_flags", "level")


class RiskPanel(Card):
    """Shown anew with every answer; what decided the level stands under it, and the red flags whatever it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=10, parent=parent)
        self.setObjectName("risk_panel")
        self._words: RiskWords | None = None

    def words(self) -> RiskWords | None:
        return self._words

    def show_answers(self, answers: Mapping[str, Json], defs: Definitions) -> None:
        self.show_words(risk_words(risk.explain(answers), defs))

    def show_words(self, words: RiskWords) -> None:
        if words == self._words:
            return
        self._words = words
        self.set_tone(words.tone if words.tone is not Tone.DONE else Tone.PLAIN)
        clear(self.body())
        self.add(row(Chip.of(words.chip), None))
        for reason in words.reasons:
            self.add(Label(reason, wrap=True))
        for doubt in words.doubts:
            self.add(_line(IconLabel("help", size=18), Label(doubt, "label", wrap=True)))
        if words.flags:
            self.add(_flags(words.flags))
        self.add(Label(words.caution, "small-muted", wrap=True))
        speak(self, _("The level of risk"), words.spoken)


class RiskStrip(QWidget):
    """Where the questions are asked: the level as it stands now. why_asked: show all of it."""

    why_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("risk_strip")
        self._words: RiskWords | None = None
        self._chip = Chip.of(ChipSpec(""))
        self._short = Label("", "muted", wrap=True)
        self._why = Button(_("Why"), Kind.SMALL_LINK, icon="arrow-right", name="risk_why")
        self._why.clicked.connect(self.why_asked)
        line = row(Label(_("Now"), "group"), self._chip, self._short, self._why, gap=10)
        line.setStretch(2, 1)
        self.setLayout(line)

    def show_answers(self, answers: Mapping[str, Json], defs: Definitions) -> None:
        words = risk_words(risk.explain(answers), defs)
        if words != self._words:
            self._words = words
            self._chip.set_spec(words.chip)
            self._short.setText(words.short)
            speak(self._why, _("Why: {level}").format(level=words.chip.word), words.spoken)

    def stops(self) -> tuple[QWidget, ...]:
        return (self._why,) if self.isVisible() else ()


def _flags(flags: tuple[str, ...]) -> QWidget:
    """The red flags with their words."""
    head = Label(_("Red flags"), "label", tone=Tone.DANGER)
    mark = ChipSpec("", Shape.OCTAGON, Tone.DANGER)
    return boxed(column(head, *(_line(Mark(mark, side=14), Label(flag, wrap=True)) for flag in flags), gap=4))


def _line(mark: QWidget, words: QWidget) -> QWidget:
    line = row(mark, words, gap=8)
    line.setStretch(1, 1)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    return boxed(line)
