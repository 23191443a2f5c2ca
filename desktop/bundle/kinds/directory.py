"""What a region sends down: its forms and protocols, entries of lists, lines and services, what it wants counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.bundle import canonical
from desktop.bundle.canonical import Json, NotCanonical, Object
from desktop.bundle.kinds.pack_parts import (
    VERSIONS,
    IndicatorPart,
    LinePart,
    ListPart,
    Part,
    ServicePart,
    id_of_part,
    kind_of,
    part_record,
    read_part,
    whole,
)
from desktop.forms import local as forms
from desktop.forms.given import Given, text
from desktop.protocols import local as protocols
from desktop.refusals import Refused

KINDS = ("form", "protocol", "list", "line", "service", "indicator")  # in this order in every pack
MOST: Mapping[str, int] = {"form": 60, "protocol": 12, "list": 60, "line": 60, "service": 400, "indicator": 10}


@dataclass(frozen=True, slots=True)
class Pack:
    """All that a region sends down at once; a later version takes the place of the whole of an earlier one."""

    version: int
    forms: tuple[forms.Changes, ...] = ()
    protocols: tuple[protocols.Changes, ...] = ()
    lists: tuple[ListPart, ...] = ()
    lines: tuple[LinePart, ...] = ()
    services: tuple[ServicePart, ...] = ()
    indicators: tuple[IndicatorPart, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.forms, *self.protocols, *self.lists, *self.lines, *self.services, *self.indicators)


def pack_of(version: int, parts: Iterable[Part]) -> Pack:
    """A pack of these parts, in the one order that a pack has."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for part in parts:
        found[kind_of(part)].append(part)
    return Pack(version, *(tuple(sorted(found[kind], key=id_of_part)) for kind in KINDS))


# --- writing ---------------------------------------------------------------------------------------------------------


def to_records(pack: Pack) -> Iterator[Object]:
    """The lines of a bundle; refused rather than written when they would be refused where they arrive."""
    reading = Reading()
    for record in (_head(pack), *map(part_record, pack.parts)):
        reading.take(record)
        yield record
    reading.finish()


def dump(pack: Pack) -> str:
    """The whole pack as one text, for keeping and comparing."""
    return "".join(canonical.dump(record).decode("utf-8") + "\n" for record in to_records(pack))


def _head(pack: Pack) -> Object:
    return {"type": "directory", "version": pack.version, "parts": len(pack.parts)}


# --- reading ---------------------------------------------------------------------------------------------------------


class Reading:
    """Takes the records of a bundle in their order and holds each to its shape; what they mean is looked at later."""

    def __init__(self) -> None:
        self._line = self._version = self._expected = 0
        self._parts: dict[tuple[int, str], Part] = {}

    def take(self, record: Json) -> None:
        self._line += 1
        try:
            (self._take_head if self._line == 1 else self._take_part)(record)
        except (ValueError, TypeError, KeyError, Refused):
            raise Refused("bad-record", line=self._line) from None

    def finish(self) -> Pack:
        if self._line == 0 or len(self._parts) != self._expected:
            raise Refused("bad-record", line=self._line)
        return pack_of(self._version, tuple(self._parts.values()))

    def _take_head(self, record: Json) -> None:
        given = Given(record)
        if given.take("type", text) != "directory":
            raise ValueError
        self._version = given.take("version", lambda told: whole(told, VERSIONS))
        self._expected = given.take("parts", lambda told: whole(told, sum(MOST.values()), 0))
        given.done()

    def _take_part(self, record: Json) -> None:
        part = read_part(record)
        kind = kind_of(part)
        key = KINDS.index(kind), id_of_part(part)
        if self._parts and key <= max(self._parts):
            raise ValueError  # one order, and nothing twice
        self._parts[key] = part
        if len(self._parts) > self._expected or sum(at == key[0] for at, _id in self._parts) > MOST[kind]:
            raise ValueError


def load(body: str) -> Pack:
    """The pack of a kept text, held to the same rules as that of a bundle."""
    reading = Reading()
    for row in body.removesuffix("\n").split("\n"):
        reading.take(_loaded(row))
    return reading.finish()


def _loaded(row: str) -> Object:
    try:
        return canonical.load(row.encode("utf-8"))
    except NotCanonical:
        raise Refused("bad-record", line=0) from None
