"""The timeline of a case: everything that was written in it, by day, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.case_views import CaseView
from desktop.gui.pages.timeline_list import TimelineList, TimelineModel
from desktop.gui.shell import Shell
from desktop.gui.theme import current, px
from desktop.gui.widgets import Choice, EmptyState, FilterBar, Label, boxed, row
from desktop.i18n import N_, _, ngettext
from desktop.jobs import Report
from desktop.services.cases import CaseFile, Entry
from desktop.services.session import Session
from desktop.services.timeline import whole

# The kinds of entries that each pill shows; a pill that would show nothing is not there.
FILTERS = {
    "form": ("form", "settled"),
    "step": ("step",),
    "call": ("call", "told"),
    "appointment": ("appointment",),
    "approval": ("approval",),
    "disclosure": ("disclosure",),
    "state": ("state",),
    "file": ("file",),
}
TITLES = (
    ("all", N_("All")),
    ("form", N_("Forms")),
    ("step", N_("Steps")),
    ("call", N_("Calls")),
    ("appointment", N_("Appointments")),
    ("approval", N_("Approvals")),
    ("disclosure", N_("What left")),
    ("state", N_("States")),
    ("file", N_("Files")),
)
ANYBODY = ""


class TimelineView(CaseView):
    """Narrowed by kind and by person; Enter opens the sheet."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("timeline")
        self._case = ""
        self._entries: Sequence[Entry] = ()
        self._reads = 0  # which reading of everything counts; one that was begun before is not shown
        self._filters = FilterBar([(code, _(title)) for code, title in TITLES], exclusive=True)
        self._filters.set_value({"all"})
        self._filters.changed.connect(self._fill)
        self._person = Choice([(ANYBODY, _("Everybody"))], _("Written by"), width=200)
        self._person.setObjectName("written_by")
        self._person.activated.connect(self._fill)
        self._count = Label("", "small-muted")
        self._count.setObjectName("entries")
        self._model = TimelineModel(shell.session.library.definitions, self)
        self._list = TimelineList(self._model)
        self._list.opened.connect(self._on_opened)
        self._none = EmptyState("history", _("Nothing here yet"), _("What is written in this case stands here."))
        self._list.setMinimumHeight(px(28))  # a low window with large type: the header stays whole, this scrolls
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(16), px(4), px(16), 0)
        outer.setSpacing(px(6))
        outer.addWidget(self._filters)
        self._bar = boxed(row(self._person, None, self._count))
        outer.addWidget(self._bar)
        outer.addWidget(self._list, 1)
        outer.addWidget(self._none, 1)

    def start(self) -> None:
        """Another case: everything is shown, from the top."""
        self._filters.set_value({"all"})
        self._person.set_options([(ANYBODY, _("Everybody"))])
        self._person.set_value(ANYBODY)
        self._entries = ()
        self._reads += 1

    def show_file(self, file: CaseFile) -> None:
        self._case = file.row.case
        self._entries = file.timeline
        self._offer()
        self._fill()
        self._list.choose_first()
        if file.has_earlier:
            self._reads += 1
            work = partial(_read_whole, self.shell.session, file.row.case)
            self.shell.work(_("Reading the timeline"), work, partial(self._on_whole, self._reads))

    def first_field(self) -> QWidget | None:
        return self._list if self._model.rowCount() else None

    def _on_whole(self, reading: int, entries: Sequence[Entry]) -> None:
        if reading == self._reads:
            self._entries = entries
            self._offer()
            self._fill()

    def _offer(self) -> None:
        """Only the kinds and the people that there are."""
        kinds = {entry.kind for entry in self._entries}
        for code, of_pill in FILTERS.items():
            self._filters.pill(code).setVisible(bool(kinds.intersection(of_pill)))
        chosen = self._person.value() or ANYBODY
        people = sorted({entry.worker for entry in self._entries if entry.worker})
        self._person.set_options([(ANYBODY, _("Everybody")), *((name, name) for name in people)])
        self._person.set_value(chosen if chosen in people else ANYBODY)
        self._person.setVisible(len(people) > 1)
        self._bar.setVisible(bool(self._entries) and (len(people) > 1 or not current().large))

    def _fill(self, *_told: object) -> None:
        kind, person = next(iter(self._filters.value()), "all"), self._person.value() or ANYBODY
        chosen = [
            entry
            for entry in self._entries
            if (kind == "all" or entry.kind in FILTERS[kind]) and person in (ANYBODY, entry.worker)
        ]
        before = self._model.entry(self._list.currentIndex().row())
        self._model.show(chosen, self.shell.session.now())
        if before is not None and (place := self._model.place_of(before)) is not None:
            self._list.setCurrentIndex(self._model.index(place))
        self._list.setVisible(bool(chosen))
        self._none.setVisible(not chosen)
        self._count.setText(ngettext("{n} entry", "{n} entries", len(chosen)).format(n=len(chosen)))

    def _on_opened(self, entry: Entry) -> None:
        self.asked.emit(entry.form, entry.record)


def _read_whole(session: Session, case: str, _report: Report) -> tuple[Entry, ...]:
    return whole(session, case)
