"""What a file is, read from its own bytes before anything decodes it: its kind, its size, whether it tells a place.

Nothing here makes a picture, and nothing grows beyond a bound: a file that claims more than a screen could ever show is
refused by what it claims.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from desktop.refusals import Refused

Report = Callable[[int, int], None]

MOST_PIXELS = 120_000_000  # the largest camera of a telephone in pixel binning; four bytes each while it is shown
MOST_SIDE = 65_500
MOST_PACKED = 300 * 1024 * 1024  # what all streams of a PDF may hold together once they are unpacked
PIECE = 256 * 1024
PNG, JPEG, TIFF, WEBP, PDF = "image/png", "image/jpeg", "image/tiff", "image/webp", "application/pdf"
_PNG, _GPS, _EXIF = b"\x89PNG\r\n\x1a\n", 0x8825, b"Exif\0\0"
_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_MOST_MARKS, _MOST_TAGS = 20_000, 2_000


@dataclass(frozen=True, slots=True)
class Look:
    """What a file says of itself. `tells_place`: it holds coordinates; `after`: bytes that follow the picture."""

    mime: str
    width: int = 0
    height: int = 0
    tells_place: bool = False
    after: int = 0


def kind_of(data: bytes) -> str | None:
    """The kind that the very first bytes say, if it is one that may be kept; names are never trusted."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    starts = ((b"%PDF-", PDF), (_PNG, PNG), (b"\xff\xd8\xff", JPEG), (b"II*\0", TIFF), (b"MM\0*", TIFF))
    return next((mime for start, mime in starts if data.startswith(start)), None)


def look(data: bytes, report: Report = lambda _done, _all: None) -> Look:
    """The same with its size; refuses what is neither picture nor PDF, what is broken, what would fill the memory."""
    mime = kind_of(data)
    if mime is None:
        raise Refused("attachment-unknown")
    if mime == PDF:
        return _pdf(data, report)
    try:
        found = {PNG: _png, JPEG: _jpeg, TIFF: _tiff, WEBP: _webp}[mime](data)
    except (struct.error, IndexError, ValueError, OverflowError):
        raise Refused("attachment-damaged") from None
    if not found.width or not found.height:
        raise Refused("attachment-damaged")
    if max(found.width, found.height) > MOST_SIDE or found.width * found.height > MOST_PIXELS:
        raise Refused("picture-too-large", limit=MOST_PIXELS // 1_000_000)
    return found


# --- pictures ---------------------------------------------------------------------------------------------------------


def _png(data: bytes) -> Look:
    if data[12:16] != b"IHDR":
        raise ValueError
    width, height = struct.unpack_from(">II", data, 16)
    at, place = len(_PNG), False
    for _mark in range(_MOST_MARKS):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError
        if name == b"eXIf":
            place = place or _has_place(data[at + 8 : at + 8 + length])
        if name == b"IEND":
            return Look(PNG, width, height, place, len(data) - end)
        at = end
    raise ValueError


def _jpeg(data: bytes) -> Look:
    at, width, height, place = 2, 0, 0, False
    for _mark in range(_MOST_MARKS):
        if data[at] != 0xFF:
            raise ValueError
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark in _ALONE:
            at += 2
            continue
        if mark in (0xD9, 0xDA):  # the end, or the picture itself
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if length < 2 or at + 2 + length > len(data):
            raise ValueError
        if mark in _FRAMES:
            height, width = struct.unpack_from(">HH", body, 1)
        elif mark == 0xE1 and body.startswith(_EXIF):
            place = place or _has_place(body[len(_EXIF) :])
        at += 2 + length
    last = data.rfind(b"\xff\xd9")
    return Look(JPEG, width, height, place, len(data) - last - 2 if last > at else 0)


def _webp(data: bytes) -> Look:
    (length,) = struct.unpack_from("<I", data, 4)
    end = 8 + length
    if end > len(data) + 1:
        raise ValueError
    width = height = 0
    at, place = 12, False
    for _mark in range(_MOST_MARKS):
        if at + 8 > min(end, len(data)):
            break
        name, size = struct.unpack_from("<4sI", data, at)
        body = at + 8
        if name == b"VP8X":
            width, height = (1 + int.from_bytes(data[body + s : body + s + 3], "little") for s in (4, 7))
        elif name == b"VP8 " and not width:
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, body + 6))
        elif name == b"VP8L" and not width:
            (bits,) = struct.unpack_from("<I", data, body + 1)
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        elif name == b"EXIF":
            exif = data[body : body + size]
            place = place or _has_place(exif.removeprefix(_EXIF))
        at = body + size + (size & 1)
    return Look(WEBP, width, height, place, max(0, len(data) - end - (end & 1)))


