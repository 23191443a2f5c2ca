"""One service as a card: what is known of it, what is missing, when somebody last called."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.present import show
from desktop.gui.pages.guide_parts import LongText, check_chip, selectable
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    FlowBox,
    Kind,
    Label,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import N_, _, pick
from desktop.services import directory
from desktop.services.directory import Listed
from desktop.services.guidebook import PLACES
from desktop.services.session import Session

MISSING = {
    "name": N_("the name"),
    "place": N_("the district or county"),
    "phone": N_("the telephone"),
    "hours": N_("the opening hours"),
    "contact": N_("a contact person"),
}


class ServiceCard(Card):
    """asked(str): its sheet is wanted; checked(str): somebody called today, and it was right."""

    asked = Signal(str)
    checked = Signal(str)

    def __init__(
        self, session: Session, listed: Listed, *, may_write: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(gap=4, parent=parent)
        self.setObjectName(f"service_{listed.id}")
        self._session, self._listed = session, listed
        name = pick(listed.name)
        self.add(Label(name, "label", wrap=True), Label(self._where(), "small-muted", wrap=True))
        for number, of, press in self._numbers():
            self.add(self._number(number, of or name, press=press))
        for words in self._facts():
            self.add(Label(words, wrap=True))
        self.add(LongText(pick(listed.kind.text)))
        if listed.missing:
            told = ", ".join(_(MISSING[path]) for path in listed.missing)
            self.add(Label(_("To be filled in: {what}").format(what=told), "small", wrap=True))
        source = listed.source or _("added by this office")
        self.add(Label(_("Source: {source}").format(source=source), "small-muted", wrap=True))
        self.body().addStretch(1)
        self.add(FlowBox(*self._chips()))
        if may_write:
            self.add(self._deeds())

    def _where(self) -> str:
        """Its kind, where it is and whom it serves; of a shelter its kind alone."""
        listed, places = self._listed, self._session.library.definitions.list(PLACES)
        named = {entry.code: pick(entry.label) for entry in places.entries}
        told = [pick(listed.kind.label)]
        if listed.place:
            told.append(named.get(listed.place, listed.place))
        if listed.serves:
            served = ", ".join(named.get(code, code) for code in listed.serves)
            told.append(_("also serves {places}").format(places=served))
        return " · ".join(told)

    def _numbers(self) -> list[tuple[str, str, bool]]:
        """Numbers that the office wrote, then those of the lines; whose, and whether only a newspaper gave it."""
        session, listed = self._session, self._listed
        defs = session.library.definitions
        phone = defs.form(directory.FORM).field("phone")
        own = [(show(phone, number, defs, country=session.office.country), "", False) for number in listed.phones]
        return own + [
            (line.hotline.number, pick(line.hotline.name), not line.hotline.verified) for line in listed.lines
        ]

    def _number(self, number: str, of: str, *, press: bool) -> QWidget:
        shown = selectable(Label(number, "clock"), _("{name}: {number}").format(name=of, number=number))
        mark = Label(_("from the press, not verified"), "small", tone=Tone.SOON) if press else None
        return FlowBox(shown, *([mark] if mark else []))

    def _facts(self) -> list[str]:
        listed = self._listed
        told = (
            (_("Hours: {hours}"), {"hours": pick(listed.hours) if listed.hours else ""}),
            (_("Contact: {who}"), {"who": listed.contact}),
            (_("Address: {address}"), {"address": listed.address}),
            ("{remarks}", {"remarks": listed.remarks}),
        )
        return [words.format(**said) for words, said in told if all(said.values())]

    def _chips(self) -> list[Chip]:
        listed, today = self._listed, self._session.now().date()
        chips = [Chip(_("has closed"), Shape.X, Tone.SOON)] if listed.closed else []
        if listed.checked_on:
            chips.append(check_chip(listed.checked_on, listed.check, today))
        if not listed.verified and not listed.own:
            chips.append(Chip(_("to be confirmed"), Shape.RING, Tone.QUIET))
        return chips or [check_chip("", "", today)]

    def _deeds(self) -> QWidget:
        listed = self._listed
        word, icon = (_("Fill in"), "plus") if listed.record is None else (_("Change"), "pencil")
        fill = Button(word, Kind.SMALL, icon=icon, name=f"fill_{listed.id}")
        speak(fill, word, pick(listed.name))
        fill.clicked.connect(partial(self.asked.emit, listed.id))
        deeds = [fill]
        if listed.phones or listed.lines:
            called = Button(_("I called today, it is right"), Kind.SMALL_LINK, icon="phone", name=f"called_{listed.id}")
            speak(called, _("I called today, it is right"), pick(listed.name))
            called.clicked.connect(partial(self.checked.emit, listed.id))
            deeds.append(called)
        return boxed(column(row(FlowBox(*deeds)), margins=(0, 4, 0, 0)))
