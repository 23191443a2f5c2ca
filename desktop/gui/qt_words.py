"""Qt's own words (dialogs, menus of text fields, the file and print dialogs) in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop import i18n
from desktop.gui.qt_sources import CONTEXT, SOURCES

LOCALES = {"ro": "ro_MD", "ru": "ru_MD", "uk": "uk_UA", "en": "en_GB"}
SHIPPED = ("ru", "uk")  # Qt brings these itself; it has no Romanian


class QtWords(QTranslator):
    """Answers Qt out of the program's own catalogue; what it does not know stays as Qt says it."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, source: str, _about: str | None = None, _n: int = -1) -> str | None:
        return words_for(source)


def words_for(source: str) -> str | None:
    """The translation of one of Qt's sentences, or None; access keys go, for they would be given twice."""
    bare = source.replace("&", "").strip()
    if bare not in SOURCES:
        return None
    return i18n.pgettext(CONTEXT, bare)


def install(app: QCoreApplication) -> QTranslator | None:
    """Let Qt speak the chosen language, and write days and months in it."""
    code = i18n.language()
    QLocale.setDefault(QLocale(LOCALES[code]))
    if code == i18n.SOURCE:
        return None
    translator: QTranslator = QtWords(app)
    if code in SHIPPED:
        translator = QTranslator(app)
        if not translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            return None
    app.installTranslator(translator)
    return translator
