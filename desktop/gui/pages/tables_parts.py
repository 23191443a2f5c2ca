"""Parts of the region's tables: key figures, a table with bars, the offices and what is missing from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.pages.sync_parts import missing_line
from desktop.gui.widgets import (
    DRESS,
    Card,
    Cell,
    CellsModel,
    ChipSpec,
    FlowBox,
    Label,
    Mark,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    paint_shape,
    row,
)
from desktop.gui.widgets.column_chart import Column
from desktop.i18n import _, ngettext, number_words, pick
from desktop.services import exchange, statistics
from desktop.services.statistics import OfficeState, Regional, RegionalTable, Sent

NEW_CASES, WITHIN, INCIDENTS = "i01", "i36", "i18"
YES = "true"
BESIDE = 760  # px at 100 %: below, the figures stand two by two


def table_of(regional: Regional, id_: str) -> RegionalTable | None:
    return next((table for table in regional.tables if table.id == id_), None)


def figure(table: RegionalTable | None) -> str:
    """A total as it is printed; a dash where no office sent the table."""
    if table is None:
        return "–"
    return statistics.shown(table.total) if table.total is None else number_words(table.total)


class Figures(QWidget):
    """The key figures in one line, or two by two where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figures")
        self._cards: list[Card] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))

    def show_figures(self, now: Regional, before: Regional | None) -> None:
        for old in self._cards:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._cards = [_figure_card(*told) for told in _told(now, before)]
        self._place(self._columns or 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() < theme.px(BESIDE) else 4
        if columns != self._columns:
            self._place(columns)

    def minimumSizeHint(self) -> QSize:
        # Two by two is as narrow as it can get.
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=0)
        return QSize(2 * widest + self._grid.spacing(), super().minimumSizeHint().height())

    def _place(self, columns: int) -> None:
        self._columns = columns
        for card in self._cards:
            self._grid.removeWidget(card)
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for at in range(4):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)


class FiguresModel(CellsModel):
    """The head of a figure with a bar stands over the figure, at the left of its column."""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if section == 1 and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return super().headerData(section, orientation, role)


def rows_of(table: RegionalTable, before: RegionalTable | None) -> list[tuple[Cell, ...]]:
    """The words, the figure with its bar, the figure of the period before."""
    earlier = {one.code: one.n for one in before.rows} if before else {}
    most = max((one.n or 0 for one in table.rows), default=0)
    shown: list[tuple[Cell, ...]] = []
    for one in table.rows:
        share = (one.n or 0) / most if most and one.n is not None else 0.0
        past = _printed(earlier[one.code]) if one.code in earlier else "–"
        words = _with_share(one.n, table)
        shown.append((Cell(pick(one.label)), Cell(words, right=True, share=share), Cell(past, right=True)))
    total = (Cell(_("Total"), strong=True), Cell(figure(table), right=True, strong=True, share=0.0))
    shown.append((*total, Cell(figure(before), right=True, strong=True)))
    return shown


def _with_share(n: int | None, table: RegionalTable) -> str:
    """The figure, and of what teams did also how many of a hundred."""
    share = statistics.share(table, n)
    return _printed(n) if share is None else _("{n} ({share} %)").format(n=_printed(n), share=share)


def columns_of(table: RegionalTable) -> list[Column]:
    """The same figures as columns; the highest one stands out."""
    most = max((one.n or 0 for one in table.rows), default=0)
    return [
        Column(pick(one.label), _printed(one.n), one.n or 0, strong=bool(most) and one.n == most) for one in table.rows
    ]


def quarters_of(found: Sequence[Regional]) -> list[Column]:
    """New cases of each quarter, the present one last."""
    shown = []
    for at, regional in enumerate(found):
        table = table_of(regional, NEW_CASES)
        word = exchange.period_words(regional.period, short=True)
        shown.append(Column(word, figure(table), (table.total or 0) if table else 0, strong=at == len(found) - 1))
    return shown


