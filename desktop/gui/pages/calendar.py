"""The calendar: a month as a grid or a week as a list, of all or of one worker; codes of cases, never a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.calendar_words import day_words, entry_hour, entry_second, entry_spec, entry_title, short_words
from desktop.gui.models.due_words import due_icon
from desktop.gui.models.words import capital
from desktop.gui.pages.appointment_panel import AppointmentPanel
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.month_grid import Line, MonthGrid
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.ticking import ticking
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    Choice,
    FilterBar,
    IconButton,
    Kind,
    Label,
    PageHeader,
    RowButton,
    RowList,
    ScrollPage,
    Segment,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import N_, _, date_words
from desktop.refusals import Refused
from desktop.services import calendar, people
from desktop.services.calendar import APPOINTMENT, Days, Entry
from desktop.services.library import shipped
from desktop.services.team_meetings import VIEWS as OF_TEAMS
from desktop.services.teamfile import CLOCKS

EVERY_MS = 60_000
EVERYBODY = ""
# What each pill shows; the clocks of teams have a page of their own and stand here only when they are asked for.
GROUPS: dict[str, tuple[str, ...]] = {
    "appointments": (APPOINTMENT, "meeting"),
    "orders": ("order", "stay", "contract", "consent"),
    "work": ("plan", "monitoring", "review", "followup", "contact", "referral", "report", "approval", "decision"),
    "teams": CLOCKS,
}
TITLES = (
    ("appointments", N_("Appointments")),
    ("orders", N_("Orders, stays, terms")),
    ("work", N_("Plan and follow-up")),
    ("teams", N_("Teams")),
)
OVER = frozenset({"passed"})


class CalendarPage(QWidget):
    """Arrows move through the days, PgUp and PgDn through the months; Enter goes to what the day holds."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calendar")
        self._shell = shell
        self._day = shell.session.now().date()
        self._shown: Days | None = None
        self._names: dict[str, str] = {}
        self._new = Button(_("New appointment"), Kind.PRIMARY, icon="plus", name="new_appointment")
        self._new.clicked.connect(partial(self._begin, None))
        list_ = Button(_("Calls of today"), icon="phone", name="calls_of_today")
        list_.clicked.connect(partial(shell.navigate, "calls"))
        self._header = PageHeader(_("Calendar"), " ", list_, self._new)
        self._grid = MonthGrid()
        self._grid.chosen.connect(self._on_day)
        self._grid.opened.connect(self._on_opened)
        self._grid.turned.connect(self._turn)
        self._week = QVBoxLayout()
        self._agenda = QVBoxLayout()
        for layout in (self._week, self._agenda):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(px(8))
        self._panel = AppointmentPanel(shell)
        self._panel.changed.connect(self.refresh)
        self._panel.left.connect(self._leave_panel)
        self._card = Card(margin=14)
        self._card.add(self._panel)
        self._day_box, self._week_box = boxed(self._agenda), boxed(self._week)
        middle, beside = boxed(column(self._grid, self._week_box)), boxed(column(self._day_box, self._card))
        self._card.hide()
        self._columns = Columns((middle, 520, 1), (beside, 320, 0), gap=20)
        page = ScrollPage(self._header, self._bar(), self._columns)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        self._timer = ticking(self, EVERY_MS, self.refresh)

    def _bar(self) -> QWidget:
        self._span = Segment([("month", _("Month")), ("week", _("Week"))], name=_("How much is shown"))
        self._span.setObjectName("calendar_span")
        self._span.set_value("month")
        self._span.chosen.connect(self._on_span)
        self._worker = Choice([(EVERYBODY, _("Everybody"))], _("Of which worker"), width=180)
        self._worker.setObjectName("calendar_worker")
        self._worker.set_value(EVERYBODY)
        self._worker.activated.connect(self.refresh)
        self._kinds = FilterBar([(code, _(title)) for code, title in TITLES])
        self._kinds.set_value({"appointments", "orders", "work"})
        self._kinds.changed.connect(self.refresh)
        back = IconButton("chevron-left", _("Before"))
        back.setObjectName("calendar_before")
        back.clicked.connect(partial(self._turn, -1))
        on = IconButton("chevron-right", _("After"))
        on.setObjectName("calendar_after")
        on.clicked.connect(partial(self._turn, 1))
        today = Button(capital(_("today")), Kind.SMALL, name="calendar_today")
        today.clicked.connect(self._go_today)
        self._title = Label("", "section")
        first = row(back, today, on, self._title, None, self._span, self._worker, gap=8)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(8))
        layout.addWidget(boxed(first))
        layout.addWidget(self._kinds)
        return boxed(layout)

    @property
    def timer(self) -> QTimer:
        """What moves the hours on; a test need not wait for it."""
        return self._timer

    def arrive(self, *, record: str = "", case: str = "", day: date | None = None, **_where: object) -> None:
        """`record`: this appointment is shown; `case`: a new one is begun in it."""
        session = self._shell.session
        self._names = people.names(session)
        chosen = self._worker.value() or EVERYBODY
        options = [(worker.id, worker.name) for worker in people.all_workers(session)]
        self._worker.set_options([(EVERYBODY, _("Everybody")), *options])
        self._worker.set_value(chosen)
        self._day = day or self._day_of(record) or self._day
        self._look_at(panel=False)
        self.refresh()
        if record:
            self._open_record(record)
        elif case:
            self._begin(case)
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def first_field(self) -> QWidget | None:
        if self._card.isVisible():
            return self._panel.first_field()
        return self._grid if self._span.value() == "month" else self._new

    def refresh(self, *_changed: object) -> None:
        """Read the days anew; the day that is looked at stays."""
        week = self._span.value() == "week"
        first, last = calendar.week_of(self._day) if week else calendar.month_of(self._day)
        try:
            self._shown = calendar.days(
                self._shell.session, first, last, worker=self._worker.value() or None, kinds=self._chosen_kinds()
            )
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        with focus_kept(self):
            self._show(self._shown, week=week)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show(self, shown: Days, *, week: bool) -> None:
        today = self._shell.session.now().date()
        month = capital(date_words(f"{self._day.year:04d}-{self._day.month:02d}"))
        span = f"{date_words(shown.first)} – {date_words(shown.last)}"
        self._title.setText(span if week else month)
        self._header.set_words(_("Calendar"), _("codes of cases and purposes, no names"))
        self._grid.setVisible(not week)
        self._week_box.setVisible(week)
        if week:
            self._show_week(shown, today)
        else:
            lines = {day: [self._line(entry) for entry in shown.of(day)] for day in {e.day for e in shown.entries}}
            self._grid.show_days(shown.first, shown.last, self._day.month, today, lines)
            self._grid.set_day(self._day)
        self._show_day(shown, today)

    def _line(self, entry: Entry) -> Line:
        spec = entry_spec(entry, self._shell.session.library.definitions, self._shell.session.now())
        return Line(short_words(entry), spec.shape or Shape.RING, spec.tone, faint=entry.state in OVER)

    def _show_week(self, shown: Days, today: date) -> None:
        clear(self._week)
        for place in range(7):
            day = shown.first + timedelta(days=place)
            self._week.addWidget(Label(day_words(day, today), "group"))
            self._week.addWidget(self._list(shown.of(day)))
        self._week.addStretch(1)

    def _show_day(self, shown: Days, today: date) -> None:
        clear(self._agenda)
        self._agenda.addWidget(Label(day_words(self._day, today), "section", wrap=True))
        self._agenda.addWidget(self._list(shown.of(self._day)))
        add = Button(_("Appointment on this day"), Kind.SMALL, icon="plus", name="add_on_day")
        add.clicked.connect(partial(self._begin, None, self._day))
        self._agenda.addWidget(boxed(row(add, None)))
        if shown.full:
            self._agenda.addWidget(Label(_("Not everything fits: look at one week, or at one kind."), "small-muted"))
        self._agenda.addStretch(1)

    def _list(self, entries: tuple[Entry, ...]) -> QWidget:
        if not entries:
            card = Card(margin=12)
            card.add(Label(_("Nothing is written for this day."), "muted", wrap=True))
            return card
        return RowList(*self._rows(entries), margin=4)

    def _rows(self, entries: tuple[Entry, ...]) -> Iterator[QWidget]:
        defs, now = self._shell.session.library.definitions, self._shell.session.now()
        for entry in entries:
            spec = entry_spec(entry, defs, now)
            hour = entry_hour(entry)
            title = " · ".join(part for part in (hour, entry_title(entry), entry.purpose) if part)
            second = entry_second(entry, self._names if not self._worker.value() else {})
            chip = None if spec.tone is Tone.QUIET and entry.state == "running" else Chip.of(spec)
            made = RowButton(title, second, icon=due_icon(entry.kind), icon_colour="muted", beside=chip)
            made.setObjectName(f"entry_{entry.record}_{entry.ref}_{entry.day}")
            speak(made, f"{title}, {second}, {spec.word}")
            made.clicked.connect(partial(self._open, entry))
            yield made

    # --- moving about -------------------------------------------------------------------------------------------------

    def _chosen_kinds(self) -> frozenset[str]:
        return frozenset(kind for code in self._kinds.value() for kind in GROUPS[code])

    def _day_of(self, record: str) -> date | None:
        return calendar.day_of(self._shell.session, record) if record else None

    def _on_span(self, _code: str) -> None:
        self.refresh()

    def _on_day(self, day: date) -> None:
        same = (day.year, day.month) == (self._day.year, self._day.month)
        self._day = day
        self._look_at(panel=False)
        if same and self._shown is not None:
            self._show_day(self._shown, self._shell.session.now().date())
        else:
            self.refresh()

    def _on_opened(self, day: date) -> None:
        """Enter in the grid: to what the day holds, or to a new appointment where it holds nothing."""
        rows = self._day_box.findChildren(RowButton)
        if self._shown is not None and self._shown.of(day) and rows:
            rows[0].setFocus()
        else:
            self._begin(None, day)

    def _turn(self, by: int) -> None:
        week = self._span.value() == "week"
        self._day = self._day + timedelta(days=7 * by) if week else _months_on(self._day, by)
        self._look_at(panel=False)
        self.refresh()

    def _go_today(self) -> None:
        self._day = self._shell.session.now().date()
        self._look_at(panel=False)
        self.refresh()

    def _open(self, entry: Entry) -> None:
        if entry.kind == APPOINTMENT:
            self._open_record(entry.record)
        elif entry.kind in CLOCKS:
            self._shell.navigate("team", record=entry.record, step=entry.ref)
        else:
            form = shipped().deadlines[entry.ref].form
            if form in OF_TEAMS and entry.kind != "contact":
                self._shell.navigate("team", record=entry.record)
            else:
                self._shell.navigate("form", form=form, case=entry.case or None, record=entry.record)

    def _open_record(self, record: str) -> None:
        self._look_at(panel=True)
        self._panel.show_record(record)
        self._to_panel()

    def _begin(self, case: str | None, day: date | None = None, *_pressed: object) -> None:
        self._look_at(panel=True)
        self._panel.begin(case or "", day if isinstance(day, date) else self._day)
        self._to_panel()

    def _look_at(self, *, panel: bool) -> None:
        """Beside the days: what one of them holds, or one appointment."""
        self._card.setVisible(panel)
        self._day_box.setVisible(not panel)

    def _to_panel(self) -> None:
        if (field := self._panel.first_field()) is not None:
            field.setFocus()

    def _leave_panel(self) -> None:
        self._look_at(panel=False)
        self._grid.setFocus()


def _months_on(day: date, by: int) -> date:
    """The same day of another month, or its last."""
    month = day.month - 1 + by
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
