"""Parts of the page on which an intervention begins: the case, and the protocol with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.begin_words import protocol_words, why_words
from desktop.gui.models.words import capital, track_words
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Kind,
    Label,
    RowButton,
    RowList,
    SearchField,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pick
from desktop.protocols.schema import Protocol
from desktop.services import cases
from desktop.services.cases import CaseRow, Filter
from desktop.services.team_start import Offer

MOST = 12  # cases offered at once; typing narrows them


class CasePick(QWidget):
    """Which case an intervention is for: the last ones that were worked on, or a typed code. chosen(case)."""

    chosen = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_pick")
        self._shell = shell
        self._search = SearchField(_("Case code"))
        self._search.setObjectName("case_code")
        self._search.searched.connect(self._on_typed)
        self._search.asked.connect(self._on_enter)
        self._list = RowList(margin=4)
        self._none = Label(_("No open case has this code."), "muted", wrap=True)
        self.setMaximumWidth(px(720))
        body = column(self._search, self._list, self._none, gap=10)
        self.setLayout(body)

    def start(self) -> None:
        self._search.clear()
        self._on_typed("")

    def first_field(self) -> QWidget:
        return self._search

    def _found(self) -> list[CaseRow]:
        rows = cases.page(self._shell.session, Filter(open_only=True, kind="victim", order="modified"), limit=200).rows
        typed = self._search.text().strip().casefold()
        return [one for one in rows if typed in one.code.casefold()][:MOST]

    def _on_typed(self, _typed: str) -> None:
        found = self._found()
        rows = []
        for one in found:
            made = RowButton(one.code, track_words(one.track) or _("kind of case not chosen yet"), arrow=True)
            made.setObjectName(f"pick_{one.case}")
            made.clicked.connect(partial(self._on_chosen, one.case))
            rows.append(made)
        self._list.set_rows(*rows)
        self._list.setVisible(bool(rows))
        self._none.setVisible(not rows)

    def _on_enter(self, _typed: str) -> None:
        if found := self._found():
            self.chosen.emit(found[0].case)

    def _on_chosen(self, case: str, _checked: bool = False) -> None:
        self.chosen.emit(case)


class About(Card):
    """What a protocol holds, beside the questions: its institutions, how many steps, and where it comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=6, parent=parent)
        self.setObjectName("about_protocol")
        self._steps, self._source = Label("", wrap=True), Label("", "small-muted", wrap=True)
        self._groups = Label("", "small", wrap=True)
        self.add(Label(_("What begins"), "section"), self._steps, self._groups, self._source)

    def show_protocol(self, protocol: Protocol) -> None:
        steps = len(protocol.steps)
        words = ngettext(
            "{n} step with its deadline; it can be ticked, undone and noted at any time.",
            "{n} steps with their deadlines; each can be ticked, undone and noted at any time.",
            steps,
        )
        self._steps.setText(words.format(n=steps))
        self._groups.setText("\n".join(f"{code} · {capital(pick(label))}" for code, label in protocol.groups.items()))
        source = _("Source: {source}") if protocol.verified else _("Source, not verified: {source}")
        self._source.setText(source.format(source=protocol.source))


class ProtocolPick(QWidget):
    """The protocol that suits and why; the others are one press away. chosen(id)."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("protocols")
        self._offers: Sequence[Offer] = ()
        self._value, self._all = "", False
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(6))
        self._more = Button("", Kind.SMALL_LINK, icon="chevron-down", name="other_protocols")
        self._more.clicked.connect(self._on_more)
        body = column(Label(_("Protocol"), "label"), gap=4)
        body.addLayout(self._rows)
        body.addWidget(boxed(row(self._more, None)))
        self.setLayout(body)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        self._offers, self._all = offers, False
        self._show()

    def set_value(self, protocol: str) -> None:
        self._value = protocol
        self._show()

    def _show(self) -> None:
        others = [one for one in self._offers if one.protocol.id != self._value]
        shown = self._offers if self._all else [one for one in self._offers if one.protocol.id == self._value]
        with focus_kept(self):
            clear(self._rows)
            for one in shown:
                self._rows.addWidget(self._row(one))
        self._more.setVisible(bool(others) and not self._all)
        words = ngettext("{n} more protocol", "{n} more protocols", len(others)).format(n=len(others))
        self._more.set_word(words)

    def _row(self, offer: Offer) -> QWidget:
        is_chosen = offer.protocol.id == self._value
        title, why = protocol_words(offer), why_words(offer)
        if not self._all:
            words = boxed(column(Label(title, "section", wrap=True), Label(why, "small-muted", wrap=True), gap=2))
            words.setObjectName("protocol")
            return words
        made = RowButton(title, why, checkable=True, strong=is_chosen, tone=Tone.INFO if is_chosen else "")
        made.setChecked(is_chosen)
        made.setObjectName(f"protocol_{offer.protocol.id}")
        speak(made, f"{title}. {why}")
        made.clicked.connect(partial(self._on_chosen, offer.protocol.id))
        return made

    def _on_more(self) -> None:
        self._all = True
        self._show()

    def _on_chosen(self, protocol: str, _checked: bool = False) -> None:
        self.chosen.emit(protocol)
