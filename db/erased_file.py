"""The list of what was erased as a file beside the vault and in each backup: ids, reasons and days, and a proof."""

from __future__ import annotations

import hashlib
import json
import secrets as randomness
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from db import files, keys, secrets
from db.connection import Connection
from db.errors import VaultRefused
from db.tombs import ALL, Entry, read_some

FILE = "vault.erased"
LARGEST = 256 * 1024 * 1024
_LONGEST = 16 * 1024  # letters of one word
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def key_of(conn: Connection) -> bytes:
    """The key that proves the file; from the office's secret, so that it survives new keys and restored backups."""
    secret = secrets.get(conn, secrets.OFFICE_SECRET)
    if secret is None:
        raise VaultRefused("vault-damaged")
    return keys.derive(bytearray(secret), "erased-mac")


def read_file(path: Path, key: bytes) -> tuple[Entry, ...]:
    """The list; none where there is no file. A file that this office did not write is refused."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise VaultRefused("file-unreadable") from error
    return parse(data, key)


def write_file(path: Path, entries: Iterable[Entry], key: bytes) -> None:
    """Replace the file at one stroke."""
    files.write_whole(path, encode(entries, key))


def encode(entries: Iterable[Entry], key: bytes) -> bytes:
    """The bytes of the file: the same list is the same bytes."""
    body: dict[str, Any] = {"entries": [list(one) for one in sorted(set(entries))], "format": 1}
    return _ENCODER.encode({**body, "mac": _mac(body, key)}).encode()


def parse(data: bytes, key: bytes) -> tuple[Entry, ...]:
    """What `encode` wrote with this key; anything else is refused."""
    try:
        if len(data) > LARGEST:
            raise ValueError
        told = json.loads(data.decode())
        body = {"entries": told["entries"], "format": told["format"]}
        if told["format"] != 1 or not randomness.compare_digest(_mac(body, key), str(told["mac"])):
            raise ValueError
        return tuple(_entry(one) for one in told["entries"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise VaultRefused("erased-file-damaged") from error


def _entry(told: Any) -> Entry:
    entry = Entry(*told)
    if not all(isinstance(word, str) and len(word) <= _LONGEST for word in entry):
        raise ValueError
    if entry.what != ALL:
        read_some(entry.what)
    return entry


def _mac(body: Any, key: bytes) -> str:
    data = _ENCODER.encode(body).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, key=key, digest_size=32, person=b"ancora erased").hexdigest()
