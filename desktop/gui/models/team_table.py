"""The table of teams: all of them at once, and how far each is when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.gui.models.due_words import due_title
from desktop.gui.models.times import answer_words, left_words
from desktop.gui.widgets import Cell, ChipSpec, Shape, Tone, cell_data
from desktop.gui.widgets.table import Index
from desktop.i18n import _, ngettext, pgettext
from desktop.services.teams import Counts, TeamRow

KEPT = 400


class TeamTable(QAbstractTableModel):
    """Counting one team takes a moment, so only rows that are on the screen are counted."""

    def __init__(self, count: Callable[[str], Counts], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._rows: Sequence[TeamRow] = ()
        self._counts: dict[str, Counts] = {}
        self._now: datetime | None = None

    def show(self, rows: Sequence[TeamRow], now: datetime) -> None:
        self.beginResetModel()
        self._rows, self._now = rows, now
        self._counts.clear()
        self.endResetModel()

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
        return cell_data(self._cell(row, index.column(), self._now), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heads()[section]
        return None

    def _cell(self, row: TeamRow, column: int, now: datetime) -> Cell:
        match column:
            case 0:
                return Cell(row.code, answer_words(row.started, now), strong=True)
            case 1:
                return Cell(chip=_state(row))
            case 2:
                return Cell("–" if row.ended else str(self._counted(row).now))
            case 3:
                counts = self._counted(row)
                return Cell(_("{done} of {total}").format(done=counts.done, total=counts.shown))
            case _:
                return _next(row, now)

    def _counted(self, row: TeamRow) -> Counts:
        if row.record not in self._counts:
            if len(self._counts) >= KEPT:
                self._counts.clear()
            self._counts[row.record] = self._count(row.record)
        return self._counts[row.record]


def heads() -> tuple[str, ...]:
    return _("Case code"), _("Status"), _("Steps for now"), _("Steps done"), _("Next deadline")


def _state(row: TeamRow) -> ChipSpec:
    if row.ended:
        return ChipSpec(pgettext("one team", "Ended"), Shape.CHECK, Tone.QUIET)
    if row.late:
        words = ngettext("{n} deadline passed", "{n} deadlines passed", row.late)
        return ChipSpec(words.format(n=row.late), Shape.OCTAGON, Tone.DANGER)
    return ChipSpec(_("Running"), Shape.CLOCK, Tone.INFO)


def _next(row: TeamRow, now: datetime) -> Cell:
    if row.ended or row.next_at is None:
        return Cell("–", muted=True)
    hours = (row.next_at - now).total_seconds() / 3600
    return Cell(due_title(row.next_kind), left_words(row.next_at, now), Tone.SOON if hours < 12 else None)
