"""Every journey begins without the windows of the one before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


@pytest.fixture(autouse=True)
def earlier_windows_are_gone() -> None:
    """They are closed, but still there until an event loop has run."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
