"""The few questions by which an appointment is planned or moved; what clashes is said beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.answers import is_real
from desktop.forms.schema import Field
from desktop.gui.forms.around import Around
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.make import make_editor
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, Button, Kind, Label, TextField, Tone, boxed, column, row, speak
from desktop.i18n import N_, _, pick, time_words
from desktop.refusals import Refused, explain
from desktop.services import appointments, cases, people
from desktop.services.appointments import Clash

NEW = ("start", "minutes", "purpose", "with_kind", "place_kind", "room", "worker", "remind_way", "remind_on")
MOVE = ("start", "ended_by", "reason")
SAME = {
    "worker": N_("At this hour the worker has another appointment: {code}, {time}."),
    "person": N_("At this hour there is another appointment in this case: {time}."),
    "room": N_("At this hour the room is taken: {code}, {time}."),
}


class AppointmentEditor(QWidget):
    """Plans a new appointment, or moves one. saved(str): the record that was written; left: nothing was."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appointment_editor")
        self._shell, self._form = shell, shell.session.library.definitions.form(appointments.FORM)
        self._case, self._record = "", ""
        self._kept: dict[str, Any] = {}  # of the one that is moved: who and where
        self._shown: Sequence[str] = NEW
        self._around = around(shell)
        self._editors: dict[str, Editor] = {}
        self._blocks: dict[str, QWidget] = {}
        self._code = TextField(_("Case code"), hint="UN4-26-7K3QF")
        self._code.setObjectName("appointment_case")
        self._code.editingFinished.connect(self._look_again)
        self._code_block = _block(_("Case code"), self._code)
        self._title = Label("", "section")
        self._said = QVBoxLayout()
        self._said.setSpacing(px(6))
        self._save = Button(_("Save"), Kind.PRIMARY, name="save_appointment")
        self._save.clicked.connect(self._on_save)
        leave = Button(_("Leave it"), name="leave_appointment")
        leave.clicked.connect(self.left)
        outer = column(self._title, self._code_block, gap=10)
        for name in dict.fromkeys((*NEW, *MOVE)):
            outer.addWidget(self._make(self._form.field(name)))
        outer.addLayout(self._said)
        outer.addWidget(boxed(row(self._save, leave, None, gap=8)))
        outer.setContentsMargins(0, 0, 0, 0)
        self.setLayout(outer)

    def begin(self, case: str = "", day: date | None = None) -> None:
        """A new appointment; `case` is empty where its code is still to be typed."""
        self._case, self._record = case, ""
        self._title.setText(_("New appointment"))
        self._save.set_word(_("Plan it"))
        self._show(NEW, with_code=not case)
        worker = self._shell.session.worker.id
        self._fill({"minutes": appointments.USUAL, "with_kind": "persoana", "place_kind": "oficiu", "worker": worker,
                    "remind_way": appointments.NO_REMINDER, "start": day.isoformat() if day else None})  # fmt: skip
        self._look_again()

    def begin_move(self, record: str, case: str, answers: Mapping[str, Any]) -> None:
        """Another day and hour for this one."""
        self._case, self._record = case, record
        self._title.setText(_("Move the appointment"))
        self._save.set_word(_("Move it"))
        self._show(MOVE, with_code=False)
        self._fill({"start": answers.get("start"), "ended_by": "persoana"})
        self._kept = dict(answers)
        self._look_again()

    def first_field(self) -> QWidget:
        return self._code if not self._case else self._editors["start"].parts()[0]

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _make(self, field: Field) -> QWidget:
        editor = make_editor(field, field.id, self._around)
        editor.setObjectName(f"appointment_{field.id}")
        editor.edited.connect(self._look_again)
        self._editors[field.id] = editor
        self._blocks[field.id] = _block(pick(field.label), editor)
        return self._blocks[field.id]

    def _show(self, names: Sequence[str], *, with_code: bool) -> None:
        self._code_block.setVisible(with_code)
        self._code.set_value("")
        for name, block in self._blocks.items():
            block.setVisible(name in names)
        self._shown = names

    def _fill(self, answers: Mapping[str, Any]) -> None:
        self._kept = {}
        for name, editor in self._editors.items():
            editor.set_value(answers.get(name))

    def _look_again(self) -> None:
        """What clashes, and why she cannot be reminded in the way that was chosen."""
        while (item := self._said.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        answers = self._answers()
        if "remind_on" in self._shown:
            way = answers.get("remind_way")
            self._blocks["remind_on"].setVisible(way not in (None, appointments.NO_REMINDER))
            self._blocks["room"].setVisible(answers.get("place_kind") in ("oficiu", "adapost"))
        case = self._case or self._typed_case()
        if not case:
            return
        for words in (*self._closed_way(case, answers), *self._clashing(case, answers)):
            self._say(words)

    def _closed_way(self, case: str, answers: Mapping[str, Any]) -> list[str]:
        chosen = answers.get("remind_way")
        ways = appointments.reminder_ways(self._shell.session, case) if chosen in appointments.WAYS else ()
        return [way.why_not for way in ways if way.code == chosen and not way.open]

    def _clashing(self, case: str, answers: Mapping[str, Any]) -> list[str]:
        told = {**self._kept, **answers}
        found = appointments.clashes(self._shell.session, case, told, self._record or None)
        return [_clash_words(clash) for clash in found]

    def _say(self, words: str) -> None:
        banner = Banner(Tone.SOON, words, "")
        banner.setObjectName("appointment_said")
        self._said.addWidget(banner)

    # --- saving -------------------------------------------------------------------------------------------------------

    def _answers(self) -> dict[str, Any]:
        found = {name: self._editors[name].value() for name in self._shown if not self._blocks[name].isHidden()}
        return {name: value for name, value in found.items() if is_real(value)}

    def _typed_case(self) -> str:
        try:
            return cases.by_code(self._shell.session, self._code.text()).case if self._code.text().strip() else ""
        except Refused:
            return ""

    def _on_save(self) -> None:
        for editor in self._editors.values():
            editor.settle()
        try:
            made = self._write()
        except Refused as refusal:
            self._look_again()
            self._say(explain(refusal))
            return
        self.saved.emit(made)

    def _write(self) -> str:
        session, answers = self._shell.session, self._answers()
        if self._record:
            start, by, reason = (answers.get(name) for name in MOVE)
            return appointments.move(session, self._record, str(start or ""), str(by or ""), reason)
        case = self._case or cases.by_code(session, self._code.text()).case
        return appointments.add(session, case, answers)


def around(shell: Shell) -> Around:
    """What the editors of one appointment may ask."""
    session = shell.session
    return Around(
        definitions=session.library.definitions,
        country=session.office.country,
        tz=session.tz,
        now=session.now,
        workers=tuple((worker.id, worker.name) for worker in people.all_workers(session)),
        targets=lambda _form: (),
        case_of_code=lambda _code: None,
        code_of_case=lambda _case: None,
        reveal=lambda _path, value: value,
        attach=lambda _then: None,
        about_file=lambda _id: None,
        open_team=lambda: None,
    )


def _clash_words(clash: Clash) -> str:
    time = f"{time_words(clash.start)}–{time_words(clash.end)}"
    return _(SAME[clash.same]).format(code=clash.code, time=time)


def _block(title: str, control: QWidget) -> QWidget:
    label = Label(title, "label", wrap=True)
    speak(control, title)
    return boxed(column(label, control, gap=4))
