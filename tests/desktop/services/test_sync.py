"""Tables leave for a region whole or not at all, the same under the same number, and nothing else leaves."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.errors import VaultRefused
from desktop.bundle import reader
from desktop.bundle.kinds.statistics import Reading, Statistics
from desktop.refusals import Refused
from desktop.services import cards, statistics, sync
from desktop.services.session import Change, Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import PERIODS, acquaint, as_role, codes, desk, export, log_of, tables


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


def read(file: Path, region: Session, office: Session) -> tuple[reader.Verified, Statistics]:
    verified = reader.verify(
        lambda: file.open("rb"),
        identities=[cards.identity(region)],
        trusted={sync.card(office).sign_key: office.office.code},
    )
    reading = Reading()
    reader.records(verified, reading.take)
    return verified, reading.finish()


def refused(code: str, session: Session, to: str, period: str, out: Path) -> None:
    log, passed = log_of(session), sync.sent_and_received(session)
    with pytest.raises(Refused) as refusal:
        sync.export_statistics(session, to, period, out, tables=tables())
    assert refusal.value.code == code
    assert not out.exists() or out.is_dir() or code == "file-exists"
    assert (log_of(session), sync.sent_and_received(session)) == (log, passed)


def test_the_tables_of_a_quarter_reach_the_region(office: Session, region: Session, stick: Path) -> None:
    changes: list[Change] = []
    office.listen(changes.append)
    done = sync.export_statistics(office, "RUN", "2026-Q3", stick / "a.ancora", tables=tables(12))
    assert (done.kind, done.to, done.seq, done.records, done.again) == ("statistics", "RUN", 1, 2, False)
    assert done.bytes == (stick / "a.ancora").stat().st_size
    verified, found = read(done.file, region, office)
    assert verified.manifest.head.created == "2026-11"
    assert verified.manifest.head.prev is None
    assert found.tables[0].rows == (("0-11", 12), ("unknown", 3))
    assert changes == [Change("sync", "RUN")]
    assert log_of(office)[-1] == ("statistics-exported", "RUN", 1)
    (passage,) = sync.sent_and_received(office)
    assert (passage.direction, passage.office, passage.seq, passage.period) == ("sent", "RUN", 1, "2026-Q3")


def test_an_office_without_a_case_sends_its_zeros(office: Session, region: Session, stick: Path) -> None:
    """Through the definitions that the program ships, from the count to the file."""
    done = sync.export_statistics(office, "RUN", "2026-Q3", stick)
    _verified, found = read(done.file, region, office)
    assert {table.id for table in found.tables} == set(office.library.indicators)
    assert all(table.total == 0 for table in found.tables)


def test_in_a_folder_the_file_has_a_neutral_name(office: Session, region: Session, stick: Path) -> None:
    sync.export_statistics(office, "RUN", "2026-Q3", stick, tables=tables())
    (file,) = stick.iterdir()
    assert re.fullmatch(r"20261124-[0-9a-f]{8}\.ancora", file.name)
    for word in (b"UN4", b"RUN", b"2026", b"statistics"):
        assert word not in file.read_bytes()


def test_numbers_and_hashes_go_on_from_bundle_to_bundle(office: Session, region: Session, stick: Path) -> None:
    first, _ = read(export(office, "RUN", "2026-Q1", stick / "1"), region, office)
    second, _ = read(export(office, "RUN", "2026-Q2", stick / "2"), region, office)
    assert second.manifest.head.seq == 2
    assert second.manifest.head.prev == first.hash


def test_each_addressee_has_numbers_of_its_own(
    office: Session, region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    nation = desk(tmp_path, "NAT", clock, kind="region")
    acquaint(tmp_path / "stick", office, nation)
    export(office, "RUN", "2026-Q1", stick / "1")
    found, _ = read(export(office, "NAT", "2026-Q2", stick / "2"), nation, office)
    assert (found.manifest.head.seq, found.manifest.head.prev) == (1, None)
    nation.vault.close(nation.now())


def test_the_same_period_again_is_the_same_bundle_months_later(
    office: Session, region: Session, stick: Path, clock: FixedClock
) -> None:
    """The stick was lost. What was counted since does not show: a closed period is frozen."""
    export(office, "RUN", "2026-Q2", stick / "0")
    first, content = read(export(office, "RUN", "2026-Q3", stick / "1"), region, office)
    clock.advance(days=80)
    export(office, "RUN", "2026-Q4", stick / "2")
    done = sync.export_statistics(office, "RUN", "2026-Q3", stick / "3")
    again, same = read(done.file, region, office)
    assert (done.seq, done.again) == (2, True)
    assert (again.hash, same) == (first.hash, content)
    assert [one.seq for one in sync.sent_and_received(office)] == [3, 2, 1]
    assert codes(sync.import_files(region, [stick / "1", stick / "3"])) == [
        ("imported", None),
        ("already-imported", None),
    ]


def test_other_figures_for_a_frozen_period_do_not_leave(office: Session, region: Session, stick: Path) -> None:
    export(office, "RUN", "2026-Q3", stick / "1", count=6)
    with pytest.raises(Refused, match="frozen-differs"):
        export(office, "RUN", "2026-Q3", stick / "2", count=9)
    assert [file.name for file in stick.iterdir()] == ["1"]


def test_a_region_with_new_keys_gets_a_new_number(
    office: Session, region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """The tables are the same, but one number must never stand for two bundles."""
    first, _ = read(export(office, "RUN", "2026-Q3", stick / "1"), region, office)
    again = desk(tmp_path / "again", "RUN", clock, kind="region")
    card = tmp_path / "new"
    sync.trust(office, card, sync.save_card(again, card).fingerprint)
    done = sync.export_statistics(office, "RUN", "2026-Q3", stick / "2")
    second, _ = read(done.file, again, office)
    assert (done.seq, done.again, second.manifest.head.prev) == (2, False, first.hash)
    again.vault.close(again.now())


def test_the_preview_shows_the_very_figures_and_freezes_nothing(office: Session, region: Session, stick: Path) -> None:
    seen = sync.preview_statistics(office, "RUN", "2026-Q3")
    assert (seen.to, seen.country, seen.seq, seen.again, seen.tables.frozen) == ("RUN", "MD", 1, False, False)
    done = sync.export_statistics(office, "RUN", "2026-Q3", stick / "1")
    _verified, found = read(done.file, region, office)
    assert statistics.counted("2026-Q3", seen.tables.outgoing) == found
    assert sync.preview_statistics(office, "RUN", "2026-Q3").again
    assert log_of(office)[-1][0] == "statistics-exported"


# --- what must not happen ---------------------------------------------------------------------------------------------


def test_an_open_period_does_not_leave(office: Session, region: Session, stick: Path, clock: FixedClock) -> None:
    for period in ("2026-Q4", "2026", "2027-Q1"):
        refused("period-open", office, "RUN", period, stick / "1")
        with pytest.raises(Refused, match="period-open"):
            sync.preview_statistics(office, "RUN", period)
    with pytest.raises(Refused, match="period-malformed"):
        sync.export_statistics(office, "RUN", "2026-11", stick / "1")


def test_nothing_leaves_for_somebody_unknown(office: Session, region: Session, stick: Path) -> None:
    for stranger in ("ZZ9", "run", "", "UN4"):
        refused("no-such-office", office, stranger, "2026-Q3", stick / "1")
    sync.distrust(office, "RUN")
    refused("office-revoked", office, "RUN", "2026-Q3", stick / "1")


def test_tables_go_to_a_region_and_come_from_an_office(
    office: Session, region: Session, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    other = desk(tmp_path, "UN5", clock)
    nation = desk(tmp_path, "NAT", clock, kind="region")
    acquaint(stick, office, other)
    acquaint(tmp_path / "UN5", region, nation)
    refused("not-a-region", office, "UN5", "2026-Q3", stick / "1")
    refused("nothing-to-export", region, "NAT", "2026-Q3", stick / "1")
    for one in (other, nation):
        one.vault.close(one.now())


def test_only_a_lead_exports(office: Session, region: Session, stick: Path) -> None:
    for role in ("worker", "specialist"):
        refused("not-allowed", as_role(office, role), "RUN", "2026-Q3", stick / "1")
        with pytest.raises(Refused, match="not-allowed"):
            sync.preview_statistics(office, "RUN", "2026-Q3")


def test_practice_stays_within_practice(tmp_path: Path, stick: Path, clock: FixedClock) -> None:
    """Even with a card that got past the first gate."""
    learner = desk(tmp_path, "XUN4", clock, practice=True)
    trainer = desk(tmp_path, "XR1", clock, kind="region", practice=True)
    acquaint(stick, learner, trainer)
    export(learner, "XR1", "2026-Q3", stick / "1")
    assert codes(sync.import_files(trainer, [stick / "1"])) == [("imported", None)]
    with learner.vault.write(learner.now()) as conn:
        conn.execute("UPDATE office SET practice = 0")
    refused("practice-only", learner, "XR1", "2026-Q3", stick / "2")
    for one in (learner, trainer):
        one.vault.close(one.now())


def test_tables_cross_the_border(office: Session, tmp_path: Path, stick: Path, clock: FixedClock) -> None:
    abroad = desk(tmp_path, "RSV", clock, kind="region", country="RO")
    acquaint(stick, office, abroad)
    assert sync.preview_statistics(office, "RSV", "2026-Q3").country == "RO"
    export(office, "RSV", "2026-Q3", stick / "1")
    assert codes(sync.import_files(abroad, [stick / "1"])) == [("imported", None)]
    abroad.vault.close(abroad.now())


# --- the stick --------------------------------------------------------------------------------------------------------


def test_a_file_is_never_replaced(office: Session, region: Session, stick: Path) -> None:
    (stick / "1").write_text("mine")
    refused("file-exists", office, "RUN", "2026-Q3", stick / "1")
    assert (stick / "1").read_text() == "mine"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only"),
        (errno.EIO, "file-unwritable"),
        (errno.ENODEV, "file-unwritable"),
    ],
)
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_trouble_with_the_stick_leaves_nothing_half_done(
    number: int, code: str, moment: str, office: Session, region: Session, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The medium fails at its last two moments; the number is not lost, and the next try gives the same bundle."""
    real = getattr(os, moment)

    def fail(*arguments: object) -> None:
        if moment == "replace" or _is_on(stick, arguments[0]):
            raise OSError(number, "trouble")
        real(*arguments)

    monkeypatch.setattr(os, moment, fail)
    with pytest.raises(Refused) as refusal:
        export(office, "RUN", "2026-Q3", stick / "1")
    assert refusal.value.code == code
    assert list(stick.iterdir()) == []
    monkeypatch.undo()
    assert read(export(office, "RUN", "2026-Q3", stick / "1"), region, office)[0].manifest.head.seq == 1


def _is_on(folder: Path, handle: object) -> bool:
    return isinstance(handle, int) and any(os.path.samestat(os.fstat(handle), file.stat()) for file in folder.iterdir())


def test_a_stick_that_is_not_there_is_told_plainly(office: Session, region: Session, tmp_path: Path) -> None:
    refused("file-unwritable", office, "RUN", "2026-Q3", tmp_path / "gone" / "1")


def test_a_full_vault_leaves_no_file(office: Session, region: Session, stick: Path) -> None:
    """What is not in the register is not on the stick either."""
    pages = office.conn.execute("PRAGMA page_count").fetchone()[0]
    office.conn.execute(f"PRAGMA max_page_count = {pages}")
    (small,) = tables()
    rows = tuple(small.rows[0]._replace(code=f"code_{number:04d}") for number in range(900))
    with pytest.raises(VaultRefused, match="disk-full"):
        for period in PERIODS:
            large = replace(small, rows=rows)
            sync.export_statistics(office, "RUN", period, stick / period, tables=(large,))
    assert {file.name for file in stick.iterdir()} == {one.period for one in sync.sent_and_received(office)}
