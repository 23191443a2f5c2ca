"""Whom this office trusts and why: cards to compare, trust to take back, in a region its root and the signed list."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import trust_parts as parts
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.new_card import NewCard
from desktop.gui.pages.sync_parts import fingerprint_view
from desktop.gui.pages.trust_renew import RenewPanel
from desktop.gui.pages.trust_root import RootBlock
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    CellsModel,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    ScrollPage,
    Table,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import cards, exchange, pc_retire, sync, trust_view
from desktop.services.trust_view import Trusted

CONTEXT = 304


class TrustPage(QWidget):
    """What waits for a decision first, then who is trusted, then who no longer is."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trust")
        self._shell, self._session = shell, shell.session
        self._may = exchange.may_exchange(self._session)
        self._root = RootBlock(shell) if self._session.office.kind == "region" and self._may else None
        back = Button(_("Back to synchronisation"), Kind.LINK, icon="arrow-left", name="back")
        back.clicked.connect(lambda *_pressed: self._shell.navigate("sync"))
        self._back = back
        header = PageHeader(
            _("Whom we trust"),
            _("An office is believed once its fingerprint was compared by telephone, or because the region's list "
              "names it."),
            back,
        )  # fmt: skip
        kind = Kind.PLAIN if self._root is not None else Kind.PRIMARY
        self._add = Button(_("Add a card"), kind, icon="plus", name="add_card")
        self._build_panels()
        self._add.clicked.connect(self._new_card.choose)
        self._list_told = Label("", "muted", wrap=True)
        self._list_told.setObjectName("list_told")
        self._chosen = ""  # the fingerprint of the card that is shown whole
        self._shown: tuple[Trusted, ...] = ()
        self._table = self._build_table()
        self._nobody = Label(
            _("Nobody yet. Exchange cards with your region first, and compare the fingerprints by telephone."),
            "muted",
            wrap=True,
        )
        not_allowed = parts.not_allowed()
        if self._may:
            not_allowed.hide()
        root = [self._root] if self._root is not None else []
        top = (header, not_allowed, self._new_card, self._revoke, self._renew, boxed(row(self._add, None)))
        self._page = ScrollPage(*top, *root, self._list_told, self._nobody, self._table)
        self._frame = PageFrame(
            self._page,
            context=self._beside(),
            context_width=CONTEXT,
            context_title=_("Why, and our card"),
            context_icon="shield",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self, *, add: bool = False, **_where: object) -> None:
        """`add`: a card is to be read at once."""
        for panel in (self._new_card, self._revoke, self._renew):
            panel.hide()
        self.refresh()
        if add and self._may:
            self._new_card.choose()

    def refresh(self) -> None:
        with focus_kept(self):
            self._show_rows(trust_view.all_(self._session))
            words = trust_view.list_words(self._session)
            self._list_told.setText(words)
            self._list_told.setVisible(bool(words))
            if self._root is not None:
                self._root.show_state()
            self._show_own()

    def first_field(self) -> QWidget | None:
        return self._add if self._may else self._back

    def leave(self) -> None:
        """No group of a paper stays on the screen."""
        if self._root is not None:
            self._root.forget()

    # --- offices --------------------------------------------------------------------------------------------------

    def _build_table(self) -> Table:
        self._model = CellsModel([_("Office"), _("How it stands"), _("Why"), _("Last came")])
        table = Table(_("Offices"))
        table.setObjectName("offices")
        table.setModel(self._model)
        table.set_widths(130, 170, 200, 230, stretch=2)
        table.opened.connect(self._on_opened)
        table.selectionModel().currentRowChanged.connect(self._on_row)
        return table

    def _show_rows(self, found: tuple[Trusted, ...]) -> None:
        """What waits for a decision stands first; who was chosen stays chosen."""
        self._shown = found
        chosen = self._chosen
        self._model.set_rows([parts.cells(one) for one in found])
        self._table.fit_height()
        self._table.setVisible(bool(found))
        self._nobody.setVisible(not found)
        at = next((n for n, one in enumerate(found) if one.fingerprint == chosen), 0)
        self._show_chosen(found[at] if found else None)
        if found:
            self._table.selectRow(at)

    def _on_row(self, index: QModelIndex, _before: QModelIndex) -> None:
        if 0 <= index.row() < len(self._shown) and self._shown[index.row()].fingerprint != self._chosen:
            self._show_chosen(self._shown[index.row()])

    def _on_opened(self, _index: QModelIndex) -> None:
        self._frame.open_context()

    def _show_chosen(self, one: Trusted | None) -> None:
        clear(self._detail)
        self._chosen = one.fingerprint if one is not None else ""
        if one is None:
            return
        made = parts.TrustRow(one, may=self._may)
        made.compare.connect(self._new_card.choose)
        made.revoke.connect(self._ask_revoke)
        made.aside.connect(self._on_aside)
        self._detail.addWidget(made)

    # --- panels ---------------------------------------------------------------------------------------------------

    def _build_panels(self) -> None:
        self._new_card = NewCard(self._shell)
        self._new_card.opened.connect(partial(self._open, self._new_card))
        self._new_card.left.connect(self._close)
        self._revoke = parts.RevokePanel()
        self._revoke.wanted.connect(self._on_revoke)
        self._revoke.left.connect(self._close)
        self._renew = RenewPanel(self._session.office.code)
        self._renew.wanted.connect(self._on_renew)
        self._renew.left.connect(self._close)
        for panel in (self._new_card, self._revoke, self._renew):
            panel.hide()

    def _open(self, panel: NewCard | parts.RevokePanel | RenewPanel) -> None:
        for one in (self._new_card, self._revoke, self._renew):
            one.setVisible(one is panel)
        self._frame.close_context()
        self._page.verticalScrollBar().setValue(0)
        panel.first_field().setFocus()

    def _close(self) -> None:
        for panel in (self._new_card, self._revoke, self._renew):
            panel.hide()
        self.refresh()
        found = self.first_field()
        if found is not None:
            found.setFocus()

    def _ask_revoke(self, code: str) -> None:
        self._revoke.ask(code)
        self._open(self._revoke)

    def _on_revoke(self, code: str, reason: str, day: date | None) -> None:
        try:
            cards.distrust(self._session, code, reason, day)
        except Refused as refusal:
            self._revoke.refuse(refusal)
            return
        self._close()
        words = _("Files of office {office} are refused from now on. What came before stays.")
        self._shell.say(words.format(office=code))

    def _on_aside(self, code: str) -> None:
        try:
            cards.put_aside(self._session, code)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("The keys were put aside. A later list may name them again."))

    # --- beside them ----------------------------------------------------------------------------------------------

    def _beside(self) -> QWidget:
        save = Button(_("Save our card"), icon="save", name="save_card")
        save.clicked.connect(self._save_card)
        renew = Button(_("New keys for this office…"), icon="shield", name="renew_keys")
        renew.clicked.connect(self._ask_renew)
        for button in () if self._may else (self._add, save, renew):
            button.hide()
        self._digits = boxed(column(gap=0))
        self._changed = Label("", "small-muted", wrap=True)
        self._changed.setObjectName("own_changed")
        self._detail = QVBoxLayout()
        return boxed(
            column(
                self._detail,
                Label(_("Our card"), "section"),
                Label(_("It goes on a stick or by e-mail; the fingerprint by voice."), "muted", wrap=True),
                Label(_("Our fingerprint, to be read aloud by telephone"), "group", wrap=True),
                self._digits,
                self._changed,
                row(save, None),
                row(renew, None),
                None,
                gap=8,
                margins=(16, 14, 16, 16),
            )
        )

    def _show_own(self) -> None:
        own, layout = sync.card(self._session), self._digits.layout()
        if layout is not None:
            clear(layout)
            layout.addWidget(fingerprint_view(own.fingerprint, "label"))
        words = _("Our keys were changed. Give the new card to the region, and to whoever compared the old one.")
        self._changed.setText(words)
        self._changed.setVisible(bool(own.changes))

    def _save_card(self) -> None:
        parts.save_own_card(self._shell, self)

    def _ask_renew(self) -> None:
        self._renew.ask()
        self._open(self._renew)

    def _on_renew(self) -> None:
        try:
            pc_retire.renew_keys(self._session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._close()
        self._shell.say(_("This office has new keys. Save the new card and hand it to every office and to the region."))
