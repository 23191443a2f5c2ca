"""What could point at a person is widened until five cases share it, by fixed steps and few questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import ages
from desktop.forms.schema import Definitions
from desktop.privacy import ladders
from desktop.privacy.kanon import ORDER, Widened, widen

HER = {
    "place": "MD-UN",
    "month": "2026-11",
    "age": ages.band(30),
    "sex": "F",
    "violence": "G2",
    "relation": "SOT",
}


class Office:
    """The quasi rows of an office, as the store answers about them."""

    def __init__(self, *rows: Mapping[str, str]) -> None:
        self.rows, self.questions = rows, 0

    def alike(self, wanted: Mapping[str, frozenset[str]]) -> int:
        self.questions += 1
        return min(5, sum(all(row.get(column) in codes for column, codes in wanted.items()) for row in self.rows))


def exactly(office: Office, widened: Widened, defs: Definitions) -> int:
    """How many cases really have what is printed, worked out from the words alone."""

    def holds(row: Mapping[str, str], column: str, code: str, level: int) -> bool:
        found = ladders.rungs(column, row[column], defs) if row.get(column) else ()
        return level < len(found) and found[level] is not None and found[level].code == code

    return sum(all(holds(row, column, *found) for column, found in widened.values.items()) for row in office.rows)


def test_five_cases_alike_are_printed_as_they_are(defs: Definitions):
    office = Office(*[HER] * 5)
    widened = widen(HER, office.alike, defs=defs)
    assert widened.ok
    assert widened.steps == ()
    assert widened.values == {column: (code, 0) for column, code in HER.items()}
    assert office.questions == 2


@pytest.mark.parametrize("others", [0, 3])
def test_an_office_with_fewer_than_five_cases_prints_none_of_them(defs: Definitions, others: int):
    office = Office(*[HER] * (1 + others))
    widened = widen(HER, office.alike, defs=defs)
    assert not widened.ok
    assert widened.values == {}


def test_age_is_widened_before_anything_else(defs: Definitions):
    office = Office(HER, *[{**HER, "age": ages.band(20)}] * 4)
    widened = widen(HER, office.alike, defs=defs)
    assert widened.steps == (("age", 1),)
    assert widened.values == {**{column: (code, 0) for column, code in HER.items()}, "age": ("18-35", 1)}


def test_the_picture_of_a_small_office(defs: Definitions):
    """Age, place, relationship and month give way in their order; sex and the kind of violence stay."""
    office = Office(
        HER,
        {**HER, "age": ages.band(20)},
        {**HER, "place": "MD-CL"},
        {**HER, "relation": "FPA"},
        {**HER, "month": "2026-10"},
    )
    widened = widen(HER, office.alike, defs=defs)
    assert widened.steps == (("age", 1), ("place", 1), ("relation", 1), ("month", 1))
    assert widened.values == {
        "place": ("md_centru", 1),
        "month": ("2026-Q4", 1),
        "age": ("18-35", 1),
        "sex": ("F", 0),
        "violence": ("G2", 0),
        "relation": ("partner", 1),
    }


def test_a_woman_unlike_all_others_keeps_nothing(defs: Definitions):
    other = {
        "place": "RO-SV", "month": "2020-01", "age": ages.band(3), "sex": "M", "violence": "G6", "relation": "PAR"
    }  # fmt: skip
    office = Office(HER, *[other] * 9)
    widened = widen(HER, office.alike, defs=defs)
    assert widened.ok
    assert widened.values == {}
    assert [step for step in widened.steps if step[1] == 9] == [step for step in ORDER if step[1] == 9]


def test_what_is_not_known_of_her_is_neither_asked_nor_printed(defs: Definitions):
    her = {**HER, "month": "", "age": ""}
    office = Office(*[her] * 5)
    assert set(widen(her, office.alike, defs=defs).values) == {"place", "sex", "violence", "relation"}


def test_a_year_without_a_month_begins_at_the_year(defs: Definitions):
    her = {**HER, "month": "2026"}
    office = Office(her, *[HER] * 4)
    widened = widen(her, office.alike, defs=defs)
    assert widened.values["month"] == ("2026", 2)
    assert widened.steps == ()


def test_a_relationship_without_a_group_is_dropped_at_once(defs: Definitions):
    her = {**HER, "relation": "NEC"}
    office = Office(her, *[HER] * 4)
    widened = widen(her, office.alike, defs=defs)
    assert "relation" not in widened.values


def test_a_step_that_turns_out_needless_is_taken_back(defs: Definitions):
    """Five women of five ages: only the age has to give way, though place and month come before its second step."""
    office = Office(*[{**HER, "age": ages.band(age)} for age in (30, 20, 40, 50, 60)])
    widened = widen(HER, office.alike, defs=defs)
    assert widened.values == {**{column: (code, 0) for column, code in HER.items()}, "age": ("adult", 2)}
    assert widened.steps == (("age", 1), ("age", 2))


@pytest.mark.parametrize("column", ["relation", "age", "place", "sex"])
def test_a_code_that_no_list_has_is_never_printed(defs: Definitions, column: str):
    her = {**HER, column: "XXX"}
    widened = widen(her, Office(*[her] * 5).alike, defs=defs)
    assert set(widened.values) == set(HER) - {column}


def quasi_rows() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {
            "place": st.sampled_from(["MD-UN", "MD-CL", "MD-BA", "RO-SV", ""]),
            "month": st.sampled_from(["2026-09", "2026-10", "2026-11", "2025-02", "2026", ""]),
            "age": st.sampled_from([ages.band(age) for age in (0, 12, 17, 18, 30, 40, 60, 70)] + [""]),
            "sex": st.sampled_from(["F", "M", ""]),
            "violence": st.sampled_from(["G1", "G2", "G3", "G6", ""]),
            "relation": st.sampled_from(["SOT", "FPA", "PAR", "NEC", ""]),
        }
    )


@given(rows=st.lists(quasi_rows(), min_size=1, max_size=30))
def test_five_cases_always_share_what_is_printed(rows: list[dict[str, str]], defs: Definitions):
    office = Office(*rows)
    widened = widen(rows[0], office.alike, defs=defs)
    assert office.questions <= 2 + 2 * len(ORDER)
    assert widened.ok == (len(rows) >= 5)
    if widened.ok:
        assert exactly(office, widened, defs) >= 5
    for column, (code, level) in widened.values.items():
        assert ladders.vocabulary(column, level, defs).has(code)
        for finer in range(level):
            rung = ladders.rungs(column, rows[0][column], defs)[finer]
            closer = {**widened.values, column: (rung.code, finer)} if rung else {}
            assert (
                not rung or exactly(office, replace(widened, values=closer), defs) < 5
            )  # nothing given up for nothing


def test_every_band_of_the_statistics_lies_whole_in_one_wide_band(defs: Definitions):
    for level in (1, 2):
        covers = {ladders.rungs("age", code, defs)[level] for _youngest, code in ages.BANDS}
        assert sorted(code for rung in covers if rung for code in rung.covers) == sorted(c for _y, c in ages.BANDS)


def test_adults_are_never_put_with_children(defs: Definitions):
    for youngest, code in ages.BANDS:
        rung = ladders.rungs("age", code, defs)[2]
        assert rung is not None
        assert rung.code == ("minor" if youngest < 18 else "adult")
