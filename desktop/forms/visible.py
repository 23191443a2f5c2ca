"""Which questions are asked, given the answers above them and the rest of the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desktop.forms import answers as flat
from desktop.forms.context import Context
from desktop.forms.rules import CONDITIONS, look_up
from desktop.forms.schema import Answers, Condition, Definitions, Field, FieldType, Form, Json, RuleUse

Places: TypeAlias = Sequence[tuple[str, Field, str | None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One place on the page: a field, or a column in a row of a group."""

    path: str
    field: Field
    row: str | None = None


def visible(form: Form, answers: Answers, ctx: Context, defs: Definitions) -> list[Shown]:  # noqa: ARG001 one signature for all readers
    """What is asked, in the order of the page; an answer under a hidden question is kept but decides nothing."""
    return walk(form, flat.paths(form, answers), answers, ctx)


def wanted(form: Form, answers: Answers, ctx: Context) -> list[str]:
    """The paths of what is asked and must be answered; where there are no rows, only what decides it is looked at."""
    places = flat.paths(form, answers)
    if places is form.page:
        places = form.once("required", lambda: deciding(form, lambda field: field.required))
    return [one.path for one in walk(form, places, answers, ctx) if one.field.required]


def deciding(form: Form, of: Callable[[Field], bool]) -> Places:
    """Of the page without rows: the fields of this kind, and all that their conditions look at."""
    found: set[str] = set()
    rest = [field for _path, field, _row in form.page if of(field)]
    while rest:
        field = rest.pop()
        if field.id not in found:
            found.add(field.id)
            named = [form.named(one.field) for one in field.when]
            rest += [other for other in named if other is not None and not other.group]
    return tuple(place for place in form.page if place[0] in found)


def walk(form: Form, places: Places, answers: Answers, ctx: Context) -> list[Shown]:
    """What is asked of these places; all that their conditions look at is among them."""
    page = form.once("page", lambda: {path: Shown(path, field) for path, field, _row in form.page})
    shown: list[Shown] = []
    said: dict[str, Json] = {}
    hidden: set[str] = set()
    rows = "/" in " ".join(answers)
    for path, field, row in places:
        if (
            field.group in hidden
            or _is_put_by(field, path, answers)
            or (field.when and not _asked(field, said, ctx, row))
        ):
            hidden.add(path)
            continue
        shown.append(page[path] if row is None else Shown(path, field, row))
        if field.type is FieldType.GROUP:
            said |= {each: value for each, value in answers.items() if each.startswith(f"{path}/")} if rows else {}
        elif path in answers:
            said[path] = answers[path]
    return shown


def _is_put_by(field: Field, path: str, answers: Answers) -> bool:
    """What an office asks no more stands only where it was answered."""
    if not field.hidden:
        return False
    return not (flat.rows(answers, path) if field.type is FieldType.GROUP else flat.is_answered(answers.get(path)))


def holds(condition: Condition, answers: Answers, ctx: Context, group: str = "", row: str | None = None) -> bool | None:
    """Whether it holds; None where nothing was said that could decide it."""
    values = look_up(condition.field, answers, ctx, group=group, row=row)
    if condition.answered is not None:
        return bool(values) is condition.answered
    if not values:
        return None
    if condition.any_of is not None:
        return _among(values, condition.any_of)
    if condition.none_of is not None:
        return not _among(values, condition.none_of)
    return _by_rule(condition.rule, values, ctx) if condition.rule else None


def _among(values: list[Json], wanted: frozenset[str]) -> bool:
    return any(value in wanted if isinstance(value, str) else flat.codes(value) & wanted for value in values)


def _by_rule(use: RuleUse, values: list[Json], ctx: Context) -> bool | None:
    ask, _takes = CONDITIONS[use.name]
    found = {ask(value, use.argument, ctx) for value in values}
    return True if True in found else None if None in found else False


def _asked(field: Field, answers: Answers, ctx: Context, row: str | None) -> bool:
    unknown = False
    for condition in field.when:
        found = holds(condition, answers, ctx, field.group, row)
        if found is False:
            return False
        unknown = unknown or found is None
    return not unknown or field.show_when_unknown
