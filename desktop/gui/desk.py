"""The way from the first card to the last moment: unlock, the window with its pages, lock, hide, close."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop import logs, paths, settings
from desktop.gui.clipboard import ClipboardKeeper
from desktop.gui.doorway import Doorway, take_place
from desktop.gui.dressing import application, dress, speak_language
from desktop.gui.files import QtFiles
from desktop.gui.idle import IdleWatch
from desktop.gui.job_strips import JobStrips
from desktop.gui.key_change import KeyChange
from desktop.gui.main_window import MainWindow
from desktop.gui.patience import WindowPatience
from desktop.gui.rebuilding import empty, focus_on, name_of_focus
from desktop.gui.room import build_window, refresh_frame
from desktop.gui.screen_shield import ScreenShield
from desktop.gui.session_watch import SessionWatch
from desktop.gui.shell import Files, Shell
from desktop.gui.unlock import Door
from desktop.gui.widgets import Tone
from desktop.i18n import _
from desktop.jobs import Jobs
from desktop.refusals import explain
from desktop.services import backups, rekeying, vaults
from desktop.services.backups import LookedAfter
from desktop.services.session import Change, Session

log = logging.getLogger(__name__)

BACKUP_AFTER_MS = 120_000  # once the worker has begun; by then nobody waits for the window
JOB_PATIENCE_S = 0.5  # so long a job may take to tidy up when the program ends


class Ending(Protocol):
    """How the process ends; tests replace it."""

    def leave(self) -> None: ...

    def begin_again(self) -> None: ...


def now() -> datetime:
    return datetime.now(UTC)


class Desk(QObject):
    """Owns what is on the screen, the session and the jobs; a card or the window is shown, never both.

    practised(): the person chose the practice database at the first start
    """

    practised = Signal()
    _unexpected = Signal(object)

    def __init__(
        self,
        folder: Path,
        ending: Ending,
        *,
        practising: bool = False,
        chosen: settings.Settings | None = None,
        settings_damaged: bool = False,
        clock: Callable[[], datetime] = now,
        files: Files | None = None,
    ) -> None:
        super().__init__()
        self.chosen = chosen or settings.Settings()
        self.files: Files = files or QtFiles()
        self.jobs = Jobs(self)
        self.doorway = Doorway(folder, self.jobs, clock, self.files, practising=practising, parent=self)
        self.window: MainWindow | None = None
        self.session: Session | None = None
        self.ending = ending
        self._settings_damaged = settings_damaged
        self._idle: IdleWatch | None = None
        self._clipboard = ClipboardKeeper(self)
        self._patience = WindowPatience(lambda: self.window, self)
        self._shield = ScreenShield(self, refuse=not self.chosen.screen_pictures)
        self.session_watch = SessionWatch(self)
        self._strips = JobStrips(self.jobs, lambda: self.window, self)
        self._old: list[MainWindow] = []  # built anew while a job ran that may still tell them its result
        self._changes = 0
        self._shown: dict[str, int] = {}  # page -> the change that it shows
        self._over = False
        self._key_change: KeyChange | None = None
        self._lock_next = False  # nobody was there while the key changed
        self._connect()

    @property
    def door(self) -> Door | None:
        """The card on the screen, while there is one."""
        return self.doorway.card

    @property
    def folder(self) -> Path:
        return self.doorway.folder

    # --- before anything is open --------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first card; a practice database is made on its first use."""
        self.doorway.start()
        if self._settings_damaged:
            self._settings_damaged = False
            self.doorway.tell(_("The choices for this computer could not be read. The usual ones stand now."))
            self._keep_choices()

    def unlock(self, name: str, passphrase: str) -> None:
        self.doorway.unlock(name, passphrase)

    def _on_language(self, code: str) -> None:
        self.choose(replace(self.chosen, language=code))
        speak_language(application(), code)
        self.doorway.show_again()

    def choose(self, chosen: settings.Settings) -> None:
        """Keep what a person chose for this computer."""
        self.chosen = chosen
        self._shield.set_refusing(not chosen.screen_pictures)
        self._keep_choices()

    def _keep_choices(self) -> None:
        try:
            settings.save(paths.settings_file(), self.chosen)
        except OSError as fault:
            log.warning("the choices could not be kept: %s", type(fault).__name__)
            self._say(_("The choice holds until the program ends: it could not be written to the disk."), trouble=True)

    # --- the open window ----------------------------------------------------------------------------------------

    def open_window(self, session: Session) -> None:
        """The window over an open session; the card goes."""
        self.session = session
        session.listen(self._on_change)
        vaults.wait_with(session, self._patience)
        self._watch_idle()
        self._show_window(self.door)
        self.doorway.shut()
        self._tell_what_was_before(session)
        gc.freeze()  # the definitions stay: to look through them again and again would make the window stand still
        QTimer.singleShot(BACKUP_AFTER_MS, self.back_up)

    def _watch_idle(self) -> None:
        """From the moment something is open, also behind a card."""
        if self._idle is None:
            self._idle = IdleWatch(self.chosen.idle_minutes, self)
            self._idle.idle.connect(self._on_idle)

    def _tell_what_was_before(self, session: Session) -> None:
        """A change of the key that was cut off, an older key in force, tries that failed: all of it at once."""
        told = (rekeying.ended_words(session), rekeying.doubt_words(session), vaults.failed_words(session))
        if words := " ".join(filter(None, told)):
            self._say(words, trouble=True)

    def back_up(self) -> None:
        """A day's backup beside the work: lock and hide leave no time for one, and some people only ever hide."""
        if self._over or self.session is None or self._key_change is not None or not backups.is_due(self.session):
            return
        job = self.jobs.start(_("Backup"), partial(backups.look_after, self.session))
        job.finished.connect(self._on_backed_up)
        job.failed.connect(self._show_unexpected)

    def _on_backed_up(self, looked: LookedAfter) -> None:
        self._refresh_frame()
        if looked.alarm is not None and self.session is not None:
            self.session.announce("sync")
            words = _("The last backup was missing or damaged. A new one was made and read back whole.")
            self._say(words, trouble=True)

    def rebuild(self) -> None:
        """Build the window anew after another language, theme or size of type; drafts are kept.

        A moment later, when the button that asked for it has had its say: it goes with the old window.
        """
        QTimer.singleShot(0, self._rebuild)

    def _rebuild(self) -> None:
        window, session = self.window, self.session
        if window is None or session is None or self._idle is None or self._over:
            return
        self._idle.set_minutes(self.chosen.idle_minutes)
        page, focus = window.present_page(), name_of_focus(window)
        self._leave_page()
        self._close_pages(window)
        dress(application(), self.chosen)
        fresh = self._show_window(window)
        fresh.navigate(page)
        focus_on(fresh, focus)
        self._strips.show_again()
        self._take_away(window)

    def _close_pages(self, window: MainWindow) -> None:
        window.closing.disconnect(self.close)
        if not self._strips.any():
            empty(window)

    def _take_away(self, window: MainWindow) -> None:
        window.close()
        self._old.append(window)
        self._forget_old()

    def _show_window(self, before: QWidget | None) -> MainWindow:
        session = self.session
        assert session is not None  # noqa: S101 - both callers have one
        session.language = self.chosen.language
        window = self.window = MainWindow(application())
        build_window(window, Shell(session, self.jobs, window.navigate, self._say, self.files, self))
        window.lock_asked.connect(self.lock)
        window.hide_asked.connect(self.hide)
        window.closing.connect(self.close)
        self._shown.clear()
        window.page_changed.connect(self._show_changes)
        take_place(window, before)
        self._refresh_frame()
        return window

    # --- a new key for the database -----------------------------------------------------------------------------

    def renew_key(
        self, without: str | None = None, kit_public: bytes | None = None, *, even_sealed: bool = False
    ) -> None:
        """A moment later, when the button that asked for it has had its say: it goes with the window."""
        if self.session is None or self._key_change is not None or self._over:
            return
        try:
            self._key_change = KeyChange(self.session, self.jobs, without, kit_public, even_sealed)
        except Exception as error:  # noqa: BLE001 - nothing was begun: the window stays and says so
            self._say(explain(error), trouble=True)
        else:
            QTimer.singleShot(0, self._begin_key_change)

    def _begin_key_change(self) -> None:
        """No page may look into the database meanwhile, so there is none."""
        window, change = self.window, self._key_change
        if window is None or change is None or self._over:
            return
        change.hide_asked.connect(self.hide)
        change.ready.connect(self._empty_old)
        change.over.connect(self._after_key_change)
        change.lost.connect(self.lock)
        self._leave_page()
        self._close_pages(window)
        take_place(change.card, window)
        self.window = None
        self._take_away(window)
        change.begin()

    def _after_key_change(self, words: str, trouble: bool) -> None:
        """The window again, with what came of it."""
        change, self._key_change = self._key_change, None
        if self._lock_next:
            self.lock()
        elif change is not None and self.session is not None and not self._over:
            self._show_window(change.card).navigate("settings", tab=change.leads_to)
            change.card.close()
            change.card.deleteLater()
            self._say(words, trouble=trouble)

    def _empty_old(self) -> None:
        for window in self._old:
            empty(window)

    def _on_idle(self) -> None:
        """While the key changes nothing can be seen, and it would only have to be ended at the next opening."""
        self._lock_next = self._key_change is not None
        if not self._lock_next:
            self._on_left_alone()

    def lock(self) -> None:
        """Within a second only the unlock card is left, in a process that never held what was open."""
        self._end(self.ending.begin_again)

    def _on_left_alone(self) -> None:
        """Nobody is there, the session was locked, or the computer sleeps: a card that opened nothing may stay."""
        if self.session is not None or self.doorway.holds_session:
            self.lock()

    def hide(self) -> None:
        """Everything is gone at once; she starts the program again when it is safe."""
        self._end(self.ending.leave)

    def close(self) -> None:
        """The ordinary end: drafts kept, a verified backup, then closed."""
        self._end(self.ending.leave, make_backup=True)

    def tell_unexpected(self, error: BaseException) -> None:
        """Something of ours is wrong, in whatever thread: say so without any answer in it; drafts are kept already."""
        if not self._over:
            self._unexpected.emit(error)

    # --- the end ------------------------------------------------------------------------------------------------

    def _end(self, then: Callable[[], None], *, make_backup: bool = False) -> None:
        """First the screen, then jobs, which may stand in the way of what was typed; no step holds up the next one."""
        if self._over:
            return
        self._over = True
        try:
            for step in (self._clear_screen, self._stop_jobs, self._leave_page, self._stop_watching):
                _surely(step)
            waiting = self.doorway.give_up()
            if self._key_change is not None:
                log.warning("ended while the key was changed")  # the next opening ends the work, or undoes it
            elif self.session is not None:
                self.session.unlisten(self._on_change)
                vaults.close_session(self.session, make_backup=make_backup)
            elif waiting is not None:
                vaults.close_session(waiting, make_backup=False)  # an older one would push out a better backup
        finally:
            # Whatever went wrong above, what was open must not stay: the drafts of the last two seconds are kept.
            then()

    def _stop_watching(self) -> None:
        for watch in filter(None, (self._idle, self.session_watch)):
            watch.deleteLater()

    def _clear_screen(self) -> None:
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        self._clipboard.leave()

    def _stop_jobs(self) -> None:
        """A job that is told in time takes its half-written file away, and lets what was typed be kept."""
        self.jobs.shut(JOB_PATIENCE_S)
        if self.session is not None:
            vaults.hurry(self.session)

    def _leave_page(self) -> None:
        if self.window is None or not self.window.present_page():
            return
        leave = getattr(self.window.page(self.window.present_page()), "leave", None)
        if callable(leave):
            leave()

    # --- what changes while it is open --------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        if self.window is None or change.kind == "draft":
            return
        self._changes += 1
        self._show_changes(self.window.present_page())
        self._refresh_frame()

    def _show_changes(self, page: str) -> None:
        """Let a page show what was written since it was last looked at."""
        if self.window is None or not page or self._shown.get(page) == self._changes:
            return
        self._shown[page] = self._changes
        refresh = getattr(self.window.page(page), "refresh", None)
        if callable(refresh):
            refresh()

    def _refresh_frame(self) -> None:
        if self.window is not None and self.session is not None:
            refresh_frame(self.window, self.session)

    def _say(self, text: str, /, *, trouble: bool = False) -> None:
        if self.window is not None:
            self.window.message(text, Tone.SOON if trouble else Tone.DONE)
        else:
            self.doorway.tell(text)

    def _show_unexpected(self, error: BaseException) -> None:
        if self.window is not None:
            self._say(explain(error), trouble=True)
        else:
            self.doorway.refuse(error)

    def _connect(self) -> None:
        self.doorway.opened.connect(self.open_window)
        self.doorway.left.connect(self.hide)
        self.doorway.held.connect(self._watch_idle)
        self.doorway.language_chosen.connect(self._on_language)
        self.doorway.hide_asked.connect(self.hide)
        self.doorway.practised.connect(self.practised)
        self.session_watch.left.connect(self._on_left_alone)
        self.session_watch.hide_asked.connect(self.hide)
        self._unexpected.connect(self._show_unexpected)
        self._strips.idle.connect(self._forget_old)

    def _forget_old(self) -> None:
        if not self._strips.any():
            for window in self._old:
                window.deleteLater()
            self._old.clear()


def _surely(step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as error:  # noqa: BLE001 - the end goes on; the log has the place
        log.error("while ending: %s", logs.describe(error))
