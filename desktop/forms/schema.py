"""What a form, a field and a list of codes are, once their definitions have been read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from desktop.forms.editions import FROM
from desktop.refusals import Refused

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Answers: TypeAlias = Mapping[str, Json]
Text: TypeAlias = Mapping[str, str]
T = TypeVar("T")


class FieldType(StrEnum):
    __hash__ = str.__hash__  # that of an enumeration is Python's, and types are looked up all the time

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"
    PHONE = "phone"
    PERSON_ID = "person_id"
    PLACE = "place"
    WORKER = "worker"
    LINK = "link"
    FILE = "file"
    SIGNATURE = "signature"
    COMPUTED = "computed"
    GROUP = "group"


class PrivacyClass(StrEnum):
    __hash__ = str.__hash__

    IDENTIFIER = "identifier"
    QUASI = "quasi"
    SPECIAL = "special"
    FREE_TEXT = "free_text"
    OPERATIONAL = "operational"


GENERALISERS = frozenset(  # what may leave, and how coarse
    ("drop", "keep", "month", "quarter", "year", "county", "region", "group", "any", "count", "elapsed", "band")
)
QUASI = frozenset(("place", "month", "age", "sex", "violence", "relation"))
REPORT_SECTIONS = frozenset(("person", "fact", "intervention", "risk", "services"))

_PATH = re.compile(r"[a-z0-9_/]{1,80}")
_WORDS = {"drop", "any"}
_WHEN = {"drop", "any", "month", "quarter", "year", "elapsed", "band"}
_CODES = {"drop", "keep", "group", "any", "count"}

# What may leave of a type: never the free words that somebody typed, never an exact day.
MAY_LEAVE: Mapping[FieldType, frozenset[str]] = {
    FieldType.TEXT: frozenset(_WORDS),
    FieldType.LONG_TEXT: frozenset(_WORDS),
    FieldType.DATE: frozenset(_WHEN),
    FieldType.DATETIME: frozenset(_WHEN),
    FieldType.CHOICE: frozenset(_CODES),
    FieldType.CHOICES: frozenset(_CODES),
    FieldType.YES_NO: frozenset(_CODES),
    FieldType.NUMBER: frozenset({"drop", "keep", "any", "count", "band", "group"}),
    FieldType.MONEY: frozenset({"drop", "any", "band"}),
    FieldType.PHONE: frozenset(_WORDS),
    FieldType.PERSON_ID: frozenset(_WORDS),
    FieldType.PLACE: frozenset({"drop", "any", "county", "region"}),
    FieldType.WORKER: frozenset(_WORDS),
    FieldType.LINK: frozenset(_WORDS),
    FieldType.FILE: frozenset(_WORDS),
    FieldType.SIGNATURE: frozenset(_WORDS),
    FieldType.COMPUTED: GENERALISERS,
    FieldType.GROUP: frozenset({"drop", "any", "count"}),
}


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A named rule with what stands after its colon."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold for a field to be asked; the path is up the page, or `form.field` of the same case."""

    field: str
    any_of: frozenset[str] | None = None
    none_of: frozenset[str] | None = None
    answered: bool | None = None
    rule: RuleUse | None = None


@dataclass(frozen=True, slots=True)
class Field:
    id: str
    type: FieldType
    label: Text
    privacy: PrivacyClass
    pdf: str
    bundle: str
    help: Text | None = None
    why: Text | None = None
    basis: Text | None = None
    list: str = ""
    required: bool = False
    refusable: bool = True
    rules: tuple[RuleUse, ...] = ()
    when: tuple[Condition, ...] = ()
    show_when_unknown: bool = False
    protective: tuple[str, ...] = ()
    seal: bool = False
    search: bool = False
    default: str = ""
    compute: str = ""
    inputs: tuple[str, ...] = ()
    unit: Text | None = None
    min: float | None = None
    max: float | None = None
    decimals: int = 0
    max_length: int | None = None
    lines: int | None = None
    form: str = ""
    reveal: bool = False
    paper: bool = True  # whether it may stand on paper at all, empty or filled
    report_section: str = ""
    quasi: str = ""
    fields: tuple[Field, ...] = ()  # of a group
    row_title: str = ""
    rows: str = ""
    group: str = ""  # the group that this field is a column of
    hidden: bool = False  # this office asks it no more; where it was answered it still stands

    @property
    def pattern(self) -> str:
        """The path without the row: `field`, or `group/field`."""
        return f"{self.group}/{self.id}" if self.group else self.id


