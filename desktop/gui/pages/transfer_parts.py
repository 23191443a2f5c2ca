"""Parts of the page of a transfer: to whom, how much, why; and what would leave of the case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.forms.schema import Definitions
from desktop.gui.models import ledger_words, transfer_words
from desktop.gui.models.words import capital
from desktop.gui.widgets import (
    Banner,
    Button,
    ChipSpec,
    Choice,
    FlowBox,
    Kind,
    Label,
    Line,
    Mark,
    Segment,
    Shape,
    TextArea,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.services import referrals, transfer_leaving
from desktop.services.outgoing import Exported
from desktop.services.session import Session
from desktop.services.transfer_leaving import Leaving, Wanted

PAUSE_MS = 400
FIELD = 256
MOVE, COPY = "move", "copy"
WHOLE = "whole"


class Choices(FlowBox):
    """changed: something else would leave now."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self._session, self._case = session, ""
        self._build(session)
        for told, control in (
            (_("To which office"), self._to),
            (_("What goes there"), self._kind),
            (_("How much"), self._scope),
            (_("Institution in the consents"), self._known),
            (_("Institution as her consent names it"), self._institution),
            (_("Why"), self._reason),
        ):
            self.add(_field(told, control))
        self._known_box = self._known.parentWidget() or self._known
        self.add(self._account)
        self.add(_field(_("For the colleagues there"), self._note))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._connect()

    def _build(self, session: Session) -> None:
        roles = sorted((capital(pick(one.title)), one.id) for one in referrals.roles(session))
        scopes = [(WHOLE, _("The whole case")), *((id_, _("For: {role}").format(role=role)) for role, id_ in roles)]
        reasons = [(one.code, pick(one.label)) for one in session.library.definitions.list("L29").entries]
        self._to = _choice(
            [(one, one) for one in transfer_leaving.takers(session)], _("To which office"), "transfer_to"
        )
        self._kind = Segment([(MOVE, _("The case")), (COPY, _("A copy"))], name=_("What goes there"), value=MOVE)
        self._kind.setObjectName("transfer_kind")
        self._scope = _choice(scopes, _("How much"), "transfer_scope")
        self._known = _choice([], _("Institution in the consents"), "transfer_known")
        self._institution = TextField(_("Institution as her consent names it"), width=FIELD)
        self._institution.setObjectName("transfer_institution")
        self._reason = _choice(reasons, _("Why"), "transfer_reason")
        self._account = QCheckBox(_("Her account goes too"))
        self._account.setObjectName("transfer_account")
        speak(self._account, self._account.text())
        self._note = TextArea(_("For the colleagues there"), lines=4)
        self._note.setObjectName("transfer_note")
        self._note.setFixedWidth(self._institution.width())

    def _connect(self) -> None:
        self._scope.activated.connect(self._on_scope)
        self._kind.chosen.connect(self._on_kind)
        self._known.activated.connect(self._on_known)
        self._institution.textEdited.connect(lambda *_text: self._pause.start())
        for chosen in (self._to, self._reason):
            chosen.activated.connect(lambda *_at: self.changed.emit())
        self._account.toggled.connect(lambda *_on: self.changed.emit())

    def start(self, case: str) -> None:
        """Another case: nothing is chosen for the person but what there is only one of."""
        self._case = case
        known = [(one, one) for one in transfer_leaving.takers(self._session)]
        self._to.set_options(known)
        self._to.set_value(known[0][0] if len(known) == 1 else None)
        self._kind.set_value(MOVE)
        self._scope.set_value(WHOLE)
        self._reason.set_value(None)
        self._account.setChecked(False)
        self._note.set_value("")
        self._offer()

    def clear(self) -> None:
        """Nothing that was typed stays."""
        self._pause.stop()
        self._institution.clear()
        self._note.clear()

    def first_field(self) -> QWidget:
        return self._to

    def wanted(self) -> Wanted:
        scope = self._scope.value() or WHOLE
        return Wanted(
            case=self._case,
            to=self._to.value() or "",
            role="" if scope == WHOLE else scope,
            copy=self._kind.value() == COPY,
            reason=self._reason.value() or "",
            note=self._note.toPlainText(),
            institution=self._institution.text(),
            with_account=self._account.isChecked(),
        )

    def _offer(self) -> None:
        """The institutions that her consents name for this; the only one is chosen by itself."""
        scope = self._scope.value() or WHOLE
        role = "" if scope == WHOLE else scope
        found = transfer_leaving.institutions(self._session, self._case, role) if self._case else ()
        self._known.set_options([(one, one) for one in found])
        self._known_box.setVisible(len(found) > 1)
        self._institution.set_value(found[0] if len(found) == 1 else "")
        self._known.set_value(self._institution.text() if self._institution.text() in found else None)

    def _on_scope(self, *_at: object) -> None:
        self._offer()
        self.changed.emit()

    def _on_kind(self, *_at: object) -> None:
        self.changed.emit()

    def _on_known(self, *_at: object) -> None:
        self._institution.set_value(self._known.value() or "")
        self.changed.emit()


