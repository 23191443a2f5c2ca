"""Two computers of one office: what one gave up, the other does not take; what one compared, the other believes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from db import alarms, offices
from db.offices import Office as Row
from desktop.bundle.kinds import office_cards
from desktop.bundle.kinds.shape import Shape
from desktop.refusals import Refused
from desktop.services import card_lines, cards, sync, trust_view
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.offices import make_office
from tests.two_pcs import hand_over, opened, second_pc


class Room:
    """Two computers of UN4 and another office, FA2."""

    def __init__(self, one: Session, two: Session, other: Session, folder: Path) -> None:
        self.one, self.two, self.other, self.folder = one, two, other, folder
        self.number = 0

    def show(self, giver: Session, taker: Session) -> None:
        self.number += 1
        file = self.folder / f"{self.number}.ancora-card"
        sync.trust(taker, file, sync.save_card(giver, file).fingerprint)

    def rows(self, session: Session) -> list[tuple[bytes, bool, str | None]]:
        return sorted((one.sign_key, one.in_force, one.reason) for one in offices.of(session.conn, "FA2"))


@pytest.fixture
def room(tmp_path: Path, clock: FixedClock) -> Iterator[Room]:
    first = make_office(tmp_path / "one", "UN4", clock)
    second = second_pc(first, tmp_path / "two")
    other = desk(tmp_path, "FA2", clock)
    stick = tmp_path / "stick"
    stick.mkdir()
    with ExitStack() as stack:
        one, two = (stack.enter_context(opened(pc)) for pc in (first, second))
        yield Room(one, two, other, stick)
    other.vault.close(other.now())


def test_a_card_that_one_computer_compared_counts_on_the_other(room: Room) -> None:
    room.show(room.other, room.one)
    assert hand_over(room.one, room.two, room.folder).status == "imported"
    (here,), (there,) = (offices.of(session.conn, "FA2") for session in (room.one, room.two))
    assert here == there and there.in_force
    assert trust_view.of(room.two, "FA2")[0].state == trust_view.TRUSTED


def test_what_one_computer_gave_up_the_other_refuses_too(room: Room) -> None:
    room.show(room.other, room.one)
    hand_over(room.one, room.two, room.folder)
    sync.distrust(room.two, "FA2", "stolen", date(2026, 11, 20))
    assert cards.known(room.one.conn, "FA2").in_force
    hand_over(room.two, room.one, room.folder)
    (gone,) = offices.of(room.one.conn, "FA2")
    assert (gone.in_force, gone.reason, gone.lost_on) == (False, "stolen", "2026-11-20")
    hand_over(room.one, room.two, room.folder)
    assert room.rows(room.one) == room.rows(room.two)


def test_new_keys_of_an_office_take_the_place_of_the_old_on_both(room: Room, clock: FixedClock) -> None:
    room.show(room.other, room.one)
    hand_over(room.one, room.two, room.folder)
    clock.advance(days=1)
    with room.other.vault.write(room.other.now()) as conn:
        new = cards.rotate(room.other, conn)
    room.show(room.other, room.two)
    hand_over(room.two, room.one, room.folder)
    assert cards.known(room.one.conn, "FA2").sign_key == new.sign_key
    assert room.rows(room.one) == room.rows(room.two)
    assert alarms.all_(room.one.conn) == []


def test_two_cards_that_do_not_lead_to_each_other_are_told_and_one_counts(
    room: Room, tmp_path: Path, clock: FixedClock
) -> None:
    stranger = desk(tmp_path / "else", "FA2", clock)
    room.show(room.other, room.one)
    clock.advance(days=1)
    room.show(stranger, room.two)
    hand_over(room.two, room.one, room.folder)
    hand_over(room.one, room.two, room.folder)
    assert room.rows(room.one) == room.rows(room.two)
    assert cards.known(room.one.conn, "FA2").fingerprint == cards.card(stranger).fingerprint
    assert [one.code for one in alarms.all_(room.one.conn)] == ["pc-cards-differ"]
    stranger.vault.close(stranger.now())


CARD = Row(
    "FA2", "office", "MD", "FA2", b"1" * 32, "age1", "1 2", "2026-11-01T10:00:00.000Z", "w", first_on="2026-11-01"
)
LATER = replace(CARD, trusted_on="2026-11-05T10:00:00.000Z", why="list", list_version=3, told_by="RUN")
WAITS = replace(CARD, trusted_on=None, why="list")
GONE = replace(CARD, revoked_on="2026-11-06T10:00:00.000Z", reason="replaced")
STOLEN = replace(CARD, revoked_on="2026-11-07T10:00:00.000Z", reason="stolen", lost_on="2026-11-02")


def test_whoever_tells_whom_first_the_end_is_the_same() -> None:
    ends = set()
    for first, *rest in permutations((CARD, LATER, WAITS, GONE, STOLEN)):
        here = first
        for there in rest:
            here = card_lines.joined(here, there)
        ends.add((here.in_force, here.reason, here.lost_on))
    assert ends == {(False, "stolen", "2026-11-02")}
    for one, other in permutations((CARD, LATER, WAITS), 2):
        assert card_lines.joined(one, other) == card_lines.joined(other, one)
        assert card_lines.joined(one, one) == one


@pytest.mark.parametrize(
    "values",
    [
        {"type": "card"},
        {"more": 1},
        {"why": "because"},
        {"sign": "AAAA"},
        {"box": "age1"},
        {"root": "AAAA"},
        {"changes": [{}]},
        {"changes": 4},
        {"trusted": "2026-11-24"},
        {"by": "Ana Pop"},
        {"version": 0},
        {"revoked": "2026-11-24T10:00:00.000Z"},
        {"reason": "stolen"},
        {"lost": "ieri"},
        {"trusted": ...},
    ],
)
def test_a_line_of_another_shape_is_refused_by_its_number(room: Room, values: dict[str, Any]) -> None:
    room.show(room.other, room.one)
    (line,) = (json.loads(json.dumps(one)) for one in card_lines.lines(room.one.conn))
    assert office_cards.to_record(office_cards.read(Shape(line, 7))) == line
    changed = {key: value for key, value in {**line, **values}.items() if value is not ...}
    with pytest.raises(Refused, match="bad-record") as refusal:
        office_cards.read(Shape(changed, 7))
    assert refusal.value.facts == {"line": 7}


def test_lines_about_this_office_and_about_practice_are_refused(room: Room) -> None:
    room.show(room.other, room.one)
    (line,) = card_lines.lines(room.one.conn)
    found = office_cards.read(Shape(line, 1))
    with room.two.vault.write(room.two.now()) as conn:
        taking = card_lines.CardLines(conn, "UN4", room.two.now())
        taking.take(found)
        for wrong in (found, replace(found, office="UN4"), replace(found, office="XFA2")):
            with pytest.raises(Refused, match="bad-record"):
                taking.take(wrong)
        taking.finish()
        another = card_lines.CardLines(conn, "UN4", room.two.now())
        another.take(replace(found, office="SO7"))  # the same key under another name
        another.finish()
    assert offices.get(room.two.conn, "SO7") is None
    assert [one.code for one in alarms.all_(room.two.conn)] == ["pc-cards-differ"]
