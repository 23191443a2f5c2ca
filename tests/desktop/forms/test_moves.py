"""Where a case is: the same for everybody who has the same sheets, whatever came first, twice or never."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import merge
from db.merge import Revision
from desktop import paths
from desktop.forms import moves
from desktop.forms.load import load
from desktop.forms.moves import (
    ACCEPTED,
    CANCELLED,
    COPY,
    LEAVING,
    MOVE,
    OFFERED,
    OURS,
    PENDING,
    REJECTED,
    Moving,
    Transfer,
    where,
)
from desktop.forms.settle import settle

FORM = load(paths.resources()).form(moves.FORM)
A, B, C = "UN4", "CR1", "BR2"
OFFICES = (A, B, C)


# --- what one office sees ---------------------------------------------------------------------------------------------


def sheet(record: str, giver: str, taker: str, state: str, number: int = 1, *, copy: bool = False) -> Transfer:
    return Transfer(record, number, giver, taker, not copy, state)


def test_a_case_that_nobody_offered_is_here_and_ours() -> None:
    assert where([], A) == Moving(A, OURS)
    assert where([], A).mark is None


def test_an_offer_stops_the_giver_and_waits_for_the_taker() -> None:
    offered = [sheet("1", A, B, OFFERED)]
    assert where(offered, A) == Moving(A, LEAVING, B, "1")
    assert where(offered, B) == Moving(A, PENDING, A, "1")
    assert (where(offered, A).mark, where(offered, B).mark) == ("offered:CR1", "pending:UN4")
    assert not where(offered, A).may_write and not where(offered, B).may_write


def test_an_accepted_case_is_the_takers_and_read_only_where_it_came_from() -> None:
    taken = [sheet("1", A, B, ACCEPTED)]
    assert where(taken, B) == Moving(B, OURS)
    assert where(taken, A).mark == "gone:CR1"


@pytest.mark.parametrize("state", [REJECTED, CANCELLED])
def test_what_was_rejected_or_cancelled_is_the_givers_again(state: str) -> None:
    assert where([sheet("1", A, B, state)], A) == Moving(A, OURS)
    assert not where([sheet("1", A, B, state)], B).may_write


def test_a_copy_leaves_the_case_with_its_office() -> None:
    """A referral: the case goes on where it is, and nobody is stopped."""
    offered, held = [sheet("1", A, B, OFFERED, copy=True)], [sheet("1", A, B, ACCEPTED, copy=True)]
    assert where(offered, A).may_write and where(held, A).may_write
    assert where(offered, B).mark == "pending:UN4"
    assert where(held, B).mark == "copy:UN4"


def test_a_case_that_comes_back_is_ours_again() -> None:
    there, back = sheet("1", A, B, ACCEPTED), sheet("2", B, A, OFFERED, 2)
    assert where([there, back], A).mark == "pending:CR1"
    assert where([there, back], B).mark == "offered:UN4"
    taken = back._replace(state=ACCEPTED)
    assert where([there, taken], A) == Moving(A, OURS)
    assert where([there, taken], B).mark == "gone:UN4"


def test_an_offer_that_was_overtaken_means_nothing_any_more() -> None:
    known = [sheet("1", A, B, OFFERED), sheet("2", A, C, ACCEPTED, 2)]
    assert where(known, A).mark == "gone:BR2"
    assert where(known, B).owner == C
    assert not where(known, B).may_write


def test_two_offices_that_took_it_at_once_are_told_to_a_lead() -> None:
    """Two computers of one office each offered it to another office; both took it."""
    known = [sheet("1", A, B, ACCEPTED), sheet("2", A, C, ACCEPTED)]
    assert {where(known, here).owner for here in OFFICES} == {C}
    assert {where(known, here).disputed for here in OFFICES} == {("1", "2")}
    settled = [known[0], known[1]._replace(state=CANCELLED)]
    assert {(where(settled, here).owner, where(settled, here).disputed) for here in OFFICES} == {(B, ())}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"from_office": A, "to_office": A, "number": 1, "state": OFFERED},
        {"from_office": A, "to_office": B, "number": True, "state": OFFERED},
        {"from_office": A, "to_office": B, "number": "1", "state": OFFERED},
        {"from_office": A, "to_office": 7, "number": 1, "state": OFFERED},
        {"from_office": A, "to_office": B, "number": 1},
    ],
)
def test_a_sheet_that_does_not_say_who_gives_what_to_whom_moves_nothing(answers: dict[str, object]) -> None:
    assert moves.read("1", answers) is None


transfers = st.lists(
    st.builds(
        Transfer,
        record=st.uuids().map(str),
        number=st.integers(1, 4),
        giver=st.sampled_from(OFFICES),
        taker=st.sampled_from((*OFFICES, "DB3")),
        moves=st.booleans(),
        state=st.sampled_from((OFFERED, ACCEPTED, REJECTED, CANCELLED)),
    ).filter(lambda one: one.giver != one.taker),
    max_size=6,
    unique_by=lambda one: one.record,
)


@given(transfers, st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_changes_nothing(known: list[Transfer], dice: random.Random) -> None:
    shuffled = list(known)
    dice.shuffle(shuffled)
    assert [where(known, here) for here in OFFICES] == [where(shuffled, here) for here in OFFICES]


@given(transfers.filter(bool))
def test_with_the_same_sheets_one_office_at_most_may_write(known: list[Transfer]) -> None:
    seen = {here: where(known, here) for here in (*OFFICES, "DB3")}
    owner = {one.owner for one in seen.values()}
    assert len(owner) == 1
    assert {here for here, one in seen.items() if one.may_write} <= owner


# --- three offices that hear of one another late, twice, in any order, or never ---------------------------------------


@dataclass
class Office:
    """What one office has: revisions of the sheets of one case, merged and settled as the program does it."""

    code: str
    has_case: bool = False
    revisions: dict[str, Revision] = field(default_factory=dict)

    def sheets(self) -> list[Transfer]:
        found = []
        for record in {one.record for one in self.revisions.values()}:
            of_record = [one for one in self.revisions.values() if one.record == record]
            told = moves.read(record, settle(FORM, merge.living(of_record)).answers)
            assert told is not None
            found.append(told)
        return found

    def moving(self) -> Moving:
        return where(self.sheets(), self.code)

    @property
    def may_write(self) -> bool:
        return self.has_case and self.moving().may_write

    def hear(self, told: Iterable[Revision]) -> None:
        self.revisions.update({one.id: one for one in told})


@dataclass
class World:
    """Three offices; files that were written lie about, and may be brought anywhere at any time."""

    offices: dict[str, Office]
    files: list[tuple[str, bool, tuple[Revision, ...]]] = field(default_factory=list)
    made: int = 0

    def offer(self, giver: str, taker: str, kind: str) -> None:
        office = self.offices[giver]
        if giver == taker or not office.may_write:
            return
        record = f"{self.made:04}"
        number = moves.next_number(office.sheets())
        sets = {"from_office": giver, "to_office": taker, "number": number, "kind": kind, "state": OFFERED}
        self._write(office, record, sets, ())
        self.files.append((taker, True, tuple(office.revisions.values())))

    def decide(self, here: str, state: str) -> None:
        office = self.offices[here]
        moving = office.moving()
        if not office.has_case or moving.state != (LEAVING if state == CANCELLED else PENDING):
            return
        living = merge.living([one for one in office.revisions.values() if one.record == moving.transfer])
        self._write(office, moving.transfer, {"state": state}, merge.seen(living)["state"])
        told = tuple(one for one in office.revisions.values() if one.record == moving.transfer)
        self.files.append((moving.office, False, told))

    def bring(self, number: int) -> None:
        if self.files:
            to, with_case, told = self.files[number % len(self.files)]
            self.offices[to].hear(told)
            self.offices[to].has_case |= with_case

    def crossed(self) -> bool:
        """Whether a giver took an offer back that the taker has accepted: the one thing that only people can settle."""
        everything = {one for office in self.offices.values() for one in office.revisions}
        known = [next(o.revisions[name] for o in self.offices.values() if name in o.revisions) for name in everything]
        said: dict[str, set[str]] = {}
        for one in known:
            said.setdefault(one.record, set()).add(one.sets["state"])
        return any({ACCEPTED, CANCELLED} <= states for states in said.values())

    def _write(self, office: Office, record: str, sets: dict[str, object], seen: Sequence[str]) -> None:
        self.made += 1
        name = f"r{self.made:04}"
        replaces = {"state": tuple(seen)} if seen else {}
        # Clocks of offices are years apart: the same moment is another time in each.
        time = self.made + {A: 10**6, B: 0, C: 10**3}[office.code]
        office.hear([Revision(name, record, "case", moves.FORM, 1, time, "w", office.code, sets, replaces)])


def world() -> World:
    return World({code: Office(code, has_case=code == A) for code in OFFICES})


acts = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), st.sampled_from(OFFICES), st.sampled_from(OFFICES), st.sampled_from((MOVE, COPY))),
        st.tuples(st.just("decide"), st.sampled_from(OFFICES), st.sampled_from((ACCEPTED, REJECTED, CANCELLED))),
        st.tuples(st.just("bring"), st.integers(0, 30)),
    ),
    max_size=40,
)


@settings(max_examples=300)
@given(acts)
def test_never_two_owners_and_all_agree_once_they_heard_everything(story: list[tuple[str, ...]]) -> None:
    here = world()
    for name, *arguments in story:
        getattr(here, name)(*arguments)
        writers = [one.code for one in here.offices.values() if one.may_write]
        assert len(writers) <= 1 or here.crossed()
    everything = [one for office in here.offices.values() for one in office.revisions.values()]
    for office in here.offices.values():
        office.hear(everything)
    assert len({office.moving().owner for office in here.offices.values()}) == 1 or not everything
    assert len([one for one in here.offices.values() if one.may_write]) <= 1


def test_an_offer_taken_back_too_late_stands_and_both_offices_see_it() -> None:
    """Accepted stands before cancelled meanwhile; the sheet keeps both, and a lead chooses."""
    here = world()
    here.offer(A, B, MOVE)
    here.bring(0)
    here.decide(A, CANCELLED)
    here.decide(B, ACCEPTED)
    assert here.crossed()
    for number in (1, 2):
        here.bring(number)
    assert {one.moving().owner for one in (here.offices[A], here.offices[B])} == {B}
    revisions = list(here.offices[A].revisions.values())
    assert {one.value for one in settle(FORM, merge.living(revisions)).conflicts["state"]} == {ACCEPTED, CANCELLED}
