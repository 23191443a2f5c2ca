"""Parts of the page of approvals: a sheet to read, and the bar on which one decides."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.theme import px
from desktop.gui.widgets import Button, Card, Kind, Label, TextArea, Tone, row
from desktop.i18n import _, pick
from desktop.services.sheet_view import Part, SheetText


def sheet_view(sheet: SheetText) -> Iterator[QWidget]:
    """One card a section: each question above its answer."""
    for part in sheet.parts:
        yield _section(part)


def _section(part: Part) -> Card:
    card = Card(margin=16, gap=8)
    card.add(Label(pick(part.title), "section", wrap=True))
    for line in part.lines:
        if line.row:
            card.add(Label(line.row, "label", wrap=True))
        card.add(Label(pick(line.label), "small-muted", wrap=True), Label(line.words, wrap=True))
    return card


class Decision(QWidget):
    """approved(ground), sent_back(word), opened: the sheet itself."""

    approved = Signal(str)
    sent_back = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._alone, self._asks = False, ""
        self._why = Label("", "small-muted", wrap=True)
        self._words = TextArea("", lines=2)
        self._words.setObjectName("decision_words")
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._yes = Button(_("Approve"), Kind.PRIMARY, icon="check", key="Ctrl+Return", name="approve")
        self._yes.clicked.connect(self._on_yes)
        self._back = Button(_("Send back"), icon="undo", name="send_back")
        self._back.clicked.connect(self._on_back)
        self._open = Button(_("Open the sheet"), Kind.LINK, name="open_sheet")
        self._open.clicked.connect(self.opened)
        self._ask("")
        body = QVBoxLayout(self)
        body.setContentsMargins(px(24), px(10), px(16), px(10))
        body.setSpacing(px(6))
        for part in (self._why, self._words, self._problem):
            body.addWidget(part)
        body.addLayout(row(self._open, None, self._back, self._yes, gap=12))

    def show_for(self, *, mine: bool, alone: bool) -> None:
        """Another request stands there: what was typed about the one before is gone."""
        self._alone = alone
        self._words.set_value("")
        self._yes.setVisible(mine)
        self._back.setVisible(mine)
        self._ask("")
        if not mine:
            self._say(_("You may read it; another specialist or lead decides."))

    def _ask(self, what: str) -> None:
        """Ask for words in the bar itself: `back` why it goes back, `alone` why there is no second person."""
        self._asks = what
        told = {
            "back": _("What is to change, in a few words"),
            "alone": _("The office has nobody else who may approve: write why, with your name it stays on record"),
        }.get(what, "")
        self._words.setVisible(bool(what))
        self._words.setAccessibleName(told)
        self._problem.hide()
        self._say(told)
        if what:
            self._words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str) -> None:
        self._why.setText(words)
        self._why.setVisible(bool(words))

    def _on_yes(self) -> None:
        if self._alone and self._asks != "alone":
            self._ask("alone")
        elif self._alone and not self._words.toPlainText().strip():
            self._lacks()
        else:
            self.approved.emit(self._words.toPlainText() if self._alone else "")

    def _on_back(self) -> None:
        if self._asks != "back":
            self._ask("back")
        elif not self._words.toPlainText().strip():
            self._lacks()
        else:
            self.sent_back.emit(self._words.toPlainText())

    def _lacks(self) -> None:
        self._problem.setText(_("Write it in one sentence."))
        self._problem.show()
        self._words.setFocus(Qt.FocusReason.OtherFocusReason)
