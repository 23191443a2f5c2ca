"""The changes of an office as a file: written one way, and refused unless it is right in every point."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.protocols import local
from desktop.protocols.local import Changes, OwnStep, Words
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused

OWN = OwnStep("o1", "4", {"ro": "Pasul oficiului"}, ("SOC",), {"ro": "Cum"}, "step:4", "PT2H")
CHANGES = Changes("sv_md", {"4/1": "PT2H"}, {"9": Words({"ro": "Examen", "ru": "Осмотр"})}, (OWN,))


def test_what_is_written_is_read_as_it_was() -> None:
    assert local.read(local.body(CHANGES)) == CHANGES
    assert local.mark(CHANGES) == local.mark(local.read(local.body(CHANGES)))


def test_the_same_changes_have_one_number_whatever_their_order() -> None:
    one = Changes("sv_md", {"4/1": "PT2H", "9/1": "PT3H"})
    other = Changes("sv_md", {"9/1": "PT3H", "4/1": "PT2H"})
    assert local.version(one, 1) == local.version(other, 1) != local.version(CHANGES, 1)
    assert local.version(Changes("sv_md"), 1) == 1


TOLD: dict[str, Any] = json.loads(local.body(CHANGES))


@pytest.mark.parametrize(
    "change",
    [
        {"ancora": "local-form"},
        {"schema": 2},
        {"protocol": "../etc"},
        {"more": 1},
        {"due": {}},
        {"due": {"4": "PT2H"}},
        {"due": {"4/one": "PT2H"}},
        {"due": {"4/1": 2}},
        {"words": {"9": {}}},
        {"words": {"9": {"title": {"ru": "Осмотр"}}}},
        {"words": {"9": {"title": {"ro": "a\nb"}}}},
        {"words": {"9": {"title": {"ro": "x" * 201}}}},
        {"added": []},
        {"added": [{**TOLD["added"][0], "id": "4"}]},
        {"added": [{**TOLD["added"][0], "id": "O 1"}]},
        {"added": [{**TOLD["added"][0], "more": 1}]},
        {"added": [{**TOLD["added"][0], "roles": []}]},
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    told = json.dumps({**TOLD, **change}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(Refused, match="local-protocol-file"):
        local.read(told)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_rubbish_is_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(Refused, match="local-protocol-file"):
        local.read(data)


@given(place=st.integers(0, 400), bit=st.integers(0, 7))
def test_a_file_with_one_bit_turned_is_another_file_or_none(place: int, bit: int) -> None:
    data = bytearray(local.body(CHANGES).encode())
    data[place % len(data)] ^= 1 << bit
    try:
        assert local.read(bytes(data)) != CHANGES
    except Refused as refusal:
        assert refusal.code == "local-protocol-file"


def test_a_protocol_with_changes_keeps_all_else(sv_md: Protocol) -> None:
    changed = local.apply(sv_md, CHANGES)
    assert [step.id for step in changed.steps if step.id != "o1"] == [step.id for step in sv_md.steps]
    untouched = {step.id for step in sv_md.steps} - {"4", "9"}
    assert all(changed.step(id) == sv_md.step(id) for id in untouched)
    assert local.faults(sv_md, CHANGES) == []
