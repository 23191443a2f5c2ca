"""Whom this office trusts and why: cards to compare, trust to take back, in a region its root and the signed list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import trust_parts as parts
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.sync_parts import NewCard, fingerprint_view
from desktop.gui.pages.trust_root import RootBlock
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Fold,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import cards, exchange, sync, trust_view
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
        self._add.clicked.connect(self._ask_card)
        self._add.setVisible(self._may)
        self._build_panels()
        self._list_told = Label("", "muted", wrap=True)
        self._list_told.setObjectName("list_told")
        self._rows = boxed(column(gap=10))
        not_allowed = parts.not_allowed()
        not_allowed.setVisible(not self._may)
        root = [self._root] if self._root is not None else []
        top = (header, not_allowed, self._new_card, self._revoke, boxed(row(self._add, None)))
        self._page = ScrollPage(*top, *root, self._list_told, self._rows)
        self._frame = PageFrame(
            self._page,
            context=self._own(),
            context_width=CONTEXT,
            context_title=_("Our card"),
            context_icon="shield",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self, *, add: bool = False, **_where: object) -> None:
        """`add`: a card is to be read at once."""
        self._new_card.hide()
        self._revoke.hide()
        self.refresh()
        if add and self._may:
            self._ask_card()

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

    # --- cards ----------------------------------------------------------------------------------------------------

    def _show_rows(self, found: tuple[Trusted, ...]) -> None:
        layout = self._rows.layout()
        if layout is None:
            return
        clear(layout)
        waiting = [one for one in found if one.state == trust_view.WAITING]
        counts = [one for one in found if one.counts]
        gone = [one for one in found if one.state == trust_view.REVOKED]
        if waiting:
            layout.addWidget(SectionHeader(_("Waits to be compared"), len(waiting), tone=Tone.SOON))
            for one in waiting:
                layout.addWidget(self._row(one))
        layout.addWidget(SectionHeader(_("Trusted"), len(counts)))
        for one in counts:
            layout.addWidget(self._row(one))
        if not counts:
            words = _("Nobody yet. Exchange cards with your region first, and compare the fingerprints by telephone.")
            layout.addWidget(Label(words, "muted", wrap=True))
        if gone:
            rest = boxed(column(*(self._row(one) for one in gone), gap=10))
            fold = Fold(_("No longer trusted"), None, rest, count=len(gone), hidden=len(gone))
            fold.setObjectName("gone")
            fold.set_open(self._gone_open)
            fold.toggled.connect(self._on_gone)
            layout.addWidget(fold)

    def _row(self, one: Trusted) -> parts.TrustRow:
        made = parts.TrustRow(one, may=self._may)
        made.compare.connect(self._ask_card)
        made.revoke.connect(self._ask_revoke)
        made.aside.connect(self._on_aside)
        return made

    def _on_gone(self, is_open: bool) -> None:
        self._gone_open = is_open

    # --- panels ---------------------------------------------------------------------------------------------------

    def _build_panels(self) -> None:
        self._gone_open = False
        self._new_card = NewCard()
        self._new_card.trusted.connect(self._on_trust)
        self._new_card.left.connect(self._close)
        self._revoke = parts.RevokePanel()
        self._revoke.wanted.connect(self._on_revoke)
        self._revoke.left.connect(self._close)
        for panel in (self._new_card, self._revoke):
            panel.hide()

    def _open(self, panel: NewCard | parts.RevokePanel) -> None:
        for one in (self._new_card, self._revoke):
            one.setVisible(one is panel)
        self._frame.close_context()
        self._page.verticalScrollBar().setValue(0)
        panel.first_field().setFocus()

    def _close(self) -> None:
        self._new_card.hide()
        self._revoke.hide()
        self.refresh()
        found = self.first_field()
        if found is not None:
            found.setFocus()

    def _ask_card(self, *_pressed: object) -> None:
        pattern = _("Office cards ({pattern})").format(pattern=f"*{parts.CARD}")
        for path in self._shell.files.open_files(self, _("Choose the card of an office"), pattern)[:1]:
            self.show_card(path)

    def show_card(self, path: Path) -> None:
        """A card that was chosen here or elsewhere."""
        try:
            card = sync.read_card(path)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._new_card.show_card(path, card, *trust_view.offered_words(self._session, card))
        self._open(self._new_card)

    def _on_trust(self, path: Path, typed: str) -> None:
        try:
            card = sync.trust(self._session, path, typed)
        except Refused as refusal:
            self._new_card.refuse(refusal)
            return
        self._close()
        self._shell.say(_("Office {code} is trusted from now on.").format(code=card.office))

    def _ask_revoke(self, code: str) -> None:
        self._revoke.ask(code)
        self._open(self._revoke)

    def _on_revoke(self, code: str, reason: str, day: date | None) -> None:
        try:
            cards.distrust(self._session, code, reason, day)
        except Refused as refusal:
            self._revoke.refuse(refusal)
            return
        self._gone_open = True
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

    # --- our own card ---------------------------------------------------------------------------------------------

    def _own(self) -> QWidget:
        save = Button(_("Save our card"), icon="save", name="save_card")
        save.clicked.connect(self._save_card)
        save.setVisible(self._may)
        self._digits = boxed(column(gap=0))
        self._changed = Label("", "small-muted", wrap=True)
        self._changed.setObjectName("own_changed")
        return boxed(
            column(
                Label(_("Our card"), "section"),
                Label(_("It goes on a stick or by e-mail; the fingerprint by voice."), "muted", wrap=True),
                Label(_("Our fingerprint, to be read aloud by telephone"), "group", wrap=True),
                self._digits,
                self._changed,
                row(save, None),
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
