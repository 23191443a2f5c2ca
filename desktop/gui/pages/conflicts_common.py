"""A common answer in place of several: the editor of the question; what is typed is kept as a draft of the sheet."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.schema import Field, Json
from desktop.gui.forms.around import Around
from desktop.gui.forms.field_view import focusable
from desktop.gui.forms.keeping import Keeper
from desktop.gui.forms.make import make_editor
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Kind, Label, Tone, column, row
from desktop.i18n import _
from desktop.services import records
from desktop.services.records import Sheet


class CommonAnswer(QWidget):
    """saved(value): it is to stand. aside(bool): nothing is decided now; whether something was typed."""

    saved = Signal(object)
    aside = Signal(bool)

    def __init__(
        self, shell: Shell, sheet: Sheet, path: str, field: Field, around: Around, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("common")
        self._shell, self._sheet, self._path = shell, sheet, path
        self._typed = False
        self._editor = make_editor(field, path, around)
        self._editor.setObjectName("common_answer")
        self._editor.edited.connect(self._on_edited)
        self._keeper = Keeper(self._keep, self)
        self._keeper.failed.connect(shell.refuse)
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.hide()
        save = Button(_("Let this answer stand"), Kind.PRIMARY, icon="check", name="save_common")
        save.clicked.connect(self._on_save)
        away = Button(_("Put it aside"), Kind.SMALL_LINK, name="put_aside")
        away.clicked.connect(self._on_aside)
        ways = row(save, away, None, gap=8)
        self.setLayout(column(Label(_("The common answer"), "group"), self._editor, self._problem, ways, gap=6))

    @property
    def keeper(self) -> Keeper:
        """What keeps the draft; a test need not wait for it."""
        return self._keeper

    def begin(self, value: Json) -> None:
        """Start with this; the keyboard goes there."""
        self._editor.set_value(value)
        QTimer.singleShot(0, self._editor, partial(_focus_first, self._editor))

    def leave(self) -> None:
        """What was typed is on the disk before anything else is shown."""
        if self._keeper.waits:
            self._keeper.now()
        self._keeper.stop()

    def refuse(self, sentence: str) -> None:
        """It cannot be read: what was typed stays, and is kept."""
        self._editor.mark(bad=True, sentence=sentence)
        self._problem.setText(_("This answer cannot be read. Correct it; what you typed is kept."))
        self._problem.show()
        self._keeper.now()

    def _on_edited(self) -> None:
        self._typed = True
        self._keeper.touch()

    def _on_save(self) -> None:
        self._editor.settle()
        self._keeper.stop()
        self.saved.emit(self._editor.value())

    def _on_aside(self) -> None:
        self.leave()
        self.aside.emit(self._typed)

    def _keep(self) -> datetime | None:
        """As far as it is typed, among the unsaved changes of the sheet."""
        typed = {**self._sheet.draft, self._path: self._editor.value()}
        return records.keep_draft(self._shell.session, self._sheet, typed)


def _focus_first(editor: QWidget) -> None:
    for part in focusable(editor):
        if part.isVisibleTo(editor) and part.isEnabled():
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            return
