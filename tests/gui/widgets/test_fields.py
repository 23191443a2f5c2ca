"""Fields: no wheel changes an answer, Tab leaves, filling is not editing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDateEdit, QVBoxLayout, QWidget

from desktop.gui import widgets as kit


def roll(widget: QWidget) -> QWheelEvent:
    """One notch of the wheel over a widget, as the system sends it."""
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where,
        QPointF(widget.mapToGlobal(where.toPoint())),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


def test_the_wheel_does_not_change_a_choice_even_with_the_focus(qtbot):
    choice = kit.Choice([("a", "una"), ("b", "două")], "Câte")
    qtbot.addWidget(choice)
    choice.set_value("a")
    choice.show()
    choice.setFocus()
    assert not roll(choice).isAccepted()
    assert choice.value() == "a"


def test_the_wheel_does_not_change_a_number(qtbot):
    number = kit.NumberField("Copii")
    qtbot.addWidget(number)
    number.set_value(3)
    number.show()
    number.setFocus()
    roll(number)
    roll(number.lineEdit())
    assert number.value() == 3


def test_a_stock_date_field_can_be_guarded(qtbot):
    day = QDateEdit(QDate(2026, 11, 24))
    qtbot.addWidget(day)
    day.show()
    before = day.date()
    roll(day)
    assert day.date() != before, "without the guard the wheel turns days"
    before = day.date()
    kit.keep_wheel_away(day)
    roll(day)
    assert day.date() == before


def test_a_text_box_scrolls_only_while_somebody_writes_in_it(qtbot):
    page, other, box = QWidget(), kit.TextField("Altul"), kit.TextArea("Observații")
    page.setLayout(kit.column(other, box))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    other.setFocus()
    assert not roll(box.viewport()).isAccepted()
    box.set_value("rând\n" * 40)
    assert not roll(box.viewport()).isAccepted()
    assert box.verticalScrollBar().value() == 0
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    roll(box.viewport())
    assert box.verticalScrollBar().value() > 0


def test_tab_leaves_a_text_box(qtbot):
    page = QWidget()
    layout = QVBoxLayout(page)
    first, second = kit.TextArea("Prima"), kit.TextArea("A doua")
    layout.addWidget(first)
    layout.addWidget(second)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert page.focusWidget() is second
    assert first.toPlainText() == ""


def test_filling_is_not_editing(qtbot):
    text, area, number = kit.TextField("a"), kit.TextArea("b"), kit.NumberField("c")
    choice = kit.Choice([("a", "una")], "d")
    heard: list[str] = []
    for widget in (text, area, number, choice):
        qtbot.addWidget(widget)
    text.textChanged.connect(lambda: heard.append("text"))
    area.textChanged.connect(lambda: heard.append("area"))
    number.valueChanged.connect(lambda: heard.append("number"))
    choice.currentIndexChanged.connect(lambda: heard.append("choice"))
    text.set_value("x")
    area.set_value("y")
    number.set_value(5)
    choice.set_value("a")
    assert heard == []
    assert (text.text(), area.toPlainText(), number.value(), choice.value()) == ("x", "y", 5, "a")


def test_new_options_keep_the_answer_that_is_still_among_them(qtbot):
    choice = kit.Choice([("a", "una"), ("b", "două")], "Câte")
    qtbot.addWidget(choice)
    choice.set_value("b")
    choice.set_options([("b", "două"), ("c", "trei")])
    assert choice.value() == "b"
    choice.set_options([("c", "trei")])
    assert choice.value() is None


def test_a_button_in_a_field_is_reached_by_tab(qtbot):
    field = kit.TextField("Data faptei")
    qtbot.addWidget(field)
    button = field.add_button("calendar", "Alegeți ziua")
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.window().focusWidget() is button


@pytest.mark.parametrize("value", ["declined", "unknown"])
def test_refusals_exclude_each_other_and_can_be_taken_back(qtbot, value):
    refusals = kit.Refusals("Data faptei")
    qtbot.addWidget(refusals)
    width = refusals.sizeHint().width()
    buttons = {name: refusals.findChild(kit.Button, name) for name in ("declined", "unknown")}
    for name in ("declined", "unknown", value):
        if refusals.value() != name:
            with qtbot.waitSignal(refusals.changed):
                qtbot.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
    assert refusals.value() == value
    assert refusals.sizeHint().width() == width, "nothing may move when one is pressed"
    qtbot.mouseClick(buttons[value], Qt.MouseButton.LeftButton)
    assert refusals.value() is None


def test_an_answer_longer_than_its_closed_box_is_told_whole_by_its_tip(qtbot):
    long = "siguranță, fiindcă locul a fost aflat sau persoana este aproape"
    choice = kit.Choice([("a", "una"), ("b", long)], "De ce", width=160)
    qtbot.addWidget(choice)
    choice.show()
    assert choice.toolTip() == ""
    choice.set_value("b")
    assert choice.toolTip() == choice.currentText() == long
    choice.set_value("a")
    assert choice.toolTip() == ""
