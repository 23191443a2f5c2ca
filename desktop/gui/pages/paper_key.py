"""Ctrl+T wherever papers come back: a sheet is opened by its number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.gui.shell import Shell

KEY = "Ctrl+T"


def paper_key(page: QWidget, shell: Shell, team: Callable[[], str] = str) -> None:
    """While this page is seen; `team` is the one to which a blank sheet would belong."""
    made = QShortcut(QKeySequence(KEY), page)
    made.activated.connect(lambda: shell.navigate("numbered", record=team()))
