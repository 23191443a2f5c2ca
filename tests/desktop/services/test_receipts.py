"""Receipts between an office and its region: confirmed, refused, missing, in any order, after any loss."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from db import alarms as kept_alarms
from db import bundles
from desktop.bundle import writer
from desktop.bundle.format import Head
from desktop.bundle.kinds import receipt as kind
from desktop.bundle.kinds.receipt import Receipt, Stream, Told
from desktop.refusals import Refused, explain
from desktop.services import alarms, cards, receipts, standing, sync
from desktop.services.session import Session
from desktop.services.standing import State
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import PERIODS, acquaint, as_role, codes, desk, export, log_of


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "UN4", clock)
    yield session
    session.vault.close(session.now())


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Session) -> Iterator[Session]:
    session = desk(tmp_path, "RU7", clock, kind="region")
    acquaint(tmp_path, office, session)
    yield session
    session.vault.close(session.now())


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def sent(office: Session, stick: Path, *periods: str) -> list[Path]:
    return [export(office, "RU7", period, stick / f"{period}.ancora") for period in periods]


def answer(region: Session, stick: Path, name: str = "r.ancora") -> Path:
    return receipts.export(region, "UN4", stick / name).file


def states(office: Session, *periods: str) -> list[State]:
    return [standing.of_period(office, "RU7", period).state for period in periods]


def test_a_period_is_not_sent_then_sent_then_confirmed(office: Session, region: Session, stick: Path) -> None:
    assert states(office, "2026-Q3") == [State.NOT_SENT]
    files = sent(office, stick, "2026-Q3")
    assert states(office, "2026-Q3") == [State.SENT]
    sync.import_files(region, files)
    (owed,) = receipts.to_confirm(region)
    assert (owed.office, owed.taken, owed.refused) == ("UN4", 1, 0)
    (fate,) = sync.import_files(office, [answer(region, stick)])
    assert (fate.status, fate.kind, fate.new) == ("imported", "receipt", 1)
    told = standing.of_period(office, "RU7", "2026-Q3")
    assert (told.state, told.seq) == (State.CONFIRMED, 1)
    assert told.told_at == office.now()
    assert receipts.to_confirm(region) == ()
    assert ("receipt-exported", "UN4", 1) in log_of(region)
    assert log_of(office)[-1] == ("receipt-imported", "RU7", 1)


def test_a_receipt_that_is_lost_is_made_good_by_the_next(office: Session, region: Session, stick: Path) -> None:
    first, second = sent(office, stick, "2026-Q2", "2026-Q3")
    sync.import_files(region, [first])
    answer(region, stick, "lost.ancora")
    sync.import_files(region, [second])
    sync.import_files(office, [answer(region, stick)])
    assert states(office, "2026-Q2", "2026-Q3") == [State.CONFIRMED, State.CONFIRMED]


def test_receipts_say_the_same_in_whatever_order_they_come(
    tmp_path: Path, clock: FixedClock, region: Session, office: Session, stick: Path
) -> None:
    first, second, third = sent(office, stick, *PERIODS[:3])
    made = []
    for at, files in enumerate(([second], [third], [first])):
        sync.import_files(region, files)
        made.append(answer(region, stick, f"r{at}.ancora"))
    for at, order in enumerate(permutations(made)):
        copy = tmp_path / f"copy{at}"
        office.vault.close(office.now())
        copy_of(tmp_path / "UN4", copy)
        again = reopen(copy, clock)
        sync.import_files(again, list(order))
        assert states(again, *PERIODS[:3]) == [State.CONFIRMED] * 3
        again.vault.close(again.now())


def test_what_never_came_is_named_to_its_sender_at_once(office: Session, region: Session, stick: Path) -> None:
    files = sent(office, stick, *PERIODS)
    sync.import_files(region, [files[0], files[4]])
    sync.import_files(office, [answer(region, stick)])
    assert states(office, *PERIODS) == [State.CONFIRMED, *[State.MISSING] * 3, State.CONFIRMED]
    (waits,) = standing.unconfirmed(office)
    assert (waits.to, waits.kind, waits.numbers, waits.state) == ("RU7", "statistics", (2, 3, 4), State.MISSING)
    sync.import_files(region, files)
    sync.import_files(office, [answer(region, stick, "r2.ancora")])
    assert standing.unconfirmed(office) == ()


def test_a_refusal_is_told_with_its_reason_and_gives_way_to_an_import(
    office: Session, region: Session, stick: Path, clock: FixedClock
) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    clock.advance(days=-80)  # the clock of the region stands wrong: the quarter has not ended there
    assert codes(sync.import_files(region, [file])) == [("refused", "period-to-come")]
    assert receipts.to_confirm(region)[0].refused == 1
    clock.advance(days=80)
    early = answer(region, stick, "early.ancora")
    assert receipts.to_confirm(region) == ()
    sync.import_files(region, [file])
    late = answer(region, stick, "late.ancora")
    sync.import_files(office, [early])
    told = standing.of_period(office, "RU7", "2026-Q3")
    assert (told.state, told.code) == (State.REFUSED, "period-to-come")
    sync.import_files(office, [late])
    assert states(office, "2026-Q3") == [State.CONFIRMED]
    assert codes(sync.import_files(office, [early])) == [("already-imported", None)]
    assert states(office, "2026-Q3") == [State.CONFIRMED]


def test_after_two_weeks_without_an_answer_it_is_on_the_list(
    office: Session, region: Session, stick: Path, clock: FixedClock
) -> None:
    sent(office, stick, "2026-Q2", "2026-Q3")
    clock.advance(days=14)
    assert standing.unconfirmed(office) == ()
    clock.advance(minutes=1)
    (waits,) = standing.unconfirmed(office)
    assert (waits.to, waits.numbers, waits.state) == ("RU7", (1, 2), State.SENT)
    assert standing.say_it_came(office, "RU7", "statistics") == 2
    assert standing.unconfirmed(office) == ()
    assert states(office, "2026-Q3") == [State.SPOKEN]
    with pytest.raises(Refused, match="nothing-unconfirmed"):
        standing.say_it_came(office, "RU7", "statistics")
    assert log_of(office)[-1] == ("arrival-told", "RU7", 2)


def test_who_cannot_answer_any_more_is_not_waited_for(
    office: Session, region: Session, stick: Path, clock: FixedClock
) -> None:
    sent(office, stick, "2026-Q3")
    clock.advance(days=30)
    assert standing.unconfirmed(office)
    sync.distrust(office, "RU7")
    assert standing.unconfirmed(office) == ()
    assert standing.unconfirmed(as_role(office, "worker")) == ()


def test_nothing_is_confirmed_to_somebody_from_whom_nothing_came(region: Session, stick: Path) -> None:
    with pytest.raises(Refused, match="nothing-to-confirm"):
        receipts.export(region, "UN4", stick)
    assert receipts.export_all(region, stick) == []
    assert list(stick.iterdir()) == []


def test_no_receipt_crosses_the_border(tmp_path: Path, clock: FixedClock, stick: Path) -> None:
    there = desk(tmp_path, "IS1", clock, country="RO")
    region = desk(tmp_path, "RU7", clock, kind="region")
    acquaint(tmp_path, there, region)
    sync.import_files(region, [export(there, "RU7", "2026-Q3", stick / "a.ancora")])
    assert receipts.to_confirm(region) == ()
    with pytest.raises(Refused, match="only-statistics-cross"):
        receipts.export(region, "IS1", stick)
    clock.advance(days=40)
    assert standing.unconfirmed(there) == (), "no answer can come, so none is waited for"
    for one in (there, region):
        one.vault.close(one.now())


def test_a_number_that_nobody_here_remembers_is_taken_and_told(office: Session, region: Session, stick: Path) -> None:
    """This database is an old copy, or somebody else uses the key."""
    sync.import_files(office, [forged(region, office, stick, said("statistics", "", 5))])
    (alarm,) = alarms.standing(office)
    assert (alarm.code, alarm.office, alarm.facts["seq"]) == ("number-unknown-here", "RU7", 5)
    assert "numărul 5" in explain(Refused(alarm.code, office=alarm.office, **alarm.facts), "ro")
    assert bundles.next_seq(office.conn, "RU7", "statistics") == 6
    (file,) = sent(office, stick, "2026-Q3")
    assert file.exists() and standing.of_period(office, "RU7", "2026-Q3").seq == 6
    alarms.see(office, alarm.num)
    assert alarms.standing(office) == () and len(alarms.standing(office, seen=True)) == 1
    with pytest.raises(Refused, match="no-such-alarm"):
        alarms.see(office, alarm.num)


def test_what_another_installation_of_ours_sent_is_no_alarm(office: Session, region: Session, stick: Path) -> None:
    sync.import_files(office, [forged(region, office, stick, said("transfer", "0e" * 16, 3))])
    assert kept_alarms.all_(office.conn) == []


@pytest.mark.parametrize("node", ["", "own"])
def test_a_wild_number_moves_no_counter(office: Session, region: Session, stick: Path, node: str) -> None:
    own = office.office.node if node else ""
    file = forged(region, office, stick, said("statistics", own, 2**39))
    assert codes(sync.import_files(office, [file])) == [("refused", "number-too-far")]
    assert bundles.next_seq(office.conn, "RU7", "statistics", own) == 1
    assert kept_alarms.all_(office.conn) == []


def test_nobody_speaks_for_another_office(
    tmp_path: Path, clock: FixedClock, office: Session, region: Session, stick: Path
) -> None:
    """What a third office says of a file for the region is about nothing that was sent to it."""
    third = desk(tmp_path, "FA2", clock)
    acquaint(stick, office, third)
    (file,) = sent(office, stick, "2026-Q3")
    (gone,) = bundles.history(office.conn, 5)
    hash_ = bundles.sent_for(office.conn, "RU7", "statistics", "2026-Q3")
    assert hash_ is not None and gone.seq == 1 and file.exists()
    told = Receipt((), (Told("statistics", "", 1, hash_.hash, "imported"),))
    sync.import_files(office, [forged(third, office, stick, told)])
    assert states(office, "2026-Q3") == [State.SENT]
    third.vault.close(third.now())


def said(what: str, node: str, seq: int) -> Receipt:
    return Receipt((Stream(what, node, seq, ()),), (Told(what, node, seq, "ee" * 32, "imported"),))


def forged(sender: Session, to: Session, stick: Path, content: Receipt) -> Path:
    """A receipt that the sender's true key has signed, with whatever in it."""
    file = stick / "forged.ancora"
    head = Head("receipt", sender.office.code, 1, None, "2026-11-24T12:00:00.000Z", "0d" * 16, 1)
    with file.open("wb") as out:
        writer.write(
            out, head=head, to=cards.card(to).box_key, sign=cards.sign_seed(sender), records=kind.to_records(content)
        )
    return file


def copy_of(vault: Path, to: Path) -> None:
    import shutil

    shutil.copytree(vault, to)


def reopen(vault: Path, clock: FixedClock) -> Session:
    from desktop.services import vaults
    from tests.desktop.bundle.desks import PASSPHRASE

    return vaults.open_session(vault, worker="Persoana de test", passphrase=PASSPHRASE, clock=clock)
