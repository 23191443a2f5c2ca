"""Slow work in the bottom strip: its name, how far it is, and Stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets.bars import Bar
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import ElidedLabel, Label
from desktop.gui.widgets.names import speak
from desktop.i18n import _


class JobStrip(QWidget):
    """One job. stopped: the person pressed Stop."""

    stopped = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel(name, "small")
        self._bar = Bar(None, name=name)
        self._bar.setFixedWidth(theme.px(220))
        self._far = Label("", "small-muted")
        self._stop = Button(_("Stop"), Kind.SMALL_LINK)
        speak(self._stop, _("Stop: {job}").format(job=name))
        self._stop.clicked.connect(self._on_stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        self._name.setMaximumWidth(self._name.sizeHint().width())
        layout.addWidget(self._name, 1)
        for part in (self._bar, self._far, self._stop):
            layout.addWidget(part)

    def set_progress(self, done: int, total: int) -> None:
        """How far it is; a total of 0 means that nobody knows yet."""
        self._bar.set_share(done / total if total else None)
        self._far.setText(_("{done} of {total}").format(done=done, total=total) if total else "")

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._stop.set_word(_("Stopping"))
        self.stopped.emit()
