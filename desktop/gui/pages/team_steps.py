"""The steps of a running team in three groups: now, next, done; a tick moves nothing under the hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.step_details import StepLists
from desktop.gui.pages.step_row import StepRow
from desktop.gui.theme import px
from desktop.gui.widgets import Card, EmptyState, Fold, Line, SectionHeader, Tone, clear
from desktop.i18n import _
from desktop.protocols.board import StepView
from desktop.services.team import Board

GROUPS = ("now", "next", "done")
SHOWN_NEXT = 1  # of the steps that come later the first is shown, the others are folded away


class Steps(QWidget):
    """ticked, noted and followed come from the rows."""

    ticked = Signal(str, str, str, object)
    noted = Signal(str, str, object)
    followed = Signal(str, str, str)

    def __init__(self, lists: StepLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self._lists = lists
        self._board: Board | None = None
        self._rows: dict[str, StepRow] = {}
        self._stays: dict[str, str] = {}  # steps ticked since the page was opened stay in the group they were in
        self._placed: dict[str, tuple[str, ...]] = {}
        self._head: SectionHeader | None = None
        self._open: set[str] = set()  # groups that were unfolded
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(14))

    def start(self) -> None:
        """The page is opened anew: every step goes where it belongs."""
        self._stays.clear()
        self._open.clear()
        self._forget_rows()

    def show_board(self, board: Board) -> None:
        self._board = board
        placed = self._places(board)
        if placed != self._placed and not any(row.is_asking() for row in self._rows.values()):
            with focus_kept(self):
                self._place(board, placed)
        self._show_rows(board)
        self._count_now(board)

    def keep_in_place(self, step: str) -> None:
        """A step was just ticked: it stays under the hand until the page is opened anew."""
        for group, steps in self._placed.items():
            if step in steps:
                self._stays[step] = group

    def refuse(self, step: str, words: str) -> bool:
        """An answer to a step was not written: say why in its place, if it was asked there."""
        row = self._rows.get(step)
        return row is not None and row.refuse(words)

    def open_step(self, step: str) -> None:
        """Bring a step into view with its help, wherever it is folded away."""
        if self._board is None:
            return
        group = next((name for name, steps in self._placed.items() if step in steps), None)
        if group is None:
            return
        if group != "now" and group not in self._open:
            self._open.add(group)
            self._place(self._board, self._placed)
            self._show_rows(self._board)
        row = self._rows[step]
        row.open_details()
        row.title().setFocus(Qt.FocusReason.OtherFocusReason)

    def first_title(self) -> QWidget | None:
        """The title of the first step that is for now."""
        steps = self._placed.get("now") or self._placed.get("next") or ()
        return self._rows[steps[0]].title() if steps and steps[0] in self._rows else None

    # --- places -------------------------------------------------------------------------------------------------

    def _places(self, board: Board) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {group: [] for group in GROUPS}
        for view in board.steps:
            group = self._stays.get(view.step.id, view.group)
            if group in found:
                found[group].append(view.step.id)
        return {group: tuple(steps) for group, steps in found.items()}

    def _place(self, board: Board, placed: dict[str, tuple[str, ...]]) -> None:
        for row in self._rows.values():
            row.setParent(self)
            row.hide()
        clear(self._body)
        self._placed = placed
        real = {group: len(board.group(group)) for group in GROUPS}
        self._head = SectionHeader(_("Now"))
        self._body.addWidget(self._head)
        self._body.addWidget(self._card(placed["now"]) if placed["now"] else _nothing_now())
        if placed["next"]:
            self._add_fold("next", _("Next"), real["next"], placed["next"], SHOWN_NEXT, Tone.PLAIN)
        if placed["done"]:
            self._add_fold("done", _("Done"), real["done"], placed["done"], 0, Tone.DONE)

    def _count_now(self, board: Board) -> None:
        """How many are really for now: a step that was just ticked stays in its place and is not counted."""
        late = any(c.state == "late" for view in board.steps for c in view.clocks)
        if self._head is not None:
            self._head.set_count(len(board.group("now")) or None, tone=Tone.DANGER if late else Tone.PLAIN)

    def _add_fold(self, group: str, title: str, count: int, steps: tuple[str, ...], first: int, tone: Tone) -> None:
        rest = QWidget()
        QVBoxLayout(rest).setContentsMargins(0, 0, 0, 0)
        shown = self._card(steps[:first]) if first else None
        fold = Fold(title, shown, rest, count=count, hidden=len(steps) - first, tone=tone)
        fold.setObjectName(f"fold_{group}")
        fold.toggled.connect(partial(self._on_fold, group, rest, steps[first:]))
        self._body.addWidget(fold)
        if group in self._open:
            self._fill_rest(rest, steps[first:])
            fold.set_open(True)
        fold.show()  # at once, not when the layout gets round to it: the focus may go into it now

    def _on_fold(self, group: str, rest: QWidget, steps: tuple[str, ...], is_open: bool) -> None:
        if not is_open:
            self._open.discard(group)
            return
        self._open.add(group)
        self._fill_rest(rest, steps)
        if self._board is not None:
            self._show_rows(self._board)

    def _fill_rest(self, rest: QWidget, steps: tuple[str, ...]) -> None:
        """Rows that are folded away are made when somebody unfolds them."""
        layout = rest.layout()
        if layout is not None and not layout.count() and steps:
            layout.addWidget(self._card(steps))

    def _card(self, steps: Sequence[str]) -> Card:
        card = Card(margin=12, gap=0)
        card.body().setContentsMargins(px(12), px(2), px(12), px(2))
        for place, step in enumerate(steps):
            if place:
                card.add(Line())
            row = self._row(step)
            card.add(row)
            row.show()
        return card

    def _row(self, step: str) -> StepRow:
        if step not in self._rows:
            made = StepRow(self._view(step), self._lists)
            made.ticked.connect(self.ticked)
            made.noted.connect(self.noted)
            made.followed.connect(self.followed)
            self._rows[step] = made
        return self._rows[step]

    def _view(self, step: str) -> StepView:
        if self._board is None:
            raise LookupError(step)
        return next(view for view in self._board.steps if view.step.id == step)

    def _show_rows(self, board: Board) -> None:
        for view in board.steps:
            if (row := self._rows.get(view.step.id)) is not None:
                row.show_view(view, board)

    def _forget_rows(self) -> None:
        clear(self._body)
        self._head = None
        for row in self._rows.values():
            row.setParent(None)
            row.deleteLater()
        self._rows, self._placed = {}, {}


def _nothing_now() -> Card:
    card = Card()
    card.add(EmptyState("check", _("Nothing is for now"), _("What comes later stands below, with its deadline.")))
    return card
