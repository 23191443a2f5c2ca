"""The timeline of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Definitions
from desktop.gui.models.entry_words import entry_words
from desktop.gui.models.times import written_words
from desktop.gui.pages.case_views import CaseView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Chip,
    EmptyState,
    FilterBar,
    Kind,
    Label,
    Row,
    RowList,
    ScrollPage,
    boxed,
    column,
)
from desktop.i18n import _, ngettext
from desktop.services.cases import CaseFile, Entry

AT_ONCE = 30  # entries that are shown before somebody asks for more
FILTERS = {"form": ("form", "settled"), "step": ("step",), "call": ("call", "told")}


class TimelineView(CaseView):
    """What was written in the case, newest first."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("timeline")
        self._entries: Sequence[Entry] = ()
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
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(body, 1)

    def start(self) -> None:
        """Another case: everything is shown, from the top."""
        self._filters.set_value({"all"})
        self._limit = AT_ONCE

    def show_file(self, file: CaseFile) -> None:
        self._entries = file.timeline
        self._fill()

    def _fill(self) -> None:
        kind = next(iter(self._filters.value()), "all")
        chosen = [e for e in self._entries if kind == "all" or e.kind in FILTERS[kind]]
        defs, now = self.shell.session.library.definitions, self.shell.session.now()
        self._list.set_rows(*(self._row(entry, defs, now) for entry in chosen[: self._limit]))
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
