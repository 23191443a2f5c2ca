"""What stands in the middle of a case, one at a time: its timeline, and each other way of looking at it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.pages.switched_views import SwitchedViews
from desktop.gui.shell import Shell
from desktop.i18n import N_
from desktop.services.cases import CaseFile

# id -> title. The view `risk` is the class RiskView of the module case_risk; it is made when it is first looked at.
VIEWS: tuple[tuple[str, str], ...] = (
    ("timeline", N_("Timeline")),
    ("risk", N_("Risk")),
    ("consents", N_("Consents")),
    ("plan", N_("Plan")),
    ("files", N_("Files")),
    ("links", N_("Links")),
)
VICTIM = "victim"
OF_EVERY_KIND = ("timeline", "consents", "files", "links")  # the others look at a victim's file


class CaseView(QWidget):
    """One way of looking at a case. asked(form, record): open a sheet; an empty record begins a new one."""

    asked = Signal(str, str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell

    def start(self) -> None:
        """Another case is looked at from now on."""

    def show_file(self, file: CaseFile) -> None:
        """Show the case as it stands; called again whenever something of it was written."""
        raise NotImplementedError

    def first_field(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None


class CaseViews(SwitchedViews):
    """The views of a case under a row of their names. asked(form, record): as each view asks it."""

    asked = Signal(str, str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, "case", VIEWS, 16, parent)
        self.setObjectName("views")

    def connect_view(self, view: CaseView) -> None:
        view.asked.connect(self.asked)

    def fill(self, view: CaseView, shown: CaseFile) -> None:
        for id, _title in VIEWS:
            self.allow(id, shown.row.kind == VICTIM or id in OF_EVERY_KIND)
        view.show_file(shown)
