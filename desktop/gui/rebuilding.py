"""A window that another one takes the place of: its pages go at once, and the keyboard stays where it was."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.gui.main_window import MainWindow


def empty(window: MainWindow) -> None:
    """Take the pages out at once: Qt would dress every widget of theirs anew, which takes seconds, for nothing."""
    pages = window.takeCentralWidget()
    if pages is not None:
        pages.deleteLater()
        QCoreApplication.sendPostedEvents(pages, QEvent.Type.DeferredDelete.value)


def name_of_focus(window: MainWindow) -> str:
    focus = window.focusWidget()  # of this window, in front or not
    return focus.objectName() if focus is not None else ""


def focus_on(window: MainWindow, name: str) -> None:
    """The keyboard stays where it was: choosing a size twice takes no way back."""
    if name:
        for widget in window.findChildren(QWidget, name):
            if widget.isVisible():
                widget.setFocus()
                return
