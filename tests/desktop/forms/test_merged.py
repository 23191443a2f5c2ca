"""Answers that came with a merge may be anything: they are checked and shown, and nothing falls over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.forms.compute import FUNCTIONS, computed
from desktop.forms.context import Context
from desktop.forms.load import load
from desktop.forms.present import options, row_title, show
from desktop.forms.rules import CONDITIONS, RULES, Asked
from desktop.forms.schema import FieldType
from desktop.forms.settle import settle
from desktop.forms.validate import check, section_status, status, words
from desktop.forms.visible import visible
from desktop.protocols.board import StepState, board
from desktop.protocols.conditions import of_case
from desktop.protocols.load import load as load_protocols
from tests.desktop.forms.conftest import RESOURCES
from tests.desktop.forms.test_settle import at

SHIPPED = load(RESOURCES)
PROTOCOL = load_protocols(RESOURCES, SHIPPED)["sv_md", 1]
CHISINAU = ZoneInfo("Europe/Chisinau")
CTX = Context(datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU), CHISINAU)

NEAR = st.sampled_from(
    [
        "2026-11-22",
        "2026-13",
        "2026-11-22T10:00+02:00",
        "9999-99-99T99:99+99:99",
        "MD-UN/",
        "/",
        "+373",
        "true",
        "1",
        "<1",
        {"none": "declined"},
        {"none": "x"},
        {"sealed": "QQ=="},
        {"sealed": 1},
        {"amount": "x", "currency": 1},
        {"amount": []},
        {"how": "paper"},
        {"how": "x", "on": "y"},
        {"how": [], "on": {}},
        {"how": "paper", "on": "2026-99-99"},
        [],
        [[]],
        [{"a": 1}],
        10**30,
        -1e300,
        float("nan"),
        float("inf"),
        "\x00",
        "\ud800",
        "",
        " ",
    ]
)
ANYTHING = NEAR | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
SOME_PATHS = st.text(max_size=8) | st.sampled_from(["members/r1", "steps/1", "members/r1/x/y", "/", "release//x", "a/"])


def paths_of(form):
    return [field.pattern.replace("/", "/r1/") for field in form.fields()]


@settings(max_examples=60)
@given(data=st.data(), form=st.sampled_from(SHIPPED.newest()), language=st.sampled_from(["ro", "en"]))
def test_any_answers_can_be_read(data, form, language):
    answers = data.draw(st.dictionaries(st.sampled_from(paths_of(form)) | SOME_PATHS, ANYTHING, max_size=12))
    case = {form.id: [answers], "report": [data.draw(st.dictionaries(st.just("report_dt"), ANYTHING))]}
    ctx = replace(CTX, case=case, previous=answers)
    body = computed(form, answers, ctx, SHIPPED)
    problems = check(form, body, ctx, SHIPPED)
    assert all(words(problem, language) for problem in problems)
    assert status(form, body, problems)
    assert section_status(form, body, problems)
    for shown in visible(form, body, ctx, SHIPPED):
        assert isinstance(show(shown.field, body.get(shown.path), SHIPPED, language), str)
        if shown.field.type is FieldType.GROUP:
            assert row_title(shown.field, "r1", body, SHIPPED, language)
        if shown.field.type in {FieldType.CHOICE, FieldType.CHOICES}:
            assert options(shown.field, SHIPPED, "MD", body.get(shown.path))
    living = {path: (at(1, value), at(2, None), at(3, "x")) for path, value in answers.items()}
    assert settle(form, living) == settle(form, dict(reversed(living.items())))


@given(data=st.data(), form=st.sampled_from(SHIPPED.newest()))
def test_any_value_of_any_field_has_words(data, form):
    field = data.draw(st.sampled_from(list(form.fields())))
    assert isinstance(show(field, data.draw(ANYTHING), SHIPPED, "ro", country="MD"), str)


@given(value=ANYTHING, name=st.sampled_from(sorted(RULES)), other=ANYTHING)
def test_any_value_under_any_rule(value, name, other):
    field = replace(SHIPPED.form("report").field("report_dt"), rules=())
    consent = {f"release/r1/{column}": other for column in ("recipient", "agreed", "data", "valid_until")}
    case = {"aggressor": [{"x": other}], "consent": [{**consent, "withdrawn_on": other}, {"override": other}]}
    ctx = replace(CTX, case=case, previous={field.id: other})
    argument = {"at_most_days": "5:x", "distinct_at_least": "2:x", "not_aggressor": "aggressor.x",
                "at_least_records": "aggressor", "released": "consent.release,x,x",
                "longest": "x,x"}.get(name, "x")  # fmt: skip
    RULES[name].check(Asked(value, field, None, argument, {"x": other}, ctx, SHIPPED.form("report"), SHIPPED))


@given(values=st.lists(ANYTHING, min_size=23, max_size=23), name=st.sampled_from(sorted(FUNCTIONS)))
def test_any_value_into_any_function(values, name):
    FUNCTIONS[name].work(values[: FUNCTIONS[name].most], CTX)


@given(value=ANYTHING, name=st.sampled_from(sorted(CONDITIONS)))
def test_any_value_under_any_condition(value, name):
    assert CONDITIONS[name][0](value, "7", CTX) in {True, False, None}


@settings(max_examples=60)
@given(data=st.data())
def test_any_case_has_its_board(data):
    case = {
        form.id: data.draw(st.lists(st.dictionaries(st.sampled_from(paths_of(form)), ANYTHING, max_size=8), max_size=2))
        for form in SHIPPED.newest()
    }
    views = board(
        PROTOCOL,
        anchors={"incident": data.draw(ANYTHING), "report": data.draw(ANYTHING)},
        conditions=of_case(case, CTX.now, CHISINAU),
        states={"13": StepState(data.draw(st.sampled_from(["facut", "in_lucru", "?"])), data.draw(ANYTHING))},
        now=CTX.now,
        tz=CHISINAU,
    )
    assert len(views) == len(PROTOCOL.steps)


@pytest.mark.parametrize("value", [{"amount": "x", "currency": "MDL"}, {"how": "x", "on": "y"}, {"strange": 1}])
def test_a_malformed_value_is_said_to_be_so(defs, value):
    field = defs.form("consent").field("signature")
    assert show(field, value, defs, "ro") == "un răspuns care nu poate fi citit"
