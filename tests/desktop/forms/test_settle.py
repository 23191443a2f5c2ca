"""Which of several living values stands, whatever order they came in."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.answers import DECLINED, UNKNOWN, rows
from desktop.forms.load import load
from desktop.forms.schema import Json
from desktop.forms.settle import settle
from tests.desktop.forms import everything
from tests.desktop.forms.everything import field


class Version(NamedTuple):
    revision: str
    time: int
    value: Json
    worker: str = "w"
    office: str = "o"


def at(time: int, value: Json, revision: str = "") -> Version:
    return Version(revision or f"{time:032x}", time, value)


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    text = (
        field("risk", "choice", 'list = "colours"\nprotective = ["red", "blue", "2"]')
        + field("one", "choice", 'list = "colours"\nprotective = ["none"]')
        + field("danger", "yes_no", 'protective = ["true", "false"]')
        + field("do_not", "choices", 'list = "colours"\nprotective = ["red", "blue"]')
        + field("text", "text")
        + field("g", "group")
        + field("name", "text", inner=True)
        + field("safe", "yes_no", 'protective = ["false", "true"]', inner=True)
    )
    return load(everything.write(tmp_path_factory.mktemp("settle"), form=everything.form(text))).form("everything")


def test_one_value_is_the_answer(form):
    settled = settle(form, {"text": (at(1, "a"),), "risk": (at(1, None),)})
    assert settled.answers == {"text": "a"}
    assert not settled.conflicts
    assert not settled.kept_rows


def test_without_a_protective_order_the_latest_stands_and_ties_go_by_id(form):
    living = {"text": (at(1, "a"), at(3, "c", "1"), at(3, "d", "2"), at(2, "b"))}
    settled = settle(form, living)
    assert settled.answers == {"text": "d"}
    assert [one.value for one in settled.conflicts["text"]] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("path", "values", "stands"),
    [
        ("danger", [True, False], True),
        ("danger", [False, True], True),
        ("danger", [UNKNOWN, False], UNKNOWN),  # uncertain is never taken for safe
        ("danger", [False, UNKNOWN], UNKNOWN),
        ("danger", [True, UNKNOWN, None], True),
        ("danger", [None, False], None),
        ("risk", ["2", "blue"], "blue"),
        ("risk", ["red", "blue"], "red"),
        ("risk", ["blue", UNKNOWN], "blue"),
        ("risk", [UNKNOWN, "2"], UNKNOWN),
        ("risk", [DECLINED, "2", UNKNOWN], UNKNOWN),
        ("risk", ["old", "2"], "old"),
        ("one", ["none", "red"], "none"),
        ("one", ["red", "2"], "2"),
        ("do_not", [["red"], ["2"]], ["2", "red"]),
        ("do_not", [["red"], ["blue"]], ["blue", "red"]),
        ("do_not", [["red"], None], ["red"]),
        ("do_not", [["red"], UNKNOWN], ["red"]),
        ("do_not", [["2"], ["none"]], ["none"]),
        ("do_not", [["2"], UNKNOWN], UNKNOWN),
        ("g/r/safe", [True, False], False),
    ],
)
def test_the_safest_stands(form, path, values, stands):
    settled = settle(form, {path: tuple(at(time, value) for time, value in enumerate(values))})
    assert settled.answers.get(path) == stands
    assert set(settled.conflicts) == {path}


def test_yes_and_one_are_not_the_same(form):
    assert settle(None, {"text": (at(1, True), at(2, 1))}).conflicts
    assert not settle(None, {"text": (at(1, [1]), at(2, [1]))}).conflicts


def test_a_form_that_is_not_known_here_goes_by_time(form):
    assert settle(None, {"danger": (at(1, True), at(2, False))}).answers == {"danger": False}


# --- rows -------------------------------------------------------------------------------------------------------------


def test_a_row_that_was_removed_is_gone(form):
    living = {"g/r": (at(5, None),), "g/r/name": (at(5, None),), "g/s/name": (at(1, "stays"),)}
    settled = settle(form, living)
    assert settled.answers == {"g/s/name": "stays"}
    assert not settled.kept_rows
    assert not settled.conflicts


def test_an_edit_made_elsewhere_at_the_same_time_keeps_the_row_marked(form):
    living = {"g/r": (at(5, None),), "g/r/name": (at(4, "Ana"), at(5, None)), "g/r/safe": (at(5, None),)}
    settled = settle(form, living)
    assert settled.answers == {"g/r/name": "Ana"}
    assert settled.kept_rows == {"g/r"}
    assert not settled.conflicts


def test_two_edits_in_a_kept_row_are_a_conflict_of_their_own(form):
    living = {"g/r": (at(5, None),), "g/r/safe": (at(3, True), at(4, False), at(5, None))}
    settled = settle(form, living)
    assert settled.answers == {"g/r/safe": False}
    assert [one.value for one in settled.conflicts["g/r/safe"]] == [True, False]


def test_saying_that_the_row_stands_keeps_it_too_and_settles_the_removal(form):
    both = settle(form, {"g/r": (at(4, True), at(5, None))})
    assert both.answers == {"g/r": True}
    assert both.kept_rows == {"g/r"}
    assert not both.conflicts
    assert settle(form, {"g/r": (at(6, True),)}).kept_rows == frozenset()


def test_a_cleared_answer_outside_rows_is_a_conflict_like_any_other(form):
    settled = settle(form, {"text": (at(1, "a"), at(2, None))})
    assert settled.answers == {}
    assert set(settled.conflicts) == {"text"}


def test_rows_keep_the_order_in_which_they_were_made(form):
    living = {
        "g/z": (at(1, True),),
        "g/z/name": (at(9, "first"),),
        "g/a": (at(2, True),),
        "g/a/name": (at(3, "second"),),
    }
    assert rows(settle(form, living).answers, "g") == ["z", "a"]


VALUES = st.none() | st.booleans() | st.sampled_from(["red", "blue", "2"]) | st.just({"none": "unknown"})
PATHS = ["risk", "danger", "do_not", "text", "g/r", "g/r/name", "g/r/safe", "g/s/name", "strange"]
VERSIONS = st.builds(Version, st.text("0123456789abcdef", min_size=4, max_size=4), st.integers(0, 9), VALUES)
LIVING = st.dictionaries(
    st.sampled_from(PATHS), st.lists(VERSIONS, min_size=1, max_size=4, unique_by=lambda one: one.revision)
)


@given(living=LIVING, random=st.randoms())
def test_order_cannot_matter(form, living, random):
    expected = settle(form, living)
    shuffled = {
        path: random.sample(living[path], len(living[path])) for path in random.sample(list(living), len(living))
    }
    assert settle(form, shuffled) == expected
    assert list(settle(form, shuffled).answers) == list(expected.answers)


@given(living=LIVING)
def test_what_stands_was_written_by_somebody_and_no_word_is_lost(form, living):
    settled = settle(form, living)
    for path, value in settled.answers.items():
        assert value is not None
        assert any(one.value == value for one in living[path]) or path == "do_not"
    for path, versions in living.items():
        spoken = {repr(one.value) for one in versions if one.value is not None}
        row_gone = path.startswith("g/") and "/".join(path.split("/")[:2]) not in settled.kept_rows and not spoken
        if len(spoken) > 1 and not row_gone:
            assert {repr(one.value) for one in settled.conflicts[path]} >= spoken
        if len(spoken) == 1 and path.startswith("g/"):
            assert path in settled.answers or path in settled.conflicts
