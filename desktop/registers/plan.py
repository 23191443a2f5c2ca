"""PURE: which column of a register says which answer: guessed from its headings, or read as from a stranger."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from desktop import paths
from desktop.forms.schema import Definitions, Field, FieldType, Form
from desktop.refusals import Refused
from desktop.registers.book import Cell
from desktop.registers.cells import IMPORTED
from desktop.registers.folded import fold

KINDS = ("case", "report")  # each row a case with its sheets, or a report that waits for a decision
MOST_COLUMNS = 512
MOST_VALUES = 5_000
LARGEST = 1 << 20
_NOT_TYPED = {
    "case": {
        "case_code",
        "country",
        "office_id",
        "legal_hold",
        "duplicate_of",
        "imported_on",
        "file_kind",
        "purge_due",
    },
    "report": {"case", "duplicate_of", "duplicate_of_report"},
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`columns`: number from 0 -> `form.path`; `values`: that path -> folded value -> code, "" to leave it out."""

    into: str = "case"
    sheet: int = 0
    head: int = 1  # the number of the row with the headings; 0 where there are none
    columns: Mapping[int, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def forms(self) -> tuple[str, ...]:
        """The forms that are filled, the case or the report first."""
        named = dict.fromkeys(path.partition(".")[0] for path in self.columns.values())
        return tuple(dict.fromkeys((self.into, *named)))


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column may fill."""

    path: str
    form: Form
    field: Field


def targets(definitions: Definitions, into: str) -> Iterator[Target]:
    """Every field that a column may fill, form by form as they are printed."""
    forms = sorted(definitions.newest(), key=lambda form: int(form.code[1:]))
    for form in forms:
        if form.id != into and (into == "report" or form.act or "victim" not in form.files or form.id == "team"):
            continue
        for found in form.fields():
            if found.id in _NOT_TYPED.get(form.id, ()) or found.type not in IMPORTED:
                continue
            if not found.group or form.field(found.group).rows == "":
                yield Target(f"{form.id}.{found.pattern}", form, found)


def find(definitions: Definitions, into: str, path: str) -> Target:
    """The field of a path; a refusal where no column may fill it."""
    form_id, _dot, pattern = path.partition(".")
    for target in definitions.once(("imported", into), lambda: tuple(targets(definitions, into))):
        if target.form.id == form_id and target.field.pattern == pattern:
            return target
    raise Refused("register-no-field", field=path)


# --- guesses ----------------------------------------------------------------------------------------------------------


def guess_head(rows: Sequence[tuple[int, Sequence[Cell]]], definitions: Definitions) -> int:
    """The number of the row that is most like headings; 0 where none is."""
    best, found = 0, 0
    for number, cells in rows[:20]:
        words = [fold(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        known = sum(bool(_exact(word, definitions, into)) for word in words for into in KINDS)
        score = 10 * known + len(set(words)) - 3 * (len([cell for cell in cells if cell is not None]) - len(words))
        if words and score > best:
            best, found = score, number
    return found


def guess(heads: Sequence[str], definitions: Definitions, into: str) -> dict[int, str]:
    """Which column may mean which field; no field twice, and where nothing is alike nothing is guessed."""
    found: dict[int, str] = {}
    for how in (_exact, _near):
        for at, head in enumerate(heads[:MOST_COLUMNS]):
            path = how(fold(head), definitions, into) if at not in found and head.strip() else ""
            if path and path not in found.values():
                found[at] = path
    return dict(sorted(found.items()))


@cache
def known_headings() -> Mapping[str, Sequence[str]]:
    """The words of registers, by the field that they mean."""
    file = paths.resources() / "registers" / "headings.v1.toml"
    found: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["headings"]
    return found


def _labels(definitions: Definitions, into: str) -> Mapping[str, str]:
    """folded heading -> path: labels in every language, then the words of registers."""

    def make() -> Mapping[str, str]:
        known = list(targets(definitions, into))
        there = {target.path for target in known}
        found: dict[str, str] = {}
        for path, headings in known_headings().items():
            for words in headings if path in there else ():
                found.setdefault(fold(words) or words, path)
        order = ("identity", "case", "incident", "report")
        for target in sorted(known, key=lambda one: order.index(one.form.id) if one.form.id in order else 9):
            for label in (*target.field.label.values(), target.field.id.replace("_", " ")):
                found.setdefault(fold(label), target.path)
        return found

    return definitions.once(("headings", into), make)


def _exact(head: str, definitions: Definitions, into: str) -> str:
    return _labels(definitions, into).get(head, "") if head else ""


def _near(head: str, definitions: Definitions, into: str) -> str:
    """A heading that holds a whole label of two words or more, or the other way round."""
    words = f" {head} "
    near = [
        (len(label), path)
        for label, path in _labels(definitions, into).items()
        if " " in label and (f" {label} " in words or (len(head) > 6 and words in f" {label} "))
    ]
    return max(near)[1] if near else ""


def letter(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA, as spreadsheet programs write it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


# --- as a file --------------------------------------------------------------------------------------------------------


def to_toml(plan: Plan, unmapped: Mapping[str, Iterable[str]] = MappingProxyType({})) -> str:
    """What a person may keep, edit, and give to another office; values without a meaning wait in it."""
    lines = [f"into = {_quoted(plan.into)}", f"sheet = {plan.sheet + 1}", f"head = {plan.head}"]
    for at, path in sorted(plan.columns.items()):
        lines += ["", "[[column]]", f"at = {_quoted(letter(at))}", f"field = {_quoted(path)}"]
        for said, code in sorted(plan.values.get(path, {}).items()):
            lines += ["[[column.value]]", f"said = {_quoted(said)}", f"code = {_quoted(code)}"]
        for said in unmapped.get(path, ()):
            lines += ["# [[column.value]]", f"# said = {_quoted(said)}", '# code = ""']
    return "\n".join(lines) + "\n"


def from_toml(text: str, definitions: Definitions) -> Plan:
    """A plan from outside, every name of it checked; a refusal says what cannot be used, never what was typed."""
    if len(text) > LARGEST or any(line.count(".") > 50 and not line.startswith("said") for line in text.splitlines()):
        raise Refused("register-plan")
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("register-plan") from error
    return from_data(told, definitions)


def from_data(told: object, definitions: Definitions) -> Plan:
    """The same from what a parser made of it."""
    if not isinstance(told, dict) or set(told) - {"into", "sheet", "head", "column"}:
        raise Refused("register-plan")
    into, sheet, head = told.get("into", "case"), told.get("sheet", 1), told.get("head", 1)
    listed = told.get("column", [])
    if into not in KINDS or not _is_count(sheet, 1) or not _is_count(head, 0) or not isinstance(listed, list):
        raise Refused("register-plan")
    columns: dict[int, str] = {}
    values: dict[str, dict[str, str]] = {}
    for one in listed[: MOST_COLUMNS + 1]:
        at, path, said = _column(one)
        find(definitions, into, path)
        if at in columns or path in columns.values() or len(columns) >= MOST_COLUMNS:
            raise Refused("register-plan")
        columns[at] = path
        if said:
            values[path] = said
    return Plan(into, sheet - 1, head, columns, values)


def as_data(plan: Plan) -> dict[str, object]:
    return tomllib.loads(to_toml(plan))


def _column(one: object) -> tuple[int, str, dict[str, str]]:
    if not isinstance(one, dict) or not {"at", "field"} <= set(one) <= {"at", "field", "value"}:
        raise Refused("register-plan")
    at, path, listed = one["at"], one["field"], one.get("value", [])
    if not isinstance(at, str) or not re.fullmatch("[A-Z]{1,2}", at) or not isinstance(path, str):
        raise Refused("register-plan")
    if not isinstance(listed, list) or len(listed) > MOST_VALUES:
        raise Refused("register-plan")
    said: dict[str, str] = {}
    for value in listed:
        if not isinstance(value, dict) or set(value) != {"said", "code"}:
            raise Refused("register-plan")
        if not all(isinstance(part, str) and len(part) <= 300 for part in value.values()):
            raise Refused("register-plan")
        said[fold(value["said"])] = value["code"]
    number = 0
    for sign in at:
        number = number * 26 + ord(sign) - 64
    return number - 1, path, said


def _is_count(value: object, least: int) -> bool:
    return type(value) is int and least <= value <= 1_000_000


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON writes the same, but for the sign that TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def needs_values(field: Field) -> bool:
    """Whether a person can say what a value of this column means."""
    return field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.WORKER, FieldType.PLACE)
