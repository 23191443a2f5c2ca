"""PURE: whether somebody of a team may be the alleged aggressor or work where he does, however names are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.forms.spelling import spellings, words
from desktop.privacy.likeness import LEAST_PHONE, PHONE_DIGITS

Hit = Literal["same-phone", "same-name", "shared-name"]
SURE: tuple[Hit, ...] = ("same-phone", "same-name")  # asked about before anything is told

_SHORTENED = re.compile(r"(?<!\w)(\w{1,6})\.", re.UNICODE)
_SOLE = 1  # letters of an initial that nobody marked with a full stop
_LEAST_STEM = 5

# How workplaces name themselves, by the group of a team: beginnings of words as `spellings` reads them.
WORKPLACES: Mapping[str, tuple[str, ...]] = {
    "POL": ("polit", "carabin", "jandarm"),
    "ML": ("legist", "medico-legal"),
    "MED": ("spital", "clinic", "medic", "ambulant", "policlinic", "bolnit", "urgent"),
    "EDU": ("scoal", "liceu", "gimnazi", "gradinit", "universit", "colegi", "profesor", "invatator", "scol"),
    "JUR": ("avocat", "procur", "judecator", "notar", "advocat"),
    "SOC": ("social", "dgaspc"),
    "ONG": ("asociat", "fundat"),
}


@dataclass(frozen=True, slots=True)
class Aggressor:
    """What one sheet says of an alleged aggressor, as far as others can be compared with it."""

    name: str = ""
    phones: tuple[str, ...] = ()
    workplace: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    whole: tuple[frozenset[str], ...]  # each word, in every way in which it may be read
    initials: frozenset[str]


def hit(name: str, phones: Iterable[str], of: Iterable[Aggressor]) -> Hit | None:
    """The gravest likeness to any of them; a shared name alone may be that of a relative, or chance."""
    sheets = list(of)
    own = {_tail(number) for number in phones} - {""}
    if any(own & {_tail(number) for number in one.phones} for one in sheets):
        return "same-phone"
    found = {_names(_name(name), _name(one.name)) for one in sheets if one.name}
    return "same-name" if "same-name" in found else "shared-name" if "shared-name" in found else None


def works_at(group: str, institutions: Iterable[str], of: Iterable[Aggressor]) -> bool:
    """Whether the workplace of one of them is of this group, or is one of these institutions."""
    named = [place for each in institutions if (place := _significant(each))]
    for one in of:
        words_ = _significant(one.workplace)
        plain = {spelling for word in words_ for spelling in word}
        if any(each.startswith(stem) for each in plain for stem in WORKPLACES.get(group, ())):
            return True
        if any(all(any(word & other for other in words_) for word in place) for place in named):
            return True
    return False


def _names(one: _Name, other: _Name) -> Hit | None:
    shared = [word for word in one.whole if any(word & each for each in other.whole)]
    if not shared:
        return None
    if len(shared) > 1 or _fits(one, other, shared) or _fits(other, one, shared):
        return "same-name"
    return "shared-name"


def _fits(one: _Name, other: _Name, shared: list[frozenset[str]]) -> bool:
    """Whether an initial of one stands for another word of the other, or for its initial."""
    rest = [word for word in other.whole if not any(word & each for each in shared)]
    begun = {spelling[0] for word in rest for spelling in word} | other.initials
    return bool(one.initials & begun)


def _name(text: str) -> _Name:
    """The words of a name; titles such as „dr.” are none of it, and a single letter is an initial."""
    short = [found[1] for found in _SHORTENED.finditer(text)]
    initials = {_first(each) for each in short if len(each) == _SOLE}
    whole = []
    for word in words(_SHORTENED.sub(" ", text)):
        if len(word) == _SOLE:
            initials.add(_first(word))
        elif read := spellings(word):
            whole.append(read)
    return _Name(tuple(whole), frozenset(initials - {""}))


def _first(letter: str) -> str:
    """An initial as it reads in Latin letters: spelt beside letters that leave it as it is."""
    return min((each[0] for word in words(f"{letter}bo") for each in spellings(word)), default="")


def _tail(number: str) -> str:
    digits = "".join(sign for sign in number if sign in "0123456789")
    return digits[-PHONE_DIGITS:] if len(digits) >= LEAST_PHONE else ""


def _significant(text: str) -> list[frozenset[str]]:
    """The words that tell a place from another, without short ones."""
    return [read for word in words(text) if len(word) >= _LEAST_STEM and (read := spellings(word))]
