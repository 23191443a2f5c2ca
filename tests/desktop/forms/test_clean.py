"""Answers from outside are taken in a tidy shape or refused; nothing of them shows in the refusal."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.clean import clean, clean_path, printable, unlikely_phone
from desktop.forms.schema import FieldType
from desktop.forms.validate import check
from desktop.refusals import Refused, explain

LONG = "a" * 10_000_000
ID = "0123456789abcdef" * 2


@pytest.fixture
def take(made_up, ctx):
    def run(id, raw, **changes):
        around = replace(ctx, country=changes.pop("country", "MD"))
        return clean(replace(made_up.form("everything").field(id), **changes), raw, around, made_up)

    return run


@pytest.mark.parametrize(
    ("type", "raw", "kept"),
    [
        ("text", "  Ana\tMaria \n", "Ana Maria"),
        ("text", "e\u0301", "é"),
        ("text", "", None),
        ("text", "   ", None),
        ("text", "👩‍⚕️ ș ț", "👩‍⚕️ ș ț"),
        ("long_text", " a\r\nb\u2028c\td ", "a\nb\nc\td"),
        ("long_text", "\n", None),
        ("date", "2026", "2026"),
        ("date", " 2026-03 ", "2026-03"),
        ("date", "2026-03-05", "2026-03-05"),
        ("datetime", "2026-03", "2026-03"),
        ("datetime", "2026-11-24T10:00:00.250+02:00", "2026-11-24T10:00+02:00"),
        ("datetime", "2026-11-24T10:00:07Z", "2026-11-24T10:00:07+00:00"),
        ("choice", "red", "red"),
        ("choice", "old", "old"),
        ("choice", "blue", "blue"),
        ("choices", ["red", "2", "red"], ["2", "red"]),
        ("choices", ("red",), ["red"]),
        ("choices", [], None),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("number", 7, 7),
        ("number", 7.0, 7),
        ("number", -5, -5),
        ("money", {"amount": "12.5", "currency": "MDL"}, {"amount": "12.50", "currency": "MDL"}),
        ("money", {"amount": "12", "currency": "RON"}, {"amount": "12.00", "currency": "RON"}),
        ("phone", "069 123 456", "+37369123456"),
        ("phone", "(0)69-123-456", "+37369123456"),
        ("phone", "+40 712 034 567", "+40712034567"),
        ("person_id", "2000 0000 00004", "2000000000004"),
        ("person_id", "2000000000005", "2000000000005"),  # its check digit is a doubt of the rules
        ("place", "MD-UN", "MD-UN"),
        ("place", "MD-UN / Sculeni ", "MD-UN/Sculeni"),
        ("place", "MD-UN/", "MD-UN"),
        ("place", "Odesa", "Odesa"),
        ("place", "", None),
        ("worker", ID, ID),
        ("worker", "medic de gardă", "medic de gardă"),
        ("link", ID, ID),
        ("file", ID, ID),
        ("signature", {"how": "paper", "on": "2026-11-24"}, {"how": "paper", "on": "2026-11-24"}),
        (
            "signature",
            {"how": "mark", "on": "2026-11-24", "witness": " un  coleg "},
            {"how": "mark", "on": "2026-11-24", "witness": "un coleg"},
        ),
        ("signature", {"how": "verbal", "on": "2026-11-24", "witness": ""}, {"how": "verbal", "on": "2026-11-24"}),
        ("signature", {"how": "verbal", "on": "2026-11-24", "witness": None}, {"how": "verbal", "on": "2026-11-24"}),
        *((type, None, None) for type in ("text", "number", "choices", "signature", "group", "computed")),
        *((type, {"none": "declined"}, {"none": "declined"}) for type in ("text", "number", "choices", "money")),
        ("date", {"none": "unknown"}, {"none": "unknown"}),
    ],
)
def test_what_is_right_is_kept_in_one_shape(take, type, raw, kept):
    changes = {"type": FieldType(type)} if type in {"group", "computed"} else {}
    assert take("text" if changes else type, raw, **changes) == kept


def test_the_same_phone_typed_at_home_in_the_other_country(take):
    assert take("phone", "0712 034 567", country="RO") == "+40712034567"


@pytest.mark.parametrize(
    ("type", "raw", "code"),
    [
        ("text", LONG, "value-too-long"),
        ("text", "a" * 21, "value-too-long"),
        ("text", "\u0958" * 20, "value-too-long"),
        ("long_text", LONG, "value-too-long"),
        ("phone", LONG, "value-too-long"),
        ("date", LONG, "value-too-long"),
        ("place", LONG, "value-too-long"),
        ("signature", {"how": "paper", "on": "2026-11-24", "witness": LONG}, "value-too-long"),
        *(("text", f"a{mark}b", "bad-value") for mark in "\x00\x07\x1b\x7f\x9f\u202e\u2066\u200f\u061c\ud800\udfff"),
        ("long_text", "a\x00", "bad-value"),
        ("long_text", "a\u202e", "bad-value"),
        ("text", 5, "bad-value"),
        ("text", True, "bad-value"),
        ("text", ["a"], "bad-value"),
        ("text", b"a", "bad-value"),
        ("date", "2026-02-30", "bad-value"),
        ("date", "2026-11-24T10:00+02:00", "bad-value"),
        ("date", 20261124, "bad-value"),
        ("date", "", "bad-value"),
        ("datetime", "2026-11-24T10:00", "bad-value"),
        ("datetime", "now", "bad-value"),
        ("choice", "green", "unknown-option"),
        ("choice", "", "unknown-option"),
        ("choice", ["red"], "bad-value"),
        ("choice", 2, "bad-value"),
        ("choices", "red", "bad-value"),
        ("choices", ["red", "green"], "unknown-option"),
        ("choices", ["red", 2], "bad-value"),
        ("choices", ["red"] * 1000, "bad-value"),
        ("choices", {"red": 1}, "bad-value"),
        ("yes_no", "true", "bad-value"),
        ("yes_no", 1, "bad-value"),
        ("number", True, "bad-value"),
        ("number", "7", "bad-value"),
        ("number", math.nan, "bad-value"),
        ("number", math.inf, "bad-value"),
        ("number", -math.inf, "bad-value"),
        ("number", 10**400, "bad-value"),
        ("number", 7.5, "bad-value"),
        ("number", 51, "bad-value"),
        ("number", -6, "bad-value"),
        ("money", {"amount": 12, "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "12,50", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "-1", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "012", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "NaN", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "1.234", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "12", "currency": "XAU"}, "bad-value"),
        ("money", {"amount": "12", "currency": ["MDL"]}, "bad-value"),
        ("money", {"amount": "0.50", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "1000.01", "currency": "MDL"}, "bad-value"),
        ("money", {"amount": "12"}, "bad-value"),
        ("money", {"amount": "12", "currency": "MDL", "x": 1}, "bad-value"),
        ("money", "12", "bad-value"),
        ("phone", "call me", "bad-value"),
        ("phone", "12", "bad-value"),
        ("phone", "+37369123456 ext 5", "bad-value"),
        ("phone", 37369123456, "bad-value"),
        ("phone", "", "bad-value"),
        ("person_id", "2000x00000004", "bad-value"),
        ("person_id", "٢٠٠٠٠٠٠٠٠٠٠٠٤", "bad-value"),
        ("person_id", "1" * 21, "bad-value"),
        ("person_id", 2000000000004, "bad-value"),
        ("place", "Paris/Lyon", "bad-value"),
        ("link", "abc", "bad-value"),
        ("link", ID.upper(), "bad-value"),
        ("file", "../../etc/passwd", "bad-value"),
        ("file", 5, "bad-value"),
        ("signature", "paper", "bad-value"),
        ("signature", {"how": "paper"}, "bad-value"),
        ("signature", {"how": "stamp", "on": "2026-11-24"}, "unknown-option"),
        ("signature", {"how": ["paper"], "on": "2026-11-24"}, "unknown-option"),
        ("signature", {"how": "paper", "on": "2026-11"}, "bad-value"),
        ("signature", {"how": "paper", "on": 5}, "bad-value"),
        ("signature", {"how": "paper", "on": "2026-11-24", "x": 1}, "bad-value"),
        ("text", {"none": "maybe"}, "bad-value"),
        ("text", {"none": ["declined"]}, "bad-value"),
        ("text", {"sealed": "QUJD"}, "bad-value"),
    ],
)
def test_what_is_wrong_is_refused_by_its_code(take, type, raw, code):
    with pytest.raises(Refused) as refused:
        take(type, raw)
    assert refused.value.code == code
    assert refused.value.facts["field"] == type
    assert set(refused.value.facts) <= {"field", "most"}
    assert explain(refused.value, "ro")


def test_a_question_that_may_not_be_refused_takes_no_refusal(take):
    with pytest.raises(Refused, match="bad-value"):
        take("yes_no", {"none": "declined"}, refusable=False)


@pytest.mark.parametrize("type", ["computed", "group"])
def test_what_nobody_types_cannot_be_set(take, type):
    with pytest.raises(Refused, match="bad-value"):
        take("text", "x", type=FieldType(type))


def test_fractions_only_where_the_form_allows_them(take):
    assert take("number", 7.25, decimals=2) == 7.25
    with pytest.raises(Refused, match="bad-value"):
        take("number", 7.255, decimals=2)
    assert take("number", 10**14, min=None, max=None) == 10**14


def test_a_place_must_be_one_of_the_units(defs, ctx):
    field = defs.form("incident").field("inc_locality")
    assert clean(field, "RO-SV/Rădăuți", ctx, defs) == "RO-SV/Rădăuți"
    with pytest.raises(Refused, match="unknown-option"):
        clean(field, "MD-XX/Sculeni", ctx, defs)


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["people/r1/name", "people/1/name", f"people/{ID}/name"])
def test_paths_of_rows(made_up, ctx, path):
    assert clean_path(made_up.form("everything"), path, "Ana", ctx, made_up) == "Ana"


@pytest.mark.parametrize(
    "path",
    ["nothing", "", "/", "people", "people/", "people//name", "people/R1/name", "people/../name", "people/r1/nothing",
     "people/r1/name/x", f"people/{'a' * 33}/name", "text/r1", "text/r1/name", "people/r1\n/name", "Ion Popescu"],
)  # fmt: skip
def test_a_path_that_the_form_does_not_have_is_refused(made_up, ctx, path):
    with pytest.raises(Refused, match="unknown-field") as refused:
        clean_path(made_up.form("everything"), path, "x", ctx, made_up)
    assert "Popescu" not in str(refused.value.facts)


@pytest.mark.parametrize(("raw", "kept"), [(True, True), (None, None)])
def test_a_row_is_made_by_true_and_removed_by_null(made_up, ctx, raw, kept):
    assert clean_path(made_up.form("everything"), "people/r1", raw, ctx, made_up) is kept


@pytest.mark.parametrize("raw", [1, "x", False, {"none": "unknown"}])
def test_and_by_nothing_else(made_up, ctx, raw):
    with pytest.raises(Refused, match="bad-value"):
        clean_path(made_up.form("everything"), "people/r1", raw, ctx, made_up)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(
    raw=JSON,
    path=st.sampled_from(["text", "date", "choices", "money", "phone", "place", "signature", "people/r1/since"]),
)
def test_whatever_comes_is_refused_or_taken_for_good(made_up, raw, path):
    """What was taken once is taken again unchanged, and the check finds nothing malformed in it."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.forms.context import Context

    ctx = Context(datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Chisinau")), ZoneInfo("Europe/Chisinau"))
    form = made_up.form("everything")
    try:
        kept = clean_path(form, path, raw, ctx, made_up)
    except Refused as refused:
        assert refused.code in {"bad-value", "unknown-option", "value-too-long"}
        return
    assert clean_path(form, path, kept, ctx, made_up) == kept
    assert not [p for p in check(form, {path: kept}, ctx, made_up) if p.severity == "malformed"]


def test_a_pasted_text_loses_only_what_nobody_sees():
    assert printable("\ufeffAna\u200b \u202eMaria\x00\r\nx\rș\u00ad") == "Ana Maria\nx\nș"


@pytest.mark.parametrize(
    ("value", "unlikely"), [("+37369123456", False), ("+37300000000", True), ("069", True), (None, True)]
)
def test_a_number_that_no_country_gives_out(value, unlikely):
    assert unlikely_phone(value) is unlikely
