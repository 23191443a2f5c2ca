"""The way from the first card to the last moment: unlock, the window with its pages, lock, hide, close."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import paths, settings
from desktop.gui.files import QtFiles
from desktop.gui.idle import IdleWatch
from desktop.gui.main_window import MainWindow
from desktop.gui.room import build_window, refresh_frame
from desktop.gui.shell import Files, Shell
from desktop.gui.unlock import CreateVault, Door, FirstStart, UnlockCard, first_door
from desktop.gui.widgets import JobStrip, Tone
from desktop.i18n import _, set_language
from desktop.jobs import Job, Jobs, Report
from desktop.refusals import explain
from desktop.services import library, practice, vaults
from desktop.services.session import Change, Session

log = logging.getLogger(__name__)

START_SIZE = (1366, 728)


class Ending(Protocol):
    """How the process ends; tests replace it."""

    def leave(self) -> None: ...

    def begin_again(self) -> None: ...


def now() -> datetime:
    return datetime.now(UTC)


class Desk(QObject):
    """Owns what is on the screen, the session and the jobs; `door` or `window` is shown, never both."""

    def __init__(
        self,
        folder: Path,
        ending: Ending,
        *,
        practising: bool = False,
        chosen: settings.Settings | None = None,
        clock: Callable[[], datetime] = now,
        files: Files | None = None,
    ) -> None:
        super().__init__()
        self.folder, self.practising, self.clock = folder, practising, clock
        self.chosen = chosen or settings.Settings()
        self.files: Files = files or QtFiles()
        self.jobs = Jobs(self)
        self.door: Door | None = None
        self.window: MainWindow | None = None
        self.session: Session | None = None
        self.ending = ending
        self._idle: IdleWatch | None = None
        self._strips: dict[Job, JobStrip] = {}
        self._changes = 0
        self._shown: dict[str, int] = {}  # page -> the change that it shows
        self._over = False
        self.jobs.started.connect(self._on_job)
        self.jobs.progressed.connect(self._on_progress)
        for ended in (self.jobs.finished, self.jobs.failed, self.jobs.stopped):
            ended.connect(self._on_job_over)

    # --- before anything is open --------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first card; a practice database is made on its first use."""
        if self.practising and not vaults.exists(self.folder):
            self._make_practice()
        else:
            self.show_door(first_door(self.folder))

    def show_door(self, door: Door) -> None:
        """Put a card on the screen in place of what was there."""
        before, self.door = self.door, door
        door.setWindowTitle("Ancora")
        door.resize(*(before.size().toTuple() if before else START_SIZE))
        door.language_chosen.connect(self._on_language)
        if isinstance(door, UnlockCard):
            door.unlock_asked.connect(self.unlock)
            if self.practising:
                door.prefill(practice.WORKER, practice.PASSPHRASE)
        elif isinstance(door, FirstStart):
            door.create_asked.connect(partial(self._show_new, CreateVault))
            door.practice_asked.connect(self._on_practice)
        elif isinstance(door, CreateVault):
            door.created.connect(self._create)
            door.left.connect(partial(self._show_new, FirstStart))
        door.show()
        door.focus_first()
        if before is not None:
            before.close()
            before.deleteLater()

    def unlock(self, name: str, passphrase: str) -> None:
        """Work out the key beside the window, then open what it opens."""
        door = self.door
        if not isinstance(door, UnlockCard):
            return
        door.set_busy(True)
        job = self.jobs.start(_("Opening"), partial(_unlock, self.folder, name, passphrase))
        job.finished.connect(self._on_unlocked)
        job.failed.connect(door.refuse)
        QTimer.singleShot(0, library.shipped)  # the key is worked out without Python's lock: read definitions meanwhile

    def _on_unlocked(self, opening: vaults.Opening) -> None:
        try:
            session = vaults.open_unlocked(opening, self.clock)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and the card stays
            log.warning("could not open: %s", getattr(error, "code", type(error).__name__))
            if isinstance(self.door, UnlockCard):
                self.door.refuse(error)
            return
        self.open_window(session)

    def _create(self, office: str, kind: vaults.Kind, country: str, name: str, passphrase: str) -> None:
        door = self.door
        if not isinstance(door, CreateVault):
            return
        door.set_busy(True)
        work = partial(_create, self.folder, office, kind, country, name, passphrase, self.clock)
        job = self.jobs.start(_("Creating the database"), work)
        job.finished.connect(partial(self.unlock_after_create, name))
        job.failed.connect(door.refuse)

    def unlock_after_create(self, name: str, _made: object) -> None:
        """The new database stands closed; its first worker opens it like every day."""
        card = UnlockCard()
        self.show_door(card)
        card.prefill(name)

    def _show_new(self, kind: Callable[[], Door]) -> None:
        self.show_door(kind())

    def _on_practice(self) -> None:
        self.practising, self.folder = True, paths.practice_vault()
        self.start()

    def _make_practice(self) -> None:
        door = Door()
        door.say(_("The practice database of invented people is being made…"))
        self.show_door(door)
        job = self.jobs.start(_("Practice database"), partial(_make_practice, self.folder, self.clock))
        job.finished.connect(self._on_practice_made)
        job.failed.connect(self._on_practice_failed)

    def _on_practice_made(self, _made: object) -> None:
        self.show_door(UnlockCard())

    def _on_practice_failed(self, error: BaseException) -> None:
        if self.door is not None:
            self.door.say(explain(error))

    def _on_language(self, code: str) -> None:
        self.choose(replace(self.chosen, language=code))
        set_language(code)
        if self.door is not None:
            self.show_door(type(self.door)())

    def choose(self, chosen: settings.Settings) -> None:
        """Keep what a person chose for this computer."""
        self.chosen = chosen
        settings.save(paths.settings_file(), chosen)

    # --- the open window ----------------------------------------------------------------------------------------

    def open_window(self, session: Session) -> None:
        """The window over an open session; the card goes."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a window without an application cannot be
        self.session = session
        session.language = self.chosen.language
        window = self.window = MainWindow(app)
        shell = Shell(session, self.jobs, window.navigate, self._say, self.files, self)
        build_window(window, shell)
        window.lock_asked.connect(self.lock)
        window.hide_asked.connect(self.hide)
        window.closing.connect(self.close)
        self._shown.clear()
        window.page_changed.connect(self._show_changes)
        session.listen(self._on_change)
        self._idle = IdleWatch(self.chosen.idle_minutes, self)
        self._idle.idle.connect(self.lock)
        window.resize(self.door.size() if self.door else window.sizeHint())
        window.show()
        if self.door is not None:
            self.door.close()
            self.door.deleteLater()
            self.door = None
        self._refresh_frame()

    def rebuild(self) -> None:
        """Build the window anew after another language, theme or size of type; drafts are kept."""
        window, session = self.window, self.session
        if window is None or session is None:
            return
        self._leave_page()
        size, page = window.size(), window.present_page()
        window.closing.disconnect(self.close)
        session.unlisten(self._on_change)
        self.open_window(session)
        if self.window is not None:
            self.window.resize(size)
            self.window.navigate(page)
        window.close()
        window.deleteLater()

    def lock(self) -> None:
        """Within a second only the unlock card is left, in a process that never held what was open."""
        self._end(self.ending.begin_again)

    def hide(self) -> None:
        """Everything is gone at once; she starts the program again when it is safe."""
        self._end(self.ending.leave)

    def close(self) -> None:
        """The ordinary end: drafts kept, a verified backup, then closed."""
        self._end(self.ending.leave, make_backup=True)

    def tell_unexpected(self, error: BaseException) -> None:
        """Something of ours is wrong: say so without any answer in it; drafts are kept already."""
        self._say(explain(error), trouble=True)

    def _end(self, then: Callable[[], None], *, make_backup: bool = False) -> None:
        if self._over:
            return
        self._over = True
        try:
            self._clear_screen()
            self.jobs.stop_all()
            self._leave_page()
            if self.session is not None:
                self.session.unlisten(self._on_change)
                vaults.close_session(self.session, make_backup=make_backup)
        finally:
            # Whatever went wrong above, what was open must not stay: the drafts of the last two seconds are kept.
            then()

    def _clear_screen(self) -> None:
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        QApplication.clipboard().clear()

    def _leave_page(self) -> None:
        if self.window is None:
            return
        page = self.window.page(self.window.present_page()) if self.window.present_page() else None
        leave = getattr(page, "leave", None)
        if callable(leave):
            leave()

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

    # --- jobs ---------------------------------------------------------------------------------------------------

    def _on_job(self, job: Job) -> None:
        if self.window is not None:
            strip = self._strips[job] = self.window.add_job(job.name)
            strip.stopped.connect(job.stop)

    def _on_progress(self, job: Job) -> None:
        if job in self._strips:
            self._strips[job].set_progress(*job.progress)

    def _on_job_over(self, job: Job) -> None:
        strip = self._strips.pop(job, None)
        if strip is not None and self.window is not None:
            self.window.remove_job(strip)


def _unlock(folder: Path, name: str, passphrase: str, _report: Report) -> vaults.Opening:
    return vaults.unlock(folder, worker=name, passphrase=passphrase)


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
    vaults.close_session(made, make_backup=False)


def _make_practice(folder: Path, clock: Callable[[], datetime], report: Report) -> None:
    made = practice.make(folder, cases=practice.CASES, seed=1, clock=clock, report=report)
    vaults.close_session(made, make_backup=False)
