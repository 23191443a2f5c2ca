"""The left side of the window: the pages that work, and who is working."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeySequence, QPainter, QPainterPath, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.theme_icons import paint_icon
from desktop.gui.widgets.buttons import paint_ring
from desktop.gui.widgets.headers import Count
from desktop.gui.widgets.labels import ElidedLabel, IconLabel, Line
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.press import PressButton
from desktop.gui.widgets.tones import Tone
from desktop.i18n import ngettext

WIDTH, WIDTH_LARGE = 196, 180  # at large type the words take nearly all of it
ITEM, SIDE, GAP, RADIUS = 36, 11, 13, 6
KEYS = 9


class NavigationItem(PressButton):
    """One page: icon, word, and how many things wait there."""

    def __init__(self, title: str, icon: str, count: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._icon_name, self._number = title, icon, 0
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._count = Count(0, tone=Tone.INFO, parent=self)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, theme.px(10), 0)
        line.addStretch(1)
        line.addWidget(self._count)
        self.toggled.connect(self._count.set_on_tint)
        self.set_count(count)

    def set_count(self, count: int) -> None:
        self._number = count
        self._count.set_number(count)
        self._count.setVisible(count > 0)
        waiting = ngettext("{n} item waits", "{n} items wait", count).format(n=count) if count else ""
        speak(self, self._title, waiting)

    def count(self) -> int:
        return self._number

    def sizeHint(self) -> QSize:
        wear = theme.current()
        words = QFontMetricsF(wear.font(strong=True)).horizontalAdvance(self._title)
        count = wear.px(5) + max(wear.px(20), self._count.sizeHint().width()) + wear.px(10)
        width = wear.px(SIDE) + wear.px(20) + wear.px(GAP) - 3 + int(words + 1) + count
        return QSize(width, wear.px(ITEM))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear, chosen = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        fill = "primary_tint" if chosen else "hover" if self.underMouse() else ""
        if fill:
            path = QPainterPath()
            path.addRoundedRect(box, RADIUS, RADIUS)
            painter.fillPath(path, wear.colour(fill))
        side = wear.px(20)
        where = QRectF(wear.px(SIDE), (self.height() - side) / 2, side, side)
        paint_icon(painter, self._icon_name, where, wear.hex("primary" if chosen else "muted"))
        painter.setFont(wear.font(strong=chosen))
        painter.setPen(wear.colour("ink"))
        words = box.adjusted(where.right() + wear.px(GAP) - 3, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._title)
        if self.hasFocus():
            paint_ring(painter, box, RADIUS, wear.colour("focus"))
        painter.end()


class Navigation(QWidget):
    """The list of pages and, at its foot, the worker and the office. asked(str): the person wants this page."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, NavigationItem] = {}
        self._groups: dict[str, int] = {}
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        self._list.setSpacing(theme.px(2))
        self._list.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._area = self._scroll()
        outer.addWidget(self._area, 1)
        self._worker, self._office = ElidedLabel("", "label"), ElidedLabel("", "small-muted")
        outer.addLayout(self._foot())
        self._settle_width()

    def add(self, page: str, title: str, icon: str, count: int = 0, *, group: int = 0) -> NavigationItem:
        """One more page; a hairline parts it from the page before if its group is another."""
        if self._groups and group != next(reversed(self._groups.values())):
            self._list.insertSpacing(self._list.count() - 1, theme.px(8))
            self._list.insertWidget(self._list.count() - 1, Line())
            self._list.insertSpacing(self._list.count() - 1, theme.px(8))
        item = NavigationItem(title, icon, count)
        item.setObjectName(f"nav_{page}")
        item.clicked.connect(partial(self._on_clicked, page))
        self._list.insertWidget(self._list.count() - 1, item)
        self._items[page], self._groups[page] = item, group
        if (number := len(self._items)) <= KEYS:
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(partial(self.asked.emit, page))
            item.setToolTip(f"Alt+{number}")
        self._settle_width()
        return item

    def item(self, page: str) -> NavigationItem:
        return self._items[page]

    def show_chosen(self, page: str) -> None:
        for own, item in self._items.items():
            item.setChecked(own == page)

    def set_worker(self, name: str, office: str) -> None:
        self._worker.setText(name)
        self._office.setText(office)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle_width()

    def _scroll(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("ground", "surface")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def _foot(self) -> QVBoxLayout:
        px = theme.px
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._worker)
        words.addWidget(self._office)
        line = QHBoxLayout()
        line.setContentsMargins(px(10), px(10), 0, px(9))
        line.setSpacing(px(10))
        line.addWidget(IconLabel("person"))
        line.addLayout(words, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(px(12), 0, px(12), 0)
        foot.setSpacing(0)
        foot.addWidget(Line())
        foot.addLayout(line)
        return foot

    def _settle_width(self) -> None:
        wear = theme.current()
        widest = max((item.sizeHint().width() for item in self._items.values()), default=0) + 2 * wear.px(12)
        width = max(wear.px(WIDTH_LARGE if wear.large else WIDTH), widest)
        if self._list.sizeHint().height() > self._area.viewport().height() > 0 and self.isVisible():
            width = max(width, widest + self._area.verticalScrollBar().sizeHint().width())
        self.setFixedWidth(width)

    def _on_clicked(self, page: str, _checked: bool = False) -> None:
        # Pressing a page that cannot be opened must not leave it looking chosen; the window says what is.
        self._items[page].setChecked(not self._items[page].isChecked())
        self.asked.emit(page)
