"""Settings: the access log, as the head of the office reads it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_log_filter import LogFilter
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    CellsModel,
    Kind,
    Label,
    SectionHeader,
    Table,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _
from desktop.jobs import Job, Report
from desktop.refusals import explain
from desktop.services import journal
from desktop.services.journal import ALL, Broken, Entry, Filter
from desktop.services.session import Session

LINES = 25  # shown at first; the rest comes when asked for

Read = tuple[tuple[Entry, ...], int, tuple[tuple[str, str], ...], tuple[str, ...]]


class LogTab(parts.Tab):
    """Who did what and when, the newest first; and whether all of it is still as it was written."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._filter, self._lines = ALL, LINES
        self._job: Job | None = None
        self._checked = False
        self._state = boxed(column(Label(_("The log is being checked…"), "muted"), gap=0))
        self._choices = LogFilter()
        self._choices.wanted.connect(self._on_wanted)
        self.add(self._state, self._log())

    def first_field(self) -> QWidget:
        return self._choices.first_field()

    def refresh(self) -> None:
        """The newest entries; the chain is followed once, and then when asked."""
        if not self._checked:
            self._checked = True
            self._on_check()
        self._read()

    def leave(self) -> None:
        """The next person to look begins with everything."""
        self._choices.clear()
        self._filter, self._lines = ALL, LINES

    def _log(self) -> Card:
        self._model = CellsModel([_("When"), _("What"), _("Who")])
        self._table = Table(_("Access log"))
        self._table.setObjectName("access_log")
        self._table.setModel(self._model)
        self._table.set_widths(100, 200, 190, stretch=1)
        self._nothing = Label(_("Nothing of this kind stands in the log."), "muted", wrap=True)
        self._nothing.setObjectName("log_nothing")
        self._nothing.hide()
        self._more = Button(_("Show earlier entries"), Kind.SMALL_LINK, icon="chevron-down", name="more_log")
        self._more.clicked.connect(self._on_more)
        self._check = Button(_("Check the log again"), Kind.SMALL_LINK, icon="shield", name="check_log")
        self._check.clicked.connect(self._on_check)
        self._head = SectionHeader(_("Access log"), 0)
        why = Label(
            _("Who opened, printed or sent what. Each entry seals those before it, so a change made with another "
              "program is found here. What concerns cases that are not open to you is not listed."),
            "small-muted",
            wrap=True,
        )  # fmt: skip
        card = Card(gap=8)
        card.setObjectName("log")
        card.add(self._head, why, self._choices, self._nothing, self._table, row(self._more, self._check, None))
        return card

    # --- reading ------------------------------------------------------------------------------------------------

    def _on_wanted(self, filter: Filter) -> None:
        self._filter, self._lines = filter, LINES
        self._read()

    def _on_more(self) -> None:
        self._lines += journal.PAGE
        self._read()

    def _read(self) -> None:
        """A filter may have to look at every entry, so it is not done in the window's thread."""
        if self._job is not None:
            self._job.stop()
        self._job = self._shell.jobs.start(
            _("Reading the access log"), partial(_read, self._session, self._filter, self._lines)
        )
        self._job.finished.connect(self._on_read)
        self._job.failed.connect(self._on_refused)

    def _on_read(self, read: Read) -> None:
        entries, count, people, verbs = read
        self._choices.set_choices(people, verbs)
        self._model.set_rows([parts.log_row(entry) for entry in entries])
        self._table.fit_height()
        self._table.setVisible(bool(entries))
        self._nothing.setVisible(not entries)
        self._head.set_count(count)
        self._more.setVisible(len(entries) < count)

    def _on_refused(self, error: BaseException) -> None:
        if getattr(error, "code", "") == "no-such-case":
            self._choices.refuse(explain(error))
        else:
            self._shell.refuse(error)

    # --- the chain ----------------------------------------------------------------------------------------------

    def _on_check(self) -> None:
        self._check.setEnabled(False)
        job = self._shell.jobs.start(_("Checking the access log"), partial(_verify, self._session))
        job.finished.connect(self._on_checked)
        job.failed.connect(self._shell.refuse)
        job.ended.connect(partial(self._check.setEnabled, True))

    def _on_checked(self, broken: Broken | None) -> None:
        if broken is None:
            shown = Banner(Tone.DONE, _("The log is whole. Nothing was taken out and nothing was changed."))
        else:
            told = (journal.place_words(broken), _("Tell the region today. Nothing was changed here."))
            shown = Banner(Tone.DANGER, _("The access log was changed from outside."), " ".join(told))
        shown.setObjectName("log_state")
        if (layout := self._state.layout()) is not None:
            clear(layout)
            layout.addWidget(shown)


def _read(session: Session, filter: Filter, lines: int, _report: Report) -> Read:
    with session.beside() as own:
        entries = journal.page(own, filter, limit=lines)
        return entries, journal.count(own, filter), journal.people(own), journal.verbs(own)


def _verify(session: Session, report: Report) -> Broken | None:
    with session.beside() as own:
        return journal.verify(own, report)
