"""Several ways of looking at one thing under a row of their names; each is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui.shell import Shell
from desktop.gui.widgets import FilterBar, boxed, column
from desktop.i18n import _


class SwitchedViews(QWidget):
    """`kind` is "case" or "team": the view `risk` of a case is the class RiskView of the module case_risk."""

    def __init__(
        self, shell: Shell, kind: str, views: Sequence[tuple[str, str]], left: int, parent: QWidget | None = None
    ) -> None:
        """`views`: id and title, in their order; `left`: the margin of their names in px at 100 %."""
        super().__init__(parent)
        self._shell, self._kind, self._ids = shell, kind, [id for id, _title in views]
        self._shown: Any = None
        self._made: dict[str, Any] = {}
        self._names = FilterBar([(_name(id), _(title)) for id, title in views], exclusive=True)
        self._names.set_value({_name(self._ids[0])})
        self._names.changed.connect(self._on_chosen)
        self._stack = QStackedWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(boxed(column(self._names, margins=(left, 8, 16, 4))))
        outer.addWidget(self._stack, 1)

    # --- what each kind says of its own ---------------------------------------------------------------------------

    def fill(self, view: Any, shown: Any) -> None:
        """Let a view show it as it stands."""
        raise NotImplementedError

    def connect_view(self, view: Any) -> None:
        """A view was made: listen to what it asks."""
        raise NotImplementedError

    # --- the views ------------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Every view scrolls; asked for its full height, it would take it from the header above."""
        return False

    @property
    def present(self) -> str:
        chosen = self._names.value()
        return next((id for id in self._ids if _name(id) in chosen), self._ids[0])

    def start(self, view: str = "") -> None:
        """Every view begins anew, and the one that was asked for is shown."""
        self._shown = None
        self._names.set_value({_name(view if view in self._ids else self._ids[0])})
        for made in self._made.values():
            made.start()

    def show_it(self, shown: Any) -> None:
        """Show the thing in the view that is seen."""
        self._shown = shown
        view = self.view()
        self.fill(view, shown)
        self._stack.setCurrentWidget(view)

    def allow(self, id: str, allowed: bool) -> None:
        """Whether a view is offered."""
        self._names.pill(_name(id)).setVisible(allowed)

    def first_field(self) -> QWidget | None:
        found: QWidget | None = self.view().first_field()
        return found

    def view(self) -> Any:
        """The view that is seen."""
        id = self.present
        if id not in self._made:
            module = import_module(f"desktop.gui.pages.{self._kind}_{id}")
            made = getattr(module, f"{id.title()}View")(self._shell)
            self.connect_view(made)
            self._made[id] = made
            self._stack.addWidget(made)
        return self._made[id]

    def _on_chosen(self, *_chosen: object) -> None:
        if self._shown is not None:
            self.show_it(self._shown)


def _name(id: str) -> str:
    """What the button of a view is called; the view itself has its id as a name."""
    return f"view_{id}"
