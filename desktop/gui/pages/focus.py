"""A page that shows itself anew keeps the focus, and its place; what it has just shown comes into view."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.gui.theme import px


@contextmanager
def focus_kept(page: QWidget) -> Iterator[None]:
    """Rebuild parts of a page inside it: what had the focus has it again, found by the names of widgets.

    The page does not roll meanwhile, though the focus visits others.
    """
    holder = QApplication.focusWidget()
    place = _place_of(page, holder)
    rolled = [(area, area.verticalScrollBar().value()) for area in _areas(page, holder)]
    yield
    if place is None or QApplication.focusWidget() is holder:
        return
    owner = page.findChild(QWidget, place[0])
    if owner is not None:
        found = [owner, *_stops(owner)]
        found[min(place[1], len(found) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
    for area, value in rolled:
        area.verticalScrollBar().setValue(value)


def _areas(page: QWidget, holder: QWidget | None) -> Iterator[QScrollArea]:
    """What rolls around the focus."""
    at = holder if holder is not None and page.isAncestorOf(holder) else None
    while at is not None and at is not page:
        if isinstance(at, QScrollArea):
            yield at
        at = at.parentWidget()


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


def focus_shown(widget: QWidget, whole: QWidget | None = None) -> None:
    """Give the focus to what was shown just now; once it has its place, the page goes there, with all of `whole`."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    QTimer.singleShot(0, widget, partial(_bring, widget, whole))


def _bring(widget: QWidget, whole: QWidget | None) -> None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        if (layout := above.layout()) is not None:
            layout.activate()
        above = above.parentWidget()
    if isinstance(above, QScrollArea):
        if whole is not None:
            above.ensureWidgetVisible(whole, px(0), px(8))
        above.ensureWidgetVisible(widget, px(40), px(90 if whole is None else 8))
