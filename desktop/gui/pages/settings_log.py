"""Settings: the access log, as the head of the office reads it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, CellsModel, Kind, Label, SectionHeader, Table, row
from desktop.i18n import _
from desktop.services import journal

LOG_LINES = 8  # shown at first; the rest comes when asked for


class LogTab(parts.Tab):
    """Who did what and when, the newest first."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = shell.session
        self.add(self._log())

    def first_field(self) -> QWidget:
        return self._table

    def refresh(self) -> None:
        self._show_log()

    def _log(self) -> Card:
        heads = [_("When"), _("What"), _("Who")]
        self._model = CellsModel(heads)
        self._table = Table(_("Access log"))
        self._table.setObjectName("access_log")
        self._table.setModel(self._model)
        self._table.set_widths(100, 200, 150, stretch=1)
        self._lines = LOG_LINES
        self._more = Button(_("Show earlier entries"), Kind.SMALL_LINK, icon="chevron-down", name="more_log")
        self._more.clicked.connect(self._on_more)
        self._head = SectionHeader(_("Access log"), 0)
        card = Card(gap=8)
        card.setObjectName("log")
        why = Label(
            _("Who opened, printed or sent what. Each entry seals those before it, so none can be taken out unseen."),
            "small-muted",
            wrap=True,
        )
        card.add(self._head, why, self._table, row(self._more, None))
        return card

    def _show_log(self) -> None:
        entries = journal.page(self._session, limit=self._lines)
        count = journal.count(self._session)
        self._model.set_rows([parts.log_row(entry) for entry in entries])
        self._table.fit_height()
        self._head.set_count(count)
        self._more.setVisible(len(entries) < count)

    def _on_more(self) -> None:
        self._lines += journal.PAGE
        self._show_log()
