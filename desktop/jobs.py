"""Slow work beside the window, one after the other, with progress and Stop; the only place that makes threads."""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop import logs

Report = Callable[[int, int], None]
Work = Callable[[Report], Any]

# A busy Python thread delays a repaint by 12 ms with this interval, and by 75 ms with the usual one.
SWITCH_INTERVAL = 0.0005
LOOK_EVERY_MS = 25

log = logging.getLogger(__name__)


class Stopped(Exception):
    """Raised by `report` in the work itself once a Stop was asked for."""


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


class _Run:
    """What the thread holds: no QObject, so nothing of Qt is told or destroyed outside the window's thread."""

    def __init__(self, work: Work) -> None:
        self.stop = threading.Event()
        self.reported = (0, 0)
        self.outcome: tuple[State, Any] | None = None
        self._work: Work | None = work

    def __call__(self) -> None:
        work, self._work = self._work, None
        try:
            if work is None or self.stop.is_set():
                raise Stopped
            self.outcome = (State.FINISHED, work(self._report))
        except Stopped:
            self.outcome = (State.STOPPED, None)
        except BaseException as error:  # noqa: BLE001 - the thread ends here and the window is told everything
            log.error("job failed: %s", logs.describe(error))
            # The frames would keep the work's locals, and with them answers, for as long as the error is shown.
            self.outcome = (State.FAILED, error.with_traceback(None))

    def _report(self, done: int, total: int) -> None:
        self.reported = (done, total)  # one assignment, so that the window never reads half of it
        if self.stop.is_set():
            raise Stopped


class Job(QObject):
    """One piece of slow work; everything about it is told in the window's thread.

    progressed(done, total) · finished(result) · failed(error) · stopped() · ended(): after any of the three.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    ended = Signal()

    def __init__(self, name: str, work: Work) -> None:
        super().__init__()
        self.name = name
        self.state = State.WAITING
        self.progress = (0, 0)
        self.result: Any = None
        self.error: BaseException | None = None
        self._run = _Run(work)

    def stop(self) -> None:
        """Ask the work to stop; it feels it at its next report. A job that has not begun never begins."""
        self._run.stop.set()


class Jobs(QObject):
    """Runs jobs one after the other.

    started(job) · progressed(job) · finished(job) · failed(job) · stopped(job), each with the Job.
    """

    started = Signal(object)
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._waiting: deque[Job] = deque()
        self._current: Job | None = None
        self._thread: threading.Thread | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self._on_look)

    def start(self, name: str, work: Work) -> Job:
        """Queue a plain function of `report`; nothing is told before the caller had time to connect."""
        job = Job(name, work)
        self._waiting.append(job)
        self._look.start()
        return job

    @property
    def current(self) -> Job | None:
        return self._current

    @property
    def waiting(self) -> tuple[Job, ...]:
        return tuple(self._waiting)

    def stop_all(self) -> None:
        for job in (*self._waiting, *filter(None, [self._current])):
            job.stop()

    def shut(self, seconds: float) -> bool:
        """Stop everything before the program ends; False when the running work did not stop in time."""
        self.stop_all()
        self._look.stop()
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _on_look(self) -> None:
        job = self._current
        if job is None:
            self._begin_next()
            return
        outcome = job._run.outcome
        self._tell_progress(job)
        if outcome is not None:
            self._current = self._thread = None
            self._end(job, *outcome)

    def _begin_next(self) -> None:
        if not self._waiting:
            self._look.stop()
            return
        job = self._current = self._waiting.popleft()
        job.state = State.RUNNING
        self.started.emit(job)
        # A daemon thread: leaving the program at once (hide, lock) never waits for an export.
        self._thread = threading.Thread(target=job._run, name="job", daemon=True)
        self._thread.start()

    def _tell_progress(self, job: Job) -> None:
        if job.progress != job._run.reported:
            job.progress = job._run.reported
            job.progressed.emit(*job.progress)
            self.progressed.emit(job)

    def _end(self, job: Job, state: State, value: Any) -> None:
        job.state = state
        if state is State.FINISHED:
            job.result = value
            job.finished.emit(value)
            self.finished.emit(job)
        elif state is State.FAILED:
            job.error = value
            job.failed.emit(value)
            self.failed.emit(job)
        else:
            job.stopped.emit()
            self.stopped.emit(job)
        job.ended.emit()
