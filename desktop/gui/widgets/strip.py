"""The bottom strip: what was just done, what is being done, and when the last backup was made."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.chips import ChipSpec, Mark
from desktop.gui.widgets.jobs import JobStrip
from desktop.gui.widgets.labels import ElidedLabel, IconLabel, Label
from desktop.gui.widgets.shapes import Shape
from desktop.gui.widgets.tones import Tone
from desktop.i18n import _

HEIGHT = 32
PASSING_MS = 8_000  # good news goes by itself; anything else stays until the next message

_SHAPES = {
    Tone.DONE: Shape.CHECK,
    Tone.INFO: Shape.CIRCLE,
    Tone.SOON: Shape.TRIANGLE,
    Tone.DANGER: Shape.OCTAGON,
    Tone.PLAIN: Shape.CIRCLE,
    Tone.QUIET: Shape.CIRCLE,
}


class Strip(QWidget):
    """One line for messages and jobs; what went wrong gets as many lines as it needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(theme.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._standing = _("Everything is kept on this computer")
        self._tick = IconLabel("check", size=16, colour="done")
        self._mark = Mark(ChipSpec("", Shape.CHECK, Tone.DONE))
        self._text = ElidedLabel("", "small-muted")
        self._text.setObjectName("message")
        self._whole = Label("", "small", wrap=True)
        self._whole.setObjectName("whole_message")
        self._whole.hide()
        self._backup = Label("", "small-muted")
        self._backup.setObjectName("backup")
        self._jobs: list[JobStrip] = []
        self._jobs_line = QHBoxLayout()
        self._jobs_line.setSpacing(theme.px(20))
        self._passing = QTimer(self, singleShot=True, interval=PASSING_MS)
        self._passing.timeout.connect(self.rest)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(24), theme.px(2), theme.px(16), theme.px(2))
        line.setSpacing(theme.px(8))
        for part in (self._tick, self._mark):
            line.addWidget(part)
        line.addWidget(self._text, 1)
        line.addWidget(self._whole, 3)
        line.addLayout(self._jobs_line, 2)
        line.addWidget(self._backup)
        self.rest()

    def say(self, text: str, tone: Tone | str = Tone.DONE) -> None:
        """Show a message and speak it."""
        tone = Tone(tone)
        self._tick.hide()
        self._mark.set_spec(ChipSpec("", _SHAPES[tone], tone))
        self._mark.show()
        self._text.setText(text)
        trouble = tone in (Tone.SOON, Tone.DANGER)
        self._whole.setText(text if trouble else "")
        self._whole.set_tone(tone if trouble else "")
        self._whole.setVisible(trouble)
        self._text.setVisible(not trouble)
        self._passing.stop()
        if tone in (Tone.DONE, Tone.INFO):
            self._passing.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._text, text))

    def rest(self) -> None:
        """Back to the sentence that always holds; running jobs need its place."""
        self._passing.stop()
        self._mark.hide()
        self._text.setText(self._standing)
        self._whole.hide()
        for part in (self._tick, self._text):
            part.setVisible(not self._jobs)

    def set_backup(self, text: str, tone: Tone | str = "") -> None:
        self._backup.setText(text)
        self._backup.set_tone(tone)

    def add_job(self, name: str) -> JobStrip:
        job = JobStrip(name)
        self._jobs.append(job)
        self._jobs_line.addWidget(job, 1)
        if self._mark.isHidden():
            self.rest()
        return job

    def remove_job(self, job: JobStrip) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
            self._jobs_line.removeWidget(job)
            job.hide()
            job.deleteLater()
        if self._mark.isHidden():
            self.rest()

    def jobs(self) -> tuple[JobStrip, ...]:
        return tuple(self._jobs)
