"""The region's tables: what the offices sent for a period, who has not sent, and the same on paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import tables_parts as parts
from desktop.gui.pages.settings_parts import TwoColumns
from desktop.gui.pages.tables_map import CompletenessMap
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Beside,
    Button,
    Card,
    Choice,
    EmptyState,
    IconLabel,
    Kind,
    Label,
    PageHeader,
    ScrollPage,
    Segment,
    Table,
    boxed,
    row,
)
from desktop.gui.widgets.column_chart import ColumnChart
from desktop.i18n import _, pick
from desktop.jobs import Job, Report
from desktop.services import exchange, reports
from desktop.services.reports import Report as Paper
from desktop.services.session import Session
from desktop.services.statistics import Regional, RegionalTable

SHOWN = 5  # quarters side by side
WHOLE = ""
ROW = 30


class TablesPage(QWidget):
    """Figures are read anew whenever something was imported."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tables")
        self._shell, self._session = shell, shell.session
        self._found: tuple[Regional, ...] = ()
        self._job: Job | None = None
        self._build_choices()
        self._figures = parts.Figures()
        self._offices = parts.Offices()
        self._quarters = ColumnChart(_("New cases by quarter"))
        self._quarters.setObjectName("quarters")
        trend = Card(gap=8)
        trend.add(Label(_("New cases by quarter"), "section", wrap=True), self._quarters)
        self._none = EmptyState(
            "inbox",
            _("No tables yet"),
            _("The tables stand here once the files of the offices are imported."),
            button=_("Import files"),
            button_icon="file",
        )
        self._none.pressed.connect(self._on_import)
        words = _("Figures on cases reported to the service; they do not show how widespread violence is.")
        caveat = Label(words, "small-muted", wrap=True)
        self._caveat = boxed(row(IconLabel("info", size=18), caveat))
        self._trend = trend
        self._both = Wide([self._build_table(), trend], [self._offices])
        self._map = CompletenessMap()
        self._map.chosen.connect(self._on_office)
        self._page = ScrollPage(self._header, self._figures, self._none, self._both, self._map, self._caveat)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    def arrive(self) -> None:
        """What was imported meanwhile is added up."""
        self.refresh()

    def first_field(self) -> QWidget:
        return self._period

    def refresh(self) -> None:
        """Periods and offices may have been added; the choices stay."""
        periods = exchange.region_quarters(self._session)
        self._period.set_options([(one, exchange.period_words(one)) for one in periods])
        if self._period.value() is None:
            self._period.set_value(periods[0])
        known = [one.code for one in exchange.known_offices(self._session) if one.kind == "office"]
        self._office.set_options([(WHOLE, _("The whole region")), *((code, code) for code in known)])
        if self._office.value() is None:
            self._office.set_value(WHOLE)
        self._read()

    # --- choices ------------------------------------------------------------------------------------------------

    def _build_choices(self) -> None:
        self._period = Choice(name=_("Period"), width=190)
        self._period.setObjectName("period")
        self._office = Choice(name=_("Office"), width=200)
        self._office.setObjectName("office")
        for choice in (self._period, self._office):
            choice.activated.connect(self._read)
        self._print = Button(_("Print"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(partial(self._make_paper, self._on_print))
        self._save = Button(_("Save the tables"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save")
        self._save.clicked.connect(partial(self._make_paper, self._on_save))
        self._header = PageHeader(_("Tables of the region"), "", self._period, self._office, self._print, self._save)

    def _on_office(self, code: str) -> None:
        """A row of the map was opened: the figures of that office alone."""
        self._office.set_value(code)
        self._page.verticalScrollBar().setValue(0)
        self._office.setFocus()
        self._read()

    def _read(self, _ignored: object = None) -> None:
        """Add the tables up beside the window."""
        if self._job is not None:
            self._job.stop()
        periods = exchange.quarters_until(self._period.value() or exchange.last_closed(self._session), SHOWN)
        work = partial(exchange.regional_in_job, self._session, periods, self._office.value() or None)
        self._job = self._shell.jobs.start(_("Adding up the tables"), work)
        self._job.finished.connect(self._on_found)
        self._job.failed.connect(self._refuse)

    def _on_found(self, found: tuple[Regional, ...]) -> None:
        if self._job is None or self._job.result is not found:
            return  # another period was chosen meanwhile
        self._job, self._found = None, found
        now, before = found[-1], found[-2]
        some = bool(now.tables)
        self._figures.show_figures(now, before)
        self._offices.show_offices(now.offices)
        self._map.show_periods(found)
        self._quarters.set_columns(parts.quarters_of(found))
        for part in (self._figures, self._table_card, self._trend, self._caveat):
            part.setVisible(some)
        self._none.setVisible(not some)
        self._both.setVisible(some or bool(now.offices))
        for button in (self._print, self._save):
            button.setEnabled(some and not self._office.value())
        chosen = self._which.value()
        self._which.set_options([(table.id, pick(table.title)) for table in now.tables])
        ids = [table.id for table in now.tables]
        if ids:
            first = next((id_ for id_ in ids if id_ != parts.NEW_CASES), ids[0])
            self._which.set_value(chosen if chosen in ids else first)
        self._show_table()

    # --- one table ----------------------------------------------------------------------------------------------

    def _build_table(self) -> Card:
        self._which = Choice(name=_("Table"))
        self._which.setObjectName("which")
        self._which.setMinimumContentsLength(18)
        self._which.activated.connect(self._show_table)
        self._how = Segment([("table", _("Table")), ("chart", _("Chart"))], name=_("Show as"), value="table")
        self._how.setObjectName("how")
        self._how.chosen.connect(self._show_table)
        self._table = Table(_("Table"), row_height=ROW)
        self._table.setObjectName("figures_table")
        self._chart = ColumnChart(_("Chart"))
        self._note = Label("", "small-muted", wrap=True)
        self._note.setObjectName("note")
        self._table_card = Card(gap=10)
        self._table_card.add(Beside(self._which, self._how, least=200), self._table, self._chart, self._note)
        return self._table_card

    def _show_table(self, _ignored: object = None) -> None:
        table, before = self._chosen(-1), self._chosen(-2)
        if table is None:
            return
        now, past = (exchange.period_words(one.period) for one in (self._found[-1], self._found[-2]))
        model = parts.FiguresModel([pick(table.title), now, past], parts.rows_of(table, before), self._table)
        self._table.setModel(model)
        self._table.set_widths(220, 200, 150, stretch=1)
        self._table.fit_height()
        self._chart.set_columns(parts.columns_of(table), pick(table.title))
        as_table = self._how.value() != "chart"
        self._table.setVisible(as_table)
        self._chart.setVisible(not as_table)
        self._note.setText(
            _("Counted: {unit}. Each office rounds its own figures to multiples of 3, so the total may differ from the "
              "sum. Figures under 10 are not printed.").format(unit=pick(table.denominator))
        )  # fmt: skip

    def _chosen(self, at: int) -> RegionalTable | None:
        return parts.table_of(self._found[at], self._which.value() or "") if self._found else None

    # --- on paper -----------------------------------------------------------------------------------------------

    def _make_paper(self, then: object, _checked: bool = False) -> None:
        if not self._found:
            return
        job = self._shell.jobs.start(_("Making the paper"), partial(_paper, self._session, self._found[-1].period))
        job.finished.connect(then)
        job.failed.connect(self._refuse)

    def _on_print(self, paper: Paper) -> None:
        if self._shell.files.print_pdf(self, paper.data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))

    def _on_save(self, paper: Paper) -> None:
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save the tables"), paper.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        job = self._shell.jobs.start(_("Saving the paper"), partial(_write, self._session, paper, path))
        job.finished.connect(self._on_saved)
        job.failed.connect(self._refuse)

    def _on_saved(self, path: Path) -> None:
        self._shell.say(_("Saved as {name}.").format(name=path.name))

    def _on_import(self) -> None:
        self._shell.navigate("sync")

    def _refuse(self, error: BaseException) -> None:
        self._shell.refuse(error)


class Wide(TwoColumns):
    """The table takes more room than the offices beside it."""

    shares = (5, 2)


def _paper(session: Session, period: str, _report: Report) -> Paper:
    with session.beside() as own:
        return reports.statistics_report(own, period)


def _write(session: Session, paper: Paper, path: Path, _report: Report) -> Path:
    with session.beside() as own:
        reports.save_report(own, paper, path, replace=True)
    return path
