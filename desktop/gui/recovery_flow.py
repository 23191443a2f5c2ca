"""From a recovery code to an open database: restore a backup first if there is one, let the person in, open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desktop import paths
from desktop.gui.recovery_card import DrilledCard, RecoveryCard
from desktop.gui.shell import Files
from desktop.gui.unlock import Door
from desktop.i18n import _, language
from desktop.jobs import Job, Jobs, Report
from desktop.refusals import Refused
from desktop.services import drills, recovery, restoring, vaults
from desktop.services.drills import Drill
from desktop.services.recovery import Kit
from desktop.services.restoring import Restored

log = logging.getLogger(__name__)

FILE_NAME = "document.pdf"


class Doors(Protocol):
    """What of the doorway is needed here."""

    folder: Path
    card: Door | None

    def show(self, card: Door) -> None: ...
    def start(self) -> None: ...
    def enter(self, opening: vaults.Opening) -> None: ...


class RecoveryFlow(QObject):
    """Begins on the unlock card, or where a backup was chosen."""

    def __init__(self, doors: Doors, jobs: Jobs, clock: Callable[[], datetime], files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._doors, self._jobs, self._clock, self._files = doors, jobs, clock, files
        self._job: Job | None = None
        self._backup: Path | None = None  # still to be restored

    def begin(self, name: str = "", backup: Path | None = None, words: str = "") -> None:
        """By the code into the database that is here, or into that of a backup, which is told by its words."""
        self._backup = backup
        card = RecoveryCard(words if backup is not None else "")
        card.prefill(name)
        self._show(card)

    def again(self, card: Door) -> bool:
        """The same card in another language; False for a card that is none of these."""
        if isinstance(card, DrilledCard):
            self._show_drilled(card.done)
        elif isinstance(card, RecoveryCard):
            fresh = RecoveryCard(card.backup)
            fresh.carry(card)
            self._show(fresh)
        else:
            return False
        return True

    def _show(self, card: RecoveryCard) -> None:
        card.recover_asked.connect(self._on_recover)
        card.drill_asked.connect(self._on_drill)
        card.stopped.connect(self._on_stop)
        card.left.connect(self._doors.start)
        self._doors.show(card)

    def _start(self, name: str, work: Callable[[Report], object], then: Callable[..., None]) -> None:
        card = self._doors.card
        if not isinstance(card, RecoveryCard):
            return
        card.set_busy(True)
        job = self._job = self._jobs.start(name, work)
        job.progressed.connect(card.set_progress)
        job.finished.connect(then)
        job.failed.connect(card.refuse)
        job.stopped.connect(partial(card.refuse, Refused("stopped")))

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    # --- in -------------------------------------------------------------------------------------------------------

    def _on_recover(self, kit: Kit, name: str, passphrase: str) -> None:
        """A backup is restored once; what is refused afterwards is mended on the card and goes on from there."""
        if self._backup is not None:
            work = partial(_restore, self._backup, self._doors.folder, kit, self._clock)
            self._start(_("Restoring a backup"), work, partial(self._on_restored, kit, name, passphrase))
        else:
            self._let_in(kit, name, passphrase)

    def _on_restored(self, kit: Kit, name: str, passphrase: str, done: Restored) -> None:
        self._backup = None
        told = list(restoring.warnings(done).values())
        card = self._doors.card
        if told and isinstance(card, RecoveryCard):
            card.set_busy(False)
            card.tell(" ".join([_("The backup is restored. Press Open to go on."), *told]))
            return
        self._let_in(kit, name, passphrase)

    def _let_in(self, kit: Kit, name: str, passphrase: str) -> None:
        work = partial(_let_in, self._doors.folder, kit, name, passphrase, self._clock)
        self._start(_("Opening"), work, self._doors.enter)

    # --- the drill ------------------------------------------------------------------------------------------------

    def _on_drill(self, kit: Kit, by_shares: bool) -> None:
        if self._backup is not None:
            work = partial(_drill, self._backup, kit, by_shares, self._clock)
            self._start(_("Recovery drill"), work, self._show_drilled)

    def _show_drilled(self, done: Drill) -> None:
        card = DrilledCard(done)
        card.print_asked.connect(partial(self._on_paper, done, to_printer=True))
        card.save_asked.connect(partial(self._on_paper, done, to_printer=False))
        card.left.connect(self._doors.start)
        self._doors.show(card)

    def _on_paper(self, done: Drill, *, to_printer: bool) -> None:
        card = self._doors.card
        if not isinstance(card, DrilledCard):
            return
        try:
            give_certificate(self._files, card, done, to_printer=to_printer)
        except Exception as error:  # noqa: BLE001 - a full disk, a pulled stick: the person is told and tries again
            log.warning("no certificate: %s", getattr(error, "code", type(error).__name__))
            card.refuse(error)


def give_certificate(files: Files, parent: Door, done: Drill, *, to_printer: bool) -> None:
    """Print it, or save it where the person says."""
    data = drills.certificate(done, language())
    if to_printer:
        files.print_pdf(parent, data)
        return
    path = files.save_file(parent, _("Save the file"), FILE_NAME, _("PDF (*.pdf)"))
    if path is not None:
        recovery.save_paper(path, data, replace=True)  # the dialog has asked
        parent.tell_done(_("The certificate was saved."))


def _restore(file: Path, folder: Path, kit: Kit, clock: Callable[[], datetime], report: Report) -> Restored:
    return restoring.restore(file, folder, worker="", kit_secret=kit.key, clock=clock, report=report)


def _let_in(
    folder: Path, kit: Kit, name: str, passphrase: str, clock: Callable[[], datetime], _report: Report
) -> vaults.Opening:
    recovery.let_in(folder, kit, worker=name, passphrase=passphrase, clock=clock)
    return vaults.unlock(folder, worker=name, passphrase=passphrase, clock=clock)


def _drill(file: Path, kit: Kit, by_shares: bool, clock: Callable[[], datetime], report: Report) -> Drill:
    return drills.run(file, kit, paths.data_folder(), clock=clock, by_shares=by_shares, report=report)
