"""What the lines of every kind are held to: every key is there, each value of its type, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from desktop.bundle import crypto
from desktop.bundle.canonical import LONGEST_TEXT, Json, Object
from desktop.bundle.format import MOMENT, OFFICE
from desktop.refusals import Refused

T = TypeVar("T")

ID = re.compile(r"[0-9a-f]{32}")  # of a record, a revision, a case, an attachment, a person, an installation
HASH = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")  # of a form, a field, a list, an indicator
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+.-]{0,63}")  # of an entry of a list
PERIOD = re.compile(r"(?:19|2[0-9])[0-9]{2}(?:-Q[1-4])?")
MOST = 10**15  # what a reader in any language holds without loss


def wrong(line: int) -> Refused:
    """This line is not what its kind says."""
    return Refused("bad-record", line=line)


@dataclass(frozen=True, slots=True)
class Shape:
    """One record, or an object inside it, asked key by key; whatever does not fit is refused by its line."""

    record: Object
    line: int

    @property
    def type(self) -> str:
        """The value under `type`, by which lines are told apart."""
        return self.matching("type", NAME)

    def exactly(self, *keys: str, maybe: Collection[str] = ()) -> None:
        """These keys are there, those of `maybe` may be, and no other."""
        self.require(set(keys) <= self.record.keys() <= {*keys, *maybe})

    def require(self, holds: bool) -> None:
        if not holds:
            raise wrong(self.line)

    def value(self, key: str) -> Json:
        self.require(key in self.record)
        return self.record[key]

    # --- texts

    def text(self, key: str, least: int = 0, most: int = LONGEST_TEXT) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise wrong(self.line)
        return value

    def matching(self, key: str, shape: re.Pattern[str]) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise wrong(self.line)
        return value

    def one_of(self, key: str, words: Collection[str]) -> str:
        value = self.value(key)
        if not isinstance(value, str) or value not in words:
            raise wrong(self.line)
        return value

    def hex32(self, key: str) -> str:
        return self.matching(key, ID)

    def hash(self, key: str) -> str:
        return self.matching(key, HASH)

    def name(self, key: str) -> str:
        return self.matching(key, NAME)

    def code(self, key: str) -> str:
        return self.matching(key, CODE)

    def office(self, key: str) -> str:
        return self.matching(key, OFFICE)

    def period(self, key: str) -> str:
        return self.matching(key, PERIOD)

    def moment(self, key: str) -> str:
        """A moment in UTC to the millisecond, as `2026-11-22T10:00:00.000Z`."""
        return self._dated(self.matching(key, MOMENT), datetime.fromisoformat)

    def day(self, key: str) -> str:
        return self._dated(self.matching(key, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")), date.fromisoformat)

    def data(self, key: str, least: int = 0, most: int = LONGEST_TEXT) -> bytes:
        """Bytes, written in Base64."""
        try:
            found = crypto.from_text(self.text(key))
        except ValueError:
            raise wrong(self.line) from None
        self.require(least <= len(found) <= most)
        return found

    # --- everything else

    def whole(self, key: str, least: int = 0, most: int = MOST) -> int:
        value = self.value(key)
        if type(value) is not int or not least <= value <= most:  # true and false are no numbers here
            raise wrong(self.line)
        return value

    def yes(self, key: str) -> bool:
        value = self.value(key)
        if not isinstance(value, bool):
            raise wrong(self.line)
        return value

    def maybe(self, read: Callable[[str], T], key: str) -> T | None:
        """What `read` finds under the key, or None where null stands."""
        return None if self.value(key) is None else read(key)

    def items(self, key: str, most: int) -> list[Json]:
        value = self.value(key)
        if not isinstance(value, list) or len(value) > most:
            raise wrong(self.line)
        return value

    def texts(self, key: str, shape: re.Pattern[str], most: int) -> tuple[str, ...]:
        """A list of texts of one shape, none of them twice."""
        found = tuple(item for item in self.items(key, most) if isinstance(item, str) and shape.fullmatch(item))
        self.require(len(found) == len(self.items(key, most)) == len(set(found)))
        return found

    def inside(self, key: str) -> Shape:
        """The object under the key."""
        return self._shape(self.value(key))

    def each(self, key: str, most: int) -> tuple[Shape, ...]:
        """The objects of the list under the key."""
        return tuple(map(self._shape, self.items(key, most)))

    def _shape(self, value: Json) -> Shape:
        if not isinstance(value, dict):
            raise wrong(self.line)
        return Shape(value, self.line)

    def _dated(self, text: str, read: Callable[[str], object]) -> str:
        try:
            read(text)
        except ValueError:
            raise wrong(self.line) from None
        return text
