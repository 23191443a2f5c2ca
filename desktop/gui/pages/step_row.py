"""One step of a running team: its title, who does it, its deadline, the four answers to it, and what they still ask."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.models.step_words import DeadlineWords, deadline_words
from desktop.gui.models.times import answer_words
from desktop.gui.models.words import state_spec, who_words
from desktop.gui.pages.step_details import StepDetails, StepLists
from desktop.gui.pages.step_panel import StepPanel
from desktop.gui.pages.step_title import NUMBER, StepTitle, TitleLine
from desktop.gui.widgets import (
    Button,
    Chip,
    ChipSpec,
    FlowBox,
    Kind,
    Label,
    Mark,
    Segment,
    Shape,
    Tone,
    boxed,
    clear,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.protocols.board import StepView
from desktop.services.team import DONE, IN_WORK, REASON_NEEDED, TO_DO, Board, is_late

OUTCOMES = ("facut", "refuzat_de", "nu_se", "imposibil")


class StepRow(QWidget):
    """ticked(step, state, reason, time): the person answered; a reason is empty and a time None where not asked.

    noted(step, field, answer): something was written about it. followed(step, where, id): the person goes there.
    """

    ticked = Signal(str, str, str, object)
    noted = Signal(str, str, object)
    followed = Signal(str, str, str)

    def __init__(self, view: StepView, lists: StepLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"step_{view.step.id}")
        self._view, self._lists = view, lists
        self._board: Board | None = None
        self._now: datetime | None = None
        self._shown: tuple[object, ...] = ()
        self._panel: StepPanel | None = None
        self._details: StepDetails | None = None
        self._answered = False  # what was asked was answered a moment ago
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

    def refuse(self, words: str) -> bool:
        """The answer was not written: ask again in its place, and say why. False where nothing was asked."""
        if self._panel is None or not self._answered:
            return False
        self._panel.again(words)
        return True

    def show_view(self, view: StepView, board: Board) -> None:
        """The step as it stands; only what differs is drawn anew."""
        now, late_reason = board.now, board.late_reason(view.step.id)
        self._view, self._now, self._board = view, now, board
        if self._details is not None and not self._details.isHidden():
            self._details.show_view(view, board)
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
        """What to do, why, whose turn it is, what it fills and sends, and what was written about it."""
        if self._details is None:
            self._details = StepDetails(self._view, self._lists)
            self._details.begun.connect(self._on_begun)
            self._details.noted.connect(self._on_noted)
            self._details.followed.connect(self._on_followed)
            self._inner.addWidget(self._details)
        if self._board is not None:
            self._details.show_view(self._view, self._board)
        self._details.show()

    def details(self) -> StepDetails | None:
        return self._details

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
        labels = dict(self._lists.reasons)
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
            self._ask().ask(state, question=question, reason=True, time=(self._now, self._lists.done))
        else:
            self._tick(state, "", None)

    def _on_change_time(self) -> None:
        if self._now is None:
            return
        stands = self._view.state.done
        self._ask().ask(DONE, question=_("When was it done?"), reason=False, time=(self._now, self._lists.done),
                        stands=stands)  # fmt: skip

    def _ask(self) -> StepPanel:
        if self._panel is None:
            self._panel = StepPanel(self.step(), self._lists.reasons)
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

    def _on_begun(self) -> None:
        self._tick(IN_WORK, "", None)

    def _on_noted(self, name: str, value: object) -> None:
        self.noted.emit(self.step(), name, value)

    def _on_followed(self, where: str, id: str) -> None:
        self.followed.emit(self.step(), where, id)

    def _tick(self, state: str, reason: str, time: object, _checked: bool = False) -> None:
        self._answered = self.is_asking()
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