class Goes(QWidget):
    """In the middle of the page: what goes of the case, what stays and why, and what happens afterwards.

    consents_asked: what she agreed to is to be looked at or written down.
    """

    consents_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transfer_goes")
        self._session = session
        self._body = column(gap=10)
        self.setLayout(self._body)

    def show_words(self, title: str, text: str, tone: Tone = Tone.INFO, *, consents: bool = False) -> None:
        """There is nothing to show yet, or nothing may go; `consents`: until she agrees."""
        clear(self._body)
        self._body.addWidget(Banner(tone, title, text))
        if consents:
            self._body.addWidget(self._to_consents())
        self._body.addStretch(1)

    def _to_consents(self) -> QWidget:
        see = Button(_("Open her consents"), icon="shield", name="open_consents")
        see.clicked.connect(self.consents_asked)
        return boxed(row(see, None))

    def show_leaving(self, leaving: Leaving) -> None:
        clear(self._body)
        defs = self._session.library.definitions
        for part in (*self._may(leaving), *self._data(leaving), *self._sheets(leaving)):
            self._body.addWidget(part)
        held = [
            (
                capital(ledger_words.listed(defs, "release_data", one.data)),
                ledger_words.listed(defs, "withheld_reasons", one.reason),
            )
            for one in leaving.withheld
        ]
        stays = transfer_words.stays_words(leaving)
        if held or stays:
            self._body.addWidget(Label(_("What stays here"), "section"))
            self._body.addWidget(boxed(column(*(_line(Shape.DASH, *one) for one in held), gap=6)))
            for words in stays:
                self._body.addWidget(_line(Shape.DASH, words))
        self._body.addStretch(1)

    def _may(self, leaving: Leaving) -> Sequence[QWidget]:
        """By what it may go, or why it may not."""
        defs = self._session.library.definitions
        if leaving.why_not:
            reason = capital(ledger_words.listed(defs, "withheld_reasons", leaving.reason)) if leaving.reason else ""
            words = _("Ask her, write her consent down, and come back. {reason}.").format(reason=reason)
            made = Banner(Tone.SOON, _("This may not go"), words if reason else "")
            made.setObjectName("may_not_go")
            return (made, self._to_consents())
        return ()

    def _data(self, leaving: Leaving) -> Sequence[QWidget]:
        defs = self._session.library.definitions
        if leaving.why_not or not leaving.data:
            return ()
        lines = [
            _line(Shape.CHECK, capital(ledger_words.listed(defs, "release_data", one)), tone=Tone.DONE)
            for one in leaving.data
        ]
        told = transfer_words.told_lines(leaving.told, defs, self._session.office.country)
        lines += [_line(Shape.SQUARE, f"{question}: {answer}") for question, answer in told]
        return (Label(_("What leaves the case"), "section"), boxed(column(*lines, gap=6)))

    def _sheets(self, leaving: Leaving) -> Sequence[QWidget]:
        if leaving.why_not:
            return ()
        defs = self._session.library.definitions
        rows = [f"{title}: {count}" for title, count in transfer_words.sheets_words(leaving, defs)]
        if leaving.files:
            rows.append(_("Attached files: {n}").format(n=leaving.files))
        flow = FlowBox(*(Label(one, "small-muted") for one in rows), gap=14)
        return (Label(_("Sheets"), "section"), flow)


