"""What is malformed, doubtful or missing in the answers of a form, and how far the form is filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal, NamedTuple, TypeAlias

from desktop.forms import answers as flat
from desktop.forms.clean import clean_path, unlikely_phone
from desktop.forms.context import Context
from desktop.forms.editions import LOCAL
from desktop.forms.rules import RULES, Asked, Finding, Severity
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Form, Json, Text
from desktop.forms.visible import Places, Shown, deciding, walk
from desktop.forms.words import words
from desktop.refusals import Refused

__all__ = ["Problem", "Severity", "Status", "check", "section_status", "status", "words"]

Status: TypeAlias = Literal["empty", "begun", "complete", "to_check"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell about one answer; the wording is chosen where it is shown."""

    path: str
    key: str
    severity: Severity
    args: Mapping[str, str | Text] = attribute(default_factory=dict, hash=False)


def check(
    form: Form, answers: Answers, ctx: Context, defs: Definitions, *, clean: AbstractSet[str] = frozenset()
) -> list[Problem]:
    """Every problem, in the order of the page; unknown paths come last. Hidden questions can only be malformed.

    `clean` are paths whose values `clean_path` gave a moment ago, which therefore have their one shape.
    """
    places = flat.paths(form, answers)
    plan = form.once("judged", lambda: _plan(form)) if places is form.page else None
    asked = {shown.path: shown for shown in walk(form, plan.deciding if plan else places, answers, ctx)}
    problems: list[Problem] = []
    unshaped = answers.keys() - clean
    judged = plan.judged if plan else {path for path, field, _row in places if _can_be_judged(field)}
    wanted = judged | unshaped
    for path, field, _row in [each for each in places if each[0] in wanted]:
        value = answers.get(path)
        malformed = [] if value is None or path in clean else _malformed(form, path, field, value, ctx, defs)
        problems += malformed
        if path in asked and not malformed and _is_judged(field, value):
            problems += _of_shown(form, asked[path], answers, ctx, defs)
    known = plan.paths if plan else {path for path, *_ in places}
    return problems + list(_of_strange_paths(form, answers, known, ctx, defs))


class _Plan(NamedTuple):
    """What is looked at on a page without rows, which follows from the form alone."""

    deciding: Places  # what may be judged, and all that their conditions look at
    judged: AbstractSet[str]
    paths: AbstractSet[str]


def _plan(form: Form) -> _Plan:
    return _Plan(
        deciding=deciding(form, _can_be_judged),
        judged=frozenset(path for path, field, _row in form.page if _can_be_judged(field)),
        paths=frozenset(path for path, *_ in form.page),
    )


def status(form: Form, answers: Answers, problems: Sequence[Problem]) -> Status:
    """How far the form is: nothing doubtful stays unseen, nothing missing counts as done."""
    return _status((path for path, *_ in flat.paths(form, answers)), answers, problems, form)


def section_status(form: Form, answers: Answers, problems: Sequence[Problem]) -> dict[str, Status]:
    found: dict[str, Status] = {}
    for section in form.sections:
        own = {top.id for top in section.fields}
        paths = (path for path, *_ in flat.paths(form, answers) if path.split("/")[0] in own)
        found[section.id] = _status(paths, answers, [each for each in problems if each.path.split("/")[0] in own], form)
    return found


def _status(paths: Iterable[str], answers: Answers, problems: Sequence[Problem], form: Form) -> Status:
    has_rows = "/" in " ".join(answers)
    given = (path for path in paths if flat.is_answered(answers.get(path)) or (has_rows and flat.rows(answers, path)))
    if not any(form.field(path).type is not FieldType.COMPUTED for path in given):
        return "empty"
    if any(problem.severity is not Severity.MISSING for problem in problems):
        return "to_check"
    return "begun" if problems else "complete"


# --- one answer -------------------------------------------------------------------------------------------------------

_KEYS = {"unknown-option": "unknown-option", "unknown-field": "unknown-field", "value-too-long": "too-long"}


def _malformed(form: Form, path: str, field: Field, value: Json, ctx: Context, defs: Definitions) -> list[Problem]:
    if value is None or field.type is FieldType.COMPUTED or (field.seal and flat.is_sealed(value)):
        return []
    try:
        clean_path(form, path, value, ctx, defs)
    except Refused as error:
        return [Problem(path, _key(field, value, error), Severity.MALFORMED, _limits(field, error))]
    return []


