"""What blocks a save, what is asked about, what is missing, and how far a form is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.forms.answers import DECLINED, UNKNOWN
from desktop.forms.load import load
from desktop.forms.rules import RULES
from desktop.forms.schema import Answers, Definitions
from desktop.forms.validate import Problem, Severity, check, section_status, status, words
from desktop.forms.words import SENTENCES
from tests.desktop.forms import everything
from tests.desktop.forms.everything import field

LIST = 'list = "colours"'


@pytest.fixture
def form_of(tmp_path):
    def build(*fields: str) -> Definitions:
        return load(everything.write(tmp_path, form=everything.form("".join(fields))))

    return build


@pytest.fixture
def found(ctx):
    """What the check finds: {path: (key, severity)}."""

    def run(defs: Definitions, answers: Answers, **around) -> dict[str, tuple[str, str]]:
        problems = check(defs.form("everything"), answers, replace(ctx, **around), defs)
        assert all(words(problem, language) for problem in problems for language in ("ro", "en"))
        return {problem.path: (problem.key, problem.severity.value) for problem in problems}

    return run


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("text", 5, "malformed-text"),
        ("text", "a\x00", "malformed-text"),
        ("text", "a" * 21, "too-long"),
        ("long_text", "\u202e", "malformed-text"),
        ("date", "2026-02-30", "malformed-date"),
        ("datetime", "2026-11-24T10:00", "malformed-date"),
        ("choice", "green", "unknown-option"),
        ("choices", ["green"], "unknown-option"),
        ("choices", "red", "malformed-other"),
        ("yes_no", 1, "malformed-other"),
        ("number", "7", "malformed-number"),
        ("number", True, "malformed-number"),
        ("number", 99, "number-range"),
        ("money", {"amount": "x", "currency": "MDL"}, "malformed-money"),
        ("phone", "12", "malformed-phone"),
        ("person_id", "x", "malformed-number"),
        ("place", 5, "malformed-text"),
        ("worker", 5, "malformed-text"),
        ("link", "x", "malformed-other"),
        ("file", "x", "malformed-other"),
        ("signature", {}, "malformed-other"),
        ("sealed", 5, "malformed-text"),
        ("people/r1/name", 5, "malformed-text"),
        ("people/R1/name", "Ana", "unknown-field"),
        ("people/r1", "x", "unknown-field"),
        ("people/r1/nothing", "x", "unknown-field"),
        ("people", "x", "unknown-field"),
        ("nothing", "x", "unknown-field"),
        ("if_red", "a\x00", "malformed-text"),  # hidden, and still not to be stored
    ],
)
def test_a_malformed_answer_blocks(made_up, found, path, value, key):
    assert found(made_up, {path: value})[path] == (key, "malformed")


@pytest.mark.parametrize(
    ("path", "value"),
    [("sealed", {"sealed": "QUJD"}), ("people/r1", True), ("nothing", None), ("people/r1", None), ("number", DECLINED)],
)
def test_what_may_lie_in_a_record_is_no_problem(made_up, found, path, value):
    assert set(found(made_up, {path: value})) <= {"people", "people/r1/name"}


def test_a_sealed_value_belongs_only_in_a_sealed_field(made_up, found):
    assert found(made_up, {"long_text": {"sealed": "QUJD"}})["long_text"] == ("malformed-text", "malformed")


def test_what_is_doubtful_is_asked_and_does_not_block(form_of, found):
    defs = form_of(
        field("day", "date", 'rules = ["not_future"]'),
        field("call", "phone"),
        field("picks", "choices", LIST),
        field("id", "person_id", 'rules = ["national_id"]'),
    )
    answers = {"day": "2026-12-01", "call": "+37300000000", "picks": ["none", "red"], "id": "2000000000005"}
    assert found(defs, answers) == {
        "day": ("in-future", "doubtful"),
        "call": ("phone-unlikely", "doubtful"),
        "picks": ("exclusive-choice", "doubtful"),
        "id": ("national-id-check", "doubtful"),
    }
    right = {"day": "2026-11-24", "call": "+37369123456", "picks": ["none"], "id": "2000000000004"}
    assert found(defs, right) == found(defs, dict.fromkeys(answers, UNKNOWN)) == found(defs, {}) == {}


def test_what_is_missing_keeps_the_form_at_begun(form_of, found):
    defs = form_of(
        field("a", "text", "required = true"),
        field("b", "yes_no", "required = true\nrefusable = false"),
        field("g", "group", "required = true") + field("c", "text", "required = true", inner=True),
        field("d", "date", 'rules = ["one_of:a"]'),
    )
    assert found(defs, {}) == {
        "a": ("required", "missing"),
        "b": ("required", "missing"),
        "g": ("required", "missing"),
        "d": ("one-of", "missing"),
    }
    assert found(defs, {"a": DECLINED, "b": False, "g/r1": True}) == {"g/r1/c": ("required", "missing")}
    assert found(defs, {"a": " ", "b": False, "g/r1/c": "x", "d": "2026"}) == {"a": ("required", "missing")}
    assert found(defs, {"b": DECLINED})["b"] == ("not-refusable", "malformed")


def test_a_question_that_may_not_be_refused_is_not_offered_a_refusal(form_of, ctx):
    defs = form_of(field("a", "text", "required = true"), field("b", "yes_no", "required = true\nrefusable = false"))
    told = [words(problem, "en") for problem in check(defs.form("everything"), {}, ctx, defs)]
    assert ["declines" in sentence for sentence in told] == [True, False]


def test_hidden_questions_are_not_missed(form_of, found):
    defs = form_of(field("a", "yes_no"), field("b", "text", 'required = true\nwhen = [{ field = "a", in = ["true"] }]'))
    assert found(defs, {}) == found(defs, {"a": False}) == {}
    assert found(defs, {"a": True}) == {"b": ("required", "missing")}


def test_a_doubt_names_the_other_question_in_the_reader_s_language(form_of, ctx):
    defs = form_of(
        field("day", "date"),
        field("a", "date", 'rules = ["after:day"]'),
        field("b", "date", 'rules = ["before:other.day"]'),
        field("c", "date", 'rules = ["one_of:day,a"]'),
        field("g", "group"),
        field("day", "date", inner=True).replace("Câmpul", "Coloana"),
        field("e", "date", 'rules = ["after:day"]', inner=True),
    )
    case = {"other": [{"day": "2026-01-01"}]}
    around = replace(ctx, case=case)
    answers = {
        "day": "2026-11-20",
        "a": "2026-11-10",
        "b": "2026-11-11",
        "g/r/day": "2026-11-01",
        "g/r/e": "2026-10-01",
    }
    told = {p.path: words(p, "ro") for p in check(defs.form("everything"), answers, around, defs)}
    assert "„Câmpul day”" in told["a"]
    assert "„Ziua celeilalte”" in told["b"]
    assert "„Coloana day”" in told["g/r/e"]
    (problem,) = check(defs.form("everything"), {}, around, defs)
    assert words(problem, "en") == "Answer this or at least one of: Field day, Field a."


def test_a_doubt_names_its_figures(form_of, found, ctx):
    defs = form_of(
        field("until", "date", 'rules = ["at_most_days:180"]'),
        field("many", "number", 'rules = ["at_least_records:other"]'),
    )
    case = {"other": [{}, {}]}
    told = [
        words(p, "en")
        for p in check(defs.form("everything"), {"until": "2028", "many": 1}, replace(ctx, case=case), defs)
    ]
    assert told[0].startswith("At most 180 days")
    assert "this number: 2." in told[1]


def test_the_status_transition_looks_at_what_stood_before(defs, ctx):
    form = defs.form("case")
    answers = {"status": "arhivat"}
    keys = {p.key for p in check(form, answers, replace(ctx, previous={"status": "deschis"}), defs)}
    assert "status-jump" in keys
    assert "status-jump" not in {p.key for p in check(form, answers, ctx, defs)}


def test_how_far_a_form_is(form_of, ctx):
    defs = form_of(
        field("a", "text", "required = true"),
        field("age", "number"),
        field("made", "computed", 'compute = "first_of"\ninputs = ["age"]'),
        field("g", "group") + field("b", "text", inner=True),
        '[[section]]\nid = "two"\ntitle = { ro = "Doi", en = "Two" }\n'
        + field("day", "date", 'rules = ["not_future"]'),
    )
    form = defs.form("everything")

    def far(answers: Answers) -> tuple[str, dict[str, str]]:
        problems = check(form, answers, ctx, defs)
        return status(form, answers, problems), section_status(form, answers, problems)

    assert far({}) == ("empty", {"one": "empty", "two": "empty"})
    assert far({"made": 1}) == ("empty", {"one": "empty", "two": "empty"})
    assert far({"a": " ", "g/r1/b": None}) == ("empty", {"one": "empty", "two": "empty"})
    assert far({"g/r1": True}) == ("begun", {"one": "begun", "two": "empty"})
    assert far({"day": "2026"}) == ("begun", {"one": "empty", "two": "complete"})
    assert far({"a": "x"}) == ("complete", {"one": "complete", "two": "empty"})
    assert far({"a": "x", "day": "2027"}) == ("to_check", {"one": "complete", "two": "to_check"})
    assert far({"a": "x", "day": "soon"}) == ("to_check", {"one": "complete", "two": "to_check"})


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_problem_says_what_to_do_in_both_languages(key):
    args = {"other": {"ro": "Data", "en": "Date"}, "others": {"ro": "A", "en": "B"}, "option": {"ro": "C", "en": "D"}}
    problem = Problem("a", key, Severity.DOUBTFUL, args | dict.fromkeys(("most", "min", "max", "days", "count"), "5"))
    romanian, english = words(problem, "ro"), words(problem, "en")
    assert romanian != english
    assert "{" not in romanian + english
    assert english.endswith(".")
    assert "!" not in romanian + english


def test_words_for_whatever_a_rule_can_find():
    """Every key that the rules and the check can name has its sentence."""
    import inspect
    import re

    from desktop.forms import person_id, rules, validate

    source = "".join(inspect.getsource(module) for module in (rules, person_id, validate))
    named = set(re.findall(r'Finding\("([a-z-]+)"', source)) | set(re.findall(r'return "(national-id-[a-z]+)"', source))
    assert len(named) >= 15
    assert named <= set(SENTENCES)
    assert set(RULES)
