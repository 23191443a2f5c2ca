"""The commit counter kept outside the database: an older file put back, or a lost WAL, cannot pass in silence."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from db import files
from db.errors import VaultRefused

FILE = "vault.anchor"
_MAGIC, _FIRST_MAGIC = b"ANCHOR2\0", b"ANCHOR1\0"
_PLACE = 512  # one sector: a torn write spoils one of the two places, never both
_FIRST_SHAPE = struct.Struct(">8s16sQQ32sqQ?")  # magic, line, commit, log entries, head of the log, ms, pages, open
_SHAPE = struct.Struct(_FIRST_SHAPE.format + "32s")  # the same, and the hash of the closed file
_NO_DIGEST = bytes(32)
_MOST_HASHED = 128 * 1024 * 1024  # reading more would make people wait when they lock

State = Literal["ok", "lower", "other", "changed", "missing", "forged"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the database held at a commit of its line; `pages` is its length if it was closed in good order, else 0."""

    line: bytes
    commit_no: int
    entries: int
    head: bytes
    at: int
    pages: int = 0
    open: bool = True
    digest: bytes = _NO_DIGEST  # of the file as it was left; none while it is open, or where it is very large


@dataclass(frozen=True, slots=True)
class Reading:
    """What the anchor file says: a mark, or why there is none."""

    mark: Mark | None
    state: Literal["ok", "missing", "forged"]


def read(path: Path, key: bytes) -> Reading:
    """The later of the two marks whose proof holds."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Reading(None, "missing")
    except OSError as error:
        raise VaultRefused("file-unreadable") from error
    places = (data[:_PLACE], data[_PLACE : 2 * _PLACE])
    marks = [mark for place in places if (mark := _mark(place, key)) is not None]
    if not marks:
        return Reading(None, "forged")
    return Reading(max(marks, key=lambda mark: (mark.commit_no, not mark.open)), "ok")


def judge(reading: Reading, line: bytes, commit_no: int, head_at: bytes) -> State:
    """Is this database the one that the mark was made of? `head_at` is its log's head at the mark's entry."""
    if reading.mark is None:
        return "missing" if reading.state == "missing" else "forged"
    if commit_no < reading.mark.commit_no:
        return "lower"
    return "ok" if (line, head_at) == (reading.mark.line, reading.mark.head) else "other"


def digest_of(database: Path) -> bytes:
    """The hash of a closed database, without its key: an older page put back is sound, and only this finds it."""
    with files.refusals():
        size = database.stat().st_size
    return _NO_DIGEST if size > _MOST_HASHED else _hash(database)


def is_untouched(mark: Mark | None, database: Path) -> bool:
    """Whether the file is as it was left; also where nothing is known of that."""
    return mark is None or mark.open or mark.digest == _NO_DIGEST or _hash(database) == mark.digest


def _hash(database: Path) -> bytes:
    try:
        with database.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).digest()
    except OSError as error:
        raise VaultRefused("file-unreadable") from error


class Anchor:
    """Keeps the file open and rewrites one of its two places in turn; the system is not made to wait for the disk."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._turn = 0
        with files.refusals():
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    def write(self, mark: Mark) -> None:
        """Put a mark in the older place."""
        told = (mark.line, mark.commit_no, mark.entries, mark.head, mark.at, mark.pages, mark.open, mark.digest)
        body = _SHAPE.pack(_MAGIC, *told)
        data = body + hashlib.blake2b(body, key=self._key, digest_size=32).digest()
        os.lseek(self._handle, self._turn * _PLACE, os.SEEK_SET)
        os.write(self._handle, data.ljust(_PLACE, b"\0"))
        self._turn = 1 - self._turn

    def renew(self, mark: Mark) -> None:
        """Put a mark in both places, so that no older one remains, and wait for the disk."""
        for _ in range(2):
            self.write(mark)
            os.fsync(self._handle)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)


def _mark(place: bytes, key: bytes) -> Mark | None:
    """What one place says, if its proof holds; the program before this one wrote no hash."""
    shape = _FIRST_SHAPE if place.startswith(_FIRST_MAGIC) else _SHAPE
    body, proof = place[: shape.size], place[shape.size : shape.size + 32]
    if len(proof) != 32 or not hmac.compare_digest(hashlib.blake2b(body, key=key, digest_size=32).digest(), proof):
        return None
    _magic, *told = shape.unpack(body)
    return Mark(*told)
