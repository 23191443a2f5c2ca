"""What can be wrong with a page that is shown: found by looking at every widget, whatever page it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from babel.messages.pofile import read_po
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from desktop import paths
from desktop.gui.widgets import ElidedLabel

MOST = 1  # a pixel, for rounding


def faults(window: QWidget) -> Iterator[str]:
    """Each fault as a word, the widget's name and its text."""
    for widget in (w for w in window.findChildren(QWidget) if w.isVisible()):
        for fault in (*_cut(widget), *_nameless(widget)):
            yield f"{fault}: {_which(widget)}"
    yield from _same_keys(window)
    if window.minimumSizeHint().width() > window.width() + MOST:
        yield f"the window wants {window.minimumSizeHint().width()} px"


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel) and widget.text():
        yield from _cut_label(widget)
    elif isinstance(widget, QAbstractButton) and widget.text():
        least = widget.minimumSizeHint()
        if least.width() > widget.width() + MOST or least.height() > widget.height() + MOST:
            yield f"cut button {widget.width()}x{widget.height()} wants {least.width()}x{least.height()}"
    elif isinstance(widget, QComboBox) and widget.currentText():
        yield from _cut_combo(widget)
    elif isinstance(widget, QScrollArea) and widget.widgetResizable() and widget.widget() is not None:
        wanted, room = widget.widget().minimumSizeHint().width(), widget.viewport().width()
        if wanted > room + MOST and widget.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            yield f"cut page: {room} px for {wanted}"
        elif wanted > room + MOST:
            yield f"page scrolls sideways: {room} px for {wanted}"
    yield from _outside(widget)


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.wordWrap():
        if label.sizeHint().width() > label.width() + MOST or label.sizeHint().height() > label.height() + MOST:
            yield f"cut label {label.width()}x{label.height()}"
    elif label.heightForWidth(label.width()) > label.height() + MOST:
        yield f"cut text {label.height()} px of {label.heightForWidth(label.width())}"
    elif any(label.fontMetrics().horizontalAdvance(word) > label.width() + MOST for word in label.text().split()):
        yield "a word is longer than its line"


def _cut_combo(combo: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    room = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    # Long entries of a list end in "…" in the closed box on purpose where the list itself shows them whole.
    if combo.fontMetrics().horizontalAdvance(combo.currentText()) > room.width() + MOST and not combo.toolTip():
        yield f"cut choice {room.width()} px"


def _outside(widget: QWidget) -> Iterator[str]:
    """A widget that reaches over the edge of the one in which it stands; what scrolls may."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(parent.parentWidget(), QAbstractScrollArea):
        return
    if widget.geometry().right() > parent.width() + MOST or widget.geometry().bottom() > parent.height() + MOST:
        yield f"over the edge {widget.geometry().getRect()} in {parent.width()}x{parent.height()}"


def _nameless(widget: QWidget) -> Iterator[str]:
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isEnabled() or widget.focusProxy() is not None:
        return
    heard = QAccessible.queryAccessibleInterface(widget)
    if heard is None or not heard.text(QAccessible.Text.Name).strip():
        yield "no accessible name"


def _same_keys(window: QWidget) -> Iterator[str]:
    """A key with two owners works for neither."""
    keys: Counter[str] = Counter()
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if shortcut.isEnabled() and isinstance(owner, QWidget) and owner.isVisible():
            for one in set(shortcut.keys()):
                keys[one.toString(QKeySequence.SequenceFormat.PortableText)] += 1
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and not button.shortcut().isEmpty():
            keys[button.shortcut().toString(QKeySequence.SequenceFormat.PortableText)] += 1
    for key, owners in keys.items():
        if owners > 1:
            yield f"{owners} owners of {key}"


def _which(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    names = []
    parent: QWidget | None = widget
    while parent is not None and len(names) < 3:
        if parent.objectName():
            names.append(parent.objectName())
        parent = parent.parentWidget()
    return f"{type(widget).__name__} in {' < '.join(names)} {text[:60]!r}"


# --- words ------------------------------------------------------------------------------------------------------------


@cache
def english(language: str = "ro") -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The sentences of the source that a language says otherwise: as they are, and those with a place for a value."""
    whole: set[str] = set()
    open_: list[re.Pattern[str]] = []
    for file in sorted((paths.resources() / "locale" / language).glob("*.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream)
        for message in catalogue:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            for text in ids:
                if not text or text in said:
                    continue
                if "{" in text:
                    fixed = re.sub(r"\{[^}]*\}", "", text)
                    if len(re.findall(r"[A-Za-z]{3,}", fixed)) >= 2:
                        open_.append(re.compile(re.sub(r"\\\{[^}]*\\\}", ".+", re.escape(text))))
                else:
                    whole.add(text)
    return frozenset(whole), tuple(open_)


def left_in_english(texts: list[str], language: str = "ro") -> list[str]:
    whole, open_ = english(language)
    return [text for text in texts if text in whole or any(pattern.fullmatch(text) for pattern in open_)]


# --- windows ----------------------------------------------------------------------------------------------------------


class Strays(QObject):
    """Notes every window that is shown beside the allowed ones: a part made visible before it has its place flashes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.allowed: list[QWidget] = []
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def stop(self) -> None:
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not any(watched is one for one in self.allowed)
        ):
            self.seen.append(_which(watched))
        return False
