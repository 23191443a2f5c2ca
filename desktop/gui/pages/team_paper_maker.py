"""One paper of a team in the making: to whom, what is asked, what goes and what does not, before it is printed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.models.words import capital, listed
from desktop.gui.pages.referral_parts import Goes
from desktop.gui.pages.team_paper_parts import AskTicks, PaperFields
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, BottomBar, Button, Kind, Label, Line, PageFrame, Tone, boxed, column
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import _, pick
from desktop.jobs import Job, Report
from desktop.refusals import Refused, explain
from desktop.services import team, team_papers
from desktop.services.referrals import Extract
from desktop.services.session import Session
from desktop.services.team import Board
from desktop.services.team_papers import Choice, Made

LEFT, CONTEXT, PAPER = 252, 300, 240
DOUBT, CONFLICT = "addressee-doubt", "addressee-in-conflict"


class Maker(QWidget):
    """left: put away; gone: the paper is out, and on record."""

    left = Signal()
    gone = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper_maker")
        self._shell, self._session = shell, shell.session
        self.paper = ""
        self._board: Board | None = None
        self._made: Made | None = None
        self._job: Job | None = None
        self._sure = False
        self._step = ""
        self._fields, self._asks = PaperFields(shell.session), AskTicks()
        self._goes = Goes(shell.session.library.definitions)
        for part in (self._fields, self._asks, self._goes):
            part.changed.connect(self._make)
        self._doubt = Banner(Tone.SOON, "", button=_("I have looked: it may go there"), icon="warning")
        self._doubt.setObjectName("addressee_doubt")
        self._doubt.pressed.connect(self._on_sure)
        self._doubt_box = boxed(column(self._doubt, margins=(16, 10, 16, 4)))
        self._doubt_box.hide()
        self._frame = self._build()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def begin(self, board: Board, paper: str) -> None:
        """Another paper."""
        self.paper, self._board, self._sure = paper, board, False
        plan = team_papers.plan_of(self._session, paper)
        self._step = team_papers.step_for(board, paper)
        view = next((one for one in board.steps if one.step.id == self._step), None)
        self._title.setText(pick(plan.title))
        self._goes.start()
        self._asks.start(team_papers.asks(self._session, board, paper), self._file_words(board))
        self._fields.start(
            team_papers.addressees(self._session, board.record, paper),
            self._step,
            is_done=view is None or view.group == "done",
            is_late=view is not None and team.is_late(view, self._session.now()),
        )
        self._make()

    def show_board(self, board: Board) -> None:
        """Time went on, or something was written; the paper that is looked at stays until it leaves."""
        self._board = board

    def forget(self) -> None:
        """No paper about her stays on a page that nobody looks at."""
        self._drop()
        self.paper = ""
        self._fields.clear()

    def first_field(self) -> QWidget:
        return self._fields.first_field()

    # --- parts --------------------------------------------------------------------------------------------------

    def _build(self) -> PageFrame:
        self._view = PaperView()
        self._why = Label("", "muted", wrap=True)
        self._why.setObjectName("why_no_paper")
        self._empty = boxed(
            column(Label(_("No paper yet"), "section"), self._why, None, gap=6, margins=(24, 24, 24, 24))
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._empty)
        self._above = column(margins=(20, 8, 16, 8))
        self._above_box = boxed(self._above)
        self._above_box.hide()
        middle = column(self._above_box, self._doubt_box, gap=0)
        self._stack.setMinimumHeight(px(PAPER))
        middle.addWidget(self._stack, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(boxed(middle))
        frame = PageFrame(
            area,
            left=self._left(),
            context=boxed(column(self._asks, Line(), self._goes, None, gap=12, margins=(16, 14, 16, 16))),
            left_width=LEFT,
            context_width=CONTEXT,
            context_title=_("What it says"),
            context_icon="shield",
            footer=self._bar(),
        )
        frame.folded.connect(self._on_folded)
        return frame

    def _left(self) -> QWidget:
        back = Button(_("All papers"), Kind.LINK, icon="arrow-left", name="paper_back")
        back.clicked.connect(self.left)
        self._title = Label("", "title", wrap=True)
        self._head = boxed(column(back, self._title, gap=4))
        self._beside = column(self._head, self._fields, gap=12)
        return boxed(column(self._beside, None, margins=(18, 14, 16, 16)))

    def _on_folded(self, left: bool, _context: bool) -> None:
        """What stands in the folded column comes to stand above the paper."""
        for part in (self._head, self._fields):
            (self._above if left else self._beside).addWidget(part)
        self._above_box.setVisible(left)

    def _bar(self) -> QWidget:
        self._name = Label("", "small-muted", wrap=True)
        self._name.setObjectName("paper_number")
        self._copy = Button(_("Copy for her"), icon="copies", name="paper_copy")
        self._copy.clicked.connect(self._on_copy)
        self._print = Button(_("Print"), Kind.PRIMARY, icon="print", key="Ctrl+P", name="paper_print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save"), icon="save", key="Ctrl+S", name="paper_save")
        self._save.clicked.connect(self._on_save)
        return BottomBar(self._name, self._copy, self._save, self._print)

    # --- the paper ----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """Begin the paper anew; what was made before may no longer leave."""
        self._drop()
        if self._board is None or not self.paper:
            return
        work = partial(_prepared, self._session, self._board.record, self.paper, self._choice())
        self._job = self._shell.jobs.start(_("Making the paper"), work)
        self._job.finished.connect(self._on_made)
        self._job.failed.connect(self._on_failed)

    def _choice(self) -> Choice:
        return self._fields.chosen(
            self._asks.asked(), self._goes.left_out(), self._goes.added(), self._step,
            documents=self._asks.files(), sure=self._sure,
        )  # fmt: skip

    def _file_words(self, board: Board) -> list[tuple[str, str]]:
        defs = self._session.library.definitions
        found = team_papers.files(self._session, board)
        return [(record, capital(listed(defs, "document_kinds", kind))) for record, kind in found]

    def _drop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None
        self._made = None
        self._view.set_paper(None)
        self._doubt_box.hide()
        self._settle()

    def _on_made(self, told: tuple[Extract, Made | Refused]) -> None:
        if self._job is None or self._job.result is not told:
            return  # something else was chosen meanwhile
        self._job = None
        found, made = told
        self._goes.show_extract(found)
        if isinstance(made, Refused):
            self._show_none(made)
            return
        self._made = made
        self._fields.show_urgency(made.choice.urgency)
        self._view.set_paper(made.paper.data)
        self._stack.setCurrentWidget(self._view)
        self._settle()

    def _on_failed(self, error: BaseException) -> None:
        if self._job is not None and self._job.error is error:
            self._job = None
            self._show_none(error)

    def _show_none(self, error: BaseException) -> None:
        doubted = isinstance(error, Refused) and error.code == DOUBT
        self._doubt.set_words(explain(error))
        self._doubt_box.setVisible(doubted)
        self._why.setText("" if doubted else explain(error))
        self._stack.setCurrentWidget(self._empty)
        self._settle()

    def _settle(self) -> None:
        made = self._made
        for button in (self._print, self._save, self._copy):
            button.setEnabled(made is not None)
        told = _("Paper number {number} · reference {reference}")
        self._name.setText(told.format(number=made.number, reference=made.paper.reference) if made else "")

    def _on_sure(self) -> None:
        self._sure = True
        self._make()

    # --- out of the window --------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        """On record first: a line too many is better than one that is missing, and it is taken back."""
        if self._made is not None:
            self._let_go(self._made)

    def _on_copy(self) -> None:
        """The same in the language that is chosen, for her; it discloses nothing to anybody."""
        if self._board is None or self._made is None:
            return
        work = partial(_copied, self._session, self._made)
        self._shell.work(_("Making the copy"), work, self._let_go)

    def _let_go(self, made: Made) -> None:
        job = self._shell.jobs.start(_("Writing down what goes"), partial(_kept, self._session, made))
        job.finished.connect(self._on_kept)
        job.failed.connect(self._on_not_kept)

    def _on_kept(self, told: tuple[Made, dict[str, Any]]) -> None:
        made, before = told
        if self._shell.files.print_pdf(self, made.paper.data):
            self._out(made)
        else:
            team_papers.cancel(self._session, made, before)
            self._session.announce("team", made.record)

    def _on_not_kept(self, error: BaseException) -> None:
        self._shell.refuse(error)
        self._make()

    def _on_save(self) -> None:
        made = self._made
        if made is None:
            return
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), made.paper.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        self._shell.work(_("Saving the paper"), partial(_saved, self._session, made, path), self._out)

    def _out(self, made: Made) -> None:
        self._session.announce("team", made.record)
        if made.choice.copy:
            self._shell.say(_("The copy is printed. Ask whether it is safe for her to have it."))
            return
        self._shell.say(_("On record: the paper left, and its number stands at the step."))
        self.gone.emit()


def _prepared(
    session: Session, record: str, paper: str, choice: Choice, _report: Report
) -> tuple[Extract, Made | Refused]:
    """What would go, and the paper; where there is none, what is withheld is told all the same."""
    with session.beside() as own:
        found = team_papers.look(own, record, paper, choice)
        try:
            return found, team_papers.prepare(own, record, paper, choice)
        except Refused as refusal:
            return found, refusal


def _copied(session: Session, made: Made, _report: Report) -> Made:
    with session.beside() as own:
        return team_papers.copy_of(own, made)


def _kept(session: Session, made: Made, _report: Report) -> tuple[Made, dict[str, Any]]:
    with session.beside() as own:
        before = team_papers.step_before(own, made)
        team_papers.keep(own, made)
    return made, before


def _saved(session: Session, made: Made, path: Path, _report: Report) -> Made:
    with session.beside() as own:
        team_papers.save(own, made, path, replace=True)
    return made
