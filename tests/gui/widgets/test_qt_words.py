"""Qt speaks the language of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QToolButton

from desktop import i18n, paths
from desktop.gui import qt_words
from desktop.gui.qt_sources import CONTEXT, SOURCES


@pytest.fixture
def romanian_qt(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    translator = qt_words.install(qapp)
    yield
    if translator is not None:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def test_every_sentence_of_qt_has_its_romanian():
    known = i18n.catalogue(paths.resources() / "locale" / "ro", "ro")
    assert len(SOURCES) > 200
    assert [source for source in SOURCES if known.get(source, CONTEXT) is None] == []


def test_the_buttons_of_dialogs_are_romanian(qtbot, romanian_qt):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert {button.text() for button in box.buttons()} == {"Salvează", "Renunță"}


def test_the_menu_of_a_text_field_is_romanian(qtbot, romanian_qt):
    field = QLineEdit("x")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert words == ["Anulează", "Refă", "Decupează", "Copiază", "Lipește", "Șterge", "Selectează tot"]
    menu.deleteLater()


def test_the_file_dialog_has_no_english_left(qtbot, romanian_qt):
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    words = {label.text() for label in dialog.findChildren(QLabel)}
    words |= {button.toolTip() for button in dialog.findChildren(QToolButton)}
    assert {"Caută în:", "Nume de fișier:", "Tip de fișiere:", "Înapoi"} <= words
    assert not words & SOURCES


def test_what_is_not_known_stays_as_it_is(romanian_qt):
    assert QCoreApplication.translate("Anything", "Not among Qt's words") == "Not among Qt's words"
    assert qt_words.words_for("Not among Qt's words") is None


def test_access_keys_are_not_given_twice(romanian_qt):
    assert QCoreApplication.translate("QLineEdit", "Cu&t") == "Decupează"


def test_days_are_romanian_too(romanian_qt):
    assert QLocale().dayName(1) == "luni"


def test_english_is_what_qt_speaks_by_itself(qapp):
    before = QLocale()
    with i18n.using("en"):
        assert qt_words.install(qapp) is None
    QLocale.setDefault(before)
