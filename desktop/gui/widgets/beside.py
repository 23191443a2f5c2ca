"""Two things side by side, or one below the other where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.layouts import FlowBox, Margins, clear


class Beside(QWidget):
    """`first` takes the room that is left, `deeds` stand at the right, or under it, and flow if they must."""

    def __init__(
        self,
        first: QWidget,
        *deeds: QWidget,
        least: int = 160,
        margins: Margins = (0, 0, 0, 0),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._first, self._deeds, self._least = first, FlowBox(*deeds, gap=8), least
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(*(theme.px(side) for side in margins))
        self._line.setSpacing(theme.px(8))
        self._line.addWidget(first, 1)
        self._line.addWidget(self._deeds)
        self._deeds.setVisible(bool(deeds))  # only now: without a parent it would be a window of its own
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_deeds(self, *deeds: QWidget) -> None:
        """Other deeds; the old ones go for good."""
        clear(self._deeds.flow)
        for deed in deeds:
            self._deeds.add(deed)
        self._deeds.setVisible(bool(deeds))
        self._turn()

    def minimumSizeHint(self) -> QSize:
        # One below the other is as narrow as it can get.
        inner = max(theme.px(self._least), self._deeds.minimumSizeHint().width())
        if self._deeds.isHidden():
            inner = self._first.minimumSizeHint().width()
        return QSize(inner + self._sides(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wanted = max(theme.px(self._least), min(self._first.sizeHint().width(), theme.px(2 * self._least)))
        room = self.width() - self._sides() - self._line.spacing() - self._deeds.sizeHint().width()
        beside = self._deeds.isHidden() or room >= wanted
        towards = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != towards:
            self._line.setDirection(towards)

    def _sides(self) -> int:
        margins = self._line.contentsMargins()
        return margins.left() + margins.right()


class BottomBar(Beside):
    """The bar at the foot of a page: what is kept at the left, what can be done at the right."""

    def __init__(self, first: QWidget, *deeds: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(first, *deeds, least=140, margins=(24, 10, 16, 10), parent=parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("bottom_bar")
