"""Only one spelling of an object is taken, so nothing can be said in two ways."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import canonical

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
leaves = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | texts
values = st.recursive(
    leaves, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3), max_leaves=8
)


@given(st.dictionaries(texts, leaves | st.lists(leaves, max_size=4), max_size=4))
def test_what_is_written_is_read_again(value: canonical.Object) -> None:
    assert canonical.load(canonical.dump(value)) == value


@given(st.dictionaries(texts, values, max_size=4))
def test_another_spelling_is_refused(value: canonical.Object) -> None:
    spaced = json.dumps(value, indent=1).encode()
    if spaced != canonical.dump(value):
        with pytest.raises(canonical.NotCanonical):
            canonical.load(spaced)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_one_exception(data: bytes) -> None:
    try:
        value = canonical.load(data)
    except canonical.NotCanonical:
        return
    assert canonical.dump(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":' + b"9" * 17 + b"}",
        b'{"a":' + b"9" * 100_000 + b"}",
        b'{"a":"\xff"}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'{"a":"\\u0061"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":' * 7 + b"1" + b"}" * 7,
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b'{"a":"' + b"x" * (256 * 1024 + 1) + b'"}',
    ],
    ids=lambda data: repr(data[:24]),
)
def test_hostile_json_is_refused(data: bytes) -> None:
    with pytest.raises(canonical.NotCanonical) as refusal:
        canonical.load(data)
    assert "xxx" not in str(refusal.value)


def test_six_levels_and_sixteen_figures_are_enough() -> None:
    deepest = b'{"a":[[[[9999999999999999]]]]}'
    assert canonical.dump(canonical.load(deepest)) == deepest
    with pytest.raises(canonical.NotCanonical):
        canonical.load(b'{"a":[[[[[1]]]]]}')


def test_keys_are_sorted_by_code_point_and_diacritics_stand_as_they_are() -> None:
    assert canonical.dump({"ș": 1, "z": 2, "Z": 3}) == '{"Z":3,"z":2,"ș":1}'.encode()
