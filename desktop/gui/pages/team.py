"""A running team: its case on top, below it one side of its work at a time; the clocks move on by themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.gui.pages.paper_key import paper_key
from desktop.gui.pages.team_header import TeamHeader
from desktop.gui.pages.team_views import SHEET, TeamViews
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.ticking import ticking
from desktop.gui.widgets import Line
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import team, team_end, team_meetings
from desktop.services.session import Session
from desktop.services.team import Board

EVERY_MS = 30_000


class TeamPage(QWidget):
    """Opened for one team record, if wished at one step or one view."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team")
        self._shell = shell
        self._record = ""
        self._board: Board | None = None
        paper_key(self, shell, lambda: self._record)
        self._header = TeamHeader()
        self._header.back_asked.connect(self._on_back)
        self._header.told.connect(self._on_told)
        self._header.print_asked.connect(self._on_print)
        self._header.end_asked.connect(self._on_end)
        self._header.reopen_asked.connect(self._on_reopen)
        self._views = TeamViews(shell)
        self._views.changed.connect(self.refresh)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(0))
        for part in (self._header, Line()):
            outer.addWidget(part)
        outer.addWidget(self._views, 1)
        self._timer = ticking(self, EVERY_MS, self.refresh)

    @property
    def timer(self) -> QTimer:
        """What moves the clocks on; a test need not wait for it."""
        return self._timer

    def arrive(
        self, *, record: str = "", step: str | None = None, view: str = "", part: str = "", **_where: object
    ) -> None:
        if record and (place := team_meetings.place_of(self._shell.session, record)) is not None:
            record, view = place  # a meeting or a check: the team that it is of
        self._record = record or self._record
        self._views.start(view)
        if not self._read(team.open_board):
            self._shell.navigate("teams")
            return
        if step is not None:
            self._views.open_step(step)
        if part:
            self._views.open_part(part)
        self._timer.start()

    def refresh(self) -> None:
        """Show it as it stands now; a row that asks for something is left alone."""
        self._read(team.board)

    def leave(self) -> None:
        """What is being typed about a step is kept as if the person had gone on."""
        self._timer.stop()
        holder = QApplication.focusWidget()
        if holder is not None and self.isAncestorOf(holder):
            holder.clearFocus()

    def first_field(self) -> QWidget | None:
        return self._views.first_field()

    def _read(self, read: Callable[[Session, str], Board]) -> bool:
        try:
            board = read(self._shell.session, self._record)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return False
        self._board = board
        self._header.show_board(board, self._shell.session.library.definitions)
        self._views.show_it(board)
        return True

    def _on_told(self, times: int) -> None:
        try:
            team.count_retelling(self._shell.session, self._record, times)
        except Refused as refusal:
            self._shell.refuse(refusal)
        self.refresh()

    def _on_end(self) -> None:
        self._shell.navigate("team_end", record=self._record)

    def _on_reopen(self) -> None:
        try:
            team_end.reopen(self._shell.session, self._record)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("The intervention goes on, with its clocks where they are."))
        self.refresh()

    def _on_back(self) -> None:
        if self._board is not None:
            self._shell.navigate("case", case=self._board.case)

    def _on_print(self) -> None:
        if self._board is not None:
            self._shell.navigate("team", record=self._record, view="papers", part=SHEET)
