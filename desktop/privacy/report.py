"""The anonymised report of one case: only labels, list answers, widened answers and small counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from types import MappingProxyType

from desktop.forms.answers import is_answered, paths
from desktop.forms.context import Context
from desktop.forms.schema import Answers, Definitions, Field, Form, PrivacyClass
from desktop.i18n import _, pick, using
from desktop.privacy import ladders, sentences
from desktop.privacy.facts import facts_of, quasi_of
from desktop.privacy.generalise import word
from desktop.privacy.kanon import K, Widened
from desktop.privacy.sentences import Removed

Case = Mapping[
    str, Sequence[Answers]
]  # the records of a case by form, each form's oldest first, computed fields filled
Shared = Callable[[str, str], int]  # how many cases of the office have this fact with this value

FORMS = ("identity", "case", "report", "incident", "aggressor", "consent", "team")  # then the others by id
# At which level of a widened column an answer of this coarseness may still stand beside it.
_AS_FINE_AS: Mapping[str, tuple[str, int]] = {
    "month": ("month", 0),
    "quarter": ("month", 1),
    "year": ("month", 2),
    "county": ("place", 0),
    "region": ("place", 1),
}
_COLUMNS = ("sex", "age", "place", "month", "violence", "relation")  # in the order of the page
_MOST = 999  # a count has at most three digits
_PERSON = b"ancora-report"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer beside its label; a field with several answers has several lines with the same label."""

    field: str  # form.field, or the column of a widened answer
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    title: str  # without its number
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Widening:
    """What became of one of the six, for the window alone: `before` is finer than what is printed."""

    column: str
    label: str
    before: str
    after: str  # "" where it was dropped


@dataclass(frozen=True, slots=True)
class CaseReport:
    number: str  # R-58213, a keyed hash of what is printed
    title: str
    subtitle: str  # number and month of making
    head: tuple[str, ...]  # whole sentences: what was removed, and that a person may still be recognised
    sections: tuple[ReportSection, ...]  # those with at least one line
    widened: tuple[Widening, ...]  # never printed
    removed: Removed
    enough: bool  # False: the office has fewer than five cases


def build(
    case: Case,
    defs: Definitions,
    widened: Widened,
    shared: Shared,
    *,
    ctx: Context,
    language: str,
    key: bytes,
) -> CaseReport:
    """Everything that the page shows; `key` is a secret of the office, so that the number tells nothing."""
    page = _Page(case, defs, widened, shared, replace(ctx, case=case), language)
    lines = [*page.columns(), *page.answers()]
    removed = _removed(case, defs, rare=sum(line is None for _place, line in lines))
    head = sentences.head(removed, language, enough=widened.ok)
    sections = tuple(_sections(lines, language))
    number = _number(head, sections, key)
    return CaseReport(
        number=number,
        title=sentences.title(language),
        subtitle=sentences.subtitle(number, ctx.now.astimezone(ctx.tz).strftime("%Y-%m"), language),
        head=head,
        sections=sections,
        widened=tuple(page.widenings()),
        removed=removed,
        enough=widened.ok,
    )


def printable(defs: Definitions) -> Sequence[tuple[Form, Field]]:
    """The fields that may be printed by themselves, in the order of the page; the six are printed widened instead."""
    return defs.once(("printable",), lambda: tuple(_printable(defs)))


def _printable(defs: Definitions) -> Iterator[tuple[Form, Field]]:
    order = {id: place for place, id in enumerate(FORMS)}
    for form in sorted(defs.newest(), key=lambda one: (order.get(one.id, len(FORMS)), one.id)):
        for field in form.fields():
            if field.pdf != "drop" and not field.quasi:
                yield form, field


def labels(defs: Definitions, language: str) -> Mapping[str, str]:
    """What stands before each printable answer, by `form.field`; two fields never have the same words."""
    return defs.once(("labels", language), lambda: MappingProxyType(_labels(defs, language)))


def _labels(defs: Definitions, language: str) -> dict[str, str]:
    plain = {_key(form, field): _plain_label(form, field, language) for form, field in printable(defs)}
    often = Counter(plain.values())
    for column, found in ladders.LABELS.items():
        often.update({ladders.label(column, level, language) for level in range(len(found))})
    titles = {_key(form, field): pick(form.title, language) for form, field in printable(defs)}
    return {key: words if often[words] == 1 else _inside(titles[key], words, language) for key, words in plain.items()}


