"""Parts of erasing: to ask for it with a ground, to look at a request, and the last card before nothing comes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.schema import ListEntry
from desktop.gui.pages import settings_parts as parts
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Chip,
    ChipSpec,
    Choice,
    Kind,
    Label,
    Shape,
    TextArea,
    TextField,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _, date_words, ngettext, number_words, pick
from desktop.services.erasure import OTHER_GROUND, Asked


class AskErasure(Card):
    """A ground, and words for it. wanted(code, ground, words)"""

    wanted = Signal(str, str, str)

    def __init__(self, grounds: Sequence[ListEntry], code: str = "", parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("ask_erasure")
        self._of = code
        self._code = TextField(_("Case"), hint=_("code of the case"), width=220)
        self._code.setObjectName("erasure_code")
        self._ground = Choice([(one.code, pick(one.label)) for one in grounds], _("Ground"), width=420)
        self._ground.setObjectName("erasure_ground")
        self._words = TextArea(_("In words"), lines=3)
        self._words.setObjectName("erasure_words")
        self._needs_words = Label(_("This ground needs words."), "small", tone=Tone.SOON)
        self._ask = Button(_("Ask for the case to be erased"), icon="trash", name="erasure_ask")
        self._ask.clicked.connect(self._on_ask)
        why = _("Fourteen days later a head of office can erase it for good, and until then the request can be taken "
                "back. What you write in words goes with the case.")  # fmt: skip
        self.add(Label(_("Ask for a case to be erased"), "section"), Label(why, "small-muted", wrap=True))
        if not code:
            self.add(boxed(column(Label(_("Case"), "label", buddy=self._code), row(self._code, None), gap=4)))
        self.add(
            boxed(column(Label(_("Ground"), "label", buddy=self._ground), row(self._ground, None), gap=4)),
            boxed(column(Label(_("In words"), "label", buddy=self._words), self._words, self._needs_words, gap=4)),
            row(self._ask, None),
        )
        self._ground.currentIndexChanged.connect(self._settle)
        self._words.textChanged.connect(self._settle)
        self._code.textChanged.connect(self._settle)
        self._settle()

    def first_field(self) -> QWidget:
        return self._ground if self._of else self._code

    def typed(self) -> tuple[str | None, str]:
        return self._ground.value(), self._words.toPlainText()

    def take(self, ground: str | None, words: str) -> None:
        """Go on with what was typed on a card like this one."""
        self._ground.set_value(ground)
        self._words.set_value(words)
        self._settle()

    def clear(self) -> None:
        """Nothing that was typed stays."""
        self._code.clear()
        self._words.clear()
        self._ground.set_value(None)
        self._settle()

    def _settle(self) -> None:
        ground = self._ground.value()
        wordless = ground == OTHER_GROUND and not self._words.toPlainText().strip()
        self._needs_words.setVisible(wordless)
        told = ground is not None and not wordless
        self._ask.setEnabled(told and bool(self._of or self._code.text().strip()))

    def _on_ask(self) -> None:
        self.wanted.emit(self._of or self._code.text(), self._ground.value() or "", self._words.toPlainText())


class LastCard(Card):
    """What goes for good, and the words that are typed before it does. wanted(str) · left()"""

    wanted = Signal(str)
    left = Signal()

    def __init__(self, title: str, asked: str, deed: str, *facts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("erasure_last")
        self._asked = asked
        self._typed = TextField(_("The words of the confirmation"), width=220)
        self._typed.setObjectName("erasure_typed")
        self._erase = Button(deed, Kind.PRIMARY, icon="trash", name="erasure_do")
        back = Button(_("Leave it as it is"), name="erasure_back")
        self._erase.clicked.connect(self._on_erase)
        back.clicked.connect(self.left)
        self._typed.textChanged.connect(self._settle)
        ask = Label(_("To confirm, type {words}").format(words=asked), "label", buddy=self._typed)
        self.add(Label(title, "section"), *facts, boxed(column(ask, row(self._typed, None), gap=4)))
        self.add(row(self._erase, back, None))
        self._settle()

    def first_field(self) -> QWidget:
        return self._typed

    def set_busy(self, busy: bool) -> None:
        self.setEnabled(not busy)

    def _settle(self) -> None:
        self._erase.setEnabled("".join(self._typed.text().split()).casefold() == self._asked.casefold())

    def _on_erase(self) -> None:
        self.wanted.emit(self._typed.text())


def facts_of(asked: Asked, grounds: Sequence[ListEntry]) -> list[QWidget]:
    """What is known of a request."""
    told = [
        parts.fact(_("Asked for on"), f"{date_words(asked.asked_at.date())} · {asked.asked_by}"),
        parts.fact(_("Ground"), ground_words(asked.ground, grounds)),
    ]
    if asked.words:
        told.append(parts.fact(_("In words"), asked.words))
    if asked.changed:
        words = ngettext(
            "In {n} sheet something was written since. It goes too.",
            "In {n} sheets something was written since. It goes too.",
            asked.changed,
        )
        told.append(Banner(Tone.SOON, words.format(n=number_words(asked.changed))))
    return told


def state_chip(asked: Asked, days: int) -> Chip:
    """Where a request stands, in a word and a shape."""
    if asked.state == "done":
        return Chip(_("erased"), Shape.CHECK, Tone.DONE)
    if asked.state == "withdrawn":
        return Chip(_("withdrawn"), Shape.RING, Tone.QUIET)
    if asked.held:
        return Chip(_("held back by law"), Shape.OCTAGON, Tone.INFO)
    if days > 0:
        return Chip.of(ChipSpec(ngettext("{n} more day", "{n} more days", days).format(n=days), Shape.RING, Tone.QUIET))
    return Chip(_("due"), Shape.TRIANGLE, Tone.SOON)


def hindrance(asked: Asked) -> str:
    """Why it cannot be carried out now, where the chip does not say it already."""
    if asked.hindered == "legal-hold":
        return _("While it is held back by law it cannot be erased.")
    if asked.hindered == "second-person-needed":
        return _("Another head of office confirms it, since you have asked for it yourself.")
    return ""


def ground_words(code: str, grounds: Sequence[ListEntry]) -> str:
    return next((pick(one.label) for one in grounds if one.code == code), code)
