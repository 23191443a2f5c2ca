"""The list of teams: those with missed duties on top, those that have ended at the end."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.models.team_table import DONE, PROTOCOL, TeamTable
from desktop.gui.pages.paper_key import paper_key
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.ticking import ticking
from desktop.gui.widgets import Beside, Button, EmptyState, FilterBar, Kind, PageHeader, Table
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import teams
from desktop.services.teams import TeamRow

EVERY_MS = 30_000
WIDTHS = (160, 188, 190, 250, 0, 110)
LARGE_WIDTHS = (136, 172, 188, 230, 0, 110)  # of large type: room for those who have to act


class TeamsPage(QWidget):
    """Enter opens a team."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("teams")
        self._shell = shell
        paper_key(self, shell)
        self._model = TeamTable(partial(teams.counts, shell.session), self)
        begin = Button(_("Begin an intervention"), icon="plus", name="begin_team")
        begin.clicked.connect(partial(shell.navigate, "team_begin"))
        self._wall = Button(_("Large view"), icon="text-size", key="Ctrl+D", name="wall")
        self._wall.clicked.connect(partial(shell.navigate, "team_wall"))
        self._every: list[TeamRow] = []
        people = Button(_("Roster of institutions"), icon="people", name="open_roster")
        people.clicked.connect(partial(shell.navigate, "roster"))
        self._header = PageHeader(_("Intervention teams"), " ", people, self._wall, begin)
        self._filters = FilterBar([("running", _("Running")), ("ended", _("Ended")), ("all", _("All"))], exclusive=True)
        self._filters.set_value({"running"})
        self._filters.changed.connect(self.refresh)
        links = (
            (_("Set for the drawer"), "folder", "drawer"),
            (_("Opinion sheets"), "chart", "opinions"),
        )
        also = [Button(words, Kind.LINK, icon=icon, name=f"open_{page}") for words, icon, page in links]
        for button, (_words, _icon, page) in zip(also, links, strict=True):
            button.clicked.connect(partial(shell.navigate, page))
        self._table = Table(_("Intervention teams"))
        self._table.setObjectName("team_table")
        self._table.setModel(self._model)
        widths = LARGE_WIDTHS if theme.current().large else WIDTHS
        self._table.set_widths(*widths, stretch=widths.index(0))
        for column in (PROTOCOL, DONE):
            self._table.setColumnHidden(column, theme.current().large)
        self._table.opened.connect(self._on_opened)
        self._empty = EmptyState(
            "people",
            _("No team runs"),
            _("An intervention begins from a case: open the case and press “Start the team”, or choose the case here. "
              "Its hours, its steps and its institutions then stand on this page."),
            button=_("Choose the case"),
        )  # fmt: skip
        self._empty.pressed.connect(partial(shell.navigate, "team_begin"))
        body = QVBoxLayout(self)
        body.setContentsMargins(px(24), px(16), px(20), px(14))
        body.setSpacing(px(14))
        for part in (self._header, Beside(self._filters, *also, least=300)):
            body.addWidget(part)
        for filling in (self._table, self._empty):
            body.addWidget(filling, 1)
        self._timer = ticking(self, EVERY_MS, self.tick)

    @property
    def timer(self) -> QTimer:
        """What moves the clocks on; a test need not wait for it."""
        return self._timer

    def arrive(self, **_where: object) -> None:
        self.refresh()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def refresh(self) -> None:
        """Read the list anew; the chosen row stays chosen."""
        session = self._shell.session
        chosen = self._model.team(self._table.currentIndex().row())
        try:
            every = teams.all_teams(session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._every = every
        shown = self._chosen(every)
        self._model.show(shown, session.now())
        self._header.set_words(_("Intervention teams"), _summary(every, session.now()))
        self._wall.setVisible(any(not row.ended for row in every))
        self._filters.setVisible(bool(every))
        self._table.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        place = self._model.place_of(chosen.record) if chosen else None
        if shown:
            self._table.selectRow(place or 0)

    def tick(self) -> None:
        """Time went on: the words of what is seen, from what was read; no row moves under the hand."""
        now = self._shell.session.now()
        self._model.tick(now)
        self._header.set_words(_("Intervention teams"), _summary(self._every, now))

    def first_field(self) -> QWidget | None:
        return self._table if self._model.rowCount() else None

    def _chosen(self, every: list[TeamRow]) -> list[TeamRow]:
        kind = next(iter(self._filters.value()), "all")
        return [row for row in every if kind == "all" or row.ended == (kind == "ended")]

    def _on_opened(self, index: QModelIndex) -> None:
        if (found := self._model.team(index.row())) is not None:
            self._shell.navigate("team", record=found.record)


def _summary(every: list[TeamRow], now: datetime) -> str:
    running, late = sum(not row.ended for row in every), sum(row.is_late(now) for row in every)
    words = ngettext("{n} team runs", "{n} teams run", running).format(n=running)
    if not late:
        return words
    behind = ngettext("{n} has missed a deadline", "{n} have missed a deadline", late).format(n=late)
    return _("{teams}, {late}").format(teams=words, late=behind)
