"""The body of a bundle: one zstd frame, written in a form that never changes, and unpacked in bounded steps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

if sys.version_info >= (3, 14):  # pragma: no cover - there it is part of the language
    from compression import zstd
else:
    from backports import zstd

from desktop.bundle.format import FRAME_LIMIT, LINE_LIMIT, RATIO_LIMIT, WINDOW_LOG
from desktop.refusals import Refused

OUTPUT_LIMIT = 128 * 1024  # of one call of the decompressor
_BLOCK = 128 * 1024
# Magic number, no flags, window of 128 KiB (RFC 8878, 3.1.1).
_FRAME_HEADER = b"\x28\xb5\x2f\xfd\x00\x38"
_LAST, _SIZE_AT = 1, 3
_LEVEL = 9
_EMPTY = b"\x00\x00\x00"  # a raw block of nothing


def stored(data: Iterable[bytes]) -> Iterator[bytes]:
    """A zstd frame of raw blocks.

    A number once used must give the same bytes for ever, else the receiver thinks of a stolen key. A compressor
    promises that for one of its own releases only; tables are small, so they are not compressed at all.
    """
    yield _FRAME_HEADER
    held = b""
    for piece in data:
        held += piece
        while len(held) > _BLOCK:
            yield _block(held[:_BLOCK], last=False)
            held = held[_BLOCK:]
    yield _block(held, last=True)


def _block(data: bytes, *, last: bool) -> bytes:
    return (len(data) << _SIZE_AT | (_LAST if last else 0)).to_bytes(3, "little") + data


def compressed(data: Iterable[bytes]) -> Iterator[bytes]:
    """A zstd frame as small as it may be: a reader takes no more than RATIO_LIMIT times what it was given.

    Somebody who typed one letter for a whole page would go over that; blocks of nothing make up for it.
    """
    packer = zstd.ZstdCompressor(level=_LEVEL)
    raw = length = 0
    for piece in data:
        raw += len(piece)
        packed = packer.compress(piece)
        length += len(packed)
        if packed:
            yield packed
    packed = packer.flush(zstd.ZstdCompressor.FLUSH_BLOCK)
    length += len(packed)
    yield packed
    while raw > length * RATIO_LIMIT:
        length += len(_EMPTY)
        yield _EMPTY
    yield packer.flush()


def frames_of(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of FRAME_LIMIT, the last one shorter."""
    held = bytearray()
    for piece in data:
        held += piece
        while len(held) >= FRAME_LIMIT:
            yield bytes(held[:FRAME_LIMIT])
            del held[:FRAME_LIMIT]
    if held:
        yield bytes(held)


class Unpacker:
    """Takes the body in pieces and hands on its lines, never holding more than a window and a line."""

    def __init__(self, raw: int, take: Callable[[bytes], None]) -> None:
        self._zstd = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG})
        self._raw_left = raw
        self._take = take
        self._line = bytearray()

    def write(self, data: bytes, /) -> None:
        if self._zstd.eof:
            raise Refused("bundle-damaged")
        try:
            self._lines(self._zstd.decompress(data, OUTPUT_LIMIT))
            while not (self._zstd.needs_input or self._zstd.eof):
                self._lines(self._zstd.decompress(b"", OUTPUT_LIMIT))
        except zstd.ZstdError:
            raise Refused("bundle-damaged") from None

    def finish(self) -> None:
        """One whole frame, nothing after it, exactly as long as the manifest says, ending with a line."""
        if not self._zstd.eof or self._zstd.unused_data or self._raw_left or self._line:
            raise Refused("bundle-damaged")

    def _lines(self, data: bytes) -> None:
        self._raw_left -= len(data)
        if self._raw_left < 0:
            raise Refused("bundle-damaged")
        *whole, rest = data.split(b"\n")
        for part in whole:
            self._hold(part)
            line = bytes(self._line)
            self._line.clear()
            self._take(line)
        self._hold(rest)

    def _hold(self, part: bytes) -> None:
        if len(self._line) + len(part) > LINE_LIMIT:
            raise Refused("bundle-damaged")
        self._line += part
