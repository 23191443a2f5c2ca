"""On the page of synchronisation: how many answers wait to be chosen after what came, and the way to them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, IconLabel, Kind, Label, Tone, column, row, speak
from desktop.i18n import _, ngettext
from desktop.services import conflicts
from desktop.services.session import CASES


class ConflictsCard(QWidget):
    """Hidden while there is nothing to choose."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflicts_card")
        self._session = shell.session
        self._title = Label("", "label", wrap=True)
        self._why = Label("", "small-muted", wrap=True)
        button = Button(_("Choose the values"), Kind.SMALL, name="choose_values")
        speak(button, _("Choose the values"), _("Different answers"))
        button.clicked.connect(partial(shell.navigate, "conflicts"))
        card = Card(margin=14)
        line = row(IconLabel("copies"), gap=12)
        line.addLayout(column(self._title, self._why, gap=2), 1)
        line.addWidget(button)
        card.add(line)
        self.setLayout(column(card))
        self.hide()  # until somebody has placed it and asks: shown before, it would be a window of its own

    def show_state(self) -> None:
        """Count anew."""
        may = self._session.worker.role in CASES and self._session.office.kind == "office"
        count = conflicts.count(self._session) if may else 0
        self.setVisible(count > 0)
        words = ngettext("{n} sheet has different answers", "{n} sheets have different answers", count)
        self._title.setText(words.format(n=count))
        danger = len(conflicts.in_danger(self._session)) if may else 0
        told = ngettext("In {n} case it is about her safety.", "In {n} cases it is about her safety.", danger)
        self._why.setText(told.format(n=danger) if danger else _("Both answers are kept until somebody chooses."))
        self._why.set_tone(Tone.SOON if danger else "")
