"""Many files at once: folders, refused files that are tried again, a stop that loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import bundles
from db import quarantine as kept
from db.connection import Connection
from db.errors import VaultRefused
from desktop.refusals import Refused
from desktop.services import alarms, inbox, quarantine, receipts, sync
from desktop.services.fates import Fate
from desktop.services.session import Session
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


def waiting(region: Session) -> list[tuple[str, str, int]]:
    return [(one.path.name, one.code, one.tries) for one in quarantine.waiting(region)]


# --- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_gives_its_bundles_and_those_of_its_folders_each_once(
    office: Session, region: Session, stick: Path
) -> None:
    first, second = sent(office, stick, "2026-Q2", "2026-Q3")
    inner = stick / "UN4" / "november"
    inner.mkdir(parents=True)
    moved = second.rename(inner / "B.ANCORA")
    (stick / "photo.jpg").write_bytes(b"x")
    (stick / "link.ancora").symlink_to(first)
    (stick / "round").symlink_to(stick, target_is_directory=True)
    assert inbox.files_in([stick, first]) == [moved, first]
    assert codes(inbox.import_all(region, [stick])) == [("imported", None)] * 2
    assert codes(inbox.import_all(region, [stick])) == [("already-imported", None)] * 2


def test_a_folder_without_bundles_and_a_heap_without_end_are_told(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (stick / "photo.jpg").write_bytes(b"x")
    with pytest.raises(Refused, match="no-bundles-here"):
        inbox.files_in([stick])
    monkeypatch.setattr(inbox, "MOST", 2)
    for name in "abc":
        (stick / f"{name}.ancora").touch()
    with pytest.raises(Refused, match="too-many-files"):
        inbox.files_in([stick])


def test_a_bad_file_in_the_middle_stops_nothing_and_the_run_is_summed_up(
    office: Session, region: Session, stick: Path
) -> None:
    files = sent(office, stick, *PERIODS)
    spoil(files[2])
    fates = inbox.import_all(region, [stick])
    assert sorted(fate.status for fate in fates) == ["imported"] * 4 + ["refused"]
    told = inbox.summary(fates, len(fates))
    assert (told.imported, told.already, told.refused, told.waiting, told.offices) == (4, 0, 1, 0, 1)


def test_after_a_stop_the_rest_goes_on_where_it_was(office: Session, region: Session, stick: Path) -> None:
    sent(office, stick, *PERIODS)

    class Stopped(Exception): ...

    def stop_at_two(done: int, _all: int) -> None:
        if done == 2:
            raise Stopped

    fell: list[Fate] = []
    with pytest.raises(Stopped):
        inbox.import_all(region, [stick], stop_at_two, fell.append)
    assert len(fell) == 2 and len(bundles.history(region.conn, 9)) == 2
    assert inbox.summary(fell, 5).waiting == 3
    assert (
        sorted(fate.status for fate in inbox.import_all(region, [stick])) == ["already-imported"] * 2 + ["imported"] * 3
    )


# --- refused files ----------------------------------------------------------------------------------------------------


def test_a_strangers_file_waits_until_the_card_is_there(
    tmp_path: Path, clock: FixedClock, region: Session, stick: Path
) -> None:
    stranger = desk(tmp_path, "FA2", clock)
    sync.trust(stranger, tmp_path / "RU7.ancora-card", sync.card(region).fingerprint)
    file = export(stranger, "RU7", "2026-Q3", stick / "a.ancora")
    assert codes(inbox.import_all(region, [stick])) == [("refused", "unknown-signer")]
    (held,) = quarantine.waiting(region)
    assert (held.path, held.there, held.office, held.seq) == (file, True, None, None), "nothing unsigned is believed"
    assert codes(inbox.retry(region)) == [("refused", "unknown-signer")]
    assert waiting(region) == [("a.ancora", "unknown-signer", 2)]
    sync.save_card(stranger, stick / "FA2.ancora-card")
    sync.trust(region, stick / "FA2.ancora-card", sync.card(stranger).fingerprint)
    assert codes(inbox.retry(region)) == [("imported", None)]
    assert waiting(region) == []
    assert inbox.retry(region) == []
    stranger.vault.close(stranger.now())


def test_a_whole_copy_of_a_spoilt_file_settles_it_at_its_place(office: Session, region: Session, stick: Path) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    whole = file.read_bytes()
    file.write_bytes(whole[:-40])
    assert codes(inbox.import_all(region, [file])) == [("refused", "bundle-damaged")]
    assert waiting(region) == [("2026-Q3.ancora", "bundle-damaged", 1)]
    file.write_bytes(whole)
    assert codes(inbox.retry(region)) == [("imported", None)]
    assert waiting(region) == []


def test_a_refused_bundle_that_comes_in_elsewhere_is_settled_too(
    office: Session, region: Session, stick: Path, clock: FixedClock
) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    clock.advance(days=-80)
    inbox.import_all(region, [file])
    clock.advance(days=80)
    (held,) = quarantine.waiting(region)
    assert (held.code, held.office, held.seq) == ("period-to-come", "UN4", 1)
    other = stick / "other.ancora"
    other.write_bytes(file.read_bytes())
    inbox.import_all(region, [other])
    assert waiting(region) == []


def test_a_stick_that_was_taken_away_leaves_the_file_on_the_list(office: Session, region: Session, stick: Path) -> None:
    (file,) = sent(office, stick, "2026-Q3")
    spoil(file)
    inbox.import_all(region, [file])
    file.unlink()
    (held,) = quarantine.waiting(region)
    assert not held.there
    assert codes(inbox.retry(region)) == [("refused", "no-such-file")]
    assert len(waiting(region)) == 1
    quarantine.forget(region, quarantine.find(region, held.id[:8]))
    assert waiting(region) == []
    assert log_of(region)[-1] == ("refused-file-forgotten", held.id[:32], None)
    for id_ in (held.id, held.id[:3], ""):
        with pytest.raises(Refused, match="not-waiting"):
            quarantine.find(region, id_)


@pytest.mark.parametrize("content", [b"", b"\0" * 900, b"%PDF-1.7 something else"])
def test_what_can_never_be_a_bundle_is_told_and_not_listed(region: Session, stick: Path, content: bytes) -> None:
    (stick / "a.ancora").write_bytes(content)
    assert [fate.status for fate in inbox.import_all(region, [stick])] == ["refused"]
    assert waiting(region) == []


def test_a_heap_of_rubbish_does_not_fill_the_database(
    region: Session, office: Session, stick: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    (file,) = sent(office, stick, "2026-Q3")
    for number in range(5):
        clock.advance(minutes=1)
        copy = stick / f"{number}.ancora"
        copy.write_bytes(file.read_bytes()[: -40 - number])
        inbox.import_all(region, [copy])
    assert [name for name, *_ in waiting(region)] == ["4.ancora", "3.ancora", "2.ancora"]


def test_who_may_not_import_sees_no_list(region: Session) -> None:
    with pytest.raises(Refused, match="not-allowed"):
        quarantine.waiting(as_role(region, "worker"))
    assert alarms.standing(region) == ()


# --- alarms -----------------------------------------------------------------------------------------------------------


def test_one_number_for_two_contents_is_an_alarm_until_a_lead_has_seen_it(
    office: Session, region: Session, stick: Path
) -> None:
    sync.import_files(region, sent(office, stick, "2026-Q3"))
    twice = stick / "twice.ancora"
    twice.write_bytes(forge.bundle(as_forger(office), as_forger(region)))
    assert codes(sync.import_files(region, [twice])) == [("refused", "number-used-twice")]
    assert codes(sync.import_files(region, [twice])) == [("refused", "number-used-twice")]
    (alarm,) = alarms.standing(region)
    assert (alarm.code, alarm.office, alarm.facts["seq"]) == ("number-used-twice", "UN4", 1)
    with pytest.raises(Refused, match="not-allowed"):
        alarms.see(as_role(region, "regional"), alarm.num)
    alarms.see(as_role(region, "lead"), alarm.num)
    sync.import_files(region, [twice])
    assert alarms.standing(region) == (), "the very same file is no new alarm"
    assert receipts.to_confirm(region)[0].refused == 1, "and its sender is told"


def spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-60] ^= 1
    file.write_bytes(data)


# --- several files in one transaction ---------------------------------------------------------------------------------


def test_what_is_refused_among_others_leaves_nothing_and_the_others_stay(
    office: Session, region: Session, stick: Path
) -> None:
    first, second = sent(office, stick, "2026-Q2", "2026-Q3")
    twice = stick / "twice.ancora"
    twice.write_bytes(forge.bundle(as_forger(office), as_forger(region)))
    fates = sync.import_files(region, [first, twice, first, second])
    assert codes(fates) == [
        ("imported", None),
        ("refused", "number-used-twice"),
        ("already-imported", None),
        ("imported", None),
    ]
    assert [alarm.code for alarm in alarms.standing(region)] == ["number-used-twice"]
    assert [one.seq for one in reversed(bundles.history(region.conn, 9))] == [1, 2]
    assert waiting(region) == [("twice.ancora", "number-used-twice", 1)]


def test_when_one_cannot_be_kept_the_others_are_kept_alone(
    office: Session, region: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for one of them; each of the others is whole or not at all."""
    files = sent(office, stick, *PERIODS)
    real = bundles.note_received

    def full_for_the_third(conn: Connection, received: bundles.Received) -> None:
        if received.seq == 3:
            raise VaultRefused("disk-full")
        real(conn, received)

    monkeypatch.setattr(bundles, "note_received", full_for_the_third)
    fates = sync.import_files(region, files)
    assert [fate.code for fate in fates] == [None, None, "disk-full", None, None]
    assert {one.seq for one in bundles.history(region.conn, 9)} == {1, 2, 4, 5}
    assert PERIODS[2] not in bundles.periods(region.conn)
    (held,) = quarantine.waiting(region)
    assert held.code == "disk-full"
    assert receipts.to_confirm(region)[0].refused == 0, "that is the matter of this computer alone"
    monkeypatch.undo()
    assert codes(inbox.retry(region)) == [("imported", "late")]
