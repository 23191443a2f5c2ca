"""A new key for the database, as the window does it: everything stops, one card waits, and the work goes on after."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.unlock import WaitCard
from desktop.gui.widgets import Button, Label, row
from desktop.i18n import _
from desktop.jobs import Job, Jobs, Report
from desktop.refusals import Refused, explain
from desktop.services import people, rekeying
from desktop.services.rekeying import Rekeyed
from desktop.services.session import Session

log = logging.getLogger(__name__)


class KeyCard(WaitCard):
    """How far it is; nothing of the database can be seen meanwhile. stop_asked()"""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The database gets a new key. Everything in it is written anew."), parent)
        self._stop = Button(_("Stop"), name="stop_key")
        self._stop.clicked.connect(self._on_stop)
        self.card().add(
            Label(
                _("Leave the computer on. If it goes out all the same, nothing is lost: the next opening ends the work "
                  "or undoes it."),
                "small-muted",
                wrap=True,
            ),
            row(None, self._stop),
        )  # fmt: skip

    def focus_first(self) -> None:
        self._stop.setFocus()

    def _on_stop(self) -> None:
        """Once the database goes over to the new key there is no way back, and the work only ends."""
        self._stop.setEnabled(False)
        self._stop.set_word(_("Stopping…"))
        self.stop_asked.emit()


class KeyChange(QObject):
    """One change of the key; told in the window's thread. Refused before anything is begun, if it may not be.

    ready(): no other job runs, and the database is about to be closed · over(words, trouble): it is open again ·
    lost(): it could not be opened again here · hide_asked(): from the card
    """

    ready = Signal()
    over = Signal(str, bool)
    lost = Signal()
    hide_asked = Signal()

    def __init__(
        self, session: Session, jobs: Jobs, without: str | None, kit_public: bytes | None, even_sealed: bool
    ) -> None:
        super().__init__()
        rekeying.check(session, without=without, kit_public=kit_public, even_sealed=even_sealed)
        self._session, self._jobs = session, jobs
        self._without, self._kit_public = without, kit_public
        self._name = people.name_of(session, without) if without is not None else ""
        self._job: Job | None = None
        self.leads_to = "people"  # the tab of the settings that comes after
        self.card = KeyCard()
        self.card.stop_asked.connect(self._on_stop)
        self.card.hide_asked.connect(self.hide_asked)
        self.card.closed.connect(self.hide_asked)

    def begin(self) -> None:
        """Jobs run one after the other: when this empty one is over, those before it have stopped."""
        self.card.focus_first()
        self._jobs.stop_all()
        self._jobs.start(_("A new key"), _nothing).ended.connect(self._run)

    def _run(self) -> None:
        self.ready.emit()
        try:
            rekeying.pause(self._session)
        except Exception as error:  # noqa: BLE001 - nothing was begun; whatever it is, the person is told
            self.over.emit(explain(error), True)
            return
        work = partial(_change, self._session, self._without, self._kit_public)
        self._job = job = self._jobs.start(_("A new key"), work)
        job.progressed.connect(self.card.set_progress)
        job.finished.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _on_done(self, done: Rekeyed) -> None:
        self.leads_to = "recovery"  # whoever is to be kept out may have copied the sheet
        self._resume(_done_words(done, self._name), trouble=not done.backed_up)

    def _on_failed(self, error: BaseException) -> None:
        self._resume(explain(error), trouble=True)

    def _on_stopped(self) -> None:
        self._on_failed(Refused("stopped"))

    def _resume(self, words: str, *, trouble: bool) -> None:
        try:
            rekeying.resume(self._session)
        except Exception as error:  # noqa: BLE001 - a fresh process opens it, and ends or undoes what was begun
            log.error("not open again after a change of the key: %s", getattr(error, "code", type(error).__name__))
            self.lost.emit()
            return
        self.over.emit(words, trouble)


def _done_words(done: Rekeyed, name: str) -> str:
    """What holds from now on, in short: all of it was said before; `name` is that of somebody who left."""
    if not done.backed_up:
        return _(
            "The database has a new key, but there was no room for a backup under it. Free some space and make one."
        )
    if name:
        return _("{name} cannot open the database any more.").format(name=name)
    return _("The database has a new key.")


def _nothing(_report: Report) -> None:
    """Only its turn matters."""


def _change(session: Session, without: str | None, kit_public: bytes | None, report: Report) -> Rekeyed:
    return rekeying.run(session, without=without, kit_public=kit_public, report=report)
