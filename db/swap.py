"""A restored database takes the place of the present one: one rename decides it, and the next look finishes it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import files
from db.errors import VaultRefused

PART = "restored.part"  # being put together; nothing to rely on
_READY = re.compile(r"restored-([0-9]{8}T[0-9]{6}Z)")  # whole and checked: from now on this is the database
_PLACING = re.compile(r"placing-([0-9]{8}T[0-9]{6}Z)")  # what was there lies aside already
_ASIDE = re.compile(r"before-([0-9]{8}T[0-9]{6}Z)")
_TIME = "%Y%m%dT%H%M%SZ"
_LOCK = "vault.lock"


def is_waiting(path: Path) -> bool:
    """Whether a restored database has not wholly come to its place: the program ended meanwhile."""
    return bool(_folders(path, _READY) or _folders(path, _PLACING))


def decide(path: Path, now: datetime) -> None:
    """From this rename on the restored database counts, whatever happens to the program."""
    at = now.astimezone(UTC)
    while any((path / f"{word}-{at.strftime(_TIME)}").exists() for word in ("restored", "placing", "before")):
        at += timedelta(seconds=1)
    files.fsync_folder(path / PART)
    os.replace(path / PART, path / f"restored-{at.strftime(_TIME)}")
    files.fsync_folder(path)


def finish(path: Path) -> Path | None:
    """Move the present files aside and the restored ones in, from wherever it stopped; where the others lie now.

    The one who calls holds the lock of the vault. Each step may be done twice.
    """
    aside: Path | None = None
    with _last_step():
        for stamp in _folders(path, _READY):
            _move_aside(path, path / f"before-{stamp}")
            os.replace(path / f"restored-{stamp}", path / f"placing-{stamp}")
            files.fsync_folder(path)
        for stamp in _folders(path, _PLACING):
            _move_in(path / f"placing-{stamp}", path)
            aside = path / f"before-{stamp}"
        shutil.rmtree(path / PART, ignore_errors=True)
    return aside if aside is not None and aside.is_dir() else None


@contextmanager
def _last_step() -> Iterator[None]:
    """The restored database counts already; a file that another program holds is moved at the next look."""
    try:
        yield
    except OSError as error:
        raise VaultRefused("restore-unfinished") from error


def kept_aside(path: Path) -> list[tuple[datetime, Path]]:
    """What lay here before each restore, the oldest first."""
    found = _folders(path, _ASIDE)
    return [(datetime.strptime(stamp, _TIME).replace(tzinfo=UTC), path / f"before-{stamp}") for stamp in found]


def _move_aside(path: Path, aside: Path) -> None:
    present = [file for file in path.glob("vault.*") if file.is_file() and file.name != _LOCK]
    if not present:
        return
    aside.mkdir(mode=0o700, exist_ok=True)
    for file in present:
        os.replace(file, aside / file.name)
    files.fsync_folder(aside)
    files.fsync_folder(path)


def _move_in(placing: Path, path: Path) -> None:
    for file in sorted(placing.iterdir()):
        os.replace(file, path / file.name)
    files.fsync_folder(path)
    placing.rmdir()
    files.fsync_folder(path)


def _folders(path: Path, name: re.Pattern[str]) -> list[str]:
    """The times of the folders of one kind, in their order."""
    if not path.is_dir():
        return []
    found = [match[1] for entry in path.iterdir() if (match := name.fullmatch(entry.name)) and entry.is_dir()]
    return sorted(stamp for stamp in found if _is_time(stamp))


def _is_time(stamp: str) -> bool:
    try:
        datetime.strptime(stamp, _TIME)  # noqa: DTZ007 - only whether it is one
    except ValueError:
        return False
    return True
