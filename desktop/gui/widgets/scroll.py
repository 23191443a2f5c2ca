"""A page that scrolls and never cuts silently."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets import tab_order
from desktop.gui.widgets.layouts import Margins, clear


class ScrollPage(QScrollArea):
    """A column that scrolls up and down; the field with the focus is always brought into view."""

    def __init__(
        self,
        *parts: QWidget | QLayout,
        gap: int = 12,
        margins: Margins = (24, 16, 16, 16),
        ground: str = "ground",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._inner.setProperty("ground", ground)
        self._inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._body = QVBoxLayout(self._inner)
        self._body.setSpacing(theme.px(gap))
        self._body.setContentsMargins(*(theme.px(side) for side in margins))
        # An aligned layout would get the height of its hint and squeeze words that wrap; a stretch below does not.
        self._below = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self._body.addItem(self._below)
        self.setWidget(self._inner)
        self.add(*parts)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put parts at the end of the column."""
        self._body.removeItem(self._below)
        for part in parts:
            if isinstance(part, QWidget):
                self._body.addWidget(part)
            else:
                self._body.addLayout(part)
        self._body.addItem(self._below)

    def empty(self) -> None:
        """Take every part out again; the widgets go for good."""
        self._body.removeItem(self._below)
        clear(self._body)
        self._body.addItem(self._below)

    def body(self) -> QVBoxLayout:
        return self._body

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.settle(self._inner)
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            bar.setValue(bar.value() + step)
            return
        super().keyPressEvent(event)
