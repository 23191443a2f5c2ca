"""Tables written as text for a spreadsheet program, in which no cell can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(text: str) -> str:
    """A cell that a spreadsheet program shows as it is, and never works out."""
    bare = text.lstrip(" \u00a0\ufeff")
    return f"'{text}" if bare.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """With the mark by which Excel knows UTF-8, and with the separator that it expects in these countries."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([defused(head) for head in heads])
    for row in rows:
        writer.writerow([cell if isinstance(cell, int) else defused(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
