"""Numbers of papers that name nobody: drawn at random, with a last letter that shows a slip of the pen."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from db import secrets as kept
from db.connection import Connection
from desktop.refusals import Refused
from desktop.services.codes import ALPHABET, check_letter

TEAM, BLANK, TRAINING = "T", "B", "X"  # of a running team; out of the drawer; for practising
KINDS: Final = (TEAM, BLANK, TRAINING)
DRAWN: Final = 6
WHOLE: Final = 1 + DRAWN + 1
PURPOSE: Final = "team-sheet"
MAKER: Final = "ANCORA"
_READ_AS = str.maketrans("ILO", "110")
# A keyboard left in Russian types letters that look the same on the screen as those on the paper.
_LOOKS_AS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_BETWEEN = re.compile(r"[^0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed or read off a paper: its number, or the form and the case that its square names."""

    number: str = ""
    form: str = ""
    case_code: str = ""

    @property
    def kind(self) -> str:
        return self.number[:1]


def draw(kind: str, choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh number: its kind, six letters or figures at random, and the letter that checks them."""
    body = kind + "".join(choose(ALPHABET) for _place in range(DRAWN))
    return body + check_letter("", "", body)


def shown(number: str) -> str:
    """As it stands on paper, in two groups that are read aloud easily: T7K3-QF2M."""
    return f"{number[:4]}-{number[4:]}"


def read(typed: str) -> Typed:
    """What somebody typed, or what a reader of squares typed for them.

    Refuses `paper-number-needed` for nothing, `paper-number-wrong` for what is no number or has a slip in it.
    """
    text = typed.encode("utf-8", "replace").decode("utf-8").upper().translate(_LOOKS_AS)
    parts = [part for part in _BETWEEN.split(text) if part]
    if not parts:
        raise Refused("paper-number-needed")
    if parts[0] == MAKER:
        return _of_square(parts[1:])
    return Typed(_checked("".join(parts)))


def _of_square(parts: list[str]) -> Typed:
    """ANCORA:TEAM:1:T7K3QF2M, or ANCORA:INCIDENT:1:UN4-26-7K3QF2; a reader may type other signs for the colons."""
    at = next((place for place, part in enumerate(parts) if part.isdecimal()), 0)
    form, rest = "_".join(parts[:at]), parts[at + 1 :]
    if not form:
        raise Refused("paper-number-wrong")
    if form == "TEAM" and rest:
        return Typed(_checked("".join(rest)))
    return Typed(form=form.lower(), case_code="-".join(rest))


def _checked(joined: str) -> str:
    number = joined.translate(_READ_AS)
    right = len(number) == WHOLE and number[0] in KINDS and set(number) <= set(ALPHABET)
    if not right or check_letter("", "", number[:-1]) != number[-1]:
        raise Refused("paper-number-wrong")
    return number


def record_of(conn: Connection, number: str) -> str:
    """The id of the sheet under which a number is kept: worked out with the secret of the office, so that it is found
    at once, is the same on each PC of the office, and tells nobody else anything, even once it was erased."""
    key = bytes(kept.office_key(conn, PURPOSE))[:64]
    return hashlib.blake2b(number.encode(), key=key, digest_size=16).hexdigest()
