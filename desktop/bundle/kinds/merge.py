"""What one computer of an office tells another: the lines of a history, who they are, and what came of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from desktop.bundle.canonical import Object
from desktop.bundle.kinds import computers, history, office_cards
from desktop.bundle.kinds.office_cards import OfficeCard
from desktop.bundle.kinds.shape import HASH, Shape, wrong

HEAD, HAVE = "merge", "have"
MOST_HASHES = 1000  # the latest; what is older was told before
_MOST_COMMITS = 10**15


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: all that came after one commit of the sender, up to another; `sealed` cases stay there."""

    after: int  # -1: from the very beginning
    upto: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Have:
    """The merges of the reader that the sender has taken in, by their hashes, the latest first."""

    hashes: tuple[str, ...]


Line: TypeAlias = "Head | Have | OfficeCard | computers.Line"


def to_record(line: Head | Have) -> Object:
    if isinstance(line, Have):
        return {"type": HAVE, "hashes": list(line.hashes)}
    return {"type": HEAD, "after": line.after, "upto": line.upto, "sealed": line.sealed}


def read(record: Object, number: int) -> Line | None:
    """A line of a merge; None for one of the history. The head is the first line, and no other is one."""
    if number == 1:
        return _head(Shape(record, number))
    kind = record.get("type")
    if not isinstance(kind, str) or kind == HEAD:
        raise wrong(number)
    if kind in history.TYPES:
        return None
    shape = Shape(record, number)
    if kind == office_cards.TYPE:
        return office_cards.read(shape)
    return _have(shape) if kind == HAVE else computers.read(shape)


def _head(shape: Shape) -> Head:
    shape.exactly("type", "after", "upto", "sealed")
    shape.one_of("type", (HEAD,))
    head = Head(shape.whole("after", -1, _MOST_COMMITS), shape.whole("upto", 0, _MOST_COMMITS), shape.whole("sealed"))
    shape.require(head.after <= head.upto)
    return head


def _have(shape: Shape) -> Have:
    shape.exactly("type", "hashes")
    return Have(shape.texts("hashes", HASH, MOST_HASHES))
