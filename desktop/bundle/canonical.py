"""JSON that can be written in one way only, and a reader that takes no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
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
    return _ENCODE(value).encode("utf-8")


def load(data: bytes) -> Object:
    """The object that these bytes spell; refused unless writing it again gives the very same bytes."""
    try:
        # A key that comes twice, a byte order mark or a space are not there when it is written again.
        value = (_LONG_DECODE if _LONG_NUMBER.search(data) else _DECODE)(data.decode("utf-8"))
        if not isinstance(value, dict):
            raise NotCanonical("not an object")
        _measure(value, 1, texts=len(data) > LONGEST_TEXT)
        same = dump(value) == data
    except NotCanonical:
        raise
    except (ValueError, RecursionError):
        # json's own messages quote the text; a lone surrogate shows itself when it is written again.
        raise NotCanonical("malformed") from None
    if not same:
        raise NotCanonical("another spelling")
    return value


def _int(digits: str) -> int:
    if len(digits.removeprefix("-")) > LONGEST_INT:
        raise NotCanonical("number too long")
    return int(digits)


def _never(_text: str) -> Json:
    raise NotCanonical("not a whole number")


def _measure(value: Json, depth: int, *, texts: bool) -> None:
    """Refuse what lies too deep; look at the length of texts only where one may be too long."""
    if isinstance(value, dict):
        inside: Iterable[Json] = (*value, *value.values()) if texts else value.values()
    elif isinstance(value, list):
        inside = value
    else:
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise NotCanonical("text too long")
        return
    if depth >= DEEPEST and value:
        raise NotCanonical("too deep")
    for item in inside:
        if texts or isinstance(item, (dict, list)):
            _measure(item, depth + 1, texts=texts)


# Made once: a line of a bundle is read in a few microseconds, and there may be five million of them.
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_DECODE = json.JSONDecoder(parse_float=_never, parse_constant=_never).decode
_LONG_DECODE = json.JSONDecoder(parse_float=_never, parse_constant=_never, parse_int=_int).decode
_LONG_NUMBER = re.compile(rb"[:,[-][0-9]{%d}" % (LONGEST_INT + 1))
