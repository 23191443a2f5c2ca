"""Answers with several values, in words: what was asked, who answered, and why one of them counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.forms.schema import Definitions, FieldType, Form
from desktop.gui.models.paged_table import PagedTable
from desktop.gui.widgets import Cell, ChipSpec, Shape, Tone
from desktop.i18n import _, ngettext, pick
from desktop.services.conflicts import ROW, Conflict, Head

ALL, SAFETY = "", "!"


@dataclass(frozen=True, slots=True)
class Reading:
    """What turns a row into words."""

    definitions: Definitions


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the rows, and how many there are."""

    rows: Sequence[Head]
    total: int


class ConflictTable(PagedTable[Head, Reading]):
    """Where somebody has to decide."""

    def columns(self) -> Sequence[Callable[[Head, Reading], Cell]]:
        return _COLUMNS

    def heads(self) -> Sequence[str]:
        return _("What was asked"), _("Case"), _("Answered by"), _("What it is")

    def id_of(self, row: Head) -> str:
        return key(row)


def key(head: Head) -> str:
    """By what one is found again."""
    return f"{head.record}/{head.path}"


def kind_of(head: Head) -> str:
    """The code of its kind, for the filter."""
    return "/".join(head.group)


def form_of(head: Head, defs: Definitions) -> Form | None:
    return defs.forms.get((head.form, head.version)) or next((f for f in defs.newest() if f.id == head.form), None)


def form_words(head: Head, defs: Definitions) -> str:
    form = form_of(head, defs)
    return pick(form.title) if form else _("a form that has not arrived yet")


def question_words(head: Head, defs: Definitions, number: int = 0) -> str:
    """What was asked; of a row of a group also which one it is, where that is known."""
    form = form_of(head, defs)
    field = form.find(head.path) if form else None
    if form is None or field is None:
        return _("a question that is not known here")
    group = form.find(head.path.partition("/")[0]) if "/" in head.path else None
    if group is None:
        return pick(field.label)
    which = _("{group}, no. {n}").format(group=pick(group.label), n=number) if number else pick(group.label)
    return which if group is field else _("{group} · {question}").format(group=which, question=pick(field.label))


def who_words(head: Head) -> str:
    return " · ".join(head.authors)


def what_spec(head: Head) -> ChipSpec:
    """What has to be decided, at a glance."""
    if head.safety:
        return ChipSpec(_("safety"), Shape.TRIANGLE, Tone.SOON)
    if head.kind == ROW:
        return ChipSpec(_("row taken out"), Shape.DASH, Tone.INFO)
    return ChipSpec(_("two values"), Shape.CONFLICT, Tone.INFO)


def meanwhile_words(found: Conflict, standing: str) -> str:
    """Which of them counts until somebody decides, and why that one."""
    if found.head.kind == ROW:
        return _("Until you choose, what was written counts. Nothing is taken away by itself.")
    if found.field is not None and found.field.type is FieldType.CHOICES and found.head.safety:
        return _("Until you choose, everything that protects her counts: {answer}.").format(answer=standing)
    if found.head.safety:
        return _("Until you choose, the answer marked here counts, because it is the safer one.")
    return _("Until you choose, the answer marked here counts, because it was written last.")


def count_words(shown: int, every: int) -> str:
    """3 to choose; 3 of 40 where the list is narrowed."""
    if shown == every:
        return ngettext("{n} to choose", "{n} to choose", every).format(n=every)
    return ngettext("{shown} of {n} to choose", "{shown} of {n} to choose", every).format(shown=shown, n=every)


def kinds(heads: Sequence[Head], defs: Definitions) -> list[tuple[str, str]]:
    """What the list can be narrowed to: what is about safety, and each question, the most frequent first."""
    found: dict[str, list[Head]] = {}
    for head in heads:
        found.setdefault(kind_of(head), []).append(head)
    danger = sum(head.safety for head in heads)
    options = [(ALL, _("All questions ({n})").format(n=len(heads)))]
    if danger:
        options.append((SAFETY, _("About safety ({n})").format(n=danger)))
    for code, own in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        words = _("{question} · {form} ({n})")
        told = words.format(question=question_words(own[0], defs), form=form_words(own[0], defs), n=len(own))
        options.append((code, told))
    return options


def narrowed(heads: Sequence[Head], kind: str) -> tuple[Head, ...]:
    """Those of one kind."""
    if kind == ALL:
        return tuple(heads)
    return tuple(head for head in heads if (head.safety if kind == SAFETY else kind_of(head) == kind))


# --- the columns ------------------------------------------------------------------------------------------------------


def _question(head: Head, reading: Reading) -> Cell:
    return Cell(question_words(head, reading.definitions), form_words(head, reading.definitions), strong=True)


def _case(head: Head, _reading: Reading) -> Cell:
    return Cell(head.code) if head.code else Cell(_("without a case"), muted=True)


def _who(head: Head, _reading: Reading) -> Cell:
    return Cell(who_words(head), " · ".join(head.offices))


def _what(head: Head, _reading: Reading) -> Cell:
    return Cell(chip=what_spec(head))


_COLUMNS: tuple[Callable[[Head, Reading], Cell], ...] = (_question, _case, _who, _what)
