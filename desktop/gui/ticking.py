"""What a page does again and again while somebody sees it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def ticking(page: QWidget, every_ms: int, deed: Callable[[], object]) -> QTimer:
    """A timer of the page. One that was closed is there for a while yet, and its session is not: it asks nothing."""
    timer = QTimer(page, interval=every_ms)
    timer.timeout.connect(lambda: deed() if page.isVisible() else timer.stop())
    return timer
