"""Further ways to write the same: a name in Latin and in Cyrillic letters, a number or a code in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

from db.folding import bare_words

MARK = "ª"  # before the sound of a name; no word that is folded begins so
LEAST_SOUND, LEAST_NUMBER, MOST_NUMBER = 3, 6, 20
COUNTRIES = ("373", "40")
_LATIN = {
    **dict(zip("абвгґдежзиійїклмнопрстуфхцчшщыэєіў", "abvggdejziiiiclmnoprstufhtcssieeiu", strict=True)),
    "ю": "u",
    "я": "a",
    "ъ": "",
    "ь": "",
}
_LETTERS = str.maketrans(_LATIN)
# What sounds alike, and is written otherwise by Romanian, English and Russian clerks.
_HEARD_AS = "shch:s tch:c sh:s ch:c ck:c kh:h zh:j ph:f gh:g tz:t ts:t x:cs k:c q:c w:v y:i"
_SOUNDS = dict(pair.split(":") for pair in _HEARD_AS.split())
_ALIKE = re.compile("shch|tch|sh|ch|ck|kh(?=[aeiou])|zh|ph|gh|tz|ts|[xkqwy]")
_VOWELS = re.compile(r"[ie]a|i[uo]|(\w)\1+|[ie]+$")
_CYRILLIC = re.compile("[\u0400-\u052f]{3,}")
_NUMBER = re.compile(r"\+?[0-9][0-9 ().\-/\u00a0\u2009\u2011\u202f]*[0-9]")
_CODE = re.compile(r"\b[A-Za-z][A-Za-z0-9]{1,7}[-\s]?[0-9]{2}[-\s]?[A-Za-z0-9]{1,6}\b")


def sound(word: str) -> str:
    """How a folded word sounds, in Latin letters: Попеску and Popesku are popescu, Мунтяну is muntanu as Munteanu."""
    text = _ALIKE.sub(_heard, word.translate(_LETTERS))
    return _VOWELS.sub(_short, text)


def _heard(found: re.Match[str]) -> str:
    return _SOUNDS[found[0]]


def _short(found: re.Match[str]) -> str:
    """ia and ea as a, iu and io as u, two letters as one; a soft end is not heard."""
    text = found[0]
    if found[1]:
        return "" if text[0] in "ie" and found.end() == len(found.string) else found[1]
    return {"a": "a", "u": "u", "o": "u"}.get(text[-1], "") if len(text) == 2 and text[-1] in "auo" else ""


def name_words(text: str) -> Iterator[str]:
    """The sounds of the words of a name, marked as such; O'Brien is also one word."""
    joined_up = text.translate(_APOSTROPHES)
    for word in bare_words(text if joined_up == text else f"{text} {joined_up}"):
        if (heard := _sound_of(word)) is not None:
            yield heard


_APOSTROPHES = str.maketrans("", "", "'’ʼ`")


def foreign_words(text: str) -> Iterator[str]:
    """The sounds of the Cyrillic words of a text: a name in a note is looked for in Latin letters too."""
    return name_words(" ".join(_CYRILLIC.findall(text))) if not text.isascii() else iter(())


def _sound_of(word: str) -> str | None:
    heard = sound(word) if word.isalpha() else ""
    return MARK + heard if len(heard) >= LEAST_SOUND else None


def number_words(text: str) -> Iterator[str]:
    """Each number that is written in pieces, whole, and as it is dialled within the country (069 12 34 56)."""
    for found in _NUMBER.finditer(text):
        yield from _spellings(found[0])


def _spellings(written: str) -> Iterator[str]:
    digits = "".join(letter for letter in written if letter.isdecimal())
    if not LEAST_NUMBER <= len(digits) <= MOST_NUMBER:
        return
    yield digits
    short = inland(digits)
    if short != digits:
        yield short


def inland(digits: str) -> str:
    """A number without what is dialled before it: 0, 00373, 373, 0040, 40."""
    rest = digits.lstrip("0")
    for country in COUNTRIES:
        if rest.startswith(country) and len(rest) > len(country) + 5:
            return rest[len(country) :].lstrip("0")
    return rest


def code_words(code: str) -> Iterator[str]:
    """A code in one piece, as one hears it: a nought for an O, a one for an I or an L."""
    joined = "".join(letter for letter in code.lower() if letter.isalnum() and letter.isascii())
    if joined:
        yield joined.translate(_HEARD)


_HEARD = str.maketrans("oil", "011")


def other_ways(word: str) -> Iterator[str]:
    """What else a typed word may stand as in the index: the sound of a name, a number without its beginning, a code."""
    if (heard := _sound_of(word)) is not None:
        yield heard
        if (latin := word.translate(_LETTERS)) != word:
            yield latin
    elif word.isdecimal() and (len(word) >= LEAST_NUMBER or word.startswith("0")):
        if (short := inland(word)) != word and len(short) >= LEAST_SOUND:
            yield short
    elif len(word) >= LEAST_NUMBER and word.translate(_HEARD) != word and any(map(str.isdecimal, word)):
        yield word.translate(_HEARD)


def joined(typed: str) -> str | None:
    """What was typed as one number or one code, where it may be one that was written in pieces."""
    text = typed.strip()
    if (found := _NUMBER.fullmatch(text)) and not text.isdecimal():
        digits = "".join(letter for letter in found[0] if letter.isdecimal())
        return digits if LEAST_NUMBER - 2 <= len(digits) <= MOST_NUMBER else None
    if _CODE.fullmatch(text) and not text.isalpha():
        return next(code_words(text), None)
    return None
