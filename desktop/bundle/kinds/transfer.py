"""A case on its way to another office, and what is answered to it: which transfer of which case, then its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from desktop.bundle.canonical import Object
from desktop.bundle.kinds.shape import Shape, wrong

TRANSFER, ANSWER = "transfer", "acknowledgement"  # the two kinds, and the first line of each
SHEET = "transfer"  # the form of the sheet that says who gives the case to whom, and what was decided
LINES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        TRANSFER: frozenset({"revision", "author", "erased", "file", "key"}),
        ANSWER: frozenset({"revision", "author"}),
    }
)

Take = Callable[[Object, int], None]


class Moved(NamedTuple):
    """Which transfer of which case a bundle is about."""

    case: str
    transfer: str


def to_records(kind: str, moved: Moved, history: Iterable[Object]) -> Iterator[Object]:
    """The lines of a bundle; refused rather than written when they would be refused where they arrive."""
    reading = Reading(kind, lambda _moved: lambda _line, _number: None)
    head: Object = {"type": kind, "case": moved.case, "transfer": moved.transfer}
    for record in chain([head], history):
        reading.take(record)
        yield record
    reading.finish()


class Reading:
    """Takes the lines in their order: the first says what it is about, the others go on to whoever keeps a history."""

    def __init__(self, kind: str, begin: Callable[[Moved], Take]) -> None:
        self._kind, self._begin = kind, begin
        self._line = 0
        self._moved: Moved | None = None
        self._take: Take = lambda _line, _number: None

    def take(self, record: Object) -> None:
        self._line += 1
        if self._moved is None:
            self._moved = self._head(Shape(record, self._line))
            self._take = self._begin(self._moved)
            return
        Shape(record, self._line).one_of("type", LINES[self._kind])
        if not self._belongs(record, self._moved):
            raise wrong(self._line)
        self._take(record, self._line)

    def finish(self) -> Moved:
        if self._moved is None:
            raise wrong(self._line)
        return self._moved

    def _head(self, shape: Shape) -> Moved:
        shape.exactly("type", "case", "transfer")
        shape.require(shape.type == self._kind)
        return Moved(shape.hex32("case"), shape.hex32("transfer"))

    def _belongs(self, record: Object, moved: Moved) -> bool:
        """An answer holds the one sheet alone."""
        if self._kind != ANSWER or record["type"] != "revision":
            return True
        told = (record.get("case"), record.get("record"), record.get("form"))
        return told == (moved.case, moved.transfer, SHEET)
