"""The level of risk: counted as the sheet counts, never hidden by a gap, never lowered by a judgement."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms import risk
from desktop.forms.answers import DECLINED, UNKNOWN
from desktop.forms.compute import computed
from desktop.forms.validate import Severity, check
from desktop.forms.visible import visible

YES, NO = True, False
ORDINARY = sorted(set(range(1, 24)) - risk.KEYS)
BEGUN = {"begin_time": YES, "begin_place": YES, "begin_contact": YES, "begin_where": NO}


@pytest.fixture
def sheet(defs):
    return defs.form("risk")


@pytest.fixture
def told(sheet, ctx, defs):
    """The sheet with these answers, and every question that is not named answered with no."""

    def fill(rest: Any = NO, **answers: Any) -> dict[str, Any]:
        said = BEGUN | {"assessed_dt": "2026-11-24T12:00+02:00"}
        said |= {f"q{number}": rest for number in range(1, 24) if rest is not None}
        return computed(sheet, said | answers, ctx, defs)

    return fill


def yes(*numbers: int) -> dict[str, bool]:
    return {f"q{number}": True for number in numbers}


@pytest.mark.parametrize("number", sorted(risk.KEYS))
def test_one_key_answer_is_a_high_risk_and_says_so(told, number):
    done = told(**yes(number))
    assert (done["level_auto"], done["level"]) == ("crescut", "crescut")
    assert (done["level_why"], done["yes_items"]) == ("raspuns_cheie", [f"q{number}"])


@pytest.mark.parametrize(
    ("count", "level", "why"),
    [
        (0, "fara_risc", "niciun"),
        (1, "scazut", "unu_trei"),
        (3, "scazut", "unu_trei"),
        (4, "mediu", "patru"),
        (5, "crescut", "cel_putin"),
        (20, "crescut", "cel_putin"),
    ],
)
def test_other_answers_are_counted(told, count, level, why):
    done = told(**yes(*ORDINARY[:count]))
    assert (done["level_auto"], done["level_why"]) == (level, why)
    assert done.get("yes_items", []) == [f"q{number}" for number in ORDINARY[:count]]
    assert done["unknown_count"] == 0


def test_support_and_the_other_signs_are_not_counted(told):
    done = told(q24=["financiar"], q25=["nu_poate"], escalation=YES, firearm=YES, **yes(1, 2, 3))
    assert done["level_auto"] == "scazut"


@pytest.mark.parametrize(("answer", "count"), [(dict(UNKNOWN), 20), (dict(DECLINED), 20), (None, 20)])
def test_unknown_answers_are_counted_and_shown(told, answer, count):
    done = told(answer, q1=NO, q2=NO, q3=YES)
    assert done["unknown_count"] == count


def test_while_a_question_is_open_nothing_is_called_low(told):
    assert told(None)["level_auto"] == "neevaluat"
    assert told(None, **yes(1))["level_auto"] == "neevaluat"
    assert told(q9=None, **yes(1))["level_auto"] == "neevaluat"
    assert told(q9=dict(UNKNOWN), **yes(1))["level_auto"] == "scazut"
    assert "unknown_count" not in told(None)


def test_what_is_grave_stands_before_the_last_answer(told):
    assert told(None, q17=YES)["level_auto"] == "crescut"
    assert told(None, **yes(1, 2, 3, 4))["level_auto"] == "mediu"
    assert told(None, **yes(1, 2, 3, 4, 5))["level_auto"] == "crescut"


def test_nobody_who_knows_nothing_is_called_without_risk(told):
    done = told(dict(UNKNOWN))
    assert (done["level_auto"], done["level_why"], done["unknown_count"]) == ("neevaluat", "fara_toate", 23)


@pytest.mark.parametrize(
    ("answers", "flag"),
    [
        ({"q7": YES}, "arma"),
        ({"q10": YES}, "violenta_sexuala"),
        ({"q11": YES}, "amenintare_moarte"),
        ({"q12": YES}, "strangulare"),
        ({"agg_suicide": YES}, "suicid"),
        ({"q17": YES}, "frica"),
        ({"q19": YES, "q8": YES}, "separare_control"),
        ({"q23": YES}, "sarcina"),
        ({"escalation": YES}, "escaladare"),
        ({"firearm": YES}, "arma_foc"),
    ],
)
def test_each_red_flag_stands_beside_any_level(told, defs, answers, flag):
    assert told(**answers)["red_flags"] == [flag]
    assert defs.list("red_flags").find(flag)


def test_no_flag_without_its_sign(told):
    assert "red_flags" not in told()
    for alone in ({"q19": YES}, {"q8": YES}, {"q15": YES}, {"firearm": dict(UNKNOWN)}):
        assert "red_flags" not in told(**alone), alone


def test_a_weapon_on_any_sheet_of_the_aggressors_is_a_flag(sheet, ctx, defs):
    case = {"aggressor": [{"agg_weapon": False}, {"agg_weapon": True}]}
    done = computed(sheet, {}, replace(ctx, case=case), defs)
    assert done["red_flags"] == ["arma_foc"]
    unarmed = computed(sheet, {}, replace(ctx, case={"aggressor": [{"agg_weapon": False}]}), defs)
    assert "red_flags" not in unarmed


@pytest.mark.parametrize("left", ["strangulare", "pierdere_cunostinta"])
def test_what_an_incident_left_on_her_body_is_a_flag_whatever_this_sheet_says(sheet, ctx, defs, left):
    case = {"incident": [{"injuries": ["usoare"]}, {"injuries": [left, "grave"]}, {"injuries": dict(UNKNOWN)}]}
    assert computed(sheet, {"q12": False}, replace(ctx, case=case), defs)["red_flags"] == [left]
    assert defs.list("red_flags").find(left)


# --- against a plain reading of the annex -----------------------------------------------------------------------------

ANSWERS = st.sampled_from([True, False, None, dict(UNKNOWN), dict(DECLINED)])


def by_the_annex(answers: list[Any]) -> str:
    """The rule in its own words, written down a second time."""
    number_of_yes = len([answer for answer in answers if answer is True])
    if answers[6] is True or answers[10] is True or answers[16] is True or number_of_yes >= 5:
        return "crescut"
    if number_of_yes == 4:
        return "mediu"
    if None in answers:
        return "neevaluat"
    if number_of_yes > 0:
        return "scazut"
    return "fara_risc" if False in answers else "neevaluat"


@given(st.lists(ANSWERS, min_size=23, max_size=23))
def test_the_level_is_the_one_of_the_annex(answers):
    assert risk.level(answers, None) == by_the_annex(answers)


@given(st.lists(ANSWERS, min_size=23, max_size=23))
def test_what_is_explained_adds_up_to_all_questions(answers):
    sheet = {f"q{number}": answer for number, answer in enumerate(answers, 1) if answer is not None}
    told = risk.explain(sheet | {"level_auto": risk.level(answers, None), "level": risk.level(answers, None)})
    assert told.level == by_the_annex(answers)
    assert len(told.yes) + answers.count(False) + told.unknown + told.unasked == 23
    assert set(told.keys) == set(told.yes) & {7, 11, 17}
    assert not told.raised


@given(st.lists(ANSWERS, min_size=23, max_size=23), st.lists(ANSWERS, min_size=23, max_size=23))
def test_only_what_says_something_else_has_changed(before, after):
    one, other = ({f"q{n}": a for n, a in enumerate(answers, 1)} for answers in (before, after))
    found = risk.changed(one, other)
    assert list(found) == [
        f"q{n}"
        for n, (was, now) in enumerate(zip(before, after, strict=True), 1)
        if (was if isinstance(was, bool) else None) != (now if isinstance(now, bool) else None)
    ]
    assert risk.changed(one, one) == ()


# --- judgement --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted", "judged", "stands"),
    [
        ((1,), "crescut", "crescut"),
        ((1,), "fara_risc", "scazut"),
        ((7,), "mediu", "crescut"),
        ((7,), None, "crescut"),
        ((), "mediu", "mediu"),
    ],
)
def test_judgement_raises_a_level_and_never_lowers_it(told, counted, judged, stands):
    assert told(level_prof=judged, **yes(*counted))["level"] == stands


def test_judgement_stands_where_nothing_could_be_counted(told):
    assert told(dict(UNKNOWN), level_prof="mediu")["level"] == "mediu"


def test_a_lower_judgement_is_refused_and_a_higher_one_needs_its_reason(sheet, told, ctx, defs):
    def keys(answers: dict[str, Any]) -> set[tuple[str, str]]:
        return {(problem.path, problem.key) for problem in check(sheet, answers, ctx, defs)}

    lower = told(level_prof="scazut", **yes(7))
    assert ("level_prof", "below-risk") in keys(lower)
    assert Severity.MALFORMED in {each.severity for each in check(sheet, lower, ctx, defs) if each.path == "level_prof"}
    higher = keys(told(level_prof="crescut", **yes(1)))
    assert ("level_prof", "below-risk") not in higher
    assert ("level_prof_reason", "required") in higher
    assert ("level_prof_reason", "required") not in keys(told(**yes(1)))


@given(st.lists(st.sampled_from([True, False, None, dict(UNKNOWN), dict(DECLINED)]), min_size=23, max_size=23))
def test_one_more_yes_never_lowers_a_level(answers):
    before = risk.rank(risk.level(answers, None))
    for place in range(23):
        after = risk.level([*answers[:place], True, *answers[place + 1 :]], None)
        assert risk.rank(after) >= before


@given(st.sampled_from([*risk.LEVELS, None, dict(DECLINED)]), st.sampled_from([*risk.LEVELS, None, dict(UNKNOWN)]))
def test_the_graver_of_two_levels_stands(one, other):
    found = risk.higher([one, other], None)
    assert risk.rank(found) == max(risk.rank(one), risk.rank(other))


# --- the next assessment ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "agreed", "due"),
    [
        ("crescut", None, "2026-12-24"),
        ("crescut", "2026-12-01", "2026-12-01"),
        ("crescut", "2027-02-01", "2026-12-24"),
        ("mediu", None, "2027-02-22"),
        ("fara_risc", "2027-01-15", "2027-01-15"),
        ("neevaluat", None, "2026-12-24"),
        (None, None, "2026-12-24"),
    ],
)
def test_the_risk_is_due_again_on_the_earlier_day(ctx, level, agreed, due):
    assert risk.review_due([agreed, level, "2026-11-24T23:30+02:00"], ctx) == due
    assert date.fromisoformat(due) > date(2026, 11, 24)


def test_without_a_day_of_assessment_nothing_is_due(ctx):
    assert risk.review_due([None, "crescut", None], ctx) is None


@pytest.mark.parametrize(
    ("answers", "day", "doubtful"),
    [
        (yes(7), "2026-12-24", False),
        (yes(7), "2026-12-26", True),
        (yes(1), "2026-12-26", False),
        (yes(1), "2027-02-22", False),
        (yes(1), "2027-02-24", True),
    ],
)
def test_the_agreed_day_comes_in_time_for_the_level(sheet, told, ctx, defs, answers, day, doubtful):
    found = {problem.key for problem in check(sheet, told(next_review=day, **answers), ctx, defs)}
    assert ("too-far-ahead" in found) is doubtful


# --- before you begin -------------------------------------------------------------------------------------------------


def test_the_questions_wait_for_the_four_answers(sheet, ctx, defs):
    def asked(answers: dict[str, Any]) -> set[str]:
        return {shown.path for shown in visible(sheet, answers, ctx, defs)}

    questions = {f"q{number}" for number in range(1, 24)}
    given: dict[str, Any] = {}
    for path, answer in BEGUN.items():
        assert not questions & asked(given)
        assert path in asked(given)
        given[path] = answer
    assert questions <= asked(given)


def test_an_observation_is_asked_only_after_a_yes(sheet, ctx, defs):
    def asked(answers: dict[str, Any]) -> set[str]:
        return {shown.path for shown in visible(sheet, BEGUN | answers, ctx, defs)}

    assert "q7_note" in asked({"q7": True})
    assert "q7_note" not in asked({"q7": False})
    assert "q7_note" not in asked({"q7": dict(UNKNOWN)})


def test_no_level_says_that_she_is_safe(defs):
    safe = re.compile("sigur|safe|secure|безопас|(?<!не)безпе[чк]")
    texts = [
        entry.label for id in ("L31", "risk_reasons", "red_flags", "risk_items") for entry in defs.list(id).entries
    ]
    result = next(section for section in defs.form("risk").sections if section.id == "result")
    texts += [text for field in result.fields for text in (field.label, field.help, field.why) if text]
    texts += [result.title, result.help or {}]
    assert [words for text in texts for words in text.values() if safe.search(words.casefold())] == []
