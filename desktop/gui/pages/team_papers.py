"""The papers of a team: what each institution gets, what is withheld, what they know already; one is made at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.models import ledger_words as words
from desktop.gui.models import paper_words
from desktop.gui.pages.consents_parts import line
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.team_field import FieldPapers
from desktop.gui.pages.team_paper_maker import Maker
from desktop.gui.pages.team_views import SHEET, TeamView
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Beside,
    Button,
    Chip,
    FlowBox,
    Kind,
    Label,
    RowList,
    ScrollPage,
    SectionHeader,
    boxed,
    clear,
    column,
)
from desktop.i18n import _
from desktop.services import team_papers
from desktop.services.team import Board
from desktop.services.team_papers import READY, WITHHELD, TeamPaper


class PapersView(TeamView):
    """A list of papers; the chosen one stands in its place until it left or was put away."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("papers")
        self._board: Board | None = None
        self._list, self._held = column(gap=6), column(gap=6)
        self._field = FieldPapers(shell)
        self._field.changed.connect(self.changed)
        self._list_box = boxed(self._list)
        self._page = ScrollPage(self._list_box, boxed(self._held), self._field, margins=(24, 12, 16, 16))
        self._next, self._is_for_sheet = "", False
        self._maker = Maker(shell)
        self._maker.left.connect(self._on_left)
        self._maker.gone.connect(self._on_gone)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._page)
        self._stack.addWidget(self._maker)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def start(self) -> None:
        self._is_for_sheet = False
        self._put_away()

    def show_board(self, board: Board) -> None:
        if self._board is None or self._board.record != board.record:
            self._put_away()
        self._board = board
        self._maker.show_board(board)
        if self._stack.currentWidget() is self._page:
            with focus_kept(self):
                self._show_list(board)

    def open_step(self, step: str) -> None:
        """The paper of a step is made at once, where it has one."""
        if self._board is None:
            return
        found = next((view.step.paper for view in self._board.steps if view.step.id == step), "")
        if found:
            self._on_make(found)

    def open_part(self, part: str) -> None:
        """The sheet for the field stands below all papers: the page goes there."""
        self._is_for_sheet = part == SHEET
        if self._is_for_sheet:
            QTimer.singleShot(0, self, self._go_to_sheet)

    def first_field(self) -> QWidget | None:
        """The sheet, if that was asked for; else the paper to make next, never one that goes without consent."""
        if self._stack.currentWidget() is self._maker:
            return self._maker.first_field()
        if self._is_for_sheet:
            return self._field.first_field()
        making = [one for one in self._list_box.findChildren(Button) if one.objectName().startswith("make_")]
        return next((one for one in making if one.objectName() == f"make_{self._next}"), next(iter(making), None))

    def _go_to_sheet(self) -> None:
        if (inner := self._page.widget()) is not None and (layout := inner.layout()) is not None:
            layout.activate()
        self._page.verticalScrollBar().setValue(self._field.y())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._put_away()

    # --- the list -----------------------------------------------------------------------------------------------

    def _show_list(self, board: Board) -> None:
        known = team_papers.papers(self.shell.session, board.record, board)
        clear(self._list)
        clear(self._held)
        own = [one for one in known if one.step]
        next_ = _next(own)
        self._next = next_.id if next_ else ""
        self._section(self._list, _("Papers of the steps"), [self._line(one, first=one is next_) for one in own])
        self._section(self._list, _("Other papers"), [self._line(one, first=False) for one in known if not one.step])
        holders = team_papers.holders(self.shell.session, board)
        defs = self.shell.session.library.definitions
        told = [
            line(words.to_whom(defs, one.recipient, one.institution), [paper_words.holds(defs, one.data)])
            for one in holders
        ] or [Label(_("No institution has received anything from this office yet."), "muted", wrap=True)]
        self._section(self._held, _("What nobody asks her again"), told)
        self._field.show_board(board)

    def _section(self, body: QVBoxLayout, title: str, lines: list[QWidget]) -> None:
        if lines:
            body.addWidget(boxed(column(SectionHeader(title), RowList(*lines), gap=6)))

    def _line(self, paper: TeamPaper, *, first: bool) -> QWidget:
        session = self.shell.session
        defs, now = session.library.definitions, session.now()
        kind = Kind.SMALL_PRIMARY if first else Kind.SMALL
        make = Button(paper_words.deed(paper), kind, icon="print", name=f"make_{paper.id}")
        make.clicked.connect(partial(self._on_make, paper.id))
        deeds = [make]
        if paper.state == WITHHELD:
            ask = Button(_("Ask for her consent"), Kind.SMALL, icon="plus", name=f"consent_{paper.id}")
            ask.clicked.connect(self._on_consent)
            without = Button(_("Disclose without consent"), Kind.SMALL_LINK, icon="scales", name=f"without_{paper.id}")
            without.clicked.connect(self._on_without)
            deeds = [without, ask, make]
        title = FlowBox(Label(paper_words.title(paper), "label"), Chip.of(paper_words.chip(paper, defs)), gap=10)
        told = [Label(words_, "small-muted", wrap=True) for words_ in paper_words.lines(paper, defs, now, session.tz)]
        words_box = boxed(column(title, *told, gap=3))
        return Beside(words_box, *deeds, least=340, margins=(0, 9, 0, 9))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_make(self, paper: str, *_pressed: object) -> None:
        if self._board is None:
            return
        self._maker.begin(self._board, paper)
        self._stack.setCurrentWidget(self._maker)
        if (first := self._maker.first_field()) is not None:
            first.setFocus()

    def _on_consent(self, *_pressed: object) -> None:
        if self._board is not None:
            self.shell.navigate("form", form="consent", case=self._board.case, record=None)

    def _on_without(self, *_pressed: object) -> None:
        if self._board is not None:
            self.shell.navigate("case", case=self._board.case, view="consents")

    def _on_left(self) -> None:
        paper = self._maker.paper
        self._put_away()
        if self._board is not None:
            self.show_board(self._board)
        if (button := self._page.findChild(Button, f"make_{paper}")) is not None:
            button.setFocus()

    def _on_gone(self) -> None:
        self._on_left()
        self.changed.emit()

    def _put_away(self) -> None:
        """No paper about her stays where nobody looks at it."""
        self._maker.forget()
        self._stack.setCurrentWidget(self._page)


def _next(papers: Sequence[TeamPaper]) -> TeamPaper | None:
    """The paper to send next: one that may go, of a step for now, by the hour that presses most."""
    ready = [one for one in papers if one.state == READY and any(view.group == "now" for view in one.steps)]
    return min(ready, key=paper_words.pressing, default=None)
