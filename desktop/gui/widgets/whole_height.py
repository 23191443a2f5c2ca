"""A block whose words wrap and that is never lower than they need."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class WholeHeight(QWidget):
    """Words that wrap need their lines: a layout's least height knows nothing of them."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keep_height()

    def event(self, event: QEvent) -> bool:
        """What stands in it knows its width only once it is dressed, and may then need a further line."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.keep_height()
        return done

    def keep_height(self) -> None:
        """As high as the layout wants to be at this width."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(max(0, layout.heightForWidth(self.width())))
