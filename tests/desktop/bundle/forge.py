"""Makes bundles by hand, honest and hostile, with nothing of the program but its keys."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyrage  # type: ignore[import-untyped]
from backports import zstd
from nacl.signing import SigningKey

Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Office:
    code: str
    identity: str
    recipient: str
    seed: bytes

    @property
    def key(self) -> bytes:
        return bytes(SigningKey(self.seed).verify_key)


def office(code: str, seed: int = 1) -> Office:
    identity = pyrage.x25519.Identity.generate()
    return Office(code, str(identity), str(identity.to_public()), bytes([seed]) * 32)


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


HEAD = {"type": "statistics", "period": "2026-Q3", "edition": 1, "base": 3, "tables": 1}
TABLE = {
    "type": "table",
    "id": "i09",
    "version": 1,
    "unit": "case",
    "rows": [["0-11", 3], ["12-17", 0], ["unknown", 6]],
    "total": 9,
}
LINES = (canonical(HEAD), canonical(TABLE))


def blake(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def tag(recipient: str) -> str:
    return hashlib.blake2b(recipient.encode(), digest_size=16).hexdigest()


def raw_of(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def frame(type_: bytes, data: bytes) -> bytes:
    return type_ + len(data).to_bytes(4, "big") + data


COUNTED = ("statistics", "pseudonymous")
Files = Sequence[tuple[str, bytes]]


def attached(files: Files) -> list[bytes]:
    """The A frames of these attachments, each in full frames but its last."""
    size = 256 * 1024 - 16
    return [
        frame(b"A", bytes.fromhex(id_) + content[at : at + size])
        for id_, content in files
        for at in range(0, max(len(content), 1), size)
    ]


def numbered(kind: str, files: Files = (), frames: Sequence[bytes] | None = None) -> Change:
    """Makes the manifest one of a kind that tells of its installation."""
    held = b"".join(attached(files) if frames is None else frames)

    def change(head: dict[str, Any]) -> None:
        head.update(kind=kind, created="2026-11-22T10:00:00.000Z", node="ab" * 16, commit_no=7)
        head["att"] = {"n": len(files), "len": len(held), "b2": blake(held)}

    return change


def manifest(sender: Office, receiver: Office, body: bytes, raw: bytes, lines: int) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": "statistics",
        "office": sender.code,
        "seq": 1,
        "prev": None,
        "created": "2026-11",
        "schema": 1,
        "min_reader": 1,
        "to": [tag(receiver.recipient)],
        "body": {"len": len(body), "raw": len(raw), "n": lines, "b2": blake(body)},
        "att": [],
    }


def signature(sender: Office, data: bytes, label: bytes = b"ancora/1 manifest\0") -> bytes:
    return SigningKey(sender.seed).sign(label + data).signature


def frames(
    sender: Office,
    receiver: Office,
    *,
    lines: Sequence[bytes] = LINES,
    body: bytes | None = None,
    change: Change | None = None,
    manifest_bytes: bytes | None = None,
    chunk: int = 256 * 1024,
    attached: Sequence[bytes] = (),
) -> list[bytes]:
    """The frames of a bundle that is signed well, whatever it holds."""
    raw = raw_of(lines)
    body = zstd.compress(raw, 9) if body is None else body
    head = manifest(sender, receiver, body, raw, len(lines))
    if change is not None:
        change(head)
    data = canonical(head) if manifest_bytes is None else manifest_bytes
    pieces = [frame(b"B", body[at : at + chunk]) for at in range(0, len(body), chunk)]
    return [*pieces, *attached, frame(b"M", data), frame(b"S", signature(sender, data))]


def seal(plaintext: bytes, receiver: Office) -> bytes:
    out = io.BytesIO()
    pyrage.encrypt_io(io.BytesIO(plaintext), out, [pyrage.x25519.Recipient.from_str(receiver.recipient)])
    return out.getvalue()


def bundle(sender: Office, receiver: Office, **how: Any) -> bytes:
    return seal(b"ANCORA1\n" + b"".join(frames(sender, receiver, **how)), receiver)


def opened(data: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(data)


def setting(**changes: Any) -> Change:
    """A change of the manifest: setting(seq=2), setting(body__raw=5)."""

    def change(head: dict[str, Any]) -> None:
        for name, value in changes.items():
            *path, last = name.split("__")
            inside: Any = head
            for step in path:
                inside = inside[step]
            inside[last] = value

    return change


def both(*changes: Change) -> Change:
    def change(head: dict[str, Any]) -> None:
        for one in changes:
            one(head)

    return change


def without(*keys: str) -> Change:
    def change(head: dict[str, Any]) -> None:
        for key in keys:
            del head[key]

    return change


def merged(record: Mapping[str, Any], **changes: Any) -> bytes:
    return canonical({**record, **changes})


def stored(raw: bytes, padded_to: int = 0) -> bytes:
    """A zstd frame that compresses nothing; filled up with empty blocks to a length of its own."""
    pieces = [raw[at : at + 100_000] for at in range(0, len(raw), 100_000)]
    blocks = b"".join((len(piece) << 3).to_bytes(3, "little") + piece for piece in pieces)
    head = b"\x28\xb5\x2f\xfd\x00\x38"
    missing = max(0, padded_to - len(head) - len(blocks) - 3)
    # Four bytes hold a repeated byte, so that any length can be met; here it is none, repeated no time.
    odd = missing % 3
    blocks += b"\x02\x00\x00x" * odd + b"\x00\x00\x00" * ((missing - 4 * odd) // 3)
    return head + blocks + b"\x01\x00\x00"
