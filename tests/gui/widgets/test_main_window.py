"""The frame of the window: pages, keys, messages, and a title that tells nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from desktop.gui import widgets as kit
from desktop.gui.main_window import MainWindow, Number, UnknownPage


class Page(QWidget):
    """A page that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[dict[str, object]] = []
        self.left = 0
        self.field = kit.TextField("Primul câmp", parent=self)

    def arrive(self, **args: object) -> None:
        self.arrived.append(args)

    def leave(self) -> None:
        self.left += 1

    def first_field(self) -> QWidget:
        return self.field


@pytest.fixture
def window(qtbot, qapp: QApplication) -> MainWindow:
    shown = MainWindow(qapp)
    qtbot.addWidget(shown)
    shown.add_page("today", "Astăzi", "sun", Page(), 4)
    shown.add_page("cases", "Cazuri", "folder", Page)
    shown.add_page("case", "Dosar", "folder", Page, under="cases")
    shown.add_page("guide", "Ghid", "book", Page, group=1)
    shown.set_worker("A. Lucrător", "Oficiul X1")
    shown.set_numbers([Number("Urgență", "112", True), Number("Linia de încredere", "0 8008 8008")])
    shown.resize(1338, 676)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.navigate("today")
    return shown


def item(window: MainWindow, page: str) -> QPushButton:
    return window.findChild(QPushButton, f"nav_{page}")


def test_the_title_says_nothing_but_the_name(window):
    assert window.windowTitle() == "Ancora"
    window.navigate("case", code="UN4-26-7K3QF2")
    assert window.windowTitle() == "Ancora"
    assert not window.windowIcon().isNull()


def test_a_page_is_told_that_it_is_shown_and_for_what(window):
    page = window.navigate("case", code="UN4-26-7K3QF2")
    assert page.arrived == [{"code": "UN4-26-7K3QF2"}]
    assert window.present_page() == "case"
    assert page.isVisible()


def test_a_page_is_told_before_another_comes(window):
    first = window.page("today")
    window.navigate("cases")
    assert first.left == 1


def test_a_page_starts_in_its_own_first_field(window):
    page = window.navigate("cases")
    assert window.focusWidget() is page.field


def test_a_page_without_a_place_in_the_list_belongs_to_another(window):
    assert item(window, "case") is None
    window.navigate("case")
    assert item(window, "cases").isChecked()
    assert not item(window, "today").isChecked()


def test_pages_are_made_when_they_are_first_asked_for(window):
    assert len(window.findChildren(Page)) == 1
    window.navigate("guide")
    window.navigate("today")
    window.navigate("guide")
    assert len(window.findChildren(Page)) == 2


def test_an_unknown_page_is_a_fault(window):
    with pytest.raises(UnknownPage):
        window.navigate("nowhere")


def test_alt_and_a_figure_open_a_page(qtbot, window):
    with qtbot.waitSignal(window.page_changed) as heard:
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert heard.args == ["guide"]


def test_pressing_the_present_page_keeps_it_chosen(qtbot, window):
    qtbot.mouseClick(item(window, "today"), Qt.MouseButton.LeftButton)
    assert item(window, "today").isChecked()


def test_a_reader_hears_how_much_waits(window):
    assert kit.spoken(item(window, "today")) == "Astăzi"
    assert item(window, "today").accessibleDescription() == "4 lucruri așteaptă"
    window.set_count("today", 0)
    assert item(window, "today").accessibleDescription() == ""


@pytest.mark.parametrize(
    ("key", "held", "signal"),
    [
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "lock_asked"),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, "new_report_asked"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "guide_asked"),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, "hide_asked"),
    ],
)
def test_the_keys_of_the_window_work_on_every_page(qtbot, window, key, held, signal):
    page = window.navigate("cases")
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(page.field, key, held)


def test_a_button_that_shows_a_key_of_the_window_does_not_silence_it(qtbot, window):
    kit.Button("Sesizare nouă", "primary", key="Ctrl+N", parent=window.page("today")).show()
    with qtbot.waitSignal(window.new_report_asked):
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)


