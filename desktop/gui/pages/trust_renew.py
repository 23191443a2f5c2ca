"""New keys for this office, after a theft: what it means, and the office's own code once more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import Button, Card, Kind, Label, TextField, Tone, boxed, column, mark_bad, row
from desktop.i18n import _


class RenewPanel(Card):
    """wanted(): the office is to have new keys · left()"""

    wanted = Signal()
    left = Signal()

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, gap=8, parent=parent)
        self.setObjectName("renew_panel")
        self._code = code
        self._again = TextField(_("The code of this office"))
        self._again.setObjectName("renew_again")
        self._again.returnPressed.connect(self._on_wanted)
        self._trouble = Label(_("Type the code of this office, {code}.").format(code=code), tone=Tone.SOON, wrap=True)
        self._trouble.setObjectName("renew_trouble")
        self._trouble.hide()
        yes = Button(_("Make new keys"), Kind.PRIMARY, icon="shield", name="renew_yes")
        yes.clicked.connect(self._on_wanted)
        no = Button(_("Cancel"), name="renew_no")
        no.clicked.connect(self.left)
        label = Label(_("The code of this office"), "label", buddy=self._again, wrap=True)
        self.add(
            Label(_("New keys for this office"), "section", wrap=True),
            Label(
                _(
                    "For when somebody may have copied the keys: a stolen computer or stick. Other offices take "
                    "nothing more from here until they have the new card and compared its fingerprint. What was sent "
                    "to this office before can still be read."
                ),
                wrap=True,
            ),
            boxed(column(label, row(self._again, None), gap=4)),
            self._trouble,
            row(yes, no, None),
        )  # fmt: skip

    def ask(self) -> None:
        self._again.clear()
        mark_bad(self._again, False)
        self._trouble.hide()

    def first_field(self) -> QWidget:
        return self._again

    def _on_wanted(self) -> None:
        wrong = self._again.text().strip().upper() != self._code
        mark_bad(self._again, wrong)
        self._trouble.setVisible(wrong)
        if wrong:
            self._again.setFocus()
        else:
            self.wanted.emit()
