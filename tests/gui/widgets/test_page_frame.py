"""Columns fold before any word does."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.gui import widgets as kit


def column(words: str) -> QWidget:
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.addWidget(kit.Label(words, wrap=True))
    layout.addStretch(1)
    return widget


def frame(qtbot, width: int) -> kit.PageFrame:
    shown = kit.PageFrame(
        kit.ScrollPage(kit.Label("Mijloc")),
        left=column("Secțiuni"),
        context=column("Temei"),
        context_title="De ce întrebăm",
    )
    shown.set_left_choice([("a", "1 din 2 · Când"), ("b", "2 din 2 · Unde")], "a")
    qtbot.addWidget(shown)
    shown.resize(width, 600)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def seen(shown: QWidget) -> set[str]:
    return {label.text() for label in shown.findChildren(QLabel) if label.isVisible()}


def test_all_columns_stand_side_by_side_in_a_normal_window(qtbot):
    shown = frame(qtbot, 1170)
    assert {"Secțiuni", "Mijloc", "Temei"} <= seen(shown)
    assert not shown.is_left_folded()
    assert not shown.is_context_folded()


def test_the_context_folds_first(qtbot):
    shown = frame(qtbot, 940)
    assert "Secțiuni" in seen(shown)
    assert "Temei" not in seen(shown)


@pytest.mark.parametrize("percent", [150, 200])
def test_at_large_type_both_columns_fold_and_the_sections_are_a_choice(qtbot, dress, percent):
    dress(percent=percent)
    shown = frame(qtbot, 1068)
    assert "Mijloc" in seen(shown)
    assert not {"Secțiuni", "Temei"} & seen(shown)
    choice = shown.findChild(kit.Choice)
    assert choice.isVisible()
    assert choice.value() == "a"
    with qtbot.waitSignal(shown.section_asked) as heard:
        choice.setCurrentIndex(1)
        choice.activated.emit(1)
    assert heard.args == ["b"]


def test_the_folded_context_comes_and_goes_by_a_button(qtbot):
    shown = frame(qtbot, 940)
    opener = next(b for b in shown.findChildren(kit.Button) if b.word() == "De ce întrebăm")
    opener.click()
    assert "Temei" in seen(shown)
    closer = next(b for b in shown.findChildren(QPushButton) if kit.spoken(b) == "Închide")
    closer.click()
    assert "Temei" not in seen(shown)


def test_the_columns_come_back_when_there_is_room_again(qtbot):
    shown = frame(qtbot, 600)
    assert shown.is_left_folded()
    shown.resize(1170, 600)
    assert {"Secțiuni", "Temei"} <= seen(shown)


def test_a_wide_window_after_an_open_fold_has_one_context(qtbot):
    shown = frame(qtbot, 940)
    shown.open_context()
    shown.resize(1170, 600)
    assert "Temei" in seen(shown)
    assert not any(b.isVisible() and kit.spoken(b) == "Închide" for b in shown.findChildren(QPushButton))
