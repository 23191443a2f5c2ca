"""Coming and going: what is to be handed over, what came, and whom this office believes; nothing leaves by itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.sync_words import history_cells
from desktop.gui.pages import sync_parts as parts
from desktop.gui.pages.new_card import NewCard
from desktop.gui.pages.sync_alarms import AlarmsCard
from desktop.gui.pages.sync_conflicts import ConflictsCard
from desktop.gui.pages.sync_packs import PackCard
from desktop.gui.pages.sync_pcs import PcCards
from desktop.gui.pages.sync_received import ReceivedBlock
from desktop.gui.pages.sync_send import SendBlock
from desktop.gui.pages.sync_transfers import TransferCards
from desktop.gui.pages.sync_trust import TrustColumn
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    CellsModel,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    ScrollPage,
    SectionHeader,
    Table,
    Tone,
    row,
)
from desktop.i18n import _
from desktop.services import exchange

CONTEXT = 304
HISTORY = 200  # files; more of them are no list that anybody reads


class SyncPage(QWidget):
    """Warnings first, then what is to be handed over, what came, and the history; beside them the offices."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync")
        self._shell, self._session = shell, shell.session
        self._region = self._session.office.kind == "region"
        self._may = exchange.may_exchange(self._session)
        self.setAcceptDrops(True)
        self._build_middle()
        self._offices = TrustColumn(self._shell)
        self._offices.add_wanted.connect(self._new_card.choose)
        self._frame = PageFrame(
            self._page,
            context=self._offices,
            context_width=CONTEXT,
            context_title=_("Offices"),
            context_icon="people",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self) -> None:
        """What was made or imported on another page is shown too."""
        self.refresh()

    def first_field(self) -> QWidget | None:
        """The first button that stands there: a region's tables, the first steps, or the files."""
        if not self._may:
            return self._all_history
        for name in ("trust", "first_save"):
            found = self.findChild(Button, name)
            if found is not None and found.isVisibleTo(self):
                return found
        return (
            self._transfers.first_button()
            or self._packs.first_button()
            or self._send.first_button()
            or self._pcs.first_button()
            or self._received.first_field()
        )

    def refresh(self) -> None:
        known = exchange.known_offices(self._session)
        self._first_steps.setVisible(self._may and not known and self._new_card.isHidden())
        for show in self._shown:
            show()
        self._offices.show_state()
        self._show_history()

    # --- what is to be handed over ------------------------------------------------------------------------------

    def _build_middle(self) -> None:
        choose = Button(_("Import files"), icon="file", name="import_files")
        choose.clicked.connect(self._on_import)
        if not self._may:
            choose.hide()
        header = PageHeader(
            _("Synchronisation"),
            _("Nothing leaves by itself. Files go on a stick or by e-mail, locked for the one they are for."),
            choose,
        )
        self._not_allowed = Banner(
            Tone.INFO,
            _("The head of the office prepares and imports files."),
            _("You see here what came and went."),
        )
        self._not_allowed.setVisible(not self._may)
        self._first_steps = parts.FirstSteps(region=self._region)
        self._first_steps.save_wanted.connect(self._on_save_card)
        self._new_card = NewCard(self._shell)
        self._first_steps.add_wanted.connect(self._new_card.choose)
        self._new_card.opened.connect(self._on_card)
        self._new_card.left.connect(self._close_card)
        self._new_card.hide()
        self._alarms = AlarmsCard(self._shell)
        self._send = SendBlock(self._shell)
        self._send.leaving.connect(self._see_what_leaves)
        self._pcs = PcCards(self._shell)
        self._transfers = TransferCards(self._shell)
        self._received = ReceivedBlock(self._shell)
        self._received.card.connect(self._new_card.read)
        self._received.card_wanted.connect(self._new_card.choose)
        self._conflicts, self._packs = ConflictsCard(self._shell), PackCard(self._shell)
        # What waits for a decision comes first; what a region gives out waits for nobody.
        top = (header, self._not_allowed, self._new_card, self._alarms, self._first_steps, self._conflicts)
        works = (self._send, self._pcs, self._received)
        order = (*works, self._packs) if self._region else (self._packs, *works)
        self._page = ScrollPage(*top, self._transfers, *order)
        blocks = (self._alarms, self._conflicts, self._transfers, self._packs, *works)
        self._shown = [block.show_state for block in blocks]
        self._build_history()

    def import_files(self, files: list[Path]) -> None:
        """Files that were chosen elsewhere."""
        self._received.import_files(files)

    def _on_import(self) -> None:
        """The place for files is further down than everything that waits; its button is here as well."""
        self._received.choose_files()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._may and self._received.dragged(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Wherever on the page a file is let go."""
        if self._may and (files := self._received.dragged(event.mimeData())):
            event.acceptProposedAction()
            self._received.import_files(files)

    def _see_what_leaves(self, office: str, period: str) -> None:
        self._shell.navigate("leaving", to=office, period=period)

    # --- the history ----------------------------------------------------------------------------------------------

    def _build_history(self) -> None:
        self._all_history = Button(_("Show the whole history"), Kind.SMALL_LINK, icon="history", name="all_history")
        self._all_history.clicked.connect(self._on_all_history)
        self._model = CellsModel([_("When"), _("What"), _("Number"), _("How it stands"), _("Who")])
        self._table = Table(_("History"))
        self._table.setObjectName("history")
        self._table.setModel(self._model)
        self._table.set_widths(92, 200, 112, 165, 112, stretch=1)
        self._table.hide()
        self._history_empty = Label(_("Nothing has come or gone yet."), "muted", wrap=True)
        self._page.add(row(SectionHeader(_("History")), self._all_history, gap=8))
        self._page.add(self._history_empty, self._table)

    def _show_history(self) -> None:
        """The rows are read only while somebody looks at them."""
        shown = not self._table.isHidden()
        passed = exchange.history(self._session, HISTORY if shown else 1)
        if shown:
            self._model.set_rows([history_cells(one) for one in passed])
            self._table.fit_height()
        self._all_history.setVisible(bool(passed))
        self._history_empty.setVisible(not passed)

    def _on_all_history(self) -> None:
        shown = self._table.isHidden()
        self._table.setVisible(shown)
        self._all_history.set_word(_("Hide the history") if shown else _("Show the whole history"))
        self._show_history()

    # --- offices ------------------------------------------------------------------------------------------------

    def _on_save_card(self) -> None:
        self._offices.save_card()

    def _on_card(self) -> None:
        self._frame.close_context()
        self._new_card.show()
        self._first_steps.hide()
        self._page.verticalScrollBar().setValue(0)
        self._new_card.first_field().setFocus()

    def _close_card(self) -> None:
        self._new_card.hide()
        self.refresh()
