"""One section of a form as a card of questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.schema import RESULT, Field, FieldType, Json, Section
from desktop.forms.visible import Shown
from desktop.gui.forms.around import Around
from desktop.gui.forms.field_view import FieldView
from desktop.gui.forms.group_view import GroupView, ProtocolRows
from desktop.gui.forms.risk_panel import COMPUTED, RiskPanel
from desktop.gui.forms.telling import Telling
from desktop.gui.widgets import Card, Label
from desktop.i18n import _, pick
from desktop.services.records import Value

Part = FieldView | GroupView | ProtocolRows


class SectionView(Card):
    """Made when its section is first looked at. row_added(group), row_removed(group, row), edited and kept as below."""

    edited = Signal(str)
    kept = Signal(str, int)
    row_added = Signal(str)
    row_removed = Signal(str, str)

    def __init__(self, section: Section, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(margin=18, gap=14, parent=parent)
        self.section, self._around = section, around
        self.setObjectName(f"section:{section.id}")
        self._parts: dict[str, Part] = {}
        if section.help and section.look != RESULT:  # the panel says it with the level
            self.add(Label(pick(section.help), "muted", wrap=True))
        self._telling = Telling(section.refers, around) if section.refers else None
        if self._telling is not None:
            self.add(self._telling)
        self._risk = RiskPanel() if section.look == RESULT else None
        if self._risk is not None:
            self.add(self._risk)
        self._nothing = Label(_("Nothing to ask here for now."), "muted")
        self.add(self._nothing)
        for field in section.fields:
            if not is_repeated(field) and not (self._risk and field.id in COMPUTED):
                self._add_part(field)

    def fill(
        self, answers: Mapping[str, Json], paths: Sequence[str] | None = None, *, just_saved: bool = False
    ) -> None:
        """Put answers into the controls, of all questions or of some."""
        for path, view in self.views().items():
            if paths is None or path in paths:
                (view.stand_on if just_saved else view.fill)(answers.get(path))

    def refresh(self, answers: Mapping[str, Json], shown: Mapping[str, Shown]) -> bool:
        """Ask what is asked now; True if rows came or went."""
        others = False
        for path, part in self._parts.items():
            part.setVisible(path in shown)
            if isinstance(part, GroupView):
                before = set(part.views())
                others = part.sync(answers) or others
                for each, view in part.views().items():
                    if each not in before:
                        view.fill(answers.get(each))
        for path, view in self.views().items():
            view.setVisible(path in shown)
            if view.field.type is FieldType.COMPUTED:
                view.fill(answers.get(path))
        self._nothing.setVisible(not any(part in shown for part in self._parts))
        if self._risk is not None:
            self._risk.show_answers(answers, self._around.definitions)
        return others

    def show_problems(self, sentences: Mapping[str, str]) -> None:
        for path, view in self.views().items():
            view.show_problem(sentences.get(path, ""))

    def show_values(self, conflicts: Mapping[str, Sequence[Value]]) -> None:
        for path, view in self.views().items():
            view.show_values(conflicts.get(path, ()))

    def views(self) -> dict[str, FieldView]:
        """Every question of the section by its path, rows included."""
        return dict(self._each_view())

    def group(self, path: str) -> GroupView | None:
        part = self._parts.get(path)
        return part if isinstance(part, GroupView) else None

    def stops(self) -> list[QWidget]:
        told = self._telling.stops() if self._telling is not None else ()
        return [*told, *(stop for part in self._parts.values() for stop in part.stops())]

    def _each_view(self) -> Iterator[tuple[str, FieldView]]:
        for path, part in self._parts.items():
            if isinstance(part, FieldView):
                yield path, part
            elif isinstance(part, GroupView):
                yield from part.views().items()

    def _add_part(self, field: Field) -> None:
        part: Part
        if field.type is not FieldType.GROUP:
            part = self._make_view(field.id, field)
        elif field.rows == "protocol":
            part = ProtocolRows(field, self._around)
        else:
            part = GroupView(field, self._around, self._make_view)
            part.added.connect(partial(self.row_added.emit, field.id))
            part.removed.connect(partial(self.row_removed.emit, field.id))
        self._parts[field.id] = part
        self.add(part)

    def _make_view(self, path: str, field: Field) -> FieldView:
        view = FieldView(path, field, self._around)
        view.edited.connect(self.edited)
        view.kept.connect(self.kept)
        return view


def is_repeated(field: Field) -> bool:
    """A county worked out from a place that stands just above it says the same thing twice."""
    return field.type is FieldType.COMPUTED and field.list == "places"
