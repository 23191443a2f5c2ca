"""PURE: what stands on a form while it is filled: answers, what is asked, what is wrong, what can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.forms import answers as flat
from desktop.forms.compute import computed
from desktop.forms.history import Undo
from desktop.forms.schema import Definitions, FieldType, Form, Json
from desktop.forms.validate import Problem, Severity, check, section_status
from desktop.forms.visible import Shown, visible
from desktop.services.records import Sheet


@dataclass(frozen=True, slots=True)
class SectionState:
    """The tick of a section and how many answers wait in it."""

    state: str  # empty begun complete to_check conflict to_correct
    count: int = 0


class FormState:
    """The answers as they stand on the screen, against those that stand in the vault."""

    def __init__(self, sheet: Sheet, defs: Definitions, kept: Mapping[str, Json] | None = None) -> None:
        """`kept` are changes that could not be written as a draft and were held in memory."""
        self._defs = defs
        self.sheet = sheet
        self._base: dict[str, Json] = dict(sheet.answers)
        self._undo = Undo(self._base)
        self._answers = dict(self._base)
        self._doubts = self._doubts_in_vault()
        changes = {**sheet.draft, **(kept or {})}
        if changes:
            # The draft is a step of its own, so that one Undo throws it away.
            self._undo.push(self._computed({**self._base, **changes}))
        self._take(self._undo.answers)

    # --- what stands ------------------------------------------------------------------------------------------

    @property
    def form(self) -> Form:
        return self.sheet.form

    @property
    def answers(self) -> Mapping[str, Json]:
        return self._answers

    @property
    def shown(self) -> Mapping[str, Shown]:
        """What is asked now, by path, in the order of the page."""
        return self._shown

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    def changes(self) -> dict[str, Json]:
        """What a save would set: every path whose value is not the one in the vault; gone ones are None."""
        paths = {**self._base, **self._answers}
        return {
            path: self._answers.get(path)
            for path in paths
            if not same(self._answers.get(path), self._base.get(path)) and not self._is_computed(path)
        }

    def wrong(self) -> tuple[Problem, ...]:
        """What must or should be corrected: malformed answers, and doubtful ones that nobody has confirmed yet."""
        return tuple(
            each
            for each in self._problems
            if each.severity is Severity.MALFORMED
            or (each.severity is Severity.DOUBTFUL and not self._is_confirmed(each))
        )

    def malformed(self) -> tuple[Problem, ...]:
        return tuple(each for each in self._problems if each.severity is Severity.MALFORMED)

    def missing(self) -> tuple[Problem, ...]:
        return tuple(each for each in self._problems if each.severity is Severity.MISSING)

    def sections(self) -> dict[str, SectionState]:
        """The state of each section: what is to correct comes first, then two values, then what is to check."""
        status = section_status(self.form, self._answers, self._problems)
        wrong = [each.path.split("/")[0] for each in self.wrong()]
        conflicts = [path.split("/")[0] for path in self.sheet.conflicts]
        found: dict[str, SectionState] = {}
        for section in self.form.sections:
            own = {top.id for top in section.fields}
            to_correct = sum(head in own for head in wrong)
            two_values = sum(head in own for head in conflicts)
            if to_correct:
                found[section.id] = SectionState("to_correct", to_correct)
            elif two_values:
                found[section.id] = SectionState("conflict", two_values)
            else:
                found[section.id] = SectionState(status[section.id])
        return found

    # --- what the person does -----------------------------------------------------------------------------------

    def set(self, changes: Mapping[str, Json], *, typing: str | None = None) -> None:
        """Answers changed by the person; letters typed in one go in one field (`typing`) are one step of Undo."""
        self._take(self._computed({**self._answers, **changes}))
        self._undo.push(self._answers, typing)

    def pause(self) -> None:
        """The person went on to another field: what comes next is a step of its own."""
        self._undo.pause()

    @property
    def can_undo(self) -> bool:
        return self._undo.can_undo

    @property
    def can_redo(self) -> bool:
        return self._undo.can_redo

    def undo(self) -> list[str]:
        """One step back; the paths whose answers are others now."""
        return self._move(self._undo.undo())

    def redo(self) -> list[str]:
        return self._move(self._undo.redo())

    # --- what happens beside ------------------------------------------------------------------------------------

    def rebase(self, sheet: Sheet, *, own: bool) -> list[str]:
        """Stand on what the vault holds now; unsaved changes stay on top of it. The paths that look different.

        After a save of one's `own` the steps of Undo stay; after somebody else's, going back over it would undo theirs.
        """
        before, changes = dict(self._answers), {} if own else self.changes()
        self.sheet, self._base = sheet, dict(sheet.answers)
        self._doubts = self._doubts_in_vault()
        self._take(self._computed({**self._base, **changes}))
        if own:
            self._undo.push(self._answers)
        else:
            self._undo = Undo(self._base)
            self._undo.push(self._answers)
        return _different(before, self._answers)

    def drop(self, path: str) -> None:
        """Forget an unsaved change of one path, because its two values were settled otherwise."""
        standing = self._base.get(path)
        self._take(self._computed({**self._answers, path: standing}))
        self._undo.push(self._answers)

    def _move(self, answers: dict[str, Json]) -> list[str]:
        before = self._answers
        self._take(answers)
        return _different(before, self._answers)

    def _take(self, answers: dict[str, Json]) -> None:
        ctx = self.sheet.context
        self._answers = answers
        self._shown = {each.path: each for each in visible(self.form, answers, ctx, self._defs)}
        self._problems = tuple(check(self.form, answers, ctx, self._defs))

    def _doubts_in_vault(self) -> frozenset[tuple[str, str]]:
        if self.sheet.is_new:
            return frozenset()
        found = check(self.form, self._base, self.sheet.context, self._defs)
        return frozenset((each.path, each.key) for each in found if each.severity is Severity.DOUBTFUL)

    def _is_confirmed(self, problem: Problem) -> bool:
        """A doubt that was saved on purpose, as long as the answer is the saved one."""
        unchanged = same(self._answers.get(problem.path), self._base.get(problem.path))
        return unchanged and (problem.path, problem.key) in self._doubts

    def _computed(self, answers: Mapping[str, Json]) -> dict[str, Json]:
        return computed(self.form, answers, self.sheet.context, self._defs)

    def _is_computed(self, path: str) -> bool:
        field = self.form.find(path)
        return field is not None and field.type is FieldType.COMPUTED


def same(one: Json, other: Json) -> bool:
    """Equal as JSON: 1 and true are two answers, which Python would take for one; a gap is a gap."""
    return one is other or json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _different(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[str]:
    return [path for path in {**before, **after} if not same(before.get(path), after.get(path))]


def rows_of(answers: Mapping[str, Json], group: str) -> list[str]:
    return flat.rows(answers, group)


def without_row(answers: Mapping[str, Json], group: str, row: str) -> dict[str, Json]:
    """What takes a row away: its mark and every answer in it become gaps."""
    head = f"{group}/{row}"
    return dict.fromkeys((head, *(each for each in answers if each.startswith(f"{head}/"))))


def first_of(paths: Iterable[str], order: Iterable[str]) -> str | None:
    """The path that comes first on the page."""
    wanted = set(paths)
    return next((path for path in order if path in wanted), None)
