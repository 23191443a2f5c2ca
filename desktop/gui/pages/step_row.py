"""One step of a running team: its title, who does it, its deadline, and the four answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.forms.schema import Field
from desktop.gui import theme
from desktop.gui.models.step_words import DeadlineWords, deadline_words
from desktop.gui.models.times import answer_words
from desktop.gui.models.words import state_spec, who_words
from desktop.gui.pages.step_panel import StepPanel
from desktop.gui.pages.step_title import NUMBER, StepTitle, TitleLine
from desktop.gui.widgets import (
    Button,
    Chip,
    ChipSpec,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    Mark,
    Segment,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.protocols.board import StepView
from desktop.services.team import DONE, IN_WORK, REASON_NEEDED, TO_DO, is_late

OUTCOMES = ("facut", "refuzat_de", "nu_se", "imposibil")


class StepRow(QWidget):
    """ticked(step, state, reason, time): the person answered; a reason is empty where none is needed."""

    ticked = Signal(str, str, str, object)

    def __init__(
        self, view: StepView, field: Field, reasons: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"step_{view.step.id}")
        self._view, self._field, self._reasons = view, field, reasons
        self._now: datetime | None = None
        self._shown: tuple[object, ...] = ()
        self._panel: StepPanel | None = None
        self._details: QWidget | None = None
        words = _short_states()
        options = [(code, words[code]) for code in OUTCOMES if code in view.step.outcomes]
        named = _("Step {step}").format(step=view.step.id)
        self._segment = Segment(options, name=f"{named}: {pick(view.step.title)}")
        self._segment.chosen.connect(self._on_chosen)
        self._title = StepTitle(view.step.id, pick(view.step.title))
        self._title.setObjectName(f"title_{view.step.id}")
        self._title.clicked.connect(self._on_title)
        self._line = FlowBox(gap=8)
        self._below = QVBoxLayout()  # the deadline, where the type is so large that it needs lines of its own
        self._after = FlowBox(gap=8)
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(theme.px(NUMBER + 10), 0, 0, 0)
        self._inner.setSpacing(theme.px(2))
        self._inner.addWidget(self._line)
        self._inner.addLayout(self._below)
        self._inner.addWidget(self._after)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, theme.px(6), 0, theme.px(7))
        body.setSpacing(theme.px(2))
        body.addWidget(TitleLine(self._title, self._segment))
        body.addLayout(self._inner)

    def step(self) -> str:
        return self._view.step.id

    def title(self) -> QPushButton:
        return self._title

    def is_asking(self) -> bool:
        """A reason or a time is being asked for; it must not be taken away."""
        return self._panel is not None and not self._panel.isHidden()

    def show_view(self, view: StepView, now: datetime, late_reason: str | None) -> None:
        """The step as it stands; only what differs is drawn anew."""
        self._view, self._now = view, now
        deadline = deadline_words(view, now)
        shown = (deadline, view.state, view.condition, view.consent, late_reason, now.date())
        if not self.is_asking():
            self._segment.set_value(view.state.state if view.state.state in OUTCOMES else None)
        if shown == self._shown:
            return
        self._shown = shown
        self._fill_line(deadline)
        self._fill_after(late_reason, now)
        self.updateGeometry()
        parts = (pick(view.step.title), who_words(view.step.roles), deadline.text, state_spec(view.state.state).word)
        speak(self._title, ", ".join((_("Step {step}").format(step=view.step.id), *parts)), _("Enter opens the help."))

    def open_details(self) -> None:
        """What to do, why, and where the step comes from."""
        if self._details is None:
            begin = Button(_("Mark as begun"), Kind.SMALL_LINK, name="begin")
            begin.clicked.connect(partial(self._tick, IN_WORK, "", None))
            self._details = boxed(column(_help(self._view), begin, gap=2))
            begin.setVisible(self._view.state.state == TO_DO)
            self._details.setObjectName(f"help_{self.step()}")
            self._inner.addWidget(self._details)
        self._details.show()

    # --- what is shown ------------------------------------------------------------------------------------------

    def _fill_line(self, deadline: DeadlineWords) -> None:
        clear(self._line.flow)
        clear(self._below)
        view = self._view
        self._line.add(Chip(who_words(view.step.roles)))
        if view.state.state == IN_WORK:
            self._line.add(Chip.of(state_spec(IN_WORK)))
        if view.state.state not in OUTCOMES:
            if theme.current().large:
                self._below.addWidget(_deadline(deadline, wrap=True))
            else:
                self._line.add(_deadline(deadline, wrap=False))
            if deadline.source:
                self._line.add(_proposal(deadline.source))
        if view.condition is None:
            chip = Chip(_("if it applies"), Shape.RING, Tone.QUIET)
            chip.setToolTip(_("Nobody has said yet whether this step is called for, so it is shown."))
            chip.setAccessibleDescription(chip.toolTip())
            self._line.add(chip)
        if view.consent is not True and view.state.state not in OUTCOMES:
            self._line.add(_consent_chip(view.consent))

    def _fill_after(self, late_reason: str | None, now: datetime) -> None:
        clear(self._after.flow)
        state = self._view.state
        self._after.setVisible(state.state in OUTCOMES or state.state == IN_WORK)
        if state.state not in (*OUTCOMES, IN_WORK):
            return
        at = answer_words(state.done, now)
        word = state_spec(state.state).word
        parts = [_("{state} {moment}").format(state=word, moment=at) if at else word]
        labels = dict(self._reasons)
        parts += [labels[code] for code in (state.reason, late_reason) if isinstance(code, str) and code in labels]
        self._after.add(Label(" · ".join(parts), "small-muted"))
        if state.state == DONE:
            change = Button(_("Change the time"), Kind.SMALL_LINK, name="change_time")
            change.clicked.connect(self._on_change_time)
            self._after.add(change)
        undo = Button(_("Back to “to do”"), Kind.SMALL_LINK, icon="undo", name="undo")
        speak(undo, f"{undo.word()}: {_('Step {step}').format(step=self.step())}")
        undo.clicked.connect(partial(self._tick, TO_DO, "", None))
        self._after.add(undo)

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_title(self) -> None:
        if self._details is not None and not self._details.isHidden():
            self._details.hide()
        else:
            self.open_details()

    def _on_chosen(self, state: str) -> None:
        if self._now is None or state == self._view.state.state:
            return
        if state in REASON_NEEDED:
            question = _("Why was it refused?") if state == REASON_NEEDED[0] else _("Why is it impossible?")
            self._ask().ask(state, question=question, reason=True, time=None)
        elif state == DONE and is_late(self._view, self._now):
            question = _("The deadline has passed. Why was it late, and when was it done?")
            self._ask().ask(state, question=question, reason=True, time=(self._now, self._field))
        else:
            self._tick(state, "", None)

    def _on_change_time(self) -> None:
        if self._now is None:
            return
        at = self._now
        if isinstance(self._view.state.done, str) and "T" in self._view.state.done:
            at = datetime.fromisoformat(self._view.state.done).astimezone(self._now.tzinfo)
        self._ask().ask(DONE, question=_("When was it done?"), reason=False, time=(at, self._field))

    def _ask(self) -> StepPanel:
        if self._panel is None:
            self._panel = StepPanel(self.step(), self._reasons)
            self._panel.saved.connect(self._tick)
            self._panel.dropped.connect(self._on_dropped)
            self._inner.addWidget(self._panel)
        return self._panel

    def _on_dropped(self) -> None:
        self._close_panel()
        self._segment.set_value(self._view.state.state if self._view.state.state in OUTCOMES else None)

    def _close_panel(self) -> None:
        if self._panel is not None:
            had_focus = self._panel.isAncestorOf(self.focusWidget() or self)
            self._panel.hide()
            if had_focus or self.focusWidget() is None:
                self._title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self, state: str, reason: str, time: object, _checked: bool = False) -> None:
        self._close_panel()
        self.ticked.emit(self.step(), state, reason, time)


def _short_states() -> dict[str, str]:
    return {code: state_spec(code).word for code in OUTCOMES}


def _deadline(words: DeadlineWords, *, wrap: bool) -> QWidget:
    label = Label(words.text, "small" if words.tone else "small-muted", tone=words.tone or "", wrap=wrap)
    if words.shape is None:
        return label
    line = row(gap=8)
    line.addWidget(Mark(ChipSpec("", words.shape, words.tone or Tone.PLAIN)), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label, 1)
    return boxed(line)


def _proposal(source: str) -> Chip:
    chip = Chip(_("proposed deadline"), None, Tone.QUIET)
    chip.setToolTip(source)
    chip.setAccessibleDescription(source)
    return chip


def _consent_chip(consent: bool | None) -> Chip:
    if consent is None:
        return Chip(_("ask for her consent"), Shape.RING, Tone.QUIET)
    return Chip(_("she has not agreed"), Shape.X, Tone.SOON)


def _help(view: StepView) -> QWidget:
    """The help of a step and where it comes from; a source that nobody verified says so."""
    parts: list[QWidget] = []
    if view.step.help:
        help_ = Label(pick(view.step.help), wrap=True)
        help_.setMaximumWidth(theme.px(640))
        parts.append(help_)
    if view.step.support:
        parts.append(Label(_("Helps: {who}").format(who=who_words(view.step.support)), "small-muted", wrap=True))
    source = _("Source: {source}") if view.step.verified else _("Source, not verified: {source}")
    parts.append(Label(source.format(source=view.step.source), "small-muted", wrap=True))
    icon = IconLabel("info", size=18)
    line = row(gap=8, margins=(0, 4, 0, 4))
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(column(*parts, gap=4), 1)
    return boxed(line)
