"""A page that shows itself anew keeps the focus where it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def focus_kept(page: QWidget) -> Iterator[None]:
    """Rebuild parts of a page inside it: what had the focus has it again, found by the names of widgets."""
    holder = QApplication.focusWidget()
    place = _place_of(page, holder)
    yield
    if place is None or QApplication.focusWidget() is holder:
        return
    owner = page.findChild(QWidget, place[0])
    if owner is not None:
        found = [owner, *_stops(owner)]
        found[min(place[1], len(found) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)


def _place_of(page: QWidget, holder: QWidget | None) -> tuple[str, int] | None:
    """The nearest named widget around the focus, and which stop inside it has it; 0 is that widget itself."""
    if holder is None or not page.isAncestorOf(holder):
        return None
    owner: QWidget | None = holder
    while owner is not None and owner is not page:
        if owner.objectName() and not owner.objectName().startswith("qt_"):
            stops = _stops(owner)
            return owner.objectName(), stops.index(holder) + 1 if holder in stops else 0
        owner = owner.parentWidget()
    return None


def _stops(owner: QWidget) -> list[QWidget]:
    return [w for w in owner.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
