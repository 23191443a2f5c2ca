"""The two quiet answers that every question accepts: not wished, not known."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.names import speak
from desktop.i18n import _

DECLINED, UNKNOWN = "declined", "unknown"


class Refusals(QWidget):
    """ "Does not wish to answer" and "Not known": answers, not errors.

    changed: the person pressed one or let it go; `value()` is "declined", "unknown" or None.
    """

    changed = Signal()

    def __init__(self, question: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        self._declined = Button(_("Does not wish to answer"), Kind.QUIET, name=DECLINED, parent=self)
        self._unknown = Button(_("Not known"), Kind.QUIET, name=UNKNOWN, parent=self)
        for button, other in ((self._declined, self._unknown), (self._unknown, self._declined)):
            if question:
                speak(button, button.word(), question)
            layout.addWidget(button)
            button.clicked.connect(self._on_declined if other is self._unknown else self._on_unknown)

    def value(self) -> str | None:
        if self._declined.isChecked():
            return DECLINED
        return UNKNOWN if self._unknown.isChecked() else None

    def set_value(self, value: str | None) -> None:
        self._declined.setChecked(value == DECLINED)
        self._unknown.setChecked(value == UNKNOWN)

    def _on_declined(self) -> None:
        self._unknown.setChecked(False)
        self.changed.emit()

    def _on_unknown(self) -> None:
        self._declined.setChecked(False)
        self.changed.emit()
