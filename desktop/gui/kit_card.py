"""The card of the set-up that asks for the recovery sheet, before the window is there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.kit_panel import KitPanel
from desktop.gui.shell import Files
from desktop.gui.unlock import Door
from desktop.i18n import _
from desktop.jobs import Jobs
from desktop.services.session import Session

WIDTH = 640


class KitCard(Door):
    """The set-up is not finished before a sheet was typed back. confirmed()"""

    confirmed = Signal()

    def __init__(self, session: Session, jobs: Jobs, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(_("The recovery sheet"), width=WIDTH, parent=parent)
        self.setObjectName("kit_card")
        self._panel = KitPanel(session, jobs, files)
        self._panel.confirmed.connect(self.confirmed)
        self.card().add(self._panel)

    def focus_first(self) -> None:
        self._panel.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
