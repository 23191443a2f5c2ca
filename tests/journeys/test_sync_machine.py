"""Three offices and a second computer, files in any order, lost, repeated, late, with wrong clocks and broken machines.

Whatever happens: nothing that was kept is lost unless somebody was told, all computers of an office come to the same,
what was erased stays away, and a case has one office that answers for it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from db import erasure
from desktop.refusals import Refused
from desktop.services import cards, erased_list, merge_out, pc_retire, pcs
from desktop.services.fates import REFUSED
from tests.conftest import CHISINAU, FixedClock
from tests.journeys.sync_world import OFFICES, Computer, build, copied

START = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
PCS = ("un4", "un4-2")
EVERY = ("un4", "un4-2", "fa2", "sv1")
# Why a file of our own world may be refused, and is then named to the person.
TOLD = frozenset(
    {
        "number-used-twice",
        "pc-copied",
        "pc-retired",
        "pc-retired-here",
        "not-for-us",
        "unknown-signer",
        "office-revoked",
        "transfer-of-erased",
        "transfer-ours",  # an earlier offer, sent again after the case had come back
        "transfer-foreign",  # an answer about a case of which this computer has not heard yet: it waits
    }
)
# What fails is looked at as it came: each step is a file on a disk, and making it shorter takes hours.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
HOME = "Casa Inventată"  # how her consent names the other office
pcs_ = st.sampled_from(PCS)
every = st.sampled_from(EVERY)
words = st.sampled_from(["una", "două", "trei"])


class World(RuleBasedStateMachine):
    """One run of it, in a folder of its own."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ancora-world-"))
        self.at = copied(self.template, self.folder / "w", FixedClock(START))
        self.stick = self.folder / "stick"
        self.stick.mkdir()
        self.files: list[tuple[str, Path]] = []  # for whom, and the file
        self.backups: dict[str, list[Path]] = {}
        self.copies: list[tuple[str, Path]] = []
        self.erased: set[str] = set()
        self.revoked = False
        for name in ("un4", "fa2"):
            self.open_case(name)

    # --- work

    @rule(name=every)
    def open_case(self, name: str) -> None:
        self.at[name].put("case", {"case_track": ["vd_adult"]})
        self._learned(name)

    @rule(name=every, which=st.integers(0, 9), word=words)
    def write(self, name: str, which: int, word: str) -> None:
        computer = self.at[name]
        if codes := computer.codes():
            code = codes[which % len(codes)]
            computer.put("case", {"register_no": word}, code, computer.case_of(code))
            self._learned(name)

    @rule(name=every, which=st.integers(0, 9))
    def fill_sheet(self, name: str, which: int) -> None:
        computer = self.at[name]
        if codes := computer.codes():
            computer.put("incident", {"inc_dt": "2020-11-20", "forms_legal": ["FIZ"]}, codes[which % len(codes)])
            self._learned(name)

    @rule(name=every, which=st.integers(0, 9))
    def erase(self, name: str, which: int) -> None:
        computer = self.at[name]
        if codes := computer.codes():
            case, session = computer.case_of(codes[which % len(codes)]), computer.session
            with erased_list.wide(session) as conn:
                with session.vault.write(session.now(), conn):
                    erasure.case(conn, case, "cerere", "2026-11-24")
                erased_list.finish(session, conn)
            self.erased.add(case)

    # --- files

    @rule(name=pcs_)
    def merge(self, name: str) -> None:
        computer, other = self.at[name], PCS[1 - PCS.index(name)]
        for pc in pcs.others(computer.session):
            self.files.append((other, merge_out.export_merge(computer.session, pc.id, self.stick).file))

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 99))
    def carry(self, which: int) -> None:
        """A file arrives: any of those on the way, perhaps for the second time."""
        name, file = self.files[which % len(self.files)]
        self._take(name, file)

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 99))
    def lose(self, which: int) -> None:
        self.files.pop(which % len(self.files))

    @precondition(lambda self: self.files)
    @rule(which=st.integers(0, 99), name=every)
    def carry_to_another(self, which: int, name: str) -> None:
        """A file falls into the hands of somebody whom it is not for."""
        wanted, file = self.files[which % len(self.files)]
        if self.at[name].office != self.at[wanted].office:
            before = self.at[name].revisions()
            assert self.at[name].take(file).status == REFUSED
            assert self.at[name].revisions() == before

    # --- a case on its way

    @rule(name=every, which=st.integers(0, 9), to=st.integers(0, 1))
    def offer(self, name: str, which: int, to: int) -> None:
        computer = self.at[name]
        others = [office for office in OFFICES if office != computer.office]
        if codes := computer.codes():
            file = computer.offer(codes[which % len(codes)], others[to], HOME, self.stick)
            if file is not None:
                self._send(others[to], file)
                self._learned(name)

    @rule(name=every, which=st.integers(0, 9), how=st.sampled_from(["accept", "reject", "cancel", "again", "settle"]))
    def answer(self, name: str, which: int, how: str) -> None:
        computer = self.at[name]
        if found := computer.transfers():
            sheet = found[which % len(found)]
            file = computer.answer(sheet, how, self.stick)
            if file is not None:
                self._send(computer.other_of(sheet), file)
                self._learned(name)

    @rule(
        name=every,
        which=st.integers(0, 9),
        to=st.integers(0, 1),
        how=st.sampled_from(["accept", "accept", "reject"]),
        as_far_as=st.sampled_from(["the offer", "the answer", "its arrival"]),
    )
    def move(self, name: str, which: int, to: int, how: str, as_far_as: str) -> None:
        """A case goes from hand to hand, as far as the files come this time."""
        before = len(self.files)
        self.offer(name, which, to)
        for taker, file in self.files[before:][:1]:
            self._take(taker, file)
            found = self.at[taker].transfers()
            if not found:
                return  # the other office has not heard yet of keys that were changed
            sheet = found[which % len(found)]
            answer = self.at[taker].answer(sheet, how, self.stick) if as_far_as != "the offer" else None
            self._learned(taker)
            if answer is not None:
                self._send(self.at[taker].other_of(sheet), answer)
            if answer is not None and as_far_as == "its arrival":
                self._take(name, answer)

    def _send(self, office: str, file: Path) -> None:
        """To each computer of that office: either may be the one that takes it in."""
        self.files += [(name, file) for name, one in self.at.items() if one.office == office]

    # --- misfortune

    @rule(name=every, days=st.sampled_from([-400, -1, 1, 400]))
    def wrong_clock_(self, name: str, days: int) -> None:
        self.at[name].clock.advance(days=days)

    @rule(name=every)
    def crash(self, name: str) -> None:
        self.at[name].crash(self.folder / "aside")

    @rule(name=every)
    def back_up(self, name: str) -> None:
        self.at[name].clock.advance(seconds=1)
        self.backups.setdefault(name, []).append(self.at[name].back_up())

    @precondition(lambda self: self.backups)
    @rule(which=st.integers(0, 99))
    def restore(self, which: int) -> None:
        name = sorted(self.backups)[which % len(self.backups)]
        kept = [file for file in self.backups[name] if file.exists()]
        if kept:
            self.at[name].restore(kept[which % len(kept)])

    @rule(name=pcs_)
    def copy_folder(self, name: str) -> None:
        place = self.folder / f"copy-{len(self.copies)}"
        shutil.copytree(self.at[name].vault, place)
        self.copies.append((name, place))

    @precondition(lambda self: self.copies)
    @rule(which=st.integers(0, 9))
    def work_in_copy(self, which: int) -> None:
        """Somebody works in a copied folder: its file is merged or refused by name, and harms nothing."""
        name, place = self.copies[which % len(self.copies)]
        copy = Computer("copy", self.at[name].office, place, FixedClock(self.at[name].clock.now))
        copy.open()
        try:
            copy.put("case", {"case_track": ["vd_adult"]})
            made = [merge_out.export_merge(copy.session, pc.id, self.stick).file for pc in pcs.others(copy.session)]
        except Refused as refusal:
            assert refusal.code in TOLD
            made = []
        finally:
            copy.close()
        for file in made:
            self._take(PCS[1 - PCS.index(name)], file)

    @rule()
    def retire(self) -> None:
        computer = self.at["un4"]
        for pc in pcs.others(computer.session):
            pc_retire.retire(computer.session, pc.id)
            self.at["un4-2"].retired = True

    @rule(name=st.sampled_from(["fa2", "sv1"]))
    def introduce(self, name: str) -> None:
        """The card of the office goes round again, with its keys as they are now."""
        card = cards.save_card(self.at["un4"].session, self.stick / f"{len(list(self.stick.iterdir()))}.ancora-card")
        path = max(self.stick.glob("*.ancora-card"), key=lambda one: int(one.stem))
        cards.trust(self.at[name].session, path, card.fingerprint)

    @rule(name=st.sampled_from(["fa2", "sv1"]))
    def revoke(self, name: str) -> None:
        """One office believes another no more: its files are refused by name, and nothing that came goes away."""
        other = "SV1" if name == "fa2" else "FA2"
        with suppress(Refused):
            cards.distrust(self.at[name].session, other)
        self.revoked = True

    # --- what has to hold

    def _take(self, name: str, file: Path) -> None:
        fate = self.at[name].take(file)
        if fate.status == REFUSED:
            assert fate.code in TOLD, fate
            assert fate.code != "pc-retired" or self.at["un4-2"].retired
        assert self.at[name].stale() == 0
        self._learned(name)

    def _learned(self, name: str) -> None:
        """Nothing that was here is missing now, but what was erased."""
        computer = self.at[name]
        now, away = computer.revisions(), computer.erased() | computer.let_go()
        lost = {one: case for one, case in computer.known.items() if one not in now and case not in away}
        assert not lost, lost
        assert not computer.erased() & set(now.values())
        computer.known = now

    def teardown(self) -> None:
        if not hasattr(self, "at"):
            return
        try:
            for name in EVERY:
                self._learned(name)
            self._answer_all()
            if not self.at["un4-2"].retired:
                self._exchange_all()
                self._are_one()
            if not self.revoked:  # else they hear no more of one another, and a person at each has to know
                self._each_case_has_one_office()
        finally:
            for computer in self.at.values():
                computer.close()
            shutil.rmtree(self.folder)

    def _answer_all(self) -> None:
        """What is known of each transfer goes once more to the other office, until nobody learns anything new."""
        for _round in range(2):
            if not self.at["un4-2"].retired:
                self._exchange_all()
            for name in EVERY:
                for sheet in self.at[name].transfers() if not self.at[name].retired else ():
                    file = self.at[name].answer(sheet, "again", self.stick)
                    for other, one in self.at.items() if file is not None else ():
                        if one.office == self.at[name].other_of(sheet) and not one.retired:
                            self._take(other, file)

    def _each_case_has_one_office(self) -> None:
        owners: dict[str, set[str]] = {}
        for one in self.at.values():
            for case in () if one.retired else set(one.revisions().values()):
                if one.answers_for(case):
                    owners.setdefault(case, set()).add(one.office)
        assert all(len(offices) == 1 for offices in owners.values()), owners

    def _exchange_all(self) -> None:
        for _round in range(3 + len(self.copies) * 2):  # a number that a copy used is refused, and the next one is not
            for name, other in (PCS, PCS[::-1]):
                for pc in pcs.others(self.at[name].session):
                    file = merge_out.export_merge(self.at[name].session, pc.id, self.stick).file
                    self._take(other, file)

    def _are_one(self) -> None:
        one, two = (self.at[name] for name in PCS)
        assert one.revisions() == two.revisions()
        assert one.standing() == two.standing()
        assert one.erased() == two.erased()
        assert not self.erased & set(one.revisions().values())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("world") / "template"
    build(folder, FixedClock(START - timedelta(days=1)))
    yield folder


def test_whatever_happens_to_the_files_nothing_is_lost_and_all_come_to_the_same(template: Path) -> None:
    World.template = template
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=int(os.environ.get("ANCORA_WORLDS", "12")),
            derandomize="ANCORA_WORLDS" not in os.environ,  # the suite walks through the same worlds each time
            stateful_step_count=20,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
