"""What must hold of a form as a whole before anybody fills it: types, references, and that nothing private leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desktop.forms.compute import FUNCTIONS
from desktop.forms.reading import DefinitionFault
from desktop.forms.rules import CONDITIONS, RULES, Takes
from desktop.forms.schema import (
    BEGIN,
    MAY_LEAVE,
    Condition,
    Definitions,
    Field,
    FieldType,
    Form,
    PrivacyClass,
    RuleUse,
    Section,
)

FILE_KINDS = "file_kinds"
TEAM_ROLES = "L10"
_DATES = {FieldType.DATE, FieldType.DATETIME}
_CHOICES = {FieldType.CHOICE, FieldType.CHOICES}
_WORDS = {FieldType.TEXT, FieldType.LONG_TEXT}
_DEFAULTS = {
    "today": _DATES,
    "now": {FieldType.DATETIME},
    "worker": {FieldType.WORKER},
    "office": {FieldType.TEXT, FieldType.CHOICE},
    "country": {FieldType.CHOICE},
    "code": {FieldType.TEXT},
}
_ONLY_FOR: tuple[tuple[str, set[FieldType]], ...] = (
    ("form", {FieldType.LINK}),
    ("compute", {FieldType.COMPUTED}),
    ("inputs", {FieldType.COMPUTED}),
    ("seal", _WORDS),
    ("min", {FieldType.NUMBER, FieldType.MONEY}),
    ("max", {FieldType.NUMBER, FieldType.MONEY}),
    ("decimals", {FieldType.NUMBER}),
    ("unit", {FieldType.NUMBER, FieldType.COMPUTED}),
    ("max_length", _WORDS),
    ("lines", {FieldType.LONG_TEXT}),
    ("row_title", {FieldType.GROUP}),
    ("rows", {FieldType.GROUP}),
    ("protective", _CHOICES | {FieldType.YES_NO}),
    ("list", _CHOICES | {FieldType.COMPUTED}),
    ("search", set(FieldType) - {FieldType.COMPUTED, FieldType.GROUP, FieldType.FILE}),
)


def check_form(form: Form, defs: Definitions) -> None:
    """Refuse the form at the first thing that is not right."""
    seen: list[Field] = []
    if not form.sections:
        raise _fault(form, "section", "no section")
    _seen_by(form, defs)
    _files(form, defs)
    for section in form.sections:
        _look(form, section, defs)
    for field in form.fields():
        _shape(form, field, defs)
        _privacy(form, field)
        _choice(form, field, defs)
        _numbers(form, field)
        _group(form, field)
        for use in field.rules:
            _rule(form, field, use, defs)
        for condition in field.when:
            _condition(form, field, condition, defs, seen)
        _computed(form, field, defs, seen)
        seen.append(field)


def _files(form: Form, defs: Definitions) -> None:
    """The kinds of file in which a form stands are those that there are."""
    for kind in form.files:
        if (FILE_KINDS, 1) in defs.lists and defs.list(FILE_KINDS).find(kind) is None:
            raise _fault(form, "files", f"unknown kind {kind}")


def _seen_by(form: Form, defs: Definitions) -> None:
    """A section for some roles names roles that there are, gives no word to the search, and is not all of a form."""
    if all(section.seen_by for section in form.sections):
        raise _fault(form, "section", "every section is for some roles only")
    for section in (each for each in form.sections if each.seen_by):
        known = defs.list(TEAM_ROLES) if (TEAM_ROLES, 1) in defs.lists else None
        for role in section.seen_by:
            if known is None or known.find(role) is None:
                raise _fault(form, section.id, f"unknown role {role}")
        for field in (inner for top in section.fields for inner in (top, *top.fields)):
            if field.search:
                raise _fault(form, field, "search in a section for some roles only")


def _look(form: Form, section: Section, defs: Definitions) -> None:
    """What comes before the questions is answered with yes or no; an account that is referred to is a sealed one."""
    if section.look == BEGIN and not all(one.type is FieldType.YES_NO and one.required for one in section.fields):
        raise _fault(form, section.id, "what comes before the questions is a required yes or no")
    if not section.refers:
        return
    other, _dot, path = section.refers.partition(".")
    found = defs.form(other).find(path) if any(id == other for id, _version in defs.forms) else None
    if found is None or not found.seal:
        raise _fault(form, section.id, f"no sealed account {section.refers}")


def _fault(form: Form, field: Field | str, fault: str) -> DefinitionFault:
    place = field if isinstance(field, str) else field.pattern
    return DefinitionFault(f"{form.id}.v{form.version}.toml", place, fault)


def _privacy(form: Form, field: Field) -> None:
    for place, how in (("pdf", field.pdf), ("bundle", field.bundle)):
        if how not in MAY_LEAVE[field.type]:
            raise _fault(form, field, f"{place} = {how} does not fit the type {field.type}")
        if field.privacy in {PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT} and how != "drop":
            raise _fault(form, field, f"{place} of an identifier or free text is not drop")
    if field.seal and field.privacy is not PrivacyClass.FREE_TEXT:
        raise _fault(form, field, "a sealed field is free_text")
    if field.seal and field.search:
        raise _fault(form, field, "a sealed field cannot be searched")
    if (field.pdf != "drop") != bool(field.report_section):
        raise _fault(form, field, "report_section goes with a pdf that is not drop")


def _shape(form: Form, field: Field, defs: Definitions) -> None:
    for key, types in _ONLY_FOR:
        if getattr(field, key) and field.type not in types:
            raise _fault(form, field, f"{key} does not fit the type {field.type}")
    if field.type is FieldType.LINK and not any(id == field.form for id, _ in defs.forms):
        raise _fault(form, field, f"unknown form {field.form}")
    if field.type is FieldType.COMPUTED and (field.required or field.default):
        raise _fault(form, field, "a computed field is neither required nor has a default")
    if field.show_when_unknown and not field.when:
        raise _fault(form, field, "when_unknown without when")
    if field.default:
        _default(form, field, defs)


def _default(form: Form, field: Field, defs: Definitions) -> None:
    name, _, argument = field.default.partition(":")
    if name == "first" and field.type in _CHOICES | {FieldType.YES_NO}:
        known = argument in _codes(field, defs)
    elif name == "in_days" and field.type in _DATES:
        known = _is_days(argument)
    else:
        known = not argument and field.type in _DEFAULTS.get(name, set())
    if not known:
        raise _fault(form, field, f"unknown default {field.default}")


def _choice(form: Form, field: Field, defs: Definitions) -> None:
    if field.type in _CHOICES and not field.list:
        raise _fault(form, field, "no list")
    if field.list and not any(id == field.list for id, _ in defs.lists):
        raise _fault(form, field, f"unknown list {field.list}")
    if unknown := set(field.protective) - _codes(field, defs):
        raise _fault(form, field, f"protective has the unknown code {min(unknown)}")


def _codes(field: Field, defs: Definitions) -> set[str]:
    """What a condition, a default or a protective order may name; empty where any text will do."""
    if field.type is FieldType.YES_NO:
        return {"true", "false"}
    return {entry.code for entry in defs.list(field.list).entries} if field.list else set()


def _numbers(form: Form, field: Field) -> None:
    if field.min is not None and field.max is not None and field.min > field.max:
        raise _fault(form, field, "min is over max")
    if not 0 <= field.decimals <= 4:
        raise _fault(form, field, "decimals is not 0 to 4")
    for key, most in (("max_length", 100_000), ("lines", 40)):
        value = getattr(field, key)
        if value is not None and not 1 <= value <= most:
            raise _fault(form, field, f"{key} is not 1 to {most}")


def _group(form: Form, field: Field) -> None:
    if field.type is not FieldType.GROUP:
        return
    if not field.fields:
        raise _fault(form, field, "no column")
    if any(column.type is FieldType.GROUP for column in field.fields):
        raise _fault(form, field, "a group repeats one level deep")
    if field.row_title and field.row_title not in {column.id for column in field.fields}:
        raise _fault(form, field, f"row_title is no column {field.row_title}")


# --- references -------------------------------------------------------------------------------------------------------


def _rule(form: Form, field: Field, use: RuleUse, defs: Definitions) -> None:
    rule = RULES.get(use.name)
    if rule is None:
        raise _fault(form, field, f"unknown rule {use.name}")
    if field.type not in rule.types:
        raise _fault(form, field, f"the rule {use.name} does not fit the type {field.type}")
    for path, dated in _paths(form, field, use, rule.takes, defs):
        target = _target(path, form, field, defs)
        if target is None or (dated and target.type not in _DATES):
            raise _fault(form, field, f"the rule {use.name} names the unknown field {path}")


def _paths(form: Form, field: Field, use: RuleUse, takes: Takes, defs: Definitions) -> Iterator[tuple[str, bool]]:
    """The fields that an argument names, and whether each must be a date; other arguments are checked here."""
    head, _, tail = use.argument.partition(":")
    is_right: dict[Takes, Callable[[], bool]] = {
        Takes.NOTHING: lambda: not use.argument,
        Takes.DAYS: lambda: _is_days(use.argument),
        Takes.DAYS_AND_DATE: lambda: _is_days(head),
        Takes.COUNT_AND_PATH: lambda: _is_days(head) and bool(tail),
        Takes.FORM: lambda: any(id == use.argument for id, _ in defs.forms),
        Takes.CODE: lambda: use.argument in _codes(field, defs),
    }
    if not is_right.get(takes, lambda: bool(use.argument))():
        raise _fault(form, field, f"the rule {use.name} needs {takes or 'nothing'} after its name")
    if takes is Takes.DAYS_AND_DATE and tail:
        yield tail, True
    elif takes is Takes.COUNT_AND_PATH:
        yield tail, False
    elif takes in {Takes.DATE, Takes.PATH}:
        yield use.argument, takes is Takes.DATE
    elif takes is Takes.PATHS:
        yield from ((path, False) for path in use.argument.split(","))


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _target(path: str, form: Form, field: Field, defs: Definitions) -> Field | None:
    """The field that a reference means: of the same row, of the page, or of the newest version of another form."""
    if "." in path:
        other, _, inside = path.partition(".")
        return defs.form(other).named(inside) if any(id == other for id, _ in defs.forms) else None
    return form.named(path, field.group)


def _condition(form: Form, field: Field, condition: Condition, defs: Definitions, seen: list[Field]) -> None:
    target = _target(condition.field, form, field, defs)
    if target is None:
        raise _fault(form, field, f"when names the unknown field {condition.field}")
    if "." not in condition.field and target not in seen:
        raise _fault(form, field, f"when looks down the page at {condition.field}")
    named = (condition.any_of or frozenset()) | (condition.none_of or frozenset())
    known = _codes(target, defs)
    if named and known and named - known:
        raise _fault(form, field, f"when has the unknown code {min(named - known)}")
    if condition.rule:
        how = CONDITIONS.get(condition.rule.name)
        if how is None:
            raise _fault(form, field, f"unknown rule {condition.rule.name}")
        list(_paths(form, field, condition.rule, how[1], defs))


def _computed(form: Form, field: Field, defs: Definitions, seen: list[Field]) -> None:
    if field.type is not FieldType.COMPUTED:
        return
    function = FUNCTIONS.get(field.compute)
    if function is None:
        raise _fault(form, field, f"unknown function {field.compute}")
    if not function.least <= len(field.inputs) <= function.most:
        raise _fault(form, field, f"the function {field.compute} does not take {len(field.inputs)} inputs")
    for path in field.inputs:
        target = _target(path, form, field, defs)
        if target is None or ("." not in path and target not in seen):
            raise _fault(form, field, f"inputs names {path}, which is not above it")
