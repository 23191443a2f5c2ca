"""Real disks for a trial: a small one, a closed one; they are seen by this process and its children alone."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW_NAMESPACE = 0x20000
_RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE, _DETACH = 1, 32, 4096, 16384, 1 << 18, 2
_AMPLE = 256 * 1024 * 1024


_state = {"own": False}


def take_own_view() -> bool:
    """Let this process mount what nobody else sees; False where it may not. Once, before anything else is done."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NAMESPACE) != 0:
        return False
    try:
        _mount("none", Path("/"), "", _REC | _PRIVATE)
    except OSError:
        return False
    _state["own"] = True
    return True


def possible() -> bool:
    return _state["own"]


@contextmanager
def small(place: Path, free: int) -> Iterator[None]:
    """The folder on a disk of its own with so many bytes left; afterwards there is room again."""
    kept = place.with_name(place.name + ".kept")
    shutil.copytree(place, kept)
    _mount("tmpfs", place, "tmpfs", 0, f"size={_AMPLE},mode=700")
    try:
        shutil.copytree(kept, place, dirs_exist_ok=True)
        state = os.statvfs(place)
        used = (state.f_blocks - state.f_bfree) * state.f_frsize
        _mount(
            "tmpfs", place, "tmpfs", _REMOUNT, f"size={max(used + free, state.f_frsize)}"
        )  # none at all would mean no limit
        yield
        _mount("tmpfs", place, "tmpfs", _REMOUNT, f"size={_AMPLE}")
        shutil.rmtree(kept)
        shutil.copytree(place, kept)
    finally:
        _unmount(place)
        if kept.exists():
            shutil.rmtree(place)
            kept.rename(place)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """The folder on a medium that takes nothing."""
    _mount(str(place), place, "", _BIND)
    try:
        _mount("none", place, "", _REMOUNT | _BIND | _RDONLY)
        yield
    finally:
        _unmount(place)


def _mount(what: str, where: Path, kind: str, flags: int, data: str = "") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(what.encode(), os.fsencode(where), kind.encode(), ctypes.c_ulong(flags), data.encode()) != 0:
        raise OSError(ctypes.get_errno(), "mount")


def _unmount(where: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.umount2(os.fsencode(where), _DETACH) != 0:
        raise OSError(ctypes.get_errno(), "umount")
