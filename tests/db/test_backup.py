"""A backup is believed after it was read back; a few are kept, none for long, and a failure leaves no half of one."""

from __future__ import annotations

import shutil
import zipfile
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import archive, backup, files, records, rotation, tombs
from db.backup import BackupInfo
from db.connection import open_raw
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NOW, new_vault, open_vault, record, save

Usage = namedtuple("Usage", "total used free")


def unpacked(made: BackupInfo, to: Path) -> Path:
    """As any computer takes it apart."""
    with zipfile.ZipFile(made.path) as packed:
        packed.extractall(to)
    return to


def folder_backup(vault: Vault, at: datetime) -> Path:
    """A backup as the program made it before this one."""
    made = backup.make(vault, at, to=vault.path / "elsewhere")
    folder = vault.path / backup.FOLDER / made.path.name.removesuffix(archive.ENDING)
    unpacked(made, folder)
    shutil.rmtree(vault.path / "elsewhere")
    return folder


def test_a_backup_opens_as_a_vault_with_everything_in_it(vault: Vault, tmp_path: Path) -> None:
    saved = save(vault, "kept")
    info = backup.make(vault, NOW)
    assert (info.at, info.commit_no, backup.last(vault.path)) == (NOW, 2, info)
    assert [path.name for path in (vault.path / "backups").iterdir()] == ["20261124T123000Z-2.ancora-backup"]
    unpacked(info, tmp_path / "restored")
    assert sorted(path.name for path in (tmp_path / "restored").iterdir()) == ["vault.db", "vault.keys"]
    opened = open_vault(tmp_path / "restored")
    assert records.get(opened.conn, saved) is not None
    assert opened.anchor_state == "missing"
    opened.close(NOW)


def test_work_that_goes_on_meanwhile_is_either_wholly_in_it_or_not(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    with closing(open_raw(unpacked(info, tmp_path / "out") / "vault.db", vault.database_key, "ro")) as conn:
        assert [one.id for one in records.of_form(conn, "report")] == [before]
        assert conn.execute("SELECT commit_no FROM ledger").fetchone() == (info.commit_no,)


@pytest.mark.parametrize("moment", [1, 2, 4])
def test_a_stop_leaves_nothing_behind(vault: Vault, tmp_path: Path, moment: int) -> None:
    told: list[int] = []

    def stop(done: int, _total: int) -> None:
        told.append(done)
        if len(told) == moment:
            raise KeyboardInterrupt

    for place in (None, tmp_path / "stick"):
        told.clear()
        with pytest.raises(KeyboardInterrupt):
            backup.make(vault, NOW, to=place, report=stop)
        assert list((place or vault.path / "backups").iterdir()) == []
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
    with archive.parts(backup.make(vault, NOW).path) as held, held["vault.erased"].open() as file:
        assert file.read() == b"ids"


def test_too_little_room_is_noticed_before_anything_is_written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    save(vault)
    size = sum((vault.path / name).stat().st_size for name in ("vault.db", "vault.db-wal"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, int(size * 2.19)))
    with pytest.raises(VaultRefused, match="disk-full"):
        backup.make(vault, NOW)
    assert list((vault.path / "backups").iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, int(size * 2.3)))
    backup.make(vault, NOW)


