"""Parts of the history of a sheet: one version with what it wrote, and what putting it back would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.forms.present import show
from desktop.forms.schema import Definitions, Field, FieldType, Form
from desktop.gui.models.times import written_words
from desktop.gui.widgets import Button, Card, Chip, FlowBox, Kind, Label, Line, Shape, Tone, boxed, column, row, speak
from desktop.gui.widgets.covered import CoverBar
from desktop.i18n import _, ngettext, pick, time_words
from desktop.services.history import Difference, Plan, Step, Version

AT_ONCE = 8  # answers of one version that are shown before somebody asks for more


@dataclass(frozen=True, slots=True)
class Reading:
    """What turns answers into words."""

    form: Form
    definitions: Definitions
    country: str
    names: Mapping[str, str]
    now: datetime

    def field(self, path: str) -> Field | None:
        return self.form.find(path)


def label_words(reading: Reading, path: str) -> str:
    """What is asked; of a row of a group also which group it is."""
    field = reading.field(path)
    if field is None:
        return _("a question that this edition of the sheet does not have")
    group = reading.form.find(path.partition("/")[0]) if "/" in path else None
    if group is None or group is field:
        return pick(field.label)
    return _("{group} · {question}").format(group=pick(group.label), question=pick(field.label))


def value_words(reading: Reading, path: str, value: Any) -> str:
    """An answer in words."""
    field = reading.field(path)
    if value is None or field is None:
        return _("no answer")
    if field.type is FieldType.LINK:
        return _("another sheet")
    return show(field, value, reading.definitions, country=reading.country, names=reading.names) or _("no answer")


def is_covered(reading: Reading, path: str) -> bool:
    """What is covered on the form is covered here: its history would tell it."""
    field = reading.field(path)
    return field is None or field.reveal or field.seal


class VersionCard(Card):
    """Who wrote what when. asked(path): put this answer back, or with an empty path the whole sheet."""

    asked = Signal(str)

    def __init__(
        self, version: Version, reading: Reading, path: str, *, can_restore: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(margin=14, gap=6, parent=parent)
        self.setObjectName(f"version_{version.number}")
        self._reading, self._can, self._version = reading, can_restore, version
        steps = [step for step in version.steps if not path or step.path == path]
        title = _("Version {n}").format(n=version.number)
        head = FlowBox(Label(title, "label"), gap=8)
        if version.is_latest:
            head.add(Chip(_("as it is now")))
        if version.elsewhere:
            head.add(Chip(_("another computer")))
        if version.parallel:
            head.add(Chip(_("written in parallel"), Shape.CONFLICT, Tone.INFO))
        when = written_words(version.at, reading.now)
        if version.at is not None and time_words(version.at) not in when:
            when = _("{day}, {time}").format(day=when, time=time_words(version.at))
        by = _("{time} · {worker}").format(time=when, worker=version.worker)
        line = row(boxed(column(head, Label(by, "small-muted", wrap=True), gap=0)), gap=12)
        line.setStretch(0, 1)
        if can_restore and not path:
            whole = Button(_("Put the sheet back"), Kind.SMALL, icon="undo", name=f"restore_{version.number}")
            speak(whole, _("Put the sheet back: {version}").format(version=title))
            whole.clicked.connect(partial(self._ask, ""))
            line.addWidget(whole)
        self.add(line)
        self._rest = steps[AT_ONCE:]
        self._show(steps[:AT_ONCE])
        if self._rest:
            words = ngettext("Show {n} more answer", "Show {n} more answers", len(self._rest)).format(n=len(self._rest))
            self._open = Button(words, Kind.SMALL_LINK, icon="chevron-down", name=f"answers_{version.number}")
            self._open.clicked.connect(self._on_open)
            self.add(row(self._open, None))

    def _show(self, steps: Sequence[Step]) -> None:
        for step in steps:
            self.add(Line(), self._line(step))

    def _line(self, step: Step) -> QHBoxLayout:
        words = column(Label(label_words(self._reading, step.path), "small-muted", wrap=True), gap=0)
        words.addWidget(value_pair(self._reading, step.path, step.before, step.after))
        line = row(boxed(words), gap=10)
        line.setStretch(0, 1)
        if self._can:
            one = Button(_("Put back"), Kind.SMALL_LINK, name=f"restore_{self._version.number}_{step.path}")
            speak(one, _("Put back: {question}").format(question=label_words(self._reading, step.path)))
            one.clicked.connect(partial(self._ask, step.path))
            line.addWidget(one)
        return line

    def _on_open(self) -> None:
        rest, self._rest = self._rest, []
        self._open.hide()
        self._show(rest)

    def _ask(self, path: str, _checked: bool = False) -> None:
        self.asked.emit(path)


def value_pair(reading: Reading, path: str, before: Any, after: Any) -> QWidget:
    """What stood, and what stands after; covered ones stay covered."""
    if is_covered(reading, path):
        said = _("taken back") if after is None else _("first answer") if before is None else _("changed")
        return FlowBox(CoverBar(), Label(said, "small-muted"), gap=8)
    new = Label(value_words(reading, path, after), "body", wrap=True)
    if before is None:
        return new
    old = _("before: {answer}").format(answer=value_words(reading, path, before))
    return boxed(column(new, Label(old, "small-muted", wrap=True), gap=0))


class PlanCard(Card):
    """Before anything is written: what would change, and what would not. confirmed, left."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, plan: Plan, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, margin=16, gap=8, parent=parent)
        self.setObjectName("restore_plan")
        self._reading = reading
        count = len(plan.changes)
        title = ngettext("{n} answer will be put back", "{n} answers will be put back", count).format(n=count)
        self.add(Label(title if count else _("Nothing can be put back"), "section", wrap=True))
        text = _("Nothing is lost: it becomes a new version, with your name and the hour, and can be undone.")
        self.add(Label(text, wrap=True))
        for change in plan.changes:
            self.add(Line(), self._change(change))
        if plan.left:
            self.add(Line(), Label(_("These stay as they are:"), "label", wrap=True))
            for one in plan.left:
                words = _("{question}: {reason}").format(
                    question=label_words(reading, one.path), reason=_reasons()[one.why_not]
                )
                self.add(Label(words, wrap=True))
        if plan.has_draft:
            draft = _("You have unsaved changes in this sheet. They stay, and are shown over what is put back.")
            self.add(Label(draft, wrap=True))
        self._yes = Button(_("Put back"), Kind.PRIMARY, icon="undo", name="restore_confirm")
        self._yes.clicked.connect(self.confirmed)
        self._yes.setEnabled(bool(count))
        self._no = Button(_("Cancel"), name="restore_cancel")
        self._no.clicked.connect(self.left)
        self.add(row(self._yes, self._no, None))

    def first_field(self) -> QWidget:
        return self._yes if self._yes.isEnabled() else self._no

    def _change(self, change: Difference) -> QWidget:
        reading = self._reading
        if change.path.count("/") == 1:
            said = _("a row that was taken away stands again") if change.now is None else _("a row is taken away")
            return boxed(column(Label(label_words(reading, change.path), "small-muted", wrap=True), Label(said), gap=0))
        shown = value_pair(reading, change.path, change.now, change.then)
        return boxed(column(Label(label_words(reading, change.path), "small-muted", wrap=True), shown, gap=0))


def _reasons() -> Mapping[str, str]:
    return {
        "conflict": _("it has two values; choose one of them in the sheet first"),
        "own-page": _("it follows rules of its own, and is changed in its own place"),
        "gone": _("this edition of the sheet does not ask it any more"),
    }
