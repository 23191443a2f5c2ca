"""One bundle of every kind, as the first release wrote it: the files in tests/golden, and how each kind is read."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pyrage  # type: ignore[import-untyped]
from nacl.signing import SigningKey

from desktop.bundle import reader
from desktop.bundle.kinds import directory, history, merge, receipt, statistics, transfer, trust

FOLDER = Path(__file__).parents[2] / "golden" / "bundle-1"


class Reading(Protocol):
    def take(self, record: Any, /) -> None: ...

    def finish(self) -> object: ...


class MergeReading:
    """The lines of a merge, each held to its shape as an import does."""

    def __init__(self) -> None:
        self._number = 0

    def take(self, record: Any) -> None:
        self._number += 1
        if merge.read(record, self._number) is None:
            history.read(record, self._number)

    def finish(self) -> object:
        return self._number


def moved(kind: str) -> transfer.Reading:
    """The lines of a transfer, or of the answer to one."""

    def take(record: Any, line: int) -> None:
        history.read(record, line)

    return transfer.Reading(kind, lambda _moved: take)


READINGS: Mapping[str, Callable[[], Reading]] = {
    "statistics": statistics.Reading,
    "transfer": lambda: moved(transfer.TRANSFER),
    "acknowledgement": lambda: moved(transfer.ANSWER),
    "merge": MergeReading,
    "receipt": receipt.Reading,
    "directory": directory.Reading,
    "trust": trust.Reading,
}


@dataclass(frozen=True, slots=True)
class Golden:
    """A bundle and what it says; `seed` has signed it, `identity` opens it."""

    kind: str
    data: bytes
    hash: str
    manifest: dict[str, Any]
    records: list[dict[str, Any]]
    files: list[tuple[str, bytes]]
    office: str
    seed: bytes
    identity: str

    @property
    def sign_key(self) -> bytes:
        return bytes(SigningKey(self.seed).verify_key)

    @property
    def recipient(self) -> str:
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    def sign(self, data: bytes) -> bytes:
        return SigningKey(self.seed).sign(data).signature


@dataclass(frozen=True, slots=True)
class Read:
    """A bundle as the program reads it."""

    hash: str
    records: list[dict[str, Any]]
    files: list[tuple[str, bytes]]


def read(data: bytes, one: Golden) -> Read:
    """These bytes, read with the keys of a golden bundle, each record held to the shape of its kind."""
    verified = reader.verify(lambda: io.BytesIO(data), identities=[one.identity], trusted={one.sign_key: one.office})
    kind = verified.manifest.head.kind
    reading, found = READINGS[kind](), Read(verified.hash, [], [])

    def take(record: dict[str, Any]) -> None:
        reading.take(record)
        found.records.append(record)

    reader.records(verified, take, lambda id_, content: found.files.append((id_, content)))
    reading.finish()
    return found


@cache
def keys() -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "keys.json").read_text(encoding="utf-8"))
    return found


@cache
def golden(kind: str) -> Golden:
    """The bundle of that kind, with the keys of whoever wrote it and of whoever may read it."""
    name = "expected" if kind == "statistics" else kind  # the oldest
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Golden(
        kind=kind,
        data=(FOLDER / f"{kind}.ancora").read_bytes(),
        hash=told["hash"],
        manifest=told["manifest"],
        records=told["records"],
        files=[(one["id"], base64.b64decode(one["content"])) for one in told.get("files", [])],
        office=told["manifest"]["office"],
        seed=bytes.fromhex(keys()[told.get("signed_by", "sender_seed")]),
        identity=keys()[told.get("sealed_to", "region_identity")],
    )


def kinds() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.ancora"))
