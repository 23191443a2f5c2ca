"""What stands in the middle of a team's page, one at a time: its steps, and each other side of the same work."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.pages.switched_views import SwitchedViews
from desktop.gui.shell import Shell
from desktop.i18n import N_
from desktop.refusals import Refused
from desktop.services.team import Board

# id -> title. The view `board` is the class BoardView of the module team_board; it is made when it is first looked at.
VIEWS: tuple[tuple[str, str], ...] = (
    ("board", N_("Steps")),
    ("crew", N_("Institutions")),
    ("papers", N_("Papers")),
    ("meetings", N_("Meetings")),
    ("after", N_("Follow-up")),
)
SHEET = "sheet"  # the part of the papers where the sheet for the field is printed


class TeamView(QWidget):
    """One side of a team's work. changed: something was written, the page reads the team anew."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell

    def start(self) -> None:
        """Another team is looked at from now on, or the same one anew."""

    def show_board(self, board: Board) -> None:
        """Show the team as it stands at this moment; called again as the clocks move on and after every act."""
        raise NotImplementedError

    def first_field(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None

    def open_step(self, step: str) -> None:
        """Bring one step into view, where the view has steps."""

    def open_part(self, part: str) -> None:
        """Bring one part into view, where the view has parts of its own."""

    def refused(self, refusal: Refused) -> None:
        """An act of this view was refused: say why at its place, or let the strip at the bottom say it."""
        self.shell.refuse(refusal)


class TeamViews(SwitchedViews):
    """The views of a team under a row of their names. changed: as each view says it."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, "team", VIEWS, 24, parent)
        self.setObjectName("team_views")

    def connect_view(self, view: TeamView) -> None:
        view.changed.connect(self.changed)

    def fill(self, view: TeamView, shown: Board) -> None:
        view.show_board(shown)

    def open_step(self, step: str) -> None:
        self.view().open_step(step)

    def open_part(self, part: str) -> None:
        self.view().open_part(part)
