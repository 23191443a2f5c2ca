"""A finished paper on the screen: rendered from memory, page by page, and never written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.decoding import PDFIUM
from desktop.gui.files import page_image
from desktop.gui.theme_colours import LIGHT
from desktop.gui.widgets.buttons import IconButton
from desktop.gui.widgets.labels import Label, Line
from desktop.gui.widgets.layouts import boxed, row
from desktop.gui.widgets.names import speak
from desktop.i18n import _

POINTS = 72
SCREEN = 96
LEAST, MOST, STEP = 40, 200, 15
EDGE = 22


@dataclass(frozen=True, slots=True)
class Place:
    """Something to point at: the page from 1 on, and left, bottom, width, height in points of the paper."""

    page: int
    box: tuple[float, float, float, float]


class PaperView(QWidget):
    """One page at a time with the keys Page Up and Page Down, plus and minus; the paper stays white in the dark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page, self._percent = 0, 0  # percent 0: as wide as there is room
        self._sheet = Sheet()
        self._area = _Area(self)
        self._area.setWidget(self._sheet)
        self._back = IconButton("chevron-left", _("Previous page"), parent=self)
        self._on = IconButton("chevron-right", _("Next page"), parent=self)
        self._less = IconButton("minus", _("Smaller"), parent=self)
        self._more = IconButton("plus", _("Larger"), parent=self)
        for button, name, deed in (
            (self._back, "page_back", self.previous_page),
            (self._on, "page_on", self.next_page),
            (self._less, "zoom_out", self.smaller),
            (self._more, "zoom_in", self.larger),
        ):
            button.setObjectName(name)
            button.clicked.connect(deed)
        self._where, self._size = Label("", "body"), Label("", "body")
        self._where.setObjectName("page_number")
        bar = row(self._back, self._where, self._on, None, self._less, self._size, self._more, gap=6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._bar = boxed(bar)
        self._bar.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        layout.addWidget(self._bar)
        layout.addWidget(Line())
        layout.addWidget(self._area, 1)
        self._tell()

    def set_paper(self, data: bytes | None, places: Sequence[Place] = ()) -> None:
        """Show another paper from its first page on, or none."""
        self._sheet.open(data, places)
        self._page = 0
        self._show()

    def pages(self) -> int:
        return self._sheet.pages()

    def page(self) -> int:
        """The page that is shown, from 1 on; 0 where there is no paper."""
        return self._page + 1 if self.pages() else 0

    def percent(self) -> int:
        return self._percent or self._fitting()

    def show_place(self, place: Place) -> None:
        """Turn to the page and bring the place into view."""
        self._turn(place.page - 1)
        middle = self._sheet.where(place).center()
        self._area.ensureVisible(round(middle.x()), round(middle.y()), theme.px(80), theme.px(120))

    def next_page(self) -> None:
        self._turn(self._page + 1)

    def previous_page(self) -> None:
        self._turn(self._page - 1)

    def larger(self) -> None:
        self._zoom(self.percent() + STEP)

    def smaller(self) -> None:
        self._zoom(self.percent() - STEP)

    def area(self) -> QScrollArea:
        """What takes the focus and scrolls."""
        return self._area

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._percent:
            self._show()

    def _zoom(self, percent: int) -> None:
        self._percent = max(LEAST, min(MOST, percent))
        self._show()

    def _turn(self, page: int) -> None:
        if 0 <= page < self.pages() and page != self._page:
            self._page = page
            self._show()
            self._area.verticalScrollBar().setValue(0)

    def _fitting(self) -> int:
        """As wide as the area, but not larger than the paper itself."""
        width = self._sheet.paper_width(self._page)
        bar = self._area.verticalScrollBar().sizeHint().width()  # a page is higher than the desk nearly always
        room = self._area.width() - bar - 2 * theme.px(EDGE)
        return max(LEAST, min(100, int(room / (width * SCREEN / POINTS) * 100))) if width else 100

    def _show(self) -> None:
        self._sheet.show_page(self._page, self.percent() / 100)
        self._tell()

    def _tell(self) -> None:
        pages = self.pages()
        words = _("Page {number} of {total}").format(number=self.page(), total=pages)
        self._where.setText(words if pages else "")
        self._size.setText(_("{n} %").format(n=self.percent()))
        self._back.setEnabled(self._page > 0)
        self._on.setEnabled(self._page + 1 < pages)
        self._less.setEnabled(bool(pages) and self.percent() > LEAST)
        self._more.setEnabled(bool(pages) and self.percent() < MOST)
        speak(self._area, _("Paper"), words if pages else "")


class Sheet(QWidget):
    """The page itself, with a mark around each place that is meant."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: pypdfium2.PdfDocument | None = None
        self._places: tuple[Place, ...] = ()
        self._image = QImage()
        self._shown: tuple[int, float, float] | None = None
        self._page, self._scale = 0, 1.0

    def open(self, data: bytes | None, places: Sequence[Place]) -> None:
        with PDFIUM:
            if self._document is not None:
                self._document.close()
            self._document = pypdfium2.PdfDocument(data) if data else None
        self._places, self._image, self._shown = tuple(places), QImage(), None

    def pages(self) -> int:
        return len(self._document) if self._document is not None else 0

    def paper_width(self, page: int) -> float:
        with PDFIUM:
            return float(self._document.get_page_size(page)[0]) if self._document is not None and self.pages() else 0.0

    def show_page(self, page: int, zoom: float) -> None:
        """Render the page for the screen that it is on; nothing is done where nothing changed."""
        self._page, self._scale = page, zoom * SCREEN / POINTS
        ratio = self.devicePixelRatioF()
        wanted = (page, self._scale, ratio)
        if self._document is None or not self.pages():
            self.setFixedSize(1, 1)
            return
        if self._shown != wanted:
            self._image = page_image(self._document, page, POINTS * self._scale * ratio)
            self._image.setDevicePixelRatio(ratio)
            self._shown = wanted
        edge = 2 * theme.px(EDGE)
        size = self._image.deviceIndependentSize().toSize()
        self.setFixedSize(size.width() + edge, size.height() + edge)
        self.update()

    def where(self, place: Place) -> QRectF:
        """The place on this widget, with a little air."""
        left, bottom, width, height = place.box
        tall = self._image.deviceIndependentSize().height()
        scale, edge, air = self._scale, theme.px(EDGE), 4
        top = tall - (bottom + height) * scale
        return QRectF(edge + left * scale, edge + top, width * scale, height * scale).adjusted(-air, -air, air, air + 2)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), wear.colour("desk"))
        if not self._image.isNull():
            edge = wear.px(EDGE)
            painter.drawImage(edge, edge, self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(LIGHT.soon), 2))
            for place in self._places:
                if place.page == self._page + 1:
                    painter.drawRoundedRect(self.where(place), 3, 3)
        painter.end()


class _Area(QScrollArea):
    """The desk under the paper; Page Up and Page Down scroll, and turn where there is nothing left to scroll."""

    def __init__(self, view: PaperView) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("paper")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.viewport().setObjectName("desk")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.current().colour("desk"))
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        if key == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self._view.next_page()
        elif key == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self._view.previous_page()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._view.larger()
        elif key == Qt.Key.Key_Minus:
            self._view.smaller()
        else:
            super().keyPressEvent(event)
