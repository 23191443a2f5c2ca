"""Parts of the page of a paper for an institution: to whom, and what of it goes."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.ledger import ACCOUNT
from desktop.forms.schema import Definitions
from desktop.gui.models import ledger_words as words
from desktop.gui.models.words import capital
from desktop.gui.widgets import Button, Choice, FilterBar, FlowBox, Kind, Label, TextField, boxed, clear, column
from desktop.i18n import LANGUAGES, _, pick
from desktop.services import referrals
from desktop.services.referrals import Extract, Wanted
from desktop.services.session import Session

PAUSE_MS = 400  # after the last letter, before the paper is made anew
SLIP = "slip"
ASKED = frozenset({ACCOUNT, "documente"})  # what goes only where somebody asks for it
FIELD, SHORT = 208, 188


class Choices(FlowBox):
    """The kind of institution, its name, how urgent it is. changed: the paper is another one now."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self._session = session
        self._case = self._covered = ""
        defs = session.library.definitions
        roles = [(one.id, capital(pick(one.title))) for one in referrals.roles(session)]
        self._role = _choice(sorted(roles, key=lambda one: one[1]), _("Kind of institution"), "referral_role")
        self._known = _choice([], _("Institution in the consents"), "referral_known")
        self._institution = TextField(_("Named institution"), width=FIELD)
        self._institution.setObjectName("referral_institution")
        self._contact = TextField(_("Contact person there"), width=FIELD)
        self._contact.setObjectName("referral_contact")
        urgencies = [(one.code, pick(one.label)) for one in defs.list("referral_urgency").entries]
        self._urgency = _choice(urgencies, _("Urgency"), "referral_urgency", SHORT)
        self._language = _choice(list(LANGUAGES.items()), _("Language"), "referral_language", SHORT)
        self._kind = FilterBar([(SLIP, _("With an answer slip"))])
        self._role_box = _field(_("Kind of institution"), self._role)
        self.add(self._role_box)
        for told, control in (
            (_("Institution in the consents"), self._known),
            (_("Named institution"), self._institution),
            (_("Contact person there"), self._contact),
            (_("Urgency"), self._urgency),
            (_("Language"), self._language),
        ):
            self.add(_field(told, control))
        self._known_box = self._known.parentWidget() or self._known
        self.add(self._kind)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._role.activated.connect(self._on_role)
        self._known.activated.connect(self._on_known)
        for typed in (self._institution, self._contact):
            typed.textEdited.connect(lambda *_text: self._pause.start())
        for chosen in (self._urgency, self._language):
            chosen.activated.connect(lambda *_at: self.changed.emit())
        self._kind.changed.connect(self.changed)

    def start(self, case: str, begun: Wanted | None) -> None:
        """Another paper, as the sheet that was begun says, or an empty one."""
        self._case = case
        self._role.set_value(begun.role if begun else None)
        self._covered = begun.contact if begun else ""  # a name stays covered; it is on the paper
        self._contact.set_value("")
        self._contact.setPlaceholderText(_("as in the sheet") if self._covered else "")
        self._urgency.set_value((begun.urgency if begun else "") or "72_h")
        self._language.set_value(self._session.language)
        self._kind.set_value({SLIP})
        self._offer(begun.institution if begun else "")

    def clear(self) -> None:
        """Nothing that was typed stays."""
        self._pause.stop()
        self._covered = ""
        self._institution.clear()
        self._contact.clear()

    def first_field(self) -> QWidget:
        return self._role if self._role_box.isVisibleTo(self) else self._institution

    def wanted(self, case: str, referral: str, left_out: tuple[str, ...], added: tuple[str, ...]) -> Wanted:
        return Wanted(
            case,
            self._role.value() or "",
            self._institution.text(),
            self._contact.text().strip() or self._covered,
            self._urgency.value() or "",
            referral,
            left_out,
            added,
            self._language.value() or self._session.language,
            SLIP in self._kind.value(),
        )

    def _offer(self, named: str = "") -> None:
        """The institutions that consents in force name; the only one is chosen by itself."""
        role = self._role.value()
        found = referrals.institutions(self._session, self._case, role) if role and self._case else ()
        self._known.set_options([(one, one) for one in found])
        self._known_box.setVisible(len(found) > 1)
        self._institution.set_value(named or (found[0] if len(found) == 1 else ""))
        self._known.set_value(self._institution.text() if self._institution.text() in found else None)

    def roles(self) -> list[tuple[str, str]]:
        """The kinds of institution, as the folded column offers them."""
        return [(self._role.itemData(at), self._role.itemText(at)) for at in range(self._role.count())]

    def role(self) -> str:
        return self._role.value() or ""

    def show_role(self, shown: bool) -> None:
        """The kind of institution is chosen elsewhere where the column is folded."""
        self._role_box.setVisible(shown)

    def choose_role(self, role: str) -> None:
        """The kind of institution was chosen elsewhere."""
        self._role.set_value(role)
        self._on_role()

    def _on_role(self, *_at: object) -> None:
        self._offer()
        self.changed.emit()

    def _on_known(self, *_at: object) -> None:
        self._institution.set_value(self._known.value() or "")
        self.changed.emit()


class Goes(QWidget):
    """What goes, each kind with a way to leave it out, and what is withheld with its reason. changed: of a choice."""

    changed = Signal()

    def __init__(self, defs: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("goes")
        self._defs = defs
        self._out: set[str] = set()
        self._added: set[str] = set()
        self._going, self._held = column(gap=4), column(gap=6)
        self._none = Label(_("Nothing may go."), "muted", wrap=True)
        self.setLayout(
            column(
                Label(_("What is sent"), "section"),
                Label(_("Press one to leave it out."), "small-muted", wrap=True),
                boxed(self._going),
                self._none,
                Label(_("What is withheld, and why"), "section"),
                boxed(self._held),
                gap=8,
            )
        )

    def start(self) -> None:
        self._out.clear()
        self._added.clear()

    def left_out(self) -> tuple[str, ...]:
        return tuple(sorted(self._out))

    def added(self) -> tuple[str, ...]:
        return tuple(sorted(self._added))

    def show_extract(self, found: Extract) -> None:
        clear(self._going)
        clear(self._held)
        for data in found.data:
            self._going.addWidget(self._pill(data, going=True))
        self._none.setVisible(not found.data)
        for one in found.withheld:
            if one.reason == "not-chosen":
                self._held.addWidget(self._pill(one.data, going=False))
                continue
            label = capital(words.listed(self._defs, "release_data", one.data))
            why = words.listed(self._defs, "withheld_reasons", one.reason)
            self._held.addWidget(
                boxed(column(Label(label, "label", wrap=True), Label(why, "small-muted", wrap=True), gap=0))
            )

    def _pill(self, data: str, *, going: bool) -> Button:
        told = capital(words.listed(self._defs, "release_data", data))
        made = Button(told, Kind.FILTER, name=f"data_{data}")
        made.setChecked(going)
        made.clicked.connect(lambda *_pressed: self._on_pressed(data, going=going))
        return made

    def _on_pressed(self, data: str, *, going: bool) -> None:
        if going:
            self._added.discard(data)
            self._out.add(data)
        else:
            self._out.discard(data)
            if data in ASKED:
                self._added.add(data)
        self.changed.emit()


def _choice(options: list[tuple[str, str]], name: str, object_name: str, width: int = FIELD) -> Choice:
    made = Choice(options, name, width=width)
    made.setObjectName(object_name)
    return made


def _field(told: str, control: QWidget) -> QWidget:
    return boxed(column(Label(told, "group", buddy=control), control, gap=4))
