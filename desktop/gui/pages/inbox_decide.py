"""What can be decided on a report: each decision with what it means, taken by one press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.words import capital, listed
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    ChipSpec,
    Choice,
    Kind,
    Label,
    Mark,
    RowButton,
    Shape,
    TextField,
    Tone,
    boxed,
    clear,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.services import report_grounds
from desktop.services.reports_inbox import DUPLICATE, REFER, TAKE, UNCONFIRMED, Decision, ReportFile


class Deciding(QWidget):
    """The decisions on one report. decided(Decision): one was taken."""

    decided = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deciding")
        self._shell = shell
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(2))
        self._asks: dict[str, Card] = {}
        self._grounds: dict[str, str] = {}

    def show_report(self, file: ReportFile) -> None:
        """What may be decided now; what was decided already is marked."""
        clear(self._body)
        self._asks = {}
        title = _("Decide anew") if file.row.decision else _("What do you decide?")
        self._body.addWidget(Label(title, "section"))
        self._add_taking(file)
        self._add_press(
            "refer",
            _("Refer it to another institution"),
            _("It goes there as a referral; no case is opened."),
            REFER,
            file,
        )
        self._asks["refer"] = self._ask_institution(file)
        meaning = _("Nobody could confirm it. It stays in this list, and no case is opened.")
        self._add_press("unconfirmed", _("It could not be confirmed"), meaning, UNCONFIRMED, file)
        self._add_press("same", _("It is a duplicate"), _("It says again what is known already."), DUPLICATE, file)
        self._asks["same"] = self._ask_same(file)

    def _add_taking(self, file: ReportFile) -> None:
        """A case needs a ground: her consent, the duty that the report itself shows, or another one by its article."""
        row_, defs = file.row, self._shell.session.library.definitions
        taken = row_.decision == TAKE
        if file.duty is not None:
            duty = capital(listed(defs, "report_grounds", file.duty))
            self._add_row("take_duty", _("We take it on: the law demands it"), duty, taken and row_.ground == file.duty)
        meaning = _("She knows and agrees. A case may be opened.")
        consented = taken and row_.ground == report_grounds.CONSENT
        self._add_row("take_consent", _("We take it on: the person agrees"), meaning, consented)
        other = taken and row_.ground == report_grounds.OTHER_DUTY
        self._add_row("take_other", _("We take it on: another legal duty"), _("Its law and article are asked."), other)
        self._asks["take_other"] = self._ask_law()
        self._grounds = {"take_duty": file.duty or "", "take_consent": report_grounds.CONSENT}

    def _add_press(self, name: str, title: str, meaning: str, decision: str, file: ReportFile) -> None:
        self._add_row(name, title, meaning, file.row.decision == decision)

    def _add_row(self, name: str, title: str, meaning: str, is_now: bool) -> None:
        mark = (
            ChipSpec(_("decided"), Shape.CHECK, Tone.DONE) if is_now else ChipSpec(_("to do"), Shape.RING, Tone.QUIET)
        )
        made = RowButton(title, lead=Mark(mark), strong=is_now)
        made.setObjectName(f"decide_{name}")
        speak(made, f"{title}. {meaning}" + (f" {mark.word}" if is_now else ""))
        made.clicked.connect(partial(self._on_pressed, name))
        below = boxed(row(Label(meaning, "small-muted", wrap=True), margins=(36, 0, 8, 4)))
        self._body.addWidget(made)
        self._body.addWidget(below)

    # --- what a decision still needs ------------------------------------------------------------------------------

    def _ask_law(self) -> Card:
        field = TextField(_("Law and article"))
        field.setObjectName("law")
        return self._ask(
            Label(_("Law and article"), "label", buddy=field),
            field,
            _("Write the decision"),
            "write_take_other",
            lambda: Decision(TAKE, ground=report_grounds.OTHER_DUTY, note=field.text()),
        )

    def _ask_institution(self, file: ReportFile) -> Card:
        entries = self._shell.session.library.definitions.list("L8").entries
        options = [(entry.code, capital(pick(entry.label))) for entry in entries if not entry.retired]
        choice = Choice(options, _("Institution"), width=272)
        choice.setObjectName("institution")
        if file.row.referred_to:
            choice.set_value(file.row.referred_to)
        return self._ask(
            Label(_("Institution"), "label", buddy=choice),
            choice,
            _("Write the referral"),
            "write_refer",
            lambda: Decision(REFER, to=choice.value() or ""),
        )

    def _ask_same(self, file: ReportFile) -> Card:
        field = TextField(_("Code of the case"), hint=f"{self._shell.session.office.code}-26-…")
        field.setObjectName("same_code")
        alike = next((one.code for one in file.alike if one.code), None)
        if (said := file.row.same_as) and "-" in said:
            field.setText(said)
        elif alike:
            field.setText(alike)
        return self._ask(
            Label(_("Code of the case"), "label", buddy=field),
            field,
            _("Write the duplicate"),
            "write_same",
            lambda: Decision(DUPLICATE, of=field.text()),
        )

    def _ask(self, label: Label, field: QWidget, word: str, name: str, decision: Callable[[], Decision]) -> Card:
        button = Button(word, Kind.SMALL_PRIMARY, name=name)
        button.clicked.connect(lambda: self.decided.emit(decision()))
        if isinstance(field, TextField):
            field.returnPressed.connect(button.click)
        card = Card(margin=10, gap=6)
        card.add(label, field, row(button, None))
        card.hide()
        self._body.addWidget(card)
        return card

    def _on_pressed(self, name: str, _checked: bool = False) -> None:
        asked = self._asks.get(name)
        for other in self._asks.values():
            other.setVisible(other is asked and other.isHidden())
        if asked is not None:
            if not asked.isHidden():
                first = asked.findChild(TextField) or asked.findChild(Choice)
                if first is not None:
                    first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "unconfirmed":
            self.decided.emit(Decision(UNCONFIRMED))
        else:
            self.decided.emit(Decision(TAKE, ground=self._grounds[name]))
