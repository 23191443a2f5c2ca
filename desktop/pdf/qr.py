"""The square code on a printed form: which form, which version, and for whom if anybody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import segno

from desktop.pdf.sheet import Box
from desktop.pdf.style import INK


def form_code(form: str, version: int, case_code: str = "") -> str:
    """`ANCORA:INCIDENT:1:UN4-26-7K3QF2`; only letters and figures that keep the square small."""
    return ":".join(part for part in ("ANCORA", form.upper(), str(version), case_code) if part)


def square(text: str, x: float, y: float, side: float) -> Iterator[Box]:
    """The code as filled rectangles, its left lower corner at (x, y); neighbours in a row are one."""
    rows = segno.make(text, error="m", micro=False).matrix
    cell = side / len(rows)
    for number, row in enumerate(rows):
        at = 0
        for dark, cells in groupby(row):
            length = len(list(cells))
            if dark:
                left, low = round(x + at * cell, 2), round(y + side - (number + 1) * cell, 2)
                yield Box(left, low, round(length * cell, 2), round(cell, 2), INK)
            at += length
