"""Numbers that a state gives to a person: CNP of Romania, IDNP of Moldova."""

from __future__ import annotations

import re

from stdnum.exceptions import ValidationError
from stdnum.ro import cnp

_THIRTEEN = re.compile(r"[0-9]{13}", re.ASCII)


def doubt(number: str, country: str) -> str | None:
    """What speaks against a number, or None; people of both countries live on both sides, so either kind is right."""
    if not _THIRTEEN.fullmatch(number):
        return "national-id-length"
    if is_idnp(number) or is_cnp(number):
        return None
    if country == "RO" and number[0] != "0" and not _has_birth_date(number):
        return "national-id-date"
    return "national-id-check"


def is_idnp(number: str) -> bool:
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:12], (7, 3, 1) * 4, strict=True))
    return number[0] in "02" and weighed % 10 == int(number[12])


def is_cnp(number: str) -> bool:
    """The county digits are not looked at: new numbers use some that no published table has."""
    return number[0] != "0" and _has_birth_date(number) and cnp.calc_check_digit(number[:12]) == number[12]


def _has_birth_date(number: str) -> bool:
    try:
        cnp.get_birth_date(number)
    except ValidationError:
        return False
    return True
