"""PURE: reading what an office changed out of a file that may be anybody's: object by object, nothing left over."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from desktop.forms.reading import ID, UNREADABLE
from desktop.forms.schema import Text
from desktop.i18n import LANGUAGES

MOST_PLACES = 400


class Given:
    """One object that is emptied as it is read; what is left over, or of another kind, is a fault."""

    def __init__(self, told: object) -> None:
        if not isinstance(told, dict):
            raise TypeError
        self._left: dict[str, object] = dict(told)

    def take(self, key: str, kind: Callable[[object], Any]) -> Any:
        return kind(self._left.pop(key))

    def may(self, key: str, kind: Callable[[object], Any], default: Any) -> Any:
        return kind(self._left.pop(key)) if key in self._left else default

    def done(self) -> None:
        if self._left:
            raise ValueError


def by_language(told: object, longest: int) -> Text:
    """Romanian is always there; the words are one line, without marks that make it read otherwise."""
    if not isinstance(told, dict) or "ro" not in told or set(told) - set(LANGUAGES):
        raise ValueError
    return {language: line(words, longest) for language, words in told.items()}


def line(told: object, longest: int) -> str:
    words = text(told)
    if words != tidy(words) or not words or len(words) > longest:
        raise ValueError
    return words


def tidy(typed: str) -> str:
    """What was typed in its one written form, on one line and without marks that cannot be seen."""
    return UNREADABLE.sub("", unicodedata.normalize("NFC", " ".join(typed.split())))


def named(told: object, key: Callable[[object], str], value: Callable[[object], Any]) -> dict[str, Any]:
    if not isinstance(told, dict) or not told or len(told) > MOST_PLACES:
        raise ValueError
    return {key(name): value(one) for name, one in told.items()}


def several(told: object, kind: Callable[[object], Any], most: int = MOST_PLACES) -> tuple[Any, ...]:
    if not isinstance(told, list) or not told or len(told) > most:
        raise ValueError
    return tuple(kind(one) for one in told)


def id_of(told: object) -> str:
    if not ID.fullmatch(text(told)):
        raise ValueError
    return str(told)


def text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
