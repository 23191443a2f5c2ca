"""A zip that is written as it is read, in bounded memory, and that ends with a list of what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MANIFEST = "manifest.json"
START = b"PK\x03\x04"
_HELD = 64 * 1024  # bytes that are held back before they go on
_PRIVATE = 0o600 << 16
_FIRST_YEAR, _LAST_YEAR = 1980, 2107  # that a zip can name


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive, its content in pieces of any size; what is packed already is stored as it is."""

    name: str
    pieces: Iterable[bytes]
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it."""

    name: str
    bytes: int
    sha256: str


def pack(members: Iterable[Member], manifest: Callable[[Sequence[Listed]], bytes], at: datetime) -> Iterator[bytes]:
    """The bytes of the whole archive, in order; `manifest` makes its last file out of all before it."""
    out, listed = _Drain(), list[Listed]()
    with ZipFile(out, "w") as archive:  # type: ignore[call-overload]  # what cannot seek needs nothing but write
        for member in members:
            digest, size = hashlib.sha256(), 0
            with archive.open(_info(member.name, at, packed=member.packed), "w") as entry:
                for piece in member.pieces:
                    entry.write(piece)
                    digest.update(piece)
                    size += len(piece)
                    if out.held > _HELD:
                        yield out.take()
            listed.append(Listed(member.name, size, digest.hexdigest()))
        archive.writestr(_info(MANIFEST, at, packed=False), manifest(listed))
    yield out.take()


def _info(name: str, at: datetime, *, packed: bool) -> ZipInfo:
    years = min(max(at.year, _FIRST_YEAR), _LAST_YEAR)  # a clock that is far off keeps nobody from leaving
    info = ZipInfo(name, (years, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    info.external_attr = _PRIVATE
    return info


class _Drain:
    """Takes what is written and hands it on; it cannot seek, so the archive is written straight ahead."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.held = 0

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        self.held += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back that `take` would not give."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self.held = 0
        return taken
