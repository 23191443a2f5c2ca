"""Files on sticks and in mail: they appear whole or not at all, and what goes wrong with them has a code."""

from __future__ import annotations

import errno
import os
import re
import secrets as randomness
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from db import files
from desktop.refusals import Refused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NEUTRAL = re.compile(r"[0-9]{8}-[0-9a-f]{8}\.[a-z]+\.part")  # of our own files
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class OutFile:
    """What is being written; `settle` puts it on the medium before anything is said of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes, /) -> None:
        self._file.write(data)

    @property
    def size(self) -> int:
        """How much was written."""
        return self._file.tell()

    def settle(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def appearing(path: Path) -> Iterator[OutFile]:
    """Write beside it under a neutral name; it gets its own when all went well, and nothing stays when not.

    A program that is ended leaves what it wrote; by that name the next file knows it for ours and clears it.
    """
    part = path.with_name(_neutral_part())
    try:
        if path.exists():
            raise Refused("file-exists")
        _clear(path.parent)
        with open(part, "wb", opener=_private) as file:
            out = OutFile(file)
            yield out
            out.settle()
        os.replace(part, path)
        with suppress(OSError):  # not every medium can; the file itself is there already
            files.fsync_folder(path.parent)
    except OSError as error:
        raise Refused(_code(error)) from None
    finally:
        with suppress(OSError):  # a stick that was pulled takes the rest along
            part.unlink(missing_ok=True)


def _neutral_part() -> str:
    return f"{randomness.randbelow(10**8):08}-{randomness.token_hex(4)}.file.part"


def _clear(folder: Path) -> None:
    """What a stick still has of a file of ours because it was pulled out, or the program was ended."""
    for part in folder.glob("*.part"):
        if _NEUTRAL.fullmatch(part.name):
            with suppress(OSError):
                part.unlink()


@contextmanager
def readable() -> Iterator[None]:
    """Trouble with a file that comes in."""
    try:
        yield
    except FileNotFoundError:
        raise Refused("no-such-file") from None
    except OSError:
        raise Refused("file-unreadable") from None


def regular(path: Path) -> BinaryIO:
    """A file to read from its beginning. A pipe or a device is none: it might keep everyone waiting for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Refused("file-unreadable")
    return path.open("rb")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)  # others at this computer have no business with it


def _code(error: OSError) -> str:
    if error.errno in _FULL:
        return "disk-full"
    return "read-only" if error.errno in _CLOSED else "file-unwritable"
