"""The flat map of answers: which paths and rows it has, and what counts as an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from desktop.forms.schema import Answers, Field, FieldType, Form, Json

DECLINED: Mapping[str, Json] = MappingProxyType({"none": "declined"})
UNKNOWN: Mapping[str, Json] = MappingProxyType({"none": "unknown"})
REFUSALS = ("declined", "unknown")
ROW = re.compile(r"[0-9a-z][0-9a-z_-]{0,31}")


def refusal(value: Json) -> str | None:
    """`declined` or `unknown` where the person did not say; None for everything else."""
    if isinstance(value, Mapping) and set(value) == {"none"} and value["none"] in REFUSALS:
        return str(value["none"])
    return None


def is_sealed(value: Json) -> bool:
    return isinstance(value, Mapping) and set(value) == {"sealed"} and isinstance(value["sealed"], str)


def is_answered(value: Json) -> bool:
    """Anything but a gap: *declines* and *unknown* are answers too; blank text and an empty choice are not."""
    return not (value is None or value == [] or (isinstance(value, str) and not value.strip()))


def is_real(value: Json) -> bool:
    """An answer that says something."""
    return is_answered(value) and refusal(value) is None


def rows(answers: Answers, group: str) -> list[str]:
    """The rows of a group in the order in which the answers name them; a row whose paths are all null is gone."""
    seen: dict[str, None] = {}
    for path, value in answers.items():
        head, _, rest = path.partition("/")
        if head == group and rest and value is not None:
            seen.setdefault(rest.split("/")[0])
    return list(seen)


def paths(form: Form, answers: Answers) -> Iterator[tuple[str, Field, str | None]]:
    """Every path that the form has with these rows, in the order of the page: (path, field, row)."""
    for section in form.sections:
        for field in section.fields:
            yield field.id, field, None
            if field.type is FieldType.GROUP:
                for row in rows(answers, field.id):
                    for column in field.fields:
                        yield f"{field.id}/{row}/{column.id}", column, row


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
