"""A file appears whole or not at all; a stick that was pulled out is a plain refusal."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from desktop.refusals import Refused

_CODES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
}


def save_whole(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write all of it beside its place, then give it its name; a refusal leaves nothing behind.

    Refuses `file-exists`, `disk-full`, `read-only`, and `file-unwritable` for everything else that a disk can do.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not replace:
            raise Refused("file-exists")
        _write(part, data)
        os.replace(part, path)
        _settle(path.parent)
    except OSError as error:
        with suppress(OSError):  # where the stick is gone, so is the part
            part.unlink(missing_ok=True)
        raise Refused(_CODES.get(error.errno or 0, "file-unwritable")) from error


def _write(part: Path, data: bytes) -> None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """The name itself outlives a power cut only when its folder is written too; not every system can be asked."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
