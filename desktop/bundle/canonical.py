"""JSON that can be written in one way only, and a reader that takes no other."""

from __future__ import annotations

import json
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = "dict[str, Json]"

DEEPEST = 6
LONGEST_INT = 16  # digits; what a reader in any language holds without loss
LONGEST_TEXT = 256 * 1024


class NotCanonical(ValueError):
    """These bytes are not the one spelling of a JSON object; the text never holds any of them."""


def dump(value: Object) -> bytes:
    """UTF-8, keys sorted by code point, no spaces, nothing escaped that need not be, no newline."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def load(data: bytes) -> Object:
    """The object that these bytes spell; refused unless writing it again gives the very same bytes."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_int=_int,
            parse_float=_never,
            parse_constant=_never,
        )
        if not isinstance(value, dict):
            raise NotCanonical("not an object")
        _measure(value, 1)
        same = dump(value) == data
    except NotCanonical:
        raise
    except (ValueError, RecursionError):
        # json's own messages quote the text; a lone surrogate shows itself when it is written again.
        raise NotCanonical("malformed") from None
    if not same:
        raise NotCanonical("another spelling")
    return value


def _once(pairs: list[tuple[str, Json]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("a key twice")
    return found


def _int(digits: str) -> int:
    if len(digits.removeprefix("-")) > LONGEST_INT:
        raise NotCanonical("number too long")
    return int(digits)


def _never(_text: str) -> Json:
    raise NotCanonical("not a whole number")


def _measure(value: Json, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical("too deep")
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise NotCanonical("text too long")
    elif isinstance(value, dict):
        for key, inside in value.items():
            _measure(key, depth)
            _measure(inside, depth + 1)
    elif isinstance(value, list):
        for inside in value:
            _measure(inside, depth + 1)
