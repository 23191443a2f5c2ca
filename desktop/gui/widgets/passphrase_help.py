"""Help with a new passphrase: how strong it is, why it is weak, what a keyboard changes, five words to choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.gui.widgets.bars import Bar
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button
from desktop.gui.widgets.labels import Label
from desktop.gui.widgets.layouts import boxed, column, row
from desktop.gui.widgets.tones import Tone
from desktop.i18n import _, language
from desktop.services import passphrases

PAUSE_MS = 120  # of typing, before it is judged


class PassphraseHelp(QWidget):
    """Stands under a field for a new passphrase. chosen(words): the offered words are to be the passphrase."""

    chosen = Signal(str)

    def __init__(
        self, field: QLineEdit, about: Callable[[], Sequence[str]] = tuple, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase_help")
        self._field, self._about = field, about
        self._bar = Bar(name=_("How hard the passphrase is to guess"))
        self._bar.setObjectName("strength")
        self._told = Label("", "small-muted", wrap=True)
        self._told.setObjectName("strength_words")
        self._hint = Label("", "small", tone=Tone.SOON, wrap=True)
        self._hint.setObjectName("layout_hint")
        self._words = Label("", "section", wrap=True)
        self._words.setObjectName("offered_words")
        self._offer = Button(_("Offer five words"), Kind.SMALL_LINK, icon="key", name="offer_words")
        self._offer.clicked.connect(self._on_offer)
        self._use = Button(_("Use these words"), Kind.SMALL, name="use_words")
        self._use.clicked.connect(self._on_use)
        self._offered = boxed(
            column(
                self._words,
                Label(_("Write them down until you know them, and keep the paper on you."), "small-muted", wrap=True),
                row(self._use, None),
                gap=4,
            )
        )
        self._offered.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.judge)
        field.textChanged.connect(self._pause.start)
        self.setLayout(column(self._bar, self._told, self._hint, row(self._offer, None), self._offered, gap=4))
        self.judge()

    def judge(self) -> None:
        """Say what is typed now is worth."""
        typed = self._field.text()
        found = passphrases.strength(typed, self._about())
        self._bar.set_share(found.share)
        self._bar.set_tone(Tone.DONE if found.is_enough else Tone.SOON)
        self._told.setText(_("Hard to guess.") if found.reason is None else passphrases.reason_words(found.reason))
        hint = passphrases.layout_hint(typed)
        self._hint.setText(passphrases.hint_words(hint) if hint is not None else "")
        self._hint.setVisible(hint is not None)

    def forget(self) -> None:
        """Nothing that was offered stays on the screen."""
        self._words.setText("")
        self._offered.hide()
        self._offer.set_word(_("Offer five words"))

    def _on_offer(self) -> None:
        self._words.setText(passphrases.suggest(language()))
        self._offered.show()
        self._offer.set_word(_("Other words"))

    def _on_use(self) -> None:
        self._field.setText(self._words.text())
        self.judge()
        self.chosen.emit(self._words.text())
