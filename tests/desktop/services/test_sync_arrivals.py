"""What comes in: each file has its own fate, nothing is taken in by half, and what is wrong is told by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from db import access_log, backup, bundles
from db.errors import VaultRefused
from desktop.bundle import reader
from desktop.refusals import Refused
from desktop.services import cards, sync
from desktop.services.arrivals import Fate
from desktop.services.session import Change, Session
from tests.conftest import FixedClock
from tests.desktop.bundle import forge
from tests.desktop.bundle.desks import PERIODS, acquaint, as_forger, as_role, codes, desk, export, log_of


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    session = desk(tmp_path, "UN4", clock)
    yield session
    session.vault.close(session.now())


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Session) -> Iterator[Session]:
    session = desk(tmp_path, "RUN", clock, kind="region")
    acquaint(tmp_path, office, session)
    yield session
    session.vault.close(session.now())


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def sent(office: Session, stick: Path, *periods: str) -> list[Path]:
    return [export(office, "RUN", period, stick / f"{period}.ancora") for period in periods]


def forged(office: Session, region: Session, file: Path, **how: object) -> Path:
    """A bundle that the office's true key has signed, with whatever in it."""
    file.write_bytes(forge.bundle(as_forger(office), as_forger(region), **how))
    return file


def kept(region: Session) -> dict[str, str]:
    return {period: bundles.tables(region.conn, period)[0].body for period in bundles.periods(region.conn)}


def test_tables_arrive_with_everything_that_is_to_be_known(office: Session, region: Session, stick: Path) -> None:
    changes: list[Change] = []
    region.listen(changes.append)
    (fate,) = sync.import_files(region, sent(office, stick, "2026-Q3"))
    assert (fate.status, fate.code, fate.kind, fate.office, fate.seq) == ("imported", None, "statistics", "UN4", 1)
    assert (fate.missing, fate.new, fate.conflicts) == ((), 1, 0)
    (tables,) = bundles.tables(region.conn, "2026-Q3")
    assert (tables.office, tables.edition) == ("UN4", 1)
    assert '"rows":[["0-11",6],["unknown",3]]' in tables.body
    assert changes == [Change("sync")]
    assert log_of(region)[-1] == ("statistics-imported", "UN4", 1)
    (passage,) = sync.sent_and_received(region)
    assert (passage.direction, passage.office, passage.seq, passage.period) == ("received", "UN4", 1, "2026-Q3")


def test_the_same_file_twice_is_taken_once(office: Session, region: Session, stick: Path) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    copy = stick / "copy"
    copy.write_bytes(file.read_bytes())
    assert codes(sync.import_files(region, [file, file, copy])) == [
        ("imported", None),
        ("already-imported", None),
        ("already-imported", None),
    ]
    before = log_of(region)
    assert codes(sync.import_files(region, [file])) == [("already-imported", None)]
    assert log_of(region) == before


def test_missing_numbers_are_named_and_late_ones_taken_in(office: Session, region: Session, stick: Path) -> None:
    one, two, three, four, five = sent(office, stick, *PERIODS)
    assert [fate.missing for fate in sync.import_files(region, [one, five])] == [(), (2, 3, 4)]
    (late,) = sync.import_files(region, [three])
    assert (late.status, late.code, late.missing) == ("imported", "late", (2, 4))
    assert sync.import_files(region, [one])[0].missing == (2, 4)
    assert [fate.missing for fate in sync.import_files(region, [four, two])] == [(2,), ()]
    assert sorted(kept(region)) == sorted(PERIODS)


