"""When two typed names of a worker are the same name."""

from __future__ import annotations

import unicodedata

_COMMA = str.maketrans("şţ", "șț")
_CEDILLA = str.maketrans("șț", "şţ")


def folded(name: str) -> str:
    """The form in which names are compared: compatible characters, no case, no space around or doubled within."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def spellings(name: str) -> tuple[str, ...]:
    """The folded name as it was typed, then as another Romanian keyboard writes ș and ț."""
    typed = folded(name)
    return tuple(dict.fromkeys((typed, typed.translate(_COMMA), typed.translate(_CEDILLA))))
