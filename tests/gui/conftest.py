"""Every story of the window begins in the same clothes, whatever the one before it put on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.gui import theme
from desktop.gui.theme import Theme


@pytest.fixture(autouse=True)
def plain_clothes(qapp: QApplication) -> None:
    """Light and of normal size: columns that folded for large type would hide what a story looks for.

    The windows of the stories before are closed but still there until an event loop has run, and each of them would
    be dressed again, too.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    worn = theme.current()
    if worn.dark or worn.percent != Theme().percent or not qapp.styleSheet():
        Theme().apply(qapp)
