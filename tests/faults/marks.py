"""The planted word in every form in which it may lie in a file, a descriptor or memory, and where it was found."""

from __future__ import annotations

import base64
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from backports import zstd

from tests.journeys.everything import CANARY, PERSON, PHONE, spellings

_ZSTD = b"\x28\xb5\x2f\xfd"
_PACKED = re.compile(rb"\x28\xb5\x2f\xfd|\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")
_LOOK = 64 * 1024  # of a packed stream
_SHORTEST = 6  # bytes; a shorter one is found in random bytes too


@cache
def needles(word: str = CANARY) -> dict[str, bytes]:
    """How it may be written -> the bytes: alphabets, normal forms, escapes, and as text that hides bytes."""
    plain = {**spellings(word), "telephone": PHONE.encode(), "number of a person": PERSON.encode()}
    found = dict(plain)
    for text in {word, word.casefold(), word.upper()}:
        for encoding in ("utf-8", "utf-16-le"):
            data = text.encode(encoding)
            found[f"{text} in {encoding} as hex"] = data.hex().encode()
            found[f"{text} in {encoding} as HEX"] = data.hex().upper().encode()
            found.update({f"{text} in {encoding} as base64 at {at}": part for at, part in _base64(data)})
        for how, mark in (("an address", "%"), ("quoted letters", "=")):
            found[f"{text} in {how}"] = "".join(
                f"{mark}{byte:02X}" if byte > 127 else chr(byte) for byte in text.encode()
            ).encode()
        found[f"{text} in XML"] = text.encode("ascii", "xmlcharrefreplace")
        found[f"{text} in Latin with question marks"] = text.encode("ascii", "replace")
    return {how: data for how, data in found.items() if len(data) >= _SHORTEST}


@cache
def plain(word: str = CANARY) -> dict[str, bytes]:
    """As a running program would hold it."""
    return {
        **{how: data for how, data in spellings(word).items() if len(data) >= _SHORTEST},
        "telephone": PHONE.encode(),
        "telephone in Qt": PHONE.encode("utf-16-le"),
    }


def within(data: bytes) -> list[str]:
    """Every way in which the word lies in these bytes, also packed."""
    found = [how for how, needle in needles().items() if needle in data]
    for how, unpacked in _unpacked(data):
        found += [f"{inner}, packed with {how}" for inner, needle in needles().items() if needle in unpacked]
    return found


def in_files(folders: Iterable[Path], known: Mapping[str, bytes] = MappingProxyType({})) -> list[str]:
    """Every file whose content or name tells the word; a file with known bytes was looked at before."""
    found = []
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = str(file.relative_to(folder))
            data = file.read_bytes()
            hows = [] if known.get(name) == data else within(data)
            hows += [f"{how} in its name" for how, needle in needles().items() if needle in os.fsencode(name)]
            found += [f"{file.name}: {how}" for how in hows]
    return found


def in_deleted(process: int) -> list[str]:
    """Every file that a process still has open after its name is gone, or that never had one, and that tells it."""
    found = []
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
            if not target.endswith(" (deleted)"):
                continue
            data = descriptor.read_bytes()
        except OSError:
            continue  # closed meanwhile, or nothing that can be read
        found += [f"deleted {Path(target).name}: {how}" for how in within(data)]
    return found


def in_memory(process: int, wanted: dict[str, bytes]) -> list[str]:
    """Which of these bytes lie in what a process may write to in its memory."""
    found: set[str] = set()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for start, end in _writable(process):
            try:
                memory.seek(start)
                data = memory.read(end - start) or b""
            except (OSError, ValueError, OverflowError):
                continue  # a piece that the kernel keeps for itself
            found |= {how for how, needle in wanted.items() if needle in data}
    return sorted(found)


def _writable(process: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{process}/maps").read_text("utf-8", "replace").splitlines():
        span, mode = line.split(maxsplit=2)[:2]
        if "w" in mode:
            start, end = (int(part, 16) for part in span.split("-"))
            yield start, end


def _base64(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What stays the same of a word in base64 wherever it begins in the text."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + data).rstrip(b"=")
        yield shift, coded[(0, 2, 3)[shift] : -1]


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    for match in _PACKED.finditer(data):
        rest = data[match.start() : match.start() + _LOOK]
        if match[0] == _ZSTD:
            yield "zstd", _try_zstd(rest)
        elif match[0] == b"PK\x03\x04":
            name, extra = (int.from_bytes(rest[at : at + 2], "little") for at in (26, 28))
            yield "zip", _try_zlib(rest[30 + name + extra :], -zlib.MAX_WBITS)
        else:
            yield "zlib", _try_zlib(rest, zlib.MAX_WBITS + 32)


def _try_zstd(data: bytes) -> bytes:
    try:
        return zstd.ZstdDecompressor().decompress(data, _LOOK)
    except zstd.ZstdError:
        return b""


def _try_zlib(data: bytes, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(data, _LOOK)
    except zlib.error:
        return b""
