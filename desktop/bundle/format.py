"""Format 1 of a bundle: the limits, the beginning of an age file, the frames inside it, and the manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.bundle import canonical, crypto, kinds
from desktop.bundle.canonical import Json, NotCanonical
from desktop.bundle.kinds import MIB
from desktop.refusals import Refused

VERSION = 1
MAGIC = b"ANCORA1\n"
SIGNED_AS = b"ancora/1 manifest"
ENDING = ".ancora"

FILE_LIMIT = 512 * MIB
BODY_LIMIT = 512 * MIB
HEADER_LIMIT = 8192
FRAME_LIMIT = 256 * 1024
LINE_LIMIT = MIB
ATTACHMENT_LIMIT = 25 * MIB
ATTACHMENT_ID = 16  # bytes before each piece of an attachment
RATIO_LIMIT = 100
SEQ_LIMIT = 2**40
WINDOW_LOG = 23  # 8 MiB

# --- the age header ---------------------------------------------------------------------------------------------------

_AGE = b"age-encryption.org/v1\n"
_MAC = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_STANZA = re.compile(rb"-> (?P<type>[!-~]+)(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n")


def check_header(start: bytes) -> None:
    """Refuse the first bytes of a file (up to HEADER_LIMIT of them) unless they are an age header of our kind.

    This comes before pyrage sees them: its time for a header grows with the square of the header's length.
    """
    if not start.startswith(_AGE):
        raise Refused("not-a-bundle")
    end = _MAC.search(start)
    if end is None:
        if len(start) >= HEADER_LIMIT:
            raise Refused("header-too-large")
        raise Refused("bundle-truncated")
    at, readers = len(_AGE), 0
    while at < end.start() + 1:
        stanza = _STANZA.match(start, at, end.start() + 1)
        if stanza is None:
            raise Refused("not-a-bundle")
        # age adds stanzas that mean nothing, so that readers stay tolerant; a passphrase stanza is made to burn time.
        readers += stanza["type"] == b"X25519"
        if stanza["type"] != b"X25519" and not stanza["type"].endswith(b"-grease"):
            raise Refused("not-a-bundle")
        at = stanza.end()
    if not readers:
        raise Refused("not-a-bundle")


# --- frames -----------------------------------------------------------------------------------------------------------


def frame(type_: bytes, data: bytes) -> bytes:
    return type_ + len(data).to_bytes(4, "big") + data


# Which types may come after which: the body first, then what is attached, then who says so.
_FOLLOWS: Mapping[bytes, tuple[bytes, ...]] = {
    b"": (b"B",),
    b"B": (b"B", b"A", b"M"),
    b"A": (b"A", b"M"),
    b"M": (b"S",),
    b"S": (),
}
_LEAST = {b"A": ATTACHMENT_ID}


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands after the body: the manifest as it was written, and its signature."""

    manifest: bytes
    signature: bytes


class FrameReader:
    """Takes plaintext in pieces of any size, keeps manifest and signature, hands the rest on; parses nothing.

    `body` gets what stands in the B frames, `attached` the A frames as they are, type and length included.
    """

    def __init__(self, body: Callable[[bytes], None], attached: Callable[[bytes], None]) -> None:
        self._body = body
        self._attached = attached
        self._held = bytearray()
        self._greeted = False
        self._type = b""
        self._left = 0  # bytes of the present frame that have not come yet
        self._body_bytes = 0
        self._manifest: bytes | None = None
        self._signature: bytes | None = None

    def write(self, data: bytes, /) -> None:
        view = memoryview(data)
        while view:
            view = self._take(view)

    def finish(self) -> Ending:
        """To be called when the envelope has ended well."""
        if self._manifest is None or self._signature is None:
            if self._greeted:
                raise Refused("bundle-truncated")
            raise Refused("not-a-bundle")
        return Ending(self._manifest, self._signature)

    def _take(self, view: memoryview) -> memoryview:
        if self._signature is not None:
            raise Refused("bundle-damaged")  # nothing comes after the signature
        if not self._greeted:
            return self._fill(view, len(MAGIC), self._greet)
        if not self._left:
            return self._fill(view, 5, self._begin)
        if self._type in b"BA":
            given, rest = view[: self._left], view[self._left :]
            self._left -= len(given)
            (self._body if self._type == b"B" else self._attached)(bytes(given))
            return rest
        return self._fill(view, self._left + len(self._held), self._end)

    def _fill(self, view: memoryview, size: int, then: Callable[[bytes], None]) -> memoryview:
        """Hold back until `size` bytes are there."""
        missing = size - len(self._held)
        self._held += view[:missing]
        if self._left:
            self._left -= len(view[:missing])
        if len(self._held) == size:
            whole = bytes(self._held)
            self._held.clear()
            then(whole)
        return view[missing:]

    def _greet(self, magic: bytes) -> None:
        if magic != MAGIC:
            raise Refused("bundle-newer" if re.fullmatch(rb"ANCORA[2-9]\n", magic) else "not-a-bundle")
        self._greeted = True

    def _begin(self, head: bytes) -> None:
        after, self._type, self._left = self._type, head[:1], int.from_bytes(head[1:], "big")
        least = _LEAST.get(self._type, 1)
        exact = crypto.SIGNATURE_BYTES if self._type == b"S" else self._left
        if self._type not in _FOLLOWS[after] or not least <= self._left <= FRAME_LIMIT or self._left != exact:
            raise Refused("bundle-damaged")
        if self._type == b"A":
            self._attached(head)
        if self._type == b"B":
            self._body_bytes += self._left
            if self._body_bytes > BODY_LIMIT:
                raise Refused("bundle-too-large")

    def _end(self, whole: bytes) -> None:
        if self._type == b"M":
            self._manifest = whole
        else:
            self._signature = whole


