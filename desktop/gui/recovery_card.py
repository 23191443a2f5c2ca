"""The cards of a recovery: the code, what it is for, who comes in; and what a drill has found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.code_field import CodeField
from desktop.gui.unlock import Door, Passphrase
from desktop.gui.widgets import (
    Bar,
    Button,
    Kind,
    Label,
    RowButton,
    Segment,
    TextField,
    boxed,
    column,
    row,
)
from desktop.gui.widgets.passphrase_help import PassphraseHelp
from desktop.i18n import _, date_words, datetime_words, number_words
from desktop.refusals import Refused
from desktop.services import passphrases, recovery, vaults
from desktop.services.drills import Drill
from desktop.services.recovery import Kit

WIDTH = 600
WHOLE, SHARES = "whole", "shares"


class CodeEntry(QWidget):
    """The whole code, or two shares of it. entered(): Enter or the button of whoever shows it is meant to follow"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._how = Segment(
            [(WHOLE, _("The whole code")), (SHARES, _("Two shares"))], name=_("What lies on the table"), value=WHOLE
        )
        self._how.setObjectName("code_how")
        self._how.chosen.connect(self._on_how)
        self._whole = CodeField(_("The code from the recovery sheet"), "code")
        self._shares = [CodeField(_("One share"), "share_1"), CodeField(_("Another share"), "share_2")]
        self.setLayout(column(row(self._how, None), self._whole, *self._shares, gap=8))
        self._on_how()

    @property
    def by_shares(self) -> bool:
        return self._how.value() == SHARES

    def kit(self) -> Kit:
        """What was typed; a wrong group is refused by its name."""
        if self.by_shares:
            return recovery.read_shares([field.text() for field in self._shares])
        return recovery.read_code(self._whole.text())

    def first_field(self) -> QWidget:
        return self._shares[0].field if self.by_shares else self._whole.field

    def texts(self) -> tuple[str, list[str]]:
        """What stands here, for the same card in another language."""
        return self._how.value() or WHOLE, [field.text() for field in (self._whole, *self._shares)]

    def set_texts(self, how: str, texts: Sequence[str]) -> None:
        self._how.set_value(how)
        for field, text in zip((self._whole, *self._shares), texts, strict=True):
            field.set_text(text)
        self._on_how()

    def forget(self) -> None:
        for field in (self._whole, *self._shares):
            field.forget()

    def _on_how(self) -> None:
        self._whole.setVisible(not self.by_shares)
        for field in self._shares:
            field.setVisible(self.by_shares)


