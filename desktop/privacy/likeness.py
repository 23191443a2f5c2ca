"""PURE: by what a person is known again, however the name was written, and how much two sheets are alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Literal

from desktop.forms.answers import rows
from desktop.forms.schema import Answers, Json

Key = tuple[str, str]  # kind and text; what is kept of it is a keyed hash
Reason = Literal["number", "phone", "name_year", "name_near", "name"]
Level = Literal["sure", "likely", "maybe"]

PERSON, AGGRESSOR = "person", "aggressor"  # two who are alike in one of these are never looked for in the other
OF_AGGRESSORS = ("aggressor", "minor")  # kinds of file whose own person is the one who harmed
MOST_TOKENS = 8
PHONE_DIGITS = 8  # of the end: with or without the country, with or without the nought before it
LEAST_PHONE = 6


@dataclass(frozen=True, slots=True)
class Source:
    """Where a form says who somebody is; `names` and `firsts` are crossed, a name in one piece is taken apart."""

    role: str
    names: tuple[str, ...]
    firsts: tuple[str, ...] = ()
    birth: str = ""
    phones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


SOURCES: Mapping[str, Source] = {
    "identity": Source(
        PERSON, ("last_name", "prior_name"), ("first_name",), "birth_date", ("phones/number",), ("national_id", "id_no")
    ),
    "child": Source(PERSON, ("child_name",), birth="child_birth"),
    "aggressor": Source(AGGRESSOR, ("agg_name",), phones=("agg_phone",), numbers=("agg_national_id",)),
    "report": Source(PERSON, ("about_name",), birth="about_birth", phones=("about_phone",)),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two sheets are alike, and in what, the strongest first."""

    level: Level
    reasons: tuple[Reason, ...]


# --- keys -------------------------------------------------------------------------------------------------------------


def source_of(form: str, kind: str = "victim") -> Source | None:
    """Where a form says who somebody is, in a file of this kind: that of an aggressor is about the aggressor."""
    source = SOURCES.get(form)
    return replace(source, role=AGGRESSOR) if source and form == "identity" and kind in OF_AGGRESSORS else source


def keys(form: str, answers: Answers, kind: str = "victim") -> frozenset[Key]:
    """Everything by which the person of a sheet can be known again; none where too little is written."""
    source = source_of(form, kind)
    if source is None:
        return frozenset()
    found = {("phone", f"{source.role}:{digits}") for digits in _phones(source, answers)}
    found |= {("id", f"{source.role}:{number}") for number in _numbers(source, answers)}
    year = _year(answers.get(source.birth))
    for pair in _pairs(source, answers):
        found.add(("name", f"{source.role}:{pair}"))
        if year is not None:
            found |= {("dated", f"{source.role}:{pair}"), ("born", f"{source.role}:{pair}:{year}")}
    return frozenset(found)


def near(form: str, answers: Answers, kind: str = "victim") -> frozenset[Key]:
    """The same name with a year of birth that is one off: a slip, or an age that was counted."""
    source = source_of(form, kind)
    year = _year(answers.get(source.birth)) if source else None
    if source is None or year is None:
        return frozenset()
    pairs = _pairs(source, answers)
    return frozenset(("born", f"{source.role}:{pair}:{year + by}") for pair in pairs for by in (-1, 1))


def judge(shared: Collection[str], *, near: bool = False, dated: bool = False) -> Likeness | None:
    """What the shared kinds of keys say; `dated`: the year of birth is known here too, so that another one counts."""
    reasons: list[Reason] = []
    if "id" in shared:
        reasons.append("number")
    if "born" in shared:
        reasons.append("name_year")
    elif "name" in shared and near:
        reasons.append("name_near")
    elif "name" in shared and not (dated and "dated" in shared):
        reasons.append("name")
    if "phone" in shared:
        reasons.append("phone")
    if not reasons:
        return None  # one name and two different years: two people
    names = {"name_year", "name_near", "name"}.intersection(reasons)
    if {"number", "name_year"}.intersection(reasons) or (names and "phone" in reasons):
        return Likeness("sure", tuple(reasons))
    return Likeness("likely" if names else "maybe", tuple(reasons))


def is_dated(form: str, answers: Answers) -> bool:
    """Whether a year of birth is written."""
    source = SOURCES.get(form)
    return source is not None and _year(answers.get(source.birth)) is not None


