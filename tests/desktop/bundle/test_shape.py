"""Every line of every kind is asked through these questions; each takes what fits and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle.kinds.shape import ID, Shape
from desktop.refusals import Refused

Ask = Callable[[Shape], object]
HEX = "0123456789abcdef0123456789abcdef"
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=5,
)


def text(shape: Shape) -> object:
    return shape.text("a", least=1, most=3)


def whole(shape: Shape) -> object:
    return shape.whole("a", least=1, most=3)


def items(shape: Shape) -> object:
    return shape.items("a", most=2)


def ids(shape: Shape) -> object:
    return shape.texts("a", ID, most=2)


def each(shape: Shape) -> object:
    return [one.record for one in shape.each("a", most=2)]


def inside(shape: Shape) -> object:
    return shape.inside("a").record


def maybe(shape: Shape) -> object:
    return shape.maybe(shape.hex32, "a")


def chosen(shape: Shape) -> object:
    return shape.one_of("a", ("x", "y"))


def data(shape: Shape) -> object:
    return shape.data("a", least=1, most=3)


FITS: list[tuple[Ask, Any, Any]] = [
    (text, "ă", "ă"),
    (text, "abc", "abc"),
    (whole, 1, 1),
    (whole, 3, 3),
    (items, [], []),
    (items, [1, "x"], [1, "x"]),
    (ids, [HEX], (HEX,)),
    (each, [{}, {"b": 1}], [{}, {"b": 1}]),
    (inside, {"b": None}, {"b": None}),
    (maybe, None, None),
    (maybe, HEX, HEX),
    (chosen, "y", "y"),
    (data, "YWI=", b"ab"),
    (lambda shape: shape.hex32("a"), HEX, HEX),
    (lambda shape: shape.hash("a"), HEX * 2, HEX * 2),
    (lambda shape: shape.name("a"), "risk_7", "risk_7"),
    (lambda shape: shape.code("a"), "MD-UN", "MD-UN"),
    (lambda shape: shape.office("a"), "UN4", "UN4"),
    (lambda shape: shape.period("a"), "2026-Q3", "2026-Q3"),
    (lambda shape: shape.moment("a"), "2026-02-28T23:59:59.999Z", "2026-02-28T23:59:59.999Z"),
    (lambda shape: shape.day("a"), "2024-02-29", "2024-02-29"),
    (lambda shape: shape.yes("a"), False, False),
]
FITS_NOT: list[tuple[Ask, Any]] = [
    (text, ""),
    (text, "abcd"),
    (text, 7),
    (text, None),
    (whole, 0),
    (whole, 4),
    (whole, True),
    (whole, "2"),
    (items, [1, 2, 3]),
    (items, {}),
    (ids, [HEX, HEX]),
    (ids, [HEX, 7]),
    (ids, [HEX[1:]]),
    (each, [{}, []]),
    (inside, []),
    (maybe, "x"),
    (chosen, "z"),
    (chosen, ["x"]),
    (data, ""),
    (data, "YWI"),
    (data, "YWJjZA=="),
    (data, "YW I="),
    (data, "ăăăă"),
    (lambda shape: shape.hex32("a"), HEX.upper()),
    (lambda shape: shape.hex32("a"), HEX + "\n"),
    (lambda shape: shape.hash("a"), HEX),
    (lambda shape: shape.name("a"), "Ana Pop"),
    (lambda shape: shape.code("a"), "str. Florilor 3"),
    (lambda shape: shape.office("a"), "un4"),
    (lambda shape: shape.period("a"), "2026-11"),
    (lambda shape: shape.moment("a"), "2026-02-29T00:00:00.000Z"),
    (lambda shape: shape.moment("a"), "2026-02-28T00:00:00Z"),
    (lambda shape: shape.day("a"), "2026-02-29"),
    (lambda shape: shape.day("a"), "2026-2-9"),
    (lambda shape: shape.yes("a"), 1),
]


@pytest.mark.parametrize(("ask", "value", "found"), FITS)
def test_what_fits_is_given(ask: Ask, value: Any, found: object) -> None:
    assert ask(Shape({"a": value}, 3)) == found


@pytest.mark.parametrize(("ask", "value"), FITS_NOT)
def test_what_does_not_fit_is_refused_by_its_line(ask: Ask, value: Any) -> None:
    with pytest.raises(Refused, match="bad-record") as refusal:
        ask(Shape({"a": value}, 3))
    assert refusal.value.facts == {"line": 3}


@pytest.mark.parametrize("ask", [ask for ask, _value, _found in FITS])
def test_a_key_that_is_not_there_is_refused(ask: Ask) -> None:
    with pytest.raises(Refused, match="bad-record"):
        ask(Shape({"b": 1}, 3))


@given(anything, st.sampled_from([ask for ask, _value, _found in FITS]))
def test_anything_is_taken_or_refused_by_one_code(value: Any, ask: Ask) -> None:
    try:
        ask(Shape({"a": value}, 3))
    except Refused as refusal:
        assert refusal.code == "bad-record"


def test_a_line_has_its_keys_and_no_other() -> None:
    line = Shape({"type": "revision", "id": HEX, "sealed": None}, 9)
    assert line.type == "revision"
    line.exactly("type", "id", maybe=("sealed", "late"))
    line.exactly("type", "id", "sealed")
    for keys, others in ((("type", "id"), ()), (("type", "id", "sealed", "late"), ()), (("type",), ("id",))):
        with pytest.raises(Refused, match="bad-record"):
            line.exactly(*keys, maybe=others)
