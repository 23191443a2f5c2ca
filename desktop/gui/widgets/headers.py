"""Headings with their count and their small link."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.beside import Beside
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import Label
from desktop.gui.widgets.layouts import boxed, column
from desktop.gui.widgets.tones import DRESS, Tone


class Count(QLabel):
    """A number in a small round field."""

    def __init__(self, number: int = 0, *, tone: Tone = Tone.PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._on_tint = tone, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_number(number)

    def set_number(self, number: int, *, tone: Tone | None = None) -> None:
        self._tone = tone or self._tone
        self.setText(str(number) if number < 1000 else "999+")
        self.updateGeometry()
        self.update()

    def set_on_tint(self, on_tint: bool) -> None:
        """Inside a chosen row the field is paper, else it could not be seen."""
        self._on_tint = on_tint
        self.update()

    def sizeHint(self) -> QSize:
        wear = theme.current()
        width = QFontMetricsF(wear.font("small", strong=True)).horizontalAdvance(self.text())
        return QSize(max(wear.px(20), int(width) + wear.px(12)), wear.px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear, dress = theme.current(), DRESS[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.colour("surface" if self._on_tint else dress.fill))
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(wear.colour(dress.word))
        painter.setFont(wear.font("small", strong=True))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class SectionHeader(QWidget):
    """A section's title, how many things it holds, and a link at the right. linked: the link was pressed."""

    linked = Signal()

    def __init__(
        self,
        title: str,
        count: int | None = None,
        *,
        tone: Tone = Tone.PLAIN,
        link: str = "",
        link_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = Label(title, "section")
        self._count = Count(count or 0, tone=tone)
        if count is None:
            self._count.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self._title)
        layout.addWidget(self._count)
        layout.addStretch(1)
        self._link = Button(link, Kind.SMALL_LINK, icon=link_icon) if link else None
        if self._link is not None:
            self._link.clicked.connect(self.linked)
            layout.addWidget(self._link)

    def set_count(self, count: int | None, *, tone: Tone | None = None) -> None:
        self._count.set_number(count or 0, tone=tone)
        self._count.setVisible(count is not None)

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def show_link(self, *, shown: bool) -> None:
        if self._link is not None:
            self._link.setVisible(shown)


class PageHeader(Beside):
    """The top of a page: title, a line under it, and what can be done, at the right or below where it is narrow."""

    def __init__(self, title: str, line: str = "", *actions: QWidget, parent: QWidget | None = None) -> None:
        self._title, self._line_below = Label(title, "title", wrap=True), Label(line, "muted", wrap=True)
        if not line:
            self._line_below.hide()
        super().__init__(boxed(column(self._title, self._line_below, gap=0)), *actions, parent=parent)

    def set_words(self, title: str, line: str = "") -> None:
        self._title.setText(title)
        self._line_below.setText(line)
        self._line_below.setVisible(bool(line))
