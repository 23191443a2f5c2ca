"""Reads one bundle in two passes: first who signed what, parsing nothing; then the records, as they were signed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import NotCanonical, Object
from desktop.bundle.format import (
    FILE_LIMIT,
    FRAME_LIMIT,
    HEADER_LIMIT,
    SIGNED_AS,
    Ending,
    FrameReader,
    Manifest,
    check_header,
    load_manifest,
)
from desktop.bundle.packing import Unpacker
from desktop.refusals import Refused

Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle whose signature holds; `segments` are hashes of its body, piece by piece, for the second pass."""

    manifest: Manifest
    hash: str
    signer: bytes
    open: Open
    identity: str
    ending: Ending
    segments: tuple[bytes, ...]


def verify(
    open_: Open, *, identity: str, trusted: Mapping[bytes, str], revoked: Collection[bytes] = frozenset()
) -> Verified:
    """First pass: open the envelope, find who of the trusted (signing key -> office) signed, and believe the manifest.

    `revoked` are those of the keys that no longer count; what they signed is not even parsed.
    """
    body = _Segments()
    ending = _frames(open_, identity, body.write)
    hashed, length, segments = body.finish()
    key = next((k for k in trusted if crypto.verifies(k, SIGNED_AS, ending.manifest, ending.signature)), None)
    if key is None:
        raise Refused("unknown-signer")
    if key in revoked:
        raise Refused("office-revoked", office=trusted[key])
    manifest = load_manifest(ending.manifest)
    said = manifest.body
    if manifest.head.office != trusted[key] or (said.hash, said.length) != (hashed, length):
        raise Refused("bad-signature")
    if manifest.to != crypto.recipient_tag(crypto.recipient_of(identity)):
        raise Refused("not-for-us")  # sealed anew for us by somebody who had received it
    return Verified(manifest, crypto.hash_of(ending.manifest).hex(), key, open_, identity, ending, segments)


def records(verified: Verified, take: Callable[[Object], None]) -> None:
    """Second pass: give every record in its order; nothing reaches a parser that the first pass did not hash."""
    lines = _Lines(verified.manifest.body.records, take)
    unpacker = Unpacker(verified.manifest.body.raw, lines.take)
    body = _Same(verified.segments, unpacker.write)
    try:
        ending = _frames(verified.open, verified.identity, body.write)
    except Refused as refusal:
        # The envelope was sound a moment ago; what a record breaks is told as it is.
        raise refusal if body.handed_on else Refused("bundle-changed") from None
    body.finish()
    if ending != verified.ending:
        raise Refused("bundle-changed")
    unpacker.finish()
    lines.finish()


def _frames(open_: Open, identity: str, body: Callable[[bytes], None]) -> Ending:
    frames = FrameReader(body)
    with open_() as file:
        start = _start_of(file)
        check_header(start)
        crypto.decrypt(_Limited(start, file), frames, identity)
    return frames.finish()


def _start_of(file: BinaryIO) -> bytes:
    start = b""
    while len(start) < HEADER_LIMIT and (more := file.read(HEADER_LIMIT - len(start))):
        start += more
    return start


class _Limited:
    """The whole file again, its beginning first, and not a byte more than is allowed."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start, self._file, self._read = start, file, 0

    def read(self, size: int, /) -> bytes:
        if self._start:
            given, self._start = self._start[:size], self._start[size:]
        else:
            given = self._file.read(size)
        self._read += len(given)
        if self._read > FILE_LIMIT:
            raise Refused("bundle-too-large")
        return given


class _Segments:
    """Hashes the body as a whole and in pieces of FRAME_LIMIT."""

    def __init__(self) -> None:
        self._whole = crypto.new_hash()
        self._piece = crypto.new_hash()
        self._in_piece = self._length = 0
        self._done: list[bytes] = []

    def write(self, data: bytes, /) -> None:
        self._whole.update(data)
        self._length += len(data)
        while data:
            part, data = data[: FRAME_LIMIT - self._in_piece], data[FRAME_LIMIT - self._in_piece :]
            self._piece.update(part)
            self._in_piece += len(part)
            if self._in_piece == FRAME_LIMIT:
                self._next()

    def finish(self) -> tuple[str, int, tuple[bytes, ...]]:
        if self._in_piece:
            self._next()
        return self._whole.hexdigest(), self._length, tuple(self._done)

    def _next(self) -> None:
        self._done.append(self._piece.digest())
        self._piece, self._in_piece = crypto.new_hash(), 0


class _Same:
    """Lets a piece of the body through only when it is the one that was signed."""

    def __init__(self, segments: tuple[bytes, ...], then: Callable[[bytes], None]) -> None:
        self._expected = iter(segments)
        self._then = then
        self._held = bytearray()
        self.handed_on = False

    def write(self, data: bytes, /) -> None:
        self._held += data
        while len(self._held) >= FRAME_LIMIT:
            self._check(FRAME_LIMIT)

    def finish(self) -> None:
        if self._held:
            self._check(len(self._held))
        if next(self._expected, None) is not None:
            raise Refused("bundle-changed")

    def _check(self, size: int) -> None:
        piece = bytes(self._held[:size])
        del self._held[:size]
        if crypto.hash_of(piece) != next(self._expected, None):
            raise Refused("bundle-changed")
        self.handed_on = True
        self._then(piece)
        self.handed_on = False


class _Lines:
    """Parses each line and counts it."""

    def __init__(self, expected: int, take: Callable[[Object], None]) -> None:
        self._expected, self._take, self._count = expected, take, 0

    def take(self, line: bytes) -> None:
        self._count += 1
        if self._count > self._expected:
            raise Refused("bundle-damaged")
        try:
            record = canonical.load(line)
        except NotCanonical:
            raise Refused("bad-record", line=self._count) from None
        self._take(record)

    def finish(self) -> None:
        if self._count != self._expected:
            raise Refused("bundle-damaged")
