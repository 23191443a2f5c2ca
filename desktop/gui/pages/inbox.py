"""Reports before they are cases: the list of all of them, a short look with Space, the decision by one press."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.report_table import Reading, ReportTable
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.inbox_peek import ReportPeek
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.ticking import ticking
from desktop.gui.widgets import (
    Button,
    EmptyState,
    FilterBar,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    Table,
)
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import reports_inbox
from desktop.services.reports_inbox import DUPLICATE, REFER, TAKE, UNCONFIRMED, UNDECIDED

WIDTHS = (164, 0, 138, 168, 138)
LEAST_TOPICS = 150
FIRST_TO_GO = (3, 2)  # what a narrow list does without, in this order: when, what about and a child stay
EVERY_MS = 30_000
FILTERS = {"undecided": UNDECIDED, "taken": TAKE, "referred": REFER, "unconfirmed": UNCONFIRMED, "same": DUPLICATE}
ALL = "all"


class InboxPage(QWidget):
    """arrive(report=, state=): the list, with this report chosen and looked at."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inbox")
        self._shell = shell
        self._looked_at: set[str] = set()
        self._chosen_once = False
        self._model = ReportTable(self)
        self._new = Button(_("New report"), Kind.PRIMARY, icon="plus", key="Ctrl+N", key_works=False, name="new_report")
        self._new.clicked.connect(partial(shell.navigate, "form", form="report", case=None, record=None))
        self._count = Label("", "muted")
        self._count.setObjectName("count")
        self._filters = FilterBar(_filter_names(), exclusive=True)
        self._filters.set_value({"undecided"})
        self._filters.changed.connect(self.refresh)
        self._table = self._build_table()
        self._empty = EmptyState(
            "inbox",
            _("No report yet"),
            _("Each call begins here. It becomes a case only with consent or by a legal duty."),
            button=_("New report"),
            button_icon="plus",
        )
        self._empty.pressed.connect(self._new.click)
        self._nothing = EmptyState(
            "check", _("Nothing here"), _("No report is in this state now. See the others above.")
        )
        self._peek = ReportPeek(shell)
        self._peek.written.connect(self.refresh)
        self._frame = PageFrame(
            self._middle(), context=self._peek, context_width=312, context_title=_("In short"), context_icon="eye"
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self._timer = ticking(self, EVERY_MS, self.refresh)

    @property
    def timer(self) -> QTimer:
        """What moves the deadlines on; a test need not wait for it."""
        return self._timer

    def arrive(self, *, report: str = "", state: str = "", **_where: object) -> None:
        self._looked_at.clear()
        if not self._chosen_once or state or report:
            self._choose_filter(state, report)
        self._chosen_once = True
        if not self._read(report):
            return
        if report and self._model.place_of(report) is not None:
            self._show_peek(report)
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def refresh(self) -> None:
        """Read the list anew; the chosen row stays chosen, and what is looked at too."""
        chosen = self._model.row(self._table.currentIndex().row())
        with focus_kept(self):
            if self._read(chosen.record if chosen else "") and self._peek.record():
                self._show_peek(self._peek.record())

    def first_field(self) -> QWidget | None:
        """The list, or the way to the first report."""
        return self._table if self._model.rowCount() else self._new

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._settle_columns)

    # --- parts --------------------------------------------------------------------------------------------------

    def _build_table(self) -> Table:
        table = Table(_("Reports received"))
        table.setObjectName("report_table")
        table.setModel(self._model)
        table.set_widths(*WIDTHS, stretch=WIDTHS.index(0))
        table.opened.connect(self._on_opened)
        table.peeked.connect(self._on_peeked)
        return table

    def _middle(self) -> QWidget:
        line = _("What was reported and is not a case yet. Enter opens the sheet, Space shows in short.")
        header = PageHeader(_("Reports received"), line, self._count, self._new)
        middle = QWidget()
        body = QVBoxLayout(middle)
        body.setContentsMargins(px(24), px(16), px(20), px(14))
        body.setSpacing(px(14))
        for part in (header, self._filters):
            body.addWidget(part)
        for filling in (self._table, self._empty, self._nothing):
            body.addWidget(filling, 1)
        return middle

    def _settle_columns(self) -> None:
        """Columns go before words do."""
        room = self._table.viewport().width() - px(LEAST_TOPICS) - sum(px(width) for width in WIDTHS if width)
        for column in FIRST_TO_GO:
            self._table.setColumnHidden(column, room < 0)
            room += px(WIDTHS[column]) if room < 0 else 0

    # --- the list -----------------------------------------------------------------------------------------------

    def _choose_filter(self, state: str, report: str) -> None:
        """As it was asked for; else what waits, and if nothing waits, everything."""
        if state in FILTERS:
            chosen = state
        elif report or not reports_inbox.counts(self._shell.session).get(UNDECIDED):
            chosen = ALL
        else:
            chosen = "undecided"
        self._filters.set_value({chosen})

    def _state(self) -> str | None:
        return FILTERS.get(next(iter(self._filters.value()), ALL))

    def _read(self, chosen: str) -> bool:
        """Fill the list and choose this report in it, or the first; False where it was refused."""
        session = self._shell.session
        try:
            read = partial(_page, self._shell, self._state())
            self._model.show(read, Reading(session.library.definitions, session.now()))
            counts = reports_inbox.counts(session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return False
        every, shown = sum(counts.values()), self._model.rowCount()
        self._count.setText(_count_words(counts.get(UNDECIDED, 0), every))
        self._empty.setVisible(not every)
        self._nothing.setVisible(bool(every) and not shown)
        self._table.setVisible(shown > 0)
        self._settle_columns()
        place = self._model.place_of(chosen) if chosen else None
        if shown:
            self._table.selectRow(place or 0)
        return True

    def _on_opened(self, index: QModelIndex) -> None:
        if (found := self._model.row(index.row())) is not None:
            self._shell.navigate("form", form="report", case=found.case, record=found.record)

    def _on_peeked(self, index: QModelIndex) -> None:
        if (found := self._model.row(index.row())) is not None:
            self._show_peek(found.record)
            self._frame.open_context()

    def _show_peek(self, record: str) -> None:
        """A look is a reading: it is logged, once while the list is on the screen."""
        read = reports_inbox.read_report if record in self._looked_at else reports_inbox.open_report
        try:
            file = read(self._shell.session, record)
        except Refused as refusal:
            self._peek.show_nothing()
            self._shell.refuse(refusal)
            return
        self._looked_at.add(record)
        self._peek.show_report(file)


def _page(shell: Shell, state: str | None, offset: int, limit: int) -> reports_inbox.Page:
    return reports_inbox.page(shell.session, state, limit=limit, offset=offset)


def _filter_names() -> list[tuple[str, str]]:
    return [
        ("undecided", _("Undecided reports")),
        ("taken", _("Taken on")),
        ("referred", _("Referred on")),
        ("unconfirmed", _("Unconfirmed")),
        ("same", _("Duplicates")),
        (ALL, _("All")),
    ]


def _count_words(undecided: int, every: int) -> str:
    words = ngettext("{n} of {every} to decide", "{n} of {every} to decide", undecided)
    return words.format(n=undecided, every=every) if every else ""
