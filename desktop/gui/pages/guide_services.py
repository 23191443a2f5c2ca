"""The directory of services: the nearest first; what nobody knows is left empty and can be filled in here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.pages.guide_parts import GuideView, Pairs
from desktop.gui.pages.guide_service_card import ServiceCard
from desktop.gui.pages.guide_service_editor import ServiceEditor
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Choice,
    EmptyState,
    FlowBox,
    Fold,
    Label,
    SectionHeader,
    boxed,
    clear,
    column,
)
from desktop.i18n import N_, _, pick
from desktop.refusals import Refused
from desktop.services import directory
from desktop.services.directory import Listed, Wanted
from desktop.services.guidebook import KINDS, PLACES
from desktop.services.session import CASES

ALL = ""
FEW = 3  # services of one kind that stand open; more of them fold
MOST = 24  # that a search shows at once
SECTIONS = (
    (("here", "near"), N_("Near you")),
    (("country",), N_("In the whole country")),
    (("elsewhere",), N_("Elsewhere")),
)


class ServicesView(GuideView):
    """Filters, the list, and in its place the sheet of one service while it is written."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._may_write = self.session.office.kind == "office" and self.session.worker.role in CASES
        self._found, self._typed, self._country = 0, "", ""
        self._open: set[str] = set()  # kinds whose fold was opened
        places = self._places()
        self._kind = Choice([(ALL, _("All kinds")), *self._kinds()], _("Kind of service"))
        self._place = Choice([(ALL, _("Every place")), *places], _("District or county"))
        self._own = Choice(
            [one for one in places if one[0].startswith(self.session.office.country)],
            _("District or county of this office"),
        )
        for name, choice, act in (
            ("services_kind", self._kind, self._filter),
            ("services_place", self._place, self._filter),
            ("services_own", self._own, self._set_own),
        ):
            choice.setObjectName(name)
            choice.activated.connect(act)
        self._kind.set_value(ALL)
        self._place.set_value(ALL)
        self._add = Button(_("Add a service"), icon="plus", name="add_service")
        self._add.clicked.connect(partial(self.write, None))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(12))
        self._top = boxed(column(self._filters(), self._near(), gap=12))
        self._shown = boxed(column(self._top, self._list, gap=12))
        self.editor = ServiceEditor(shell)
        self.editor.hide()
        self.editor.saved.connect(self._on_saved)
        self.editor.left.connect(self._show_list)
        self.add(self._shown, self.editor)

    def show_found(self, typed: str, country: str) -> int:
        self._typed, self._country = typed, country
        self._own.set_value(directory.own_place(self.session))
        found = directory.services(self.session, self._wanted())
        clear(self._list)
        if typed.strip() or self._kind.value() or self._place.value():
            self._show_flat(found)
        else:
            self._show_by_distance(found)
        self._found = len(found)
        return self._found

    def first_field(self) -> QWidget | None:
        return None if self.editor.isHidden() else self.editor.first_field()

    def write(self, service: str | None, _checked: bool = False) -> None:
        """Open the sheet of one service, or an empty one."""
        self.editor.begin(directory.service(self.session, service) if service else None)
        self._shown.hide()
        self.editor.show()
        self.wanted.emit(self.editor)
        self.editor.first_field().setFocus()

    # --- the top ------------------------------------------------------------------------------------------------------

    def _filters(self) -> QWidget:
        return FlowBox(self._kind, self._place, self._add)

    def _near(self) -> QWidget:
        where = FlowBox(Label(_("This office is in"), "muted"), self._own)
        if not self._may_write:
            where.hide()
            self._add.hide()
        return where

    def _kinds(self) -> list[tuple[str, str]]:
        entries = self.session.library.definitions.list(KINDS).entries
        return [(entry.code, _capital(pick(entry.label))) for entry in entries]

    def _places(self) -> list[tuple[str, str]]:
        """Those of the office's own country first; where both have one of that name, the country stands beside."""
        own = self.session.office.country
        entries = [one for one in self.session.library.definitions.list(PLACES).entries if one.country]
        named = [pick(one.label) for one in entries]
        told = [
            (one.code, f"{name} ({one.country})" if named.count(name) > 1 else name)
            for one, name in zip(entries, named, strict=True)
        ]
        return sorted(told, key=lambda one: not one[0].startswith(own))

    # --- the list -----------------------------------------------------------------------------------------------------

    def _wanted(self) -> Wanted:
        return Wanted(self._typed, self._kind.value() or "", self._place.value() or "", self._country)

    def _show_by_distance(self, found: Sequence[Listed]) -> None:
        for near, title in SECTIONS:
            inside = [one for one in found if one.near in near]
            if not inside:
                continue
            self._list.addWidget(SectionHeader(_(title), len(inside)))
            open_ones: list[Listed] = []
            folded: list[list[Listed]] = []
            for _kind, same in groupby(inside, key=lambda one: one.kind.id):
                one_kind = list(same)
                (open_ones.extend(one_kind) if len(one_kind) <= FEW else folded.append(one_kind))
            if open_ones:
                self._list.addWidget(Pairs(*map(self._card, open_ones)))
            for one_kind in folded:
                self._list.addWidget(self._fold(one_kind))

    def _fold(self, found: Sequence[Listed]) -> Fold:
        """Many of one kind: its cards are made when somebody looks."""
        kind, pairs = found[0].kind, Pairs()
        fold = Fold(_capital(pick(kind.label)), None, pairs, count=len(found), hidden=len(found))
        fold.setObjectName(f"fold_{kind.id}")

        def look(is_open: bool) -> None:
            (self._open.add if is_open else self._open.discard)(kind.id)
            if is_open:
                pairs.set_cards(*map(self._card, found))

        fold.toggled.connect(look)
        if kind.id in self._open:
            look(True)
            fold.set_open(True)
        return fold

    def _show_flat(self, found: Sequence[Listed]) -> None:
        if not found:
            self._list.addWidget(EmptyState("search", _("Nothing found"), _("No service fits.")))
            return
        self._list.addWidget(Pairs(*map(self._card, found[:MOST])))
        if len(found) > MOST:
            more = Button(_("Show the others too: {n}").format(n=len(found) - MOST), name="more_services")
            more.clicked.connect(partial(self._show_rest, more, found[MOST:]))
            self._list.addWidget(FlowBox(more))

    def _show_rest(self, button: Button, found: Sequence[Listed], _checked: bool = False) -> None:
        button.hide()
        pairs = Pairs(*map(self._card, found))
        self._list.addWidget(pairs)
        if (first := pairs.findChild(QAbstractButton)) is not None:
            first.setFocus()

    def _card(self, listed: Listed) -> ServiceCard:
        card = ServiceCard(self.session, listed, may_write=self._may_write)
        card.asked.connect(self.write)
        card.checked.connect(self._note_check)
        return card

    # --- deeds --------------------------------------------------------------------------------------------------------

    def _filter(self) -> None:
        self.show_found(self._typed, self._country)

    def _set_own(self) -> None:
        place = self._own.value()
        if place is not None:
            directory.set_own_place(self.session, place)
            self._filter()
            self._own.setFocus()

    def _note_check(self, service: str) -> None:
        try:
            directory.note_service_check(self.session, service)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self.shell.say(_("The check is noted, with today’s date."))
        self._filter()
        self._focus(service)

    def _on_saved(self, service: str) -> None:
        self.shell.say(_("Saved."))
        self._show_list()
        self._focus(service)

    def _show_list(self) -> None:
        self.editor.hide()
        self._shown.show()
        self._filter()
        self._add.setFocus()

    def _focus(self, service: str) -> None:
        """Back to the card that was worked on, once the new one stands on the page."""
        QTimer.singleShot(0, self, partial(self._take_focus, f"fill_{service}"))

    def _take_focus(self, name: str) -> None:
        if isinstance(button := self.findChild(QAbstractButton, name), QAbstractButton):
            button.setFocus()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
