"""Undo inside a form, and answers carried from one version to the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.history import DEEPEST, Undo
from desktop.forms.upgrade import STEPS, upgrade
from desktop.refusals import Refused


def test_each_change_is_a_step_back_and_forth():
    undo = Undo({"a": 1})
    assert not undo.can_undo
    assert not undo.can_redo
    undo.push({"a": 2})
    undo.push({"a": 2, "b": 3})
    assert undo.undo() == {"a": 2}
    assert undo.undo() == {"a": 1}
    assert not undo.can_undo
    assert undo.undo() == {"a": 1}
    assert undo.redo() == {"a": 2}
    assert undo.can_redo
    assert undo.redo() == undo.redo() == {"a": 2, "b": 3}


def test_typing_in_one_field_in_one_go_is_one_step():
    undo = Undo({})
    for text in ("A", "An", "Ana"):
        undo.push({"a": text}, typing="a")
    undo.pause()
    undo.push({"a": "Ana M"}, typing="a")
    undo.push({"a": "Ana M", "b": "x"}, typing="b")
    assert [undo.undo(), undo.undo(), undo.undo()] == [{"a": "Ana M"}, {"a": "Ana"}, {}]


def test_a_new_change_after_undo_forgets_what_was_undone():
    undo = Undo({})
    undo.push({"a": 1})
    undo.undo()
    undo.push({"b": 1})
    assert not undo.can_redo
    assert undo.undo() == {}


def test_no_change_is_no_step():
    undo = Undo({"a": 1})
    undo.push({"a": 1})
    assert not undo.can_undo


def test_what_is_handed_out_cannot_change_the_past():
    undo = Undo({"a": 1})
    undo.answers["a"] = 5
    assert undo.answers == {"a": 1}


def test_the_past_has_an_end():
    undo = Undo({"n": 0})
    for number in range(1, DEEPEST + 50):
        undo.push({"n": number})
    while undo.can_undo:
        undo.undo()
    assert undo.answers == {"n": 49}


@given(states=st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)), max_size=20))
def test_undoing_all_and_redoing_all_comes_to_the_same(states):
    undo = Undo({})
    for state in states:
        undo.push(state)
    end = undo.answers
    while undo.can_undo:
        undo.undo()
    assert undo.answers == {}
    while undo.can_redo:
        undo.redo()
    assert undo.answers == end


# --- versions ---------------------------------------------------------------------------------------------------------


def test_answers_go_through_every_step_on_the_way():
    steps = {
        ("a", 1): lambda answers: {"name": answers["last"] + " " + answers["first"]},
        ("a", 3): lambda answers: {**answers, "new": True},
        ("b", 2): lambda answers: {},
    }
    assert upgrade("a", 1, 4, {"last": "L", "first": "F"}, steps) == {"name": "L F", "new": True}
    assert upgrade("a", 2, 3, {"x": 1}, steps) == {"x": 1}


def test_answers_never_go_back_to_an_older_form():
    with pytest.raises(Refused, match="unknown-form"):
        upgrade("a", 2, 1, {})


def test_the_same_version_is_a_copy(defs):
    answers = {"a": 1}
    assert upgrade("a", 1, 1, answers) == answers
    assert upgrade("a", 1, 1, answers) is not answers
    assert all((form, version + 1) in defs.forms for form, version in STEPS)
