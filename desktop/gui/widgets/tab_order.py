"""Tab goes as the eye does, whatever was made when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def settle(root: QWidget) -> None:
    """Put what Tab reaches inside a widget into the order of its layouts; parts that came later stand at the end."""
    for one, other in pairwise(each for each in _inside(root) if each.focusPolicy() & Qt.FocusPolicy.TabFocus):
        if one.nextInFocusChain() is not other:
            QWidget.setTabOrder(one, other)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    laid = list(_laid(widget.layout()))
    loose = [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
    for child in (*laid, *(one for one in loose if one not in laid)):
        yield from _inside(child)


def _laid(layout: QLayout | None) -> Iterator[QWidget]:
    for at in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(at) if layout is not None else None
        if item is None:
            continue
        widget = item.widget()
        if widget is not None:
            yield widget
        else:
            yield from _laid(item.layout())
