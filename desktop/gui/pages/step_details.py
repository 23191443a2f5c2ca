"""An opened step: what to do and why, whose turn it is, what it fills and sends, and what was written about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Field, Form
from desktop.gui import theme
from desktop.gui.models.team_words import Phone, turn_words
from desktop.gui.models.words import capital, who_words
from desktop.gui.pages.team_scans import StepFiles
from desktop.gui.widgets import (
    Button,
    Choice,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    TextArea,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.protocols.board import StepView
from desktop.services.library import Guidance
from desktop.services.team import TO_DO, Board

Options = Sequence[tuple[str, str]]
NOTE_LONGEST, NUMBER_LONGEST = 300, 80


@dataclass(frozen=True, slots=True)
class StepLists:
    """What every row of a team's steps offers and asks; `sheet` finds the newest sheet of a form in the case."""

    done: Field
    reasons: Options
    roles: Options
    documents: Options
    guidance: Mapping[str, Guidance]
    form: Callable[[str], Form]
    sheet: Callable[[str], str | None]
    phone: Phone
    files: Callable[[], StepFiles]  # a place for the scans of one step


class NoteArea(TextArea):
    """A note that is kept when the person goes on. left: the focus has gone elsewhere."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class StepDetails(QWidget):
    """begun: somebody works on it. noted(field, answer): kept at once. followed(where, id): the person goes there."""

    begun = Signal()
    noted = Signal(str, object)
    followed = Signal(str, str)

    def __init__(self, view: StepView, lists: StepLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"help_{view.step.id}")
        self._lists, self._view = lists, view
        self._shown: tuple[object, ...] = ()
        self._turn = Label("", wrap=True)
        self._turn.setObjectName("turn")
        self._consent = QVBoxLayout()
        self._links = FlowBox(gap=8)
        self._fields = _Notes(lists, view)
        self._files = lists.files()
        self._fields.noted.connect(self._on_noted)
        line = row(gap=8, margins=(0, 4, 0, 8))
        line.addWidget(IconLabel("info", size=18), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._body(), 1)
        self.setLayout(line)

    def show_view(self, view: StepView, board: Board) -> None:
        """The step as it stands; what is being typed is left alone."""
        self._view = view
        answers = {
            name: board.answers.get(f"steps/{view.step.id}/{name}") for name in ("by", "doc_type", "doc", "note")
        }
        turns = turn_words(board, view, self._lists.phone)
        self._turn.setText("\n".join(turns))
        self._fields.show_answers(answers)
        self._files.show_step(board, view.step.id)
        sheet = self._lists.sheet(view.step.fills) if view.step.fills else None
        shown = (view.consent, view.state.state, sheet)
        if shown == self._shown:
            return
        self._shown = shown
        self._fill_consent()
        self._fill_links(sheet)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _body(self) -> QVBoxLayout:
        step = self._view.step
        body = column(gap=6)
        if step.help:
            body.addWidget(_narrow(Label(pick(step.help), wrap=True)))
        body.addWidget(boxed(column(Label(_("Whose turn"), "small-strong"), self._turn, gap=0)))
        body.addLayout(self._consent)
        body.addWidget(self._links)
        for id in step.guide:
            if (found := self._lists.guidance.get(id)) is not None:
                body.addWidget(self._guidance(found))
        body.addWidget(self._fields)
        body.addWidget(self._files)
        if step.support:
            body.addWidget(Label(_("Helps: {who}").format(who=who_words(step.support)), "small-muted", wrap=True))
        source = _("Source: {source}") if step.verified else _("Source, not verified: {source}")
        body.addWidget(Label(source.format(source=step.source), "small-muted", wrap=True))
        return body

    def _guidance(self, found: Guidance) -> QWidget:
        title = capital(pick(found.title))
        more = Button(title, Kind.SMALL_LINK, icon="book", name=f"guide_{found.id}")
        speak(more, _("Read it in the guide: {title}").format(title=title), pick(found.hint))
        more.clicked.connect(partial(self._follow, "guide", found.id))
        return FlowBox(more, Label(pick(found.hint), "small-muted"), gap=4)

    def _fill_consent(self) -> None:
        clear(self._consent)
        if not self._view.step.needs_consent:
            return
        words, tone = consent_line(self._view.consent)
        told = column(Label(words, "small", tone=tone, wrap=True), gap=0)
        if self._view.consent is not True:
            ask = Button(_("Open her consents"), Kind.SMALL_LINK, icon="shield", name="ask_consent")
            ask.clicked.connect(partial(self._follow, "consent", ""))
            told.addLayout(row(ask, None))
        self._consent.addWidget(boxed(told))

    def _fill_links(self, sheet: str | None) -> None:
        clear(self._links.flow)
        step = self._view.step
        form = self._lists.form(step.fills) if step.fills else None
        if form is not None:
            words = _("Open the sheet: {form}") if sheet else _("Begin the sheet: {form}")
            self._link(words.format(form=pick(form.title)), "document", "fill_form", "form", sheet or "")
            if sheet and form.repeat:
                self._link(_("Begin another sheet"), "plus", "fill_another", "form", "")
        if step.paper:
            self._link(_("Paper for the institution"), "print", "send_paper", "paper", step.paper)
        if self._view.state.state == TO_DO:
            begin = Button(_("Mark as begun"), Kind.SMALL, name="begin")
            begin.clicked.connect(self.begun)
            self._links.add(begin)
        self._links.setVisible(self._links.flow.count() > 0)

    def _link(self, words: str, icon: str, name: str, where: str, id: str) -> None:
        made = Button(words, Kind.SMALL, icon=icon, name=name)
        made.clicked.connect(partial(self._follow, where, id))
        self._links.add(made)

    # --- what is done -------------------------------------------------------------------------------------------

    def _follow(self, where: str, id: str, _checked: bool = False) -> None:
        self.followed.emit(where, id)

    def _on_noted(self, name: str, value: object) -> None:
        self.noted.emit(name, value)


class _Notes(QWidget):
    """Who did it, by which document, and a short note; each is kept as soon as the person goes on."""

    noted = Signal(str, object)

    def __init__(self, lists: StepLists, view: StepView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named = _("Step {step}").format(step=view.step.id)
        self._answers: Mapping[str, object] = {}
        self._by = Choice([("", _("not written")), *lists.roles], width=210)
        self._kind = Choice([("", _("not written")), *lists.documents], width=210)
        self._number = TextField(width=170)
        self._number.setMaxLength(NUMBER_LONGEST)
        self._note = NoteArea(lines=2, hint=_("No names and no account of what happened."))
        self._note.setMaximumWidth(theme.px(640))
        blocks = []
        for field, name, title in (
            (self._by, "by", _("Done by")),
            (self._kind, "doc_type", _("Kind of document")),
            (self._number, "doc", _("Number of the document")),
            (self._note, "note", _("Note")),
        ):
            field.setObjectName(name)
            speak(field, f"{title}: {named}")
            blocks.append(boxed(column(Label(title, "small-strong", buddy=field), field, gap=2)))
        self._by.activated.connect(partial(self._on_choice, "by", self._by))
        self._kind.activated.connect(partial(self._on_choice, "doc_type", self._kind))
        self._number.editingFinished.connect(partial(self._on_text, "doc"))
        self._note.left.connect(partial(self._on_text, "note"))
        body = column(FlowBox(*blocks[:3], gap=12), blocks[3], gap=6)
        self.setLayout(body)

    def show_answers(self, answers: Mapping[str, object]) -> None:
        before, self._answers = self._answers, dict(answers)
        for name, choice in (("by", self._by), ("doc_type", self._kind)):
            if before.get(name) != answers.get(name) or not before:
                choice.set_value(_text(answers.get(name)))
        if not self._number.hasFocus():
            self._number.set_value(_text(answers.get("doc")))
        if not self._note.hasFocus() and self._note.toPlainText() != _text(answers.get("note")):
            self._note.set_value(_text(answers.get("note")))

    def _on_choice(self, name: str, choice: Choice, _place: int = 0) -> None:
        self._write(name, choice.value() or "")

    def _on_text(self, name: str) -> None:
        self._write(name, (self._number.text() if name == "doc" else self._note.toPlainText()).strip())

    def _write(self, name: str, text: str) -> None:
        if text != _text(self._answers.get(name)):
            self._answers = {**self._answers, name: text or None}
            self.noted.emit(name, text or None)


def consent_line(consent: bool | None) -> tuple[str, Tone]:
    """Whether the consent that a step needs is there."""
    if consent is True:
        return _("The step needs her consent to services: she has given it."), Tone.DONE
    if consent is None:
        return _("The step needs her consent to services: it is not there yet. Ask her first."), Tone.SOON
    return _("The step needs her consent to services: she has not agreed. Do not go on without her."), Tone.SOON


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _narrow(label: Label) -> Label:
    label.setMaximumWidth(theme.px(640))
    return label
