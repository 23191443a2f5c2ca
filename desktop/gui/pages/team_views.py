"""What stands in the middle of a team's page, one at a time: its steps, and each other side of the same work."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.shell import Shell
from desktop.gui.widgets import FilterBar, boxed, column
from desktop.i18n import N_, _
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
FIRST = VIEWS[0][0]
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


class TeamViews(QWidget):
    """The views of a team under a row of their names; with one alone there is no row. changed: as each view says it."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_views")
        self._shell = shell
        self._board: Board | None = None
        self._made: dict[str, TeamView] = {}
        self._names = FilterBar([(_name(id), _(title)) for id, title in VIEWS], exclusive=True)
        self._names.set_value({_name(FIRST)})
        self._names.changed.connect(self._on_chosen)
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = boxed(column(self._names, margins=(24, 8, 16, 4)))
        outer.addWidget(head)
        head.setVisible(len(VIEWS) > 1)  # only now: without a parent it would be a window of its own
        outer.addWidget(self._stack, 1)

    def hasHeightForWidth(self) -> bool:
        """Every view scrolls; asked for its full height, it would take it from the header above."""
        return False

    @property
    def present(self) -> str:
        chosen = self._names.value()
        return next((id for id, _title in VIEWS if _name(id) in chosen), FIRST)

    def start(self, view: str = "") -> None:
        """Every view begins anew, and the one that was asked for is shown."""
        self._board = None
        self._names.set_value({_name(view if view in dict(VIEWS) else FIRST)})
        for made in self._made.values():
            made.start()

    def show_board(self, board: Board) -> None:
        self._board = board
        view = self._view(self.present)
        view.show_board(board)
        self._stack.setCurrentWidget(view)

    def open_step(self, step: str) -> None:
        self._view(self.present).open_step(step)

    def open_part(self, part: str) -> None:
        self._view(self.present).open_part(part)

    def first_field(self) -> QWidget | None:
        return self._view(self.present).first_field()

    def _view(self, id: str) -> TeamView:
        if id not in self._made:
            module = import_module(f"desktop.gui.pages.team_{id}")
            made: TeamView = getattr(module, f"{id.title()}View")(self._shell)
            made.changed.connect(self.changed)
            self._made[id] = made
            self._stack.addWidget(made)
        return self._made[id]

    def _on_chosen(self, *_chosen: object) -> None:
        if self._board is not None:
            self.show_board(self._board)


def _name(id: str) -> str:
    """What the button of a view is called; the view itself has its id as a name."""
    return f"view_{id}"