def test_any_order_ends_with_the_same_tables(
    office: Session, tmp_path: Path, stick: Path, clock: FixedClock, region: Session
) -> None:
    files = sent(office, stick, *PERIODS[:3])
    sync.import_files(region, files)
    for number, order in enumerate(permutations(files)):
        other = desk(tmp_path / f"copy{number}", "RUN", clock, kind="region")
        # The same region on another computer, for the sake of the comparison.
        with other.vault.write(other.now()) as conn:
            conn.execute("UPDATE secret SET value = ? WHERE name = 'age-identity'", (cards.identity(region).encode(),))
        card = tmp_path / f"card{number}"
        sync.trust(other, card, sync.save_card(office, card).fingerprint)
        fates = sync.import_files(other, [*order, order[0]])
        assert {fate.status for fate in fates[:3]} == {"imported"}
        assert fates[-1].missing == ()
        assert kept(other) == kept(region)
        other.vault.close(other.now())


def test_a_bad_file_never_stops_the_others(
    office: Session, region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    one, two = sent(office, stick, "2026-Q1", "2026-Q2")
    stranger = desk(tmp_path, "ZZ9", clock)
    card = tmp_path / "RUN.ancora-card"
    sync.trust(stranger, card, sync.card(region).fingerprint)
    export(stranger, "RUN", "2026-Q1", stick / "stranger")
    (stick / "photo").write_bytes(b"\xff\xd8\xff")
    (stick / "cut").write_bytes(two.read_bytes()[:-50])
    (stick / "empty").write_bytes(b"")
    names = ["photo", "stranger", "cut", "none", "empty"]
    places = [stick, Path(os.devnull)]
    if hasattr(os, "mkfifo"):
        os.mkfifo(stick / "pipe")  # nobody writes to it: who reads it waits for ever
        places.append(stick / "pipe")
    fates = sync.import_files(region, [one, *(stick / name for name in names), *places, card, two])
    assert codes(fates) == [
        ("imported", None),
        ("refused", "not-a-bundle"),
        ("refused", "unknown-signer"),
        ("refused", "bundle-damaged"),
        ("refused", "no-such-file"),
        ("refused", "not-a-bundle"),
        *[("refused", "file-unreadable")] * len(places),
        ("refused", "card-no-bundle"),
        ("imported", None),
    ]
    assert all(fate.office is None for fate in fates[1:-1])
    assert [fate.file for fate in fates[1:6]] == [stick / name for name in names]
    stranger.vault.close(stranger.now())


def test_a_file_for_another_region_stays_closed(
    office: Session, region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    nation = desk(tmp_path, "NAT", clock, kind="region")
    acquaint(stick, office, nation)
    assert codes(sync.import_files(nation, sent(office, stick, "2026-Q3"))) == [("refused", "not-for-us")]
    nation.vault.close(nation.now())


def test_an_office_takes_no_tables(
    office: Session, region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    other = desk(tmp_path, "UN5", clock)
    acquaint(stick, office, other)
    assert codes(sync.import_files(other, [forged(office, other, stick / "1")])) == [("refused", "wrong-kind")]
    assert codes(sync.import_files(office, [forged(region, office, stick / "2")])) == [("refused", "wrong-kind")]
    other.vault.close(other.now())


def test_a_region_does_not_count_what_a_region_sends(
    region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    other = desk(tmp_path, "NAT", clock, kind="region")
    acquaint(stick, region, other)
    assert codes(sync.import_files(region, [forged(other, region, stick / "1")])) == [("refused", "wrong-kind")]
    other.vault.close(other.now())


def test_practice_never_enters_a_real_vault(office: Session, region: Session, stick: Path) -> None:
    """Even when its card got past the first gate."""
    (file,) = sent(office, stick, "2026-Q3")
    with region.vault.write(region.now()) as conn:
        conn.execute("UPDATE office SET practice = 1")
    (fate,) = sync.import_files(region, [file])
    assert (fate.status, fate.code, fate.office) == ("refused", "practice-only", "UN4")
    assert kept(region) == {}


def test_an_office_whose_trust_was_taken_back_is_not_read(office: Session, region: Session, stick: Path) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    sync.distrust(region, "UN4")
    assert codes(sync.import_files(region, [file])) == [("refused", "office-revoked")]


def test_who_may_import(office: Session, region: Session, stick: Path) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    for role in ("worker", "specialist"):
        with pytest.raises(Refused, match="not-allowed"):
            sync.import_files(as_role(region, role), [file])
    assert codes(sync.import_files(as_role(region, "regional"), [file])) == [("imported", None)]


# --- alarms -----------------------------------------------------------------------------------------------------------


def test_two_bundles_with_one_number_alarm(office: Session, region: Session, stick: Path) -> None:
    """A copied installation, or a key in other hands: the second is not taken in, and the alarm stays in the log."""
    sync.import_files(region, sent(office, stick, "2026-Q1"))
    before = kept(region)
    other = forged(office, region, stick / "other")
    for _ in range(2):
        (fate,) = sync.import_files(region, [other])
        assert (fate.status, fate.code, fate.office, fate.seq) == ("refused", "number-used-twice", "UN4", 1)
        assert log_of(region)[-1] == ("number-used-twice", "UN4", None)
    assert kept(region) == before
    assert codes(sync.import_files(region, sent(office, stick, "2026-Q2"))) == [("imported", None)]
    assert access_log.verify(region.conn) is None


def test_other_figures_for_a_period_are_refused_under_any_number(office: Session, region: Session, stick: Path) -> None:
    (first,) = sent(office, stick, "2026-Q3")
    sync.import_files(region, [first])
    change = forge.setting(seq=2, prev=reader_hash(first, office, region))
    assert codes(sync.import_files(region, [forged(office, region, stick / "2", change=change)])) == [
        ("refused", "period-sent-twice")
    ]
    same = forge.merged(forge.TABLE, id="x01", rows=[["0-11", 6], ["unknown", 3]], total=9)
    again = forged(office, region, stick / "3", change=change, lines=(forge.canonical(forge.HEAD), same))
    assert codes(sync.import_files(region, [again])) == [("imported", None)]


def test_a_later_edition_does_not_take_the_place_of_what_was_sent(
    office: Session, region: Session, stick: Path
) -> None:
    (first,) = sent(office, stick, "2026-Q3")
    sync.import_files(region, [first])
    before = kept(region)
    lines = (forge.merged(forge.HEAD, edition=99), forge.canonical(forge.TABLE))
    later = forged(office, region, stick / "2", change=forge.setting(seq=2, prev="0" * 64), lines=lines)
    assert codes(sync.import_files(region, [later])) == [("refused", "period-sent-twice")]
    assert kept(region) == before


def test_a_period_that_has_not_ended_was_counted_by_a_wrong_clock(
    office: Session, region: Session, stick: Path, clock: FixedClock
) -> None:
    right = clock.now
    clock.advance(days=400)
    early = export(office, "RUN", "2027-Q3", stick / "early.ancora")
    clock.now = right
    (fate,) = sync.import_files(region, [early])
    assert (fate.status, fate.code, dict(fate.facts)) == ("refused", "period-to-come", {"period": "2027-Q3"})
    assert bundles.periods(region.conn) == []
    clock.advance(days=400)
    assert codes(sync.import_files(region, [early])) == [("imported", None)]


def test_a_number_far_ahead_is_no_gap(office: Session, region: Session, stick: Path) -> None:
    """One wild number would make a list of missing ones without end, and of every later bundle a late one."""
    wild = forged(office, region, stick / "1", change=forge.setting(seq=1001, prev="0" * 64))
    assert codes(sync.import_files(region, [wild])) == [("refused", "number-too-far")]
    high = forged(office, region, stick / "2", change=forge.setting(seq=1000, prev="0" * 64))
    (fate,) = sync.import_files(region, [high])
    assert (fate.status, len(fate.missing)) == ("imported", 999)


def test_a_broken_chain_is_told_and_hinders_nothing(office: Session, region: Session, stick: Path) -> None:
    sync.import_files(region, sent(office, stick, "2026-Q1"))
    change = forge.setting(seq=2, prev="0" * 64)
    assert codes(sync.import_files(region, [forged(office, region, stick / "2", change=change)])) == [
        ("imported", "earlier-differs")
    ]


def test_a_hostile_record_of_a_trusted_office_changes_nothing(office: Session, region: Session, stick: Path) -> None:
    bad = forged(office, region, stick / "1", lines=(forge.canonical(forge.HEAD), b"{}"))
    (fate,) = sync.import_files(region, [bad])
    assert (fate.status, fate.code, fate.office, fate.seq) == ("refused", "bad-record", "UN4", 1)
    assert fate.facts == {"line": 2}
    assert kept(region) == {} and sync.sent_and_received(region) == []


# --- the computer -----------------------------------------------------------------------------------------------------


def test_a_verified_backup_is_made_before_the_first_change_and_only_then(
    office: Session, region: Session, stick: Path
) -> None:
    one, two = sent(office, stick, "2026-Q1", "2026-Q2")
    (stick / "bad").write_bytes(b"bad")
    sync.import_files(region, [stick / "bad"])
    assert backup.last(region.vault.path) is None
    commit = region.vault.commit_no
    sync.import_files(region, [one, two])
    last = backup.last(region.vault.path)
    assert last is not None
    assert last.commit_no == commit
    assert region.vault.commit_no == commit + 1, "small files are kept together"
    sync.import_files(region, [one])
    assert backup.last(region.vault.path) == last


def test_without_room_for_a_backup_nothing_is_imported(
    office: Session, region: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise VaultRefused("disk-full")

    files = sent(office, stick, "2026-Q1")
    monkeypatch.setattr(backup, "make", full)
    (fate,) = sync.import_files(region, files)
    assert (fate.status, fate.code, fate.office) == ("refused", "disk-full", "UN4")
    assert kept(region) == {}


def test_a_file_that_changes_while_it_is_read_is_refused(
    office: Session, region: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = sent(office, stick, "2026-Q1")
    other = forge.bundle(as_forger(office), as_forger(region))
    real = reader.verify

    def then_swapped(*arguments: object, **options: object) -> reader.Verified:
        verified = real(*arguments, **options)  # type: ignore[arg-type]
        file.write_bytes(other)
        return verified

    monkeypatch.setattr(reader, "verify", then_swapped)
    assert codes(sync.import_files(region, [file])) == [("refused", "bundle-changed")]
    assert kept(region) == {}


def test_a_stick_that_is_pulled_between_the_passes(
    office: Session, region: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = sent(office, stick, "2026-Q1", "2026-Q2")
    real = reader.verify

    def then_pulled(*arguments: object, **options: object) -> reader.Verified:
        verified = real(*arguments, **options)  # type: ignore[arg-type]
        if one.exists():
            one.unlink()
        return verified

    monkeypatch.setattr(reader, "verify", then_pulled)
    assert codes(sync.import_files(region, [one, two])) == [("refused", "no-such-file"), ("imported", None)]


def test_progress_is_told_and_a_stop_keeps_what_was_taken_in(office: Session, region: Session, stick: Path) -> None:
    class Stop(Exception):
        pass

    seen: list[tuple[int, int]] = []
    changes: list[Change] = []
    region.listen(changes.append)

    def report(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 1:
            raise Stop

    files, told = sent(office, stick, "2026-Q1", "2026-Q2"), list[Fate]()
    with pytest.raises(Stop):
        sync.import_files(region, files, report, told.append)
    assert [(fate.file, fate.status) for fate in told] == [(files[0], "imported")]
    assert seen == [(0, 2), (1, 2)]
    assert list(kept(region)) == ["2026-Q1"]
    assert changes == [Change("sync")]


def reader_hash(file: Path, office: Session, region: Session) -> str:
    trusted = {sync.card(office).sign_key: "UN4"}
    return reader.verify(lambda: file.open("rb"), identities=[cards.identity(region)], trusted=trusted).hash
