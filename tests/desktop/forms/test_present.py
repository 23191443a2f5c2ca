"""How answers are read and typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.answers import DECLINED, UNKNOWN
from desktop.forms.clean import clean
from desktop.forms.defaults import defaults, of_row
from desktop.forms.load import load
from desktop.forms.present import options, parse_typed, row_title, show
from desktop.forms.schema import FieldType
from desktop.refusals import Refused
from tests.desktop.forms import everything
from tests.desktop.forms.everything import field

CHISINAU = ZoneInfo("Europe/Chisinau")


@pytest.mark.parametrize(
    ("type", "value", "romanian", "english"),
    [
        ("text", "Ana", "Ana", "Ana"),
        ("text", None, "", ""),
        ("text", DECLINED, "nu dorește să răspundă", "declines to answer"),
        ("number", UNKNOWN, "nu știe", "unknown"),
        ("sealed", {"sealed": "QUJD"}, "text sigilat", "sealed text"),
        ("date", "2026-11-24", "24.11.2026", "24.11.2026"),
        ("date", "2026-11", "noiembrie 2026", "November 2026"),
        ("date", "2026", "2026", "2026"),
        ("date", "soon", "soon", "soon"),
        ("datetime", "2026-11-24T14:30+02:00", "24.11.2026, 14:30", "24.11.2026, 14:30"),
        ("datetime", "2026-11", "noiembrie 2026", "November 2026"),
        ("choice", "red", "roșu", "red"),
        ("choice", "green", "un răspuns pe care această listă nu îl are (green)", None),
        ("choices", ["red", "none"], "roșu, niciuna", "red, none"),
        ("yes_no", True, "da", "yes"),
        ("yes_no", False, "nu", "no"),
        ("number", 1234, "1.234 zile", "1,234 days"),
        ("money", {"amount": "1234.50", "currency": "MDL"}, "1.234,50 MDL", "1,234.50 MDL"),
        ("phone", "+37369123456", "+373 691 23 456", "+373 691 23 456"),
        ("phone", "no number", "no number", "no number"),
        ("person_id", "2000000000004", "2000000000004", "2000000000004"),
        ("place", "MD-UN", "MD-UN", "MD-UN"),
        ("worker", "ab" * 16, "Maria", "Maria"),
        ("worker", "medic", "medic", "medic"),
        ("link", "cd" * 16, "cd" * 16, "cd" * 16),
        ("file", "ab" * 16, "fișier atașat", "attached file"),
        ("signature", {"how": "paper", "on": "2026-11-24"}, "semnat pe hârtie la 24.11.2026", None),
        ("signature", {"how": "verbal", "on": "2026-11-24"}, "acord verbal consemnat la 24.11.2026", None),
        (
            "signature",
            {"how": "mark", "on": "2026-11-24", "witness": "un coleg"},
            "semnat printr-un semn la 24.11.2026, martor: un coleg",
            "signed by a mark on 24.11.2026, witness: un coleg",
        ),
        ("text", {"strange": 1}, "un răspuns care nu poate fi citit", "an answer that cannot be read"),
        ("people", True, "", ""),
    ],
)
def test_words_for_an_answer(made_up, type, value, romanian, english):
    about, names = made_up.form("everything").field(type), {"ab" * 16: "Maria"}
    assert show(about, value, made_up, "ro", names=names) == romanian
    if english is not None:
        assert show(about, value, made_up, "en", names=names) == english


@pytest.mark.parametrize(
    ("value", "country", "words"),
    [
        ("+37369123456", "MD", "0691 23 456"),
        ("+37369123456", "RO", "+373 691 23 456"),
        ("+40712034567", "RO", "0712 034 567"),
    ],
)
def test_a_phone_of_this_country_is_written_as_people_dial_it(made_up, value, country, words):
    assert show(made_up.form("everything").field("phone"), value, made_up, "ro", country=country) == words


def test_places_by_their_names(defs):
    about = defs.form("incident").field("inc_locality")
    assert show(about, "MD-UN", defs, "ro") == "Ungheni"
    assert show(about, "MD-UN/Sculeni", defs, "ro") == "Sculeni, Ungheni"
    assert show(about, "Odesa", defs, "ro") == "Odesa"


def test_computed_answers_by_their_list(defs):
    form = defs.form("incident")
    assert show(form.field("gbv_type"), "G1", defs, "ro") == "viol"
    assert show(defs.form("identity").field("age_band"), "66+", defs, "ro") == "peste 65 de ani"
    assert show(replace(form.field("gbv_type"), list=""), True, defs, "ro") == "da"
    assert show(replace(form.field("gbv_type"), list=""), 25, defs, "ro") == "25"
    assert show(replace(form.field("gbv_type"), list=""), ["a"], defs, "ro").endswith("(a)")


def test_a_row_is_called_by_its_title_or_its_number(made_up):
    group = made_up.form("everything").field("people")
    answers = {"people/a/name": "Ana", "people/b/kind": "red", "people/c/name": UNKNOWN}
    assert row_title(group, "a", answers, made_up, "ro") == "Ana"
    assert row_title(group, "b", answers, made_up, "ro") == "Rândul 2"
    assert row_title(group, "c", answers, made_up, "en") == "Row 3"


@pytest.mark.parametrize(
    ("country", "chosen", "codes"),
    [
        ("MD", None, ["red", "none", "2"]),
        ("RO", None, ["red", "blue", "none", "2"]),
        ("MD", "old", ["red", "old", "none", "2"]),
        ("MD", ["blue"], ["red", "blue", "none", "2"]),
    ],
)
def test_what_is_offered(made_up, country, chosen, codes):
    about = made_up.form("everything").field("choice")
    assert [entry.code for entry in options(about, made_up, country, chosen)] == codes


# --- what stands there at first ---------------------------------------------------------------------------------------


def test_what_a_new_record_starts_with(tmp_path, ctx):
    text = (
        field("a", "date", 'default = "today"')
        + field("b", "datetime", 'default = "now"')
        + field("c", "worker", 'default = "worker"')
        + field("d", "text", 'default = "office"')
        + field("e", "text", 'default = "code"')
        + field("f", "choice", 'list = "colours"\ndefault = "first:red"')
        + field("g", "choices", 'list = "colours"\ndefault = "first:red"')
        + field("h", "yes_no", 'default = "first:false"')
        + field("i", "date", 'default = "in_days:30"')
        + field("j", "choice", 'list = "colours"\ndefault = "country"')
        + field("k", "text")
        + field("rows", "group")
        + field("x", "yes_no", 'default = "first:true"', inner=True)
        + field("y", "text", inner=True)
    )
    form = load(everything.write(tmp_path, form=everything.form(text))).form("everything")
    assert defaults(form, ctx) == {
        "a": "2026-11-24", "b": "2026-11-24T14:30+02:00", "c": "00" * 16, "d": "UN4", "e": "UN4-26-7K3QF2", "f": "red",
        "g": ["red"], "h": False, "i": "2026-12-24", "j": "MD",
    }  # fmt: skip
    unknown = replace(ctx, worker="", office="", code=None, country="")
    assert set(defaults(form, unknown)) == {"a", "b", "f", "g", "h", "i"}
    assert of_row(form, "rows", "r1", ctx) == {"rows/r1": True, "rows/r1/x": True}


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("date", "22.11.2026", "2026-11-22"),
        ("date", "1.2.2026", "2026-02-01"),
        ("date", "22/11/2026", "2026-11-22"),
        ("date", "22-11-2026", "2026-11-22"),
        ("date", "22.11.2026.", "2026-11-22"),
        ("date", "11.2026", "2026-11"),
        ("date", "2026", "2026"),
        ("date", "2026-11-22", "2026-11-22"),
        ("date", "2026-11", "2026-11"),
        ("date", "  ", None),
        ("datetime", "22.11.2026", "2026-11-22"),
        ("datetime", "11.2026", "2026-11"),
        ("datetime", "22.11.2026 14:30", "2026-11-22T14:30+02:00"),
        ("datetime", "22.11.2026, 9.05", "2026-11-22T09:05+02:00"),
        ("datetime", "22.7.2026 14:30", "2026-07-22T14:30+03:00"),
        ("datetime", "25.10.2026 02:30", "2026-10-25T02:30+03:00"),  # twice that night: the earlier one
        ("datetime", "25.10.2026 03:30", "2026-10-25T03:30+02:00"),
        ("datetime", "29.3.2026 02:30", "2026-03-29T02:30+02:00"),  # not at all that night: still a moment
        ("number", "12", 12),
        ("number", "1 250", 1250),
        ("number", "1.250", 1250),
        ("number", "12,5", 12.5),
        ("number", "12.5", 12.5),
        ("number", "1.250,75", 1250.75),
        ("number", "-3", -3),
        ("number", "12,0", 12),
    ],
)
def test_typing(made_up, ctx, type, text, value):
    about = replace(made_up.form("everything").field(type), min=None, max=None, decimals=2)
    assert parse_typed(about, text, CHISINAU) == value
    assert clean(about, value, ctx, made_up) == value


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("date", "22.11.2026 14:30"),
        ("date", "31.02.2026"),
        ("date", "22.13.2026"),
        ("date", "22.11.26"),
        ("date", "yesterday"),
        ("date", "22.11.1066"),
        ("date", "0.1.2026"),
        ("date", "٢٢.11.2026"),
        ("datetime", "22.11.2026 25:00"),
        ("datetime", "22.11.2026 noon"),
        ("datetime", "11.2026 14:30"),
        ("number", "twelve"),
        ("number", "1.25.0"),
        ("number", "--3"),
    ],
)
def test_typing_that_means_nothing_is_refused(made_up, type, text):
    with pytest.raises(Refused, match="bad-value"):
        parse_typed(made_up.form("everything").field(type), text, CHISINAU)


@given(day=st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_shown_can_be_typed_again(made_up, day):
    about = made_up.form("everything").field("date")
    assert about.type is FieldType.DATE
    for value in (day.isoformat(), day.isoformat()[:4]):
        assert parse_typed(about, show(about, value, made_up, "ro"), CHISINAU) == value
