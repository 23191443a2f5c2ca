"""The lines about computers, and an opened invite: read as they were written, and nothing else is taken for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.bundle import canonical, crypto
from desktop.bundle.kinds import computers, invite
from desktop.bundle.kinds.computers import Computer, Identity, Installation
from desktop.bundle.kinds.history import Frozen
from desktop.bundle.kinds.invite import Begin, Known
from desktop.bundle.kinds.shape import Shape
from desktop.refusals import Refused

SEED = bytes(range(32))
IDENTITY, BOX = crypto.new_identity()
MOMENT = "2026-11-24T12:30:00.000Z"
BARE = Computer("a" * 32, 2, crypto.sign_key_of(SEED), BOX, MOMENT, "b" * 32, bytes(64))
CERTIFIED = Computer(
    BARE.id, BARE.number, BARE.sign_key, BOX, MOMENT, BARE.by,
    crypto.sign(SEED, computers.SIGNED_AS, computers.signed("UN4", BARE)),
)  # fmt: skip
INSTALLATION = Installation((("c" * 32, MOMENT), ("d" * 32, None)))
LINES: tuple[computers.Line, ...] = (BARE, INSTALLATION, Identity({"sign": "x"}))
BEGIN = Begin("UN4", "MD", MOMENT, MOMENT, "a" * 32, SEED, SEED, IDENTITY)

JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-5, 10**12) | some.text(max_size=8) | some.just(MOMENT),
    lambda inside: some.lists(inside, max_size=3) | some.dictionaries(some.text(max_size=6), inside, max_size=3),
    max_leaves=6,
)


def record(line: computers.Line) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(canonical.dump(computers.to_record(line)))
    return found


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_a_line_is_read_as_it_was_written(line: computers.Line) -> None:
    assert computers.read(Shape(record(line), 1)) == line


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
@given(data=some.data())
def test_any_other_value_is_refused_by_its_line(line: computers.Line, data: some.DataObject) -> None:
    good = record(line)
    name = data.draw(some.sampled_from(sorted(good)))
    wrong = {**good, name: data.draw(JSON.filter(lambda value: value != good[name]))}
    try:
        computers.read(Shape(wrong, 7))
    except Refused as refusal:
        assert (refusal.code, refusal.facts["line"]) == ("bad-record", 7)


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_a_key_more_or_less_is_refused(line: computers.Line) -> None:
    good = record(line)
    for wrong in ({**good, "more": 1}, *({k: v for k, v in good.items() if k != name} for name in good)):
        with pytest.raises(Refused, match="bad-record"):
            computers.read(Shape(wrong, 1))


@pytest.mark.parametrize(
    "nodes",
    [
        [],
        [{"node": "c" * 32, "until": MOMENT}],
        [{"node": "c" * 32, "until": None}, {"node": "d" * 32, "until": None}],
        [{"node": "c" * 32, "until": MOMENT}, {"node": "c" * 32, "until": None}],
    ],
    ids=["none", "none works", "two work", "one twice"],
)
def test_where_a_computer_was_makes_sense_or_is_refused(nodes: list[Any]) -> None:
    with pytest.raises(Refused, match="bad-record"):
        computers.read(Shape({"type": "installation", "nodes": nodes}, 1))


@pytest.mark.parametrize("office", ["UN4", "UN5"])
@pytest.mark.parametrize("number", [2, 3])
def test_the_office_signs_for_one_computer_of_its_own(office: str, number: int) -> None:
    other = Computer(
        CERTIFIED.id, number, CERTIFIED.sign_key, CERTIFIED.box_key, CERTIFIED.since, CERTIFIED.by, CERTIFIED.cert
    )
    good = (office, number) == ("UN4", 2)
    assert computers.is_certified(office, other, crypto.sign_key_of(SEED)) is good


def test_when_it_was_retired_is_no_part_of_what_is_signed() -> None:
    retired = Computer(CERTIFIED.id, 2, CERTIFIED.sign_key, BOX, MOMENT, CERTIFIED.by, CERTIFIED.cert, retired=MOMENT)
    assert computers.is_certified("UN4", retired, crypto.sign_key_of(SEED))


def test_an_invite_is_read_as_it_was_written() -> None:
    known = Known({"code": "RUN", "sign_key": SEED, "changes": None, "root": None, "practice": False})
    lines: list[invite.Line] = [BEGIN, Identity({"sign": "x"}), CERTIFIED, known, Frozen("2026-Q3", 1, '{"tables":[]}')]
    assert list(invite.load(invite.dump(lines))) == lines


@given(
    some.binary(max_size=300)
    | some.lists(JSON, max_size=3).map(lambda lines: "\n".join(map(json.dumps, lines)).encode())
)
def test_what_is_no_invite_is_refused_by_one_code(data: bytes) -> None:
    try:
        list(invite.load(data))
    except Refused as refusal:
        assert refusal.code == "invite-damaged"


@given(some.data())
def test_a_spoiled_invite_is_refused_by_one_code(data: some.DataObject) -> None:
    good = bytearray(invite.dump([BEGIN, CERTIFIED]))
    at = data.draw(some.integers(0, len(good) - 1))
    good[at] ^= data.draw(some.integers(1, 255))
    try:
        list(invite.load(bytes(good)))
    except Refused as refusal:
        assert refusal.code == "invite-damaged"


def test_secrets_show_in_no_text_of_an_error() -> None:
    assert str(SEED) not in repr(BEGIN)
    assert IDENTITY not in repr(BEGIN)
    assert "sign" not in repr(Identity({"sign": "x"}))
