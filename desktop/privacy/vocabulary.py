"""The words that an outgoing answer can be, per field, known from the definitions alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from desktop.forms.schema import Definitions, Field, FieldType, Text
from desktop.i18n import N_, _, date_words, pick, using

PLACES = "places"
AGES = "L11"
LARGEST_COUNT = 999
YEAR = r"(?:18|19|20|21)[0-9]{2}"

_MONTH = re.compile(rf"{YEAR}-(?:0[1-9]|1[0-2])")
_QUARTER = re.compile(rf"{YEAR}-Q[1-4]")
_YEAR = re.compile(YEAR)
_COUNT = re.compile(r"0|[1-9][0-9]{0,2}")
_ROMAN = ("I", "II", "III", "IV")

YES_NO: Mapping[str, str] = {"true": N_("yes"), "false": N_("no")}
# How long after the act: the limits are those that care and evidence have.
ELAPSED: Mapping[str, str] = {
    "h24": N_("within 24 hours"),
    "h72": N_("after 24 to 72 hours"),
    "h120": N_("after 3 to 5 days"),
    "d14": N_("after 6 to 14 days"),
    "later": N_("after more than 14 days"),
}
MONEY: Mapping[str, str] = {
    "0": N_("nothing"),
    "1": N_("under 1,000"),
    "1000": N_("1,000 to 4,999"),
    "5000": N_("5,000 and more"),
}


class Vocabulary(Protocol):
    """Codes that may leave and the words that they are printed with."""

    def has(self, code: str) -> bool: ...
    def word(self, code: str, language: str) -> str: ...
    def words(self, language: str) -> frozenset[str] | re.Pattern[str]: ...


@dataclass(frozen=True, slots=True)
class Labels:
    """The codes of a list, or its groups."""

    texts: Mapping[str, Text]

    def has(self, code: str) -> bool:
        return code in self.texts

    def word(self, code: str, language: str) -> str:
        return pick(self.texts[code], language)

    def words(self, language: str) -> frozenset[str]:
        return frozenset(pick(text, language) for text in self.texts.values())


@dataclass(frozen=True, slots=True)
class Fixed:
    """A few codes whose words are the program's own."""

    messages: Mapping[str, str]

    def has(self, code: str) -> bool:
        return code in self.messages

    def word(self, code: str, language: str) -> str:
        with using(language):
            return _(self.messages[code])

    def words(self, language: str) -> frozenset[str]:
        return frozenset(self.word(code, language) for code in self.messages)


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers of at most three digits."""

    def has(self, code: str) -> bool:
        return _COUNT.fullmatch(code) is not None

    def word(self, code: str, language: str) -> str:  # noqa: ARG002 (figures are alike in every language)
        return code

    def words(self, language: str) -> re.Pattern[str]:  # noqa: ARG002
        return _COUNT


@dataclass(frozen=True, slots=True)
class Moments:
    """Months, quarters and years; never a day."""

    shapes: tuple[re.Pattern[str], ...]

    def has(self, code: str) -> bool:
        return any(shape.fullmatch(code) for shape in self.shapes)

    def word(self, code: str, language: str) -> str:
        with using(language):
            if _QUARTER.fullmatch(code):
                return _quarter(code[:4], int(code[-1]))
            return date_words(code)

    def words(self, language: str) -> re.Pattern[str]:
        with using(language):
            shown = {
                _MONTH: [re.escape(date_words(f"2026-{month:02d}")) for month in range(1, 13)],
                _QUARTER: [re.escape(_quarter("2026", number)) for number in range(1, 5)],
                _YEAR: ["2026"],
            }
        return re.compile("|".join(word.replace("2026", YEAR) for shape in self.shapes for word in shown[shape]))


@dataclass(frozen=True, slots=True)
class Either:
    """Yes, no or a count: what a computed field without a list can say."""

    first: Fixed
    second: Counts

    def has(self, code: str) -> bool:
        return self.first.has(code) or self.second.has(code)

    def word(self, code: str, language: str) -> str:
        return self.first.word(code, language) if self.first.has(code) else self.second.word(code, language)

    def words(self, language: str) -> re.Pattern[str]:
        return either(self.first.words(language), self.second.words(language))


MOMENTS: Mapping[str, Moments] = {
    "month": Moments((_MONTH, _YEAR)),  # a date of which only the year is known stays that
    "quarter": Moments((_QUARTER, _YEAR)),
    "year": Moments((_YEAR,)),
}
PLAIN = Fixed(YES_NO)


def either(*parts: frozenset[str] | re.Pattern[str]) -> re.Pattern[str]:
    """One pattern of what any of these allows."""
    shapes: list[str] = []
    for part in parts:
        shapes.extend([part.pattern] if isinstance(part, re.Pattern) else sorted(map(re.escape, part)))
    return re.compile("|".join(f"(?:{shape})" for shape in shapes))


def vocabulary(field: Field, defs: Definitions, pdf: str = "") -> Vocabulary:
    """What this field may say outside, under its own generaliser or another."""
    name = pdf or field.pdf
    return defs.once(("vocabulary", name, field.list, field.type), lambda: _vocabulary(field, name, defs))


def _vocabulary(field: Field, pdf: str, defs: Definitions) -> Vocabulary:
    if pdf in MOMENTS:
        return MOMENTS[pdf]
    if pdf == "any":
        return PLAIN
    if pdf == "count":
        return Counts()
    if pdf in {"group", "region"}:
        return Labels(defs.list(field.list or PLACES).groups)
    return _finest(field, pdf, defs)


def _finest(field: Field, pdf: str, defs: Definitions) -> Vocabulary:
    """Of `keep`, `county`, `elapsed`, `band`."""
    if field.list or pdf == "county":
        return entries(field.list or PLACES, defs)
    if pdf == "elapsed":
        return Fixed(ELAPSED)
    if pdf == "band":
        return Fixed(MONEY) if field.type is FieldType.MONEY else entries(AGES, defs)
    if field.type is FieldType.YES_NO:
        return PLAIN
    if field.type is FieldType.NUMBER:
        return Counts()
    return Either(PLAIN, Counts()) if field.type is FieldType.COMPUTED else Labels({})


def entries(listed: str, defs: Definitions) -> Labels:
    return Labels({entry.code: entry.label for entry in defs.list(listed).entries})


def _quarter(year: str, number: int) -> str:
    return _("quarter {quarter} of {year}").format(quarter=_ROMAN[number - 1], year=year)
