"""What stands in the middle of a case, one at a time: its timeline, and each other way of looking at it."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.shell import Shell
from desktop.gui.widgets import FilterBar, boxed, column
from desktop.i18n import N_, _
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
FIRST = VIEWS[0][0]
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


class CaseViews(QWidget):
    """The views of a case under a row of their names. asked(form, record): as each view asks it."""

    asked = Signal(str, str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("views")
        self._shell = shell
        self._file: CaseFile | None = None
        self._made: dict[str, CaseView] = {}
        self._names = FilterBar([(_name(id), _(title)) for id, title in VIEWS], exclusive=True)
        self._names.set_value({_name(FIRST)})
        self._names.changed.connect(self._on_chosen)
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = boxed(column(self._names, margins=(16, 8, 16, 4)))
        outer.addWidget(head)
        outer.addWidget(self._stack, 1)

    def hasHeightForWidth(self) -> bool:
        """Every view scrolls; asked for its full height, it would take it from the header above."""
        return False

    @property
    def present(self) -> str:
        chosen = self._names.value()
        return next((id for id, _title in VIEWS if _name(id) in chosen), FIRST)

    def start(self, view: str = "") -> None:
        """Another case: every view begins anew, and the one that was asked for is shown."""
        self._file = None
        self._names.set_value({_name(view if view in dict(VIEWS) else FIRST)})
        for made in self._made.values():
            made.start()

    def show_file(self, file: CaseFile) -> None:
        self._file = file
        for id, _title in VIEWS:
            self._names.pill(_name(id)).setVisible(file.row.kind == VICTIM or id in OF_EVERY_KIND)
        view = self._view(self.present)
        view.show_file(file)
        self._stack.setCurrentWidget(view)

    def first_field(self) -> QWidget | None:
        return self._view(self.present).first_field()

    def _view(self, id: str) -> CaseView:
        if id not in self._made:
            module = import_module(f"desktop.gui.pages.case_{id}")
            made: CaseView = getattr(module, f"{id.title()}View")(self._shell)
            made.asked.connect(self.asked)
            self._made[id] = made
            self._stack.addWidget(made)
        return self._made[id]

    def _on_chosen(self, *_chosen: object) -> None:
        if self._file is not None:
            self.show_file(self._file)


def _name(id: str) -> str:
    """What the button of a view is called; the view itself has its id as a name."""
    return f"view_{id}"
