"""The power goes: what was written and not yet flushed may be on the disk, or not, or in part; only a flush is certain.

Names are kept in their order, as the journals of today's file systems keep them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.trace import Call

_BLOCK = 4096
_FLUSHES = frozenset({"fsync", "fdatasync"})


@dataclass(slots=True)
class Disk:
    """What each file held when it was flushed last; `cut` is the moment after."""

    folders: tuple[Path, ...]
    dice: Random
    certain: dict[str, bytes] = field(default_factory=dict)
    lost: int = 0  # files that are not as the program had written them

    def __post_init__(self) -> None:
        self.certain = {str(file): file.read_bytes() for file in self._files()}

    def hear(self, call: Call) -> None:
        """Told of each call before it is made."""
        if call.name in _FLUSHES:
            file = Path(call.path)
            if file.is_file():
                self.certain[call.path] = file.read_bytes()
        elif call.name == "unlink":
            self.certain.pop(call.path, None)
        elif call.name == "rename":
            self._rename(call.source, call.path)

    def cut(self) -> None:
        """Each file becomes one that could lie there."""
        for file in self._files():
            now, before = file.read_bytes(), self.certain.get(str(file), b"")
            if now != before and not file.name.endswith("-shm"):  # SQLite builds that one anew
                left = self._one_of(before, now)
                self.lost += left != now
                file.write_bytes(left)

    def _one_of(self, before: bytes, now: bytes) -> bytes:
        way = self.dice.choice(("before", "now", "mixed", "mixed"))
        if way == "mixed" and before.startswith(now):
            way = "before"  # it was only cut shorter: that happened or did not, and leaves no half of it
        if way != "mixed":
            return before if way == "before" else now
        length = self.dice.choice((len(before), len(now)))
        blocks = (
            self.dice.choice((before, now))[at : at + _BLOCK].ljust(min(_BLOCK, length - at), b"\0")
            for at in range(0, length, _BLOCK)
        )
        return b"".join(blocks)[:length]

    def _rename(self, source: str, target: str) -> None:
        moved = {path: data for path, data in self.certain.items() if path == source or path.startswith(f"{source}/")}
        for path in [*moved, *(one for one in self.certain if one == target)]:
            self.certain.pop(path, None)
        self.certain.update({target + path.removeprefix(source): data for path, data in moved.items()})

    def _files(self) -> list[Path]:
        return [file for folder in self.folders for file in sorted(folder.rglob("*")) if file.is_file()]
