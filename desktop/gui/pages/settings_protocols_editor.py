"""Changing one protocol: its steps with their deadlines, and what hinders a change beside the step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.gui.models import protocol_words
from desktop.gui.pages.focus import focus_shown
from desktop.gui.pages.settings_editions import EditorCard
from desktop.gui.pages.settings_people_parts import show_whole
from desktop.gui.pages.settings_protocols_parts import OwnPanel, StepLine, StepPanel
from desktop.gui.widgets import (
    Banner,
    Button,
    FlowBox,
    Kind,
    Label,
    Line,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
)
from desktop.i18n import _, ngettext, pick
from desktop.protocols import local
from desktop.protocols.local import Changes, OwnStep, Words
from desktop.protocols.schema import Step
from desktop.refusals import explain
from desktop.services import local_protocols
from desktop.services.session import Session


class Editor(EditorCard):
    """What is changed in one protocol; nothing is published by it."""

    def __init__(self, session: Session, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("protocol_editor")
        self._session, self._changes = session, changes
        before = local_protocols.of_protocol(session, changes.protocol)
        self._shipped, self._of_region = before.shipped, before.of_region
        self._opened = ""
        self._back = Button(_("Back to the protocols"), icon="arrow-left", name="protocol_back")
        self._back.clicked.connect(self.left)
        add = Button(_("Add a step"), icon="plus", name="protocol_add")
        add.clicked.connect(self._on_add)
        self._publish = Button(_("Publish"), Kind.PRIMARY, name="protocol_publish")
        self._publish.clicked.connect(lambda: self.publish_wanted.emit(self._changes))
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("protocol_trouble")
        self._trouble.hide()
        self._told = Label("", "small-muted", wrap=True)
        self._told.setObjectName("protocol_told")
        self._lines = boxed(column(gap=0))
        deeds = FlowBox(self._back, add, self._publish, gap=8)
        self.add(SectionHeader(pick(self._shipped.title)), deeds, self._told, self._trouble, self._lines)
        self._show()

    def first_field(self) -> QWidget:
        return self._back

    def refuse(self, error: BaseException) -> None:
        """Publishing did not work, and why."""
        self._trouble.set_words(explain(error))
        self._trouble.show()

    # --- what is shown ------------------------------------------------------------------------------------------

    def _show(self, focus: str = "") -> None:
        """The steps as teams would begin with them; while something hinders it, as they were shipped."""
        layout = self._lines.layout()
        if layout is None:
            return
        clear(layout)
        self._opened = ""
        found = local.faults(self._shipped, self._changes)
        faults = {fault.place.partition("/")[0]: protocol_words.fault_words(fault) for fault in found}
        shown = self._shipped if found else local.apply(self._shipped, self._changes)
        for at, step in enumerate(shown.steps):
            if at:
                layout.addWidget(Line())
            line = StepLine(step, self._chips(step), faults.get(step.id, ""))
            line.setObjectName(f"line_{step.id}")
            line.wanted.connect(self._on_wanted)
            layout.addWidget(line)
        n = self._changes.count
        told = ngettext("{n} change against the shipped protocol.", "{n} changes against the shipped protocol.", n)
        self._told.setText(told.format(n=n) if n else _("No changes: teams begin with it as it was shipped."))
        self._publish.setEnabled(n > 0)
        held = self.findChild(QWidget, focus) if focus else None
        if held is not None:
            QTimer.singleShot(0, held, held.setFocus)

    def _chips(self, step: Step) -> list[str]:
        told = (
            (any(one.id == step.id for one in self._changes.added), _("of the office")),
            (step.id in self._of_region, _("of the region")),
            (step.id in self._changes.words, _("reworded")),
            (any(clock.partition("/")[0] == step.id for clock in self._changes.due), _("other deadline")),
            (not step.verified, _("not verified")),
        )
        return [words for holds, words in told if holds]

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_wanted(self, id: str) -> None:
        if self._opened == id:
            self._show(f"change_step_{id}")
            return
        self._show()
        own = next((one for one in self._changes.added if one.id == id), None)
        if own is not None:
            self._open_own(OwnPanel(self._shipped, id, own), id)
            return
        shipped = self._shipped.step(id)
        if shipped is not None:
            step = local.apply(self._shipped, self._changes).step(id) or shipped
            panel = StepPanel(step, shipped)
            panel.kept.connect(partial(self._on_kept, id))
            self._open(panel, id)

    def _on_add(self) -> None:
        self._show()
        id = local_protocols.new_id(self._session, self._changes)
        self._open_own(OwnPanel(self._shipped, id, None), "")

    def _open_own(self, panel: OwnPanel, id: str) -> None:
        panel.kept.connect(partial(self._on_own, panel))
        panel.taken_out.connect(self._on_taken_out)
        self._open(panel, id)

    def _open(self, panel: StepPanel | OwnPanel, id: str) -> None:
        layout = self._lines.layout()
        self._opened = id
        panel.left.connect(partial(self._show, f"change_step_{id}" if id else "protocol_add"))
        beside = self.findChild(StepLine, f"line_{id}") if id else None
        own = beside.layout() if beside is not None else None
        if own is not None:
            own.addWidget(panel)
        elif isinstance(layout, QBoxLayout):
            layout.insertWidget(0, panel)  # near the button that asked for it
        show_whole(panel)
        QTimer.singleShot(0, panel, lambda: focus_shown(panel.first_field()))  # seen even where the panel is too high

    def _on_kept(self, id: str, words: Words, lengths: Mapping[str, str]) -> None:
        changes = local_protocols.reword(self._changes, id, words)
        for clock, length in lengths.items():
            changes = local_protocols.set_due(self._session, changes, clock, length)
        self._take(changes, f"change_step_{id}")

    def _on_own(self, panel: OwnPanel, own: OwnStep) -> None:
        changes = local_protocols.add(self._changes, own)
        wrong = [one for one in local.faults(self._shipped, changes) if one.place == own.id]
        if wrong:
            panel.refuse(protocol_words.fault_words(wrong[0]))
            return
        self._take(changes, f"change_step_{own.id}")

    def _on_taken_out(self, id: str) -> None:
        self._take(local_protocols.take_out(self._changes, id), "protocol_add")

    def _take(self, changes: Changes, focus: str) -> None:
        self._changes = changes
        self._trouble.hide()
        self._show(focus)
