"""A backup as one file: a plain zip that any computer can take apart, read back before anything is said of it."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from db import erased_file, files, keys, slots
from db.errors import VaultRefused

ENDING = ".ancora-backup"
DATABASE = "vault.db"
_MOST: Mapping[str, int] = {  # in this order
    DATABASE: 1 << 44,
    keys.FILE: slots.MOST_BYTES,
    erased_file.FILE: erased_file.LARGEST,
}
_NEEDED = (DATABASE, keys.FILE)
_HEAD = b"PK\x03\x04"
_CHUNK = 1 << 20
# What the standard library raises over bytes that only look like a zip.
_NO_ZIP = (zipfile.BadZipFile, EOFError, ValueError, RuntimeError, LookupError, struct.error, OverflowError)

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One file within a backup."""

    size: int
    open: Callable[[], IO[bytes]]


def pack(target: Path, folder: Path, note: str, report: Report) -> str:
    """Write what lies in a folder into one file, wait for the disk, read every byte again; the hash of it all."""
    names = [name for name in _MOST if (folder / name).exists()]
    total = 2 * sum((folder / name).stat().st_size for name in names)
    tell = _Telling(report, total)
    with files.refusals(), files.private(target) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
            packed.comment = note.encode()
            digest = _hashed(_folder_parts(folder), tell, lambda name, size: packed.open(_entry(name, size), "w"))
        file.flush()
        os.fsync(file.fileno())
        _forget_cached(file)
    with parts(target) as packed_parts:
        if _hashed(packed_parts, tell) != digest:
            raise VaultRefused("backup-damaged")
    return digest


def digest_of(backup: Path, report: Report | None = None) -> str:
    """The hash of all that a backup holds, which `pack` told when it was made."""
    with parts(backup) as held:
        total = sum(part.size for part in held.values())
        return _hashed(held, _Telling(report, total))


def take_out(backup: Path, name: str, target: Path, report: Report | None = None) -> bool:
    """Copy one of its files to a place of our own; False where the backup has none of this name."""
    with parts(backup) as held:
        if name not in held:
            return False
        tell = _Telling(report, held[name].size)
        with files.refusals(), files.private(target) as copy:
            for chunk in _chunks(held[name]):
                copy.write(chunk)
                tell.more(len(chunk))
            copy.flush()
            os.fsync(copy.fileno())
    return True


def note_of(backup: Path) -> str:
    """The time and number that stand in the file itself, whatever somebody called it."""
    if backup.is_dir():
        return backup.name
    with _reading():
        _check_head(backup)
        with zipfile.ZipFile(backup) as packed:
            return packed.comment.decode("ascii", "replace")[:64]


@contextmanager
def parts(backup: Path) -> Iterator[Mapping[str, Part]]:
    """The files of a backup by name, in one order; what is not exactly a backup of ours is refused.

    Earlier versions kept a folder of the same files.
    """
    with ExitStack() as open_:
        with _reading():
            if backup.is_dir():
                found = _folder_parts(backup)
            else:
                _check_head(backup)
                found = _zip_parts(open_.enter_context(zipfile.ZipFile(backup)), backup.stat().st_size)
        yield _complete(found)


def _check_head(backup: Path) -> None:
    """A file of another kind is told from a backup that was cut or spoilt."""
    with backup.open("rb") as file:
        if file.read(len(_HEAD)) != _HEAD:
            raise VaultRefused("not-a-backup")


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _folder_parts(folder: Path) -> dict[str, Part]:
    found = {name: folder / name for name in _MOST if (folder / name).is_file()}
    return {name: Part(path.stat().st_size, partial(_open, path)) for name, path in found.items()}


def _zip_parts(packed: zipfile.ZipFile, most: int) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for info in packed.infolist():
        plain = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1
        if not plain or info.filename in found or info.file_size != info.compress_size or info.file_size > most:
            raise VaultRefused("not-a-backup")
        found[info.filename] = Part(info.file_size, partial(packed.open, info))
    if not set(found) <= set(_MOST):
        raise VaultRefused("not-a-backup")
    return {name: found[name] for name in _MOST if name in found}


def _complete(found: dict[str, Part]) -> dict[str, Part]:
    if any(name not in found for name in _NEEDED) or any(part.size > _MOST[name] for name, part in found.items()):
        raise VaultRefused("not-a-backup")
    return found


@contextmanager
def _reading() -> Iterator[None]:
    """A stick that was pulled out is one thing, bytes that make no sense are another."""
    try:
        yield
    except FileNotFoundError as error:
        raise VaultRefused("no-such-file") from error
    except OSError as error:
        raise VaultRefused("file-unreadable") from error
    except _NO_ZIP as error:
        raise VaultRefused("backup-damaged") from error


class _Telling:
    """Counts bytes and tells how far it is; who listens may stop it by raising."""

    def __init__(self, report: Report | None, total: int) -> None:
        self._report, self._total, self._done = report, total, 0

    def more(self, count: int) -> None:
        self._done += count
        if self._report is not None:
            self._report(self._done, self._total)


def _hashed(held: Mapping[str, Part], tell: _Telling, also: Callable[[str, int], IO[bytes]] | None = None) -> str:
    """The hash over names, lengths and bytes; what is read is written elsewhere too where that is asked."""
    digest = hashlib.blake2b(digest_size=32)
    for name, part in held.items():
        digest.update(f"{name}\0{part.size}\0".encode())
        with closing(also(name, part.size)) if also is not None else nullcontext() as copy:
            for chunk in _chunks(part):
                digest.update(chunk)
                if copy is not None:
                    copy.write(chunk)
                tell.more(len(chunk))
    return digest.hexdigest()


def _chunks(part: Part) -> Iterator[bytes]:
    with _reading():
        source = part.open()
    with source:
        while True:
            with _reading():
                chunk = source.read(_CHUNK)
            if not chunk:
                return
            yield chunk


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    """No time and no owner of this computer go into it."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o600 << 16
    info.file_size = size
    return info


def _forget_cached(file: BinaryIO) -> None:
    """What is read again shall come from the medium where the system allows it, and not from memory."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
