"""Tab goes as the eye does, and the arrow keys of a row of pills stay in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.gui import widgets as kit


def focused() -> str:
    at = QApplication.focusWidget()
    return at.objectName() if at is not None else ""


def test_what_was_made_later_is_reached_where_it_stands(qtbot):
    above, below = kit.Button("Sus", name="above"), kit.Button("Jos", name="below")
    rows = kit.RowList()
    page = kit.ScrollPage(above, rows, below)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    rows.set_rows(
        kit.Row("Vera", end=kit.Button("Ascundeți", name="first")), kit.Row("Ana", end=kit.Button("b", name="second"))
    )
    qtbot.waitUntil(lambda: page.findChild(kit.Button, "second").isVisible())
    above.setFocus()
    seen = []
    for _step in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(focused())
    assert seen == ["first", "second", "below"]
    qtbot.keyClick(below, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() == "second"


def test_the_arrows_do_not_leave_a_row_of_pills(qtbot):
    pills = kit.FilterBar([("a", "Toate"), ("b", "Note")], exclusive=True)
    page = kit.ScrollPage(pills, kit.Button("Altceva", name="other"))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    pills.set_value({"a"})
    pills.pill("a").setFocus()
    for _step in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert focused() == "b"
    assert pills.value() == {"a"}, "looking around chooses nothing"
    qtbot.keyClick(pills.pill("b"), Qt.Key.Key_Space)
    assert pills.value() == {"b"}
    qtbot.keyClick(pills.pill("b"), Qt.Key.Key_Tab)
    assert focused() == "other"
