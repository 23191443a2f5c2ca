"""Attachments in a bundle: cut into frames of one shape, and put together again one at a time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from desktop.bundle.format import ATTACHMENT_ID, ATTACHMENT_LIMIT, FRAME_LIMIT
from desktop.refusals import Refused

TakeFile = Callable[[str, bytes], None]
_HEAD = 5  # type and length of a frame
_PIECE = FRAME_LIMIT - ATTACHMENT_ID


def pieces_of(id_: str, content: bytes) -> Iterator[bytes]:
    """What stands in the A frames of one attachment: its id and a piece; all pieces are full but the last."""
    name = bytes.fromhex(id_)
    if len(name) != ATTACHMENT_ID:
        raise ValueError("the id of an attachment")
    if len(content) > ATTACHMENT_LIMIT:
        raise Refused("too-much-for-one-file")
    for at in range(0, max(len(content), 1), _PIECE):
        yield name + content[at : at + _PIECE]


class Joining:
    """Takes A frames in pieces of any size and hands on each attachment when it is whole; holds one at a time."""

    def __init__(self, expected: int, take: TakeFile | None) -> None:
        self._expected, self._take = expected, take
        self._frame = bytearray()
        self._id = b""
        self._held = io.BytesIO()
        self._full = False  # whether the present attachment may go on in another frame
        self._seen: set[bytes] = set()

    def write(self, data: bytes, /) -> None:
        self._frame += data
        while len(self._frame) >= _HEAD:
            end = _HEAD + int.from_bytes(self._frame[1:_HEAD], "big")
            if len(self._frame) < end:
                return
            content = bytes(self._frame[_HEAD:end])
            del self._frame[:end]
            self._add(content[:ATTACHMENT_ID], content[ATTACHMENT_ID:])

    def finish(self) -> None:
        """All of them came, each once and whole."""
        self._hand_on()
        if len(self._seen) != self._expected:
            raise Refused("bundle-damaged")

    def _add(self, id_: bytes, piece: bytes) -> None:
        if self._full and id_ == self._id:
            if not piece:
                raise Refused("bundle-damaged")
        else:
            self._begin(id_)
        self._held.write(piece)
        self._full = len(piece) == _PIECE
        if self._held.tell() > ATTACHMENT_LIMIT:
            raise Refused("bundle-too-large")

    def _begin(self, id_: bytes) -> None:
        self._hand_on()
        if id_ in self._seen or len(self._seen) == self._expected:
            raise Refused("bundle-damaged")
        self._seen.add(id_)
        self._id, self._held = id_, io.BytesIO()

    def _hand_on(self) -> None:
        if self._seen and self._take is not None:
            self._take(self._id.hex(), self._held.getvalue())