def before(leaving: Leaving, session: Session) -> QWidget:
    """Beside it: what to know before the file is made."""
    defs = session.library.definitions
    recipient = capital(ledger_words.listed(defs, "release_recipients", leaving.recipient))
    ground = _("Her consent names {institution} ({recipient}).")
    if transfer_leaving.consent_of(leaving.bases) is None:
        ground = _("By an exception on record: {institution} ({recipient}).")
    parts = [
        Label(_("Before it leaves"), "section"),
        _line(Shape.CHECK, _("By what it goes"), ground.format(institution=leaving.wanted.institution.strip(),
                                                               recipient=recipient), tone=Tone.DONE),
        Line(),
        *_why(leaving, defs),
        _line(Shape.CLOCK, _("What happens here"), transfer_words.after_words(leaving), tone=Tone.INFO),
        Line(),
        _line(Shape.SQUARE, _("On record"), _("The ledger of the case says what went, to whom and by what.")),
        Line(),
        Label(_("The file is locked for the office {code}; nobody else can open it, not even this office.").format(
            code=leaving.wanted.to), "small-muted", wrap=True),
    ]  # fmt: skip
    return boxed(column(*parts, None, gap=8, margins=(16, 14, 16, 16)))


def _why(leaving: Leaving, defs: Definitions) -> Sequence[QWidget]:
    """The reason, in all its words."""
    if not leaving.wanted.reason:
        return ()
    reason = capital(ledger_words.listed(defs, "L29", leaving.wanted.reason))
    return (_line(Shape.SQUARE, _("Why"), reason), Line())


def made(done: Exported, leaving: Leaving, back: Button) -> QWidget:
    """The file lies there; what comes next."""
    title = _("The file for {office} is ready. It has number {seq}.").format(office=done.to, seq=done.seq)
    banner = Banner(Tone.DONE, title, transfer_words.after_words(leaving), icon="check")
    steps = (
        transfer_words.hand_over_words(done.bytes),
        _("Telephone the office, so that somebody looks for it today."),
        _("Their answer comes back as a file. Import it under Synchronisation."),
    )
    lines = [_step(n, words) for n, words in enumerate(steps, 1)]
    file = boxed(column(Label(_("File"), "group"), Label(str(done.file), wrap=True), gap=0))
    return boxed(column(banner, file, Label(_("What next"), "section"), *lines, row(back, None), None, gap=10))


def _step(number: int, words: str) -> QWidget:
    line = row(Label(f"{number}.", "label"), Label(words, wrap=True), gap=6)
    line.setStretch(1, 1)
    return boxed(line)


def to_case() -> Button:
    return Button(_("Back to the case"), Kind.PRIMARY, name="made_back")


def _line(shape: Shape, title: str, text: str = "", *, tone: Tone = Tone.PLAIN) -> QWidget:
    words = column(Label(title, "label" if text else "", wrap=True), gap=0)
    if text:
        words.addWidget(Label(text, "small-muted", wrap=True))
    line = row(boxed(column(Mark(ChipSpec(title, shape, tone)), None)), gap=10)
    line.addLayout(words, 1)
    return boxed(line)


def _choice(options: Sequence[tuple[str, str]], name: str, object_name: str) -> Choice:
    chosen = Choice(options, name, width=FIELD)
    chosen.setObjectName(object_name)
    return chosen


def _field(told: str, control: QWidget) -> QWidget:
    return boxed(column(Label(told, "group", buddy=control, wrap=True), control, gap=4))
