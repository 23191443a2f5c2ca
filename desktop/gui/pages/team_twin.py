"""On the page of a team: another one runs for the same incident; one of them goes on for both."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.widgets import Question, clear
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import team_twins
from desktop.services.team_twins import Twins

HERE, THERE, LOOK = "join_here", "join_there", "look"


class TwinCard(QWidget):
    """joined(record): this team goes on for both."""

    joined = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("twin")
        self._shell = shell
        self._shown: tuple[Twins | None, int] = (None, 0)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_team(self, record: str) -> None:
        """Ask where there is another one; nothing where there is none."""
        session = self._shell.session
        found = team_twins.of_team(session, record)
        self.setVisible(found is not None)
        other = "" if found is None else found.second if record == found.first else found.first
        apart = len(team_twins.preview(session, record, other).apart) if other else 0
        if (found, apart) == self._shown and self._body.count():
            return
        self._shown = (found, apart)
        with focus_kept(self):
            clear(self._body)
            if found is not None:
                self._body.addWidget(self._question(record, other, apart))

    def _question(self, record: str, other: str, apart: int) -> Question:
        text = _("Each was begun on another computer. Join them: one goes on, with what only the other one had.")
        if apart:
            words = ngettext(
                "{n} answer is not the same in both; the other one stays in its team, to be read there.",
                "{n} answers are not the same in both; the others stay in their team, to be read there.",
                apart,
            )
            text = f"{text} {words.format(n=apart)}"
        ways = [(HERE, _("This team goes on")), (THERE, _("The other one goes on")), (LOOK, _("Look at the other one"))]
        asked = Question(_("Two teams run for one incident"), text, ways)
        asked.setObjectName("twin_question")
        asked.answered.connect(partial(self._on_way, record, other))
        return asked

    def _on_way(self, record: str, other: str, way: str) -> None:
        if way == LOOK:
            self._shell.navigate("team", record=other)
            return
        first, second = (record, other) if way == HERE else (other, record)
        try:
            team_twins.join(self._shell.session, first, second)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("Joined: one team goes on for both. Reopened, the other one runs for itself again."))
        self.joined.emit(first)
