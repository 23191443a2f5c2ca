"""What may be counted or printed of a record, already generalised: the only part of a case that reports are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.forms.answers import paths, rows
from desktop.forms.context import Context
from desktop.forms.schema import Answers, Definitions, Field, FieldType, Form, Json
from desktop.privacy.generalise import finest, generalised
from desktop.privacy.ladders import COLUMNS, sources
from desktop.privacy.vocabulary import LARGEST_COUNT

DONE = "facut"  # a step of a protocol counts when it was made
VICTIM = "victim"  # the kind of a file; one whose header does not say is a victim's
DUPLICATE = "duplicat"  # the status of a second file about a person who has one already


def facts_of(form: Form, answers: Answers, ctx: Context, defs: Definitions) -> dict[str, str | list[str]]:
    """Every answer that may be printed, by `form.field`; several codes, or columns of rows, make a sorted list."""
    places = paths(form, answers)
    if places is form.page:
        return _of_page(form, answers, ctx, defs)
    found: dict[str, set[str]] = {}
    several: set[str] = set()
    for path, field, row in places:
        value = _value(path, field, answers) if field.pdf != "drop" else None
        if value is None or not (codes := generalised(field, value, defs, ctx)):
            continue
        key = f"{form.id}.{field.pattern}"
        if row is not None or field.type is FieldType.CHOICES:
            several.add(key)
        found.setdefault(key, set()).update(codes)
    return {key: sorted(codes) if key in several else min(codes) for key, codes in found.items()}


def _of_page(form: Form, answers: Answers, ctx: Context, defs: Definitions) -> dict[str, str | list[str]]:
    """The same where there are no rows: a group says nothing, and each key is of one answer."""
    found: dict[str, str | list[str]] = {}
    for path, field, key, several in form.once("leaving", lambda: _leaving(form)):
        if path in answers and (codes := generalised(field, answers[path], defs, ctx)):
            found[key] = list(codes) if several else codes[0]
    return found


def _leaving(form: Form) -> tuple[tuple[str, Field, str, bool], ...]:
    """The fields of the page whose answers may be printed at all, with their keys and whether they may be several."""
    return tuple(
        (path, field, f"{form.id}.{path}", field.type is FieldType.CHOICES)
        for path, field, _row in form.page
        if field.pdf != "drop" and field.type is not FieldType.GROUP
    )


def counts(case: Mapping[str, Sequence[Answers]]) -> bool:
    """Whether a case stands for a victim of its own: two files about one woman are no company for anybody.

    Files of aggressors, of minors who harmed and of youth are in no figure about victims, and are nobody's company.
    """
    headers = case.get("case", ())
    return all(one.get("status") != DUPLICATE and one.get("file_kind", VICTIM) == VICTIM for one in headers)


def quasi_of(case: Mapping[str, Sequence[Answers]], ctx: Context, defs: Definitions) -> dict[str, str]:
    """The six as finely as they are known, "" where one is not; the oldest record that answers counts."""
    fields = sources(defs)
    return {column: _first(case, *fields[column], column, ctx, defs) if column in fields else "" for column in COLUMNS}


def _first(
    case: Mapping[str, Sequence[Answers]], form: str, field: Field, column: str, ctx: Context, defs: Definitions
) -> str:
    codes = (finest(field, column, answers.get(field.id), defs, ctx) for answers in case.get(form, ()))
    return next((code for code in codes if code), "")


def _value(path: str, field: Field, answers: Answers) -> Json:
    """The answer, or for a group that was begun how many rows it has; of a protocol's steps, how many were made."""
    if field.type is not FieldType.GROUP:
        return answers.get(path)
    there = rows(answers, field.id)
    if not there:
        return None
    if field.rows:
        there = [row for row in there if answers.get(f"{field.id}/{row}/state") == DONE]
    return min(len(there), LARGEST_COUNT)