def test_a_backup_that_does_not_read_back_is_none(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def damage(_database: Path, _key: bytearray) -> None:
        raise VaultRefused("backup-damaged")

    with monkeypatch.context() as bad:
        bad.setattr(backup, "_check", damage)
        with pytest.raises(VaultRefused, match="backup-damaged"):
            backup.make(vault, NOW)
    counts = iter([{"record": 2}, {"record": 1}])
    with monkeypatch.context() as bad:
        bad.setattr(backup, "_counts", lambda _conn: next(counts))
        with pytest.raises(VaultRefused, match="backup-damaged"):
            backup.make(vault, NOW)

    def spoil(_file: object) -> None:
        """A medium that keeps other bytes than it was given."""
        path = next((vault.path / "backups").glob("*.part"))
        data = bytearray(path.read_bytes())
        data[5000] ^= 1
        path.write_bytes(data)

    monkeypatch.setattr(archive, "_forget_cached", spoil)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.make(vault, NOW)
    assert list((vault.path / "backups").iterdir()) == []


def test_what_a_person_must_not_see_is_in_the_backup_all_the_same(vault: Vault, tmp_path: Path) -> None:
    hidden = record(case="c" * 32)
    with vault.write(NOW) as conn:
        records.put(conn, hidden)
        conn.execute("INSERT INTO denied VALUES (?, ?, 'now', ?)", ("c" * 32, vault.worker.id, vault.worker.id))
    vault.look_again()
    assert records.get(vault.conn, hidden.id) is None
    made = backup.make(vault, NOW)
    with closing(open_raw(unpacked(made, tmp_path / "out") / "vault.db", vault.database_key, "ro")) as conn:
        assert records.get(conn, hidden.id) is not None


def test_a_damaged_backup_is_found_out_and_remembered(vault: Vault) -> None:
    info = backup.make(vault, NOW)
    backup.verify(info.path, vault.database_key)
    assert backup.look_again(vault, NOW)
    assert [path.name for path in (vault.path / "backups").iterdir()] == [info.path.name]
    data = bytearray(info.path.read_bytes())
    data[-9000] ^= 1
    info.path.write_bytes(data)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.verify(info.path, vault.database_key)
    known = backup.remembered(vault.conn)
    assert known is not None
    assert (known.name, known.size, known.at, known.damaged) == (info.path.name, info.size, NOW, False)
    assert not backup.look_again(vault, NOW)
    known = backup.remembered(vault.conn)
    assert known is not None
    assert known.damaged
    backup.make(vault, NOW + timedelta(days=1))
    known = backup.remembered(vault.conn)
    assert known is not None
    assert not known.damaged


def test_of_none_and_of_one_that_cannot_be_read_now_nothing_is_claimed(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backup.look_again(vault, NOW)
    backup.make(vault, NOW)

    def pulled(*_args: object) -> str:
        raise VaultRefused("file-unreadable")

    monkeypatch.setattr(archive, "digest_of", pulled)
    with pytest.raises(VaultRefused, match="file-unreadable"):
        backup.look_again(vault, NOW)
    known = backup.remembered(vault.conn)
    assert known is not None
    assert not known.damaged


def test_one_that_vanishes_under_our_hands_is_not_reported_as_made(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.fsync_folder

    def vanish(folder: Path) -> None:
        real(folder)
        for one in backup.every(folder):
            one.path.unlink()

    monkeypatch.setattr(files, "fsync_folder", vanish)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.make(vault, NOW)


def test_damage_of_the_database_within_a_sound_file_is_found(vault: Vault, tmp_path: Path) -> None:
    folder = unpacked(backup.make(vault, NOW), tmp_path / "in")
    data = bytearray((folder / "vault.db").read_bytes())
    data[-2000] ^= 1
    (folder / "vault.db").write_bytes(data)
    archive.pack(tmp_path / "sound", folder, "x", lambda _done, _total: None)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.verify(tmp_path / "sound", vault.database_key)


def test_a_vault_of_the_first_shape_has_no_list_of_what_was_erased(vault: Vault) -> None:
    vault.conn.execute("DROP TABLE erased")
    assert backup.make(vault, NOW).path.exists()


def test_a_backup_that_is_made_changes_nothing_that_the_next_one_would_have_to_hold(vault: Vault) -> None:
    before = vault.conn.execute("SELECT commit_no FROM ledger").fetchone()
    backup.make(vault, NOW)
    assert vault.conn.execute("SELECT commit_no FROM ledger").fetchone() == before
    assert backup.on_exit(vault, NOW + timedelta(hours=1)) is None


def test_half_a_file_that_a_pulled_stick_kept_is_no_backup_and_goes(vault: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    first = backup.make(vault, NOW, to=stick)
    half = stick / f"{first.path.name}.part"
    half.write_bytes(first.path.read_bytes()[:9000])
    (stick / "letter.part").write_bytes(b"of somebody else")
    (stick / "letter.ancora-backup.part").write_bytes(b"of somebody else")
    assert backup.every(stick) == [first]
    second = backup.make(vault, NOW + timedelta(days=1), to=stick)
    assert backup.every(stick) == [first, second]
    assert {path.name for path in stick.iterdir()} == {
        first.path.name, second.path.name, "letter.part", "letter.ancora-backup.part",
    }  # fmt: skip


def test_backups_of_earlier_versions_are_found_checked_and_go_in_their_turn(vault: Vault) -> None:
    old = folder_backup(vault, NOW)
    assert [one.path for one in backup.every(vault.path / "backups")] == [old]
    backup.verify(old, vault.database_key)
    for days in range(1, 40):
        backup.make(vault, NOW + timedelta(days=days))
    assert not old.exists()


def test_on_a_stick_the_backups_of_another_office_stay(vault: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    other = new_vault(tmp_path / "other", office="UN5")
    theirs = backup.make(other, NOW - timedelta(days=100), to=stick)
    other.close(NOW)
    (stick / "20260101T000000Z-1.ancora-backup").write_bytes(b"nobody knows whose")
    for days in (0, 20, 40):
        backup.make(vault, NOW + timedelta(days=days), to=stick)
    ages = {(one.at - NOW).days for one in backup.every(stick) if one.path != theirs.path and one.size > 100}
    assert theirs.path.exists()
    assert (stick / "20260101T000000Z-1.ancora-backup").exists()
    assert ages == {20, 40}


def test_nothing_keeps_a_backup_of_what_was_erased_longer_than_was_promised(vault: Vault) -> None:
    """A gap as long as expiry spares all others once; not what still holds an erased case."""
    held = backup.make(vault, NOW)
    with vault.write(NOW) as conn:
        tombs.keep(conn, [tombs.Entry("c" * 32, tombs.ALL, "request", NOW.date().isoformat())])
    later = backup.make(vault, NOW + timedelta(days=2))
    last = backup.make(vault, NOW + timedelta(days=60))
    assert backup.every(vault.path / "backups") == [later, last]
    assert not held.path.exists()


def test_without_an_erasure_a_gap_as_long_as_expiry_spares_the_others_once(vault: Vault) -> None:
    made = [backup.make(vault, NOW + timedelta(days=days)) for days in (0, 2, 60)]
    assert backup.every(vault.path / "backups") == made


def test_what_lay_here_before_a_restore_expires_like_a_backup(vault: Vault) -> None:
    aside = vault.path / "before-20261124T123000Z"
    aside.mkdir()
    (aside / "vault.db").write_bytes(b"of before")
    backup.make(vault, NOW + timedelta(days=34))
    assert aside.exists()
    backup.make(vault, NOW + timedelta(days=35))
    assert not aside.exists()


def test_at_the_end_of_work_a_backup_is_made_if_something_changed_and_else_once_a_day(vault: Vault) -> None:
    assert backup.on_exit(vault, NOW) is not None
    assert backup.on_exit(vault, NOW + timedelta(hours=23)) is None
    assert backup.on_exit(vault, NOW + timedelta(hours=24)) is not None
    save(vault)
    made = backup.on_exit(vault, NOW + timedelta(hours=25))
    assert made is not None
    assert backup.on_exit(vault, NOW + timedelta(hours=26)) is None
    made.path.write_bytes(made.path.read_bytes()[:-1])
    assert backup.on_exit(vault, NOW + timedelta(hours=26)) is not None


def test_what_is_no_backup_is_left_alone(vault: Vault) -> None:
    root = vault.path / "backups"
    for name in ("notes", "20260101T000000Z-1", "20261399T000000Z-1"):
        (root / name).mkdir(parents=True)
    (root / "20261399T000000Z-1" / "vault.db").write_bytes(b"x")
    (root / "work").mkdir()
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
    assert len(backup.every(vault.path / "backups")) == rotation.DAYS


def test_nor_does_it_if_several_backups_are_made_on_that_day(vault: Vault) -> None:
    aside = vault.path / "before-20261124T123000Z"
    aside.mkdir()
    for days in range(10):
        backup.make(vault, NOW + timedelta(days=days))
    before = backup.every(vault.path / "backups")
    for hours in (0, 2, 5):
        backup.make(vault, NOW + timedelta(days=900, hours=hours))
    assert backup.every(vault.path / "backups")[: len(before)] == before
    assert aside.exists()
    for days in range(901, 908):
        backup.make(vault, NOW + timedelta(days=days))
    assert all(one.at > NOW + timedelta(days=899) for one in backup.every(vault.path / "backups")), "it was no mistake"


def test_a_date_that_is_still_to_come_keeps_no_erased_case_longer(vault: Vault) -> None:
    save(vault)
    held = backup.make(vault, NOW + timedelta(days=400))  # the clock was wrong for an hour
    with vault.write(NOW) as conn:
        tombs.keep(conn, [tombs.Entry("c" * 32, tombs.ALL, "request", NOW.date().isoformat())])
    for days in range(36):
        backup.make(vault, NOW + timedelta(days=days))
    assert held.path.exists()
    made = backup.make(vault, NOW + timedelta(days=36))
    assert not held.path.exists()
    with vault.write(NOW) as conn:
        tombs.keep(conn, [tombs.Entry("c" * 32, tombs.ALL, "request", NOW.date().isoformat())])  # is no news
    backup.make(vault, NOW + timedelta(days=37))
    assert made.path.exists()


TIMES = st.lists(st.integers(0, 24 * 80), unique=True, max_size=60)


@given(TIMES)
def test_the_rule_of_rotation(hours: list[int]) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    backups = [BackupInfo(Path(str(hour)), now - timedelta(hours=hour), hour, 1) for hour in hours]
    stays = rotation.kept(backups, now)
    assert len(stays) <= rotation.DAYS + rotation.WEEKS
    by_path = {one.path: one for one in backups}
    if backups:
        newest = max(backups, key=lambda one: one.at)
        assert newest.path in stays
        assert all(by_path[path] == newest or now - by_path[path].at < rotation.EXPIRE for path in stays)
    days = sorted({one.at.date() for one in backups if now - one.at < rotation.EXPIRE}, reverse=True)
    assert {by_path[path].at.date() for path in stays} >= set(days[: rotation.DAYS])
