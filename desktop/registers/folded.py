"""PURE: words of a register made alike: no capitals, no marks, so that a heading or a label is known again."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`Data nașterii`, `DATA NAŞTERII:` and `data  nasterii` are one."""
    apart = unicodedata.normalize("NFD", text[:300].casefold())
    plain = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return " ".join(re.findall(r"[^\W_]+", plain))