class Offices(Card):
    """Who has sent, who is late, which numbers never came."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=8, parent=parent)
        self.setObjectName("offices")
        self._head = SectionHeader(_("Offices"))
        self._list = column(gap=8)
        self.add(self._head, self._list)

    def show_offices(self, states: Sequence[OfficeState]) -> None:
        clear(self._list)
        if not states:
            words = _("No office is trusted yet. Add their cards under Synchronisation.")
            self._list.addWidget(Label(words, "muted", wrap=True))
            return
        tiles = [Tile(one) for one in states]
        widest = max(tile.sizeHint().width() for tile in tiles)
        for tile in tiles:  # of one width, so that they stand below each other
            tile.setFixedWidth(widest)
        self._list.addWidget(FlowBox(*tiles, gap=6))
        counts = Counter(one.state for one in states)
        for state in Sent:
            if counts[state]:
                spec = state_spec(state)
                line = row(Mark(spec), Label(spec.word, wrap=True), gap=8)
                line.setStretch(1, 1)
                line.addWidget(Label(number_words(counts[state]), "label"))
                self._list.addWidget(boxed(line))
        for one in states:
            if one.missing:
                self._list.addWidget(_missing(one))


class Tile(QLabel):
    """One office: its shape and its code; a reader hears its state."""

    def __init__(self, one: OfficeState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec, self._code = state_spec(one.state), one.code
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(_("{office}: {state}").format(office=one.code, state=self._spec.word))
        self.setToolTip(self.text())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wear = theme.current()
        width = QFontMetricsF(wear.font("small", strong=True)).horizontalAdvance(self._code)
        return QSize(max(wear.px(68), int(width) + wear.px(46)), wear.px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear, dress = theme.current(), DRESS[self._spec.tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        waiting = self._spec.shape is Shape.RING
        painter.setBrush(wear.colour("surface" if waiting else dress.fill))
        painter.setPen(QPen(wear.colour(dress.edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        side = wear.px(13)
        box = QRectF(wear.px(12), (self.height() - side) / 2, side, side)
        if self._spec.shape:
            paint_shape(painter, box, self._spec.shape, wear.colour(dress.shape), wear.colour("surface"))
        painter.setFont(wear.font("small", strong=True))
        painter.setPen(wear.colour("ink"))
        painter.drawText(
            QRectF(self.rect()).adjusted(wear.px(31), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._code
        )
        painter.end()


def state_spec(state: Sent) -> ChipSpec:
    return {
        Sent.COMPLETE: ChipSpec(_("received, complete"), Shape.CHECK, Tone.DONE),
        Sent.GAP: ChipSpec(_("received, a number is missing"), Shape.TRIANGLE, Tone.SOON),
        Sent.LATE: ChipSpec(_("late"), Shape.OCTAGON, Tone.DANGER),
        Sent.WAITING: ChipSpec(_("not sent, in time"), Shape.RING, Tone.PLAIN),
    }[state]


def _told(now: Regional, before: Regional | None) -> list[tuple[str, str, str]]:
    """Figure, what it counts, and what to compare it with."""
    earlier = table_of(before, NEW_CASES) if before else None
    period = exchange.period_words(before.period) if before else ""
    cases = table_of(now, NEW_CASES)
    incidents, past = table_of(now, INCIDENTS), table_of(before, INCIDENTS) if before else None
    came = sum(one.state in (Sent.COMPLETE, Sent.GAP) for one in now.offices)
    late = sum(one.state is Sent.LATE for one in now.offices)
    offices = _("{n} of {all}").format(n=came, all=len(now.offices))
    lateness = _("none is late")
    if late:
        lateness = ngettext("{n} office is late", "{n} offices are late", late).format(n=late)
    return [
        (figure(cases), _("new cases"), _("{period}: {n}").format(period=period, n=figure(earlier))),
        _share(table_of(now, WITHIN)),
        (figure(incidents), _("incidents"), _("{period}: {n}").format(period=period, n=figure(past))),
        (offices, _("offices have sent"), lateness),
    ]


def _share(table: RegionalTable | None) -> tuple[str, str, str]:
    """The part seen by a doctor in time, where both figures are large enough to be printed."""
    yes = next((one.n for one in table.rows if one.code == YES), None) if table else None
    if table is None or table.total is None or yes is None:
        small = _("figures under {limit} give no share").format(limit=statistics.PUBLISHED)
        return "–", _("doctor within 72 hours"), small
    share = statistics.share(table, yes)
    of = _("of {n} teams").format(n=number_words(table.total))
    return _("{n} %").format(n=share), _("doctor within 72 hours"), of


def _figure_card(big: str, words: str, second: str) -> Card:
    card = Card(margin=14, gap=0)
    card.add(Label(big, "figure"), Label(words, wrap=True), Label(second, "small-muted", wrap=True))
    return card


def _missing(one: OfficeState) -> QWidget:
    return missing_line(one.missing, one.code)


def _printed(n: int | None) -> str:
    return statistics.shown(n) if n is None else number_words(n)