def _key(form: Form, field: Field) -> str:
    return f"{form.id}.{field.pattern}"


def _plain_label(form: Form, field: Field, language: str) -> str:
    """The column of a group is nothing without the group: `Steps: state`."""
    words = pick(field.label, language)
    if not field.group:
        return words
    return _inside(pick(form.field(field.group).label, language), words, language)


def _inside(group: str, column: str, language: str) -> str:
    with using(language):
        return _("{group}: {column}").format(group=group, column=column)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of one report are made from."""

    case: Case
    defs: Definitions
    widened: Widened
    shared: Shared
    ctx: Context
    language: str

    def columns(self) -> Iterator[tuple[str, Line]]:
        """The widened ones, which come first in their sections."""
        fields = ladders.sources(self.defs)
        for column in _COLUMNS:
            if column in self.widened.values:
                code, level = self.widened.values[column]
                label = ladders.label(column, level, self.language)
                yield fields[column][1].report_section, Line(column, label, self._word(column, level, code))

    def answers(self) -> Iterator[tuple[str, Line | None]]:
        """All others; None for one that too few cases share by itself, or that is finer than what was widened."""
        facts, words = self._facts(), labels(self.defs, self.language)
        for form, field in printable(self.defs):
            key = _key(form, field)
            for code in sorted(facts.get(key, ())):
                line = Line(key, words[key], word(field, code, self.defs, self.language))
                stands = self._coarse_enough(field) and self.shared(key, code) >= K
                yield field.report_section, line if stands else None

    def widenings(self) -> Iterator[Widening]:
        for column, code in quasi_of(self.case, self.ctx, self.defs).items():
            level = next((number for number, rung in enumerate(ladders.rungs(column, code, self.defs)) if rung), None)
            if code and level is not None:
                printed = self.widened.values.get(column)
                yield Widening(
                    column,
                    ladders.label(column, level, self.language),
                    before=self._word(column, level, code),
                    after=self._word(column, printed[1], printed[0]) if printed else "",
                )

    def _facts(self) -> dict[str, set[str]]:
        """What the records of the case say together, by `form.field`."""
        together: dict[str, set[str]] = {}
        for form in self.defs.newest():
            for answers in self.case.get(form.id, ()):
                for key, found in facts_of(form, answers, self.ctx, self.defs).items():
                    together.setdefault(key, set()).update([found] if isinstance(found, str) else found)
        return together

    def _coarse_enough(self, field: Field) -> bool:
        if field.pdf not in _AS_FINE_AS:
            return True
        column, level = _AS_FINE_AS[field.pdf]
        return column not in ladders.sources(self.defs) or (
            column in self.widened.values and self.widened.values[column][1] <= level
        )

    def _word(self, column: str, level: int, code: str) -> str:
        return ladders.vocabulary(column, level, self.defs).word(code, self.language)


def _sections(lines: Sequence[tuple[str, Line | None]], language: str) -> Iterator[ReportSection]:
    for section in sentences.SECTIONS:
        found = tuple(line for place, line in lines if place == section and line is not None)
        if found:
            yield ReportSection(sentences.section_title(section, language), found)


def _removed(case: Case, defs: Definitions, *, rare: int) -> Removed:
    """How many answers stay in the office, each counted once."""
    counted: Counter[str] = Counter()
    for form in defs.newest():
        for answers in case.get(form.id, ()):
            for path, field, _row_id in paths(form, answers):
                if field.pdf == "drop" and is_answered(answers.get(path)):
                    counted[field.privacy] += 1
    names = counted.pop(PrivacyClass.IDENTIFIER, 0)
    texts = counted.pop(PrivacyClass.FREE_TEXT, 0)
    return Removed(*(min(count, _MOST) for count in (names, texts, rare, counted.total())))


def _number(head: Sequence[str], sections: Sequence[ReportSection], key: bytes) -> str:
    """Five digits that the same page always has; nobody without the key can work back from them."""
    if len(key) < 16:
        raise ValueError("the key is too short")
    printed = [*head, *(text for one in sections for line in one.lines for text in (one.title, line.label, line.value))]
    digest = blake2b(json.dumps(printed).encode(), key=key[:64], person=_PERSON, digest_size=16).digest()
    return f"R-{10_000 + int.from_bytes(digest, 'big') % 90_000}"
