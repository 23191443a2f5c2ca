"""Parts of changing a form: one question with what is done to it, its words, a question of the office, a look at it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.forms import local
from desktop.forms.given import tidy
from desktop.forms.local import Added, Option, Words
from desktop.forms.schema import Field, FieldType, PrivacyClass, Text
from desktop.gui.models import local_words
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Chip,
    Choice,
    IconButton,
    Kind,
    Label,
    TextArea,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import LANGUAGES, _, pick
from desktop.services import local_forms

NAMES = {"ro": "Română", "ru": "Русский", "uk": "Українська", "en": "English"}  # as each calls itself
TONGUES = ("ro", *sorted(set(LANGUAGES) - {"ro"}))


class Question(QWidget):
    """One question of the form in its row. wanted(path), moved(path, -1 or 1)"""

    wanted = Signal(str)
    moved = Signal(str, int)

    def __init__(
        self, field: Field, chips: Sequence[str], fault: str, *, first: bool, last: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._path = field.pattern
        words = pick(field.label)
        change = Button(_("Change"), Kind.SMALL, name=f"change_{self._path}")
        speak(change, _("Change: {name}").format(name=words))
        change.clicked.connect(lambda: self.wanted.emit(self._path))
        deeds: list[QWidget] = []
        if not field.group:
            for icon, name, by, off in (("chevron-up", _("Up"), -1, first), ("chevron-down", _("Down"), 1, last)):
                button = IconButton(icon, _("{deed}: {name}").format(deed=name, name=words))
                button.setObjectName(f"{'up' if by < 0 else 'down'}_{self._path}")
                button.setEnabled(not off)
                button.clicked.connect(lambda _checked=False, by=by: self.moved.emit(self._path, by))
                deeds.append(button)
        told = row(*(Chip(one) for one in chips), None, gap=6)
        lines: list[QWidget] = [Label(words, "muted" if field.hidden else "body", wrap=True)]
        if chips:
            lines.append(boxed(told))
        if fault:
            lines.append(Label(fault, "small", tone=Tone.SOON, wrap=True))
        inner = boxed(column(*lines, gap=2))
        inner.setContentsMargins(24 if field.group else 0, 0, 0, 0)
        self.setLayout(column(Beside(inner, *deeds, change, least=200), gap=0, margins=(0, 4, 0, 4)))


class Spoken(QWidget):
    """The same words in each language; only Romanian must be there."""

    def __init__(self, title: str, name: str, told: Text, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, TextField] = {}
        lines: list[QWidget] = []
        for tongue in TONGUES:
            words = _("{title} ({language})").format(title=title, language=NAMES[tongue])
            field = TextField(words)
            field.setObjectName(f"{name}_{tongue}")
            field.setMaxLength(longest)
            field.setText(told.get(tongue, ""))
            self._fields[tongue] = field
            lines.append(boxed(column(Label(words, "small-muted", buddy=field), field, gap=2)))
        self.setLayout(column(*lines, gap=6))

    def first_field(self) -> QWidget:
        return self._fields["ro"]

    def value(self) -> Text:
        """What was typed; empty where there is no Romanian."""
        typed = {tongue: tidy(field.text()) for tongue, field in self._fields.items()}
        return {tongue: words for tongue, words in typed.items() if words} if typed["ro"] else {}

    def mark(self, bad: bool) -> None:
        mark_bad(self._fields["ro"], bad)


class ChangePanel(QWidget):
    """What an office changes in a question that was shipped.

    kept(hidden, optional, words): it goes into the changes; nothing is published by it. left()
    """

    kept = Signal(bool, bool, object)
    left = Signal()

    def __init__(self, field: Field, shipped: Field, reason: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("change_question")
        self._shipped = shipped
        self._ask = QCheckBox(_("Ask this question"))
        self._ask.setObjectName("ask")
        self._ask.setChecked(not field.hidden)
        self._must = QCheckBox(_("It must be answered"))
        self._must.setObjectName("must")
        self._must.setChecked(field.required)
        self._must.setVisible(shipped.required)
        self._must.setEnabled(reason in {"", "required"})
        self._must.toggled.connect(self._settle)
        self._reason = reason
        self._why = Label("", "small-muted", wrap=True)
        self._why.setObjectName("why_held")
        self._label = Spoken(_("Question"), "label", field.label, local.LONGEST_LABEL)
        self._help = Spoken(_("Help"), "help", field.help or {}, local.LONGEST_HELP)
        for part in (self._label, self._help):
            part.setVisible(reason != "act")
        keep = Button(_("Keep this"), Kind.PRIMARY, name="keep_question")
        keep.clicked.connect(self._on_keep)
        back = Button(_("Cancel"), name="cancel_question")
        back.clicked.connect(self.left)
        parts = (self._ask, self._must, self._why, self._label, self._help, row(keep, back, None))
        self.setLayout(column(*parts, gap=8, margins=(12, 8, 0, 8)))
        self._settle()

    def first_field(self) -> QWidget:
        return self._ask if self._ask.isEnabled() else self._label.first_field()

    def _settle(self) -> None:
        held = self._reason if self._reason != "required" or self._must.isChecked() else ""
        with QSignalBlocker(self._ask):
            self._ask.setChecked(self._ask.isChecked() or bool(held))
        self._ask.setEnabled(not held)
        self._why.setText(
            local_words.reason_words(held) if held else _("Where it was answered, the answer stays and can be read.")
        )

    def _on_keep(self) -> None:
        words = Words(_changed(self._label, self._shipped.label), _changed(self._help, self._shipped.help or {}))
        is_optional = self._shipped.required and not self._must.isChecked()
        self.kept.emit(not self._ask.isChecked(), is_optional, words)


def _changed(typed: Spoken, shipped: Text) -> Text:
    """The words of the office; none where they are those that were shipped."""
    told = typed.value()
    return {} if not told or told == dict(shipped) else told


class AddPanel(QWidget):
    """A question of the office: in which words, how it is answered, what it holds, what may leave.

    kept(Added) · taken_out(id) · left(). The safest stands first everywhere, and is chosen already.
    """

    kept = Signal(object)
    taken_out = Signal(str)
    left = Signal()

    def __init__(self, section: str, added: Added | None, *, asked_before: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add_question")
        self._added, self._section = added, added.section if added else section
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("add_trouble")
        self._trouble.hide()
        self._label = Spoken(_("Question"), "added_label", added.label if added else {}, local.LONGEST_LABEL)
        self._help = Spoken(_("Help"), "added_help", added.help if added else {}, local.LONGEST_HELP)
        self._build_choices(added, asked_before=asked_before)
        keep = Button(_("Keep this"), Kind.PRIMARY, name="keep_added")
        keep.clicked.connect(self._on_keep)
        back = Button(_("Cancel"), name="cancel_added")
        back.clicked.connect(self.left)
        buttons = [keep, back]
        if added is not None:
            gone = Button(_("Take it out of the form"), icon="trash", name="take_out")
            gone.clicked.connect(lambda: self.taken_out.emit(added.id))
            buttons.append(gone)
        self.setLayout(
            column(self._label, self._kind, self._options, self._class, self._pdf, self._bundle, self._help,
                   self._trouble, row(*buttons, None), gap=8, margins=(12, 8, 0, 8))
        )  # fmt: skip
        self._settle()

    def _build_choices(self, added: Added | None, *, asked_before: bool) -> None:
        self._type = Choice([(one, local_words.type_words(one)) for one in local.TYPES], _("How it is answered"))
        self._type.setObjectName("added_type")
        self._type.set_value(added.type if added else FieldType.TEXT)
        self._type.setEnabled(not asked_before)
        self._lines = TextArea(_("Answers to choose from, one on each line"), lines=5)
        self._lines.setObjectName("added_options")
        self._lines.set_value("\n".join(one.label["ro"] for one in added.options) if added else "")
        self._privacy = Choice([], _("What it holds"))
        self._privacy.setObjectName("added_class")
        self._paper, self._file = (
            Choice([], _("What may stand in an anonymised report")),
            Choice([], _("What may go to the region")),
        )
        self._paper.setObjectName("added_pdf")
        self._file.setObjectName("added_bundle")
        for choice in (self._type, self._privacy):
            choice.activated.connect(self._settle)
        self._kind, self._options = _under(self._type), _under(self._lines)
        self._class, self._pdf, self._bundle = _under(self._privacy), _under(self._paper), _under(self._file)
        if added is not None:
            self._fill_classes(added.type)
            self._privacy.set_value(added.privacy)
            for choice, how in ((self._paper, added.pdf), (self._file, added.bundle)):
                choice.set_options([(how, local_words.leave_words(how))])
                choice.set_value(how)

    def first_field(self) -> QWidget:
        return self._label.first_field()

    def refuse(self, sentence: str) -> None:
        """What is not right yet, beside where it is typed."""
        self._trouble.set_words(sentence)
        self._trouble.show()

    def _fill_classes(self, type_: FieldType) -> None:
        known = local.classes(type_)
        self._privacy.set_options([(one, local_words.class_words(one)) for one in known])
        if self._privacy.value() not in known:
            self._privacy.set_value(known[0])

    def _settle(self) -> None:
        """What can be said of this kind of answer; the safest where what was chosen does not fit any more."""
        type_ = FieldType(self._type.value() or FieldType.TEXT)
        self._options.setVisible(type_ in local.WITH_OPTIONS)
        self._fill_classes(type_)
        leaves = local.may_leave(type_, PrivacyClass(self._privacy.value() or PrivacyClass.IDENTIFIER))
        for choice, whole in ((self._paper, self._pdf), (self._file, self._bundle)):
            choice.set_options([(one, local_words.leave_words(one)) for one in leaves])
            if choice.value() not in leaves:
                choice.set_value(leaves[0])
            whole.setVisible(len(leaves) > 1)

    def _on_keep(self) -> None:
        type_ = FieldType(self._type.value() or FieldType.TEXT)
        label = self._label.value()
        self._label.mark(not label)
        added = Added(
            id=self._added.id if self._added else local_forms.new_id(),
            section=self._section,
            type=type_,
            label=label,
            help=self._help.value(),
            privacy=PrivacyClass(self._privacy.value() or PrivacyClass.IDENTIFIER),
            pdf=self._paper.value() or "drop",
            bundle=self._file.value() or "drop",
            options=self._chosen() if type_ in local.WITH_OPTIONS else (),
        )
        self.kept.emit(added)

    def _chosen(self) -> tuple[Option, ...]:
        """One option a line; one that was there before keeps its code, so that old answers keep their meaning."""
        known = {one.label["ro"]: one for one in (self._added.options if self._added else ())}
        lines = [tidy(line) for line in self._lines.toPlainText().split("\n")]
        return tuple(known.get(line) or local_forms.new_option(line[: local.LONGEST_LABEL]) for line in lines if line)


def _under(control: QWidget) -> QWidget:
    """A control below its name."""
    return boxed(column(Label(control.accessibleName(), "small-muted", buddy=control), control, gap=2))
