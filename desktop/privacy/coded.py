"""PURE: the answers of a sheet that totals, clocks and lists need: codes, numbers, dates; no word, name or address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.forms.answers import refusal
from desktop.forms.schema import Answers, Field, FieldType, Form, Json, PrivacyClass

_DATES = frozenset((FieldType.DATE, FieldType.DATETIME))
_CODED = frozenset((FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.NUMBER, FieldType.LINK))
_KEPT = _CODED | _DATES | {FieldType.GROUP, FieldType.COMPUTED}
_CODE = re.compile(r"[a-z0-9_]{1,60}|[A-Z]{2}-[A-Z0-9-]{1,12}|[0-9T:+.-]{1,40}")
_MONTH = len("2026-03")


def coded(form: Form, answers: Answers) -> dict[str, Json]:
    """The answers that stay readable for the program when a sheet is sealed.

    A day by which somebody could be recognised stays as its month: as near as a band of age needs it.
    """
    found: dict[str, Json] = {}
    for path, value in answers.items():
        field = form.find(path)
        if field is not None and (kept := _kept(field, value)) is not None:
            found[path] = kept
    return found


def _kept(field: Field, value: Json) -> Json:
    if field.type not in _KEPT or field.seal or field.privacy is PrivacyClass.FREE_TEXT:
        return None
    if refusal(value):
        return value
    if field.privacy is PrivacyClass.IDENTIFIER and field.type is not FieldType.LINK:
        return value[:_MONTH] if field.type in _DATES and isinstance(value, str) else None
    return value if field.type is not FieldType.COMPUTED or _is_code(value) else None


def _is_code(value: Json) -> bool:
    """What a computed answer may be: it is worked out of others, and some of those are words."""
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    if isinstance(value, list):
        return all(_is_code(one) for one in value)
    return not isinstance(value, Mapping)
