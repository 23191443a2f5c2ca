"""PURE: by what a person is known again, however the name was written, and how much two sheets are alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Literal

from desktop.forms.answers import rows
from desktop.forms.schema import Answers, Json
from desktop.forms.spelling import spellings, words

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
