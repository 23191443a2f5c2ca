"""Deeds stand beside the words while there is room, and under them when there is none."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.gui import widgets as kit


def bar(qtbot, width: int) -> kit.BottomBar:
    deeds = [kit.Button(word, icon="print") for word in ("Anulează", "Refă", "Tipărește", "Salvează")]
    shown = kit.BottomBar(kit.Label("Ciornă păstrată 14:30"), *deeds)
    qtbot.addWidget(shown)
    shown.resize(width, shown.heightForWidth(width))
    with qtbot.waitExposed(shown):
        shown.show()
    shown.resize(width, max(shown.heightForWidth(width), shown.sizeHint().height()))
    return shown


def tops(shown: kit.BottomBar) -> set[int]:
    return {button.mapTo(shown, button.rect().topLeft()).y() for button in shown.findChildren(QAbstractButton)}


def test_everything_stands_in_one_line_where_there_is_room(qtbot):
    shown = bar(qtbot, 1100)
    assert len(tops(shown)) == 1
    assert shown.height() <= 60


@pytest.mark.parametrize("width", [300, 420, 560])
def test_nothing_is_cut_where_there_is_little(qtbot, width):
    shown = bar(qtbot, width)
    assert shown.minimumSizeHint().width() <= width
    for button in shown.findChildren(QAbstractButton):
        assert button.width() >= button.sizeHint().width()
        assert button.mapTo(shown, button.rect().bottomRight()).x() < width
