"""Erasing what she told, and nothing else of the case: the ground in words, the code once more, and then for good."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import Button, Card, Label, TextArea, TextField, boxed, column, row
from desktop.i18n import _
from desktop.services.erasure import SHORTEST_WORDS
from desktop.services.narrative import LONGEST_GROUND


class EraseAccount(Card):
    """wanted(ground, code): both were typed, and the button was pressed."""

    wanted = Signal(str, str)

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("erase_account")
        self._ground = TextArea(_("Ground"), lines=2)
        self._ground.setObjectName("account_ground")
        self._code = TextField(_("The code of the case once more"), hint=code, width=220)
        self._code.setObjectName("account_code")
        self._erase = Button(_("Erase what she told"), icon="trash", name="account_erase")
        self._erase.clicked.connect(self._on_erase)
        why = _("Her own words go out of every version of every incident form of this case, at once and for good. The "
                "other answers stay. Older backups still hold it until they expire.")  # fmt: skip
        ground = _("The ground, without anything of what she told. It stays in the case.")
        self.add(
            Label(_("Erase only what she told"), "section"),
            Label(why, "small-muted", wrap=True),
            boxed(column(Label(_("Ground"), "label", buddy=self._ground), self._ground, gap=4)),
            Label(ground, "small-muted", wrap=True),
            boxed(
                column(
                    Label(_("The code of the case once more"), "label", buddy=self._code), row(self._code, None), gap=4
                )
            ),
            row(self._erase, None),
        )
        self._ground.textChanged.connect(self._settle)
        self._code.textChanged.connect(self._settle)
        self._settle()

    def clear(self) -> None:
        """Nothing that was typed stays."""
        self._ground.clear()
        self._code.clear()

    def set_busy(self, busy: bool) -> None:
        """While it is being erased nothing is pressed twice."""
        self.setEnabled(not busy)

    def _settle(self) -> None:
        words = len(self._ground.toPlainText().strip())
        self._erase.setEnabled(SHORTEST_WORDS <= words <= LONGEST_GROUND and bool(self._code.text().strip()))

    def _on_erase(self) -> None:
        self.wanted.emit(self._ground.toPlainText(), self._code.text())
