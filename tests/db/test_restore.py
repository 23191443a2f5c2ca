"""A backup is put back: whole or not at all, with what was there kept aside, and as an installation of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import (
    access_log,
    archive,
    backup,
    erased_file,
    erasure,
    keys,
    meta,
    migrate,
    records,
    rekey,
    restore,
    secrets,
    swap,
    tombs,
)
from db import vault as vaults
from db.backup import BackupInfo
from db.bundles import Sent, note_sent, sent_for
from db.connection import open_raw
from db.crypto import new_secret, public_half
from db.errors import VaultRefused
from db.restore import Missing, Restored
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, new_vault, open_vault, record, save

LATER = NOW + timedelta(hours=5)


def put_back(file: Path, folder: Path, **changes: object) -> Restored:
    asked = {"passphrase": PASSPHRASE, "now": LATER, "report": None, **changes}
    unlock: Callable[[Path], keys.Unlocked] = lambda part: keys.unlock(part, NAME, str(asked["passphrase"]))  # noqa: E731
    return restore.restore(file, folder, unlock, asked["now"], asked["report"])  # type: ignore[arg-type]


def notes(folder: Path) -> list[str]:
    """What stands in the sheets of the vault in a folder, which is closed again."""
    opened = open_vault(folder, now=LATER)
    try:
        return sorted(str(one.body["note"]) for one in records.of_form(opened.conn, "report"))
    finally:
        opened.close(LATER)


@pytest.fixture
def made(closed: Path) -> BackupInfo:
    """A backup with one sheet; a second sheet was saved after it."""
    opened = open_vault(closed)
    info = backup.make(opened, NOW)
    with opened.write(NOW + timedelta(hours=1)) as conn:
        records.put(conn, record(body={"note": "later"}))
    opened.close(NOW)
    return info


def test_what_was_in_the_backup_is_there_again_and_what_was_there_is_kept_aside(closed: Path, made: BackupInfo) -> None:
    assert notes(closed) == ["kept", "later"]
    told = put_back(made.path, closed)
    assert told == Restored(
        kept_aside=closed / "before-20261124T173000Z",
        cases=0,
        records=1,
        commit_no=2,
        ends_at=NOW,
        missing=Missing(1, LATER),  # until it was closed last
        erased_again=0,
        list_doubtful=False,
        keys_older=False,
    )
    assert notes(closed) == ["kept"]
    assert notes(closed / "before-20261124T173000Z") == ["kept", "later"]
    assert made.path.exists()


def test_a_restored_vault_opens_in_good_order_as_another_installation(closed: Path, made: BackupInfo) -> None:
    before = open_vault(closed)
    node = before.office.node
    before.close(NOW)
    put_back(made.path, closed)
    opened = open_vault(closed, now=LATER)
    assert (opened.anchor, opened.unclean, opened.commit_no) == ("ok", False, 3)
    assert opened.office.code == "UN4"
    assert opened.office.node not in ("", node)
    entry = access_log.page(opened.conn, 1)[0]
    assert (entry.verb, entry.worker, entry.at, entry.count) == ("restored", opened.worker.id, LATER, 2)
    assert access_log.verify(opened.conn) is None
    save(opened)
    opened.close(LATER)
    assert open_vault(closed, now=LATER).anchor == "ok"


def test_the_line_of_the_vault_that_was_put_aside_is_told_from_the_new_one(closed: Path, made: BackupInfo) -> None:
    """Whoever puts yesterday's file over the restored one is found out like anybody else."""
    told = put_back(made.path, closed)
    assert told.kept_aside is not None
    shutil.copyfile(told.kept_aside / "vault.db", closed / "vault.db")
    opened = open_vault(closed, now=LATER)
    assert opened.anchor_state == "other"
    opened.close(LATER)


def test_a_backup_opens_on_a_new_computer(made: BackupInfo, tmp_path: Path) -> None:
    told = put_back(made.path, tmp_path / "new" / "vault")
    assert (told.kept_aside, told.missing, told.records) == (None, None, 1)
    assert notes(tmp_path / "new" / "vault") == ["kept"]
    assert sorted(path.name for path in (tmp_path / "new" / "vault").iterdir()) == [
        "vault.anchor", "vault.db", "vault.keys", "vault.lock",
    ]  # fmt: skip
    assert (tmp_path / "new" / "vault" / "vault.db").stat().st_mode & 0o077 == 0


