"""Where a case may go from here: one press where nothing is missing, else a short list of what is, with its links."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.workflow import Missing
from desktop.gui.models.case_words import lack_words, missing_words
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    ChipSpec,
    Kind,
    Label,
    Mark,
    RowButton,
    Shape,
    TextArea,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.services.case_state import Way


class Ways(QWidget):
    """wanted(state, reason): take the case there. asked(form, record, path): open what is missing."""

    wanted = Signal(str, str)
    asked = Signal(str, str, str)

    def __init__(self, *, may_force: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ways")
        self._may_force = may_force
        self._shown: tuple[Way, ...] = ()
        self._open = ""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(4))

    def start(self) -> None:
        """Another case: nothing is open, and nothing typed stays."""
        self._open, self._shown = "", ()
        clear(self._rows)

    def show_ways(self, ways: Sequence[Way]) -> None:
        """Only what changed is made anew: a reason that is being typed stays."""
        if tuple(ways) == self._shown and self._rows.count():
            return
        self._shown = tuple(ways)
        self._open = self._open if any(one.to == self._open and one.missing for one in ways) else ""
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        for way in self._shown:
            self._rows.addWidget(self._row(way))
            if way.to == self._open:
                self._rows.addWidget(self._lacks(way))
        if not self._shown:
            self._rows.addWidget(Label(_("From this state no way leads on."), "small-muted", wrap=True))

    def _row(self, way: Way) -> RowButton:
        count = len(way.missing)
        ready = ChipSpec(_("ready"), Shape.CHECK, Tone.DONE)
        spec = ChipSpec(missing_words(count), Shape.HALF, Tone.QUIET) if count else ready
        made = RowButton(pick(way.transition.press), missing_words(count), lead=Mark(spec))
        made.setObjectName(f"way_{way.to}")
        speak(made, f"{pick(way.transition.press)}: {missing_words(count)}")
        made.clicked.connect(partial(self._on_way, way))
        return made

    def _on_way(self, way: Way, _checked: bool = False) -> None:
        if not way.missing:
            self.wanted.emit(way.to, "")
            return
        self._open = "" if self._open == way.to else way.to
        self._fill()
        name = f"lack_{way.missing[0].need.id}" if self._open else f"way_{way.to}"
        if (found := self.findChild(QWidget, name)) is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lacks(self, way: Way) -> QWidget:
        card = Card(margin=12, gap=4)
        card.setObjectName("lacks")
        card.add(Label(_("What is missing to go on"), "label", wrap=True))
        for lack in way.missing:
            link = Button(_("Open it"), Kind.SMALL_LINK, icon="arrow-right", name=f"lack_{lack.need.id}")
            speak(link, f"{lack_words(lack)}: {link.word()}")
            link.clicked.connect(partial(self._on_lack, lack))
            card.add(Label(lack_words(lack), wrap=True), row(link, None))
        if not way.transition.verified:
            card.add(Label(_("The list is a proposal that nobody has checked yet."), "small-muted", wrap=True))
        if self._may_force:
            card.add(self._forcing(way))
        else:
            card.add(Label(_("A lead may go on with a written reason."), "small-muted", wrap=True))
        return card

    def _forcing(self, way: Way) -> QWidget:
        why = TextArea(_("Why the case goes on although something is missing"), lines=2)
        why.setObjectName("force_reason")
        go = Button(_("Go on with this reason"), Kind.SMALL, name=f"force_{way.to}")
        go.clicked.connect(lambda: self.wanted.emit(way.to, why.toPlainText()))
        words = Label(_("Go on all the same, as a lead: why"), "small-muted", wrap=True)
        return boxed(column(words, why, row(go, None), gap=6))

    def _on_lack(self, lack: Missing, _checked: bool = False) -> None:
        self.asked.emit(lack.form, lack.record, lack.path)
