"""Rows of a list: a mark, a title, a second line, and what stands at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.buttons import paint_row
from desktop.gui.widgets.cards import Card
from desktop.gui.widgets.labels import ElidedLabel, IconLabel, Line
from desktop.gui.widgets.layouts import clear
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.press import PressButton
from desktop.gui.widgets.tones import Tone


def row_words(
    title: str, second: str = "", *, strong: bool = False, tone: Tone | str = "", beside: QWidget | None = None
) -> QVBoxLayout:
    """A title and, 2 px below, its second line; both end in "…" where there is no room.

    `beside` stands at the right of the second line, so that the title has the whole width.
    """
    words = QVBoxLayout()
    words.setContentsMargins(0, 0, 0, 0)
    words.setSpacing(theme.px(2) if second else 0)
    words.addWidget(ElidedLabel(title, "label" if strong else "body"))
    if second:
        below = ElidedLabel(second, "small-muted" if not tone else "small", tone=tone)
        if beside is None:
            words.addWidget(below)
        else:
            line = QHBoxLayout()
            line.setSpacing(theme.px(8))
            line.addWidget(below, 1)
            line.addWidget(beside)
            words.addLayout(line)
    return words


class Row(QWidget):
    """A row that informs; buttons inside it may be pressed."""

    def __init__(
        self,
        title: str,
        second: str = "",
        *,
        lead: QWidget | None = None,
        icon: str = "",
        icon_colour: str = "muted",
        end: QWidget | None = None,
        strong: bool = False,
        tone: Tone | str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # no room that is left goes into it
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        line.setSpacing(theme.px(12))
        if icon:
            line.addWidget(IconLabel(icon, colour=icon_colour))
        if lead is not None:
            line.addWidget(lead)
        line.addLayout(row_words(title, second, strong=strong, tone=tone), 1)
        if end is not None:
            line.addWidget(end)


class RowButton(PressButton):
    """A row that opens something; the whole of it can be pressed.

    What stands inside only shows: the row itself is pressed and spoken.
    """

    def __init__(
        self,
        title: str,
        second: str = "",
        *,
        lead: QWidget | None = None,
        icon: str = "",
        icon_colour: str = "primary",
        end: QWidget | None = None,
        beside: QWidget | None = None,
        arrow: bool = False,
        strong: bool = False,
        tone: Tone | str = "",
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(10), theme.px(5), theme.px(10), theme.px(5))
        line.setSpacing(theme.px(10))
        if icon:
            line.addWidget(IconLabel(icon, colour=icon_colour))
        if lead is not None:
            line.addWidget(lead)
        line.addLayout(row_words(title, second, strong=strong, tone=tone, beside=beside), 1)
        if end is not None:
            line.addWidget(end)
        if arrow:
            line.addWidget(IconLabel("chevron-right", size=18))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        spoken = [lead.text() if isinstance(lead, QLabel) else "", title, second]
        speak(self, ", ".join(part for part in spoken if part))

    def sizeHint(self) -> QSize:
        inner = self._line.sizeHint()
        return QSize(inner.width(), max(inner.height(), theme.px(36)))

    def minimumSizeHint(self) -> QSize:
        inner = self._line.minimumSize()
        return QSize(inner.width(), max(inner.height(), theme.px(36)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_row(self)


class RowList(Card):
    """A card of rows with hairlines between them."""

    def __init__(self, *rows: QWidget, margin: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(margin=margin, gap=0, parent=parent)
        side = theme.px(margin)
        self.body().setContentsMargins(side, theme.px(6), side, theme.px(6))
        self.set_rows(*rows)

    def set_rows(self, *rows: QWidget) -> None:
        clear(self.body())
        for index, row in enumerate(rows):
            if index:
                self.add(Line())
            self.add(row)
