"""PURE: what of a record may be found by its words: everything that a person reads, and nothing that is sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from desktop.forms.answers import is_real
from desktop.forms.schema import Answers, Field, FieldType, Form, Json, PrivacyClass

LONGEST_CODE = 32


class Spelling(Enum):
    """How the words of an answer may be typed by somebody who looks for them."""

    TEXT = "text"
    NAME = "name"
    NUMBER = "number"
    PLACE = "place"
    SIGNATURE = "signature"


class Part(NamedTuple):  # each save makes one for each answer in words
    """An answer in words."""

    path: str
    text: str
    spelling: Spelling


_TYPES = {
    FieldType.TEXT: Spelling.TEXT,
    FieldType.LONG_TEXT: Spelling.TEXT,
    FieldType.PHONE: Spelling.NUMBER,
    FieldType.PERSON_ID: Spelling.NUMBER,
    FieldType.PLACE: Spelling.PLACE,
    FieldType.SIGNATURE: Spelling.SIGNATURE,
}


def parts(form: Form, body: Answers) -> Iterator[Part]:
    """Every answer of a record that holds words, in the order of its paths."""
    found = form.once("findable", lambda: _findable(form))
    for path, value in body.items():
        spelling = found.get(path) or (found.get(_pattern(path)) if "/" in path else None)
        if spelling is not None and (text := _text(spelling, value)):
            yield Part(path, text, spelling)


def is_code(text: str) -> bool:
    """Whether a short text has figures in it, and may be typed with or without what parts them."""
    return len(text) <= LONGEST_CODE and any(letter.isdecimal() for letter in text)


def _findable(form: Form) -> Mapping[str, Spelling]:
    return {each.pattern: spelling for each in form.fields() if (spelling := _spelling(each)) is not None}


def _spelling(field: Field) -> Spelling | None:
    if field.seal:
        return None
    if field.type is FieldType.TEXT and field.privacy is PrivacyClass.IDENTIFIER:
        return Spelling.NAME
    return _TYPES.get(field.type)


def _pattern(path: str) -> str:
    head, _slash, rest = path.partition("/")
    _row, _slash, column = rest.partition("/")
    return f"{head}/{column}"


def _text(spelling: Spelling, value: Json) -> str:
    if spelling is Spelling.SIGNATURE:
        witness = value.get("witness") if isinstance(value, Mapping) else None
        return witness if isinstance(witness, str) else ""
    if not isinstance(value, str) or not is_real(value):
        return ""
    return value.partition("/")[2] if spelling is Spelling.PLACE else value
