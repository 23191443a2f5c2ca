"""Every shipped form goes through every reader."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from desktop.forms.clean import clean_path
from desktop.forms.compute import computed
from desktop.forms.defaults import defaults, of_row
from desktop.forms.history import Undo
from desktop.forms.load import load
from desktop.forms.present import options, row_title, show
from desktop.forms.schema import FieldType
from desktop.forms.settle import settle
from desktop.forms.upgrade import upgrade
from desktop.forms.validate import check, section_status, status
from desktop.forms.visible import visible, wanted
from tests.desktop.forms.answers import filled, refused
from tests.desktop.forms.conftest import RESOURCES
from tests.desktop.forms.test_settle import at

FORMS = [form.id for form in load(RESOURCES).newest()]


def test_the_forms_of_the_first_edition_are_there():
    assert set(FORMS) >= {"case", "report", "consent", "identity", "aggressor", "incident", "team"}


@pytest.fixture(params=FORMS)
def form(request, defs):
    return defs.form(request.param)


@pytest.fixture(params=["MD", "RO"])
def around(request, ctx):
    released = {"consent": [{"override": "pericol_vital"}]}  # so that what a referral sends is covered
    return replace(ctx, country=request.param, case=released)


def test_an_untouched_form_is_empty_and_only_misses(form, defs, around):
    problems = check(form, {}, around, defs)
    assert status(form, {}, problems) == "empty"
    assert {problem.severity for problem in problems} <= {"missing"}
    assert set(section_status(form, {}, problems).values()) == {"empty"}
    assert not [p for p in check(form, defaults(form, around), around, defs) if p.severity != "missing"]


@pytest.mark.parametrize("seed", range(6))
def test_a_filled_form_is_complete(form, defs, around, seed):
    answers = filled(form, defs, around, seed=seed)
    problems = check(form, answers, around, defs)
    assert problems == []
    assert status(form, answers, problems) == "complete"
    assert set(section_status(form, answers, problems).values()) <= {"complete", "empty"}


def test_every_question_may_be_refused_where_the_form_says_so(form, defs, around):
    problems = check(form, refused(form), around, defs)
    assert {problem.severity for problem in problems} <= {"missing"}


@pytest.mark.parametrize("seed", range(6))
def test_what_must_be_answered_is_what_is_shown_and_required(form, defs, around, seed):
    """Whatever part of the page was answered, with rows and without."""
    random = Random(seed)
    answers = {path: value for path, value in filled(form, defs, around, seed=seed).items() if random.random() < 0.6}
    for said in (answers, {path: value for path, value in answers.items() if "/" not in path}, {}):
        shown = [each.path for each in visible(form, said, around, defs) if each.field.required]
        assert wanted(form, said, around) == shown


@pytest.mark.parametrize("language", ["ro", "en"])
def test_every_answer_has_words(form, defs, around, language):
    answers = filled(form, defs, around)
    for shown in visible(form, answers, around, defs):
        value = answers.get(shown.path)
        words = show(shown.field, value, defs, language, country=around.country)
        assert bool(words) == (value is not None), shown.path
        if shown.field.type is FieldType.GROUP:
            assert row_title(shown.field, "1", answers, defs, language)


def test_what_was_filled_is_taken_back_unchanged(form, defs, around):
    answers = filled(form, defs, around)
    given = {path: value for path, value in answers.items() if form.field(path).type is not FieldType.COMPUTED}
    cleaned = {path: clean_path(form, path, value, around, defs) for path, value in given.items()}
    assert cleaned == given
    assert computed(form, cleaned, around, defs) == answers


def test_two_workers_who_fill_the_same_sheet_lose_nothing(form, defs, around):
    one, two = (filled(form, defs, around, seed=seed, word=f"cuvânt{seed}") for seed in (1, 2))
    living = {
        path: tuple(at(time, answers[path], f"{time}") for time, answers in enumerate((one, two)) if path in answers)
        for path in {**one, **two}
    }
    settled = settle(form, living)
    assert set(settled.answers) == set(one) | set(two)
    assert all(path in settled.conflicts for path in one.keys() & two.keys() if one[path] != two[path])
    assert "malformed" not in {problem.severity for problem in check(form, settled.answers, around, defs)}


def test_filling_can_be_undone_step_by_step(form, defs, around):
    answers, undo = filled(form, defs, around), Undo({})
    for count in range(1, len(answers) + 1):
        undo.push(dict(list(answers.items())[:count]))
    assert undo.answers == answers
    while undo.can_undo:
        undo.undo()
    assert undo.answers == {}


def test_new_rows_and_new_versions(form, defs, around):
    for group in (field for field in form.fields() if field.type is FieldType.GROUP):
        assert of_row(form, group.id, "r1", around)[f"{group.id}/r1"] is True
    assert upgrade(form.id, form.version, form.version, {"a": 1}) == {"a": 1}


def test_every_list_offers_something_in_both_countries(form, defs, around):
    for field in form.fields():
        if field.list:
            assert options(field, defs, around.country), field.id
