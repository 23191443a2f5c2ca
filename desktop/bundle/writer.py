"""Writes one bundle in a single pass: records and attachments in, a sealed and signed file out, no temporary file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.bundle import canonical, crypto, kinds
from desktop.bundle.attachments import pieces_of
from desktop.bundle.canonical import NotCanonical, Object
from desktop.bundle.crypto import Writable
from desktop.bundle.format import (
    BODY_LIMIT,
    FILE_LIMIT,
    LINE_LIMIT,
    MAGIC,
    SIGNED_AS,
    Attached,
    Body,
    Head,
    Manifest,
    frame,
    load_manifest,
)
from desktop.bundle.packing import compressed, frames_of, stored
from desktop.refusals import Refused

File = tuple[str, bytes]  # the id of an attachment, 32 hexadecimal digits, and all of its content


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that has been written: the hash of its manifest, the size of the file, what it says of itself."""

    hash: str
    bytes: int
    manifest: Manifest


def write(
    out: Writable, *, head: Head, to: str, sign: bytes, records: Iterable[Object], files: Iterable[File] = ()
) -> Written:
    """Seal records and attachments to the recipient `to` and sign them with the seed `sign`.

    Both are taken one at a time, the attachments after the last record.
    """
    _check_head(head)
    making = _Making(head, to, sign, records, files)
    counted = _Counted(out)
    crypto.encrypt(crypto.Chunks(making.plaintext()), counted, to)
    manifest = making.manifest()
    return Written(crypto.hash_of(manifest.dump()).hex(), counted.bytes, manifest)


def _check_head(head: Head) -> None:
    """Held to the very rules by which it will be read: a head that breaks them is a fault of ours."""
    nobody = "0" * 32
    try:
        same = load_manifest(Manifest(head, nobody, Body(1, 1, 1, nobody * 2)).dump()).head == head
    except (Refused, NotCanonical) as error:
        raise ValueError("head") from error
    if not same:
        raise ValueError("head")


class _Making:
    """The plaintext as it comes into being, with what the manifest will say of it."""

    def __init__(self, head: Head, to: str, sign: bytes, records: Iterable[Object], files: Iterable[File]) -> None:
        self._head, self._to, self._sign, self._records, self._files = head, to, sign, records, files
        self._kind = kinds.readable(head.kind)
        self._raw = self._count = self._length = self._attached_length = 0
        self._seen: set[str] = set()
        self._hash, self._attached_hash = crypto.new_hash(), crypto.new_hash()

    def plaintext(self) -> Iterator[bytes]:
        yield MAGIC
        # What was counted keeps its bytes for ever, see `stored`.
        pack = stored if self._head.kind == "statistics" else compressed
        for piece in frames_of(pack(self._lines())):
            self._hash.update(piece)
            self._length += len(piece)
            _limit(self._length <= BODY_LIMIT)
            yield frame(b"B", piece)
        if not self._count:
            raise ValueError("a bundle without records")
        yield from self._attachments()
        manifest = self.manifest().dump()
        yield frame(b"M", manifest)
        yield frame(b"S", crypto.sign(self._sign, SIGNED_AS, manifest))

    def manifest(self) -> Manifest:
        """What is true of body and attachments once all of them were made."""
        body = Body(self._length, self._raw, self._count, self._hash.hexdigest())
        attached = Attached(len(self._seen), self._attached_length, self._attached_hash.hexdigest())
        return Manifest(self._head, crypto.recipient_tag(self._to), body, attached)

    def _lines(self) -> Iterator[bytes]:
        for record in self._records:
            line = canonical.dump(record) + b"\n"
            self._raw += len(line)
            self._count += 1
            _limit(len(line) <= LINE_LIMIT + 1)
            _limit(self._raw <= self._kind.raw_limit and self._count <= self._kind.records_limit)
            yield line

    def _attachments(self) -> Iterator[bytes]:
        for id_, content in self._files:
            if id_ in self._seen:
                raise ValueError("an attachment twice")
            self._seen.add(id_)
            _limit(len(self._seen) <= self._kind.files_limit)
            for piece in pieces_of(id_, content):
                framed = frame(b"A", piece)
                self._attached_hash.update(framed)
                self._attached_length += len(framed)
                yield framed


class _Counted:
    def __init__(self, out: Writable) -> None:
        self._out = out
        self.bytes = 0

    def write(self, data: bytes, /) -> None:
        self.bytes += len(data)
        _limit(self.bytes <= FILE_LIMIT)
        self._out.write(data)


def _limit(holds: bool) -> None:
    """What would be refused where it arrives is not written."""
    if not holds:
        raise Refused("too-much-for-one-file")
