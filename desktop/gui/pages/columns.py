"""Columns that stand side by side while there is room, and under each other where there is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets import boxed, column


class Columns(QWidget):
    """As many columns in a row as fit with the width that each needs at 100 %; the rest begin the next row."""

    def __init__(
        self, *parts: tuple[QWidget, int, int], gap: int = 20, even: bool = False, parent: QWidget | None = None
    ) -> None:
        """`parts` are (widget, least width, share of the room that is left; 0 keeps the least width).

        `even`: cards beside each other are as high as the highest of them.
        """
        super().__init__(parent)
        # Each part stands in a cell that takes the height that is left: a part that is aligned to the top by its
        # layout would get the height of its hint, not the height that its width asks for.
        below = () if even else (None,)
        cells = [(boxed(column(widget, *below)), least, share) for widget, least, share in parts]
        self._parts: Sequence[tuple[QWidget, int, int]] = cells
        self._per_row = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(gap))
        self._grid.setVerticalSpacing(theme.px(gap))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._place(1)

    def per_row(self) -> int:
        return self._per_row

    def minimumSizeHint(self) -> QSize:
        # One under the other is as narrow as it can get.
        least = max(widget.minimumSizeHint().width() for widget, _least, _share in self._parts)
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self._fitting())

    def _fitting(self) -> int:
        room, gap = self.width(), self._grid.horizontalSpacing()
        needed = 0
        for count, (widget, least, _share) in enumerate(self._parts):
            needed += max(theme.px(least), widget.minimumSizeHint().width()) + (gap if count else 0)
            if needed > room:
                return max(1, count)
        return len(self._parts)

    def _place(self, per_row: int) -> None:
        if per_row == self._per_row:
            return
        self._per_row = per_row
        for place, (widget, least, share) in enumerate(self._parts):
            self._grid.removeWidget(widget)
            fixed = share == 0 and per_row > 1
            widget.setFixedWidth(theme.px(least)) if fixed else _set_free(widget)
            self._grid.addWidget(widget, place // per_row, place % per_row)
        for place in range(len(self._parts)):
            share = self._parts[place][2] if place < per_row else 0
            self._grid.setColumnStretch(place, share if per_row > 1 else int(place == 0))


def _set_free(widget: QWidget) -> None:
    widget.setMinimumWidth(0)
    widget.setMaximumWidth(16_777_215)  # Qt's own word for "no limit"
