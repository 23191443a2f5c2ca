"""Files of the vault appear whole or not at all, and are on the disk before anything is said of them."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from db.errors import VaultRefused

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def refusals() -> Iterator[None]:
    """Trouble with a file becomes a refusal with a code."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise VaultRefused("disk-full") from error
        if error.errno in _CLOSED:
            raise VaultRefused("read-only") from error
        raise VaultRefused("file-unwritable") from error


def fsync(path: Path) -> None:
    """Flush a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def fsync_folder(path: Path) -> None:
    """Flush the names in a folder; Windows keeps them by itself and cannot open a folder."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private(path: Path) -> BinaryIO:
    """A new file that is its owner's alone from the first byte on."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def write_whole(path: Path, data: bytes, *, keep_previous: bool = False) -> None:
    """Replace a file at one stroke; the one before stays as `.1` if asked."""
    part = path.with_name(path.name + ".part")
    with refusals():
        try:
            with private(part) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if keep_previous and path.exists():
                previous = path.with_name(path.name + ".1")
                copy = path.with_name(path.name + ".1.part")
                with private(copy) as file:
                    file.write(path.read_bytes())
                fsync(copy)
                os.replace(copy, previous)
            os.replace(part, path)
            fsync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)


def clear_parts(folder: Path, prefix: str) -> None:
    """Remove what a program that was killed in the middle of `write_whole` left; what cannot go does no harm."""
    for part in folder.glob(f"{prefix}*.part"):
        with contextlib.suppress(OSError):
            part.unlink()