# --- the manifest -----------------------------------------------------------------------------------------------------

OFFICE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
NODE = re.compile(r"[0-9a-f]{32}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_TAG = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Body:
    """The compressed body: its length, its length unpacked, its records, its BLAKE2b-256."""

    length: int
    raw: int
    records: int
    hash: str


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments: how many, the length of their frames and the BLAKE2b-256 over those frames as they stand."""

    count: int
    length: int
    hash: str


NOTHING_ATTACHED = Attached(0, 0, crypto.hash_of(b"").hex())


@dataclass(frozen=True, slots=True)
class Head:
    """What a bundle says of itself before its body is known.

    `created` is a moment in UTC, `node` the installation and `commit_no` how far its database had come; what is
    counted names a month, and neither of the others.
    """

    kind: str
    office: str
    seq: int
    prev: str | None
    created: str
    node: str | None = None
    commit_no: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    head: Head
    to: str
    body: Body
    attached: Attached = NOTHING_ATTACHED

    def dump(self) -> bytes:
        head, body, attached = self.head, self.body, self.attached
        kind = kinds.readable(head.kind)
        found: canonical.Object = {
            "v": VERSION,
            "kind": head.kind,
            "office": head.office,
            "seq": head.seq,
            "prev": head.prev,
            "created": head.created,
            "schema": kind.schema,
            "min_reader": VERSION,
            "to": [self.to],
            "body": {"len": body.length, "raw": body.raw, "n": body.records, "b2": body.hash},
            "att": [],
        }
        if not kind.counted:
            found["node"], found["commit_no"] = head.node, head.commit_no
            found["att"] = {"n": attached.count, "len": attached.length, "b2": attached.hash}
        return canonical.dump(found)


_KEYS = frozenset({"v", "kind", "office", "seq", "prev", "created", "schema", "min_reader", "to", "body", "att"})
_NUMBERED_KEYS = _KEYS | {"node", "commit_no"}
_BODY_KEYS = frozenset({"len", "raw", "n", "b2"})
_ATTACHED_KEYS = frozenset({"n", "len", "b2"})


def load_manifest(data: bytes) -> Manifest:
    """Read a manifest whose signature has been found good."""
    try:
        found = canonical.load(data)
    except NotCanonical:
        raise Refused("bundle-damaged") from None
    # Versions first: a newer bundle may have other keys, and the person should be told why.
    if _whole(found, "v", 1) != VERSION or _whole(found, "min_reader", 1) > VERSION:
        raise Refused("bundle-newer")
    kind = kinds.readable(_text(found, "kind", re.compile(r"[a-z]{1,32}")))
    if _whole(found, "schema", 1) > kind.schema:
        raise Refused("bundle-newer")
    _require(found.keys() == (_KEYS if kind.counted else _NUMBERED_KEYS))
    to = found["to"]
    _require(isinstance(to, list) and len(to) == 1)
    addressee = _text({"to": to[0]}, "to", _TAG)  # type: ignore[index]
    return Manifest(_load_head(found, kind), addressee, _load_body(found["body"], kind), _load_attached(found, kind))


def _load_head(found: canonical.Object, kind: kinds.Kind) -> Head:
    head = Head(
        kind=kind.name,
        office=_text(found, "office", OFFICE),
        seq=_whole(found, "seq", 1, SEQ_LIMIT),
        prev=None if found["prev"] is None else _text(found, "prev", _HASH),
        created=_text(found, "created", _MONTH if kind.counted else MOMENT),
        node=None if kind.counted else _text(found, "node", NODE),
        commit_no=None if kind.counted else _whole(found, "commit_no", 0),
    )
    _require((head.prev is None) == (head.seq == 1))
    try:
        datetime.fromisoformat(f"{head.created}-01" if kind.counted else head.created)
    except ValueError:
        raise Refused("bundle-damaged") from None
    return head


def _load_body(found: Json, kind: kinds.Kind) -> Body:
    if not isinstance(found, dict) or found.keys() != _BODY_KEYS:
        raise Refused("bundle-damaged")
    body = Body(_whole(found, "len", 1), _whole(found, "raw", 1), _whole(found, "n", 1), _text(found, "b2", _HASH))
    if body.length > BODY_LIMIT or body.raw > kind.raw_limit or body.records > kind.records_limit:
        raise Refused("bundle-too-large")
    if body.raw > body.length * RATIO_LIMIT:
        raise Refused("ratio")
    return body


def _load_attached(found: canonical.Object, kind: kinds.Kind) -> Attached:
    if kind.counted:
        _require(found["att"] == [])
        return NOTHING_ATTACHED
    att = found["att"]
    if not isinstance(att, dict) or att.keys() != _ATTACHED_KEYS:
        raise Refused("bundle-damaged")
    attached = Attached(_whole(att, "n", 0), _whole(att, "len", 0), _text(att, "b2", _HASH))
    if attached.count > kind.files_limit or attached.length > FILE_LIMIT:
        raise Refused("bundle-too-large")
    return attached


def _whole(found: Mapping[str, Json], key: str, least: int, most: int = 10**canonical.LONGEST_INT) -> int:
    value = found.get(key)
    if type(value) is not int or not least <= value <= most:  # true and false are no numbers here
        raise Refused("bundle-damaged")
    return value


def _text(found: Mapping[str, Json], key: str, shape: re.Pattern[str]) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Refused("bundle-damaged")
    return value


def _require(holds: bool) -> None:
    if not holds:
        raise Refused("bundle-damaged")