# --- what stands in a sheet -------------------------------------------------------------------------------------------


def _pairs(source: Source, answers: Answers) -> set[str]:
    """Each two names of a person, in one order: one alone is shared by too many."""
    names, firsts = (_tokens(answers.get(path) for path in paths) for paths in (source.names, source.firsts))
    both = product(names, firsts) if names and firsts else combinations([*names, *firsts], 2)
    return {
        " ".join(sorted((one, other)))
        for first, second in both
        for one, other in product(first, second)
        if one != other
    }


def _tokens(values: Iterable[Json]) -> list[frozenset[str]]:
    found = [spellings(word) for value in values if isinstance(value, str) for word in words(value)]
    return [each for each in dict.fromkeys(found) if each][:MOST_TOKENS]


def _year(value: Json) -> int | None:
    return int(value[:4]) if isinstance(value, str) and re.match(r"[0-9]{4}(?![0-9])", value, re.ASCII) else None


def _phones(source: Source, answers: Answers) -> Iterator[str]:
    for value in _values(source.phones, answers):
        digits = "".join(letter for letter in value if letter in "0123456789")
        if len(digits) >= LEAST_PHONE:
            yield digits[-PHONE_DIGITS:]


def _numbers(source: Source, answers: Answers) -> Iterator[str]:
    for value in _values(source.numbers, answers):
        letters = "".join(letter for letter in value.casefold() if letter.isalnum())
        if len(letters) >= LEAST_PHONE:
            yield letters


def _values(paths: Iterable[str], answers: Answers) -> Iterator[str]:
    for path in paths:
        head, _slash, column = path.partition("/")
        places = [f"{head}/{row}/{column}" for row in rows(answers, head)] if column else [path]
        yield from (value for place in places if isinstance(value := answers.get(place), str))


# --- one name, however it was written ---------------------------------------------------------------------------------

_JOINS = dict.fromkeys(map(ord, "'’‘`´ʼʹ′＇"))  # O'Brien is one word, and so is Мар'яна
_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "і": "i",
    "й": "i", "к": "c", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "t", "ч": "c", "ш": "s", "щ": "sc", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
    "я": "ia", "є": "e", "ѓ": "g", "ї": "i", "ў": "u", "ђ": "d", "ј": "i", "љ": "l", "њ": "n", "ћ": "c", "џ": "g",
})  # fmt: skip
# One letter may stand for several of another alphabet or spelling: each way is tried with all of its letters.
_WAYS = tuple(
    str.maketrans(way)
    for way in (
        {"â": "a", "î": "i", "ё": "e"},
        {"â": "i", "î": "i", "ё": "io", "э": "a", "ы": "a", "г": "h"},
        {"â": "a", "î": "a", "ё": "e", "э": "a"},
    )
)
_SOUNDS = tuple(
    (re.compile(sound), letters)
    for sound, letters in (
        ("shch", "sc"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ph", "f"),
        ("th", "t"), ("t[sz]", "t"), ("ck", "c"), ("[kq]", "c"), ("w", "v"), ("x", "cs"), ("y", "i"), ("dj", "g"),
        (r"([a-z])\1+", r"\1"), ("ea", "ia"), (r"([cg])i(?=[ou])", r"\1"), (r"^([cg])i(?=a)", r"\1"), ("liu", "lu"),
        (r"([a-z])\1+", r"\1"),
    )
)  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a name: letters with their marks, without signs of typing and of direction."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold()).translate(_JOINS)
    found, word = [], ""
    for letter in folded:
        category = unicodedata.category(letter)
        if category == "Cf":
            continue  # marks of direction stand within a word and are none of its letters
        if letter.isalnum() or (word and category == "Mn"):
            word += letter
        elif word:
            found.append(word)
            word = ""
    return [*found, word] if word else found


def spellings(word: str) -> frozenset[str]:
    """How a word of `words` reads in plain Latin letters; more than one where an alphabet leaves it open."""
    found = {_plain(written) for written in {word.translate(way) for way in _WAYS}}  # most words have one way alone
    return frozenset(one for one in found if len(one) > 1 or (one and not one.isascii()))


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.replace("й", "i"))
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    latin = bare.translate(_CYRILLIC)
    for sound, letters in _SOUNDS:
        latin = sound.sub(letters, latin)
    return latin
