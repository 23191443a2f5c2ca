"""Puts what a person chose for this computer on the application: language, colours, size of type, Qt's own words."""

from __future__ import annotations

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from desktop.gui import qt_words
from desktop.gui.theme import Theme
from desktop.i18n import set_language
from desktop.settings import Settings


def make_application(chosen: Settings) -> QApplication:
    """The one QApplication, dressed, with a neutral name and Qt's own words in the person's language."""
    app = QApplication.instance() or QApplication(["Ancora"])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody made one of another kind
    app.setApplicationName("Ancora")
    app.setApplicationDisplayName("Ancora")
    app.setDesktopFileName("ancora")
    dress(app, chosen)
    return app


def application() -> QApplication:
    """The one that was made."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)  # noqa: S101 - a window without an application cannot be
    return app


def dress(app: QApplication, chosen: Settings) -> None:
    """Speak and look as chosen; what is on the screen already must be built anew to follow."""
    speak_language(app, chosen.language)
    Theme(chosen.theme, chosen.font_percent).apply(app)


def speak_language(app: QApplication, code: str) -> None:
    """One language for our words and for Qt's; the one before falls silent."""
    set_language(code)
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.deleteLater()
    qt_words.install(app)
