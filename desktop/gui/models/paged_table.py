"""A table of any length: ten thousand rows as easily as ten, each page of them read when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.gui.widgets import Cell, cell_data
from desktop.gui.widgets.table import Index

PAGE = 200
KEPT_PAGES = 12  # a person scrolls to and fro; the rest is read again

RowT = TypeVar("RowT")
Row_co = TypeVar("Row_co", covariant=True)
ReadingT = TypeVar("ReadingT")


class Page(Protocol[Row_co]):
    """Some rows, and how many the whole list has."""

    @property
    def rows(self) -> Sequence[Row_co]: ...

    @property
    def total(self) -> int: ...


class PagedTable(QAbstractTableModel, Generic[RowT, ReadingT]):
    """`show` starts a list, and nothing but the pages that are seen is held.

    A table names its columns, and by which id one of its rows is found again.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read: Callable[[int, int], Page[RowT]] | None = None
        self._reading: ReadingT | None = None
        self._pages: dict[int, Sequence[RowT]] = {}
        self._total = 0

    def columns(self) -> Sequence[Callable[[RowT, ReadingT], Cell]]:
        """What stands in each column of a row."""
        raise NotImplementedError

    def heads(self) -> Sequence[str]:
        """What stands over each column."""
        raise NotImplementedError

    def id_of(self, row: RowT) -> str:
        raise NotImplementedError

    def show(self, read: Callable[[int, int], Page[RowT]], reading: ReadingT) -> None:
        """A new list, or the same one read anew; read(offset, limit) gives a page."""
        self.beginResetModel()
        self._read, self._reading = read, reading
        first = read(0, PAGE)
        self._pages, self._total = {0: first.rows}, first.total
        self.endResetModel()

    def row(self, place: int) -> RowT | None:
        """The row at this place; its page is read now if it was not yet."""
        if self._read is None or not 0 <= place < self._total:
            return None
        number = place // PAGE
        if number not in self._pages:
            while len(self._pages) >= KEPT_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = self._read(number * PAGE, PAGE).rows
        rows = self._pages[number]
        # Some may have gone meanwhile on another connection; the list is read anew at the next change.
        return rows[place % PAGE] if place % PAGE < len(rows) else None

    def place_of(self, id: str) -> int | None:
        """Where one stands among the rows that were read."""
        for number, rows in self._pages.items():
            for place, row in enumerate(rows):
                if self.id_of(row) == id:
                    return number * PAGE + place
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None or self._reading is None:
            return None
        return cell_data(self.columns()[index.column()](row, self._reading), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads()[section]
        return None
