"""The letters by which reasons stand on paper: given once, so that an old sheet is never read wrongly."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Final

from desktop.forms.schema import Definitions
from desktop.i18n import pick

LIST: Final = "step_reasons"
# The first letters belong to these codes for good; a code that was added later comes after them, in its list's order.
ORDER: Final = (
    "nu_doreste",
    "mai_tarziu",
    "teama",
    "serviciu_indisponibil",
    "distanta",
    "fereastra_depasita",
    "alt",
)


def letters(defs: Definitions, language: str | None = None) -> list[tuple[str, str]]:
    """(letter, words) in a language, or (letter, code) without one; a retired reason keeps its letter and is not
    offered."""
    known = {entry.code: entry for entry in defs.list(LIST).entries}
    order = [*ORDER, *(code for code in known if code not in ORDER)]
    placed = list(zip(ascii_uppercase, order, strict=False))
    if language is None:
        return [(letter, code) for letter, code in placed if code in known]
    return [
        (letter, pick(known[code].label, language))
        for letter, code in placed
        if code in known and not known[code].retired
    ]
