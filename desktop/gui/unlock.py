"""What stands on the screen before anything is open: the neutral card, and the one that unlocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.theme_icons import icon_file
from desktop.gui.widgets import (
    Banner,
    Bar,
    Button,
    Card,
    Choice,
    IconLabel,
    Kind,
    Label,
    RowButton,
    ScrollPage,
    Segment,
    TextField,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import COMPLETE, LANGUAGES, _, datetime_words, language, ngettext, number_words
from desktop.refusals import Refused, explain
from desktop.services import passphrases
from desktop.services.behind import Behind

CARD_WIDTH = 480
RESTORING_HELPS = (
    "vault-damaged", "vault-truncated", "vault-empty", "vault-plaintext", "no-vault", "key-file-damaged",
    "key-file-missing",
)  # fmt: skip
NARROW = 400
TICK_MS = 500


class Door(QWidget):
    """A small neutral card in the middle of the window; nothing on it tells what the program is for.

    language_chosen(code) · hide_asked(): F12, here as everywhere · closed(): the person closed the window
    """

    language_chosen = Signal(str)
    hide_asked = Signal()
    closed = Signal()

    def __init__(self, title: str = "Ancora", *, width: int = CARD_WIDTH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ancora")
        self.setWindowIcon(QIcon(str(icon_file("ancora"))))
        self.setProperty("ground", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._card = Card(margin=24, gap=8)
        self._card.setFixedWidth(theme.px(width))
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("trouble")
        self._trouble.hide()
        self._card.add(Label(title, "title"), self._trouble)
        self._languages = Segment([(code, LANGUAGES[code]) for code in COMPLETE], name=_("Language"), value=language())
        self._languages.setObjectName("language")
        self._languages.chosen.connect(self.language_chosen)
        page = ScrollPage(margins=(16, 16, 16, 16), gap=0)
        body = page.body()
        body.insertStretch(0, 2)  # the card floats a little above the middle, or scrolls
        body.addLayout(row(None, self._card, None))
        body.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addLayout(row(None, IconLabel("globe"), self._languages, None, margins=(0, 8, 0, 24)))
        QShortcut(QKeySequence("F12"), self).activated.connect(self.hide_asked)

    def card(self) -> Card:
        return self._card

    def focus_first(self) -> None:
        """Put the keyboard where typing begins."""

    def tell(self, sentence: str) -> None:
        """One sentence at the head of the card."""
        self._trouble.set_tone(Tone.SOON)
        self._trouble.set_words(sentence)
        self._trouble.show()

    def tell_done(self, sentence: str) -> None:
        """Something went well, and here it goes on."""
        self.tell(sentence)
        self._trouble.set_tone(Tone.DONE)

    def refuse(self, error: BaseException) -> None:
        """What was asked for was not done; the person can try again."""
        self.set_busy(False)
        self.tell(explain(error))

    def set_busy(self, busy: bool) -> None:
        """While slow work goes on, nothing on the card can be changed or pressed twice."""
        self._languages.setEnabled(not busy)
        if busy:
            self._trouble.hide()

    def typed(self) -> Mapping[str, str | None]:
        """What stands in the fields of the card, by their names."""
        lines = {field.objectName(): field.text() for field in self.findChildren(TextField)}
        return {**lines, **{choice.objectName(): choice.value() for choice in self.findChildren(Choice)}}

    def take(self, typed: Mapping[str, str | None]) -> None:
        """Go on with what was typed on a card in another language."""
        for name, text in typed.items():
            for field in self.findChildren(TextField, name):
                field.set_value(text or "")
            for choice in self.findChildren(Choice, name):
                choice.set_value(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.spontaneous():
            self.closed.emit()


class WaitCard(Door):
    """Nothing but one sentence and a bar, while something is prepared."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("wait")
        self._bar = Bar(name=sentence)
        self._bar.setObjectName("progress")
        self._sentence = Label(sentence, "muted", wrap=True)
        self.card().add(self._sentence, self._bar)
        self.set_busy(True)

    def set_progress(self, done: int, total: int) -> None:
        self._bar.set_share(done / total if total else 0.0)

    def refuse(self, error: BaseException) -> None:
        """It was not prepared, and nothing goes on."""
        super().refuse(error)
        self._sentence.hide()
        self._bar.hide()


