"""How far each quasi-identifier can be widened, step by step, and which finest codes each step holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.forms.schema import CodeList, Definitions, Field, Text
from desktop.i18n import N_, _, using
from desktop.privacy.bands import youngest
from desktop.privacy.vocabulary import AGES, MOMENTS, PLACES, Fixed, Labels, Vocabulary, entries

COLUMNS = ("place", "month", "age", "sex", "violence", "relation")

# The statistics' bands lie whole in these: a bound at 60 would cut the band 56-65 in two.
WIDE_AGES: tuple[tuple[int, str, str], ...] = (
    (0, "0-17", N_("under 18")),
    (18, "18-35", "18–35"),
    (36, "36-55", "36–55"),
    (56, "56+", N_("over 55")),
)
GROWN: Mapping[str, str] = {"minor": N_("child"), "adult": N_("adult")}
COUNTRIES: Mapping[str, Text] = {
    "MD": {"ro": "Republica Moldova", "ru": "Республика Молдова", "uk": "Республіка Молдова", "en": "Moldova"},
    "RO": {"ro": "România", "ru": "Румыния", "uk": "Румунія", "en": "Romania"},
}
# What stands before the answer on paper, by column and level.
LABELS: Mapping[str, tuple[str, ...]] = {
    "place": (N_("District or county"), N_("Region"), N_("Country of residence")),
    "month": (N_("Month of the act"), N_("Quarter of the act"), N_("Year of the act")),
    "age": (N_("Age band"), N_("Age band"), N_("Age band")),
    "sex": (N_("Sex"),),
    "violence": (N_("Type of violence"), N_("Type of violence")),
    "relation": (N_("Relationship to the aggressor"), N_("Relationship to the aggressor")),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of widening: its code, and all finest codes that it stands for."""

    code: str
    covers: frozenset[str]


def sources(defs: Definitions) -> Mapping[str, tuple[str, Field]]:
    """For each quasi-identifier the one (form, field) that it is read from; the person's own sheet comes first."""
    return defs.once(("quasi",), lambda: _sources(defs))


def _sources(defs: Definitions) -> Mapping[str, tuple[str, Field]]:
    first = {"identity": 0, "incident": 1, "aggressor": 2}
    found: dict[str, tuple[str, Field]] = {}
    for form in sorted(defs.newest(), key=lambda one: (first.get(one.id, 9), one.id)):
        for field in form.fields():
            listless = field.quasi in {"sex", "violence", "relation"} and not field.list
            if field.quasi and field.pdf != "drop" and not field.group and not listless:
                found.setdefault(field.quasi, (form.id, field))
    return found


def rungs(column: str, code: str, defs: Definitions) -> tuple[Rung | None, ...]:
    """The steps from the finest to the widest; None where this code is too coarse or has no such step."""
    if column == "month":
        return _moments(code)
    codes = listed(column, defs)
    entry = codes.find(code)
    if entry is None:
        return ()
    if column == "age":
        return _ages(code, [one.code for one in codes.entries])
    finest = Rung(code, frozenset({code}))
    if column == "sex":
        return (finest,)
    group = entry.group
    wider = Rung(group, frozenset(one.code for one in codes.entries if one.group == group)) if group else None
    if column != "place":
        return finest, wider
    country = code[:2]
    return finest, wider, Rung(country, frozenset(one.code for one in codes.entries if one.code[:2] == country))


def listed(column: str, defs: Definitions) -> CodeList:
    """The list that the column's codes come from."""
    source = sources(defs).get(column)
    return defs.list((source[1].list if source else "") or (AGES if column == "age" else PLACES))


def label(column: str, level: int, language: str) -> str:
    with using(language):
        return _(LABELS[column][level])


def vocabulary(column: str, level: int, defs: Definitions) -> Vocabulary:
    """All that a column can say at this level."""
    if column == "month":
        return MOMENTS[("month", "quarter", "year")[level]]
    codes = listed(column, defs)
    finest = entries(codes.id, defs)
    if column == "age":
        return (finest, Fixed({code: words for _low, code, words in WIDE_AGES}), Fixed(GROWN))[level]
    return (finest, Labels(codes.groups), Labels(COUNTRIES))[level]


def _moments(code: str) -> tuple[Rung | None, ...]:
    """A month, its quarter, its year; a date known to the year alone begins there."""
    year = code[:4]
    months = [f"{year}-{month:02d}" for month in range(1, 13)]
    whole = Rung(year, frozenset({year, *months}))
    if code == year:
        return None, None, whole
    quarter = (int(code[5:]) + 2) // 3
    return (
        Rung(code, frozenset({code})),
        Rung(f"{year}-Q{quarter}", frozenset(months[3 * quarter - 3 : 3 * quarter])),
        whole,
    )


def _ages(code: str, known: Iterable[str]) -> tuple[Rung | None, ...]:
    ages = {band: start for band in known if (start := youngest(band)) is not None}
    wide = {band: max(item for item in WIDE_AGES if item[0] <= start)[1] for band, start in ages.items()}
    grown = {band: "minor" if start < WIDE_AGES[1][0] else "adult" for band, start in ages.items()}
    return (Rung(code, frozenset({code})), _same(code, wide), _same(code, grown))


def _same(code: str, steps: Mapping[str, str]) -> Rung:
    return Rung(steps[code], frozenset(band for band, step in steps.items() if step == steps[code]))
