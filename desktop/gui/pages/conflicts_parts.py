"""Parts of the page of conflicts: one value with who wrote it, what stands in its row, and many settled at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.schema import Form, Json
from desktop.gui.forms.around import Around
from desktop.gui.forms.field_view import show_value
from desktop.gui.widgets import (
    Button,
    Card,
    ChipSpec,
    FlowBox,
    Kind,
    Label,
    Mark,
    Question,
    Shape,
    Tone,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pick
from desktop.services.conflict_choice import NEWEST, STANDING
from desktop.services.conflicts import Head

MOST_AUTHORS = 4  # more people than that wrote one question in few offices


@dataclass(frozen=True, slots=True)
class Shown:
    """One value in words."""

    value: str
    worker: str
    office: str
    at: str
    stands: bool
    may_keep: bool
    together: bool = False  # it counts together with the others: all that protects does


class ValueCard(Card):
    """One of the values that are alive. kept(): this one is to stand."""

    kept = Signal()

    def __init__(self, place: int, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO if shown.stands else None, margin=10, gap=6, parent=parent)
        state = _("counts now") if shown.stands else _("does not count now")
        shape, tone = (Shape.CIRCLE, Tone.INFO) if shown.stands else (Shape.RING, Tone.QUIET)
        if shown.together:
            state, shape, tone = _("counts with the other"), Shape.HALF, Tone.INFO
        head = row(Mark(ChipSpec(state, shape, tone)), Label(state, "small-muted", wrap=True), gap=6)
        head.setStretch(1, 1)
        self._value = Label(shown.value, "label", wrap=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._value.setObjectName(f"value_{place}")
        self.add(head, self._value)
        who = column(
            Label(shown.worker, "small", wrap=True),
            Label(f"{shown.office} · {shown.at}", "small-muted", wrap=True),
            gap=0,
        )
        self.add(who)
        self.body().addStretch(1)
        keep = Button(_("Keep"), Kind.SMALL_PRIMARY if shown.stands else Kind.SMALL, name=f"keep_{place}")
        self._keep, self._state = keep, state
        self._who = f"{shown.worker}, {shown.office}, {shown.at}, {state}"
        keep.clicked.connect(self._on_keep)
        if not shown.may_keep:
            keep.hide()
        self.add(row(keep, None))
        self.set_value(shown.value)

    def set_value(self, value: str) -> None:
        """What is read, and what a reader says."""
        self._value.setText(value)
        speak(self._keep, _("Keep the value {value}").format(value=value), self._who)
        speak(self, f"{self._state}: {value}")

    def _on_keep(self) -> None:
        self.kept.emit()


def row_lines(form: Form, answers: Mapping[str, Json], around: Around, *, without: str) -> Iterator[str]:
    """What stands in a row, a line for each answer; what is covered on the form stays covered."""
    for path, value in answers.items():
        field = form.find(path)
        if field is None or path == without:
            continue
        words = _("covered") if field.reveal or field.seal else show_value(field, value, around)
        yield _("{question}: {answer}").format(question=pick(field.label), answer=words)


class ManyCard(Card):
    """Settle all of one question by one rule. asked(keep, words): a rule was chosen and agreed to."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=8, parent=parent)
        self.setObjectName("many")
        self._title = Label("", "label", wrap=True)
        self._why = Label("", "small-muted", wrap=True)
        self._ways = FlowBox(gap=8)
        self._question: Question | None = None
        self._count = 0
        self.add(self._title, self._why, self._ways)

    def show_for(self, heads: Sequence[Head]) -> None:
        """The rules that fit: about safety only what protects."""
        self._forget_question()
        self._count = len(heads)
        words = ngettext("For {n} answer let stand:", "For all {n} answers at once let stand:", self._count)
        self._title.setText(words.format(n=self._count))
        safety = any(head.safety for head in heads)
        self._why.setText(
            _("These are about safety: together they can only stand as they count now, on the safe side.")
            if safety
            else _("The others stay in the history of each sheet. A row that was taken away waits to be looked at.")
        )
        clear(self._ways.flow)
        for keep, told in _rules(heads, safety=safety):
            button = Button(told, Kind.SMALL, name=f"rule_{keep}")
            button.clicked.connect(partial(self._ask, keep, told))
            self._ways.add(button)

    def _ask(self, keep: str, told: str, _checked: bool = False) -> None:
        """One more look before many answers change."""
        self._forget_question()
        words = ngettext(
            "In {n} answer this will stand: {rule}. Nothing is lost: every value stays in the history.",
            "In {n} answers this will stand: {rule}. Nothing is lost: every value stays in the history.",
            self._count,
        )
        ways = [("yes", _("Settle them")), ("no", _("Not now"))]
        self._question = Question(_("Settle them all?"), words.format(n=self._count, rule=told), ways)
        self._question.answered.connect(partial(self._on_answer, keep))
        self._why.hide()
        self._ways.hide()
        self.add(self._question)
        self._question.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_answer(self, keep: str, way: str) -> None:
        self._forget_question()
        if way == "yes":
            self.asked.emit(keep)
        else:
            first = self.findChild(Button, f"rule_{keep}")
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_question(self) -> None:
        if self._question is not None:
            self._question.setParent(None)
            self._question.deleteLater()
            self._question = None
        self._why.show()
        self._ways.show()


def _rules(heads: Sequence[Head], *, safety: bool) -> Iterator[tuple[str, str]]:
    yield STANDING, _("what counts now")
    if safety:
        return
    yield NEWEST, _("what was written last")
    names = {id_: name for head in heads for id_, name in zip(head.ids, head.authors, strict=True)}
    for id_, name in list(names.items())[:MOST_AUTHORS]:
        yield id_, _("what {name} wrote").format(name=name)
