"""What a screen reader says of the widgets that Qt does not know."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def speak(widget: QWidget, name: str, description: str = "") -> None:
    """Give a painted widget its spoken name, and let a listening reader know that it changed."""
    if widget.accessibleName() == name and widget.accessibleDescription() == description:
        return
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(description)


def spoken(widget: QWidget) -> str:
    """The name under which a reader announces a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""
