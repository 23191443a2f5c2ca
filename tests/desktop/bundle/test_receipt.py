"""Receipts line by line: what they say is read back as it was, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import canonical
from desktop.bundle.kinds import receipt as kind
from desktop.bundle.kinds.receipt import IMPORTED, REFUSED, Reading, Receipt, Stream, Told
from desktop.refusals import Refused

NODE, HASH = "0f" * 16, "ab" * 32
WHOLE = Receipt(
    (Stream("statistics", "", 9, ((1, 3), (5, 5))), Stream("transfer", NODE, 2, ())),
    (
        Told("statistics", "", 9, HASH, IMPORTED),
        Told("transfer", NODE, 1, "cd" * 32, REFUSED, "period-sent-twice"),
    ),
)


def read(*lines: Any) -> Receipt:
    reading = Reading()
    for line in lines:
        reading.take(canonical.load(canonical.dump(line)))
    return reading.finish()


def lines(receipt: Receipt = WHOLE) -> list[Any]:
    return list(kind.to_records(receipt))


def test_what_was_written_is_read_back() -> None:
    assert read(*lines()) == WHOLE


RUNS = st.lists(st.integers(1, 60), unique=True).map(sorted)


@given(RUNS, st.integers(61, 2**40))
def test_any_holes_are_read_back(numbers: list[int], last: int) -> None:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        runs[-1:] = [(runs[-1][0], number)] if runs and runs[-1][1] == number - 1 else [*runs[-1:], (number, number)]
    told = Receipt((Stream("merge", NODE, last, tuple(runs)),), ())
    assert read(*lines(told)) == told


def changed(place: int, **values: Any) -> Callable[[list[Any]], None]:
    return lambda found: found[place].update(values)


@pytest.mark.parametrize(
    "change",
    [
        changed(0, type="other"),
        changed(0, streams=True),
        changed(0, streams=1),
        changed(0, bundles=3),
        changed(0, bundles=kind.BUNDLES + 1),
        changed(0, more=1),
        changed(1, type="bundle"),
        changed(1, node=""),
        changed(1, kind="Statistics"),
        changed(1, last=-1),
        changed(1, missing=[[3, 1]]),
        changed(1, missing=[[1, 2], [3, 4]]),  # they touch: it is one run
        changed(1, missing=[[5, 5], [1, 3]]),
        changed(1, missing=[[8, 9]]),  # the highest is there
        changed(1, missing=[[0, 3]]),
        changed(1, missing=[[1, True]]),
        changed(1, missing=[[1]]),
        changed(1, missing=[1]),
        changed(1, missing={}),
        changed(2, kind="statistics", node=None),  # the same stream twice
        changed(3, seq=0),
        changed(3, seq=2**40 + 1),
        changed(3, hash=HASH.upper()),
        changed(3, outcome="lost"),
        changed(3, code="late"),  # what was taken in has no code
        changed(4, code=None),
        changed(4, code="Two words"),
        changed(4, hash=HASH),  # one file cannot have two fates
        lambda found: found.pop(),
        lambda found: found.pop(0),
        lambda found: found.append(found[-1]),
        lambda found: found[3].pop("node"),
        lambda found: found.clear(),
    ],
)
def test_what_is_no_receipt_is_refused_whole(change: Callable[[list[Any]], None]) -> None:
    found = deepcopy(lines())
    change(found)
    with pytest.raises(Refused) as refused:
        read(*found)
    assert refused.value.code == "bad-record"
