"""From paper by its number: the sheet of a team is opened by it and typed in the order in which it was filled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.forms.keeping import Keeper
from desktop.gui.pages.numbered_parts import NumberCard, WhichTeam, asked, doubt_row, sheet_keys
from desktop.gui.pages.team_views import SHEET
from desktop.gui.pages.transcribe_parts import Asking, CheckList, PaperCard, Progress
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Button, ElidedLabel, Kind, Line, PageHeader, boxed, column, row
from desktop.i18n import _, datetime_words, pick, time_words
from desktop.refusals import Refused, explain
from desktop.services import paper_numbers, records, team_sheet, team_typing, teams
from desktop.services.team_typing import Typing
from desktop.services.transcribing import Paper


class NumberedPage(QWidget):
    """arrive(number="", record=None): first the number, then the paper, its questions, and what is doubtful."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("numbered")
        self._shell, self._session = shell, shell.session
        self._number = self._team = ""
        self._typing: Typing | None = None
        self._paper: Paper | None = None
        self._changes: dict[str, Any] = {}
        self._at = 0
        self._back = Button(_("Back"), Kind.LINK, icon="arrow-left", name="numbered_back")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(_("From paper"), " ", self._back)
        self._progress = Progress()
        self._ask_number, self._which = NumberCard(), WhichTeam()
        self._card, self._asking, self._check = PaperCard(sheet_keys()), Asking(sheet_keys()), CheckList()
        self._connect()
        self._stack = QStackedWidget()
        self._parts = (self._ask_number, self._which, self._card, self._asking, self._check)
        for part in self._parts:
            self._stack.addWidget(part)
        self._said = ElidedLabel("", "muted")
        self._said.setObjectName("draft_words")
        self._finish = Button(_("Finish and check"), icon="check", name="numbered_finish")
        self._finish.clicked.connect(self.finish)
        self.keeper = Keeper(self._write_draft, self)
        self.keeper.kept.connect(self._on_kept)
        self.keeper.failed.connect(self._on_failed)
        self._lay_out()
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._on_save_key)

    def _connect(self) -> None:
        self._ask_number.asked.connect(self._on_number)
        self._which.chosen.connect(self._open)
        self._which.cases_asked.connect(lambda: self._shell.navigate("cases"))
        self._card.begun.connect(self._on_begun)
        self._asking.answered.connect(self._on_answered)
        self._asking.went_back.connect(self._on_went_back)
        self._check.save_asked.connect(self.save)
        self._check.followed.connect(self.go_to)

    def _lay_out(self) -> None:
        head = boxed(column(self._header, self._progress, gap=6))
        head.setContentsMargins(px(24), px(14), px(20), px(8))
        foot = boxed(row(self._said, self._finish, gap=12))
        foot.setContentsMargins(px(24), px(8), px(20), px(8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, Line()):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        for part in (Line(), foot):
            layout.addWidget(part)

    # --- what the window calls ------------------------------------------------------------------------------------

    def arrive(self, number: str = "", record: str = "", **_where: object) -> None:
        """With a number it is looked up at once; with a team besides, a blank sheet is typed into that team."""
        self._keep()
        self._typing, self._paper, self._changes, self._number, self._team = None, None, {}, "", record
        self._said.setText("")
        self._header.set_words(_("From paper"), _("The sheet of a team is opened by its number."))
        self._ask_number.start(number)
        self._show(self._ask_number)
        if number:
            self._on_number(number)

    def leave(self) -> None:
        self._keep()
        self.keeper.stop()

    def refresh(self) -> None:
        """What was written elsewhere counts when it is saved; what is typed here stays."""

    def first_field(self) -> QWidget | None:
        present = self._stack.currentWidget()
        return next((part.first_field() for part in self._parts if part is present), None)

    # --- which paper ----------------------------------------------------------------------------------------------

    def _on_number(self, typed: str) -> None:
        try:
            found = team_sheet.find(self._session, typed)
        except Refused as refusal:
            self._ask_number.say_wrong(explain(refusal))
            return
        if found.form:
            self._shell.navigate("transcribe", form=found.form, case=found.case or None)
            return
        self._number = found.number
        if found.team or self._team:
            self._open(found.team or self._team)
            return
        self._which.show_teams(teams.all_teams(self._session), self._session.now())
        self._show(self._which)

    def _open(self, record: str) -> None:
        try:
            typing = team_typing.begin(self._session, record, self._number)
        except Refused as refusal:
            self._show(self._ask_number)
            self._ask_number.say_wrong(explain(refusal))
            return
        self._typing = typing
        self._changes = _drafted(typing)
        self._header.set_words(
            _("From paper: sheet {number}, case {code}").format(
                number=paper_numbers.shown(typing.number), code=typing.board.code
            ),
            self._line(typing),
        )
        self._card.start(self._session.now())
        self._show(self._card)

    def _line(self, typing: Typing) -> str:
        if typing.typed_before is not None:
            words = _("This sheet was typed on {moment}. What you type now replaces it.")
            return words.format(moment=datetime_words(typing.typed_before))
        return _("{protocol}. What is typed is kept as a draft until it is saved.").format(
            protocol=pick(typing.board.protocol.title)
        )

    # --- the questions --------------------------------------------------------------------------------------------

    def _on_begun(self, on: Any, by: str) -> None:
        self._paper = Paper(on, by)
        typing = self._typing
        if typing is None:
            return
        begun = [place for place, one in enumerate(typing.questions) if any(p in self._changes for p in one.paths)]
        self._show_question(begun[-1] if begun else 0)

    def _show_question(self, place: int) -> None:
        typing = self._typing
        if typing is None:
            return
        self._at = max(0, min(place, len(typing.questions) - 1))
        question = typing.questions[self._at]
        self._asking.show_question(asked(self._session, typing, question, self._changes))
        steps = question.kind == team_typing.STEP
        self._progress.show_place(
            _("The steps") if steps else _("The institutions and how we talk with her"), self._at, len(typing.questions)
        )
        self._show(self._asking)

    def _on_answered(self, typed: str) -> None:
        typing, paper = self._typing, self._paper
        if typing is None or paper is None:
            return
        question = typing.questions[self._at]
        try:
            found = team_typing.read(self._session, typing, question, typed, paper)
        except Refused as refusal:
            self._asking.say_wrong(_why(refusal))
            return
        if found:
            self._changes.update(found)
            self.keeper.touch()
        if self._at + 1 < len(typing.questions):
            self._show_question(self._at + 1)
        else:
            self.finish()

    def _on_went_back(self) -> None:
        if self._at > 0:
            self._show_question(self._at - 1)

    def go_to(self, question: str) -> None:
        typing = self._typing
        if typing is not None:
            self._show_question(next(at for at, one in enumerate(typing.questions) if one.id == question))

    # --- the end --------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """What is doubtful, before it is saved."""
        typing = self._typing
        if typing is None or self._paper is None:
            return
        known = {one.id: one for one in typing.questions}
        now = self._session.now()
        doubts = team_typing.doubts(self._session, typing, self._changes)
        answered = [one for one in typing.questions if any(path in self._changes for path in one.paths)]
        rows = [doubt_row(known[one.question], one, now) for one in doubts]
        self._check.show_doubts(rows, (), len(answered), can_save=True)
        self._show(self._check)

    def save(self) -> None:
        typing, paper = self._typing, self._paper
        if typing is None or paper is None:
            return
        try:
            team_typing.save(self._session, typing, self._changes, paper)
        except Refused as refusal:
            self._said.setText(explain(refusal))
            return
        self.keeper.stop()
        record, number = typing.board.record, paper_numbers.shown(typing.number)
        self._typing, self._paper, self._changes = None, None, {}
        words = _("Sheet {number} is typed and saved at {time}. Now scan it, so that the signatures are kept.")
        self._shell.say(words.format(number=number, time=time_words(self._session.now())))
        self._shell.navigate("team", record=record, view="papers", part=SHEET)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _show(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self._progress.setVisible(part is self._asking)
        self._finish.setVisible(part is self._asking)
        wanted = self.first_field()
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        if self._typing is not None and self.keeper.waits:
            self.keeper.now()

    def _write_draft(self) -> datetime | None:
        typing = self._typing
        return records.keep_draft(self._session, typing.sheet, self._changes) if typing and self._changes else None

    def _on_kept(self, at: datetime | None) -> None:
        self._said.setText(_("Draft kept {time}").format(time=time_words(at)) if at else "")

    def _on_failed(self, _error: object) -> None:
        self._said.setText(_("The draft could not be kept. What you typed is on the screen; it is tried again."))

    def _on_save_key(self) -> None:
        if self._paper is None:
            return
        if self._stack.currentWidget() is self._check and self._check.can_save():
            self.save()
        else:
            self.finish()

    def _on_back(self) -> None:
        typing = self._typing
        if typing is not None:
            self._shell.navigate("team", record=typing.board.record, view="papers", part=SHEET)
        else:
            self._shell.navigate("teams")


def _drafted(typing: Typing) -> dict[str, Any]:
    """What was typed of this sheet before and not saved yet."""
    paths = {path for question in typing.questions for path in question.paths}
    groups = {f"{path.rpartition('/')[0]}/group" for path in paths if path.startswith("members/")}
    return {path: value for path, value in typing.sheet.draft.items() if path in paths | groups}


def _why(refusal: Refused) -> str:
    if refusal.code == "not-an-outcome":
        return _("This step has no such box. Look at the paper again.")
    if refusal.facts.get("field") == "future":
        return _("This hour has not been yet. Type the day before it, as in 1 2411 1430.")
    return _("This cannot be read. Look at the line below: figures for the hour, a letter for the reason.")
