"""The table of teams: all of them at once; how far one is, is worked out when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.gui import theme
from desktop.gui.models.begin_words import sort_words
from desktop.gui.models.due_words import due_title
from desktop.gui.models.step_words import SOON, WINDOW_SOON
from desktop.gui.models.times import answer_words, left_words
from desktop.gui.models.words import capital, steps_words, who_words
from desktop.gui.widgets import Cell, ChipSpec, Shape, Tone, cell_data
from desktop.gui.widgets.table import Index
from desktop.i18n import _, ngettext, pgettext
from desktop.services.teams import Counts, Due, TeamRow

KEPT = 400
FIRST_CONTACT = "first_contact"
PROTOCOL, DONE = 1, 5  # columns that go where the type is large; the protocol then stands under the code


class TeamTable(QAbstractTableModel):
    """Counting one team takes a moment, so only rows on the screen are counted, and once until something is written.

    As time goes on their words are made anew from what was read.
    """

    def __init__(self, count: Callable[[str], Counts], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._rows: Sequence[TeamRow] = ()
        self._counts: dict[str, Counts] = {}
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._now: datetime | None = None

    def show(self, rows: Sequence[TeamRow], now: datetime) -> None:
        """Other teams, or the same ones after something was written."""
        self.beginResetModel()
        self._rows, self._now = rows, now
        self._counts.clear()
        self._cells.clear()
        self.endResetModel()

    def tick(self, now: datetime) -> None:
        """Only the time is another one; nothing is read again and no row moves."""
        self._now = now
        self._cells.clear()
        if self._rows:
            last = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def team(self, place: int) -> TeamRow | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, record: str) -> int | None:
        return next((place for place, row in enumerate(self._rows) if row.record == record), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(heads())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.team(index.row()) if index.isValid() else None
        if row is None or self._now is None:
            return None
        place = index.row()
        if place not in self._cells:
            if len(self._cells) >= KEPT:
                self._cells.clear()
            self._cells[place] = self._words(row, self._now)
        return cell_data(self._cells[place][index.column()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heads()[section]
        return None

    def _words(self, row: TeamRow, now: datetime) -> tuple[Cell, ...]:
        counts = self._counted(row)
        ahead = None if row.ended else counts.next(now)
        protocol = sort_words(row.protocol.sort) if row.protocol else _("unknown protocol")
        started = answer_words(row.started, now)
        return (
            Cell(row.code, protocol if theme.current().large else started, strong=True),
            Cell(protocol, muted=row.protocol is None),
            Cell(chip=_state(row, counts.late(now))),
            _next(ahead, now),
            Cell(_whose(ahead, row), muted=ahead is None),
            Cell(_("{done} of {total}").format(done=counts.done, total=counts.shown)),
        )

    def _counted(self, row: TeamRow) -> Counts:
        if row.record not in self._counts:
            if len(self._counts) >= KEPT:
                self._counts.clear()
            self._counts[row.record] = self._count(row.record)
        return self._counts[row.record]


def heads() -> tuple[str, ...]:
    return _("Case code"), _("Protocol"), _("Status"), _("Next deadline"), _("Who"), _("Steps done")


def _state(row: TeamRow, late: int) -> ChipSpec:
    if row.ended:
        return ChipSpec(pgettext("one team", "Ended"), Shape.CHECK, Tone.QUIET)
    if late:
        words = ngettext("{n} deadline passed", "{n} deadlines passed", late)
        return ChipSpec(words.format(n=late), Shape.OCTAGON, Tone.DANGER)
    return ChipSpec(_("Running"), Shape.CLOCK, Tone.INFO)


def _next(ahead: Due | None, now: datetime) -> Cell:
    """What is due next; what care it is, is seen when the team is opened."""
    if ahead is None:
        return Cell("–", muted=True)
    soon = ahead.at - now < (WINDOW_SOON if ahead.kind == "window" else SOON)
    title = _("{what} · {steps}").format(what=due_title(ahead.kind), steps=steps_words((ahead.step,)))
    return Cell(capital(title), left_words(ahead.at, now), Tone.SOON if soon else None)


def _whose(ahead: Due | None, row: TeamRow) -> str:
    """The institutions by their codes; whoever was first is the institution that was."""
    if ahead is None:
        return "–"
    known = tuple(row.first if who == FIRST_CONTACT and row.first else who for who in ahead.who)
    return who_words(tuple(dict.fromkeys(known)))
