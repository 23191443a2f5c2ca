"""What an office says of the files of another: what it took in, what it refused, which numbers never came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.bundle.canonical import Json, Object
from desktop.refusals import Refused

BUNDLES = 2000  # the latest files of one sender; older ones were told in the receipts before
STREAMS = 64
RUNS = 100  # of missing numbers in one stream
SEQ_LIMIT = 2**40
IMPORTED, REFUSED = "imported", "refused"

_KIND = re.compile(r"[a-z]{1,32}")
_NODE = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,47}")

_HEAD_KEYS = frozenset({"type", "streams", "bundles"})
_STREAM_KEYS = frozenset({"type", "kind", "node", "last", "missing"})
_BUNDLE_KEYS = frozenset({"type", "kind", "node", "seq", "hash", "outcome", "code"})

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

    def take(self, record: Json) -> None:
        self._line += 1
        if not isinstance(record, dict):
            raise self._wrong()
        if self._line == 1:
            self._take_head(record)
        elif len(self._streams) < self._streams_to_come:
            self._take_stream(record)
        else:
            self._take_bundle(record)

    def finish(self) -> Receipt:
        self._require(self._line > 0 and len(self._streams) == self._streams_to_come)
        self._require(len(self._bundles) == self._bundles_to_come)
        return Receipt(tuple(self._streams.values()), tuple(self._bundles.values()))

    def _take_head(self, record: Object) -> None:
        self._require(record.keys() == _HEAD_KEYS and record["type"] == "receipt")
        self._streams_to_come = self._whole(record["streams"], 0, STREAMS)
        self._bundles_to_come = self._whole(record["bundles"], 0, BUNDLES)

    def _take_stream(self, record: Object) -> None:
        self._require(record.keys() == _STREAM_KEYS and record["type"] == "stream")
        missing = record["missing"]
        if not isinstance(missing, list) or len(missing) > RUNS:
            raise self._wrong()
        last = self._whole(record["last"], 0, SEQ_LIMIT)
        runs: list[Run] = []
        for run in missing:
            if not isinstance(run, list) or len(run) != 2:
                raise self._wrong()
            after = runs[-1][1] + 2 if runs else 1  # runs that touch would be one
            first = self._whole(run[0], after, last)
            runs.append((first, self._whole(run[1], first, last)))
        stream = Stream(self._text(record["kind"], _KIND), self._node(record["node"]), last, tuple(runs))
        self._require((stream.kind, stream.node) not in self._streams)
        self._streams[stream.kind, stream.node] = stream

    def _take_bundle(self, record: Object) -> None:
        self._require(record.keys() == _BUNDLE_KEYS and record["type"] == "bundle")
        told = Told(
            kind=self._text(record["kind"], _KIND),
            node=self._node(record["node"]),
            seq=self._whole(record["seq"], 1, SEQ_LIMIT),
            hash=self._text(record["hash"], _HASH),
            outcome=self._text(record["outcome"], re.compile(f"{IMPORTED}|{REFUSED}")),
            code=None if record["code"] is None else self._text(record["code"], _CODE),
        )
        self._require((told.code is None) == (told.outcome == IMPORTED) and told.hash not in self._bundles)
        self._bundles[told.hash] = told
        self._require(len(self._bundles) <= self._bundles_to_come)

    def _node(self, value: Json) -> str:
        return "" if value is None else self._text(value, _NODE)

    def _whole(self, value: Json, least: int, most: int) -> int:
        if type(value) is not int or not least <= value <= most:
            raise self._wrong()
        return value

    def _text(self, value: Json, shape: re.Pattern[str]) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise self._wrong()
        return value

    def _require(self, holds: bool) -> None:
        if not holds:
            raise self._wrong()

    def _wrong(self) -> Refused:
        return Refused("bad-record", line=self._line)


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
