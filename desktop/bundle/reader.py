"""Reads one bundle in two passes: first who signed what, parsing nothing; then the records, as they were signed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from desktop.bundle import canonical, crypto
from desktop.bundle.attachments import Joining, TakeFile
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
Write = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Hashed:
    """What came in one pass: the hash and the length of all of it, and the hashes of its pieces of FRAME_LIMIT."""

    hash: str
    length: int
    pieces: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle whose signature holds; `identity` is the one that it was sealed to, the rest is for the second pass."""

    manifest: Manifest
    hash: str
    signer: bytes
    open: Open
    identity: str = field(repr=False)
    ending: Ending = field(repr=False)
    body: Hashed
    attached: Hashed


def verify(
    open_: Open, *, identities: Sequence[str], trusted: Mapping[bytes, str], revoked: Collection[bytes] = frozenset()
) -> Verified:
    """First pass: open the envelope, find who of the trusted (signing key -> office) signed, and believe the manifest.

    `revoked` are those of the keys that no longer count; what they signed is not even parsed.
    """
    identity, ending, body, attached = _first(open_, identities)
    key = _signer(ending, trusted)
    if key is None:
        raise Refused("unknown-signer")
    if key in revoked:
        raise Refused("office-revoked", office=trusted[key])
    manifest = load_manifest(ending.manifest)
    if manifest.head.office != trusted[key] or not _is_signed(manifest, body, attached):
        raise Refused("bad-signature")
    if manifest.to != crypto.recipient_tag(crypto.recipient_of(identity)):
        raise Refused("not-for-us")  # sealed anew for us by somebody who had received it
    return Verified(manifest, crypto.hash_of(ending.manifest).hex(), key, open_, identity, ending, body, attached)


def records(verified: Verified, take: Callable[[Object], None], take_file: TakeFile | None = None) -> None:
    """Second pass: give every record in its order, then every attachment, whole, with its id.

    Nothing reaches a parser that the first pass did not hash.
    """
    second = _Second(verified, take, take_file)
    try:
        ending = _frames(verified.open, verified.identity, second.body.write, second.write_attached)
        second.finish()
    except Refused as refusal:
        # The envelope was sound a moment ago; what a record breaks is told as it is.
        raise refusal if refusal is second.own else Refused("bundle-changed") from None
    if ending != verified.ending:
        raise Refused("bundle-changed")


def _first(open_: Open, identities: Sequence[str]) -> tuple[str, Ending, Hashed, Hashed]:
    """Everything hashed, opened with the one identity that fits."""
    for identity in identities:
        body, attached = _Hashing(), _Hashing()
        try:
            ending = _frames(open_, identity, body.write, attached.write)
        except Refused as refusal:
            if refusal.code != "not-for-us":
                raise
        else:
            return identity, ending, body.finish(), attached.finish()
    raise Refused("not-for-us")


def _signer(ending: Ending, trusted: Mapping[bytes, str]) -> bytes | None:
    """Whose signature it is; the signature alone decides.

    Nothing is parsed that nobody is known to have signed. Those keys are tried first whose office's code stands
    anywhere in it: with fifty offices that saves most of the time.
    """
    likely = sorted(trusted, key=lambda key: f'"{trusted[key]}"'.encode() not in ending.manifest)
    return next((key for key in likely if crypto.verifies(key, SIGNED_AS, ending.manifest, ending.signature)), None)


def _is_signed(manifest: Manifest, body: Hashed, attached: Hashed) -> bool:
    said = (manifest.body.hash, manifest.body.length, manifest.attached.hash, manifest.attached.length)
    return said == (body.hash, body.length, attached.hash, attached.length)


def _frames(open_: Open, identity: str, body: Write, attached: Write) -> Ending:
    frames = FrameReader(body, attached)
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


class _Hashing:
    """Hashes what comes as a whole and in pieces of FRAME_LIMIT."""

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

    def finish(self) -> Hashed:
        if self._in_piece:
            self._next()
        return Hashed(self._whole.hexdigest(), self._length, tuple(self._done))

    def _next(self) -> None:
        self._done.append(self._piece.digest())
        self._piece, self._in_piece = crypto.new_hash(), 0


class _Second:
    """What was hashed goes on to who reads it, the body to its end before the first attachment."""

    def __init__(self, verified: Verified, take: Callable[[Object], None], take_file: TakeFile | None) -> None:
        said = verified.manifest
        self._lines = _Lines(said.body.records, take)
        self._unpacker = Unpacker(said.body.raw, self._lines.take)
        self._joining = Joining(said.attached.count, take_file)
        self.body = _Same(verified.body.pieces, self._reading(self._unpacker.write))
        self._attached = _Same(verified.attached.pieces, self._reading(self._joining.write))
        self._body_ended = False
        self.own: Refused | None = None  # what is wrong with the content, and not with the file

    def write_attached(self, data: bytes, /) -> None:
        self._end_body()
        self._attached.write(data)

    def finish(self) -> None:
        self._end_body()
        self._attached.finish()
        with self._telling():
            self._joining.finish()

    def _end_body(self) -> None:
        if self._body_ended:
            return
        self._body_ended = True
        self.body.finish()
        with self._telling():
            self._unpacker.finish()
            self._lines.finish()

    def _reading(self, write: Write) -> Write:
        def read(data: bytes, /) -> None:
            with self._telling():
                write(data)

        return read

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except Refused as refusal:
            self.own = refusal
            raise


class _Same:
    """Lets a piece through only when it is the one that was signed."""

    def __init__(self, expected: tuple[bytes, ...], then: Write) -> None:
        self._expected = iter(expected)
        self._then = then
        self._held = bytearray()

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
        self._then(piece)


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
