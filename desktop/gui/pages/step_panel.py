"""What a tick still asks, in its place under the step: a reason, or another time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms import partial
from desktop.forms.partial import Precision
from desktop.forms.present import parse_typed
from desktop.forms.schema import Field, Json
from desktop.gui.models.times import full_words
from desktop.gui.theme import px
from desktop.gui.widgets import Button, Choice, FlowBox, Kind, Label, TextField, Tone, mark_bad, speak
from desktop.i18n import _, date_words
from desktop.refusals import Refused

_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")


class StepPanel(QWidget):
    """saved(state, reason, time): answered; dropped: the tick is taken back. A reason or a time may be empty."""

    saved = Signal(str, str, object)
    dropped = Signal()

    def __init__(self, step: str, reasons: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"panel_{step}")
        self._state = ""
        self._field: Field | None = None
        self._now: datetime | None = None
        self._question = Label("", "small-strong", wrap=True)
        self._reason = Choice(reasons, width=220)
        self._reason.setObjectName("reason")
        self._reason.setPlaceholderText(_("Choose the reason"))
        self._time = TextField(_("Done at"), width=170)
        self._time.setObjectName("time")
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName("problem")
        save = Button(_("Write it down"), Kind.SMALL_PRIMARY, name="save")
        drop = Button(_("Take back"), Kind.SMALL, name="drop")
        save.clicked.connect(self._on_save)
        drop.clicked.connect(self.dropped)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, px(4), 0, px(4))
        body.setSpacing(px(4))
        for part in (self._question, FlowBox(self._reason, self._time, save, drop, gap=8), self._problem):
            body.addWidget(part)

    def ask(
        self, state: str, *, question: str, reason: bool, time: tuple[datetime, Field] | None, stands: Json = None
    ) -> None:
        """Ask for a reason, a time, or both; the time begins with what stands, else with this moment."""
        self._state, self._field = state, time[1] if time else None
        self._now = time[0] if time else None
        self._question.setText(question)
        speak(self._reason, question)
        self._reason.set_value(None)
        self._reason.setVisible(reason)
        self._time.setVisible(time is not None)
        if time is not None:
            self._time.set_value(_typed(stands, time[0]))
        self._say("")
        self.show()
        first = self._reason if reason else self._time
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self, words: str) -> None:
        """What was answered was not taken: it stands here as it was, with the sentence why."""
        self.show()
        self._say(words, self._time if self._time.isVisibleTo(self) else self._reason)

    def state(self) -> str:
        """The state that is being asked about."""
        return self._state

    def _on_save(self) -> None:
        reason = self._reason.value() if self._reason.isVisibleTo(self) else ""
        if reason is None:
            self._say(_("Choose a reason, so that it is known why."), self._reason)
            return
        when: Json = None
        if self._field is not None and self._now is not None:
            try:
                when = parse_when(self._time.text(), self._field, self._now)
            except Refused:
                self._say(when_hint(), self._time)
                return
        self.saved.emit(self._state, reason, when)

    def _say(self, words: str, where: QWidget | None = None) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        for field in (self._reason, self._time):
            mark_bad(field, field is where)
        if where is not None:
            where.setFocus(Qt.FocusReason.OtherFocusReason)


def parse_when(text: str, field: Field, near: datetime) -> Json:
    """A typed moment, or the day alone; an hour alone is one of the present day. Refuses `bad-value`."""
    typed = text.strip()
    if _CLOCK.fullmatch(typed):
        typed = f"{near:%d.%m.%Y} {typed}"
    value = parse_typed(field, typed, near.tzinfo) if near.tzinfo is not None else None
    if not isinstance(value, str):
        raise Refused("bad-value", field=field.id)
    return value


def when_hint() -> str:
    """How a moment is typed."""
    return _("Write the day and the hour, for example 24.11.2026 14:30; the day alone is enough.")


def _typed(stands: Json, now: datetime) -> str:
    """The answer that stands, as a person would type it; without one this moment."""
    known = partial.precision(stands)
    if known is None:
        return full_words(now).replace(",", "")
    if known is Precision.MINUTE:
        return full_words(datetime.fromisoformat(str(stands)).astimezone(now.tzinfo)).replace(",", "")
    return date_words(str(stands))
