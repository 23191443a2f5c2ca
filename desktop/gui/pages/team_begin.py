"""An intervention is begun: which protocol and why, for which sheet, who was first, and when the report came."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.forms.make import make_editor
from desktop.gui.models.begin_words import (
    doubt_words,
    incident_line,
    missing_words,
    report_line,
    sheet_words,
)
from desktop.gui.models.words import capital
from desktop.gui.pages.appointment_editor import around
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.focus import focus_kept
from desktop.gui.pages.team_begin_parts import About, CasePick, ProtocolPick
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Card,
    Choice,
    FlowBox,
    Kind,
    Label,
    PageHeader,
    Question,
    ScrollPage,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import cases, team_doubts, team_start
from desktop.services.team_doubts import Doubt
from desktop.services.team_start import OWN, Offer, Wanted

WIDE, BESIDE = 560, 320  # px of the questions and of what is said about the protocol, at least


class TeamBeginPage(QWidget):
    """Opened for a case, if wished for one of its sheets; without a case it asks for one first."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_begin")
        self._shell = shell
        self._case, self._code = "", ""
        self._offers: tuple[Offer, ...] = ()
        self._offer: Offer | None = None
        self._sure: set[str] = set()
        self._back = Button("", Kind.LINK, icon="arrow-left", name="back")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(_("Begin an intervention"), " ")
        self._cases = CasePick(shell)
        self._cases.chosen.connect(self._on_case)
        self._protocols = ProtocolPick()
        self._protocols.chosen.connect(self._on_protocol)
        self._missing = QVBoxLayout()
        self._first_thing: Question | None = None  # what has to be there first, or what runs already
        self._sheet = Choice(name=_("Sheet"), width=320)
        self._sheet.setObjectName("sheet")
        self._sheet.activated.connect(self._on_sheet)
        self._sheet_title = Label("", "label", buddy=self._sheet)
        self._counts = Label("", "small-muted", wrap=True)
        self._counts.setObjectName("counts_from")
        self._first = Choice(name=_("Who was first"), width=320)
        self._first.setObjectName("first_contact")
        field = shell.session.library.definitions.form("team").field("r0")
        self._report = make_editor(field, "r0", around(shell))
        self._report.setObjectName("reported")
        self._report.edited.connect(self._on_reported)
        self._honest = Label("", "small", tone=Tone.SOON, wrap=True)
        self._honest.setObjectName("honest")
        self._doubts = QVBoxLayout()
        self._begin = Button(_("Start the team"), Kind.PRIMARY, icon="people", name="begin_team")
        self._begin.clicked.connect(self._on_begin)
        self._card = self._questions()
        self._about = About()
        columns = Columns((self._card, WIDE, 1), (self._about, BESIDE, 0), gap=16)
        self._columns = columns
        page = ScrollPage(boxed(row(self._back, None)), self._header, self._cases, columns, margins=(24, 12, 16, 16))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def arrive(self, *, case: str = "", sheet: str | None = None, protocol: str = "", **_where: object) -> None:
        self._case, self._sure = case, set()
        clear(self._doubts)
        self._report.set_value(None)
        if case and not self._read():
            self._shell.navigate("cases")
            return
        self._back.set_word(self._code if case else _("Teams"))
        self._back.setVisible(True)
        self._cases.setVisible(not case)
        self._columns.setVisible(bool(case))
        self._header.set_words(_("Begin an intervention"), "" if case else _("Which case is it for?"))
        if not case:
            self._cases.start()
            return
        fitting = [one for one in self._offers if protocol in ("", one.protocol.id)]
        wanted = next((one for one in fitting if sheet and one.sheet == sheet), next(iter(fitting), None))
        self._choose(wanted)

    def refresh(self) -> None:
        """Something was written: other sheets may be there; what was chosen and typed stays."""
        kept, before = self._offer, self._offers
        if not self._case:
            return
        with focus_kept(self):
            if not self._read() or self._offers == before:
                return
            same = [one for one in self._offers if kept and _key(one) == _key(kept)]
            self._choose(next(iter((*same, *self._offers)), None))

    def first_field(self) -> QWidget | None:
        """What is next: to start, where nothing is missing."""
        if not self._case:
            return self._cases.first_field()
        if self._begin.isVisibleTo(self):
            return self._begin
        return self._first_thing.first() if self._first_thing is not None else self._back

    # --- what is shown ------------------------------------------------------------------------------------------

    def _questions(self) -> QWidget:
        card = Card(margin=16, gap=12)
        first = column(Label(_("Who was first"), "label", buddy=self._first), self._first,
                       Label(_("Every door is the right one: whoever is first does steps 1 to 4."), "small-muted",
                             wrap=True), gap=2)  # fmt: skip
        when = column(Label(_("When the report came"), "label"), self._report, self._honest, gap=2)
        sheet = column(self._sheet_title, self._sheet, self._counts, gap=2)
        self._asked = boxed(column(boxed(sheet), boxed(first), boxed(when), gap=12))
        deeds = boxed(row(FlowBox(self._begin, gap=8)))
        card.add(self._protocols, self._missing, self._asked, self._doubts, deeds)
        return card

    def _read(self) -> bool:
        try:
            self._offers = team_start.offers(self._shell.session, self._case)
            self._code = cases.read_case(self._shell.session, self._case).row.code
        except Refused as refusal:
            self._shell.refuse(refusal)
            return False
        self._protocols.show_offers(_one_each(self._offers))
        return True

    def _choose(self, offer: Offer | None) -> None:
        """Another protocol or another sheet: what it needs is asked, what is there already is said."""
        self._offer = offer
        clear(self._missing)
        self._first_thing = None
        able = offer is not None and not offer.missing and offer.running is None
        self._asked.setVisible(offer is not None and not offer.missing)
        self._begin.setVisible(able)
        if offer is None:
            self._missing.addWidget(Label(_("There is no protocol for this country yet."), wrap=True))
            return
        self._protocols.set_value(offer.protocol.id)
        self._about.show_protocol(offer.protocol)
        if offer.missing:
            title, text, button = missing_words(offer)
            self._say_first(title, text, ("begin", button))
            return
        if offer.running is not None:
            words = _("It has its steps and hours already; begin another one for another sheet.")
            self._say_first(_("A team already works on this."), words, ("open", _("Open the team")))
        self._show_sheet(offer)

    def _say_first(self, title: str, text: str, way: tuple[str, str]) -> None:
        said = Question(title, text, [way])
        said.setObjectName("missing")
        said.answered.connect(self._on_missing)
        self._missing.addWidget(said)
        said.show()  # at once, not when the layout gets round to it: the focus may go into it now
        self._first_thing = said

    def _show_sheet(self, offer: Offer) -> None:
        now, tz = self._shell.session.now(), self._shell.session.tz
        same = [one for one in self._offers if one.protocol.id == offer.protocol.id and one.sheet]
        is_stay = offer.protocol.begins_with == "stay"
        self._sheet_title.setText(_("The stay that it is for") if is_stay else _("The incident that it is for"))
        speak(self._sheet, self._sheet_title.text())
        self._sheet.set_options([(str(one.sheet), sheet_words(one.began, now)) for one in same])
        self._sheet.set_value(offer.sheet)
        self._counts.setText("" if is_stay else incident_line(offer.began, tz))
        self._counts.setVisible(not is_stay)
        groups = [(code, f"{code} · {capital(pick(label))}") for code, label in offer.protocol.groups.items()]
        kept = self._first.value()
        self._first.set_options(groups)
        codes = [code for code, _words in groups]
        self._first.set_value(kept if kept in codes else OWN if OWN in codes else codes[0] if codes else None)
        if self._report.value() is None:
            self._report.set_value(offer.reported or now.isoformat(timespec="minutes"))
        self._show_honest()

    def _show_honest(self) -> None:
        words = report_line(self._report.value(), self._shell.session.tz)
        self._honest.setText(words)
        self._honest.setVisible(bool(words))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_case(self, case: str) -> None:
        self._shell.navigate("team_begin", case=case)

    def _on_protocol(self, protocol: str) -> None:
        offer = next(one for one in self._offers if one.protocol.id == protocol)
        self._report.set_value(None)
        self._choose(offer)

    def _on_sheet(self, _place: int = 0) -> None:
        kept, chosen = self._offer, self._sheet.value()
        if kept is not None:
            self._report.set_value(None)
            self._choose(
                next(one for one in self._offers if one.sheet == chosen and one.protocol.id == kept.protocol.id)
            )

    def _on_reported(self) -> None:
        self._sure.clear()
        clear(self._doubts)
        self._report.mark(False)
        self._show_honest()

    def _on_missing(self, key: str) -> None:
        offer = self._offer
        if offer is None:
            return
        if key == "open":
            self._shell.navigate("team", record=offer.running)
        else:
            self._shell.navigate("form", form=offer.protocol.begins_with, case=self._case, record=None)

    def _on_back(self) -> None:
        if self._case:
            self._shell.navigate("case", case=self._case)
        else:
            self._shell.navigate("teams")

    def _on_begin(self) -> None:
        offer = self._offer
        if offer is None:
            return
        self._report.settle()
        wanted = Wanted(offer.protocol.id, offer.sheet, self._first.value() or OWN, self._report.value(),
                        frozenset(self._sure))  # fmt: skip
        try:
            begun = team_start.begin(self._shell.session, self._case, wanted)
        except Refused as refusal:
            self._on_refused(refusal)
            return
        self._shell.navigate("team", record=begun.record)

    def _on_refused(self, refusal: Refused) -> None:
        """Doubts and an hour that cannot be read are asked at their place; the rest is said below."""
        if refusal.code == "team-doubt":
            self._ask(str(refusal.facts.get("doubt", "")))
        elif refusal.code in {"bad-value", "in-the-future", "out-of-order"}:
            words = _("Write the day and the hour, for example 24.11.2026 14:30; the day alone is enough.")
            self._report.mark(True, words)
            self._honest.setText(words)
            self._honest.show()
            self._report.parts()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._shell.refuse(refusal)

    def _ask(self, code: str) -> None:
        """One doubt: what does not fit, and the two ways out of it."""
        offer, session = self._offer, self._shell.session
        if offer is None:
            return
        clear(self._doubts)
        now = session.now()
        found = (*team_doubts.of_clock(session), *team_doubts.of_times(offer.began, self._report.value(), now))
        title, text = doubt_words(next((one for one in found if one.code == code), Doubt(code)), now)
        asked = Question(title, text, _ways(code))
        asked.setObjectName(f"doubt_{code}")
        asked.answered.connect(partial(self._on_way, code))
        self._doubts.addWidget(asked)
        asked.show()
        asked.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_way(self, code: str, way: str) -> None:
        if way == "sure":
            self._sure.add(code)
            clear(self._doubts)
            self._on_begin()
        elif way == "incident" and self._offer is not None:
            self._shell.navigate("form", form="incident", case=self._case, record=self._offer.sheet, path="inc_dt")
        else:
            clear(self._doubts)
            self._report.parts()[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _ways(code: str) -> Sequence[tuple[str, str]]:
    correct = ("report", _("Correct the hour of the report"))
    right = ("sure", _("It is right so, start"))
    if code == "incident-after-report":
        return correct, ("incident", _("Correct the incident")), right
    return (correct, right) if code == "report-ahead" else (right,)


def _key(offer: Offer) -> tuple[str, str | None]:
    return offer.protocol.id, offer.sheet


def _one_each(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The best offer of each protocol."""
    found: dict[str, Offer] = {}
    for one in offers:
        found.setdefault(one.protocol.id, one)
    return tuple(found.values())
