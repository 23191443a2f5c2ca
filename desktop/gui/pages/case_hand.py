"""Handing a case over: to whom, with what note; and the note as the new manager finds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models.times import moment_words
from desktop.gui.widgets import Button, Card, Choice, Kind, Label, TextArea, Tone, row
from desktop.i18n import _
from desktop.services.handing import Handed


class HandOver(Card):
    """wanted(worker, note): hand it over. left: not now."""

    wanted = Signal(str, str)
    left = Signal()

    def __init__(self, title: str, people: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=6, parent=parent)
        self.setObjectName("hand_over")
        self._who = Choice(people, _("To whom"))
        self._who.setObjectName("hand_to")
        self._note = TextArea(_("Note to the new manager"), lines=3)
        self._note.setObjectName("hand_note")
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.hide()
        give = Button(_("Hand over"), Kind.SMALL_PRIMARY, name="hand_give")
        give.clicked.connect(self._on_give)
        stay = Button(_("Not now"), Kind.SMALL, name="hand_stay")
        stay.clicked.connect(self.left)
        self.add(
            Label(title, "label", wrap=True),
            Label(_("To whom"), "small-muted"),
            self._who,
            Label(_("Note to the new manager"), "small-muted", wrap=True),
            self._note,
            Label(_("It is shown on the first page of the new manager."), "small-muted", wrap=True),
            self._problem,
            row(give, stay, None),
        )

    def first_field(self) -> QWidget:
        return self._who

    def _on_give(self) -> None:
        chosen = self._who.value()
        if not chosen:
            self._problem.setText(_("Choose a person first."))
            self._problem.show()
            self._who.setFocus()
            return
        self.wanted.emit(chosen, self._note.toPlainText())


class HandedCard(Card):
    """read: she has read the note."""

    read = Signal()

    def __init__(self, handed: Handed, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=6, parent=parent)
        self.setObjectName("handed")
        self.set_tone(Tone.INFO)
        when = moment_words(handed.at, now) if handed.at else "–"
        seen = Button(_("I have read it"), Kind.SMALL, name="handed_read")
        seen.clicked.connect(self.read)
        title = _("Handed over to you by {name}, {moment}").format(name=handed.by, moment=when)
        self.add(Label(title, "label", wrap=True))
        if handed.note:
            self.add(Label(handed.note, wrap=True))
        self.add(row(seen, None))
