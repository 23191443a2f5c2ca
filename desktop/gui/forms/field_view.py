"""One question: label, help, control, refusals, and under it what is to be corrected or chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms import answers as flat
from desktop.forms.present import show
from desktop.forms.schema import Field, FieldType, Json
from desktop.gui import theme
from desktop.gui.forms.answer_row import AnswerRow
from desktop.gui.forms.around import Around
from desktop.gui.forms.covered import CoveredEditor
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.make import is_given, make_editor
from desktop.gui.models.times import wrong_clock_words
from desktop.gui.widgets import (
    Button,
    ChipSpec,
    ConflictPanel,
    IconLabel,
    Kind,
    Label,
    Mark,
    Refusals,
    Shape,
    Standing,
    Tone,
    row,
    speak,
)
from desktop.gui.widgets.covered import SHOWN_FOR_MS
from desktop.i18n import _, datetime_words, pick
from desktop.services.records import Value


class FieldView(QWidget):
    """Shows one path of a form and tells what the person does with it.

    edited(path): the answer is another one. kept(path, index): of several living values, this one is to stand.
    """

    edited = Signal(str)
    kept = Signal(str, int)

    def __init__(self, path: str, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self.field, self._around = path, field, around
        self.setObjectName(f"field:{path}")
        self.editor: Editor = make_editor(field, path, around)
        self.refusals = Refusals(pick(field.label)) if field.refusable and not is_given(field) else None
        self._before_refusal: Json = None
        self._sentence = ""
        self._conflict: ConflictPanel | None = None
        self._shown_for = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._shown_for.timeout.connect(self._put_panel)
        self._values: tuple[Value, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        self._build()
        self._describe()
        self.editor.edited.connect(self._on_edited)
        self.editor.told.connect(self._note.say)
        if self.refusals is not None:
            self.refusals.changed.connect(self._on_refused)

    # --- filling --------------------------------------------------------------------------------------------------

    def value(self) -> Json:
        refused = self.refusals.value() if self.refusals else None
        return {"none": refused} if refused else self.editor.value()

    def fill(self, value: Json) -> None:
        """Show an answer; never an edit."""
        refused = flat.refusal(value)
        if self.refusals is not None:
            self.refusals.set_value(refused)
        self.editor.set_value(None if refused else value)
        self.editor.set_answerable(refused is None)
        self._set_missing(value)

    def stand_on(self, value: Json) -> None:
        """Show an answer that was just saved; an open account is not covered, nor read anew."""
        if not (isinstance(self.editor, CoveredEditor) and self.editor.stand_on(value)):
            self.fill(value)

    def settle(self) -> None:
        """The person went on to another question."""
        if self.refusals is None or self.refusals.value() is None:
            self.editor.settle()

    def cover(self) -> None:
        if isinstance(self.editor, CoveredEditor):
            self.editor.cover()
        if self._shown_for.isActive():
            self._shown_for.stop()
            self._put_panel()

    # --- what stands under it ---------------------------------------------------------------------------------------

    def sentence(self) -> str:
        """What is said to be wrong here, "" if nothing is."""
        return self._sentence

    def show_problem(self, sentence: str) -> None:
        if sentence == self._sentence:
            return
        self._sentence = sentence
        self._problem.say(sentence)
        self.editor.mark(bool(sentence), sentence)

    def show_values(self, values: Sequence[Value]) -> None:
        """Several living values to choose from; none takes the panel away."""
        if tuple(values) == self._values:
            return
        self._values = tuple(values)
        self._put_panel()

    def first(self) -> QWidget:
        """Where the focus goes."""
        for part in self.stops():
            if part.isEnabled() and part.isVisibleTo(self):
                return part
        return self

    def stops(self) -> tuple[QWidget, ...]:
        """Everything in it that Tab reaches, in its order."""
        parts: list[QWidget | None] = [self.editor, self.refusals, self._conflict]
        return tuple(stop for part in parts if part is not None for stop in focusable(part))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        parts = self.editor.parts()
        self._label = Label(pick(self.field.label), "label", wrap=True, buddy=parts[0] if parts else None)
        self._needed = Label(_("needed"), "small-muted")
        if not self.field.required:
            self._needed.hide()
        head = row(self._label, self._needed, gap=10)
        head.setStretch(0, 1)
        head.setAlignment(self._needed, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._column.addLayout(head)
        if self.field.help:
            self._column.addWidget(Label(pick(self.field.help), "muted", wrap=True))
        holder = QWidget()
        holder.setLayout(AnswerRow(self.editor, self.refusals, wide=self.editor.wide))
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self._column.addWidget(holder)
        self._problem = _Line(Mark(ChipSpec(_("to correct"), Shape.TRIANGLE, Tone.SOON)), Tone.SOON)
        self._note = _Line(IconLabel("info", size=16), Tone.QUIET)
        self._column.addWidget(self._problem)
        self._column.addWidget(self._note)

    def _describe(self) -> None:
        """A reader hears the help with the question."""
        if self.field.help:
            for part in self.editor.parts()[:1]:
                if self.field.type not in (FieldType.CHOICES, FieldType.YES_NO):
                    speak(part, part.accessibleName(), pick(self.field.help))

    def _set_missing(self, value: Json) -> None:
        self._needed.setVisible(self.field.required and not flat.is_answered(value))

    def _put_panel(self) -> None:
        if self._conflict is not None:
            self._conflict.hide()
            self._conflict.deleteLater()
            self._conflict = None
        if not self._values:
            return
        why = _("Until then the safest one counts. All of them stay in the history.") if self.field.protective else ""
        self._conflict = ConflictPanel([self._standing(n, each) for n, each in enumerate(self._values, 1)], why=why)
        self._conflict.setObjectName(f"conflict:{self.path}")
        self._conflict.chosen.connect(self._on_kept)
        if self._is_covered():
            show_both = Button(_("Show the values"), Kind.SMALL_LINK, icon="eye", name="reveal_values")
            show_both.clicked.connect(self._on_show_values)
            self._conflict.add(row(show_both, None))
        self._column.addWidget(self._conflict)

    def _is_covered(self) -> bool:
        return (self.field.reveal or self.field.seal) and not self._shown_for.isActive()

    def _standing(self, number: int, value: Value) -> Standing:
        if self._is_covered():
            words = _("covered answer {number}").format(number=number)
        else:
            known = self._around.reveal(self.path, value.value) if self.field.seal else value.value
            words = show_value(self.field, known, self._around)
        at = wrong_clock_words() if value.at is None else datetime_words(value.at)
        return Standing(words, value.worker, at, value.stands)

    def _on_show_values(self) -> None:
        """Both values for a moment; that they were shown is logged."""
        if not self.field.seal:
            self._around.reveal(self.path, self._values[0].value)
        self._shown_for.start()
        self._put_panel()

    def _on_edited(self) -> None:
        if self.editor.typing:
            self._note.say("")
        self._set_missing(self.value())
        self.edited.emit(self.path)

    def _on_refused(self) -> None:
        refused = self.refusals.value() if self.refusals else None
        if refused and self._before_refusal is None:
            self._before_refusal = self.editor.value()
        value = None if refused else self._before_refusal
        if not refused:
            self._before_refusal = None
        self.editor.set_value(value)
        self.editor.set_answerable(refused is None)
        self._set_missing(self.value())
        self.edited.emit(self.path)

    def _on_kept(self, index: int) -> None:
        self.kept.emit(self.path, index)


class _Line(QWidget):
    """A small shape and a sentence, or nothing."""

    def __init__(self, shape: QWidget, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label("", tone=tone, wrap=True)
        line = row(shape, self._words, gap=7)
        line.setStretch(1, 1)
        line.setAlignment(shape, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.hide()

    def say(self, sentence: str) -> None:
        self._words.setText(sentence)
        self.setVisible(bool(sentence))


def show_value(field: Field, value: Json, around: Around) -> str:
    """An answer in words, with names of people and sheets for their ids."""
    names = dict((*around.workers, *around.left)) if field.type is FieldType.WORKER else {}
    if field.type is FieldType.LINK and isinstance(value, str):
        known = around.code_of_case(value) if field.form == "case" else dict(around.targets(field.form)).get(value)
        names = {value: known or _("another sheet")}
    return show(field, value, around.definitions, country=around.country, names=names) or _("no answer")


def focusable(root: QWidget) -> tuple[QWidget, ...]:
    """Everything in a widget that Tab reaches."""
    found = [root, *root.findChildren(QWidget)]
    return tuple(each for each in found if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
