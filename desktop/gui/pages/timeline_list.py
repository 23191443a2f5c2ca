"""The lines of a timeline under their days: thousands of them as easily as ten, since only what is seen is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.forms.schema import Definitions
from desktop.gui import theme
from desktop.gui.models.entry_words import EntryWords, entry_words
from desktop.gui.models.times import wrong_clock_words
from desktop.gui.widgets import chip_size, paint_chip, speak
from desktop.gui.widgets.table import Index
from desktop.i18n import _, date_words, time_words
from desktop.services.cases import Entry

LINE = int(Qt.ItemDataRole.UserRole) + 1
HEAD, ROW, SIDE, ICON = 34, 46, 14, 20


@dataclass(frozen=True, slots=True)
class Line:
    """A day, or something that was written on it."""

    day: str = ""
    entry: Entry | None = None


class TimelineModel(QAbstractListModel):
    """Entries under their days; words are made when a line is first looked at."""

    def __init__(self, definitions: Definitions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._definitions = definitions
        self._lines: list[Line] = []

    def show(self, entries: Sequence[Entry], now: datetime) -> None:
        self.beginResetModel()
        self._lines = list(_lines(entries, now))
        self.endResetModel()

    def entry(self, place: int) -> Entry | None:
        return self._lines[place].entry if 0 <= place < len(self._lines) else None

    def place_of(self, entry: Entry) -> int | None:
        return next((place for place, line in enumerate(self._lines) if line.entry == entry), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A day is read and not chosen."""
        if self.entry(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if line.entry is None:
            return line.day
        words = self.words(line.entry)
        state = words.chip.word if words.chip else ""
        parts = (clock_words(line.entry), words.title, words.second, state)
        return ", ".join(part for part in parts if part)

    def words(self, entry: Entry) -> EntryWords:
        return entry_words(entry, self._definitions)


class TimelineList(QListView):
    """opened(entry): Enter, or a double click."""

    opened = Signal(object)

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_list")
        speak(self, _("What was written, newest first"))
        self.setModel(model)
        self._entries = model
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._on_index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_index(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def choose_first(self) -> None:
        """So that the arrow keys begin at the newest."""
        if not self.currentIndex().isValid() and self._entries.rowCount() > 1:
            self.setCurrentIndex(self._entries.index(1))

    def _on_index(self, index: QModelIndex) -> None:
        if (entry := self._entries.entry(index.row())) is not None:
            self.opened.emit(entry)


class _Delegate(QStyledItemDelegate):
    """A day in small letters; a line with its picture, its two rows of words, its hour and its chip."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        return QSize(theme.px(120), theme.px(HEAD if line.entry is None else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        wear, line, box = theme.current(), index.data(LINE), QRect(option.rect)
        painter.save()
        if line.entry is None:
            painter.fillRect(box, wear.colour("ground"))
            painter.setFont(wear.font("small", strong=True))
            painter.setPen(wear.colour("muted"))
            room = box.adjusted(wear.px(SIDE), 0, 0, -wear.px(5))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), line.day)
        else:
            self._paint_entry(painter, option, box, line.entry, index)
        painter.restore()

    def _paint_entry(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, entry: Entry, index: Index
    ) -> None:
        wear = theme.current()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, wear.colour("primary_tint" if chosen else "surface"))
        painter.setPen(wear.colour("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        model = index.model()
        words = model.words(entry) if isinstance(model, TimelineModel) else EntryWords("document", "", "")
        side, icon = wear.px(SIDE), wear.px(ICON)
        top = box.top() + (box.height() - icon) // 2
        wear.icon(words.icon, ICON, "muted", painter.device().devicePixelRatioF()).paint(
            painter, QRect(box.left() + side, top, icon, icon)
        )
        right = box.right() - side
        end = self._paint_end(painter, QRectF(box), right, entry, words)
        left = box.left() + 2 * side + icon
        self._paint_words(painter, QRect(left, box.top(), round(right - end - left - wear.px(10)), box.height()), words)

    def _paint_end(self, painter: QPainter, box: QRectF, right: float, entry: Entry, words: EntryWords) -> float:
        """The hour, and below it the state; how wide they are."""
        wear, font = theme.current(), theme.current().font("small")
        measure, clock = QFontMetricsF(font), clock_words(entry)
        width = measure.horizontalAdvance(clock)
        chip = chip_size(words.chip) if words.chip is not None else None
        high = measure.height() + (chip.height() + wear.px(1) if chip else 0)
        top = box.top() + (box.height() - high) / 2
        painter.setFont(font)
        painter.setPen(wear.colour("muted"))
        hour = QRectF(right - width - 1, top, width + 2, measure.height())
        painter.drawText(hour, int(Qt.AlignmentFlag.AlignRight), clock)
        if words.chip is not None and chip is not None:
            below = top + measure.height() + wear.px(1)
            paint_chip(painter, QPointF(right - chip.width(), below), words.chip, width=chip.width())
            return max(width, chip.width())
        return width

    def _paint_words(self, painter: QPainter, room: QRect, words: EntryWords) -> None:
        wear = theme.current()
        first, second = wear.font(strong=True), wear.font("small")
        upper, lower = QFontMetricsF(first), QFontMetricsF(second)
        top = room.top() + (room.height() - upper.height() - lower.height() + wear.px(4)) / 2
        for font, measure, text, colour, at in (
            (first, upper, words.title, "ink", top),
            (second, lower, words.second, "muted", top + upper.height() - wear.px(3)),
        ):
            painter.setFont(font)
            painter.setPen(wear.colour(colour))
            shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            place = QRectF(room.left(), at, room.width(), measure.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def clock_words(entry: Entry) -> str:
    return time_words(entry.at) if entry.at is not None else ""


def _lines(entries: Sequence[Entry], now: datetime) -> list[Line]:
    found: list[Line] = []
    last: date | str | None = ""
    for entry in entries:
        day = entry.at.date() if entry.at is not None else None
        if day != last:
            found.append(Line(_day_words(day, now.date())))
            last = day
        found.append(Line(entry=entry))
    return found


def _day_words(day: date | None, today: date) -> str:
    if day is None:
        return wrong_clock_words()
    words = date_words(day, weekday=True)
    if day == today:
        return _("today, {day}").format(day=words)
    if (today - day).days == 1:
        return _("yesterday, {day}").format(day=words)
    return words
