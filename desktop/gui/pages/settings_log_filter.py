"""What of the access log is asked for: who, what, which case, from which day to which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import Button, Choice, FlowBox, Kind, Label, TextField, boxed, column, mark_bad, row
from desktop.i18n import _
from desktop.services.journal import ALL, Filter
from desktop.services.verbs import verb_words

EVERY = ""  # of a choice that leaves out nothing
_TYPED = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})\.?", re.ASCII)


class LogFilter(QWidget):
    """wanted(Filter): the person asks for these entries."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._who = Choice([(EVERY, _("everybody"))], _("Who"), width=200)
        self._what = Choice([(EVERY, _("everything"))], _("What"), width=240)
        self._case = TextField(_("Case"), hint=_("code of the case"), width=160)
        self._since = TextField(_("From the day"), hint=_("day.month.year"), width=130)
        self._until = TextField(_("Up to the day"), hint=_("day.month.year"), width=130)
        named = (("who", self._who), ("what", self._what), ("case", self._case), ("since", self._since),
                 ("until", self._until))  # fmt: skip
        for name, field in named:
            field.setObjectName(f"log_{name}")
        show = Button(_("Show"), Kind.PRIMARY, icon="search", name="log_show")
        show.clicked.connect(self._on_show)
        clear = Button(_("Show everything"), name="log_clear")
        clear.clicked.connect(self._on_clear)
        self._trouble = Label("", "small", wrap=True)
        self._trouble.setObjectName("log_trouble")
        self._trouble.hide()
        for choice in (self._who, self._what):
            choice.set_value(EVERY)
            choice.activated.connect(self._on_show)
        for text in (self._case, self._since, self._until):
            text.returnPressed.connect(self._on_show)
        fields = [
            _field(_("Who"), self._who),
            _field(_("What"), self._what),
            _field(_("Case"), self._case),
            _field(_("From the day"), self._since),
            _field(_("Up to the day"), self._until),
        ]
        self.setLayout(column(FlowBox(*fields, gap=12), self._trouble, row(show, clear, None), gap=8))

    def first_field(self) -> QWidget:
        return self._who

    def set_choices(self, people: Sequence[tuple[str, str]], verbs: Sequence[str]) -> None:
        """Who and what stand in the log now; what is chosen stays."""
        self._who.set_options([(EVERY, _("everybody")), *people])
        words = sorted(((verb, verb_words(verb)) for verb in verbs), key=lambda one: one[1].casefold())
        self._what.set_options([(EVERY, _("everything")), *words])
        for choice in (self._who, self._what):
            if choice.value() is None:
                choice.set_value(EVERY)

    def refuse(self, sentence: str) -> None:
        """The code of the case leads nowhere."""
        mark_bad(self._case, True)
        self._say(sentence)

    def clear(self) -> None:
        for choice in (self._who, self._what):
            choice.set_value(EVERY)
        for text in (self._case, self._since, self._until):
            text.set_value("")
            mark_bad(text, False)
        self._say("")

    def _on_show(self) -> None:
        self._say("")
        mark_bad(self._case, False)
        days: list[date | None] = []
        for field in (self._since, self._until):
            typed = field.text().strip()
            days.append(typed_day(typed) if typed else None)
            wrong = bool(typed) and days[-1] is None
            mark_bad(field, wrong)
            if wrong:
                self._say(_("This is not a day. Write it like 24.11.2026."))
                field.setFocus()
                return
        case = self._case.text().strip()
        self.wanted.emit(Filter(self._who.value() or None, self._what.value() or None, case or None, days[0], days[1]))

    def _on_clear(self) -> None:
        self.clear()
        self.wanted.emit(ALL)

    def _say(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))


def typed_day(text: str) -> date | None:
    """A day as people write it."""
    found = _TYPED.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _field(words: str, control: QWidget) -> QWidget:
    return boxed(column(Label(words, "label", buddy=control), control, gap=4))
