"""Computers that invite, retire and hear of each other in any order agree in the end; no retired one has the keys."""

from __future__ import annotations

import itertools
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from db.keys import KdfCost
from desktop.bundle.kinds import computers as lines
from desktop.services import cards, office_keys, pc_invite, pc_meet, pc_retire, pcs, vaults
from desktop.services.session import Session
from tests.computers import hear
from tests.conftest import FixedClock
from tests.faults.ground import NOW
from tests.offices import PASSPHRASE, WORKER

MOST = 4
ANY = some.integers(0, MOST - 1)


class Computers(RuleBasedStateMachine):
    """What each of them knows is only what it was told."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FixedClock(NOW)
        made = vaults.create(
            Path(self.folder.name) / "0", office="UN4", worker=WORKER, passphrase=PASSPHRASE, clock=self.clock,
            cost=KdfCost.for_tests(),
        )  # fmt: skip
        self.sessions = [made]
        self.retired: set[str] = set()
        self.judges: set[str] = set()  # who has retired somebody; were such a one retired, its word might be lost

    def teardown(self) -> None:
        for session in self.sessions:
            vaults.close_session(session, make_backup=False)
        self.folder.cleanup()

    @precondition(lambda self: len(self.sessions) < MOST)
    @rule(by=ANY)
    def invite(self, by: int) -> None:
        host = self._one(by)
        if id_of(host) in self.retired:
            return
        path = Path(self.folder.name) / str(len(self.sessions))
        made = pc_invite.invite(host, path.with_suffix(".ancora-invite"))
        found = pc_invite.open_invite(made.file, "-".join(made.groups), host.clock())
        cost = KdfCost.for_tests()
        joined = pc_invite.join(path, found, worker=WORKER, passphrase=PASSPHRASE, clock=self.clock, cost=cost)
        self.sessions.append(joined)

    @rule(by=ANY, which=ANY)
    def retire(self, by: int, which: int) -> None:
        host = self._one(by)
        known = [one.id for one in pcs.others(host) if one.id not in self.retired | self.judges]
        if id_of(host) in self.retired or not known or len(self._left()) < 3:
            return
        gone = known[which % len(known)]
        pc_retire.retire(host, gone)
        self.retired.add(gone)
        self.judges.add(id_of(host))

    @rule(giver=ANY, taker=ANY)
    def tell(self, giver: int, taker: int) -> None:
        self.clock.advance(minutes=1)
        carry(self._one(giver), self._one(taker))

    @rule(hours=some.sampled_from((-8760, -24, 24, 8760)), which=ANY)
    def jump(self, hours: int, which: int) -> None:
        """A clock that is off says nothing about who belongs to the office."""
        session = self._one(which)
        session.clock = lambda: self.clock() + timedelta(hours=hours)

    @rule()
    def agree(self) -> None:
        """Every file arrives in the end: those who stay have the same keys, and nobody else has them."""
        left = self._left()
        for _round in range(2):
            for giver, taker in itertools.permutations(left, 2):
                introduce(giver, taker, Path(self.folder.name))
                carry(giver, taker)
        assert len({office_keys.read(one.conn) for one in left}) == 1
        key = cards.card(left[0]).sign_key
        gone = [one for one in self.sessions if id_of(one) in self.retired]
        assert key not in {cards.card(one).sign_key for one in gone}
        stay = {id_of(one) for one in left}
        for one in left:
            working = [pc for pc in pcs.all_(one) if not pc.retired]
            assert stay <= {pc.id for pc in working} or len(left) == 1
            assert self.retired.isdisjoint(pc.id for pc in working)
            assert all(lines.is_certified("UN4", pcs.as_line(pc), key) for pc in working)

    def _one(self, which: int) -> Session:
        return self.sessions[which % len(self.sessions)]

    def _left(self) -> list[Session]:
        return [one for one in self.sessions if id_of(one) not in self.retired]


def carry(giver: Session, taker: Session) -> None:
    """A file is written for computers that are known and not retired, and taken from such alone."""
    to, by = id_of(taker), id_of(giver)
    if to in {one.id for one in pcs.others(giver)} and by in {one.id for one in pcs.others(taker)}:
        hear(taker, giver)


def introduce(one: Session, other: Session, folder: Path) -> None:
    """Two that only a retired one knew are brought together by hand."""
    if id_of(one) and id_of(one) not in {pc.id for pc in pcs.all_(other)}:
        file, shown = pc_meet.introduce(one, folder)
        pc_meet.meet(other, file, shown.fingerprint)


def id_of(session: Session) -> str:
    mine = pcs.own(session)
    return mine.id if mine is not None else ""


def test_computers_agree_whatever_they_do_and_hear_first() -> None:
    run_state_machine_as_test(
        Computers,
        settings=settings(
            max_examples=6,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