def test_hide_is_heard_while_a_dialog_is_open(qtbot, window):
    """A shortcut of the main window sleeps behind a dialog; the one who must hide cannot close it first."""
    dialog = QDialog(window)
    dialog.setModal(True)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    with qtbot.waitSignal(window.hide_asked):
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_F12)
    dialog.close()


def test_hide_and_lock_are_buttons_too(qtbot, window):
    for name, signal in (("hide", window.hide_asked), ("lock", window.lock_asked)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(window.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_escape_closes_nothing(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_searching_is_one_key_away(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = window.focusWidget()
    assert field.objectName() == "search"
    qtbot.keyClicks(field, "ung")
    with qtbot.waitSignal(window.search_asked) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.args == ["ung"]


def test_where_nothing_can_be_searched_no_field_promises_it(qtbot, window):
    window.hide_search()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is None or window.focusWidget().objectName() != "search"
    assert not any(w.isVisible() for w in window.findChildren(QWidget, "search"))


def message(window: MainWindow) -> str:
    return window.findChild(QLabel, "message").text()


def test_good_news_goes_by_itself_and_warnings_stay(window):
    strip = window.findChild(QLabel, "message").parent()
    window.message("Fișierul a fost salvat.", "done")
    passing = strip.findChild(QTimer)
    assert passing.isActive()
    passing.timeout.emit()
    assert message(window) == "Totul este păstrat pe acest calculator"
    window.message("Copia de rezervă nu a fost făcută.", "soon")
    assert not passing.isActive()
    assert message(window) == "Copia de rezervă nu a fost făcută."


def test_what_went_wrong_is_never_cut(qtbot, window):
    """It takes a second line where one is too short; good news may end in dots."""
    height = window.findChild(QLabel, "message").parent().height()
    sentence = "O propoziție lungă despre ceva ce nu a mers, cu tot ce este de făcut mai departe. " * 3
    window.message(sentence, "soon")
    whole = window.findChild(QLabel, "whole_message")
    assert whole.isVisible() and whole.text() == sentence
    qtbot.waitUntil(lambda: whole.height() >= whole.heightForWidth(whole.width()))
    assert whole.parent().height() > height
    window.message("Fișierul a fost salvat.", "done")
    assert not whole.isVisible() and message(window) == "Fișierul a fost salvat."
    qtbot.waitUntil(lambda: whole.parent().height() == height)


def test_a_job_shows_how_far_it_is_until_it_ends(window):
    job = window.add_job("Se pregătește pachetul")
    job.set_progress(24, 38)
    assert "24 din 38" in [label.text() for label in job.findChildren(QLabel)]
    assert not window.findChild(QLabel, "message").isVisible()
    window.remove_job(job)
    assert window.findChild(QLabel, "message").isVisible()


def test_practice_is_said_on_every_page(window):
    banner = window.findChild(QWidget, "practice")
    assert not banner.isVisible()
    window.set_practice(True)
    for page in ("today", "cases", "guide"):
        window.navigate(page)
        assert banner.isVisible()


@pytest.mark.parametrize(("percent", "width"), [(100, 1338), (150, 1338), (200, 1338), (100, 1024)])
def test_the_emergency_number_is_always_there(qtbot, qapp, dress, percent, width):
    dress(percent=percent)
    shown = MainWindow(qapp)
    qtbot.addWidget(shown)
    shown.add_page("today", "Sincronizare", "sync", QWidget(), 4)
    shown.set_numbers([Number("Urgență", "112", True), Number("Linia de încredere", "0 8008 8008")])
    shown.set_backup("Copie de rezervă: joi, 19.11, 17:40")
    shown.resize(width, 676)
    with qtbot.waitExposed(shown):
        shown.show()
    assert shown.width() == width, "the window fits the screen"
    for label in shown.findChildren(QLabel):
        if label.isVisible() and not isinstance(label, kit.ElidedLabel) and label.text() != "":
            assert label.width() >= label.sizeHint().width(), label.text()
    assert any(label.text() == "112" and label.isVisible() for label in shown.findChildren(QLabel))
    assert shown.findChild(QPushButton, "hide").isVisible()


def test_drafts_are_kept_before_the_window_goes(qtbot, window):
    with qtbot.waitSignal(window.closing):
        window.close()
