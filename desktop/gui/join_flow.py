"""From the first start to a database that belongs to an office which works already."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.gui.join_card import JoinOffice
from desktop.gui.shell import Files
from desktop.gui.unlock import Door, UnlockCard
from desktop.i18n import _
from desktop.jobs import Jobs, Report
from desktop.services import pc_invite, recovery, vaults

log = logging.getLogger(__name__)


class Doors(Protocol):
    """What of the doorway is needed here."""

    folder: Path
    card: Door | None

    def show(self, card: Door) -> None: ...
    def ask_first(self) -> None: ...
    def ask_to_unlock(self, name: str) -> None: ...


class JoinFlow(QObject):
    """Nothing is open while it goes on; the new database stands closed at its end."""

    def __init__(self, doors: Doors, jobs: Jobs, clock: Callable[[], datetime], files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._doors, self._jobs, self._clock, self._files = doors, jobs, clock, files

    def begin(self) -> None:
        self._show(JoinOffice())

    def again(self, card: Door) -> bool:
        """The same card in another language; False for a card that is none of these."""
        if not isinstance(card, JoinOffice):
            return False
        fresh = JoinOffice()
        fresh.set_state(card.state())
        self._show(fresh)
        return True

    def _show(self, card: JoinOffice) -> None:
        card.file_asked.connect(self._on_file)
        card.joined.connect(self._on_join)
        card.left.connect(self._doors.ask_first)
        self._doors.show(card)

    def _on_file(self) -> None:
        card = self._doors.card
        if not isinstance(card, JoinOffice):
            return
        pattern = _("Invites ({pattern})").format(pattern=f"*{pc_invite.ENDING}") + ";;" + _("All files (*)")
        for file in self._files.open_files(card, _("Choose the invite"), pattern)[:1]:
            card.choose(file)

    def _on_join(self, file: Path, code: str, name: str, passphrase: str) -> None:
        card = self._doors.card
        if card is None:
            return
        card.set_busy(True)
        work = partial(_join, self._doors.folder, file, code, name, passphrase, self._clock)
        job = self._jobs.start(_("Joining the office"), work)
        job.finished.connect(partial(self._on_joined, name))
        job.failed.connect(card.refuse)

    def _on_joined(self, name: str, _made: object) -> None:
        """The new database stands closed; its first worker opens it like every day."""
        self._doors.ask_to_unlock(name)
        if isinstance(self._doors.card, UnlockCard):
            self._doors.card.tell_done(_("This computer belongs to the office now. Open it with the new passphrase."))


def _join(
    folder: Path, file: Path, code: str, name: str, passphrase: str, clock: Callable[[], datetime], _report: Report
) -> None:
    found = pc_invite.open_invite(file, code, clock())
    made = pc_invite.join(folder, found, worker=name, passphrase=passphrase, clock=clock)
    try:
        recovery.want_kit(made)
    finally:
        vaults.close_session(made, make_backup=False)
