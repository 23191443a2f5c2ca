"""The steps of a running team under its hours, the institutions beside them; everything can be done by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.present import options, show
from desktop.forms.schema import Json
from desktop.gui.models.band_words import band_anchor, band_view
from desktop.gui.models.team_words import next_words, window_words
from desktop.gui.models.times import answer_words
from desktop.gui.models.words import consent_words, listed, state_spec
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.step_details import StepLists
from desktop.gui.pages.team_doubt import Doubts
from desktop.gui.pages.team_next import NextStrip
from desktop.gui.pages.team_people import People
from desktop.gui.pages.team_scans import StepFiles
from desktop.gui.pages.team_steps import Steps
from desktop.gui.pages.team_twin import TwinCard
from desktop.gui.pages.team_views import TeamView
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Card, ScrollPage, Tone
from desktop.gui.widgets.time_band import TimeBand
from desktop.i18n import _, ngettext, pick
from desktop.refusals import Refused, explain
from desktop.services import team, team_doubts, team_meetings, team_notes
from desktop.services.team import Board


class BoardView(TeamView):
    """Every tick is saved at once."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("board")
        self._board: Board | None = None
        self._conflict = Banner(Tone.INFO, "", button=_("Choose"), icon="copies")
        self._conflict.setObjectName("conflict")
        self._conflict.pressed.connect(self._on_choose)
        self._unknown = Banner(
            Tone.SOON,
            _("The hour of the incident is not known to the day, so nothing can be counted."),
            _("Send her to a doctor as soon as possible. If the day becomes known, write it into the sheet."),
        )
        self._unknown.setObjectName("no_hours")
        self._twin = TwinCard(shell)
        self._twin.joined.connect(self._on_joined)
        self._ended = Banner(Tone.PLAIN, "")
        self._ended.setObjectName("ended")
        self._doubts = Doubts(shell)
        self._doubts.confirmed.connect(self._on_confirmed)
        self._doubts.taken.connect(self._on_taken)
        self._doubts.corrected.connect(self._on_corrected)
        self._next = NextStrip()
        self._next.opened.connect(self.open_step)
        self._next.wall_asked.connect(self._on_wall)
        self._band = TimeBand(_("The hours since the incident"))
        self._band_card = Card(margin=1)
        self._band_card.add(self._band)
        self._steps, self._people = self._make_steps(), People(shell)
        self._people.changed.connect(self.changed)
        self._people.whole_asked.connect(self._on_whole)
        columns = Columns((self._steps, 560, 1), (self._people, 348, 0), gap=24)
        above = (self._twin, self._conflict, self._ended, self._doubts, self._next, self._unknown, self._band_card)
        page = ScrollPage(*above, columns, margins=(24, 12, 16, 16))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def start(self) -> None:
        self._steps.start()
        self._doubts.start()
        self._people.close_panel()

    def first_field(self) -> QWidget | None:
        """What is asked about the hours, else the first step that is for now, unless one was asked for."""
        if (asked := self._doubts.first_field()) is not None:
            return asked
        holder = self.focusWidget()
        return None if holder is not None and self._steps.isAncestorOf(holder) else self._steps.first_title()

    def open_step(self, step: str) -> None:
        self._steps.open_step(step)

    def show_board(self, board: Board) -> None:
        self._board = board
        defs = self.shell.session.library.definitions
        self._conflict.setVisible(board.conflicts > 0)
        words = ngettext(
            "{n} answer of this team has different values.", "{n} answers of this team have different values.",
            board.conflicts,
        )  # fmt: skip
        self._conflict.set_words(words.format(n=board.conflicts))
        self._twin.show_team(board.record)
        self._doubts.show_board(board)
        ended = listed(defs, "team_outcomes", str(board.answers.get("outcome") or ""))
        self._ended.setVisible(bool(ended))
        self._ended.set_words(_("The intervention has ended: {outcome}.").format(outcome=ended))
        self._next.setVisible(not ended)
        self._next.show_words(next_words(board, self._phone_words), window_words(board))
        view = band_view(board)
        self._unknown.setVisible(view is None and band_anchor(board) == "incident")
        self._band_card.setVisible(view is not None)
        if view is not None:
            self._band.show_view(view)
        self._steps.show_board(board)
        day = answer_words(board.consent.on, board.now) if board.consent else ""
        self._people.show_board(board, consent_words(defs, board.consent, day), self._phone_words)

    def _phone_words(self, number: str) -> str:
        session = self.shell.session
        defs = session.library.definitions
        return show(defs.form("team").field("members/phone"), number, defs, country=session.office.country)

    def _make_steps(self) -> Steps:
        session = self.shell.session
        defs = session.library.definitions
        form = defs.form("team")

        def offered(path: str) -> list[tuple[str, str]]:
            found = options(form.field(path), defs, session.office.country)
            return [(entry.code, pick(entry.label)) for entry in found]

        made = Steps(
            StepLists(
                done=form.field("steps/done_dt"),
                reasons=offered("steps/reason"),
                roles=offered("steps/by"),
                documents=offered("steps/doc_type"),
                guidance={one.id: one for one in session.library.guidance},
                form=defs.form,
                sheet=self._sheet_of,
                phone=self._phone_words,
                files=partial(StepFiles, self.shell),
            )
        )
        made.ticked.connect(self._on_ticked)
        made.noted.connect(self._on_noted)
        made.followed.connect(self._on_followed)
        return made

    def _sheet_of(self, form: str) -> str | None:
        """The sheet of a form that a step opens: of the incident or stay that the team is for, else the newest."""
        board = self._board
        if board is None:
            return None
        return team_notes.sheet_of(self.shell.session, board.record, form)

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_ticked(self, step: str, state: str, reason: str, time: object) -> None:
        board = self._board
        if board is None:
            return
        done = time if isinstance(time, str) else None
        late = state == team.DONE and bool(reason)
        before = board.late_reason(step) if state == team.DONE else None
        self._steps.keep_in_place(step)
        why = {"late_reason": reason} if late else {"reason": reason or None, "late_reason": before}
        try:
            team.set_step(self.shell.session, board.record, step, state, done=done, **why)
        except Refused as refusal:
            if not self._steps.refuse(step, explain(refusal)):
                self.refused(refusal)
            self.changed.emit()
            return
        self.changed.emit()
        word = state_spec(state).word.lower()
        self.shell.say(_("Step {step}: {state}.").format(step=step, state=word))

    def _on_noted(self, step: str, name: str, value: object) -> None:
        board = self._board
        if board is not None:
            self._try(lambda: team_notes.note(self.shell.session, board.record, step, name, cast("Json", value)))

    def _on_followed(self, step: str, where: str, id: str) -> None:
        board = self._board
        found = board.protocol.step(step) if board is not None else None
        if board is None or found is None:
            return
        if where == "guide":
            self.shell.navigate("guide", topic=id)
        elif where == "consent":
            self.shell.navigate("case", case=board.case, view="consents")
        elif where == "paper":
            self.shell.navigate("team", record=board.record, view="papers", step=step)
        elif found.fills in team_meetings.VIEWS:
            self.shell.navigate("team", record=board.record, view=team_meetings.VIEWS[found.fills])
        else:
            self.shell.navigate("form", form=found.fills, case=board.case, record=id or None)

    def _on_joined(self, record: str) -> None:
        """Where the work goes on is the page to be on."""
        self.shell.navigate("team", record=record)

    def _on_confirmed(self, code: str) -> None:
        board = self._board
        if board is not None:
            self._next.take_focus()
            self._try(lambda: team_doubts.sure(self.shell.session, board.record, code))

    def _on_taken(self, code: str) -> None:
        board = self._board
        if board is not None:
            self._next.take_focus()
            self._try(lambda: team_doubts.take_over(self.shell.session, board.record, code))

    def _on_corrected(self, anchor: str, answer: object) -> None:
        if self._board is None:
            return
        try:
            team_doubts.correct(self.shell.session, self._board.record, anchor, cast("Json", answer))
        except Refused as refusal:
            self._doubts.say(explain(refusal))
            return
        self._next.take_focus()
        self._doubts.close_panel()
        self.changed.emit()

    def _on_wall(self) -> None:
        if self._board is not None:
            self.shell.navigate("team_wall", record=self._board.record)

    def _try(self, deed: Callable[[], object]) -> bool:
        """Do it, or say plainly why not; the page then shows what stands."""
        try:
            deed()
        except Refused as refusal:
            self.refused(refusal)
            self.changed.emit()
            return False
        self.changed.emit()
        return True

    def _on_choose(self) -> None:
        if self._board is not None:
            self.shell.navigate("conflicts", case=self._board.case, record=self._board.record)

    def _on_whole(self) -> None:
        if self._board is not None:
            self.shell.navigate("form", form="team", case=self._board.case, record=self._board.record)
