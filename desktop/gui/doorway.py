"""The cards before the window: which one stands on the screen, and what its buttons do."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop import paths
from desktop.gui.first_start import CreateVault, FirstStart, first_door
from desktop.gui.join_flow import JoinFlow
from desktop.gui.kit_card import KitCard
from desktop.gui.recovery_flow import RecoveryFlow
from desktop.gui.restore_flow import RestoreFlow
from desktop.gui.shell import Files
from desktop.gui.unlock import BehindCard, Door, UnlockCard, WaitCard
from desktop.i18n import _
from desktop.jobs import Jobs, Report
from desktop.services import library, practice, recovery, vaults
from desktop.services.behind import behind
from desktop.services.session import Session

log = logging.getLogger(__name__)

START_SIZE = (1366, 728)


class Doorway(QObject):
    """Shows one card at a time until a session is open.

    opened(session) · language_chosen(code) · hide_asked() · practised(): the practice database was chosen ·
    held(): a database is open, and a card waits for a decision ·
    left(): an opened database shall be closed as it is, with everything else
    """

    opened = Signal(object)
    language_chosen = Signal(str)
    hide_asked = Signal()
    practised = Signal()
    held = Signal()
    left = Signal()

    def __init__(
        self,
        folder: Path,
        jobs: Jobs,
        clock: Callable[[], datetime],
        files: Files,
        *,
        practising: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder, self.practising = folder, practising
        self.card: Door | None = None
        self._jobs, self._clock, self._files = jobs, clock, files
        self._session: Session | None = None  # open, but not yet accepted
        self._restoring = RestoreFlow(self, jobs, clock, files, self)
        self._recovering = RecoveryFlow(self, jobs, clock, files, self)
        self._joining = JoinFlow(self, jobs, clock, files, self)

    @property
    def holds_session(self) -> bool:
        """Whether a database is open behind the card, waiting for a decision."""
        return self._session is not None

    def start(self) -> None:
        """Show the first card; a practice database is made on its first use."""
        if self.practising and not vaults.exists(self.folder):
            self._make_practice()
        elif self.practising:
            self._show_practice()
        else:
            self.show(first_door(self.folder))

    def show(self, card: Door) -> None:
        """Put a card on the screen in place of what was there."""
        before, self.card = self.card, card
        card.language_chosen.connect(self.language_chosen)
        card.hide_asked.connect(self.hide_asked)
        _connect(card, self)
        if isinstance(card, UnlockCard):
            card.hold(partial(vaults.seconds_to_wait, self.folder, self._clock))
        take_place(card, before)
        card.focus_first()
        _go(before)

    def show_again(self) -> None:
        """The same card in another language; what was typed on it stays."""
        before = self.card
        flows = (self._restoring, self._recovering, self._joining)
        if before is None or any(flow.again(before) for flow in flows):
            return
        if isinstance(before, FirstStart):
            self.show(first_door(self.folder))
        elif isinstance(before, UnlockCard | CreateVault):
            typed = before.typed()
            self.show(type(before)())
            if self.card is not None:
                self.card.take(typed)
                self.card.focus_first()
        elif isinstance(before, BehindCard) and self._session is not None:
            self._ask_about(self._session)
        elif isinstance(before, KitCard) and self._session is not None:
            self._ask_for_kit(self._session)

    def shut(self) -> None:
        """The window is there: no card is needed any more."""
        before, self.card = self.card, None
        _go(before)

    def tell(self, sentence: str) -> None:
        if self.card is not None:
            self.card.tell(sentence)

    def refuse(self, error: BaseException) -> None:
        """Whatever it is, the person is told, and the card can be used again."""
        if self.card is not None:
            self.card.refuse(error)

    # --- unlock ---------------------------------------------------------------------------------------------------

    def unlock(self, name: str, passphrase: str) -> None:
        """Work out the key beside the window, then open what it opens."""
        if self.card is not None:
            self.card.set_busy(True)
        job = self._jobs.start(_("Opening"), partial(_unlock, self.folder, name, passphrase, self._clock))
        job.finished.connect(self.enter)
        job.failed.connect(self.refuse)
        QTimer.singleShot(0, library.shipped)  # the key is worked out without Python's lock: read definitions meanwhile

    def accept(self) -> None:
        """Go on with an older database; that is written down first."""
        session = self._session
        if session is None:
            return
        try:
            vaults.accept_behind(session)
        except Exception as error:  # noqa: BLE001 - a full disk, a pulled stick: the card stays and says so
            log.warning("could not go on: %s", getattr(error, "code", type(error).__name__))
            self.refuse(error)
            return
        self._session = None
        self._go_in(session)

    def leave(self) -> None:
        """Close an older database without a change."""
        self.left.emit()

    def give_up(self) -> Session | None:
        """The session that waited for a decision, which nobody takes any more."""
        session, self._session = self._session, None
        return session

    # --- a backup -------------------------------------------------------------------------------------------------

    def ask_to_restore(self) -> None:
        """Choose a backup; a database that waits for a decision is closed as it is."""
        session, self._session = self._session, None
        name = session.worker.name if session is not None else ""
        if session is not None:
            vaults.close_session(session, make_backup=False)
        elif isinstance(self.card, UnlockCard):
            name = self.card.typed().get("worker") or ""
        self._restoring.begin(name)

    def ask_to_unlock(self, name: str) -> None:
        """The unlock card for somebody who has just been named."""
        card = UnlockCard()
        card.prefill(name)
        self.show(card)

    def ask_to_recover(self, backup: Path | None = None, words: str = "") -> None:
        """By the recovery code, where no passphrase is known: into the database here, or into that of a backup."""
        name = self.card.typed().get("worker") or "" if self.card is not None else ""
        self._recovering.begin(name, backup, words)

    def enter(self, opening: vaults.Opening) -> None:
        """Open what was unlocked, in the window's thread."""
        try:
            session = vaults.open_unlocked(opening, self._clock)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and the card stays
            log.warning("could not open: %s", getattr(error, "code", type(error).__name__))
            self.refuse(error)
            return
        if behind(session) is not None:
            self._ask_about(session)
        else:
            self._go_in(session)

    def _go_in(self, session: Session) -> None:
        """The window, unless the set-up still waits for the recovery sheet."""
        if recovery.is_wanted(session):
            self._ask_for_kit(session)
        else:
            self.opened.emit(session)

    def _ask_for_kit(self, session: Session) -> None:
        self._hold(session)
        card = KitCard(session, self._jobs, self._files)
        card.confirmed.connect(self._on_kit)
        card.closed.connect(self.leave)
        self.show(card)

    def _on_kit(self) -> None:
        session = self.give_up()
        if session is not None:
            self.opened.emit(session)

    def _hold(self, session: Session) -> None:
        self._session = session
        self.held.emit()

    def _ask_about(self, session: Session) -> None:
        told = behind(session)
        self._hold(session)
        if told is not None:
            self.show(BehindCard(told))

    # --- the first start ------------------------------------------------------------------------------------------

    def ask_for_new(self) -> None:
        self.show(CreateVault())

    def ask_to_join(self) -> None:
        """One more computer of an office that works already."""
        self._joining.begin()

    def ask_first(self) -> None:
        self.show(first_door(self.folder))

    def create(self, office: str, kind: vaults.Kind, country: str, name: str, passphrase: str) -> None:
        """Make the database of an office or a region beside the window; its first worker then unlocks it."""
        if self.card is not None:
            self.card.set_busy(True)
        work = partial(_create, self.folder, office, kind, country, name, passphrase, self._clock)
        job = self._jobs.start(_("Creating the database"), work)
        job.finished.connect(partial(self._on_created, name))
        job.failed.connect(self.refuse)

    def practise(self) -> None:
        """Invented people in a database of their own."""
        self.practising, self.folder = True, paths.practice_vault()
        self.practised.emit()
        self.start()

    def _on_created(self, name: str, _made: object) -> None:
        """The new database stands closed; its first worker opens it like every day."""
        self.ask_to_unlock(name)
        if isinstance(self.card, UnlockCard):
            self.card.tell_done(_("The database is made. Open it with the new passphrase."))

    def _make_practice(self) -> None:
        card = WaitCard(_("The practice database of invented people is being made…"))
        self.show(card)
        job = self._jobs.start(_("Practice database"), partial(_make_practice, self.folder, self._clock))
        job.progressed.connect(card.set_progress)
        job.finished.connect(self._on_practice_made)
        job.failed.connect(self.refuse)

    def _on_practice_made(self, _made: object) -> None:
        self._show_practice()

    def _show_practice(self) -> None:
        card = UnlockCard()
        card.prefill(practice.WORKER, practice.PASSPHRASE)
        self.show(card)


