"""A backup is believed after it was read back; a few are kept, none for long, and a failure leaves no half of one."""

from __future__ import annotations

import shutil
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import backup, records
from db.backup import BackupInfo
from db.connection import open_raw
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NOW, open_vault, save

Usage = namedtuple("Usage", "total used free")


def test_a_backup_opens_as_a_vault_with_everything_in_it(vault: Vault, tmp_path: Path) -> None:
    saved = save(vault, "kept")
    info = backup.make(vault, NOW)
    assert (info.at, info.commit_no, backup.last(vault.path)) == (NOW, 2, info)
    assert sorted(path.name for path in info.path.iterdir()) == ["vault.db", "vault.keys"]
    shutil.copytree(info.path, tmp_path / "restored")
    opened = open_vault(tmp_path / "restored")
    assert records.get(opened.conn, saved) is not None
    assert opened.anchor_state == "missing"
    opened.close(NOW)


def test_work_that_goes_on_meanwhile_is_either_wholly_in_it_or_not(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_STEP", 8)
    before = save(vault)
    reported: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        reported.append((done, total))
        if len(reported) < 4:
            save(vault)

    info = backup.make(vault, NOW, report=report)
    assert len(reported) > 3
    assert reported[-1][0] == reported[-1][1]
    assert info.commit_no == 2
    with closing(open_raw(info.path / "vault.db", vault.database_key, "ro")) as conn:
        assert [one.id for one in records.of_form(conn, "report")] == [before]
        assert conn.execute("SELECT commit_no FROM ledger").fetchone() == (info.commit_no,)


def test_a_stop_leaves_nothing_behind(vault: Vault) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.make(vault, NOW, report=stop)
    assert list((vault.path / "backups").iterdir()) == []
    assert backup.last(vault.path) is None
    save(vault)


def test_a_backup_may_go_to_a_stick(vault: Vault, tmp_path: Path) -> None:
    info = backup.make(vault, NOW, to=tmp_path / "stick" / "copies")
    assert info.path.parent == tmp_path / "stick" / "copies"
    assert backup.last(vault.path) is None
    assert backup.every(tmp_path / "stick" / "copies") == [info]


def test_a_list_of_what_is_erased_goes_with_it(vault: Vault) -> None:
    (vault.path / "vault.erased").write_bytes(b"ids")
    assert (backup.make(vault, NOW).path / "vault.erased").read_bytes() == b"ids"


def test_too_little_room_is_noticed_before_anything_is_written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    save(vault)
    size = sum((vault.path / name).stat().st_size for name in ("vault.db", "vault.db-wal"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, int(size * 2.19)))
    with pytest.raises(VaultRefused, match="disk-full"):
        backup.make(vault, NOW)
    assert list((vault.path / "backups").iterdir()) == []
    vault.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (vault.path / "vault.db-wal").unlink()
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 1 << 40))
    backup._check_room(vault.path / "vault.db", vault.path)


def test_a_backup_that_does_not_read_back_is_none(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def damage(folder: Path, _key: bytearray) -> None:
        raise VaultRefused("backup-damaged")

    with monkeypatch.context() as bad:
        bad.setattr(backup, "verify", damage)
        with pytest.raises(VaultRefused, match="backup-damaged"):
            backup.make(vault, NOW)
    counts = iter([{"record": 2}, {"record": 1}])
    monkeypatch.setattr(backup, "_counts", lambda _conn: next(counts))
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.make(vault, NOW)
    assert list((vault.path / "backups").iterdir()) == []


def test_a_damaged_backup_is_found_out(vault: Vault) -> None:
    info = backup.make(vault, NOW)
    backup.verify(info.path, vault.database_key)
    assert sorted(path.name for path in info.path.iterdir()) == ["vault.db", "vault.keys"]
    data = bytearray((info.path / "vault.db").read_bytes())
    data[-2000] ^= 1
    (info.path / "vault.db").write_bytes(data)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.verify(info.path, vault.database_key)


def test_a_backup_that_vanishes_under_our_hands_is_not_reported_as_made(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_rotate", lambda root, _now, _made: shutil.rmtree(root))
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.make(vault, NOW)


def test_at_the_end_of_work_a_backup_is_made_if_something_changed_and_else_once_a_day(vault: Vault) -> None:
    assert backup.on_exit(vault, NOW) is not None
    assert backup.on_exit(vault, NOW + timedelta(hours=23)) is None
    assert backup.on_exit(vault, NOW + timedelta(hours=24)) is not None
    save(vault)
    assert backup.on_exit(vault, NOW + timedelta(hours=25)) is not None


def test_what_is_no_backup_is_left_alone(vault: Vault) -> None:
    root = vault.path / "backups"
    for name in ("notes", "20260101T000000Z-1", "20261399T000000Z-1"):
        (root / name).mkdir(parents=True)
    (root / "20261399T000000Z-1" / "vault.db").write_bytes(b"x")
    (root / "part").mkdir()
    info = backup.make(vault, NOW)
    assert backup.every(root) == [info]
    assert {path.name for path in root.iterdir()} == {
        "notes", "20260101T000000Z-1", "20261399T000000Z-1", info.path.name,
    }  # fmt: skip


def test_old_ones_go_when_a_new_one_is_there(vault: Vault) -> None:
    for days in range(60):
        backup.make(vault, NOW + timedelta(days=days))
    ages = [(NOW + timedelta(days=59) - one.at).days for one in backup.every(vault.path / "backups")]
    assert sorted(ages)[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(ages) <= 11
    assert max(ages) < 35


def test_a_clock_that_fell_years_back_keeps_no_backup_from_being_made(vault: Vault) -> None:
    for days in range(40):
        backup.make(vault, NOW + timedelta(days=days))
    before = backup.every(vault.path / "backups")
    made = backup.make(vault, datetime(2015, 1, 1, tzinfo=UTC))  # as a computer with an empty battery says
    assert made.path.exists()
    assert backup.every(vault.path / "backups") == [made, *before]
    assert backup.last(vault.path) == before[-1]
    assert backup.is_old(backup.last(vault.path), datetime(2015, 1, 1, tzinfo=UTC), timedelta(days=3))


def test_a_clock_that_jumped_years_ahead_for_a_day_takes_no_backup_with_it(vault: Vault) -> None:
    for days in range(10):
        backup.make(vault, NOW + timedelta(days=days))
    before = backup.every(vault.path / "backups")
    wrong = backup.make(vault, NOW + timedelta(days=900))
    assert backup.every(vault.path / "backups") == [*before, wrong]
    right = NOW + timedelta(days=10)
    assert backup.is_old(wrong, right, timedelta(days=3))  # it is no reason to make none for years
    backup.make(vault, right)
    assert len(backup.every(vault.path / "backups")) == backup.DAYS


TIMES = st.lists(st.integers(0, 24 * 80), unique=True, max_size=60)


@given(TIMES)
def test_the_rule_of_rotation(hours: list[int]) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    backups = [BackupInfo(Path(str(hour)), now - timedelta(hours=hour), hour, 1) for hour in hours]
    stays = backup.kept(backups, now)
    assert len(stays) <= backup.DAYS + backup.WEEKS
    by_path = {one.path: one for one in backups}
    if backups:
        newest = max(backups, key=lambda one: one.at)
        assert newest.path in stays
        assert all(by_path[path] == newest or now - by_path[path].at < backup.EXPIRE for path in stays)
    days = sorted({one.at.date() for one in backups if now - one.at < backup.EXPIRE}, reverse=True)
    assert {by_path[path].at.date() for path in stays} >= set(days[: backup.DAYS])
