"""The card of another office before it is trusted: chosen, compared by telephone, believed or put away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.sync_parts import fingerprint_view
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Kind, Label, TextField, Tone, clear, row
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import sync, trust_view
from desktop.services.sync import Card as OfficeCard

ENDING = ".ancora-card"


def pattern() -> str:
    """For the window in which a card is chosen or given its name."""
    return _("Office cards ({pattern})").format(pattern=f"*{ENDING}")


class NewCard(Card):
    """The card of another office, from its file until it is trusted. opened(): it wants to be seen · left()"""

    opened = Signal()
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, gap=8, parent=parent)
        self.setObjectName("new_card")
        self._shell, self._session = shell, shell.session
        self._path = Path()
        self._whose = Label("", "section", wrap=True)
        self._digits = QVBoxLayout()
        self._typed = TextField(_("The fingerprint that you heard by telephone"), hint="00000 00000 00000 …")
        self._typed.setObjectName("fingerprint")
        self._typed.returnPressed.connect(self._on_trust)
        self._told = Banner(Tone.INFO, " ")
        self._told.setObjectName("card_told")
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("card_trouble")
        self._trouble.hide()
        self._trust = Button(_("Trust this office"), Kind.PRIMARY, icon="shield", name="trust")
        self._trust.clicked.connect(self._on_trust)
        cancel = Button(_("Cancel"), name="card_cancel")
        cancel.clicked.connect(self.left)
        self.add(
            self._whose,
            self._told,
            Label(
                _("Call the office at a number that you know, not at one that came with the file. They read their "
                  "fingerprint aloud; you type it here. If one digit differs, the card is not theirs."),
                wrap=True,
            ),
            Label(_("Fingerprint of this card"), "group"),
            self._digits,
            Label(_("The fingerprint that you heard by telephone"), "label", buddy=self._typed),
            self._typed,
            self._trouble,
            row(self._trust, cancel, None),
        )  # fmt: skip

    def choose(self) -> None:
        """Ask for the file of a card, and show it."""
        for path in self._shell.files.open_files(self, _("Choose the card of an office"), pattern())[:1]:
            self.read(path)

    def read(self, path: Path) -> None:
        """A card that was chosen here or brought from elsewhere."""
        try:
            card = sync.read_card(path)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._show_card(path, card, *trust_view.offered_words(self._session, card))
        self.opened.emit()

    def first_field(self) -> QWidget:
        return self._typed

    def _show_card(self, path: Path, card: OfficeCard, told: str, careful: bool) -> None:
        self._path = path
        self._told.set_tone(Tone.SOON if careful else Tone.INFO)
        self._told.set_words(told)
        self._told.setVisible(bool(told))
        whose = _("Card of the region {code}") if card.kind == "region" else _("Card of the office {code}")
        self._whose.setText(whose.format(code=card.office))
        clear(self._digits)
        self._digits.addWidget(fingerprint_view(card.fingerprint, "label"))
        self._typed.clear()
        self._trouble.hide()

    def _on_trust(self) -> None:
        self._trouble.hide()
        try:
            card = sync.trust(self._session, self._path, self._typed.text())
        except Refused as refusal:
            self._trouble.set_words(explain(refusal))
            self._trouble.show()
            return
        self.left.emit()
        self._shell.say(_("Office {code} is trusted from now on.").format(code=card.office))
