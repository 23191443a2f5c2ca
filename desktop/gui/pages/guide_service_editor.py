"""The sheet of one service: what the office found out about it, or one that it adds."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Field
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.make import make_editor
from desktop.gui.pages.appointment_editor import around
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, FlowBox, Kind, Label, Question, Tone, boxed, clear, column, speak
from desktop.i18n import _, pick
from desktop.refusals import Refused, explain
from desktop.services import directory
from desktop.services.directory import Listed
from desktop.services.session import PEOPLE

ASKED = (
    *("kind", "name", "phone", "phone_two", "hours", "contact", "place", "address"),
    *("remarks", "checked_on", "closed"),
)
KNOWN = ("kind", "name")  # of what came with the program they are asked only where it lacks them
HIDDEN_OF_SHELTER = ("place", "address")


class ServiceEditor(QWidget):
    """A few questions in one column. saved(str): the service that was written; left: nothing was."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("service_editor")
        self._shell = shell
        self._form = shell.session.library.definitions.form(directory.FORM)
        self._service: Listed | None = None
        self._before: dict[str, Any] = {}
        self._title, self._about = Label("", "section", wrap=True), Label("", "muted", wrap=True)
        self._around = around(shell)
        self._editors: dict[str, Editor] = {}
        self._blocks: dict[str, QWidget] = {}
        self._said = QVBoxLayout()
        card = Card(gap=12)
        card.add(boxed(column(self._title, self._about, gap=2)))
        for name in ASKED:
            card.add(self._make(self._form.field(name)))
        save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save_service")
        save.clicked.connect(self.save)
        leave = Button(_("Back to the list"), name="leave_service")
        leave.clicked.connect(self.left)
        self._remove = Button(_("Take out for good"), Kind.SMALL_LINK, icon="trash", name="remove_service")
        self._remove.clicked.connect(self._ask)
        self._asked = Question(
            _("Take out for good what this office wrote of the service?"),
            _("It cannot be brought back, also not from a copy. What came with the program stays."),
            (("remove", _("Take it out")), ("keep", _("Leave it"))),
        )
        self._asked.answered.connect(self._on_answered)
        card.add(self._said, FlowBox(save, leave, self._remove), self._asked)
        self.setLayout(column(card))

    def begin(self, service: Listed | None) -> None:
        """Show what this office wrote of a service; None begins a new one."""
        self._service = service
        self._title.setText(pick(service.name) if service else _("A service that this office uses"))
        self._about.setText(
            _("What is known stays; what you write here stands over it, on this office’s computers alone.")
            if service and not service.own
            else _("Public institutions only. Of a shelter neither place nor address is written.")
        )
        said = dict(directory.answers(self._shell.session, service)) if service else {}
        kind = service.kind.id if service else None
        self._before = {**{name: said.get(name) for name in ASKED}, "kind": kind}
        for name, editor in self._editors.items():
            editor.set_value(self._before[name])
        for name in KNOWN:
            self._blocks[name].setVisible(service is None or service.own or name in service.missing)
        self._settle()
        clear(self._said)
        self._asked.hide()
        may = self._shell.session.worker.role in PEOPLE
        self._remove.setVisible(may and service is not None and service.record is not None)

    def first_field(self) -> QWidget:
        first = "kind" if self._service is None else "phone"
        return self._editors[first].parts()[0]

    def save(self) -> None:
        for editor in self._editors.values():
            editor.settle()
        clear(self._said)
        try:
            record = directory.write(self._shell.session, self._service.id if self._service else None, self._changes())
        except Refused as refusal:
            self._say(refusal)
            return
        self.saved.emit(self._service.id if self._service else record.record)

    def _ask(self) -> None:
        self._asked.show()
        self._asked.first().setFocus()

    def _on_answered(self, way: str) -> None:
        self._asked.hide()
        if way != "remove" or self._service is None:
            self._remove.setFocus()
            return
        try:
            directory.remove(self._shell.session, self._service.id)
        except Refused as refusal:
            self._say(refusal)
            return
        self.saved.emit(self._service.id)

    def _changes(self) -> dict[str, Any]:
        """What is other than before; of a shelter never where it is."""
        told = {name: editor.value() for name, editor in self._editors.items() if not self._blocks[name].isHidden()}
        told |= dict.fromkeys((name for name in HIDDEN_OF_SHELTER if self._blocks[name].isHidden()), None)
        return {name: value for name, value in told.items() if value != self._before[name]}

    def _make(self, field: Field) -> QWidget:
        editor = make_editor(field, field.id, self._around)
        editor.setObjectName(f"service_{field.id}")
        editor.edited.connect(self._settle)
        self._editors[field.id] = editor
        label, parts = Label(pick(field.label), "label", wrap=True), [editor]
        help_ = [Label(pick(field.help), "small-muted", wrap=True)] if field.help else []
        speak(editor, pick(field.label))
        self._blocks[field.id] = boxed(column(label, *help_, *parts, gap=4))
        return self._blocks[field.id]

    def _settle(self) -> None:
        """A shelter is not asked where it is."""
        kinds = self._shell.session.library.guidebook.kinds
        chosen = kinds.get(str(self._editors["kind"].value() or ""))
        for name in HIDDEN_OF_SHELTER:
            self._blocks[name].setVisible(chosen is None or not chosen.sheltered)

    def _say(self, refusal: Refused) -> None:
        self._said.addWidget(Banner(Tone.SOON, _("Nothing was saved."), explain(refusal)))
        field = refusal.facts.get("field")
        path = "name" if refusal.code == "service-name-needed" else field
        if isinstance(path, str) and path in self._editors:
            self._editors[path].parts()[0].setFocus()
