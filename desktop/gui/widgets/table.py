"""Tables: cells of one or two lines and chips, painted by one delegate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.gui import theme
from desktop.gui.widgets.chips import ChipSpec, chip_size, paint_chip
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.tones import DRESS, Tone

CELL = int(Qt.ItemDataRole.UserRole) + 1
SIDE = 10
ROW_TWO_LINES, ROW_ONE_LINE, ROW_DENSE = 46, 34, 30
HEAD = 36

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. A chip stands alone; `share` draws a bar after a figure."""

    text: str = ""
    second: str = ""
    second_tone: Tone | None = None
    strong: bool = False
    chip: ChipSpec | None = None
    right: bool = False
    muted: bool = False
    share: float | None = None

    def spoken(self) -> str:
        words = (self.chip.word if self.chip else "", self.text, self.second)
        return ", ".join(word for word in words if word)


class CellDelegate(QStyledItemDelegate):
    """Paints every cell whose model gives a `Cell` under the role CELL."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL)
        rect: QRect = option.rect
        wear = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, wear.colour("primary_tint" if chosen else "surface"))
        if index.row() < index.model().rowCount() - 1:
            painter.setPen(wear.colour("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if isinstance(cell, Cell):
            side = wear.px(SIDE)
            self._paint_cell(painter, rect.adjusted(side, 0, -side, -1), cell)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = index.data(CELL)
        return cell_size(cell) if isinstance(cell, Cell) else QSize(theme.px(40), theme.px(ROW_ONE_LINE))

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        wear = theme.current()
        if cell.chip is not None:
            top = rect.top() + (rect.height() - chip_size(cell.chip).height()) / 2
            paint_chip(painter, QPointF(rect.left(), top), cell.chip, width=rect.width())
            return
        first = wear.font(strong=cell.strong)
        ink = wear.colour("muted" if cell.muted else "ink")
        if not cell.second:
            _write(painter, _figure_room(rect, cell), cell.text, first, ink, right=cell.right)
            _paint_share(painter, rect, cell)
            return
        second = wear.font("small")
        upper, lower = QFontMetricsF(first), QFontMetricsF(second)
        # The two lines of a row stand closer than two lines of running text.
        tight = wear.px(3)
        height = upper.height() + lower.height() - 2 * tight
        top = rect.top() + (rect.height() - height) / 2
        above = QRect(rect.left(), round(top - tight / 2), rect.width(), round(upper.height()))
        below = QRect(rect.left(), round(top + upper.height() - 1.5 * tight), rect.width(), round(lower.height()))
        tone = wear.colour(DRESS[cell.second_tone].word if cell.second_tone else "muted")
        _write(painter, above, cell.text, first, ink, right=cell.right)
        _write(painter, below, cell.second, second, tone, right=cell.right)


class Table(QTableView):
    """A table of whole rows. opened(index): Enter or double click; peeked(index): Space."""

    opened = Signal(QModelIndex)
    peeked = Signal(QModelIndex)

    def __init__(self, name: str, *, row_height: int = ROW_TWO_LINES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak(self, name)
        self._fitted = False
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.px(24))
        rows.setDefaultSectionSize(theme.px(row_height))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFixedHeight(theme.px(HEAD))
        self.doubleClicked.connect(self.opened)

    def set_widths(self, *widths: int, stretch: int = -1) -> None:
        """Widths at 100 %; one column may take what is left. Never measured from the rows: there may be a million."""
        head = self.horizontalHeader()
        for column, width in enumerate(widths):
            if column == stretch:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(column, theme.px(width))

    def fit_height(self) -> None:
        """As high as its rows: for short tables inside a page that scrolls."""
        rows = self.model().rowCount() if self.model() is not None else 0
        bar = self.horizontalScrollBar()
        height = theme.px(HEAD) + rows * self.verticalHeader().defaultSectionSize() + 2
        self._fitted = True
        self.setFixedHeight(height + (bar.sizeHint().height() if bar.maximum() > 0 else 0))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if self._fitted:
            self.fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Space:
            self.peeked.emit(index)
        else:
            super().keyPressEvent(event)


class CellsModel(QAbstractTableModel):
    """A short table held in memory; long ones bring their own model and give `Cell`s under the role CELL."""

    def __init__(
        self, heads: Sequence[str], rows: Sequence[Sequence[Cell]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._heads, self._rows = tuple(heads), [tuple(row) for row in rows]

    def set_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.beginResetModel()
        self._rows = [tuple(row) for row in rows]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return cell_data(self._rows[index.row()][index.column()], role) if index.isValid() else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and self._rows and self._rows[0][section].right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def cell_data(cell: Cell, role: int) -> Any:
    """What a model answers for a cell: the words for readers and tests, the cell itself for the delegate."""
    if role == CELL:
        return cell
    if role == Qt.ItemDataRole.DisplayRole:
        return cell.chip.word if cell.chip else cell.text
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return cell.spoken()
    return None


def cell_size(cell: Cell) -> QSize:
    wear = theme.current()
    if cell.chip is not None:
        return QSize(chip_size(cell.chip).width() + 2 * wear.px(SIDE), wear.px(ROW_ONE_LINE))
    width = QFontMetricsF(wear.font(strong=cell.strong)).horizontalAdvance(cell.text)
    if cell.second:
        width = max(width, QFontMetricsF(wear.font("small")).horizontalAdvance(cell.second))
    return QSize(int(width + 1) + 2 * wear.px(SIDE), wear.px(ROW_TWO_LINES if cell.second else ROW_ONE_LINE))


def _write(painter: QPainter, rect: QRect, text: str, font: QFont, ink: QColor, *, right: bool) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


def _figure_room(rect: QRect, cell: Cell) -> QRect:
    """A figure with a bar after it stands in a narrow column of its own."""
    if cell.share is None:
        return rect
    return QRect(rect.left(), rect.top(), min(rect.width() // 2, theme.px(60)), rect.height())


def _paint_share(painter: QPainter, rect: QRect, cell: Cell) -> None:
    if cell.share is None:
        return
    wear, left = theme.current(), _figure_room(rect, cell).right() + theme.px(8)
    width = (rect.right() - left) * max(0.0, min(1.0, cell.share))
    height = wear.px(8)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(wear.colour("primary"))
    painter.drawRoundedRect(QRectF(left, rect.center().y() - height / 2 + 1, width, height), 2, 2)
