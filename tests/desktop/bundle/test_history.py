"""Lines of a history: what one computer writes another reads as it was, and whatever is shaped otherwise is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import canonical
from desktop.bundle.kinds import history, merge
from desktop.bundle.kinds.history import (
    Apart,
    Author,
    Edition,
    Erased,
    File,
    Frozen,
    Item,
    Key,
    Revision,
    Sent,
)  # fmt: skip
from desktop.bundle.kinds.merge import Have, Head
from desktop.refusals import Refused

ID, OTHER = "1" * 32, "2" * 32
TABLES = '{"tables":[]}'
MOMENT = "2026-11-24T12:30:00.000Z"
REVISION = Revision(
    ID, OTHER, None, "identity", 2, 1_795_000_000_000 * 65536 + 3, ID, "UN4", {"a": "x"}, {"a": (OTHER,)}
)
EVERY: tuple[Item, ...] = (
    REVISION,
    Author(ID, "Ana Exercițiu", "UN4"),
    Erased(ID, None, (), "erasure", "2026-11-24"),
    Erased(ID, 5 * 65536 + 1, ("narrative", "phones/number"), "retention-identity", "2026-11-24"),
    File(ID, OTHER, "image/png", 12),
    Key(ID, "bundle", bytes(32)),
    Key(ID, "office", bytes(72)),
    Edition("form", "identity", 2**39 - 1, "{}", MOMENT, ID, counts=True),
    Apart(ID, OTHER, ID, MOMENT),
    Frozen("2026-Q3", 1, TABLES),
    Sent("RUN", "statistics", 3, "a" * 64, "b" * 64, "2026-Q3", 5, 900, MOMENT, ID),
)

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
)
_VALUES = (
    _PLAIN | st.lists(_PLAIN, max_size=3) | st.dictionaries(st.sampled_from(["sealed", "amount"]), _PLAIN, max_size=2)
)
_PATHS = st.from_regex(r"[a-z][a-z0-9_]{0,5}(/[0-9a-z][0-9a-z_-]{0,5}(/[a-z][a-z0-9_]{0,5})?)?", fullmatch=True)


def through(item: Item) -> Item:
    """Written, spelt, read."""
    return history.read(canonical.load(canonical.dump(history.line(item))), 1)


@pytest.mark.parametrize("item", EVERY, ids=lambda item: type(item).__name__)
def test_what_is_written_is_read(item: Item) -> None:
    assert through(item) == item


@given(sets=st.dictionaries(_PATHS, _VALUES, max_size=4), time=st.integers(0, 2**63 - 1))
def test_every_answer_and_every_time_comes_through_as_it_was(sets: dict[str, Any], time: int) -> None:
    found = through(REVISION._replace(sets=sets, time=time, replaces={}))
    assert isinstance(found, Revision)
    assert found.time == time and found.sets.keys() == sets.keys()
    assert _spelt(found.sets) == _spelt(sets)  # 1, 1.0 and true are three


def _spelt(values: Any) -> str:
    return json.dumps(values, sort_keys=True)


def test_a_number_with_a_fraction_has_one_spelling() -> None:
    for text in ("1.50", "01.5", "1e400", "NaN", "1", ".5", "١.٥"):
        line = history.line(REVISION) | {"set": {"a": {"number": text}}}
        with pytest.raises(Refused, match="bad-record"):
            history.read(line, 1)


@pytest.mark.parametrize("item", EVERY, ids=lambda item: type(item).__name__)
def test_a_key_more_or_less_is_refused_with_its_line(item: Item) -> None:
    line = history.line(item)
    for wrong in ({**line, "more": 1}, *({k: v for k, v in line.items() if k != key} for key in line)):
        with pytest.raises(Refused) as refusal:
            history.read(wrong, 7)
        assert (refusal.value.code, refusal.value.facts["line"]) == ("bad-record", 7)


@pytest.mark.parametrize("item", EVERY, ids=lambda item: type(item).__name__)
def test_a_value_of_another_type_is_refused(item: Item) -> None:
    line = history.line(item)
    for key in line:
        for value in (True, 1.5, [], {}, "\x00", -1, [1], {"a": 1}):
            if (key, value) in (("set", {}), ("replaces", {}), ("counts", True), ("set", {"a": 1})):
                continue
            if (key in ("body", "name") and value == "\x00") or line[key] == value:
                continue
            if key == "fields" and value == []:
                continue
            with pytest.raises(Refused, match="bad-record"):
                history.read(line | {key: value}, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "A" * 32},
        {"record": "1" * 31},
        {"form": "Identity"},
        {"office": "un4"},
        {"version": 0},
        {"version": 10**16},
        {"time": [1]},
        {"time": [-1, 0]},
        {"time": [2**47, 0]},
        {"time": [0, 65536]},
        {"time": [True, 0]},
        {"set": {"A": 1}},
        {"set": {"a/b/c/d": 1}},
        {"set": {"": 1}},
        {"replaces": {"a": []}},
        {"replaces": {"a": ["x"]}},
        {"replaces": {"a": ID}},
        {"case": ""},
    ],
)
def test_a_revision_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="bad-record"):
        history.read(history.line(REVISION) | change, 1)


@pytest.mark.parametrize(
    ("item", "change"),
    [
        (EVERY[2], {"fields": ["a"]}),
        (EVERY[3], {"fields": []}),
        (EVERY[4], {"size": 25 * 1024 * 1024 + 1}),
        (EVERY[5], {"key": "AAAA"}),
        (EVERY[5], {"under": "nobody"}),
        (EVERY[8], {"other": ID}),
        (EVERY[10], {"kind": "merge"}),
        (EVERY[9], {"period": "2026-Q5"}),
        (EVERY[9], {"body": "{}"}),
        (EVERY[9], {"body": '{"tables":[1]}'}),
    ],
)
def test_what_does_not_go_together_is_refused(item: Item, change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="bad-record"):
        history.read(history.line(item) | change, 1)


def test_a_line_of_no_history_is_refused() -> None:
    for line in ({"type": "unknown"}, {"type": 1}, {}):
        with pytest.raises(Refused, match="bad-record"):
            history.read(line, 1)


# --- a merge ----------------------------------------------------------------------------------------------------------


def test_the_first_line_of_a_merge_is_its_head_and_no_other() -> None:
    head = merge.to_record(Head(-1, 12, 1))
    assert merge.read(head, 1) == Head(-1, 12, 1)
    for line, number in ((head, 2), (merge.to_record(Have(())), 1), (history.line(REVISION), 1), ({"type": []}, 2)):
        with pytest.raises(Refused, match="bad-record"):
            merge.read(line, number)


@pytest.mark.parametrize("change", [{"after": 13}, {"after": -2}, {"sealed": -1}, {"upto": True}])
def test_a_head_that_says_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="bad-record"):
        merge.read(merge.to_record(Head(-1, 12, 1)) | change, 1)


def test_lines_of_the_history_are_handed_on_and_what_came_is_told_by_hashes() -> None:
    assert merge.read(history.line(REVISION), 2) is None
    have = Have(("a" * 64, "b" * 64))
    assert merge.read(merge.to_record(have), 2) == have
    with pytest.raises(Refused, match="bad-record"):
        merge.read({"type": "have", "hashes": ["a" * 64, "a" * 64]}, 2)
