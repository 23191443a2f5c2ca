"""Who is known already under the name that is being typed: said calmly beside the questions, and never in the way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Json
from desktop.gui import theme
from desktop.gui.models.likeness_words import alike_sentence
from desktop.gui.shell import Shell
from desktop.gui.widgets import Button, Card, FlowBox, Kind, Label, Tone, clear, speak
from desktop.i18n import _
from desktop.services import duplicates
from desktop.services.duplicates import Alike
from desktop.services.records import Sheet

PAUSE_MS = 350  # nobody types for so long: what stands there is looked for
SHOWN = 3


class AlikePanel(QWidget):
    """Empty and hidden where nobody is alike. changed(): another answer stands in it."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alike")
        self._shell = shell
        self._asked: tuple[Sheet, Mapping[str, Json]] | None = None
        self._found: tuple[Alike, ...] = ()
        self._column = QVBoxLayout(self)
        px = theme.px
        self._column.setContentsMargins(px(16), px(16), px(16), 0)
        self._column.setSpacing(px(8))
        self.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._after_pause)

    @property
    def pause(self) -> QTimer:
        """After it the index is asked; a test need not wait for it."""
        return self._pause

    @property
    def found(self) -> tuple[Alike, ...]:
        return self._found

    def look(self, sheet: Sheet, answers: Mapping[str, Json], *, at_once: bool = False) -> None:
        """Somebody types: ask in a moment, once for all letters; or now, when the page is shown."""
        if not duplicates.asks(sheet.form.id):
            return
        self._asked = (sheet, dict(answers))
        if at_once:
            self._look()
        else:
            self._pause.start()

    def _after_pause(self) -> None:
        if self.window().isVisible():  # else the program is ending, and nothing is open any more
            self._look()

    def _look(self) -> None:
        self._pause.stop()
        if self._asked is None:
            return
        sheet, answers = self._asked
        found = duplicates.similar(self._shell.session, sheet.form.id, answers, record=sheet.record, case=sheet.case)
        if found != self._found:
            self._found = found
            self._fill(sheet.record)
            self.changed.emit()

    def _fill(self, record: str) -> None:
        clear(self._column)
        self.setVisible(bool(self._found))
        if not self._found:
            return
        self._column.addWidget(Label(_("May be known already"), "section"))
        now = self._shell.session.now()
        for one in self._found[:SHOWN]:
            words = alike_sentence(one, now)
            card = Card(tone=Tone.INFO, margin=10, gap=8)
            card.setObjectName(f"alike_{one.record}")
            card.add(Label(words, wrap=True))
            see = Button(_("Open"), Kind.SMALL, name=f"see_{one.record}")
            see.clicked.connect(partial(self._on_open, one))
            speak(see, f"{see.text()}: {words}")
            other = Button(_("It is another person"), Kind.SMALL_LINK, name=f"apart_{one.record}")
            other.clicked.connect(partial(self._on_apart, record, one))
            speak(other, f"{other.text()}: {words}")
            card.add(FlowBox(see, other, gap=6))
            speak(card, words)
            self._column.addWidget(card)

    def _on_open(self, one: Alike) -> None:
        """What is typed here is kept as a draft, as always when one goes elsewhere."""
        if one.case is not None:
            self._shell.navigate("case", case=one.case)
        else:
            self._shell.navigate("form", form="report", case=None, record=one.record)

    def _on_apart(self, record: str, one: Alike) -> None:
        duplicates.tell_apart(self._shell.session, record, one.record)
        self._shell.say(_("Remembered: two people. It is not asked again."))
        self._look()
