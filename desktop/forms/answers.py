"""The flat map of answers: which paths and rows it has, and what counts as an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from desktop.forms.schema import Answers, Field, FieldType, Form, Json

DECLINED: Mapping[str, Json] = MappingProxyType({"none": "declined"})
UNKNOWN: Mapping[str, Json] = MappingProxyType({"none": "unknown"})
REFUSALS = ("declined", "unknown")
PLAIN = frozenset((str, bool, int, float, list, type(None)))  # the types that are no mapping, told at a glance
ROW = re.compile(r"[0-9a-z][0-9a-z_-]{0,31}")


def refusal(value: Json) -> str | None:
    """`declined` or `unknown` where the person did not say; None for everything else."""
    if type(value) in PLAIN:
        return None
    if isinstance(value, Mapping) and set(value) == {"none"} and value["none"] in REFUSALS:
        return str(value["none"])
    return None


def is_sealed(value: Json) -> bool:
    if isinstance(value, str):  # nearly all of them, and whether a value is a mapping is ten times as dear a question
        return False
    return isinstance(value, Mapping) and set(value) == {"sealed"} and isinstance(value["sealed"], str)


def is_answered(value: Json) -> bool:
    """Anything but a gap: *declines* and *unknown* are answers too; blank text and an empty choice are not."""
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    return value is not None and value != []


def is_real(value: Json) -> bool:
    """An answer that says something."""
    if value is None:  # as most of a page is
        return False
    if type(value) is str:  # as nearly all answers are
        return bool(value) and not value.isspace()
    return is_answered(value) and refusal(value) is None


def rows(answers: Answers, group: str) -> list[str]:
    """The rows of a group in the order in which the answers name them; a row whose paths are all null is gone."""
    seen: dict[str, None] = {}
    start = f"{group}/"
    for path, value in answers.items():
        if path.startswith(start) and value is not None and len(path) > len(start):
            seen.setdefault(path[len(start) :].split("/")[0])
    return list(seen)


def paths(form: Form, answers: Answers) -> Sequence[tuple[str, Field, str | None]]:
    """Every path that the form has with these rows, in the order of the page: (path, field, row)."""
    if "/" not in " ".join(answers):
        return form.page
    found: list[tuple[str, Field, str | None]] = []
    for place in form.page:
        found.append(place)
        group = place[1]
        if group.type is FieldType.GROUP:
            columns = [(row, column) for row in rows(answers, group.id) for column in group.fields]
            found += [(f"{group.id}/{row}/{column.id}", column, row) for row, column in columns]
    return found


def codes(value: Json) -> frozenset[str]:
    """The codes in an answer, as conditions and protective orders name them; `true` and `false` for yes and no."""
    if isinstance(value, bool):
        return frozenset({str(value).lower()})
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, int | float):
        return frozenset({f"{value:g}"})
    if isinstance(value, list | tuple):
        return frozenset(str(code) for code in value)
    return frozenset()
