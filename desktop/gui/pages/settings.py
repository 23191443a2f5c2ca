"""Settings: a page of tabs, one for each thing that is looked after here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.pages.settings_computer import ComputerTab
from desktop.gui.pages.settings_computers import ComputersTab
from desktop.gui.pages.settings_database import DatabaseTab
from desktop.gui.pages.settings_erasure import ErasureTab
from desktop.gui.pages.settings_forms import FormsTab
from desktop.gui.pages.settings_log import LogTab
from desktop.gui.pages.settings_parts import Tab
from desktop.gui.pages.settings_people import PeopleTab
from desktop.gui.pages.settings_protocols import ProtocolsTab
from desktop.gui.pages.settings_recovery import RecoveryTab
from desktop.gui.pages.settings_register import RegisterTab
from desktop.gui.pages.settings_takeout import TakeoutTab
from desktop.gui.shell import Shell
from desktop.gui.widgets import FilterBar, PageHeader
from desktop.i18n import _
from desktop.services.session import PEOPLE


@dataclass(frozen=True, slots=True)
class Entry:
    """One tab; `make` is called when it is first shown."""

    id: str
    title: str
    make: Callable[[Shell], Tab]
    for_leads: bool = False
    for_offices: bool = False  # a region has no cases


def entries() -> list[Entry]:
    """The tabs in their order."""
    return [
        Entry("computer", _("This computer"), ComputerTab),
        Entry("people", _("Workers"), PeopleTab),
        Entry("forms", _("Forms of the office"), FormsTab, for_leads=True),
        Entry("protocols", _("Protocols"), ProtocolsTab, for_leads=True),
        Entry("computers", _("Computers of the office"), ComputersTab, for_leads=True, for_offices=True),
        Entry("database", _("Database"), DatabaseTab),
        Entry("recovery", _("Recovery"), RecoveryTab, for_leads=True),
        Entry("erasure", _("Erasing and keeping"), ErasureTab, for_leads=True, for_offices=True),
        Entry("log", _("Access log"), LogTab, for_leads=True),
        Entry("register", _("Registers"), RegisterTab, for_leads=True, for_offices=True),
        Entry("takeout", _("Leaving with the data"), TakeoutTab, for_leads=True),
    ]


class SettingsPage(QWidget):
    """One tab at a time; `navigate("settings", tab="database")` shows another one than the last."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._shell = shell
        is_lead = shell.session.worker.role in PEOPLE
        is_office = shell.session.office.kind == "office"
        names = {} if is_office else {"forms": _("Forms for the offices")}
        self._entries = {
            one.id: one for one in entries() if (is_lead or not one.for_leads) and (is_office or not one.for_offices)
        }
        self._tabs: dict[str, Tab] = {}
        self._shown = next(iter(self._entries))
        self._pills = FilterBar(
            [(one.id, names.get(one.id, one.title)) for one in self._entries.values()], exclusive=True
        )
        self._pills.changed.connect(self._on_pill)
        self._stack = QStackedWidget()
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(16), theme.px(16), 0)
        head.setSpacing(theme.px(12))
        head.addWidget(PageHeader(_("Settings")))
        head.addWidget(self._pills)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self._show(self._shown)

    def arrive(self, tab: str | None = None) -> None:
        """The tab that was asked for, else the one that was looked at last."""
        self._show(tab if tab in self._entries else self._shown)

    def first_field(self) -> QWidget:
        return self._tab().first_field()

    def refresh(self) -> None:
        """What was done on other pages stands here too; what is being typed stays."""
        self._tab().refresh()

    def leave(self) -> None:
        for tab in self._tabs.values():
            tab.leave()

    def tab(self) -> str:
        """The id of the tab that is shown."""
        return self._shown

    def _on_pill(self) -> None:
        chosen = next(iter(self._pills.value()), self._shown)
        if chosen != self._shown:
            self._tab().leave()
        self._show(chosen)

    def _show(self, tab: str) -> None:
        self._shown = tab
        self._pills.set_value({tab})
        if tab not in self._tabs:
            self._tabs[tab] = self._entries[tab].make(self._shell)
            self._tabs[tab].setObjectName(f"settings_{tab}")
            self._stack.addWidget(self._tabs[tab])
        self._stack.setCurrentWidget(self._tabs[tab])
        self._tab().refresh()

    def _tab(self) -> Tab:
        return self._tabs[self._shown]
