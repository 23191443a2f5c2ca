"""Parts of changing a protocol: one step in its row, its words and deadlines, a step of the office."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLayout, QWidget

from desktop.forms.schema import Text
from desktop.gui.models import protocol_words
from desktop.gui.pages.settings_forms_parts import Spoken
from desktop.gui.widgets import (
    Beside,
    Button,
    Chip,
    Choice,
    FlowBox,
    Kind,
    Label,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.protocols import local
from desktop.protocols.local import OwnStep, Words
from desktop.protocols.schema import ANCHORS, Protocol, Step, StepClock


class StepLine(QWidget):
    """One step in its row. wanted(id)"""

    wanted = Signal(str)

    def __init__(self, step: Step, chips: Sequence[str], fault: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = _("{number} · {title}").format(number=step.id, title=pick(step.title))
        change = Button(_("Change"), Kind.SMALL, name=f"change_step_{step.id}")
        speak(change, _("Change: {name}").format(name=title))
        change.clicked.connect(lambda: self.wanted.emit(step.id))
        lines: list[QWidget] = [Label(title, "body", wrap=True)]
        lines += [Label(protocol_words.clock_words(clock), "small-muted", wrap=True) for clock in step.clocks]
        if chips:
            lines.append(boxed(row(*(Chip(one) for one in chips), None, gap=6)))
        if fault:
            lines.append(Label(fault, "small", tone=Tone.SOON, wrap=True))
        inner = boxed(column(*lines, gap=2))
        self.setLayout(column(Beside(inner, change, least=200), gap=0, margins=(0, 4, 0, 4)))


class Length(QWidget):
    """A number and its unit."""

    def __init__(self, title: str, name: str, number: int, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = TextField(title, width=90)
        self._number.setObjectName(f"{name}_number")
        self._number.setMaxLength(5)
        self._number.setText(str(number))
        units = [(one, protocol_words.unit_words(one)) for one in protocol_words.UNITS]
        self._unit = Choice(units, _("Unit of time: {deadline}").format(deadline=title))
        self._unit.setObjectName(f"{name}_unit")
        self._unit.set_value(unit)
        label = Label(title, "small-muted", buddy=self._number, wrap=True)
        self.setLayout(column(label, row(self._number, self._unit, None), gap=2))

    def value(self) -> str:
        """The length in ISO 8601, or what was typed where it is no number."""
        return protocol_words.written(self._number.text(), str(self._unit.value()))

    def mark(self, bad: bool) -> None:
        mark_bad(self._number, bad)
        if bad:
            self._number.setFocus()


class StepPanel(QWidget):
    """What an office changes in a step that was shipped. kept(words, {clock: length}) · left()"""

    kept = Signal(object, object)
    left = Signal()

    def __init__(self, step: Step, shipped: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("change_step")
        self._shipped = shipped
        self._title = Spoken(_("Step"), "title", step.title, local.LONGEST_TITLE)
        self._help = Spoken(_("What to do and what to say"), "help", step.help or {}, local.LONGEST_HELP)
        self._lengths = {
            f"{step.id}/{place}": _length(f"clock_{place}", clock) for place, clock in enumerate(step.clocks, 1)
        }
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName("step_problem")
        self._problem.hide()
        note = Label(
            _("A deadline that the office decided is shown as the office's own. A law may set a shorter one."),
            "small-muted", wrap=True,
        )  # fmt: skip
        keep = Button(_("Keep this"), Kind.PRIMARY, name="keep_step")
        keep.clicked.connect(self._on_keep)
        back = Button(_("Cancel"), name="cancel_step")
        back.clicked.connect(self.left)
        deadlines = [note, *self._lengths.values()] if self._lengths else []
        ends = [self._problem, boxed(row(keep, back, None))]
        self.setLayout(column(*deadlines, self._title, self._help, *ends, gap=8, margins=(12, 8, 0, 8)))

    def first_field(self) -> QWidget:
        first = next(iter(self._lengths.values()), None)
        return first.findChild(TextField) or self._title.first_field() if first else self._title.first_field()

    def _on_keep(self) -> None:
        lengths = {clock: length.value() for clock, length in self._lengths.items()}
        wrong = [clock for clock, told in lengths.items() if not self._fits(clock, told)]
        for clock, length in self._lengths.items():
            length.mark(clock in wrong)
        self._problem.setVisible(bool(wrong))
        if wrong:
            self._problem.setText(protocol_words.fault_words(local.Fault(wrong[0], "not-a-duration")))
            return
        words = Words(_changed(self._title, self._shipped.title), _changed(self._help, self._shipped.help or {}))
        self.kept.emit(words, lengths)

    def _fits(self, clock: str, told: str) -> bool:
        """A length, or the nought that the program shipped (at once)."""
        shipped = self._shipped.clocks[int(clock.rpartition("/")[2]) - 1].due
        return local.is_length(told) or (shipped.is_nothing and told == protocol_words.written("0", "hour"))


def _length(name: str, clock: StepClock) -> Length:
    number, unit = protocol_words.parts(clock.due)
    return Length(protocol_words.clock_words(clock), name, number, unit)


def _changed(typed: Spoken, shipped: Text) -> Text:
    """The words of the office; none where they are those that were shipped."""
    told = typed.value()
    return {} if not told or told == dict(shipped) else told


class OwnPanel(QWidget):
    """A step of the office: words, whose, where, until when. kept(OwnStep) · taken_out(id) · left()"""

    kept = Signal(object)
    taken_out = Signal(str)
    left = Signal()

    def __init__(self, protocol: Protocol, id: str, own: OwnStep | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_step")
        self._id = id
        self._title = Spoken(_("Step"), "own_title", own.title if own else {}, local.LONGEST_TITLE)
        help_words = _("What to do and what to say")
        self._help = Spoken(help_words, "own_help", own.help if own else {}, local.LONGEST_HELP)
        self._roles = {group: QCheckBox(f"{group} · {pick(label)}") for group, label in protocol.groups.items()}
        for group, box in self._roles.items():
            box.setObjectName(f"own_role_{group}")
            box.setChecked(group in own.roles if own else False)
        steps = [(one.id, f"{one.id} · {pick(one.title)}") for one in protocol.steps]
        self._after = _choice(_("It stands behind step"), "own_after", steps, own.after if own else steps[-1][0])
        anchors = [(one, protocol_words.anchor_words(one)) for one in ("", *ANCHORS)]
        anchors += [(f"step:{one.id}", protocol_words.anchor_words(f"step:{one.id}")) for one in protocol.steps]
        self._anchor = _choice(_("The deadline counts from"), "own_anchor", anchors, own.anchor if own else "report")
        self._anchor.activated.connect(self._settle)
        number, unit = protocol_words.parts(local.length(own.due)) if own and own.due else (24, "hour")
        self._due = Length(_("Deadline"), "own_due", number, unit)
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.setObjectName("own_problem")
        self._problem.hide()
        self.setLayout(self._layout(has_own=own is not None))
        self._settle()

    def _layout(self, *, has_own: bool) -> QLayout:
        keep = Button(_("Keep this"), Kind.PRIMARY, name="keep_own")
        keep.clicked.connect(self._on_keep)
        out = Button(_("Take this step out"), icon="trash", name="out_own")
        out.clicked.connect(lambda: self.taken_out.emit(self._id))
        out.setVisible(has_own)
        back = Button(_("Cancel"), name="cancel_own")
        back.clicked.connect(self.left)
        whose = column(Label(_("Whose step it is"), "small-muted"), FlowBox(*self._roles.values(), gap=12), gap=2)
        parts = (self._title, self._help, whose, _named(self._after), _named(self._anchor), self._due, self._problem)
        return column(*parts, row(keep, out, back, None), gap=8, margins=(12, 8, 0, 8))

    def first_field(self) -> QWidget:
        return self._title.first_field()

    def refuse(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.show()

    def _settle(self) -> None:
        self._due.setVisible(bool(self._anchor.value()))

    def _on_keep(self) -> None:
        title, anchor = self._title.value(), str(self._anchor.value() or "")
        self._title.mark(not title)
        if not title:
            self.refuse(_("Write the step in Romanian."))
            return
        self.kept.emit(
            OwnStep(
                id=self._id,
                after=str(self._after.value()),
                title=title,
                roles=tuple(group for group, box in self._roles.items() if box.isChecked()),
                help=self._help.value(),
                anchor=anchor,
                due=self._due.value() if anchor else "",
            )
        )


def _choice(title: str, name: str, options: Sequence[tuple[str, str]], value: str) -> Choice:
    choice = Choice(options, title, width=320)
    choice.setObjectName(name)
    choice.set_value(value)
    return choice


def _named(choice: Choice) -> QWidget:
    return boxed(column(Label(choice.accessibleName(), "small-muted", buddy=choice), row(choice, None), gap=2))
