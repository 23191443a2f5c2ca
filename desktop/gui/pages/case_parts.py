"""Parts of a case's page: its forms, and what is next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Definitions
from desktop.gui.models.case_words import approval_spec
from desktop.gui.models.next_words import NextWords, next_words
from desktop.gui.models.times import moment_words
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    ChipSpec,
    Kind,
    Label,
    Mark,
    RowButton,
    SectionHeader,
    Shape,
    Tone,
    clear,
    form_state_spec,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pick
from desktop.services.cases import FormLine, Joined, Next

# --- forms ------------------------------------------------------------------------------------------------------------


class FormList(QWidget):
    """The forms of a case with their ticks. asked(form, record): open it; record is empty for a new one."""

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("forms")
        self._head = SectionHeader(_("Forms"), link=_("Add"), link_icon="plus")
        self._head.linked.connect(self._on_add)
        self._more = Card(margin=6, gap=0)
        self._more.setObjectName("add_forms")
        self._more.hide()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        body = QVBoxLayout(self)
        body.setContentsMargins(px(18), px(14), px(12), px(12))
        body.setSpacing(px(6))
        for part in (self._head, self._more):
            body.addWidget(part)
        body.addLayout(self._rows)
        body.addStretch(1)

    def show_lines(
        self, lines: Sequence[FormLine], now: datetime, joined: Sequence[Joined] = (), *, here: bool = True
    ) -> None:
        """`here`: the case is here and ours; nothing is added to one that is not."""
        clear(self._rows)
        clear(self._more.body())
        for line in lines:
            if line.record is None and line.form.id == "team":
                continue  # a team is started by one act, not filled in
            self._rows.addWidget(self._row(line, now))
        for other in joined:  # under the code that they came with: nothing of it was moved
            self._rows.addWidget(Label(_("From {code}").format(code=other.row.code), "group"))
            for line in other.lines:
                self._rows.addWidget(self._row(line, now))
        repeated = {line.form.id: line for line in lines if line.form.repeat and line.record and line.form.id != "team"}
        for line in repeated.values():
            more = RowButton(pick(line.form.title), icon="plus")
            more.setObjectName(f"add_{line.form.id}")
            more.clicked.connect(partial(self.asked.emit, line.form.id, ""))
            self._more.add(more)
        self._head.show_link(shown=here)
        self._more.setVisible(self._more.isVisible() and bool(repeated) and here)

    def present(self) -> tuple[str, str]:
        """Form and record of the row that has the focus; nothing where none has."""
        focus = self.focusWidget()
        chosen = focus.property("sheet") if focus is not None and focus.hasFocus() else None
        form, _slash, record = str(chosen or "").partition("/")
        return form, record

    def _row(self, line: FormLine, now: datetime) -> RowButton:
        spec = form_state_spec("conflict" if line.conflicts else line.state)
        second = _second(line, now)
        count = Chip(str(line.conflicts), None, Tone.INFO) if line.conflicts else None
        made = RowButton(pick(line.form.title), second, lead=Mark(spec), end=count)
        made.setObjectName(f"form_{line.record or line.form.id}")
        made.setProperty("sheet", f"{line.form.id}/{line.record or ''}")
        speak(made, f"{pick(line.form.title)}: {spec.word}, {second}")
        made.clicked.connect(partial(self.asked.emit, line.form.id, line.record or ""))
        return made

    def _on_add(self) -> None:
        self._more.setVisible(not self._more.isVisible() and self._more.body().count() > 0)
        if self._more.isVisible() and (first := self._more.findChild(RowButton)):
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def _second(line: FormLine, now: datetime) -> str:
    if line.conflicts:
        return ngettext("{n} value to choose", "{n} values to choose", line.conflicts).format(n=line.conflicts)
    if line.state == "begun":
        words = ngettext("{done} of {n} required answer", "{done} of {n} required answers", line.wanted)
        return words.format(done=line.answered, n=line.wanted)
    if line.state == "to_check":
        return _("an answer to review")
    if line.at is None:
        return _("not begun")
    if line.approval is not None and (spec := approval_spec(line.approval)) is not None:
        approved = _("approved by {name}").format(name=line.approval.decided_name)
        return approved if line.approval.state == "approved" else spec.word
    return f"{moment_words(line.at, now)} · {line.worker}"


# --- what is next -----------------------------------------------------------------------------------------------------


def next_cards(
    steps: Sequence[Next], defs: Definitions, now: datetime, act: Callable[[Next], object]
) -> Iterator[QWidget]:
    """Two to five cards, the first with the page's one filled button; a card of danger speaks for itself."""
    for place, step in enumerate(steps):
        words = next_words(step, defs, now)
        kind = Kind.SMALL_PRIMARY if place == 0 else Kind.SMALL
        button = Button(words.button, kind, name=f"next_{step.kind}_{step.record or step.form}")
        speak(button, f"{words.button}: {words.title}")
        button.clicked.connect(partial(act, step))
        yield _next_card(words, button)
    if not steps:
        yield _next_card(
            NextWords(
                _("Nothing waits now"),
                _("No deadline runs and no form is open. What comes next will stand here."),
                "",
                "",
                ChipSpec(_("done"), Shape.CHECK, Tone.DONE),
            ),
            None,
        )


def _next_card(words: NextWords, button: Button | None) -> Card:
    card = Card(margin=12, gap=6)
    head = row(gap=8)
    head.addWidget(Mark(words.mark), 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(Label(words.title, "label", wrap=True), 1)
    card.add(head, Label(words.reason, "small-muted", wrap=True))
    if button is not None:
        card.add(row(button, None))
    return card
