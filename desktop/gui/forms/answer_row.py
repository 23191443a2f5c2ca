"""Two things on a line, the second at its right end, or under the first where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from desktop.gui import theme

LEAST_BESIDE = 228  # a control that wants so much and is left less goes on a line of its own


class AnswerRow(QLayout):
    """`control` takes the room that is left; `beside` stands at the right edge, or below when `wide` or too narrow."""

    def __init__(
        self, control: QWidget, beside: QWidget | None, *, wide: bool = False, under_when_large: bool = True
    ) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._wide, self._under_when_large = wide, under_when_large
        self._gap, self._under = theme.px(16), theme.px(6)
        self.setContentsMargins(0, 0, 0, 0)
        for widget in (control, beside):
            if widget is not None:
                self.addChildWidget(widget)
                self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        return self._place(QRect(0, 0, inner, 0), move=False) + margins.top() + margins.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = sum(item.sizeHint().width() for item in self._items) + self._gap + margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        width = max((item.minimumSize().width() for item in self._items), default=0)
        height = max((item.minimumSize().height() for item in self._items), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def is_beside(self, width: int) -> bool:
        """Whether both stand on one line in this width."""
        if len(self._items) < 2 or self._wide or (self._under_when_large and theme.current().large):
            return False
        control, beside = self._items
        room = width - beside.sizeHint().width() - self._gap
        return room >= max(control.minimumSize().width(), min(control.sizeHint().width(), theme.px(LEAST_BESIDE)))

    def _place(self, rect: QRect, *, move: bool) -> int:
        if not self._items:
            return 0
        beside = self.is_beside(rect.width())
        right = self._items[1].sizeHint().width() if beside else 0
        room = rect.width() - right - self._gap if beside else rect.width()
        high = _height(self._items[0], room)
        if move:
            self._items[0].setGeometry(QRect(rect.topLeft(), QSize(room, high)))
        if len(self._items) < 2:
            return high
        width = right or min(self._items[1].sizeHint().width(), rect.width())
        second = _height(self._items[1], width)
        at = (
            QPoint(rect.right() + 1 - width, rect.top())
            if beside
            else QPoint(rect.left(), rect.top() + high + self._under)
        )
        if move:
            self._items[1].setGeometry(QRect(at, QSize(width, second)))
        return max(high, second) if beside else high + self._under + second


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
