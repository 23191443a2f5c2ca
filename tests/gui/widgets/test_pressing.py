"""Buttons, segments, panels and tables: what the mouse does, the keyboard does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.gui import widgets as kit


def test_a_key_shown_in_a_button_works(qtbot):
    page = QWidget()
    page.setLayout(kit.row(kit.Button("Salvează", "primary", key="Ctrl+S", name="save"), kit.TextField("Nume")))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    save = page.findChild(kit.Button, "save")
    with qtbot.waitSignal(save.clicked):
        qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_key_caps_go_when_the_type_is_large_but_the_keys_stay(qtbot, dress):
    def width() -> int:
        button = kit.Button("Salvează", key="Ctrl+S")
        qtbot.addWidget(button)
        assert button.shortcut().toString() == "Ctrl+S"
        return button.sizeHint().width() - kit.Button("Salvează").sizeHint().width()

    assert width() > 0
    dress(percent=150)
    assert width() == 0


def test_an_ampersand_in_a_word_stays_and_takes_no_key(qtbot):
    button = kit.Button("Unu & doi")
    qtbot.addWidget(button)
    assert button.word() == "Unu & doi"
    assert kit.spoken(button) == "Unu & doi"
    assert button.shortcut().isEmpty()


def test_choosing_in_a_segment_moves_nothing(qtbot):
    segment = kit.Segment([("done", "Făcut"), ("no", "Nu se aplică")])
    qtbot.addWidget(segment)
    before = segment.sizeHint()
    with qtbot.waitSignal(segment.chosen) as heard:
        qtbot.mouseClick(segment.button("no"), Qt.MouseButton.LeftButton)
    assert heard.args == ["no"]
    assert segment.value() == "no"
    assert segment.sizeHint() == before


def test_a_segment_is_chosen_by_the_arrow_keys(qtbot):
    segment = kit.Segment([("a", "Da"), ("b", "Nu")], value="a")
    qtbot.addWidget(segment)
    with qtbot.waitExposed(segment):
        segment.show()
    segment.button("a").setFocus()
    qtbot.keyClick(segment.button("a"), Qt.Key.Key_Right)
    assert segment.value() == "b"


def test_showing_a_choice_is_not_choosing(qtbot):
    segment = kit.Segment([("a", "Da"), ("b", "Nu")])
    qtbot.addWidget(segment)
    with qtbot.assertNotEmitted(segment.chosen):
        segment.set_value("a")
        segment.set_value(None)
    assert segment.value() is None


def test_filters_add_up_and_can_exclude_each_other(qtbot):
    many = kit.FilterBar([("a", "Ale mele"), ("b", "Întârziate")])
    one = kit.FilterBar([("a", "Toate"), ("b", "Note")], exclusive=True)
    for bar in (many, one):
        qtbot.addWidget(bar)
        for code in ("a", "b"):
            qtbot.mouseClick(bar.pill(code), Qt.MouseButton.LeftButton)
    assert many.value() == {"a", "b"}
    assert one.value() == {"b"}
    qtbot.mouseClick(one.pill("b"), Qt.MouseButton.LeftButton)
    assert one.value() == {"b"}


def test_keeping_a_value_tells_which(qtbot):
    panel = kit.ConflictPanel([kit.Standing("una", "A", "azi", True), kit.Standing("alta", "B", "ieri")])
    qtbot.addWidget(panel)
    second = panel.findChildren(QPushButton)[1]
    assert kit.spoken(second) == "Păstrează valoarea alta"
    with qtbot.waitSignal(panel.chosen) as heard:
        qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert heard.args == [1]


def test_links_of_a_banner_lead_to_their_places(qtbot):
    banner = kit.Banner("soon", "De corectat", links=[("incident", "Data faptei"), ("place", "Locul")])
    qtbot.addWidget(banner)
    with qtbot.waitSignal(banner.followed) as heard:
        qtbot.mouseClick(banner.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    assert heard.args == ["place"]
    banner.set_links([])
    assert banner.findChildren(QPushButton) == []


def table(qtbot) -> kit.Table:
    shown = kit.Table("Cazuri")
    rows = [[kit.Cell("UN4-26-7K3QF2", "F", strong=True)], [kit.Cell("UN4-26-9D4TX1", "F")]]
    shown.setModel(kit.CellsModel(["Cod"], rows, shown))
    qtbot.addWidget(shown)
    shown.selectRow(1)
    return shown


def test_enter_opens_and_space_peeks_into_a_row(qtbot):
    shown = table(qtbot)
    with qtbot.waitSignal(shown.opened) as opened:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    with qtbot.waitSignal(shown.peeked) as peeked:
        qtbot.keyClick(shown, Qt.Key.Key_Space)
    assert opened.args[0].row() == peeked.args[0].row() == 1


def test_tab_leaves_a_table(qtbot):
    shown = table(qtbot)
    assert not shown.tabKeyNavigation()


def test_a_reader_hears_both_lines_of_a_cell(qtbot):
    shown = table(qtbot)
    index = shown.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "UN4-26-7K3QF2, F"


def test_a_fold_says_how_much_it_hides(qtbot):
    rest = kit.Card()
    fold = kit.Fold("Urmează", kit.Card(), rest, count=9, hidden=8)
    qtbot.addWidget(fold)
    fold.show()
    button = fold.findChild(QPushButton)
    assert kit.spoken(button) == "Arată încă 8: Urmează"
    assert not rest.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert rest.isVisible()
    assert fold.is_open()


def test_stop_is_pressed_once(qtbot):
    job = kit.JobStrip("Se pregătește pachetul")
    qtbot.addWidget(job)
    stop = job.findChild(QPushButton)
    with qtbot.waitSignal(job.stopped):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    with qtbot.assertNotEmitted(job.stopped):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)


def test_a_search_starts_when_the_typing_rests(qtbot):
    field = kit.SearchField("Căutați")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.searched):
        qtbot.keyClicks(field, "ung")
    with qtbot.waitSignal(field.searched) as heard:
        field.pause.timeout.emit()
    assert heard.args == ["ung"]
    with qtbot.waitSignal(field.asked) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["ung"]


def test_a_row_that_opens_is_spoken_as_one(qtbot):
    row = kit.RowButton("Sesizare", "azi, 09:10", lead=kit.Mark(kit.form_state_spec("complete")))
    qtbot.addWidget(row)
    assert kit.spoken(row) == "complet, Sesizare, azi, 09:10"
    row.show()
    with qtbot.waitSignal(row.clicked):
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)


def test_things_flow_into_as_many_lines_as_they_need(qtbot):
    chips = [kit.Chip(f"Cuvântul {number}") for number in range(6)]
    box = kit.FlowBox(*chips)
    qtbot.addWidget(box)
    one_line = box.heightForWidth(2000)
    assert one_line == chips[0].sizeHint().height()
    assert box.heightForWidth(chips[0].sizeHint().width()) >= 6 * one_line
    assert box.minimumSizeHint().width() <= max(chip.sizeHint().width() for chip in chips)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_what_the_space_bar_presses(qtbot, key):
    """Outside a dialog Qt's buttons leave Enter alone: on the unlock card it did nothing."""
    choice = kit.Segment([("yes", "Da")])
    row = kit.RowButton("Începeți aici")
    for button in (kit.Button("Deschide"), kit.IconButton("eye", "Arată"), row, choice.button("yes")):
        qtbot.addWidget(button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)
