"""The roster of institutions: whom this office can call, who is on duty at any hour, what was checked long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms import partial as partial_dates
from desktop.forms.present import show
from desktop.gui.models.roster_table import RosterTable
from desktop.gui.pages.step_panel import parse_when, when_hint
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    EmptyState,
    FilterBar,
    FlowBox,
    Kind,
    Label,
    PageHeader,
    ScrollPage,
    Table,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
)
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import roster, roster_paper
from desktop.services.roster import Person
from desktop.services.roster_paper import RosterPaper
from desktop.services.session import PEOPLE, Session

WIDTHS = (64, 0, 140, 204, 190, 118)
PERSON, LEAST_PERSON = 1, 190
FIRST_TO_GO = (5, 4)  # what a narrow table does without: when it was checked, the hours
LEAST = 230  # of the table's height
ALL, ON = "all", "on"


class RosterPage(QWidget):
    """Enter opens a person. arrive(record=): back to that team, whose call list can be printed here."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roster")
        self._shell, self._team = shell, ""
        session = shell.session
        self._back = Button(_("Back to the team"), Kind.LINK, icon="arrow-left", name="back")
        self._back.clicked.connect(self._on_back)
        self._add = Button(_("Add a person"), Kind.PRIMARY, icon="plus", name="add_person")
        self._add.clicked.connect(self._on_add)
        self._print = Button(_("Print"), icon="print", key="Ctrl+P", name="print")
        self._print.clicked.connect(self._on_print)
        self._header = PageHeader(_("Roster of institutions"), " ", self._back, self._print, self._add)
        groups = [(code, code) for code, _label in roster.groups(session)]
        self._filters = FilterBar([(ALL, _("All")), (ON, _("On duty")), *groups], exclusive=True)
        self._filters.set_value({ALL})
        self._filters.changed.connect(self.refresh)
        self._at = TextField(_("Day and hour"), hint=_("now"), width=150)
        self._at.setObjectName("at")
        self._at.editingFinished.connect(self.refresh)
        self._at_problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._at_problem.setObjectName("at_problem")
        asked = boxed(row(Label(_("Who is on duty at"), "muted", buddy=self._at), self._at, gap=8))
        self._nobody = Banner(Tone.SOON, "", "")
        self._nobody.setObjectName("nobody")
        self._model = RosterTable(self._phone, session.tz, self)
        self._table = Table(_("Roster of institutions"))
        self._table.setObjectName("roster_table")
        self._table.setModel(self._model)
        self._table.set_widths(*WIDTHS, stretch=PERSON)
        self._table.setMinimumHeight(px(LEAST))
        self._table.opened.connect(self._on_opened)
        self._table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._deeds = self._make_deeds()
        self._empty = EmptyState(
            "people",
            _("Nobody is in the roster yet"),
            _("Write here whom your institutions send: the officer on duty, the doctor on duty, the forensic doctor, "
              "the lawyer, the psychologist. Name, function, number, days and hours, and who stands in. A team then "
              "says by itself whom to call, also at three in the night."),
            button=_("Add a person"),
            button_icon="plus",
        )  # fmt: skip
        self._empty.pressed.connect(self._on_add)
        self._above = Beside(self._filters, asked, least=300)
        above = (self._header, self._above, self._at_problem, self._nobody)
        page = ScrollPage(*above, self._table, self._deeds, self._empty, gap=10, margins=(24, 16, 20, 14))
        for filling in (self._table, self._empty):
            page.body().setStretchFactor(filling, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def _make_deeds(self) -> Card:
        self._said = Label("", "small-muted", wrap=True)
        self._open = Button(_("Open"), Kind.SMALL, name="open_person")
        self._open.clicked.connect(partial(self._on_opened, None))
        self._check = Button(_("Checked today"), Kind.SMALL, icon="check", name="check_person")
        self._check.clicked.connect(self._on_check)
        self._remove = Button(_("Take out for good"), Kind.SMALL, icon="trash", name="remove_person")
        self._remove.clicked.connect(self._on_remove)
        self._sure = Button(_("Yes, take out for good"), Kind.SMALL, name="remove_sure")
        self._sure.clicked.connect(self._on_sure)
        made = Card(margin=10, gap=6)
        made.add(column(self._said, FlowBox(self._open, self._check, self._remove, self._sure, gap=8), gap=6))
        return made

    # --- what the window calls ----------------------------------------------------------------------------------------

    def arrive(self, *, record: str = "", **_where: object) -> None:
        self._team = record
        self._at.set_value("")
        self._back.setVisible(bool(record))
        self.refresh()

    def refresh(self) -> None:
        """Read the roster anew; the chosen person stays chosen."""
        session, chosen = self._shell.session, self._person()
        try:
            every = roster.people(session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        at = self._moment()
        self._model.show(self._wanted(every, at), every, at, session.now())
        self._header.set_words(_("Roster of institutions"), _summary(every))
        for part in (self._above, self._table, self._deeds):
            part.setVisible(bool(every))
        self._print.setEnabled(bool(every))
        self._empty.setVisible(not every)
        self._say_nobody(every, at)
        place = self._model.place_of(chosen.record) if chosen else None
        if self._model.rowCount():
            self._table.selectRow(place or 0)
        self._on_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._settle_columns)

    def first_field(self) -> QWidget | None:
        return self._table if self._model.rowCount() else self._add

    def _settle_columns(self) -> None:
        """A column goes before a name is cut."""
        room = self._table.viewport().width() - px(LEAST_PERSON) - sum(px(width) for width in WIDTHS)
        for gone in FIRST_TO_GO:
            self._table.setColumnHidden(gone, room < 0)
            room += px(WIDTHS[gone]) if room < 0 else 0

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _moment(self) -> datetime:
        """The hour that was asked for, or now."""
        session, typed = self._shell.session, self._at.text().strip()
        mark_bad(self._at, False)
        self._at_problem.hide()
        if not typed:
            return session.now()
        try:
            said = parse_when(typed, session.library.definitions.form("team").field("calls/at"), session.now())
        except Refused:
            mark_bad(self._at, True)
            self._at_problem.setText(when_hint())
            self._at_problem.show()
            return session.now()
        span = partial_dates.span(said, session.tz)
        return span.start.astimezone(session.tz) if span else session.now()

    def _wanted(self, every: tuple[Person, ...], at: datetime) -> list[Person]:
        chosen, tz = next(iter(self._filters.value()), ALL), self._shell.session.tz
        if chosen == ON:
            return [one for one in every if roster.standing(one, at, tz) == "on"]
        return [one for one in every if chosen in (ALL, one.group)]

    def _say_nobody(self, every: tuple[Person, ...], at: datetime) -> None:
        """For which groups nobody is on duty, as far as the roster knows."""
        session = self._shell.session
        found = [code for code, _label in roster.groups(session) if self._is_without(every, code, at)]
        self._nobody.setVisible(bool(every and found))
        self._nobody.set_words(_("Nobody is on duty for: {groups}").format(groups=", ".join(found)))

    def _is_without(self, every: tuple[Person, ...], code: str, at: datetime) -> bool:
        return roster.duty_of(every, code, at, self._shell.session.tz).nobody

    def _phone(self, number: str) -> str:
        session = self._shell.session
        defs = session.library.definitions
        return show(defs.form("member").field("phones/number"), number, defs, country=session.office.country)

    def _person(self) -> Person | None:
        return self._model.person(self._table.currentIndex().row())

    def _on_chosen(self, *_indexes: QModelIndex) -> None:
        one = self._person()
        self._deeds.setVisible(one is not None)
        self._said.setText(" · ".join(part for part in (one.name, one.note) if part) if one else "")
        self._remove.setVisible(self._shell.session.worker.role in PEOPLE)
        self._sure.hide()

    # --- what is done -------------------------------------------------------------------------------------------------

    def _on_opened(self, index: QModelIndex | None, _checked: bool = False) -> None:
        one = self._model.person(index.row()) if index is not None else self._person()
        if one is not None:
            self._shell.navigate("form", form=roster.FORM, case=None, record=one.record)

    def _on_add(self) -> None:
        self._shell.navigate("form", form=roster.FORM, case=None, record=None)

    def _on_back(self) -> None:
        self._shell.navigate("team", record=self._team, view="crew")

    def _on_check(self) -> None:
        if (one := self._person()) is not None:
            self._try(
                partial(roster.check, self._shell.session, one.record),
                _("{name}: checked today.").format(name=one.name),
            )

    def _on_remove(self) -> None:
        one = self._person()
        if one is not None:
            self._said.setText(
                _("{name} goes out of the roster with all that was written of them here. What stands in the sheets of "
                  "teams stays. This cannot be undone.").format(name=one.name)
            )  # fmt: skip
            self._sure.show()
            self._sure.setFocus()

    def _on_sure(self) -> None:
        if (one := self._person()) is not None:
            self._try(partial(roster.remove, self._shell.session, one.record), _("Taken out of the roster."))
            self._table.setFocus()

    def _try(self, deed: Callable[[], object], words: str) -> None:
        try:
            deed()
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(words)
        self.refresh()

    def _on_print(self) -> None:
        work = partial(_paper, self._shell.session, self._team)
        self._shell.work(_("Preparing the list"), work, self._on_paper)

    def _on_paper(self, made: RosterPaper) -> None:
        if self._shell.files.print_pdf(self, made.data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))


def _paper(session: Session, team: str, _report: object) -> RosterPaper:
    with session.beside() as own:
        return roster_paper.of_team(own, team) if team else roster_paper.whole(own)


def _summary(every: tuple[Person, ...]) -> str:
    return ngettext("{n} person", "{n} persons", len(every)).format(n=len(every)) if every else " "
