"""One appointment beside the calendar: what it is, what became of it, and the two presses that move or cancel it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.forms.answers import is_real
from desktop.forms.present import show
from desktop.gui.models.words import capital, listed
from desktop.gui.pages.appointment_editor import AppointmentEditor
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, Button, Choice, FlowBox, Kind, Label, TextField, Tone, boxed, clear, column, row
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import appointment_slip, appointments, people, records
from desktop.services.session import PEOPLE, Session

TOLD = ("purpose", "place_kind", "room", "with_kind", "companion", "transport", "interpreter", "remind_way", "remarks")


class AppointmentPanel(QStackedWidget):
    """Shows one appointment, or the questions of a new one. changed: something was written; left: it may go."""

    changed = Signal()
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appointment_panel")
        self._shell = shell
        self._record = self._case = ""
        self._body: Mapping[str, Any] = {}
        self._page = QVBoxLayout()
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(px(8))
        self._editor = AppointmentEditor(shell)
        self._editor.saved.connect(self._on_saved)
        self._editor.left.connect(self._on_left)
        self.addWidget(boxed(self._page))
        self.addWidget(self._editor)

    def begin(self, case: str = "", day: date | None = None) -> None:
        self._record = ""
        self._editor.begin(case, day)
        self.setCurrentWidget(self._editor)

    def show_record(self, record: str) -> None:
        """The appointment as it stands; a row that is gone leaves the panel."""
        try:
            found = appointments.look(self._shell.session, record)
        except Refused as refusal:
            self._shell.refuse(refusal)
            self.left.emit()
            return
        self._record, self._case, self._body = record, found.case or "", found.body
        self._fill()
        self.setCurrentIndex(0)

    def first_field(self) -> QWidget | None:
        if self.currentIndex() == 1:
            return self._editor.first_field()
        return self.findChild(Button)

    # --- one appointment ----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        clear(self._page)
        session, state = self._shell.session, self._body.get("state")
        self._page.addWidget(Label(_("Appointment"), "section"))
        self._page.addWidget(Label(self._when(session), "label", wrap=True))
        for title, words in self._told(session):
            self._page.addWidget(boxed(column(Label(title, "small-muted"), Label(words, wrap=True), gap=0)))
        if state == appointments.PLANNED:
            self._page.addWidget(self._acts(session))
        self._page.addWidget(self._ways())
        self._page.addStretch(1)

    def _when(self, session: Session) -> str:
        form = session.library.definitions.form(appointments.FORM)
        start = show(form.field("start"), self._body.get("start"), session.library.definitions)
        state = listed(session.library.definitions, "appointment_states", str(self._body.get("state")))
        return " · ".join(part for part in (start, state) if part)

    def _told(self, session: Session) -> list[tuple[str, str]]:
        form, defs = session.library.definitions.form(appointments.FORM), session.library.definitions
        code = records.code_of_case(session, self._case) if self._case else ""
        told = [(_("Case"), code)] if code else []
        worker = people.name_of(session, str(self._body.get("worker") or ""))
        told += [(_("Worker"), worker)] if worker else []
        for name in TOLD:
            words = show(form.field(name), self._body.get(name), defs) if is_real(self._body.get(name)) else ""
            if words:
                told.append((pick(form.field(name).label), words))
        return told

    def _acts(self, session: Session) -> QWidget:
        """What may become of one that is planned; the first is what one presses when she has come."""
        acts = FlowBox(gap=8)
        for name, words, kind, act in (
            ("kept", _("It took place"), Kind.SMALL_PRIMARY, self._on_kept),
            ("missed", _("She did not come"), Kind.SMALL, partial(self._on_kept, came=False)),
            ("move", _("Move"), Kind.SMALL, self._on_move),
            ("cancel", _("Cancel it"), Kind.SMALL, self._on_cancel),
            ("slip", _("Slip"), Kind.SMALL, self._on_slip),
        ):
            acts.add(_button(words, kind, name, act))
        why_not = appointment_slip.closed(session, self._case)
        parts: list[QWidget] = [acts]
        if why_not:
            parts.append(Label(_("No slip: {why}").format(why=why_not), "small-muted", wrap=True))
        return boxed(column(*parts, gap=6))

    def _ways(self) -> QWidget:
        go = self._shell.navigate
        ways = FlowBox(gap=8)
        if self._case:
            ways.add(_button(_("Open the case"), Kind.SMALL_LINK, "open_case", partial(go, "case", case=self._case)))
        act = partial(go, "form", form=appointments.FORM, case=self._case or None, record=self._record)
        ways.add(_button(_("All questions"), Kind.SMALL_LINK, "open_form", act))
        return ways

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_kept(self, *, came: bool = True) -> None:
        self._do(partial(appointments.kept, self._shell.session, self._record, came=came))

    def _on_move(self) -> None:
        self._editor.begin_move(self._record, self._case, self._body)
        self.setCurrentWidget(self._editor)
        self._editor.first_field().setFocus()

    def _on_cancel(self) -> None:
        """Who calls it off, and why: one press more."""
        clear(self._page)
        by = Choice(self._options("appointment_enders"), _("Who called it off"))
        by.setObjectName("cancel_by")
        by.set_value("persoana")
        why = Choice(self._options("appointment_reasons"), _("Why it was called off"))
        why.setObjectName("cancel_why")
        self._page.addWidget(Label(_("Cancel the appointment"), "section"))
        for title, choice in ((_("Who called it off"), by), (_("Why it was called off"), why)):
            self._page.addWidget(boxed(column(Label(title, "label"), choice, gap=4)))
        confirm = _button(_("Cancel it"), Kind.PRIMARY, "confirm_cancel", lambda: self._cancel(by.value(), why.value()))
        back = _button(_("Leave it"), Kind.PLAIN, "leave_cancel", self._fill)
        self._page.addWidget(boxed(row(confirm, back, None, gap=8)))
        self._page.addStretch(1)
        confirm.setFocus()

    def _cancel(self, by: str | None, why: str | None) -> None:
        self._do(partial(appointments.cancel, self._shell.session, self._record, by or "persoana", why or None))

    def _options(self, list_id: str) -> list[tuple[str, str]]:
        entries = self._shell.session.library.definitions.list(list_id).entries
        return [(entry.code, capital(pick(entry.label))) for entry in entries if not entry.retired]

    def _on_slip(self) -> None:
        """To the printer, or as a file: what stands on it is shown before."""
        session = self._shell.session
        try:
            made = appointment_slip.slip(session, self._record)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        clear(self._page)
        words = "\n".join(line for line in (made.words.day, made.words.hour, made.words.who, made.words.phone) if line)
        self._page.addWidget(Label(_("The slip says this, and nothing else:"), "section", wrap=True))
        self._page.addWidget(Banner(Tone.PLAIN, words.replace("\n", " · "), ""))
        self._page.addWidget(self._phone(made.words.phone))
        printed = _button(_("Print"), Kind.PRIMARY, "print_slip", partial(self._print, made))
        back = _button(_("Leave it"), Kind.PLAIN, "leave_slip", self._fill)
        self._page.addWidget(boxed(row(printed, back, None, gap=8)))
        self._page.addStretch(1)
        printed.setFocus()

    def _phone(self, phone: str) -> QWidget:
        """The telephone on slips: one that answers without the name of the office; a lead chooses it here."""
        if self._shell.session.worker.role not in PEOPLE:
            told = "" if phone else _("No telephone stands on it: a lead of the office chooses a neutral one here.")
            return Label(told, "small-muted", wrap=True)
        name = _("A telephone that answers without the name of the office")
        field = TextField(name)
        field.setObjectName("slip_phone")
        field.set_value(phone)
        keep = _button(_("Put it on slips"), Kind.SMALL, "keep_phone", lambda: self._keep_phone(field.text()))
        return boxed(column(Label(name, "label", wrap=True), field, row(keep, None), gap=4))

    def _keep_phone(self, typed: str) -> None:
        try:
            appointment_slip.set_phone(self._shell.session, typed)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._on_slip()

    def _print(self, made: appointment_slip.Slip) -> None:
        appointment_slip.note_given(self._shell.session, made.record)
        if self._shell.files.print_pdf(self, made.data):
            self._shell.say(_("The slip was printed."))
        self._fill()

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self.changed.emit()

    def _on_saved(self, record: str) -> None:
        self.show_record(record)
        self.changed.emit()

    def _on_left(self) -> None:
        if self._record:
            self.show_record(self._record)
        else:
            self.left.emit()


def _button(words: str, kind: Kind, name: str, act: Callable[[], object]) -> Button:
    button = Button(words, kind, name=f"appointment_{name}")
    button.clicked.connect(lambda _checked=False: act())
    return button