class Passphrase(QWidget):
    """A passphrase that can be shown, with the keyboard that is on and a word when capitals are locked.

    returned(): Enter was pressed in it
    """

    returned = Signal()

    def __init__(self, name: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = TextField(name)
        self.field.setObjectName(object_name)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.returnPressed.connect(self.returned)
        self.field.installEventFilter(self)
        self._show = Button(_("Show"), icon="eye", name=f"{object_name}_show")
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_show)
        self._name_button()
        self._keyboard_icon = IconLabel("keyboard", size=18)
        self._keyboard = Label("", "small-muted")
        self._capitals = Label(_("Capital letters are locked on the keyboard."), "small", tone=Tone.SOON, wrap=True)
        self._capitals.setObjectName("capitals")
        self._capitals.hide()
        label = Label(name, "label", buddy=self.field, wrap=True)
        head = row(gap=8)
        head.addWidget(label, 1)
        head.addWidget(self._keyboard_icon)
        head.addWidget(self._keyboard)
        self.setLayout(column(head, row(self.field, self._show), self._capitals, gap=4))
        QGuiApplication.inputMethod().localeChanged.connect(self._show_keyboard)
        self._show_keyboard()

    def text(self) -> str:
        return self.field.text()

    def forget(self) -> None:
        """Empty again, and covered again."""
        self._show.setChecked(False)
        self.field.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._notice_capitals(event)
        return super().eventFilter(watched, event)

    def _notice_capitals(self, event: QKeyEvent) -> None:
        """No call of Qt tells whether capitals are locked; a letter that comes out the wrong way round does."""
        if event.key() == Qt.Key.Key_CapsLock:
            self._capitals.hide()
        elif len(event.text()) == 1 and event.text().isalpha() and event.text().upper() != event.text().lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._capitals.setVisible(event.text().isupper() is not shifted)

    def _on_show(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.set_icon("eye-off" if shown else "eye")
        self._show.set_word(_("Hide the text") if shown else _("Show"))
        self._name_button()

    def _name_button(self) -> None:
        hide = self._show.isChecked()
        self._show.setAccessibleName(_("Hide the passphrase") if hide else _("Show the passphrase"))

    def _show_keyboard(self) -> None:
        code = QGuiApplication.inputMethod().locale().name().split("_")[0].upper()
        known = bool(code) and code != "C"
        self._keyboard.setText(_("Keyboard: {layout}").format(layout=code) if known else "")
        self._keyboard.setVisible(known)
        self._keyboard_icon.setVisible(known)


class UnlockCard(Door):
    """Name and passphrase.

    unlock_asked(name, passphrase) · restore_asked(): a backup instead · recover_asked(): by the recovery code
    """

    unlock_asked = Signal(str, str)
    restore_asked = Signal()
    recover_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(width=NARROW, parent=parent)
        self.setObjectName("unlock")
        self._name = TextField(_("Name"))
        self._name.setObjectName("worker")
        self._name.returnPressed.connect(self._on_open)
        self._passphrase = Passphrase(_("Passphrase"), "passphrase")
        self._passphrase.returned.connect(self._on_open)
        self._open = Button(_("Unlock"), Kind.PRIMARY, name="open")
        self._open.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._open.clicked.connect(self._on_open)
        self._restore = Button(_("Restore a backup"), Kind.SMALL_LINK, icon="history", name="restore")
        self._restore.clicked.connect(self.restore_asked)
        self._recover = Button(_("No passphrase any more"), Kind.SMALL_LINK, icon="key", name="recover")
        self._recover.clicked.connect(self.recover_asked)
        self._intro = Label(_("Type your name and your passphrase."), "muted", wrap=True)
        self._hint = Label("", "small", tone=Tone.SOON, wrap=True)
        self._hint.setObjectName("layout_hint")
        self._hint.hide()
        self._wait = Label("", "small", tone=Tone.SOON, wrap=True)
        self._wait.setObjectName("seconds_left")
        self._wait.hide()
        self._is_busy = False
        self._seconds_left: Callable[[], int] = int  # until another try; the doorway knows
        self.tick = QTimer(self, interval=TICK_MS)
        self.tick.timeout.connect(self._count_down)
        self.card().add(
            self._intro,
            boxed(column(Label(_("Name"), "label", buddy=self._name), self._name, gap=4, margins=(0, 4, 0, 4))),
            self._passphrase,
            self._hint,
            Label(_("It takes about a second to unlock."), "small-muted", wrap=True),
            self._wait,
            boxed(column(self._open, margins=(0, 4, 0, 0))),
            row(None, self._restore, None),
            row(None, self._recover, None),
        )

    def focus_first(self) -> None:
        first: QWidget = self._open if self._passphrase.text() else self._passphrase.field
        (first if self._name.text() else self._name).setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, sentence: str) -> None:
        super().tell(sentence)
        self._intro.hide()

    def prefill(self, name: str, passphrase: str = "") -> None:
        """A practice database brings its invented worker and passphrase, so that trying it out needs no note."""
        for link in (self._restore, self._recover):
            link.setVisible(not passphrase)
        self._name.set_value(name)
        self._passphrase.field.set_value(passphrase)

    def set_busy(self, busy: bool) -> None:
        """While the key is worked out, for about a second, nothing can be typed or pressed twice."""
        super().set_busy(busy)
        for part in (self._name, self._passphrase, self._restore, self._recover):
            part.setEnabled(not busy)
        self._open.set_word(_("Opening…") if busy else _("Unlock"))
        self._is_busy = busy
        self._count_down()

    def hold(self, seconds_left: Callable[[], int]) -> None:
        """After tries that failed the next one waits: it is said for how long, and nobody presses in vain."""
        self._seconds_left = seconds_left
        self._count_down()

    def _count_down(self) -> None:
        n = self._seconds_left()
        sentence = ngettext("You can try again in {n} second.", "You can try again in {n} seconds.", n)
        self._wait.setText(sentence.format(n=number_words(n)))
        self._wait.setVisible(n > 0)
        self._open.setEnabled(not self._is_busy and n == 0)
        if n:
            self.tick.start()
        else:
            self.tick.stop()

    def refuse(self, error: BaseException) -> None:
        code = getattr(error, "code", "")
        if code == "wait":  # nothing was tried, and the seconds stand beside the button
            self.set_busy(False)
            self._passphrase.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().refuse(error)
        self._show_hint(self._passphrase.text() if code == "wrong-passphrase" else "")
        self._passphrase.forget()
        helps = code in RESTORING_HELPS
        (self._restore if helps else self._passphrase.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_hint(self, typed: str) -> None:
        """What another keyboard would have written otherwise."""
        hint = passphrases.layout_hint(typed)
        told = hint is not None and hint != "marks"  # which may well be how it was chosen
        self._hint.setText(passphrases.hint_words(hint) if hint is not None and told else "")
        self._hint.setVisible(told)

    def _on_open(self) -> None:
        """Enter goes to the field that is still empty, and unlocks when none is and no wait is on."""
        if not self._name.text().strip():
            self._name.setFocus(Qt.FocusReason.TabFocusReason)
        elif not self._passphrase.text():
            self._passphrase.field.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._open.isEnabled():
            self.unlock_asked.emit(self._name.text(), self._passphrase.text())


class BehindCard(Door):
    """The database is not the one that was closed here last: nothing is shown of it before somebody decides.

    restore_asked(): a backup instead · accepted() · left(): close, and leave everything as it is
    """

    restore_asked = Signal()
    accepted = Signal()
    left = Signal()

    def __init__(self, told: Behind, parent: QWidget | None = None) -> None:
        super().__init__(_title(told.code), parent=parent)
        self.setObjectName("behind")
        restore = RowButton(
            _("Restore a backup"), _("what is here is kept aside"), icon="history", arrow=True, strong=True
        )
        restore.setObjectName("restore")
        restore.clicked.connect(self.restore_asked)
        self._close = RowButton(
            _("Close"), _("nothing is changed, and it is asked again next time"), icon="copies", arrow=True, strong=True
        )
        self._close.setObjectName("close")
        self._close.clicked.connect(self.left)
        go_on = RowButton(
            _("Go on without it") if told.code == "vault-behind" else _("Go on with this one"),
            _("the decision is written into the log"),
            icon="warning",
            arrow=True,
            strong=True,
        )
        go_on.setObjectName("accept")
        go_on.clicked.connect(self.accepted)
        facts = [Label(words, "body", wrap=True) for words in _facts(told)]
        helps = told.backup_at is not None and (told.code != "vault-behind" or told.backup_has_more)
        choices = [restore, self._close, go_on] if helps else [self._close, restore, go_on]
        self._first = choices[0]
        self.card().add(Label(explain(Refused(told.code)), "muted", wrap=True), *facts, *choices)

    def focus_first(self) -> None:
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)


def _title(code: str) -> str:
    if code == "vault-changed":
        return _("The database was changed from outside")
    if code == "vault-unproven":
        return _("Nobody can say whether work is missing")
    return _("Some work is missing")


def _facts(told: Behind) -> list[str]:
    """From when to when something is missing, as far as it is known, and whether a backup can help."""
    words = []
    if told.saved_at is not None:
        words.append(_("Last saved on this computer: {time}").format(time=datetime_words(told.saved_at)))
    if told.code == "vault-behind" and told.ends_at is not None:
        words.append(_("This database ends: {time}").format(time=datetime_words(told.ends_at)))
    if told.backup_at is None:
        words.append(_("There is no backup beside this database."))
    elif told.code != "vault-behind":
        words.append(_("The newest backup: {time}").format(time=datetime_words(told.backup_at)))
    elif told.backup_has_more:
        when = datetime_words(told.backup_at)
        words.append(_("The newest backup holds more than this database: {time}").format(time=when))
    else:
        when = datetime_words(told.backup_at)
        words.append(_("The newest backup holds no more than this database: {time}").format(time=when))
    return words
