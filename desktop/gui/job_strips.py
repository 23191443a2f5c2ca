"""The strips of running jobs at the bottom of the window, which may be built anew while they run."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.gui.main_window import MainWindow
from desktop.gui.widgets import JobStrip
from desktop.jobs import Job, Jobs


class JobStrips(QObject):
    """Shows each job in the window that is there. idle(): the last one is over, and has told its result."""

    idle = Signal()

    def __init__(self, jobs: Jobs, window: Callable[[], MainWindow | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._window = jobs, window
        self._strips: dict[Job, JobStrip] = {}
        jobs.started.connect(self._on_job)
        jobs.progressed.connect(self._on_progress)
        for ended in (jobs.finished, jobs.failed, jobs.stopped):
            ended.connect(self._on_over)

    def any(self) -> bool:
        """Whether a job runs, or waits, that may still tell a page its result."""
        return bool(self._strips or self._jobs.waiting)

    def show_again(self) -> None:
        """In the window that took the place of another one."""
        window = self._window()
        if window is not None:
            self._strips = {job: _strip(window, job) for job in self._strips}

    def _on_job(self, job: Job) -> None:
        window = self._window()
        if window is not None:
            self._strips[job] = _strip(window, job)

    def _on_progress(self, job: Job) -> None:
        if job in self._strips:
            self._strips[job].set_progress(*job.progress)

    def _on_over(self, job: Job) -> None:
        strip, window = self._strips.pop(job, None), self._window()
        if strip is not None and window is not None:
            window.remove_job(strip)
        if not self.any():
            self.idle.emit()


def _strip(window: MainWindow, job: Job) -> JobStrip:
    strip = window.add_job(job.name)
    strip.stopped.connect(job.stop)
    strip.set_progress(*job.progress)
    return strip
