"""A month as a grid of days, drawn by the program itself: what each holds, moved through by the arrows alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets import DRESS, Shape, Tone, paint_shape, speak
from desktop.i18n import _, date_words, ngettext, weekday_words

WEEK = 7
HEAD, DAY, LINE, SIDE = 26, 24, 18, 6
LEAST_LINES = 2
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a day, ready to be drawn."""

    words: str
    shape: Shape
    tone: Tone
    faint: bool = False  # it is over


class MonthGrid(QWidget):
    """Weeks of days. chosen(date): another day is looked at; opened(date): Enter or a second press on it."""

    chosen = Signal(object)
    opened = Signal(object)
    turned = Signal(int)  # PgUp and PgDn: so many months

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("month_grid")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._first = self._day = self._today = date(2026, 1, 1)
        self._weeks, self._month = 6, 1
        self._lines: Mapping[date, Sequence[Line]] = {}

    def show_days(self, first: date, last: date, month: int, today: date, lines: Mapping[date, Sequence[Line]]) -> None:
        """Whole weeks from a Monday on; days of other months are faint."""
        self._first, self._weeks = first, (last - first).days // WEEK + 1
        self._month, self._today, self._lines = month, today, lines
        self.updateGeometry()
        self.update()
        self._speak()

    def day(self) -> date:
        return self._day

    def set_day(self, day: date) -> None:
        self._day = day
        self.update()
        self._speak()

    def sizeHint(self) -> QSize:
        lines = 3 if self._weeks < 6 else LEAST_LINES
        return QSize(theme.px(620), theme.px(HEAD + self._weeks * (DAY + lines * LINE + 4)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(HEAD + self._weeks * (DAY + LEAST_LINES * LINE + 4)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose(self._day + timedelta(days=_STEPS[key]))
        elif key == Qt.Key.Key_Home:
            self._choose(self._today)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._choose(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None:
            self.opened.emit(found)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(wear.colour("line"), 1))
        painter.setBrush(wear.colour("surface"))
        painter.drawRoundedRect(box, 8, 8)
        self._paint_heads(painter)
        for place in range(self._weeks * WEEK):
            self._paint_day(painter, self._first + timedelta(days=place), self._cell(place))
        painter.end()

    def _paint_heads(self, painter: QPainter) -> None:
        wear = theme.current()
        painter.setFont(wear.font("small", strong=True))
        painter.setPen(wear.colour("muted"))
        for column in range(WEEK):
            cell = self._cell(column)
            where = QRectF(cell.left() + wear.px(SIDE), 0, cell.width() - wear.px(SIDE), wear.px(HEAD))
            words = _fitting(weekday_words(column), QFontMetricsF(painter.font()), where.width())
            painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        wear = theme.current()
        inside = day.month == self._month
        if not inside:
            painter.fillRect(cell.adjusted(1, 1, 0, 0), wear.colour("ground"))
        if day == self._day:
            painter.fillRect(cell.adjusted(1, 1, 0, 0), wear.colour("primary_tint"))
        painter.setPen(QPen(wear.colour("line"), 1))
        painter.drawLine(cell.topLeft(), cell.topRight())
        if cell.left() > 1:
            painter.drawLine(cell.topLeft(), cell.bottomLeft())
        self._paint_number(painter, day, cell, inside=inside)
        self._paint_lines(painter, self._lines.get(day, ()), cell)
        if day == self._day and self.hasFocus():
            painter.setPen(QPen(wear.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(2, 2, -1, -1), 4, 4)

    def _paint_number(self, painter: QPainter, day: date, cell: QRectF, *, inside: bool) -> None:
        wear = theme.current()
        today = day == self._today
        painter.setFont(wear.font("small", strong=today or inside))
        where = QRectF(cell.left() + wear.px(SIDE), cell.top() + wear.px(3), cell.width(), wear.px(DAY - 4))
        if today:
            metrics = QFontMetricsF(painter.font())
            width = metrics.horizontalAdvance(str(day.day)) + wear.px(12)
            badge = QRectF(cell.left() + wear.px(3), where.top(), width, where.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(wear.colour("primary"))
            painter.drawRoundedRect(badge, where.height() / 2, where.height() / 2)
            painter.setPen(wear.colour("on_primary"))
            painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), str(day.day))
            return
        painter.setPen(wear.colour("ink" if inside else "muted"))
        painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter), str(day.day))

    def _paint_lines(self, painter: QPainter, lines: Sequence[Line], cell: QRectF) -> None:
        wear = theme.current()
        top, room = cell.top() + wear.px(DAY), int((cell.height() - wear.px(DAY + 2)) // wear.px(LINE))
        shown = list(lines) if len(lines) <= room else list(lines)[: max(0, room - 1)]
        painter.setFont(wear.font("small"))
        metrics = QFontMetricsF(painter.font())
        left, width = cell.left() + wear.px(SIDE), cell.width() - 2 * wear.px(SIDE)
        for place, line in enumerate(shown):
            y = top + place * wear.px(LINE)
            side = wear.px(9)
            dress = DRESS[line.tone]
            where = QRectF(left, y + (wear.px(LINE) - side) / 2, side, side)
            paint_shape(painter, where, line.shape, wear.colour(dress.shape), wear.colour("surface"))
            painter.setPen(wear.colour("muted" if line.faint else "ink"))
            words = QRectF(left + side + wear.px(5), y, width - side - wear.px(5), wear.px(LINE))
            text = _fitting(line.words, metrics, words.width())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
        if len(shown) < len(lines) and room > 0:
            painter.setPen(wear.colour("muted"))
            words = QRectF(left, top + len(shown) * wear.px(LINE), width, wear.px(LINE))
            more = _("+ {n}").format(n=len(lines) - len(shown))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), more)

    def _cell(self, place: int) -> QRectF:
        head = theme.px(HEAD)
        width, height = self.width() / WEEK, (self.height() - head) / self._weeks
        return QRectF((place % WEEK) * width, head + (place // WEEK) * height, width, height)

    def _at(self, point: QPointF) -> date | None:
        for place in range(self._weeks * WEEK):
            if self._cell(place).contains(point):
                return self._first + timedelta(days=place)
        return None

    def _choose(self, day: date) -> None:
        self.set_day(day)
        self.chosen.emit(day)

    def _speak(self) -> None:
        count = len(self._lines.get(self._day, ()))
        held = ngettext("{n} entry", "{n} entries", count).format(n=count)
        speak(self, f"{date_words(self._day, weekday=True)}, {held}")


def _fitting(words: str, metrics: QFontMetricsF, width: float) -> str:
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, width))
