"""From a card to a restored database: choose, open with its passphrase, wait or stop, read what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.gui.restore_card import RestoreCard, RestoredCard
from desktop.gui.shell import Files
from desktop.gui.unlock import Door
from desktop.i18n import _
from desktop.jobs import Job, Jobs, Report
from desktop.refusals import Refused
from desktop.services import restoring, vaults
from desktop.services.restoring import Restored

log = logging.getLogger(__name__)


class Doors(Protocol):
    """What of the doorway is needed here."""

    folder: Path
    card: Door | None

    def show(self, card: Door) -> None: ...
    def start(self) -> None: ...
    def ask_to_unlock(self, name: str) -> None: ...
    def ask_to_recover(self, backup: Path | None = None, words: str = "") -> None: ...


class RestoreFlow(QObject):
    """Begins on any card before the window; nothing is open while it goes on."""

    def __init__(self, doors: Doors, jobs: Jobs, clock: Callable[[], datetime], files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._doors, self._jobs, self._clock, self._files = doors, jobs, clock, files
        self._job: Job | None = None
        self._name = ""

    def begin(self, name: str = "") -> None:
        """The card with the backups that lie beside the database."""
        folder = self._doors.folder
        on_empty = not vaults.exists(folder) and not restoring.is_lost(folder)
        card = RestoreCard(restoring.offered(folder), on_empty=on_empty)
        card.prefill(name)
        self._show(card)

    def again(self, card: Door) -> bool:
        """The same card in another language; False for a card that is none of these."""
        if isinstance(card, RestoredCard):
            self._show_done(card.done())
        elif isinstance(card, RestoreCard):
            fresh = RestoreCard(card.offered(), on_empty=card.on_empty)
            fresh.take(card.typed())
            self._show(fresh)
        else:
            return False
        return True

    def _show(self, card: RestoreCard) -> None:
        card.restore_asked.connect(self._on_restore)
        card.file_asked.connect(self._on_file)
        card.code_asked.connect(self._doors.ask_to_recover)
        card.stopped.connect(self._on_stop)
        card.left.connect(self._doors.start)
        self._doors.show(card)

    def _on_file(self) -> None:
        card = self._doors.card
        if not isinstance(card, RestoreCard):
            return
        pattern = _("Backups (*.ancora-backup vault.db)") + ";;" + _("All files (*)")
        for file in self._files.open_files(card, _("Choose a backup"), pattern)[:1]:
            try:
                card.offer([restoring.look(file)], choose=True)
            except Exception as error:  # noqa: BLE001 - whatever lies there, the person is told and may choose again
                log.warning("no backup: %s", getattr(error, "code", type(error).__name__))
                card.refuse(error)
            else:
                card.focus_first()

    def _on_restore(self, file: Path, name: str, passphrase: str) -> None:
        card = self._doors.card
        if not isinstance(card, RestoreCard):
            return
        self._name = name
        card.set_busy(True)
        work = partial(_restore, file, self._doors.folder, name, passphrase, self._clock)
        job = self._job = self._jobs.start(_("Restoring a backup"), work)
        job.progressed.connect(card.set_progress)
        job.finished.connect(self._show_done)
        job.failed.connect(card.refuse)
        job.stopped.connect(partial(card.refuse, Refused("stopped")))

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _show_done(self, done: Restored) -> None:
        card = RestoredCard(done)
        card.left.connect(partial(self._doors.ask_to_unlock, self._name))
        self._doors.show(card)


def _restore(
    file: Path, folder: Path, name: str, passphrase: str, clock: Callable[[], datetime], report: Report
) -> Restored:
    return restoring.restore(file, folder, worker=name, passphrase=passphrase, clock=clock, report=report)