def test_a_backup_from_the_middle_of_a_change_of_keys_is_put_back(vault: Vault, tmp_path: Path) -> None:
    """The key file holds two keys then, and the database tells which one is right."""
    keys.begin_rekey(vault, bytearray(b"n" * 32), vault.worker.id, NOW, without=frozenset(), kit_public=None)
    info = backup.make(vault, NOW)
    told: list[tuple[int, int]] = []
    put_back(info.path, tmp_path / "new", report=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert notes(tmp_path / "new") == []


def test_a_present_vault_of_a_newer_program_is_only_put_aside(closed: Path, made: BackupInfo) -> None:
    opened = open_vault(closed)
    opened.conn.execute(f"PRAGMA user_version = {migrate.latest() + 1}")
    opened.close(NOW)
    assert put_back(made.path, closed).records == 1


def test_folders_that_only_look_like_ours_are_left_alone(closed: Path) -> None:
    for name in ("restored-20261399T000000Z", "placing-today", "before-20261399T000000Z"):
        (closed / name).mkdir()
    assert not swap.is_waiting(closed)
    assert swap.kept_aside(closed) == []
    assert notes(closed) == ["kept"]


def test_the_backups_stay_where_they_are(closed: Path, made: BackupInfo) -> None:
    put_back(made.path, closed)
    assert backup.every(closed / "backups") == [made]


def test_a_backup_that_an_earlier_version_made_is_put_back_too(closed: Path, made: BackupInfo, tmp_path: Path) -> None:
    folder = tmp_path / "20261124T123000Z-2"
    folder.mkdir()
    for name in ("vault.db", "vault.keys"):
        archive.take_out(made.path, name, folder / name)
    assert put_back(folder, closed).records == 1
    assert notes(closed) == ["kept"]


@pytest.mark.parametrize("spoil", ["vault.db", "vault.keys", "vault.anchor"])
def test_it_helps_where_a_file_of_the_vault_is_damaged_or_gone(closed: Path, made: BackupInfo, spoil: str) -> None:
    for gone in (False, True):
        (closed / spoil).write_bytes(b"spoilt")
        if gone:
            (closed / spoil).unlink()
        told = put_back(made.path, closed)
        assert told.kept_aside is not None
        assert notes(closed) == ["kept"]


# --- refused: then everything stays ---------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    wanted = ("vault.db", "vault.keys", "vault.anchor", "vault.erased")
    return {name: (folder / name).read_bytes() for name in wanted if (folder / name).exists()}


def spoilt(file: Path, place: int) -> Path:
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    copy = file.with_name("spoilt")
    copy.write_bytes(data)
    return copy


def test_a_wrong_passphrase_is_said_before_the_database_is_copied(closed: Path, made: BackupInfo) -> None:
    before = contents(closed)
    told: list[int] = []
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        put_back(made.path, closed, passphrase="another one", report=lambda done, _total: told.append(done))
    assert (told, contents(closed), swap.kept_aside(closed)) == ([], before, [])
    assert not (closed / swap.PART).exists()


@pytest.mark.parametrize("place", [5000, 20_000, -3000])
def test_a_damaged_backup_changes_nothing(closed: Path, made: BackupInfo, place: int) -> None:
    before = contents(closed)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        put_back(spoilt(made.path, place), closed)
    assert contents(closed) == before
    assert notes(closed) == ["kept", "later"]


def test_a_backup_whose_database_is_cut_within_a_sound_zip_changes_nothing(
    closed: Path, made: BackupInfo, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("vault.db", "vault.keys"):
        archive.take_out(made.path, name, folder / name)
    (folder / "vault.db").write_bytes((folder / "vault.db").read_bytes()[: 20 * 4096])
    archive.pack(tmp_path / "cut", folder, "x", lambda _done, _total: None)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        put_back(tmp_path / "cut", closed)
    assert notes(closed) == ["kept", "later"]


def test_a_backup_of_another_office_is_not_put_over_this_one(closed: Path, made: BackupInfo, tmp_path: Path) -> None:
    other = new_vault(tmp_path / "other", office="UN5")
    theirs = backup.make(other, NOW)
    other.close(NOW)
    with pytest.raises(VaultRefused, match="backup-of-another"):
        put_back(theirs.path, closed)
    assert notes(closed) == ["kept", "later"]


def test_a_newer_backup_waits_for_the_newer_program(closed: Path) -> None:
    opened = open_vault(closed)
    opened.conn.execute(f"PRAGMA user_version = {migrate.latest() + 1}")
    info = backup.make(opened, NOW)
    opened.conn.execute(f"PRAGMA user_version = {migrate.latest()}")
    opened.close(NOW)
    with pytest.raises(VaultRefused, match="vault-newer"):
        put_back(info.path, closed)
    assert notes(closed) == ["kept"]


def test_a_vault_that_is_open_is_not_pulled_from_under_its_program(vault: Vault) -> None:
    info = backup.make(vault, NOW)
    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        put_back(info.path, vault.path)
    save(vault)


def test_without_room_nothing_is_begun(closed: Path, made: BackupInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: Room(made.size))
        with pytest.raises(VaultRefused, match="disk-full"):
            put_back(made.path, closed)
    assert notes(closed) == ["kept", "later"]


class Room:
    """What a disk says of itself."""

    def __init__(self, free: int) -> None:
        self.free = free


def test_a_stop_changes_nothing(closed: Path, made: BackupInfo) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_back(made.path, closed, report=stop)
    assert not (closed / swap.PART).exists()
    assert notes(closed) == ["kept", "later"]


# --- what must not come back, and what must not be forgotten --------------------------------------------------------


def erase(vault: Vault, record_id: str) -> None:
    """Gone from the database and in the list beside it, as the service does it."""
    entry = tombs.Entry(record_id, tombs.ALL, "request", NOW.date().isoformat())
    with vault.write(NOW) as conn:
        erasure.reapply(conn, [entry])
    erased_file.write_file(vault.path / erased_file.FILE, tombs.every(vault.conn), erased_file.key_of(vault.conn))


def two(path: Path) -> tuple[Vault, str, BackupInfo]:
    """A vault with two sheets and a backup of both."""
    vault = new_vault(path)
    save(vault, "stays")
    gone = save(vault, "canary")
    return vault, gone, backup.make(vault, NOW)


def test_what_was_erased_since_does_not_come_back(tmp_path: Path) -> None:
    vault, gone, info = two(tmp_path / "vault")
    erase(vault, gone)
    vault.close(NOW)
    told = put_back(info.path, vault.path)
    assert (told.erased_again, told.list_doubtful, told.records) == (1, False, 1)
    assert notes(vault.path) == ["stays"]
    opened = open_vault(vault.path, now=LATER)
    assert [one.id for one in tombs.every(opened.conn)] == [gone]
    assert erased_file.read_file(vault.path / erased_file.FILE, erased_file.key_of(opened.conn)) == tombs.every(
        opened.conn
    )
    dump = [row for (row,) in opened.conn.execute("SELECT body FROM record UNION ALL SELECT sets FROM revision")]
    assert not [row for row in dump if "canary" in row]
    opened.close(LATER)


def test_a_later_backup_beside_it_knows_what_was_erased_even_where_the_vault_is_gone(tmp_path: Path) -> None:
    vault, gone, early = two(tmp_path / "vault")
    erase(vault, gone)
    backup.make(vault, NOW + timedelta(days=1))
    vault.close(NOW)
    told = put_back(early.path, tmp_path / "new")
    assert (told.erased_again, told.records) == (1, 1)
    assert notes(tmp_path / "new") == ["stays"]
    assert not list((tmp_path / "new").glob("*.erased*.erased"))


def test_the_database_knows_it_where_the_list_beside_it_is_gone(tmp_path: Path) -> None:
    vault, gone, info = two(tmp_path / "vault")
    erase(vault, gone)
    vault.close(NOW)
    (vault.path / erased_file.FILE).unlink()
    assert put_back(info.path, vault.path).erased_again == 1
    assert notes(vault.path) == ["stays"]


def test_a_list_that_proves_nothing_is_told_and_stops_nobody(tmp_path: Path) -> None:
    vault, gone, info = two(tmp_path / "vault")
    erase(vault, gone)
    vault.close(NOW)
    (vault.path / erased_file.FILE).write_bytes(b'{"entries":[],"format":1,"mac":"00"}')
    (vault.path / "vault.db").write_bytes(b"spoilt")
    told = put_back(info.path, vault.path)
    assert (told.list_doubtful, told.erased_again) == (True, 0)


def test_the_list_of_another_office_on_the_same_stick_is_no_doubt(tmp_path: Path) -> None:
    other, theirs, _info = two(tmp_path / "other")
    erase(other, theirs)
    vault, gone, _early = two(tmp_path / "vault")
    erase(vault, gone)
    for number, each in enumerate((other, vault)):
        backup.make(each, NOW + timedelta(seconds=number), to=tmp_path / "stick")
        each.close(NOW)
    ours = backup.every(tmp_path / "stick")[1].path
    assert not put_back(ours, tmp_path / "new").list_doubtful


def test_the_numbers_that_went_out_since_are_not_given_out_again(closed: Path, made: BackupInfo) -> None:
    sent = Sent("RUN", "statistics", 4, "h" * 64, None, "2026-Q3", 1, 1, "2026-11-24", "w" * 32)
    opened = open_vault(closed)
    with opened.write(NOW) as conn:
        note_sent(conn, sent)
        conn.execute("INSERT INTO denied VALUES (?, ?, 'now', ?)", ("c" * 32, "w" * 32, opened.worker.id))
    opened.close(NOW)
    put_back(made.path, closed)
    opened = open_vault(closed, now=LATER)
    assert sent_for(opened.conn, "RUN", "statistics", "2026-Q3") == sent
    assert opened.conn.execute("SELECT case_id FROM denied").fetchall() == [("c" * 32,)]
    opened.close(LATER)


def test_keys_from_before_somebody_left_are_told(closed: Path, made: BackupInfo, tmp_path: Path) -> None:
    on_a_stick = shutil.copy(made.path, tmp_path / made.path.name)
    opened = open_vault(closed)
    opened.pause()
    rekey.run(opened, now=NOW + timedelta(hours=2))
    opened.resume()
    opened.close(NOW)
    told = put_back(on_a_stick, closed)
    assert told.keys_older
    assert notes(closed) == ["kept"]
    opened = open_vault(closed, now=LATER)
    assert rekey.is_older(opened.conn), "it is known at each opening, not only to the one who put it back"
    opened.pause()
    rekey.run(opened, now=LATER)
    opened.resume()
    assert not rekey.is_older(opened.conn)
    assert (closed / "before-20261124T173000Z").is_dir()
    opened.close(LATER)
    shutil.copy(closed / "before-20261124T173000Z" / keys.FILE, closed / keys.FILE)  # of the line that was put aside
    assert put_back(on_a_stick, closed).keys_older


def test_a_changed_key_takes_along_neither_what_was_hidden_since_nor_how_much_is_missing(
    closed: Path, made: BackupInfo, tmp_path: Path
) -> None:
    on_a_stick = shutil.copy(made.path, tmp_path / made.path.name)
    opened = open_vault(closed)
    with opened.write(NOW) as conn:
        conn.execute("INSERT INTO denied VALUES (?, ?, 'now', ?)", ("c" * 32, "w" * 32, opened.worker.id))
    opened.pause()
    rekey.run(opened, now=NOW + timedelta(hours=2))
    opened.resume()
    opened.close(NOW)
    told = put_back(on_a_stick, closed)
    assert told.keys_older and told.missing is not None
    opened = open_vault(closed, now=LATER)
    assert opened.conn.execute("SELECT case_id FROM denied").fetchall() == [("c" * 32,)]
    opened.close(LATER)


def test_whoever_cannot_open_the_present_vault_puts_back_what_the_backup_holds(
    closed: Path, made: BackupInfo, tmp_path: Path
) -> None:
    on_a_stick = shutil.copy(made.path, tmp_path / made.path.name)
    opened = open_vault(closed)
    keys.change_passphrase(opened, opened.worker.id, PASSPHRASE, "alte cinci cuvinte cu totul")
    opened.pause()
    rekey.run(opened, now=NOW + timedelta(hours=2))
    opened.resume()
    opened.close(NOW)
    told = put_back(on_a_stick, closed)
    assert told.keys_older and told.missing is None
    assert notes(closed) == ["kept"]


def test_a_kit_puts_a_backup_back_as_well(closed: Path, tmp_path: Path) -> None:
    secret = bytes(new_secret())
    opened = open_vault(closed)
    keys.set_kit(opened, public_half(secret), NOW)
    info = backup.make(opened, NOW)
    opened.close(NOW)
    told = restore.restore(info.path, tmp_path / "new", lambda part: keys.unlock_with_kit(part, secret), LATER)
    assert told.records == 1
    opened = open_vault(tmp_path / "new", now=LATER)
    assert access_log.page(opened.conn, 1)[0].worker == keys.KIT
    opened.close(LATER)


def test_the_backup_that_it_remembers_is_forgotten(closed: Path, made: BackupInfo) -> None:
    opened = open_vault(closed)
    later = backup.make(opened, NOW + timedelta(days=1))
    opened.close(NOW)
    put_back(later.path, closed)
    opened = open_vault(closed, now=LATER)
    assert backup.remembered(opened.conn) is None
    assert (meta.get(opened.conn, "office"), len(secrets.get(opened.conn, secrets.OFFICE_SECRET) or b"")) == ("UN4", 32)
    opened.close(LATER)


# --- cut off --------------------------------------------------------------------------------------------------------


def test_a_restore_that_was_cut_off_after_its_decision_is_finished_at_the_next_look(
    closed: Path, made: BackupInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr(swap, "_move_in", cut)
        with pytest.raises(KeyboardInterrupt):
            put_back(made.path, closed)
    assert not (closed / "vault.db").exists()
    assert vaults.exists(closed)
    assert notes(closed) == ["kept"]
    assert [path.name for path in closed.glob("*-2026*")] == ["before-20261124T173000Z"]


def test_a_file_that_another_program_holds_at_the_last_step_is_moved_at_the_next_look(
    closed: Path, made: BackupInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(source) == closed / "vault.db":
            raise PermissionError(13, os.strerror(13))
        real(source, target)

    with monkeypatch.context() as holding:
        holding.setattr(os, "replace", held)
        with pytest.raises(VaultRefused, match="restore-unfinished"):
            put_back(made.path, closed)
        with pytest.raises(VaultRefused, match="restore-unfinished"):
            open_vault(closed, now=LATER)
    assert notes(closed) == ["kept"]
    ((_at, aside),) = swap.kept_aside(closed)
    assert notes(aside) == ["kept", "later"]


def test_a_vault_is_not_made_anew_where_a_restored_one_waits(
    closed: Path, made: BackupInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cutting:
        cutting.setattr(swap, "finish", lambda _path: None)
        put_back(made.path, closed)
    for name in ("vault.db", "vault.keys", "vault.anchor"):
        (closed / name).unlink()
    with pytest.raises(VaultRefused, match="vault-exists"):
        new_vault(closed)
    assert notes(closed) == ["kept"]


def test_two_restores_within_a_second_keep_both_aside(closed: Path, made: BackupInfo) -> None:
    first = put_back(made.path, closed)
    second = put_back(made.path, closed)
    assert [path for _at, path in swap.kept_aside(closed)] == [first.kept_aside, second.kept_aside]


def test_a_restored_database_is_sound_page_by_page(closed: Path, made: BackupInfo) -> None:
    put_back(made.path, closed)
    opened = open_vault(closed, now=LATER)
    with closing(open_raw(closed / "vault.db", opened.database_key, "ro")) as conn:
        assert conn.execute("PRAGMA cipher_integrity_check").fetchall() == []
    opened.close(LATER)
