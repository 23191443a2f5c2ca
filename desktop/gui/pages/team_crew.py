"""Everybody around a running team: each institution with its people and calls, the coordinator, the companion."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.present import show
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.focus import focus_shown
from desktop.gui.pages.team_call import CallPanel
from desktop.gui.pages.team_crew_parts import SeatCard, Ways
from desktop.gui.pages.team_hours import HoursPanel
from desktop.gui.pages.team_posts import PostCard
from desktop.gui.pages.team_views import TeamView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, Button, FlowBox, Kind, ScrollPage, Tone, boxed, column
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import team_crew, team_people
from desktop.services.team import Board
from desktop.services.team_conflicts import Conflict
from desktop.services.team_crew import Crew
from desktop.services.team_people import Note


class CrewView(TeamView):
    """Every call is saved at once; what has to be asked first is asked in its place."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("crew")
        self._board: Board | None = None
        self._crew: Crew | None = None
        self._cards: dict[str, SeatCard] = {}
        self._drawn: tuple[object, ...] = ()
        self._empty = Banner(
            Tone.INFO,
            _("The roster of institutions is empty"),
            _("Once it names people with their hours, this page says whom to call at any moment."),
            button=_("Open the roster"),
        )
        self._empty.setObjectName("no_roster")
        self._empty.pressed.connect(self._on_roster)
        self._call, self._hours = CallPanel(shell), HoursPanel(shell)
        for panel in (self._call, self._hours):
            panel.noted.connect(self._on_noted)
            panel.dropped.connect(self._close_panels)
            panel.hide()
        self._seats = QVBoxLayout()
        self._seats.setContentsMargins(0, 0, 0, 0)
        self._seats.setSpacing(px(12))
        self._posts = [PostCard(post, title, shell) for post, title in _posts()]
        for post in self._posts:
            post.changed.connect(self._on_noted)
            post.answered.connect(self._on_post_answered)
        roster, paper = (
            Button(words, Kind.SMALL, icon=icon, name=name)
            for words, icon, name in (
                (_("Open the roster"), "people", "open_roster"),
                (_("Print the call list"), "print", "print_calls"),
            )
        )
        roster.clicked.connect(self._on_roster)
        paper.clicked.connect(self._on_print)
        side = boxed(column(*self._posts, FlowBox(roster, paper, gap=8), gap=12))
        columns = Columns((boxed(self._seats), 560, 1), (side, 320, 0), gap=24)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._page = ScrollPage(self._empty, columns, margins=(24, 12, 16, 16))
        outer.addWidget(self._page)
        self._is_arriving = True
        self._page.verticalScrollBar().rangeChanged.connect(self._bring_first)

    def start(self) -> None:
        self._close_panels()
        self._board = None
        self._page.verticalScrollBar().setValue(0)
        for post in self._posts:
            post.close_editor()

    def first_field(self) -> QWidget | None:
        """The first call that is to be made."""
        return next((found for card in self._cards.values() if (found := card.first()) is not None), None)

    def _bring_first(self, *_range: int) -> None:
        """Words that wrap take a few rounds until every card has its place."""
        if self._is_arriving and (first := self.first_field()) is not None and first.hasFocus():
            focus_shown(first)

    def show_board(self, board: Board) -> None:
        self._is_arriving, self._board = self._board is None, board
        self._crew = crew = team_crew.crew(self.shell.session, board)
        ways = Ways(self.shell.session.library.definitions, self._phone, board.now)
        self._empty.setVisible(crew.listed == 0)
        for post in self._posts:
            post.show_board(board, crew, ways)
        is_asking = any(not panel.isHidden() for panel in (self._call, self._hours))
        drawn = (board.now.replace(second=0, microsecond=0), crew.seats)  # cards tell how long nobody has called
        if not is_asking and drawn != self._drawn:
            self._drawn = drawn
            self._lay_out(crew, ways)

    def _lay_out(self, crew: Crew, ways: Ways) -> None:
        """All cards anew; the focus stays where it was."""
        held = self.focusWidget()
        name = held.objectName() if held is not None and self.isAncestorOf(held) else ""
        for panel in (self._call, self._hours):
            self._seats.removeWidget(panel)
            panel.setParent(self)
        while (item := self._seats.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._cards = {seat.institution.group: self._card(SeatCard(seat, crew, ways)) for seat in crew.seats}
        for card in self._cards.values():
            self._seats.addWidget(card)
        if (again := self.findChild(QWidget, name) if name else None) is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, card: SeatCard) -> SeatCard:
        card.call_asked.connect(self._on_call)
        card.happened.connect(self._on_happened)
        card.hours_asked.connect(self._on_hours)
        card.answered.connect(self._on_answered)
        return card

    def _phone(self, number: str) -> str:
        session = self.shell.session
        defs = session.library.definitions
        return show(defs.form("team").field("members/phone"), number, defs, country=session.office.country)

    # --- what is done -------------------------------------------------------------------------------------------

    def _place(self, panel: QWidget, group: str) -> None:
        self._close_panels()
        self._seats.insertWidget(self._seats.indexOf(self._cards[group]) + 1, panel)

    def _on_call(self, group: str, who: str) -> None:
        if self._board is not None and self._crew is not None:
            self._place(self._call, group)
            self._call.start(self._board, self._crew, group, who or None)

    def _on_hours(self, row: str) -> None:
        board = self._board
        member = next((one for one in board.members if one.row == row), None) if board else None
        if board is not None and member is not None and member.group in self._cards:
            self._place(self._hours, member.group)
            self._hours.start(board, member)

    def _on_happened(self, row: str, result: str) -> None:
        board = self._board
        member = next((one for one in board.members if one.row == row), None) if board else None
        if board is None or member is None:
            return
        told = Note(member.group, result, row=row)
        try:
            team_people.note(self.shell.session, board.record, told)
        except Refused:  # the panel asks the same, in its place
            self._on_call(member.group, f"row:{row}")
            self._call.choose(result)
            return
        self._on_noted(_("{institution}: the call is noted.").format(institution=member.group))

    def _on_answered(self, one: object, tie: str) -> None:
        if isinstance(one, Conflict):
            told = Note(one.group, row=one.row, person=None if one.row else one.person, tie=tie)
            self._try(lambda record: team_people.declare(self.shell.session, record, told))

    def _on_post_answered(self, post: str, tie: str) -> None:
        self._try(lambda record: team_people.declare_post(self.shell.session, record, post, tie))

    def _try(self, deed: Callable[[str], object]) -> None:
        if self._board is None:
            return
        try:
            deed(self._board.record)
        except Refused as refusal:
            self.refused(refusal)
        self.changed.emit()

    def _on_noted(self, words: str) -> None:
        """After a call the keyboard goes on with the next call that is to be made."""
        holder = self.focusWidget()
        was_asking = holder is not None and any(panel.isAncestorOf(holder) for panel in (self._call, self._hours))
        self._close_panels()
        self.shell.say(words)
        self.changed.emit()
        if was_asking and (then := self.first_field()) is not None:
            focus_shown(then)

    def _close_panels(self) -> None:
        for panel in (self._call, self._hours):
            panel.hide()

    def _on_roster(self) -> None:
        self.shell.navigate("roster")

    def _on_print(self) -> None:
        if self._board is not None:
            self.shell.navigate("roster", record=self._board.record)


def _posts() -> tuple[tuple[str, str], ...]:
    return (
        ("coordinator", _("Coordinator")),
        ("companion", _("Who accompanies her")),
        ("interpreter", _("Interpreter")),
    )
