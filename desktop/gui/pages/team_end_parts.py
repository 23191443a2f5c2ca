"""Parts of the page on which an intervention ends: what is still to be said of one step, late duty or check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.step_words import deadline_words
from desktop.gui.models.words import state_spec, who_words
from desktop.gui.pages.step_row import OUTCOMES
from desktop.gui.theme import px
from desktop.gui.widgets import Beside, Choice, Label, Segment, Tone, boxed, column, mark_bad, speak
from desktop.i18n import _, pick
from desktop.protocols.board import StepView
from desktop.services.team import DONE, REASON_NEEDED
from desktop.services.team_end import Said

Options = Sequence[tuple[str, str]]


class OutcomeRow(QWidget):
    """One open step: how it ended, and why where that has to be said. changed: something was answered."""

    changed = Signal()

    def __init__(self, view: StepView, reasons: Options, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"end_{view.step.id}")
        self._view = view
        self._late = any(clock.state == "late" for clock in view.clocks)
        title = _("Step {step} · {title}").format(step=view.step.id, title=pick(view.step.title))
        words = deadline_words(view, now)
        below = Label(f"{who_words(view.step.roles)} · {words.text}", "small", tone=words.tone or Tone.QUIET, wrap=True)
        options = [(code, state_spec(code).word) for code in OUTCOMES if code in view.step.outcomes]
        self._state = Segment(options, name=title)
        self._state.chosen.connect(self._on_state)
        self._why = Choice(reasons, title, width=240)
        self._why.setObjectName("why")
        self._why.setPlaceholderText(_("Choose the reason"))
        self._why.activated.connect(self._on_why)
        self._why.hide()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, px(6), 0, px(6))
        body.setSpacing(px(4))
        told = boxed(column(Label(title, "label", wrap=True), below, gap=2))
        body.addWidget(Beside(told, self._why, self._state, least=300))

    def step(self) -> str:
        return self._view.step.id

    def said(self) -> Said | None:
        """None while nothing was chosen."""
        state = self._state.value()
        return None if state is None else Said(state, self._why.value() if state in REASON_NEEDED else None)

    def late(self) -> str | None:
        """Why it was done too late; the reason of a refusal is said once."""
        return self._why.value() if self._late and self._state.value() == DONE else None

    def is_lacking(self) -> bool:
        state = self._state.value()
        return state is None or (not self._why.isHidden() and self._why.value() is None)

    def first(self) -> QWidget:
        """Where the keyboard begins, or goes on."""
        if self._state.value() is not None:
            return self._why
        return self._state.button(next(code for code in OUTCOMES if code in self._view.step.outcomes))

    def take_focus(self) -> None:
        """Where something is missing."""
        mark_bad(self._why, self._state.value() is not None)
        self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_state(self, state: str) -> None:
        asked = state in REASON_NEEDED or (state == DONE and self._late)
        self._why.setVisible(asked)
        if asked:
            word = _("Why was it late?") if state == DONE else _("Why not?")
            speak(self._why, f"{word} {self.step()}")
        self.changed.emit()

    def _on_why(self) -> None:
        mark_bad(self._why, False)
        self.changed.emit()


class WhyRow(QWidget):
    """Something that is over and that nobody has explained: one reason. changed: it was chosen."""

    changed = Signal()

    def __init__(self, name: str, title: str, line: str, reasons: Options, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._why = Choice(reasons, title, width=260)
        self._why.setObjectName("why")
        self._why.setPlaceholderText(_("Choose the reason"))
        self._why.activated.connect(self._on_why)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, px(6), 0, px(6))
        body.setSpacing(px(4))
        told = boxed(
            column(Label(title, "label", wrap=True, buddy=self._why), Label(line, "small-muted", wrap=True), gap=2)
        )
        body.addWidget(Beside(told, self._why, least=300))

    def value(self) -> str | None:
        return self._why.value()

    def is_lacking(self) -> bool:
        return self._why.value() is None

    def take_focus(self) -> None:
        mark_bad(self._why, True)
        self._why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_why(self) -> None:
        mark_bad(self._why, False)
        self.changed.emit()
