"""What must hold for every widget of the kit: a name for readers, room to press, nothing cut, plain words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.gui import widgets as kit
from tests.gui.widgets import sample


def focusable(root: QWidget) -> list[QWidget]:
    return [child for child in root.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_whatever_takes_the_focus_has_a_spoken_name(qtbot):
    page = shown(qtbot, sample.page(), 1140, 680)
    found = focusable(page)
    assert len(found) > 25
    assert [type(child).__name__ for child in found if not kit.spoken(child)] == []


def test_an_icon_alone_speaks_its_name(qtbot):
    button = kit.IconButton("x", "Închide")
    qtbot.addWidget(button)
    assert kit.spoken(button) == "Închide"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_whatever_is_pressed_is_large_enough(qtbot, dress, percent):
    dress(percent=percent)
    page = shown(qtbot, sample.page(), 1140, 680)
    buttons = page.findChildren(QAbstractButton)
    stock = {"qt_calendar_prevmonth", "qt_spinbox_lineedit"}
    small = [b for b in buttons if b.isVisible() and b.objectName() not in stock and min(b.width(), b.height()) < 28]
    assert [(type(b).__name__, b.text(), b.size().toTuple()) for b in small] == []


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_word_is_cut_at_any_size(qtbot, dress, mode, percent):
    """At 150 % of a 1338 px window a page has about 1050 px."""
    dress(mode, percent)
    page = shown(qtbot, sample.page(), 1050, 640)
    assert cut(page) == []


def cut(root: QWidget) -> list[str]:
    """Every word that has less room than it needs, and every page wider than its window."""
    labels, buttons = root.findChildren(QLabel), root.findChildren(QAbstractButton)
    found = [f"label: {label.text()}" for label in labels if label.isVisible() and label.text() and is_cut(label)]
    found += [
        f"button: {button.text()}"
        for button in buttons
        if button.isVisible() and button.text() and button.width() < button.sizeHint().width()
    ]
    for area in (root, *root.findChildren(QScrollArea)):
        if isinstance(area, QScrollArea) and area.widget().minimumSizeHint().width() > area.viewport().width():
            found.append("page wider than its window")
    return found


def is_cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width())
    too_wide = not isinstance(label, kit.ElidedLabel) and label.width() < label.sizeHint().width()
    return too_wide or label.height() < label.sizeHint().height()


def test_the_eye_for_cut_words_sees_one(qtbot):
    label = kit.Label("Un cuvânt care nu încape")
    box = QWidget()
    label.setParent(box)
    label.setFixedWidth(20)
    shown(qtbot, box, 300, 60)
    assert cut(box) == ["label: Un cuvânt care nu încape"]


def test_words_are_never_taken_for_markup(qtbot):
    """A name typed as <b>x</b> must stand there as typed."""
    page = shown(qtbot, sample.page(), 1140, 680)
    labels = page.findChildren(QLabel)
    assert len(labels) > 30
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_tab_walks_through_everything_and_comes_round(qtbot):
    page = shown(qtbot, sample.page(), 1140, 680)
    page.activateWindow()
    first = focusable(page)[0]
    first.setFocus()
    seen: list[QWidget] = []
    for _step in range(200):
        now = page.window().focusWidget()
        if now in seen:
            break
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    assert now is first
    assert len(seen) > 25
