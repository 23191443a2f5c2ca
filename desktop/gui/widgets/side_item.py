"""One line of a list at the left of a page: its words, in as many lines as they need; the chosen one stands out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.buttons import paint_row
from desktop.gui.widgets.labels import Label
from desktop.gui.widgets.names import speak
from desktop.gui.widgets.press import PressButton


class SideItem(PressButton):
    """`lead` and `end` stand before and after the words."""

    def __init__(
        self, name: str, *, lead: QWidget | None = None, end: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._plain, self._strong = Label(name, wrap=True), Label(name, "label", wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(10), theme.px(7), theme.px(8), theme.px(8))
        line.setSpacing(theme.px(10))
        for part, stretch in ((lead, 0), (self._plain, 1), (self._strong, 1), (end, 0)):
            if part is not None:
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                line.addWidget(part, stretch)
        speak(self, name)
        self.set_chosen(False)

    def set_chosen(self, chosen: bool) -> None:
        self.setChecked(chosen)
        self._strong.setVisible(chosen)
        self._plain.setVisible(not chosen)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_row(self)
