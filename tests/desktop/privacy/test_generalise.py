"""What each generaliser makes of an answer, and what it never lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import ages
from desktop.forms.context import Context
from desktop.forms.schema import GENERALISERS as NAMES
from desktop.forms.schema import Definitions, Field, Json, PrivacyClass
from desktop.privacy.generalise import GENERALISERS, finest, generalised, word
from desktop.privacy.vocabulary import vocabulary

Make = Callable[[str, Json], tuple[str, ...]]


@pytest.fixture
def make(defs: Definitions, ctx: Context) -> Make:
    def one(path: str, value: Json) -> tuple[str, ...]:
        form, _, field = path.partition(".")
        return generalised(defs.form(form).field(field), value, defs, ctx)

    return one


def test_every_word_that_a_definition_may_say_is_a_generaliser_here():
    assert set(GENERALISERS) | {"drop"} == NAMES


@pytest.mark.parametrize(
    ("path", "value", "codes"),
    [
        ("case.opened_on", "2026-11-24", ("2026-11",)),
        ("case.opened_on", "2026-11", ("2026-11",)),
        ("case.opened_on", "2026", ("2026",)),
        ("case.opened_on", "2026-11-30T23:30+00:00", ("2026-12",)),  # it is December already in the office
        ("case.opened_on", "yesterday", ()),
        ("case.closed_on", "2026-11-24", ("2026-Q4",)),
        ("case.closed_on", "2026-01-01", ("2026-Q1",)),
        ("case.closed_on", "2026", ("2026",)),
        ("case.planned_on", "2026-11-24", ("2026",)),
        ("identity.address", "MD-UN/Valea Mare, str. Lungă 4", ("MD-UN",)),
        ("identity.address", "Valea Mare", ()),
        ("identity.address", 7, ()),
        ("identity.birth_place", "RO-SV/Rădăuți", ("ro_nord_est",)),
        ("identity.birth_place", "FR-75", ()),
        ("incident.second_type", "G1", ("sexual",)),
        ("incident.second_type", "G77", ()),
        ("incident.means", 3, ()),  # there is no list whose groups could be meant
        ("identity.support", ["bani", "gazduire"], ("bani", "gazduire")),
        ("identity.support", ["bani", "typed by hand"], ("bani",)),
        ("identity.offers", ["bani", "gazduire"], ("2",)),
        ("identity.disability", ["bani"], ("true",)),
        ("identity.disability", ["nu_poate"], ("false",)),
        ("identity.disability", ["bani", "nu_poate"], ("true",)),
        ("identity.children", 3, ("3",)),
        ("identity.children", 2.5, ()),
        ("identity.children", 1000, ()),
        ("incident.witnesses", 2, ("true",)),
        ("incident.witnesses", 0, ("false",)),
        ("incident.repeated", True, ("true",)),
        ("incident.repeated", False, ("false",)),
        ("identity.ill", "astm", ("true",)),
        ("identity.minor", True, ("true",)),
        ("identity.age_est", 34, (ages.band(34),)),
        ("identity.age_est", 200, ()),
        ("identity.age_band", ages.band(34), (ages.band(34),)),
        ("identity.income", {"amount": "1200.50", "currency": "MDL"}, ("1000",)),
        ("identity.income", {"amount": "0", "currency": "MDL"}, ("0",)),
        ("identity.income", {"amount": "0.50", "currency": "MDL"}, ("1",)),
        ("identity.income", {"amount": "-3", "currency": "MDL"}, ()),
        ("identity.income", {"amount": "mult"}, ()),
        ("identity.income", {"currency": "MDL"}, ()),
        ("identity.income", "12", ()),
        ("incident.told", "2026-11-21T08:00+02:00", ("h24",)),
        ("incident.told", "2026-11-23T08:00+02:00", ("h72",)),
        ("incident.told", "2026-11-24T08:00+02:00", ("h120",)),
        ("incident.told", "2026-12-01", ("d14",)),
        ("incident.told", "2027-12-01", ("later",)),
        ("incident.told", "2026-11", ()),  # one reading says an hour, another ten days
        ("incident.told", "2026-11-01", ()),  # before the act
        ("incident.told", "soon", ()),
        ("team.steps", 8, ("8",)),
    ],
)
def test_an_answer_leaves_no_finer_than_its_definition_says(make: Make, path: str, value: Json, codes: tuple[str, ...]):
    assert make(path, value) == codes


@pytest.mark.parametrize("value", [None, "", "  ", [], {"none": "declined"}, {"none": "unknown"}])
def test_a_gap_and_a_refusal_leave_nothing(make: Make, value: Json):
    assert make("identity.support", value) == ()
    assert make("identity.ill", value) == ()


@pytest.mark.parametrize("privacy", [PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT])
def test_nothing_leaves_of_an_identifier_whatever_the_definition_says(
    defs: Definitions, ctx: Context, privacy: PrivacyClass
):
    field = replace(defs.form("identity").field("sex"), privacy=privacy)
    assert generalised(field, "F", defs, ctx) == ()


def test_nothing_leaves_of_a_sealed_field(defs: Definitions, ctx: Context):
    field = replace(defs.form("identity").field("sex"), seal=True)
    assert generalised(field, "F", defs, ctx) == ()


def test_how_long_after_an_unknown_act_is_not_said(defs: Definitions, ctx: Context):
    field = defs.form("incident").field("told")
    assert generalised(field, "2026-11-21T08:00+02:00", defs, replace(ctx, case={})) == ()


def test_a_bucket_already_made_is_kept(defs: Definitions, ctx: Context):
    field = replace(defs.form("incident").field("told_days"), pdf="elapsed")
    assert generalised(field, "facut", defs, ctx) == ("facut",)


def test_the_finest_code_of_two_answers_is_none(defs: Definitions, ctx: Context):
    field = defs.form("identity").field("support")
    assert finest(field, "sex", ["bani"], defs, ctx) == "bani"
    assert finest(field, "sex", ["bani", "gazduire"], defs, ctx) == ""


@pytest.mark.parametrize(
    ("path", "code", "language", "shown"),
    [
        ("case.opened_on", "2026-11", "ro", "noiembrie 2026"),
        ("case.opened_on", "2026", "ro", "2026"),
        ("case.closed_on", "2026-Q3", "ro", "trimestrul III 2026"),
        ("case.closed_on", "2026-Q3", "en", "quarter III of 2026"),
        ("identity.address", "MD-UN", "ro", "Ungheni"),
        ("identity.birth_place", "md_centru", "ro", "grupul md_centru"),
        ("incident.repeated", "true", "ro", "da"),
        ("incident.repeated", "true", "en", "yes"),
        ("identity.minor", "false", "ro", "nu"),
        ("identity.minor", "12", "ro", "12"),
        ("identity.children", "3", "ro", "3"),
        ("incident.told", "h72", "ro", "după 24–72 de ore"),
        ("identity.income", "1000", "ro", "între 1.000 și 4.999"),
    ],
)
def test_a_code_is_printed_in_the_words_of_the_reader(
    defs: Definitions, path: str, code: str, language: str, shown: str
):
    form, _, field = path.partition(".")
    assert word(defs.form(form).field(field), code, defs, language) == shown


def test_typed_words_have_no_vocabulary(defs: Definitions):
    field = replace(defs.form("identity").field("ill"), pdf="keep")
    assert vocabulary(field, defs).words("ro") == frozenset()


JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    | st.sampled_from(["F", "MD-UN/Sat", "2026-11", "2026-11-20T10:00+02:00", "G1", "bani", ages.band(40)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["none", "amount", "x"]), inner),
    max_leaves=6,
)  # fmt: skip


@given(value=JSON)
def test_whatever_was_answered_only_words_of_the_definitions_come_out(value: Json, defs: Definitions):
    ctx = Context(
        now=datetime(2026, 11, 24, tzinfo=ZoneInfo("UTC")),
        tz=ZoneInfo("Europe/Chisinau"),
        case={"incident": [{"inc_dt": "2026-11-20"}]},
    )
    for form in defs.newest():
        for field in form.fields():
            for code in generalised(field, value, defs, ctx):
                _assert_allowed(field, code, defs)


def _assert_allowed(field: Field, code: str, defs: Definitions) -> None:
    for language in ("ro", "en"):
        words, shown = vocabulary(field, defs).words(language), word(field, code, defs, language)
        assert shown in words if isinstance(words, frozenset) else words.fullmatch(shown)
