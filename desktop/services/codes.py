"""Case codes: `<office>-<yy>-<5 random letters and figures + check>`, for example UN4-26-7K3QF2."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from db import cases
from desktop.services.session import Session

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U
_READ_AS = str.maketrans("ILO", "110")


def check_letter(office: str, year: str, serial: str) -> str:
    """The last character: a weighted sum of everything before it, so that one wrong or two swapped ones show."""
    values = [ALPHABET.find(c) if c in ALPHABET else ord(c) for c in f"{office}{year}{serial}".translate(_READ_AS)]
    # Odd weights have an inverse modulo 32, so that any single wrong character changes the sum.
    return ALPHABET[sum((2 * place + 1) * value for place, value in enumerate(values)) % 32]


def new_code(office: str, year: int, choose: Callable[[str], str]) -> str:
    """A fresh code; `choose` picks one character of the alphabet at random."""
    serial = "".join(choose(ALPHABET) for _ in range(5))
    yy = f"{year % 100:02d}"
    return f"{office}-{yy}-{serial}{check_letter(office, yy, serial)}"


def fresh(session: Session) -> str:
    """A code that no case of this vault has."""
    while True:
        code = new_code(session.office.code, session.now().year, secrets.choice)
        if cases.anybodys(session.conn, code) is None:
            return code


def tidy(typed: str) -> str:
    """A code as a person types or dictates it (small letters, spaces, O for 0) in its one written form."""
    text = "".join(typed.split()).encode("utf-8", "replace").decode("utf-8").upper()  # half a letter is none
    head, _, tail = text.rpartition("-")
    return f"{head}-{tail.translate(_READ_AS)}" if head else text


def is_case_code(typed: str) -> bool:
    """Whether this is a whole code of a case with its right last letter, of whatever office."""
    found = re.fullmatch(rf"([A-Z][A-Z0-9]{{1,7}})-([0-9]{{2}})-([{ALPHABET}]{{5}})([{ALPHABET}])", tidy(typed))
    return found is not None and check_letter(found[1], found[2], found[3]) == found[4]


def is_practice_office(code: str) -> bool:
    """Practice offices have codes that begin with X; real vaults refuse them."""
    return code.startswith("X")


def is_office_code(code: str) -> bool:
    """Two to eight capitals and figures, a letter first."""
    return re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", code) is not None
