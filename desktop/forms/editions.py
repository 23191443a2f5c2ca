"""PURE: which definition a stored sheet means: a version that was shipped, or one that an office made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
Key = tuple[str, int]

FROM = 10_000  # shipped versions lie below; above, the edition of an office times this, and the version it rests on
MOST_MARK = (1 << 39) - 1  # so that a version is a whole number in every reader of JSON
LOCAL = "local_"  # how the id of a question begins that an office added


def version_of(mark: int, base: int) -> int:
    """The number of a form that an office changed: which changes, and on which shipped version."""
    return mark * FROM + base


def base_of(version: int) -> int:
    """The shipped version that a version rests on."""
    return version % FROM if version >= FROM else version


def mark_of(version: int) -> int:
    """Which changes of an office a version has; 0 for one as it was shipped."""
    return version // FROM if version >= FROM else 0


def mark_of_words(words: str) -> int:
    """The number of changes in their one written form: the same in every office, never nought."""
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) & MOST_MARK or 1


def mark_words(mark: int) -> str:
    """The sign of an edition that people compare: the same changes have the same sign in every office."""
    return f"{mark:010X}"[-5:]


class Editions(Mapping[Key, T], Generic[T]):
    """Definitions by id and version; an edition that nobody here knows is read by the shipped version below it."""

    def __init__(self, known: Mapping[Key, T]) -> None:
        self._known = dict(known)

    def __getitem__(self, key: Key) -> T:
        found = self._known.get(key)
        return self._known[key[0], base_of(key[1])] if found is None else found

    def __iter__(self) -> Iterator[Key]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
