"""When two typed names of a worker are the same name."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """The form in which names are compared: compatible characters, no case, no space around or doubled within."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())
