"""Lines of JSON as they come in: in batches, never too long, and no waiting for a line that may never come."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.commands.common import read_words
from desktop.refusals import Refused
from desktop.services.writing import LARGEST_SAVE

BATCH = 200  # lines in one commit
LONGEST_LINE = 2 * LARGEST_SAVE
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its place in the file; of one that is too long only so much is kept that it is refused."""

    number: int
    data: bytes


@contextmanager
def source(file: str) -> Iterator[int]:
    """The open file, or standard input for `-`, as a descriptor to read from."""
    try:
        handle = _standard_input() if file == "-" else os.open(Path(file), os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise Refused("no-such-file") from None
    except OSError:
        raise Refused("file-unreadable") from None
    try:
        yield handle
    finally:
        os.close(handle)


def _standard_input() -> int:
    if sys.stdin is None:
        raise Refused("no-such-file")
    return os.dup(sys.stdin.fileno())


def batches(handle: int) -> Iterator[list[Line]]:
    """Lines in batches of at most 200; a batch ends early when no further line waits."""
    number, batch, rest = 0, [], b""
    while chunk := _read(handle):
        *whole, rest = (rest + chunk).split(b"\n")
        for data in whole:
            number += 1
            if data.strip():
                batch.append(Line(number, data))
            if len(batch) >= BATCH:
                yield batch
                batch = []
        rest = rest[: LONGEST_LINE + 1]
        if batch and not _waits(handle):
            yield batch
            batch = []
    if rest.strip():
        batch.append(Line(number + 1, rest))
    if batch:
        yield batch


def parse(line: Line) -> Any:
    """One line as JSON: valid UTF-8, not too long, no key twice, no number that is none."""
    if len(line.data) > LONGEST_LINE:
        raise Refused("record-too-large")
    try:
        text = line.data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("bad-line") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(_name: str) -> Any:
    raise ValueError


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, _CHUNK)
    except OSError:
        raise Refused("file-unreadable") from None


def _waits(handle: int) -> bool:
    """Whether more can be read without waiting."""
    if sys.platform == "win32":
        return _waits_on_windows(handle)
    return bool(select.select([handle], [], [], 0)[0])


def _waits_on_windows(handle: int) -> bool:
    import ctypes
    import msvcrt

    available = ctypes.c_ulong()
    pipe = msvcrt.get_osfhandle(handle)  # type: ignore[attr-defined,unused-ignore]
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    peeked = kernel.PeekNamedPipe(pipe, None, 0, None, ctypes.byref(available), None)
    return bool(not peeked or available.value)  # a plain file cannot be peeked at and never makes us wait


# --- one object in a file ---------------------------------------------------------------------------------------------


def one_object(file: Path) -> dict[str, Any]:
    """One JSON object out of a file, or of standard input for `-`: what is typed never stands in the command itself."""
    try:
        found = json.loads(read_words(file))
    except ValueError:
        raise Refused("bad-line", line=1) from None
    if not isinstance(found, dict):
        raise Refused("bad-line", line=1)
    return found


def text_of(told: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = told.get(key, default)
    if not isinstance(value, str):
        raise Refused("bad-value", field=key)
    return value


def codes_of(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = told.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused("bad-value", field=key)
    return tuple(value)
