"""Warnings about other offices and computers: they stand on top until a lead has read them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.models import sync_words as words
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Kind, Label, Tone, boxed, clear, column, row, speak
from desktop.i18n import _, datetime_words
from desktop.refusals import Refused
from desktop.services import alarms, standing
from desktop.services.alarms import Alarm
from desktop.services.session import PEOPLE


class AlarmsCard(QWidget):
    """One red card for each warning."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alarms")
        self._shell, self._session = shell, shell.session
        self._list = column(gap=8)
        self.setLayout(self._list)

    def show_state(self) -> None:
        clear(self._list)
        found = alarms.standing(self._session)
        for one in found:
            self._list.addWidget(self._card(one))
        self.setVisible(bool(found))

    def _card(self, one: Alarm) -> QWidget:
        title = _("Warning about {office}").format(office=standing.who(self._session, one.office))
        card = Banner(Tone.DANGER, title, words.alarm_words(one))
        card.setObjectName(f"alarm_{one.num}")
        at = Label(datetime_words(one.at), "small-muted")
        deeds = []
        if self._session.worker.role in PEOPLE:
            seen = Button(_("I know what to do"), Kind.SMALL, name=f"seen_{one.num}")
            speak(seen, f"{_('I know what to do')}: {title}")
            seen.clicked.connect(partial(self._on_seen, one))
            deeds.append(seen)
        card.add(boxed(row(at, None, *deeds, gap=8, margins=(32, 0, 0, 0))))
        return card

    def _on_seen(self, one: Alarm) -> None:
        try:
            alarms.see(self._session, one.num)
        except Refused as refusal:
            self._shell.refuse(refusal)