def _tiff(data: bytes) -> Look:
    tags = dict(_tags(data))
    return Look(TIFF, tags[256], tags[257], _GPS in tags) if 256 in tags and 257 in tags else Look(TIFF)


def _has_place(exif: bytes) -> bool:
    try:
        return any(tag == _GPS for tag, _value in _tags(exif))
    except (struct.error, ValueError):
        return False


def _tags(tiff: bytes) -> Iterator[tuple[int, int]]:
    """The tags of the first directory; the values only of those that are one whole number."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        raise ValueError
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    if count > _MOST_TAGS:
        raise ValueError
    for number in range(count):
        tag, kind, _many = struct.unpack_from(f"{order}HHI", tiff, start + 2 + 12 * number)
        (value,) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", tiff, start + 10 + 12 * number)
        yield tag, value


# --- PDF --------------------------------------------------------------------------------------------------------------

_STREAM = re.compile(rb"stream\r?\n")
_SIDES = re.compile(rb"/(Width|Height)\s+([0-9]{1,10})")
_PACKED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_MOST_LAYERS = 4
_HEAD = 4096  # of the object before a stream


def _pdf(data: bytes, report: Report) -> Look:
    """Every packed stream is unpacked piece by piece and thrown away: what would fill the memory is told before."""
    if b"%%EOF" not in data[-4096:] and b"startxref" not in data:
        raise Refused("attachment-damaged")
    if b"/Encrypt" in data:
        raise Refused("pdf-locked")
    tally = _Tally(len(data), report)
    for found in _STREAM.finditer(data):
        tally.at(found.end())
        head = data[max(0, found.start() - _HEAD) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        _check_sides(head)
        layers = len(_PACKED.findall(head))
        with suppress(zlib.error):  # what does not unpack here does not unpack there
            for _piece in _unpacked(data, found.end(), min(layers, _MOST_LAYERS), tally) if layers else ():
                pass
    return Look(PDF)


def _check_sides(head: bytes) -> None:
    sides = {name: int(number) for name, number in _SIDES.findall(head)}
    if sides.get(b"Width", 0) * sides.get(b"Height", 0) > MOST_PIXELS or max((0, *sides.values())) > MOST_SIDE:
        raise Refused("picture-too-large", limit=MOST_PIXELS // 1_000_000)


class _Tally:
    """How much was unpacked of a whole file, in all its layers."""

    def __init__(self, size: int, report: Report) -> None:
        self._size, self._report, self._where, self._total = size, report, 0, 0

    def at(self, where: int) -> None:
        self._where = where
        self._report(where, self._size)

    def add(self, count: int) -> None:
        self._report(self._where, self._size)
        self._total += count
        if self._total > MOST_PACKED:
            raise Refused("pdf-too-large", limit=MOST_PACKED // 1024 // 1024)


def _unpacked(data: bytes, at: int, layers: int, tally: _Tally) -> Iterator[bytes]:
    """One layer out of the other, a piece at a time: never more of any of them is in memory."""
    pieces = _slices(data, at)
    for _layer in range(layers):
        pieces = _inflated(zlib.decompressobj(), pieces, tally)
    return pieces


def _slices(data: bytes, at: int) -> Iterator[bytes]:
    while at < len(data):
        yield data[at : at + PIECE]
        at += PIECE


def _inflated(maker: zlib._Decompress, packed: Iterator[bytes], tally: _Tally) -> Iterator[bytes]:
    for slice_ in packed:
        rest = slice_
        while rest and not maker.eof:
            piece = maker.decompress(rest, PIECE)
            tally.add(len(piece))
            yield piece
            rest = maker.unconsumed_tail
        if maker.eof:
            return