BEGIN, RESULT = "begin", "risk_result"
LOOKS = (BEGIN, RESULT)  # what is settled before any question of the form; the level of risk and what decided it


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Text
    fields: tuple[Field, ...]
    help: Text | None = None
    seen_by: tuple[str, ...] = ()  # roles in the case's team, for which alone a specialist sees it; none: everybody
    look: str = ""  # how the screen shows it, one of LOOKS
    refers: str = ""  # `form.field` of an account that is told once: shown here as a link and never typed again


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    version: int
    code: str
    repeat: bool
    title: Text
    source: str
    verified: bool
    sections: tuple[Section, ...]
    files: tuple[str, ...] = ("victim",)  # the kinds of file that it stands in: codes of the list file_kinds
    act: bool = False  # written by a page of its own, and not offered among the sheets to fill
    lone: bool = False  # of the office: its sheets belong to no case
    page: tuple[tuple[str, Field, None], ...] = field(init=False, repr=False, compare=False)  # its paths without rows
    _patterns: Mapping[str, Field] = field(init=False, repr=False, compare=False)
    _once: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_patterns", {found.pattern: found for found in self.fields()})
        tops = tuple((top.id, top, None) for section in self.sections for top in section.fields)
        object.__setattr__(self, "page", tops)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What follows from the form alone, worked out when it is first asked for."""
        if name not in self._once:
            self._once[name] = make()
        kept: T = self._once[name]
        return kept

    def fields(self) -> Iterator[Field]:
        """Every field in the order of the page, a group before its columns."""
        for section in self.sections:
            for top in section.fields:
                yield top
                yield from top.fields

    def field(self, path: str) -> Field:
        """The field that a path (`field`, `group/row/field`, `group/row`) or a pattern (`group/field`) belongs to."""
        found = self.find(path)
        if found is None:
            raise Refused("unknown-field", form=self.id, field=path if _PATH.fullmatch(path) else "")
        return found

    def named(self, reference: str, group: str = "") -> Field | None:
        """The field that a reference in a definition means: a column of the same group first, then one of the page."""
        return (self._patterns.get(f"{group}/{reference}") if group else None) or self._patterns.get(reference)

    def find(self, path: str) -> Field | None:
        if "/" not in path:
            return self._patterns.get(path)
        head, *rest = path.split("/")
        if len(rest) == 2:
            return self._patterns.get(f"{head}/{rest[1]}") if rest[0] else None
        if len(rest) == 1:
            group = self._patterns.get(head)
            return self._patterns.get(path) or (group if group and group.type is FieldType.GROUP and rest[0] else None)
        return None


@dataclass(frozen=True, slots=True)
class ListEntry:
    code: str
    label: Text
    group: str = ""
    country: str = ""
    exclusive: bool = False
    retired: bool = False
    longest: timedelta | None = None  # how long what it names may last


@dataclass(frozen=True, slots=True)
class CodeList:
    id: str
    version: int
    title: Text
    source: str
    verified: bool
    entries: tuple[ListEntry, ...]
    groups: Mapping[str, Text]
    _codes: Mapping[str, ListEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_codes", {entry.code: entry for entry in self.entries})

    def find(self, code: str) -> ListEntry | None:
        return self._codes.get(code)


@dataclass(frozen=True, slots=True)
class Definitions:
    """All versions of all forms and lists; without a version the newest is meant."""

    forms: Mapping[tuple[str, int], Form]
    lists: Mapping[tuple[str, int], CodeList]
    papers: Mapping[tuple[str, int], Form] = field(default_factory=dict)  # filled by hand alone, of no case, never kept
    current: Mapping[str, int] = field(default_factory=dict)  # the version that an office fills in, where it made one
    _newest_form: Mapping[str, Form] = field(init=False, repr=False, compare=False)
    _newest_list: Mapping[str, CodeList] = field(init=False, repr=False, compare=False)
    _once: dict[tuple[str, ...], Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        shipped = {key[0]: form for key, form in sorted(self.forms.items(), key=_key) if key[1] < FROM}
        own = {id: self.forms[id, version] for id, version in self.current.items()}
        object.__setattr__(self, "_newest_form", {**shipped, **own})
        object.__setattr__(self, "_newest_list", {key[0]: codes for key, codes in sorted(self.lists.items(), key=_key)})

    def form(self, id: str, version: int | None = None) -> Form:
        found = self._newest_form.get(id) if version is None else self.forms.get((id, version))
        if found is None:
            raise Refused("unknown-form", form=id)
        return found

    def list(self, id: str, version: int | None = None) -> CodeList:
        found = self._newest_list.get(id) if version is None else self.lists.get((id, version))
        if found is None:
            raise Refused("unknown-option", field=id)
        return found

    def once(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """What follows from the definitions alone, worked out when it is first asked for."""
        if name not in self._once:
            self._once[name] = make()
        kept: T = self._once[name]
        return kept

    def newest(self) -> tuple[Form, ...]:
        """The forms that can be filled now, in the order of their ids."""
        return tuple(self._newest_form[id] for id in sorted(self._newest_form))

    def printed(self) -> tuple[Form, ...]:
        """What can be printed empty, in the order of the codes: F2 before F18; nobody fills an act by hand."""
        papers = {key[0]: form for key, form in sorted(self.papers.items(), key=_key)}
        forms = (form for form in (*self.newest(), *papers.values()) if not form.act)
        return tuple(sorted(forms, key=lambda form: int(form.code[1:])))


def _key(item: tuple[tuple[str, int], object]) -> tuple[str, int]:
    return item[0]
