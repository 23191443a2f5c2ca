"""Two sizes of type on one line of writing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from desktop.gui import theme


def baseline_row(*labels: QLabel, gap: int = 6) -> QHBoxLayout:
    """A row whose words stand on one baseline, though a layout only knows edges."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(gap))
    for label in labels:
        label.ensurePolished()
    deepest = max(label.fontMetrics().descent() for label in labels)
    for label in labels:
        label.setContentsMargins(0, 0, 0, deepest - label.fontMetrics().descent())
        layout.addWidget(label, 0, Qt.AlignmentFlag.AlignBottom)
    return layout
