"""What stands on the screen before anything is open: the unlock card, the first start, a new database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Choice,
    IconLabel,
    Kind,
    Label,
    RowButton,
    Segment,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import COMPLETE, LANGUAGES, _, language
from desktop.refusals import Refused, explain
from desktop.services import vaults

CARD_WIDTH = 480


class Door(QWidget):
    """A small neutral card in the middle of the window; nothing on it tells what the program is for.

    language_chosen(code)
    """

    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._card = Card(margin=24, gap=8)
        self._card.setFixedWidth(theme.px(CARD_WIDTH))
        languages = Segment([(code, LANGUAGES[code]) for code in COMPLETE], name=_("Language"), value=language())
        languages.setObjectName("language")
        languages.chosen.connect(self.language_chosen)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        outer.addLayout(row(None, IconLabel("globe"), languages, None, gap=8))
        outer.addSpacing(theme.px(24))

    def card(self) -> Card:
        return self._card

    def focus_first(self) -> None:
        """Put the keyboard where typing begins."""

    def say(self, sentence: str) -> None:
        """Nothing but one sentence on the card, while something is prepared."""
        clear(self._card.body())
        self._card.add(Label("Ancora", "title"), Label(sentence, "muted", wrap=True))


class Passphrase(QWidget):
    """A passphrase that can be shown, with a hint which keyboard is on."""

    returned = Signal()

    def __init__(self, name: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = TextField(name)
        self.field.setObjectName(object_name)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.returnPressed.connect(self.returned)
        self._eye = self.field.add_button("eye", _("Show the passphrase"))
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_eye)
        self._keyboard = Label("", "small-muted")
        layout = column(Label(name, "label", buddy=self.field), self.field, self._keyboard, gap=4)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        method = QGuiApplication.inputMethod()
        method.localeChanged.connect(self._show_keyboard)
        self._show_keyboard()

    def text(self) -> str:
        return self.field.text()

    def _on_eye(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.set_icon(
            "eye-off" if shown else "eye", _("Hide the passphrase") if shown else _("Show the passphrase")
        )

    def _show_keyboard(self) -> None:
        code = QGuiApplication.inputMethod().locale().name().split("_")[0].upper()
        known = code if code and code != "C" else "–"
        self._keyboard.setText(_("Keyboard: {layout}. ș and ş are different letters.").format(layout=known))


class UnlockCard(Door):
    """Name and passphrase. unlock_asked(name, passphrase)"""

    unlock_asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unlock")
        self._name = TextField(_("Name"))
        self._name.setObjectName("worker")
        self._name.returnPressed.connect(self._on_name)
        self._passphrase = Passphrase(_("Passphrase"), "passphrase")
        self._passphrase.returned.connect(self._on_open)
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("trouble")
        self._trouble.hide()
        self._open = Button(_("Open"), Kind.PRIMARY, name="open")
        self._open.clicked.connect(self._on_open)
        self.card().add(
            Label("Ancora", "title"),
            self._trouble,
            Label(_("Name"), "label", buddy=self._name),
            self._name,
            self._passphrase,
            row(None, self._open),
        )

    def focus_first(self) -> None:
        first: QWidget = self._open if self._passphrase.text() else self._passphrase.field
        (first if self._name.text() else self._name).setFocus(Qt.FocusReason.OtherFocusReason)

    def prefill(self, name: str, passphrase: str = "") -> None:
        """A practice database brings its invented worker and passphrase, so that trying it out needs no note."""
        self._name.set_value(name)
        self._passphrase.field.set_value(passphrase)

    def set_busy(self, busy: bool) -> None:
        """While the key is worked out, for about a second, nothing can be typed or pressed twice."""
        for part in (self._name, self._passphrase, self._open):
            part.setEnabled(not busy)
        self._open.set_word(_("Opening…") if busy else _("Open"))
        if not busy:
            self._passphrase.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: BaseException) -> None:
        self.set_busy(False)
        self._passphrase.field.clear()
        self._trouble.set_words(explain(error))
        self._trouble.show()

    def _on_name(self) -> None:
        self._passphrase.field.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_open(self) -> None:
        if self._name.text().strip() and self._passphrase.text():
            self._trouble.hide()
            self.unlock_asked.emit(self._name.text(), self._passphrase.text())


class FirstStart(Door):
    """No database yet: begin here, or practise. create_asked() · practice_asked()"""

    create_asked = Signal()
    practice_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_start")
        self._create = RowButton(
            _("Begin here"), _("the first computer of the office"), icon="plus", arrow=True, strong=True
        )
        self._create.setObjectName("create")
        self._create.clicked.connect(self.create_asked)
        practice = RowButton(
            _("Practise"), _("with invented people; nothing leaves"), icon="book", arrow=True, strong=True
        )
        practice.setObjectName("practice")
        practice.clicked.connect(self.practice_asked)
        self.card().add(
            Label("Ancora", "title"),
            Label(_("First start on this computer. Choose one."), "muted"),
            self._create,
            practice,
        )

    def focus_first(self) -> None:
        self._create.setFocus(Qt.FocusReason.OtherFocusReason)


class CreateVault(Door):
    """A new database: whose it is, its first worker, a passphrase typed twice.

    created(office, kind, country, name, passphrase) · left(): back to the first start
    """

    created = Signal(str, str, str, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("create_vault")
        self._office = TextField(_("Code of the office"), hint="UN4")
        self._office.setObjectName("office")
        self._kind = Choice([("office", _("an office")), ("region", _("a region"))], _("What this computer is for"))
        self._kind.setObjectName("kind")
        self._country = Choice([("MD", _("Moldova")), ("RO", _("Romania"))], _("Country"))
        self._country.setObjectName("country")
        self._name = TextField(_("Your name"))
        self._name.setObjectName("worker")
        self._first = Passphrase(_("Passphrase: five words or at least 14 characters"), "passphrase")
        self._again = Passphrase(_("The same passphrase again"), "passphrase_again")
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("trouble")
        self._trouble.hide()
        self._create = Button(_("Create"), Kind.PRIMARY, name="create")
        self._create.clicked.connect(self._on_create)
        back = Button(_("Back"), name="back")
        back.clicked.connect(self.left)
        self.card().add(
            Label(_("A new database"), "title"),
            self._trouble,
            row(
                boxed(column(Label(_("Code of the office"), "label", buddy=self._office), self._office, gap=4)),
                boxed(column(Label(_("Country"), "label", buddy=self._country), self._country, gap=4)),
                boxed(column(Label(_("For"), "label", buddy=self._kind), self._kind, gap=4)),
            ),
            Label(_("Your name"), "label", buddy=self._name),
            self._name,
            self._first,
            self._again,
            Label(
                _("If the passphrase is lost, nobody can open the files any more, not even we. Write it down and keep "
                  "the paper in a safe in another building."),
                "muted",
                wrap=True,
            ),
            row(None, back, self._create),
        )  # fmt: skip

    def focus_first(self) -> None:
        self._office.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        self._create.setEnabled(not busy)
        self._create.set_word(_("Creating…") if busy else _("Create"))

    def refuse(self, error: BaseException) -> None:
        self.set_busy(False)
        self._trouble.set_words(explain(error))
        self._trouble.show()

    def _on_create(self) -> None:
        if self._first.text() != self._again.text():
            self.refuse(Refused("passphrases-differ"))
            return
        self._trouble.hide()
        self.created.emit(
            self._office.text().strip().upper(),
            self._kind.value() or "office",
            self._country.value() or "MD",
            self._name.text(),
            self._first.text(),
        )


def first_door(vault: Path, exists: Callable[[Path], bool] = vaults.exists) -> Door:
    """The card that stands first: unlock where there is a database, else the choice of the first start."""
    return UnlockCard() if exists(vault) else FirstStart()