def _key(field: Field, value: Json, error: Refused) -> str:
    if flat.refusal(value):
        return "not-refusable"
    if field.type is FieldType.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return "number-range"
    return _KEYS.get(error.code, f"malformed-{_KIND.get(field.type, 'other')}")


_KIND = {
    FieldType.DATE: "date",
    FieldType.DATETIME: "date",
    FieldType.PHONE: "phone",
    FieldType.NUMBER: "number",
    FieldType.MONEY: "money",
    FieldType.PERSON_ID: "number",
    FieldType.TEXT: "text",
    FieldType.LONG_TEXT: "text",
    FieldType.PLACE: "text",
    FieldType.WORKER: "text",
}


def _limits(field: Field, error: Refused) -> dict[str, str | Text]:
    limits: dict[str, str | Text] = {name: f"{error.facts[name]}" for name in ("most",) if name in error.facts}
    for name, value in (("min", field.min), ("max", field.max)):
        limits[name] = "–" if value is None else f"{value:g}"
    return limits


def _is_judged(field: Field, value: Json) -> bool:
    """Whether there is anything to say of an answer that has its shape; most plain ones are simply right."""
    missing = field.required and not flat.is_answered(value)
    return missing or bool(field.rules) or field.type in _JUDGED


def _can_be_judged(field: Field) -> bool:
    return field.required or bool(field.rules) or field.type in _JUDGED


_JUDGED = frozenset({FieldType.PHONE, FieldType.CHOICES})


def _of_shown(form: Form, shown: Shown, answers: Answers, ctx: Context, defs: Definitions) -> Iterator[Problem]:
    value, field = answers.get(shown.path), shown.field
    if field.required and not (flat.is_answered(value) or flat.rows(answers, shown.path)):
        yield Problem(shown.path, "required", Severity.MISSING, {} if field.refusable else {"plain": "yes"})
    if field.type is FieldType.PHONE and flat.is_real(value) and unlikely_phone(value):
        yield Problem(shown.path, "phone-unlikely", Severity.DOUBTFUL)
    if field.type is FieldType.CHOICES and _contradicts(value, field, defs):
        yield Problem(shown.path, "exclusive-choice", Severity.DOUBTFUL)
    for use in field.rules:
        rule = RULES[use.name]
        if flat.is_real(value) or (rule.of_gaps and not flat.is_answered(value)):
            found = rule.check(Asked(value, field, shown.row, use.argument, answers, ctx, form, defs))
            if found:
                yield Problem(shown.path, found.key, found.severity, _told(found, form, field, defs))


def _contradicts(value: Json, field: Field, defs: Definitions) -> bool:
    if not isinstance(value, list | tuple) or len(value) < 2:
        return False
    entries = [defs.list(field.list).find(str(code)) for code in value]
    return any(entry is not None and entry.exclusive for entry in entries)


def _told(found: Finding, form: Form, field: Field, defs: Definitions) -> dict[str, str | Text]:
    """Figures as they are, and paths as the labels that people know them by."""
    told: dict[str, str | Text] = {}
    for name, value in found.args.items():
        if name == "option":
            told |= _option(value, field, defs)
            continue
        if name not in {"other", "others"}:
            told[name] = value
            continue
        labels = [_label(path, form, field, defs) for path in value.split(",") if path]
        told[name] = {language: ", ".join(label.get(language, label["ro"]) for label in labels) for language in _TOLD}
    return told


_TOLD = ("ro", "en", "ru", "uk")


def _option(code: str, field: Field, defs: Definitions) -> dict[str, str | Text]:
    """A choice by its label; a yes or a no is a word of the program."""
    entry = defs.list(field.list).find(code) if field.list else None
    return {"option": entry.label} if entry else {"plain": code}


def _label(path: str, form: Form, field: Field, defs: Definitions) -> Text:
    other, _dot, inside = path.rpartition(".")
    target = defs.form(other).named(inside) if other else form.named(path, field.group)
    return target.label if target else {"ro": path}


def _of_strange_paths(
    form: Form, answers: Answers, known: AbstractSet[str], ctx: Context, defs: Definitions
) -> Iterator[Problem]:
    """Paths that the form does not have, and rows with ids that cannot be."""
    if answers.keys() <= known:
        return
    for path, value in answers.items():
        if path in known or value is None or path.startswith(LOCAL):
            continue  # what another office asks of its own is kept as it came
        try:
            clean_path(form, path, value, ctx, defs)
        except Refused:
            yield Problem(path, "unknown-field", Severity.MALFORMED)
