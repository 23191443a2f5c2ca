"""Writes one bundle in a single pass: records in, a sealed and signed file out, no temporary file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.bundle import canonical, crypto
from desktop.bundle.canonical import Object
from desktop.bundle.crypto import Writable
from desktop.bundle.format import MAGIC, SIGNED_AS, Body, Head, Manifest, frame
from desktop.bundle.packing import frames_of, stored


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that has been written: the hash of its manifest, the size of the file, what it says of itself."""

    hash: str
    bytes: int
    manifest: Manifest


def write(out: Writable, *, head: Head, to: str, sign: bytes, records: Iterable[Object]) -> Written:
    """Seal the records to the recipient `to` and sign them with the seed `sign`."""
    making = _Making(head, to, sign, records)
    counted = _Counted(out)
    crypto.encrypt(crypto.Chunks(making.plaintext()), counted, to)
    manifest = making.manifest()
    return Written(crypto.hash_of(manifest.dump()).hex(), counted.bytes, manifest)


class _Making:
    """The plaintext as it comes into being, with what the manifest will say of it."""

    def __init__(self, head: Head, to: str, sign: bytes, records: Iterable[Object]) -> None:
        self._head, self._to, self._sign, self._records = head, to, sign, records
        self._raw = self._count = self._length = 0
        self._hash = crypto.new_hash()

    def plaintext(self) -> Iterator[bytes]:
        yield MAGIC
        for piece in frames_of(stored(self._lines())):
            self._hash.update(piece)
            self._length += len(piece)
            yield frame(b"B", piece)
        manifest = self.manifest().dump()
        yield frame(b"M", manifest)
        yield frame(b"S", crypto.sign(self._sign, SIGNED_AS, manifest))

    def manifest(self) -> Manifest:
        """What is true of the body once all of it was made."""
        body = Body(self._length, self._raw, self._count, self._hash.hexdigest())
        return Manifest(self._head, crypto.recipient_tag(self._to), body)

    def _lines(self) -> Iterator[bytes]:
        for record in self._records:
            line = canonical.dump(record) + b"\n"
            self._raw += len(line)
            self._count += 1
            yield line


class _Counted:
    def __init__(self, out: Writable) -> None:
        self._out = out
        self.bytes = 0

    def write(self, data: bytes, /) -> None:
        self._out.write(data)
        self.bytes += len(data)
