"""The first start on a computer: begin an office here, restore one, or practise; and the card of a new database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.gui.unlock import Door, Passphrase, UnlockCard
from desktop.gui.widgets import Button, Choice, Kind, Label, RowButton, TextField, boxed, column, row
from desktop.gui.widgets.passphrase_help import PassphraseHelp
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import restoring, vaults

CREATE_WIDTH = 560


class FirstStart(Door):
    """No database here: begin, join an office, restore a backup, or practise.

    create_asked() · join_asked() · restore_asked() · practice_asked()
    `lost`: there was one, and its backups or its keys are still here.
    """

    create_asked = Signal()
    join_asked = Signal()
    restore_asked = Signal()
    practice_asked = Signal()

    def __init__(self, *, lost: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("first_start")
        self._create = RowButton(
            _("Begin here"), _("the first computer of the office"), icon="plus", arrow=True, strong=True
        )
        self._create.setObjectName("create")
        self._create.clicked.connect(self.create_asked)
        join = RowButton(
            _("Join an office"), _("you have an invite file and its code"), icon="sync", arrow=True, strong=True
        )
        join.setObjectName("join")
        join.clicked.connect(self.join_asked)
        restore = RowButton(
            _("Restore a backup"), _("from a stick or from another folder"), icon="history", arrow=True, strong=True
        )
        restore.setObjectName("restore")
        restore.clicked.connect(self.restore_asked)
        practice = RowButton(
            _("Practise"), _("with invented people; nothing leaves"), icon="book", arrow=True, strong=True
        )
        practice.setObjectName("practice")
        practice.clicked.connect(self.practice_asked)
        rows = [restore, self._create, join, practice] if lost else [self._create, join, restore, practice]
        self._first = rows[0]
        intro = Label(_("First start on this computer. Choose one."), "muted", wrap=True)
        self.card().add(intro, *rows)
        if lost:
            intro.hide()
            self.tell(
                _("The file of the database is missing here. What belongs to it is still there: restore a backup.")
            )

    def focus_first(self) -> None:
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)


class CreateVault(Door):
    """A new database: whose it is, its first worker, a passphrase typed twice.

    created(office, kind, country, name, passphrase) · left(): back to the first start
    """

    created = Signal(str, str, str, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("A new database"), width=CREATE_WIDTH, parent=parent)
        self.setObjectName("create_vault")
        self._office = TextField(_("Code of the office"), hint="UN4")
        self._office.setObjectName("office")
        self._country = Choice([("MD", _("Moldova")), ("RO", _("Romania"))], _("Country"))
        self._country.setObjectName("country")
        self._kind = Choice([("office", _("an office")), ("region", _("a region"))], _("What this computer is for"))
        self._kind.setObjectName("kind")
        self._kind.set_value("office")
        self._name = TextField(_("Your name"))
        self._name.setObjectName("worker")
        self._first = Passphrase(_("Passphrase: five words or at least 14 characters"), "passphrase")
        self._help = PassphraseHelp(self._first.field, lambda: (self._name.text(), self._office.text()))
        self._help.chosen.connect(self._on_words)
        self._again = Passphrase(_("The same passphrase again"), "passphrase_again")
        self._create = Button(_("Create"), Kind.PRIMARY, name="create")
        self._create.clicked.connect(self._on_create)
        self._back = Button(_("Back"), name="back")
        self._back.clicked.connect(self.left)
        for field in (self._office, self._name):
            field.returnPressed.connect(self._on_enter)
        for passphrase in (self._first, self._again):
            passphrase.returned.connect(self._on_enter)
        self.card().add(
            row(
                _labelled(_("Code of the office"), self._office),
                _labelled(_("Country"), self._country),
                _labelled(_("For"), self._kind),
            ),
            _labelled(_("Your name"), self._name),
            self._first,
            self._help,
            self._again,
            Label(
                _("The next step makes a recovery sheet. If passphrase and sheet are both lost, nobody can open the "
                  "files any more, not even we."),
                "muted",
                wrap=True,
            ),
            Label(
                _("Roles are rules of this program: whoever has a passphrase of this office could read its files with "
                  "other tools too. Only what is sealed for chosen people stays shut."),
                "muted",
                wrap=True,
            ),
            row(None, self._back, self._create),
        )  # fmt: skip

    def focus_first(self) -> None:
        self._office.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        parts = (self._office, self._country, self._kind, self._name, self._first, self._again, self._back)
        for part in (*parts, self._create):
            part.setEnabled(not busy)
        self._create.set_word(_("Creating…") if busy else _("Create"))

    def refuse(self, error: BaseException) -> None:
        """Say it, and put the keyboard where it can be mended."""
        super().refuse(error)
        code = getattr(error, "code", "")
        if code in ("weak-passphrase", "passphrases-differ"):
            self._again.forget()
            if code == "weak-passphrase":
                self._first.forget()
            (self._first if code == "weak-passphrase" else self._again).field.setFocus()
        elif code in ("bad-office-code", "practice-code"):
            self._office.setFocus()

    def _on_words(self, _words: str) -> None:
        self._again.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_enter(self) -> None:
        """Enter goes to the next question without an answer, and creates when there is none."""
        _sentence, field = self._missing()
        if field is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._on_create()

    def _on_create(self) -> None:
        sentence, field = self._missing()
        if field is not None:
            self.tell(sentence)
            field.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._first.text() != self._again.text():
            self.refuse(Refused("passphrases-differ"))
        else:
            self.created.emit(
                self._office.text().strip().upper(),
                self._kind.value(),
                self._country.value(),
                self._name.text(),
                self._first.text(),
            )

    def _missing(self) -> tuple[str, QWidget | None]:
        """The first question without an answer, and what is said about it."""
        if not self._office.text().strip():
            return _("Type the code that your region gave to the office."), self._office
        if self._country.value() is None:
            return _("Choose the country: its law decides the forms and the deadlines."), self._country
        if not self._name.text().strip():
            return _("Type your name: with it and the passphrase the database is unlocked."), self._name
        for field in (self._first, self._again):
            if not field.text():
                return _("Type the passphrase twice."), field.field
        return "", None


def _labelled(words: str, field: QWidget) -> QWidget:
    if isinstance(field, Choice):
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return boxed(column(Label(words, "label", buddy=field), field, gap=4))


def first_door(vault: Path, exists: Callable[[Path], bool] = vaults.exists) -> Door:
    """The card that stands first: unlock where there is a database, else the choice of the first start."""
    return UnlockCard() if exists(vault) else FirstStart(lost=restoring.is_lost(vault))