class RecoveryCard(Door):
    """By the code into the database here, or into the one of a backup.

    recover_asked(kit, name, passphrase) · drill_asked(kit, by_shares) · stopped() · left(): back
    """

    recover_asked = Signal(object, str, str)
    drill_asked = Signal(object, bool)
    stopped = Signal()
    left = Signal()

    def __init__(self, backup: str = "", parent: QWidget | None = None) -> None:
        """`backup`: the words of the backup that is to be opened, empty for the database that is here."""
        super().__init__(_("In with the recovery code"), width=WIDTH, parent=parent)
        self.setObjectName("recovery_card")
        self.backup = backup
        self._kit: Kit | None = None
        self._steps = [self._code_step(), self._purpose_step(), self._person_step()]
        self._waiting = self._waiting_part()
        self._back = Button(_("Back"), name="back")
        self._back.clicked.connect(self._on_back)
        self._next = Button(_("Continue"), Kind.PRIMARY, name="next")
        self._next.clicked.connect(self._on_next)
        if backup:
            self.card().add(Label(_("Backup: {words}").format(words=backup), "muted", wrap=True))
        self.card().add(*self._steps, self._waiting, row(None, self._back, self._next))
        self._show(0)

    # --- the steps ------------------------------------------------------------------------------------------------

    def _code_step(self) -> QWidget:
        self._code = CodeEntry()
        return boxed(
            column(
                Label(_("The code is checked while you type it. Its use is written into the log."), "muted", wrap=True),
                self._code,
                gap=8,
            )
        )

    def _purpose_step(self) -> QWidget:
        work = RowButton(
            _("Work here from now on"), _("this computer becomes the office's"), icon="home", arrow=True, strong=True
        )
        work.setObjectName("work_here")
        work.clicked.connect(self._on_work)
        drill = RowButton(
            _("Only try it out"), _("the yearly drill; nothing stays here"), icon="shield", arrow=True, strong=True
        )
        drill.setObjectName("drill")
        drill.clicked.connect(self._on_drill)
        self._work_here = work
        return boxed(column(Label(_("The code reads well. What is it for?"), "muted", wrap=True), work, drill, gap=8))

    def _person_step(self) -> QWidget:
        self._name = TextField(_("Your name"))
        self._name.setObjectName("worker")
        self._name.returnPressed.connect(self._on_next)
        self._first = Passphrase(_("New passphrase: five words or at least 14 characters"), "passphrase")
        self._help = PassphraseHelp(self._first.field, self._about)
        self._help.chosen.connect(self._show_first)
        self._again = Passphrase(_("The same passphrase again"), "passphrase_again")
        for field in (self._first, self._again):
            field.returned.connect(self._on_next)
        return boxed(
            column(
                Label(
                    _("If you work here already, type your name as it was: your sealed cases come back to you. A new "
                      "name becomes a head of office."),
                    "muted",
                    wrap=True,
                ),
                boxed(column(Label(_("Your name"), "label", buddy=self._name), self._name, gap=4)),
                self._first,
                self._help,
                self._again,
                gap=8,
            )
        )  # fmt: skip

    def _waiting_part(self) -> QWidget:
        self._bar = Bar(name=_("Restoring…"))
        self._bar.setObjectName("progress")
        self._stop = Button(_("Stop"), name="stop")
        self._stop.clicked.connect(self._on_stop)
        waiting = boxed(row(self._bar, self._stop, gap=12))
        waiting.hide()
        return waiting

    # --- for whoever shows it -------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        at = self._at()
        first = (self._code.first_field(), self._work_here, self._name)[at]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def prefill(self, name: str) -> None:
        self._name.set_value(name)

    def carry(self, before: RecoveryCard) -> None:
        """Go on with what was typed on the same card in another language."""
        self._code.set_texts(*before._code.texts())
        self._kit = before._kit
        self.take(before.typed())
        self._show(before._at())

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        for part in (*self._steps, self._back, self._next):
            part.setEnabled(not busy)
        self._next.set_word(_("Opening…") if busy else self._next_word())
        self._waiting.setVisible(busy)
        self._bar.set_share(0.0)
        self._stop.setEnabled(busy)

    def set_progress(self, done: int, total: int) -> None:
        self._bar.set_share(done / total if total else 0.0)

    def refuse(self, error: BaseException) -> None:
        """Say it, and go back to the step where it can be mended."""
        super().refuse(error)
        code = getattr(error, "code", "")
        if code in ("kit-another", "kit-none"):
            self._kit = None
            self._show(0)
        self.focus_first()

    # --- on and back ----------------------------------------------------------------------------------------------

    def _at(self) -> int:
        return next(at for at, step in enumerate(self._steps) if step.isVisibleTo(self.card()))

    def _show(self, at: int) -> None:
        for number, step in enumerate(self._steps):
            step.setVisible(number == at)
        self._next.setVisible(at != 1)
        self._next.set_word(self._next_word())

    def _next_word(self) -> str:
        return _("Open") if self._steps[2].isVisibleTo(self.card()) else _("Continue")

    def _on_next(self) -> None:
        self._trouble.hide()
        if self._at() == 0:
            self._on_code()
        else:
            self._on_person()

    def _on_back(self) -> None:
        at = self._at()
        if at == 0:
            self.left.emit()
            return
        self._trouble.hide()
        self._show(1 if at == 2 and self.backup else 0)
        self.focus_first()

    def _on_code(self) -> None:
        try:
            self._kit = self._code.kit()
        except Exception as error:  # noqa: BLE001 - what was typed is no code; the sentence names the group
            self.refuse(error)
            return
        self._show(1 if self.backup else 2)
        self.focus_first()

    def _on_work(self) -> None:
        self._show(2)
        self.focus_first()

    def _on_drill(self) -> None:
        self.drill_asked.emit(self._kit, self._code.by_shares)

    def _on_person(self) -> None:
        """Everything that can be refused is refused before anything is restored."""
        if not self._name.text().strip():
            self.tell(_("Type your name: with it and the passphrase the database is unlocked."))
            self._name.setFocus(Qt.FocusReason.TabFocusReason)
            return
        try:
            vaults.tidy_name(self._name.text())
            passphrases.check(self._first.text(), self._about())
            if self._first.text() != self._again.text():
                raise Refused("passphrases-differ")
        except Refused as refusal:
            super().refuse(refusal)
            fields = {"bad-value": self._name, "weak-passphrase": self._first.field}
            fields.get(refusal.code, self._again.field).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.recover_asked.emit(self._kit, self._name.text(), self._first.text())

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self.stopped.emit()

    def _about(self) -> Sequence[str]:
        return (self._name.text(),)

    def _show_first(self, _words: str) -> None:
        self._again.field.setFocus(Qt.FocusReason.OtherFocusReason)


class DrilledCard(Door):
    """What a drill has found. print_asked() · save_asked() · left()"""

    print_asked = Signal()
    save_asked = Signal()
    left = Signal()

    def __init__(self, done: Drill, parent: QWidget | None = None) -> None:
        super().__init__(_("The drill went well"), width=WIDTH, parent=parent)
        self.setObjectName("drilled")
        self.done = done
        self._print = Button(_("Print the certificate"), Kind.PRIMARY, icon="print", name="drill_print")
        self._print.clicked.connect(self.print_asked)
        save = Button(_("Save as PDF…"), icon="save", name="drill_save")
        save.clicked.connect(self.save_asked)
        back = Button(_("Close"), name="drill_close")
        back.clicked.connect(self.left)
        number = Label(done.number, "figure")
        number.setObjectName("drill_number")
        self.card().add(
            Label(drill_words(done), wrap=True),
            Label(_("Number of the certificate"), "label"),
            number,
            Label(
                _("Note this number in the office, under Settings, Recovery. Nothing of the drill is left "
                  "on this computer."),
                "muted",
                wrap=True,
            ),
            row(self._print, save, None, back),
        )  # fmt: skip

    def focus_first(self) -> None:
        self._print.setFocus(Qt.FocusReason.OtherFocusReason)


def drill_words(done: Drill) -> str:
    """What was found, in sentences."""
    words = _(
        "On {day} the backup with the work until {until} was restored with the code alone, opened and read: cases "
        "{cases}, sheets {sheets}, attached files {files}."
    )
    return words.format(
        day=date_words(done.done_at),
        until=datetime_words(done.ends_at),
        cases=number_words(done.cases),
        sheets=number_words(done.sheets),
        files=number_words(done.files),
    )
