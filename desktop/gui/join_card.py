"""The card of a computer that joins an office: the invite, its code, and the first person here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.code_field import CodeField
from desktop.gui.unlock import Door, Passphrase
from desktop.gui.widgets import Button, Kind, Label, TextField, boxed, column, row, speak
from desktop.gui.widgets.passphrase_help import PassphraseHelp
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import pc_invite

WIDTH = 600
CODE_LINES = 2
_AT_CODE = ("invite-other-code", "join-code-missing", "code-group-wrong", "code-groups-wrong", "code-too-short",
            "code-too-long", "code-mixed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands on the card, for the same card in another language."""

    file: Path | None
    code: str
    name: str


class JoinOffice(Door):
    """One more computer of an office that works already.

    file_asked(): choose the invite · joined(file, code, name, passphrase) · left(): back to the first start
    """

    file_asked = Signal()
    joined = Signal(object, str, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Join an office"), width=WIDTH, parent=parent)
        self.setObjectName("join_office")
        self._file: Path | None = None
        self._choose = Button(_("Choose the invite…"), icon="folder", name="choose_invite")
        self._choose.clicked.connect(self.file_asked)
        self._chosen = Label("", wrap=True)
        self._chosen.setObjectName("invite_file")
        self._code = CodeField(_("The code that was shown with the invite"), "join_code", look=pc_invite.look,
                               lines=CODE_LINES)  # fmt: skip
        self._name = TextField(_("Your name"))
        self._name.setObjectName("worker")
        self._name.returnPressed.connect(self._on_enter)
        self._first = Passphrase(_("Passphrase: five words or at least 14 characters"), "passphrase")
        self._help = PassphraseHelp(self._first.field, lambda: (self._name.text(),))
        self._help.chosen.connect(self._on_words)
        self._again = Passphrase(_("The same passphrase again"), "passphrase_again")
        for passphrase in (self._first, self._again):
            passphrase.returned.connect(self._on_enter)
        self._join = Button(_("Join"), Kind.PRIMARY, name="join")
        self._join.clicked.connect(self._on_join)
        self._back = Button(_("Back"), name="back")
        self._back.clicked.connect(self.left)
        self._build()
        self._show_file()

    def _build(self) -> None:
        self.card().add(
            Label(
                _("On a computer of the office the head of office makes an invite, under Settings. Bring the file here "
                  "on a stick; the code comes on another way."),
                "muted",
                wrap=True,
            ),
            boxed(row(self._choose, self._chosen, gap=12)),
            self._code,
            boxed(column(Label(_("Your name"), "label", buddy=self._name), self._name, gap=4)),
            self._first,
            self._help,
            self._again,
            Label(
                _("People and passphrases of this computer are its own. The cases come with the first file that "
                  "another computer of the office makes for this one."),
                "muted",
                wrap=True,
            ),
            row(None, self._back, self._join),
        )  # fmt: skip

    def choose(self, file: Path) -> None:
        """This file is the invite."""
        self._file = file
        self._show_file()
        self._code.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def state(self) -> Typed:
        return Typed(self._file, self._code.text(), self._name.text())

    def set_state(self, typed: Typed) -> None:
        self._file = typed.file
        self._show_file()
        self._code.set_text(typed.code)
        self._name.set_value(typed.name)

    def focus_first(self) -> None:
        (self._choose if self._file is None else self._code.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        for part in (self._choose, self._code, self._name, self._first, self._again, self._back, self._join):
            part.setEnabled(not busy)
        self._join.set_word(_("Joining…") if busy else _("Join"))

    def refuse(self, error: BaseException) -> None:
        """Say it, and put the keyboard where it can be mended."""
        super().refuse(error)
        code = getattr(error, "code", "")
        if code == "weak-passphrase":
            self._first.forget()
            self._again.forget()
            self._first.field.setFocus()
        elif code == "passphrases-differ":
            self._again.forget()
            self._again.field.setFocus()
        elif code in _AT_CODE:
            self._code.field.setFocus()
        else:
            self._choose.setFocus()

    def _show_file(self) -> None:
        words = self._file.name if self._file is not None else _("No file was chosen yet.")
        self._chosen.setText(words)
        speak(self._choose, _("Choose the invite…"), words)

    def _on_words(self, _words: str) -> None:
        self._again.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_enter(self) -> None:
        """Enter goes to the next question without an answer, and joins when there is none."""
        _sentence, field = self._missing()
        if field is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._on_join()

    def _on_join(self) -> None:
        sentence, field = self._missing()
        if field is not None:
            self.tell(sentence)
            field.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._first.text() != self._again.text():
            self.refuse(Refused("passphrases-differ"))
        else:
            self.joined.emit(self._file, self._code.text(), self._name.text(), self._first.text())

    def _missing(self) -> tuple[str, QWidget | None]:
        """The first question without an answer, and what is said about it."""
        if self._file is None:
            return _("Choose the invite first: a file whose name ends in .ancora-invite."), self._choose
        if not pc_invite.look(self._code.text()).is_complete:
            return _("Type the seven groups of the code that was shown with the invite."), self._code.field
        if not self._name.text().strip():
            return _("Type your name: with it and the passphrase the database is unlocked."), self._name
        for field in (self._first, self._again):
            if not field.text():
                return _("Type the passphrase twice."), field.field
        return "", None
