"""Parts of a case's page: its forms, its timeline, what is next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Definitions
from desktop.gui.models.entry_words import entry_words
from desktop.gui.models.next_words import NextWords, next_words
from desktop.gui.models.times import moment_words, written_words
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    ChipSpec,
    EmptyState,
    FilterBar,
    Kind,
    Label,
    Mark,
    Row,
    RowButton,
    RowList,
    ScrollPage,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    form_state_spec,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pick
from desktop.services.cases import Entry, FormLine, Next

AT_ONCE = 30  # entries of the timeline that are shown before somebody asks for more


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

    def show_lines(self, lines: Sequence[FormLine], now: datetime) -> None:
        clear(self._rows)
        clear(self._more.body())
        for line in lines:
            if line.record is None and line.form.id == "team":
                continue  # a team is started by one act, not filled in
            self._rows.addWidget(self._row(line, now))
        repeated = {line.form.id: line for line in lines if line.form.repeat and line.record and line.form.id != "team"}
        for line in repeated.values():
            more = RowButton(pick(line.form.title), icon="plus")
            more.setObjectName(f"add_{line.form.id}")
            more.clicked.connect(partial(self.asked.emit, line.form.id, ""))
            self._more.add(more)
        self._more.setVisible(self._more.isVisible() and bool(repeated))

    def _row(self, line: FormLine, now: datetime) -> RowButton:
        spec = form_state_spec("conflict" if line.conflicts else line.state)
        second = _second(line, now)
        count = Chip(str(line.conflicts), None, Tone.INFO) if line.conflicts else None
        made = RowButton(pick(line.form.title), second, lead=Mark(spec), end=count)
        made.setObjectName(f"form_{line.record or line.form.id}")
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
    return f"{moment_words(line.at, now)} · {line.worker}"


# --- timeline ---------------------------------------------------------------------------------------------------------

FILTERS = {"form": ("form", "settled"), "step": ("step",), "call": ("call", "told")}


class Timeline(QWidget):
    """What was written in the case, newest first. asked(form, record): open what a line is about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._entries: Sequence[Entry] = ()
        self._definitions: Definitions | None = None
        self._now: datetime | None = None
        self._limit = AT_ONCE
        self._filters = FilterBar(
            [("all", _("All")), ("form", _("Forms")), ("step", _("Steps")), ("call", _("Calls"))], exclusive=True
        )
        self._filters.set_value({"all"})
        self._filters.changed.connect(self._on_filter)
        self._more = Button("", Kind.SMALL_LINK, icon="chevron-down", name="more_entries")
        self._more.clicked.connect(self._on_more)
        self._list = RowList()
        self._none = EmptyState("history", _("Nothing here yet"), _("What is written in this case stands here."))
        body = ScrollPage(self._filters, self._list, self._none, self._more, margins=(16, 4, 16, 16))
        body.setMinimumHeight(px(28))  # a low window with large type: the header stays whole, this scrolls
        head = boxed(column(SectionHeader(_("Timeline")), margins=(16, 8, 16, 4)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addWidget(body, 1)

    def start(self) -> None:
        """Another case: everything is shown, from the top."""
        self._filters.set_value({"all"})
        self._limit = AT_ONCE

    def show_entries(self, entries: Sequence[Entry], definitions: Definitions, now: datetime) -> None:
        self._entries, self._definitions, self._now = entries, definitions, now
        self._fill()

    def _fill(self) -> None:
        if self._definitions is None or self._now is None:
            return
        kind = next(iter(self._filters.value()), "all")
        chosen = [e for e in self._entries if kind == "all" or e.kind in FILTERS[kind]]
        self._list.set_rows(*(self._row(entry, self._definitions, self._now) for entry in chosen[: self._limit]))
        self._list.setVisible(bool(chosen))
        self._none.setVisible(not chosen)
        left = len(chosen) - self._limit
        self._more.setVisible(left > 0)
        self._more.set_word(ngettext("Show {n} more", "Show {n} more", left).format(n=left))

    def _row(self, entry: Entry, defs: Definitions, now: datetime) -> Row:
        words = entry_words(entry, defs)
        time = Label(written_words(entry.at, now), "small-muted")
        end = column(time, gap=2)
        end.setAlignment(time, Qt.AlignmentFlag.AlignRight)
        if words.chip is not None:
            chip = Chip.of(words.chip)
            end.addWidget(chip, 0, Qt.AlignmentFlag.AlignRight)
        else:
            end.addStretch(1)
        return Row(words.title, words.second, icon=words.icon, end=boxed(end), strong=True)

    def _on_filter(self) -> None:
        self._limit = AT_ONCE
        self._fill()

    def _on_more(self) -> None:
        self._limit += 10 * AT_ONCE
        self._fill()


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
