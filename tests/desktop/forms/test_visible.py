"""Which questions are asked: by what was answered above, never by what is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.forms.answers import DECLINED, UNKNOWN, paths, rows
from desktop.forms.schema import Condition
from desktop.forms.visible import Shown, holds, visible

ALWAYS = {"not_red", "if_undated"}
ASKED = {
    "if_red", "not_red", "if_dated", "if_undated", "if_recent", "if_child", "if_grown", "if_chain", "if_other",
    "if_two", "if_people",
}  # fmt: skip


@pytest.fixture
def shown(made_up, ctx):
    def run(answers, **around):
        found = visible(made_up.form("everything"), answers, replace(ctx, **around), made_up)
        return {each.path for each in found}

    return run


@pytest.mark.parametrize(
    ("answers", "extra", "without"),
    [
        ({}, set(), set()),
        ({"choices": ["red", "2"]}, {"if_red"}, set()),
        ({"choices": ["2"]}, set(), set()),
        ({"choices": UNKNOWN}, set(), set()),
        ({"choice": "red"}, set(), {"not_red"}),
        ({"choice": "2"}, set(), set()),
        ({"choice": UNKNOWN}, set(), set()),
        ({"date": "1990"}, {"if_dated", "if_grown"}, {"if_undated"}),
        ({"date": "2015"}, {"if_dated", "if_child"}, {"if_undated"}),
        ({"date": "2008"}, {"if_dated"}, {"if_undated"}),  # may be either: neither is asked
        ({"date": DECLINED}, set(), set()),
        ({"datetime": "2026-11-20"}, {"if_recent"}, set()),
        ({"datetime": "2026-10-20"}, set(), set()),
        ({"choices": ["red"], "if_red": "x"}, {"if_red", "if_chain"}, set()),
        ({"if_red": "x"}, set(), set()),  # an answer under a hidden question brings nothing up
        ({"number": 2}, {"if_two"}, set()),
        ({"number": 3}, set(), set()),
    ],
)
def test_conditions(shown, answers, extra, without):
    assert shown(answers) & ASKED == (ALWAYS | extra) - without


def test_a_condition_on_another_form_of_the_case(shown):
    assert "if_other" in shown({}, case={"other": [{}, {"name": "x"}]})
    assert "if_other" not in shown({}, case={"other": [{"name": UNKNOWN}]})


def test_rows_ask_for_themselves_and_columns_may_be_asked_about_together(shown):
    answers = {"people/a/kind": "red", "people/b/kind": "2"}
    found = shown(answers)
    assert "people/a/why" in found
    assert "people/b/why" not in found
    assert "if_people" in found
    assert "if_people" not in shown({"people/b/kind": "2"})


def test_a_hidden_group_hides_its_rows(tmp_path, ctx):
    from desktop.forms.load import load
    from tests.desktop.forms import everything
    from tests.desktop.forms.everything import field

    text = (
        field("a", "yes_no")
        + field("g", "group", 'when = [{ field = "a", in = ["true"] }]')
        + field("b", "text", inner=True)
        + field("c", "text", 'when = [{ field = "g/b", answered = true }]')
    )
    defs = load(everything.write(tmp_path, form=everything.form(text)))
    form, answers = defs.form("everything"), {"g/r/b": "x"}
    assert [each.path for each in visible(form, answers, ctx, defs)] == ["a"]
    assert [each.path for each in visible(form, {"a": True, **answers}, ctx, defs)] == ["a", "g", "g/r/b", "c"]


def test_the_page_keeps_its_order_and_names_the_rows(made_up, ctx):
    form = made_up.form("everything")
    answers = {"people/b": True, "people/a/name": "x"}
    found = visible(form, answers, ctx, made_up)
    order = [path for path, *_ in paths(form, answers)]
    assert [each.path for each in found] == [path for path in order if path in {each.path for each in found}]
    assert Shown("people/b/name", form.field("people/name"), "b") in found
    assert order.index("people/b/name") < order.index("people/a/name")


def test_a_row_of_nothing_but_nulls_is_gone():
    answers = {"g/a/x": None, "g/b": True, "g/c": None, "g/c/x": 1, "h/d": True, "g": 5}
    assert rows(answers, "g") == ["b", "c"]


def test_a_condition_that_asks_nothing_decides_nothing(ctx):
    assert holds(Condition("a"), {"a": 1}, ctx) is None
