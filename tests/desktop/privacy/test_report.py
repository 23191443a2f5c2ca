"""The anonymised report: what it says, what it never says, and that it says no more than its definitions can."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import ages
from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.forms.schema import Answers, Definitions, Json
from desktop.privacy.allow import Allowance, allowance
from desktop.privacy.facts import quasi_of
from desktop.privacy.kanon import Widened, widen
from desktop.privacy.report import CaseReport, Line, build, labels
from desktop.privacy.sentences import Removed, head, shapes

KEY = b"k" * 32
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Europe/Chisinau"))
CANARIES = ("Zamfira", "Valea Ascunsă", "+37369123456", "a lovit-o", "1992-03-05", "05.03.1992")
WIDENED = (
    "Vârsta, locul, data, sexul, tipul violenței și relația sunt lărgite până când cel puțin cinci dosare ale "
    "oficiului le au la fel."
)
CASE: Mapping[str, list[Answers]] = {
    "identity": [
        {
            "last_name": CANARIES[0],
            "phone": CANARIES[2],
            "birth_date": CANARIES[4],
            "age_band": ages.band(34),
            "sex": "F",
            "address": f"MD-UN/{CANARIES[1]}",
            "birth_place": "MD-UN/Sat",
            "support": ["bani", "gazduire"],
            "ill": CANARIES[3],
            "secret_need": "bani",
        }
    ],
    "case": [{"status": "deschis", "opened_on": "2026-11-21", "closed_on": "2026-11-22", "planned_on": "2026-11"}],
    "incident": [
        {"inc_dt": "2026-11-20T22:00+02:00", "gbv_type": "G2", "notes": {"sealed": "c2VjcmV0"}, "repeated": True}
    ],
    "aggressor": [{"agg_name": CANARIES[0], "agg_rel": "SOT", "sex": "M"}],
    "team": [{"steps/9/state": "facut", "steps/10/state": "in_lucru", "steps/9/note": CANARIES[3]}],
    "a_form_not_known_here": [{"name": CANARIES[0]}],
}


def report(
    defs: Definitions,
    ctx: Context,
    *,
    case: Mapping[str, list[Answers]] = CASE,
    shared: int = 5,
    alike: int = 5,
    language: str = "ro",
    widened: Widened | None = None,
    key: bytes = KEY,
) -> CaseReport:
    found = widened or widen(quasi_of(case, ctx, defs), lambda wanted: alike, defs=defs)
    return build(case, defs, found, lambda k, v: shared, ctx=ctx, language=language, key=key)


def printed(made: CaseReport) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section in made.sections:
        for line in section.lines:
            found.setdefault(line.label, []).append(line.value)
    return found


def test_a_report_that_many_share_says_what_the_definitions_list(defs: Definitions, ctx: Context):
    made = report(defs, ctx)
    assert made.title == "Raport anonimizat de caz"
    assert made.subtitle == f"Raport nr. {made.number} · întocmit în noiembrie 2026"
    assert re.fullmatch("R-[1-9][0-9]{4}", made.number)
    assert [section.title for section in made.sections] == ["Persoana", "Fapta", "Intervenția"]
    assert list(printed(made).items()) == [
        ("Sexul", ["feminin"]),
        ("Grupa de vârstă", [f"grupa {ages.band(34)}"]),
        ("Raionul sau județul", ["Ungheni"]),
        ("Câmpul birth_place din identity", ["grupul md_centru"]),
        ("Câmpul support din identity", ["bani", "găzduire"]),
        ("Câmpul ill din identity", ["da"]),
        ("Câmpul status din case", ["deschis"]),
        ("Câmpul opened_on din case", ["noiembrie 2026"]),
        ("Câmpul closed_on din case", ["trimestrul IV 2026"]),
        ("Câmpul planned_on din case", ["2026"]),
        ("Luna faptei", ["noiembrie 2026"]),
        ("Tipul violenței", ["agresiune sexuală"]),
        ("Relația cu agresorul", ["soț/soție"]),
        ("Câmpul repeated din incident", ["da"]),
        ("Fișa aggressor: Sexul", ["masculin"]),
        ("Câmpul steps din team", ["1"]),
        ("Câmpul steps din team: Câmpul state din team", ["făcut", "în lucru"]),
    ]


def test_the_head_says_what_was_removed_and_that_she_may_still_be_recognised(defs: Definitions, ctx: Context):
    made = report(defs, ctx)
    assert made.removed == Removed(identifiers=4, texts=2, rare=0, withheld=1)
    assert made.head == (
        "Au fost scoase: nume, contacte, adrese, date exacte, note, documente, numele lucrătorilor.",
        "Nu se tipăresc 4 răspunsuri care numesc sau localizează pe cineva.",
        "Nu se tipăresc 2 răspunsuri scrise cu cuvinte proprii.",
        "Nu se tipărește 1 răspuns care, potrivit fișei, rămâne în oficiu.",
        WIDENED,
        "Într-o localitate mică o persoană poate fi totuși recunoscută.",
    )


def test_no_name_phone_date_or_typed_word_is_in_it(defs: Definitions, ctx: Context):
    for language in ("ro", "en"):
        everything = repr(asdict(report(defs, ctx, language=language)))
        assert not [canary for canary in (*CANARIES, "sealed", "c2VjcmV0") if canary in everything]


def test_an_answer_that_four_cases_share_is_dropped_and_counted(defs: Definitions, ctx: Context):
    made = report(defs, ctx, shared=4)
    assert list(printed(made)) == [
        "Sexul",
        "Grupa de vârstă",
        "Raionul sau județul",
        "Luna faptei",
        "Tipul violenței",
        "Relația cu agresorul",
    ]
    assert made.removed.rare == 13
    assert "Nu se tipăresc 13 răspunsuri pe care le au la fel prea puține dosare ale oficiului." in made.head


def test_an_office_with_four_cases_prints_nothing_and_says_so(defs: Definitions, ctx: Context):
    made = report(defs, ctx, shared=4, alike=4)
    assert made.sections == ()
    assert not made.enough
    assert (
        "Oficiul are mai puțin de cinci dosare; de aceea vârsta, locul, data, sexul, tipul și relația nu se tipăresc."
        in made.head
    )
    assert [one.after for one in made.widened if one.after] == []


def test_no_other_date_or_place_is_finer_than_what_was_widened(defs: Definitions, ctx: Context):
    everything = {"sex": ("F", 0), "age": ("18-35", 1), "violence": ("sexual", 1), "relation": ("partner", 1)}

    def labels_with(**columns: tuple[str, int]) -> set[str]:
        made = report(defs, ctx, widened=Widened({**everything, **columns}, (), ok=True))
        return {label.removeprefix("Câmpul ") for label in printed(made)}

    quarter = labels_with(month=("2026-Q4", 1), place=("md_centru", 1))
    assert {"closed_on din case", "planned_on din case", "birth_place din identity", "Regiunea"} <= quarter
    assert "opened_on din case" not in quarter
    dropped = labels_with()
    assert not {"opened_on din case", "closed_on din case", "planned_on din case"} & dropped
    assert "birth_place din identity" not in dropped
    widest = labels_with(month=("2026", 2), place=("MD", 2))
    assert {"planned_on din case", "Anul faptei", "Țara de reședință"} <= widest


def test_the_window_is_told_what_was_widened_and_from_what(defs: Definitions, ctx: Context):
    widened = Widened({"age": ("18-35", 1), "sex": ("F", 0)}, (), ok=True)
    told = {one.column: (one.label, one.before, one.after) for one in report(defs, ctx, widened=widened).widened}
    assert told["age"] == ("Grupa de vârstă", f"grupa {ages.band(34)}", "18–35")
    assert told["sex"] == ("Sexul", "feminin", "feminin")
    assert told["place"] == ("Raionul sau județul", "Ungheni", "")


def test_what_is_not_known_is_not_told_as_widened(defs: Definitions, ctx: Context):
    case = {**CASE, "identity": [{"sex": "F"}], "incident": [{"inc_dt": "2026"}]}
    told = [(one.column, one.label, one.before) for one in report(defs, ctx, case=case).widened]
    assert told == [
        ("month", "Anul faptei", "2026"),
        ("sex", "Sexul", "feminin"),
        ("relation", "Relația cu agresorul", "soț/soție"),
    ]


def test_the_number_follows_the_content_and_the_key(defs: Definitions, ctx: Context):
    made = report(defs, ctx)
    assert report(defs, ctx).number == made.number
    assert report(defs, ctx, key=b"j" * 32).number != made.number
    assert report(defs, ctx, shared=4).number != made.number
    renamed = {**CASE, "identity": [{**CASE["identity"][0], "last_name": "Alta"}]}
    assert report(defs, ctx, case=renamed).number == made.number


def test_a_short_key_is_no_key(defs: Definitions, ctx: Context):
    with pytest.raises(ValueError, match="too short"):
        report(defs, ctx, key=b"short")


def test_two_fields_with_the_same_words_are_told_apart(defs: Definitions):
    for language in ("ro", "en"):
        found = labels(defs, language)
        assert len(set(found.values())) == len(found)


# --- the allowance ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def allowed(defs: Definitions) -> Allowance:
    return allowance(defs, "ro")


def test_a_label_of_two_fields_allows_what_either_can_say(defs: Definitions):
    identity = defs.form("identity")
    section = identity.sections[0]
    same = tuple(
        replace(one, label={"ro": "La fel", "en": "Alike"}) if one.id in {"children", "support"} else one
        for one in section.fields
    )
    twice = Definitions({("identity", 1): replace(identity, sections=(replace(section, fields=same),))}, defs.lists)
    found = allowance(twice, "ro")
    assert found.accepts("Fișa identity: La fel", "12")
    assert found.accepts("Fișa identity: La fel", "bani")
    assert not found.accepts("Fișa identity: La fel", "bani 12")


def assert_proved(made: CaseReport, allowed: Allowance) -> None:
    for text in (made.title, made.subtitle, *made.head, *(section.title for section in made.sections)):
        assert allowed.is_furniture(text), text
    for line in (line for section in made.sections for line in section.lines):
        assert allowed.is_label(line.label)
        assert allowed.accepts(line.label, line.value), line


TYPED = st.sampled_from(CANARIES) | st.text(max_size=8)
LOOSE: st.SearchStrategy[Json] = (
    st.none()
    | st.booleans()
    | st.integers(0, 2000)
    | TYPED
    | st.just({"none": "declined"})
    | st.lists(TYPED, max_size=2)
)
DAYS = st.sampled_from(["2026", "2026-11", "2026-11-20", "2026-11-21T08:00+02:00", "2019-02-28"])
GOOD: Mapping[str, st.SearchStrategy[Json]] = {
    "choice": st.sampled_from(["F", "M", "G1", "G3", "SOT", "PAR", "deschis", "facut", "bani", "nu_poate"]),
    "choices": st.lists(st.sampled_from(["bani", "gazduire", "nu_poate"]), unique=True),
    "date": DAYS,
    "datetime": DAYS,
    "yes_no": st.booleans(),
    "number": st.integers(0, 110),
    "place": st.sampled_from(["MD-UN", "MD-BA/Sat", "RO-SV/Valea Ascunsă"]),
    "money": st.just({"amount": "1500", "currency": "MDL"}),
}


@st.composite
def cases(draw: st.DrawFn, defs: Definitions) -> dict[str, list[Answers]]:
    """Good answers and rubbish side by side, in any number of records."""
    case: dict[str, list[Answers]] = {}
    for form in defs.newest():
        for _record in range(draw(st.integers(0, 2))):
            answers: dict[str, Json] = {}
            for field in form.fields():
                path = f"{field.group}/r1/{field.id}" if field.group else field.id
                if field.type not in {"group", "computed"} and draw(st.booleans()):
                    answers[path] = draw(st.one_of(GOOD.get(field.type, LOOSE), LOOSE))
            case.setdefault(form.id, []).append(answers)
    return case


@given(data=st.data(), counts=st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_every_line_that_can_be_built_is_allowed(
    data: st.DataObject, counts: list[int], defs: Definitions, allowed: Allowance
):
    ctx = Context(now=NOW, tz=NOW.tzinfo, case={})
    case = data.draw(cases(defs))
    case = {
        form: [computed(defs.form(form), one, replace(ctx, case=case), defs) for one in records]
        for form, records in case.items()
    }
    answers = iter([9, *counts, *[9] * 40])
    widened = widen(quasi_of(case, ctx, defs), lambda wanted: next(answers), defs=defs)
    made = build(case, defs, widened, lambda k, v: counts[hash_of(v)], ctx=ctx, language="ro", key=KEY)
    assert_proved(made, allowed)
    everything = repr((made.title, made.subtitle, made.head, made.sections))
    assert not [canary for canary in CANARIES if canary in everything]


def hash_of(value: str) -> int:
    return sum(value.encode()) % 8


def test_every_report_of_the_story_is_allowed(defs: Definitions, ctx: Context):
    for language in ("ro", "en"):
        found = allowance(defs, language)
        for shared in (4, 5):
            assert_proved(report(defs, ctx, shared=shared, alike=shared, language=language), found)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Sexul", "Zamfira"),
        ("Sexul", "24.11.2026"),
        ("Sexul", "18–35"),  # another field's value
        ("Luna faptei", "24 noiembrie 2026"),
        ("Luna faptei", "noiembrie 2026 Zamfira"),
        ("Luna faptei", "noiembrie 12026"),
        ("Grupa de vârstă", "34"),
        ("Câmpul children din identity", "1000"),
        ("Câmpul children din identity", "069123456"),
        ("Câmpul address din identity", "Ungheni"),  # printed only as the widened place
        ("Zamfira", "feminin"),
        ("", ""),
    ],
)
def test_nothing_else_is_allowed_after_a_label(allowed: Allowance, label: str, value: str):
    assert not allowed.accepts(label, value)


@pytest.mark.parametrize(
    "text",
    [
        "Zamfira",
        "Nu se tipăresc 1234 răspunsuri scrise cu cuvinte proprii.",
        "Raport nr. R-58213 · întocmit în noiembrie 2026 de Zamfira",
        "Raport nr. R-58213 · întocmit în 24 noiembrie 2026",
        "2026-11-24",
        "",
    ],
)
def test_nothing_else_is_furniture(allowed: Allowance, text: str):
    assert not allowed.is_furniture(text)


def test_a_numbered_heading_is_furniture(allowed: Allowance):
    assert allowed.is_furniture("1. Persoana")


SHAPES = {language: shapes(language) for language in ("ro", "en")}


@given(removed=st.builds(Removed, *[st.integers(0, 999)] * 4), enough=st.booleans())
def test_every_head_is_furniture_in_each_language(removed: Removed, enough: bool):
    for language, allowed_shapes in SHAPES.items():
        for sentence in head(removed, language, enough=enough):
            assert any(shape.fullmatch(sentence) for shape in allowed_shapes)


def test_the_allowance_knows_no_case(defs: Definitions, allowed: Allowance):
    assert allowance(defs, "ro") == allowed
    assert not any(isinstance(value, Line) for value in allowed.labels.values())