def take_place(window: QWidget, before: QWidget | None) -> None:
    """Show a window where the one before stood; the first one as large as is usual, or as the screen allows."""
    if before is not None:
        window.setGeometry(before.geometry())
        window.setWindowState(before.windowState())
    else:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen is not None else None
        window.resize(*START_SIZE)
        if room is not None and (room.width() <= START_SIZE[0] or room.height() <= START_SIZE[1]):
            window.showMaximized()
            return
    window.show()


def _connect(card: Door, to: Doorway) -> None:
    if isinstance(card, UnlockCard):
        card.unlock_asked.connect(to.unlock)
        card.recover_asked.connect(to.ask_to_recover)
        card.restore_asked.connect(to.ask_to_restore)
    elif isinstance(card, FirstStart):
        card.create_asked.connect(to.ask_for_new)
        card.join_asked.connect(to.ask_to_join)
        card.restore_asked.connect(to.ask_to_restore)
        card.practice_asked.connect(to.practise)
    elif isinstance(card, CreateVault):
        card.created.connect(to.create)
        card.left.connect(to.ask_first)
    elif isinstance(card, BehindCard):
        card.restore_asked.connect(to.ask_to_restore)
        card.accepted.connect(to.accept)
        card.left.connect(to.leave)
        card.closed.connect(to.leave)


def _go(before: QWidget | None) -> None:
    if before is not None:
        before.close()
        before.deleteLater()


def _unlock(folder: Path, name: str, passphrase: str, clock: Callable[[], datetime], _report: Report) -> vaults.Opening:
    return vaults.unlock(folder, worker=name, passphrase=passphrase, clock=clock)


def _create(
    folder: Path,
    office: str,
    kind: vaults.Kind,
    country: str,
    name: str,
    passphrase: str,
    clock: Callable[[], datetime],
    _report: Report,
) -> None:
    made = vaults.create(
        folder, office=office, kind=kind, country=country, worker=name, passphrase=passphrase, clock=clock
    )
    try:
        recovery.want_kit(made)
    finally:
        vaults.close_session(made, make_backup=False)


def _make_practice(folder: Path, clock: Callable[[], datetime], report: Report) -> None:
    """Made under another name first: a program that ends meanwhile leaves no office with half its people."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    made = practice.make(part, cases=practice.CASES, seed=1, clock=clock, report=report)
    vaults.close_session(made, make_backup=False)
    os.replace(part, folder)
