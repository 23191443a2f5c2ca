"""What an office says of the files of another: what it took in, what it refused, which numbers never came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.bundle.canonical import Object
from desktop.bundle.format import SEQ_LIMIT
from desktop.bundle.kinds.shape import Shape, wrong

BUNDLES = 2000  # the latest files of one sender; older ones were told in the receipts before
STREAMS = 64
RUNS = 100  # of missing numbers in one stream
IMPORTED, REFUSED = "imported", "refused"

_KIND = re.compile(r"[a-z]{1,32}")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,47}")

Run = tuple[int, int]  # the first and the last of numbers in a row


@dataclass(frozen=True, slots=True)
class Stream:
    """The numbers of one kind out of one installation: the highest that came, and the runs that never did."""

    kind: str
    node: str  # empty for kinds that carry none
    last: int
    missing: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one file; `code` says why it was refused."""

    kind: str
    node: str
    seq: int
    hash: str
    outcome: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    streams: tuple[Stream, ...]
    bundles: tuple[Told, ...]


def to_records(receipt: Receipt) -> Iterator[Object]:
    """The lines of a bundle; refused rather than written when they would be refused where they arrive."""
    reading = Reading()
    for record in (_head(receipt), *map(_stream, receipt.streams), *map(_told, receipt.bundles)):
        reading.take(record)
        yield record
    reading.finish()


class Reading:
    """Takes the records of a bundle in their order and holds each to its shape."""

    def __init__(self) -> None:
        self._line = self._streams_to_come = self._bundles_to_come = 0
        self._streams: dict[tuple[str, str], Stream] = {}
        self._bundles: dict[str, Told] = {}

    def take(self, record: Object) -> None:
        self._line += 1
        shape = Shape(record, self._line)
        if self._line == 1:
            self._take_head(shape)
        elif len(self._streams) < self._streams_to_come:
            self._take_stream(shape)
        else:
            self._take_bundle(shape)

    def finish(self) -> Receipt:
        whole = len(self._streams) == self._streams_to_come and len(self._bundles) == self._bundles_to_come
        if not self._line or not whole:
            raise wrong(self._line)
        return Receipt(tuple(self._streams.values()), tuple(self._bundles.values()))

    def _take_head(self, shape: Shape) -> None:
        shape.exactly("type", "streams", "bundles")
        shape.require(shape.type == "receipt")
        self._streams_to_come = shape.whole("streams", 0, STREAMS)
        self._bundles_to_come = shape.whole("bundles", 0, BUNDLES)

    def _take_stream(self, shape: Shape) -> None:
        shape.exactly("type", "kind", "node", "last", "missing")
        shape.require(shape.type == "stream")
        last = shape.whole("last", 0, SEQ_LIMIT)
        stream = Stream(shape.matching("kind", _KIND), _node(shape), last, _runs(shape, last))
        shape.require((stream.kind, stream.node) not in self._streams)
        self._streams[stream.kind, stream.node] = stream

    def _take_bundle(self, shape: Shape) -> None:
        shape.exactly("type", "kind", "node", "seq", "hash", "outcome", "code")
        told = Told(
            kind=shape.matching("kind", _KIND),
            node=_node(shape),
            seq=shape.whole("seq", 1, SEQ_LIMIT),
            hash=shape.hash("hash"),
            outcome=shape.one_of("outcome", (IMPORTED, REFUSED)),
            code=shape.maybe(lambda key: shape.matching(key, _CODE), "code"),
        )
        shape.require(shape.type == "bundle" and (told.code is None) == (told.outcome == IMPORTED))
        shape.require(told.hash not in self._bundles and len(self._bundles) < self._bundles_to_come)
        self._bundles[told.hash] = told


def _node(shape: Shape) -> str:
    return shape.maybe(shape.hex32, "node") or ""


def _runs(shape: Shape, last: int) -> tuple[Run, ...]:
    """Runs in their order, with at least one number that came between two of them."""
    runs: list[Run] = []
    for item in shape.items("missing", RUNS):
        if not isinstance(item, list) or len(item) != 2:
            raise wrong(shape.line)
        first, end = item
        least = runs[-1][1] + 2 if runs else 1
        if type(first) is not int or type(end) is not int or not least <= first <= end < last:
            raise wrong(shape.line)
        runs.append((first, end))
    return tuple(runs)


def _head(receipt: Receipt) -> Object:
    return {"type": "receipt", "streams": len(receipt.streams), "bundles": len(receipt.bundles)}


def _stream(stream: Stream) -> Object:
    return {
        "type": "stream",
        "kind": stream.kind,
        "node": stream.node or None,
        "last": stream.last,
        "missing": [[first, last] for first, last in stream.missing],
    }


def _told(told: Told) -> Object:
    return {
        "type": "bundle",
        "kind": told.kind,
        "node": told.node or None,
        "seq": told.seq,
        "hash": told.hash,
        "outcome": told.outcome,
        "code": told.code,
    }
