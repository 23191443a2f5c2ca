"""A new key for the whole database: those who stay open it as before, those who go do not, and nothing is lost."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, backup, crypto, keys, records, rekey, sealing, slots, workers
from db import vault as vaults
from db.connection import check_whole, open_raw
from db.errors import VaultRefused
from db.rekey import Rekeyed
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, open_vault, save
from tests.db.test_keys_change import NEW, OTHER, let_in


@pytest.fixture
def ion(vault: Vault) -> str:
    return let_in(vault, "Ion")


def change(vault: Vault, **given: Any) -> Rekeyed:
    """As the window does it: the slow part in another thread."""
    told: list[Rekeyed | BaseException] = []

    def work() -> None:
        try:
            told.append(rekey.run(vault, now=NOW, **given))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread of the test
            told.append(error)

    vault.pause()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    vault.resume()
    if isinstance(told[0], BaseException):
        raise told[0]
    return told[0]


def verbs(vault: Vault) -> list[tuple[str, str, str | None]]:
    return [(one.verb, one.worker, one.object) for one in reversed(access_log.page(vault.conn, 99))]


# --- the straight way -------------------------------------------------------------------------------------------------


def test_everybody_who_stays_opens_with_the_old_passphrase_and_the_old_key_opens_nothing(
    vault: Vault, ion: str
) -> None:
    saved, old = save(vault, "kept"), bytearray(vault.database_key)
    assert change(vault) == Rekeyed(2, backed_up=True)
    assert vault.database_key != old
    later = save(vault, "after")
    vault.close(NOW)
    with pytest.raises(VaultRefused, match="vault-damaged"):
        open_raw(vault.path / "vault.db", old, "ro")
    for name, passphrase in ((NAME, PASSPHRASE), ("Ion", OTHER)):
        opened = open_vault(vault.path, worker=name, passphrase=passphrase)
        assert (opened.anchor, opened.unclean, opened.rekey_ended) == ("ok", False, "")
        assert {one.id for one in records.of_form(opened.conn, "report")} == {saved, later}
        check_whole(opened.conn)
        opened.close(NOW)


def test_whoever_goes_has_no_slot_keeps_a_name_and_opens_only_old_copies(
    vault: Vault, ion: str, tmp_path: Path
) -> None:
    shutil.copytree(vault.path, tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))
    change(vault, without=frozenset({ion}))
    assert [one.id for one in slots.read(vault.path / "vault.keys").users] == [vault.worker.id]
    assert [one.id for one in workers.all_(vault.conn)] == [vault.worker.id]
    gone = workers.get(vault.conn, ion)
    assert gone is not None
    assert (gone.name, gone.left_at) == ("Ion", NOW)
    assert workers.names(vault.conn)[ion] == "Ion"
    assert verbs(vault)[-2:] == [("worker-removed", vault.worker.id, ion), ("rekeyed", vault.worker.id, None)]
    vault.close(NOW)
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        open_vault(vault.path, worker="Ion", passphrase=OTHER)
    for name in ("vault.keys", "vault.keys.1"):
        assert len(slots.parse((vault.path / name).read_bytes()).rings) == 1
    open_vault(tmp_path / "copy", worker="Ion", passphrase=OTHER).close(NOW)  # as people are told


def test_a_name_that_has_left_is_free_for_somebody_else(vault: Vault, ion: str) -> None:
    change(vault, without=frozenset({ion}))
    other = let_in(vault, "ION", passphrase=NEW)
    assert other != ion
    assert workers.by_name(vault.conn, "ion") == workers.get(vault.conn, other)
    assert {one.id: one.left_at for one in workers.everybody(vault.conn)} == {
        vault.worker.id: None,
        ion: NOW,
        other: None,
    }
    with pytest.raises(VaultRefused, match="worker-exists"):
        keys.add_slot(vault, "Ion", "worker", OTHER)


def test_the_kit_stays_or_gives_way_to_a_new_one(vault: Vault) -> None:
    first, second = crypto.new_secret(), crypto.new_secret()
    keys.set_kit(vault, crypto.public_half(first), NOW)
    change(vault)
    assert keys.unlock_with_kit(vault.path, bytes(first)).key == vault.database_key
    change(vault, kit_public=crypto.public_half(second))
    with pytest.raises(VaultRefused, match="kit-another"):
        keys.unlock_with_kit(vault.path, bytes(first))
    assert keys.unlock_with_kit(vault.path, bytes(second)).key == vault.database_key
    kit = keys.kit_of(vault.path)
    assert kit is not None
    assert kit.number == 2


def test_there_is_a_backup_before_and_one_under_the_new_key(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    old, made = bytearray(vault.database_key), []
    make = backup.make

    def watched(*given: Any, **named: Any) -> backup.BackupInfo:
        made.append(make(*given, **named))
        backup.verify(made[-1].path, vault.database_key)
        return made[-1]

    monkeypatch.setattr("db.rekey.backup.make", watched)
    change(vault)
    before, after = made
    assert after.commit_no > before.commit_no
    assert [one.path for one in backup.every(vault.path / backup.FOLDER)] == [after.path]  # one a day is kept
    with pytest.raises(VaultRefused, match="backup-damaged"):
        backup.verify(after.path, old)


def test_sealed_notes_and_what_the_office_derives_survive(vault: Vault) -> None:
    with vault.write(NOW):
        sealed = sealing.seal(vault, "case-1", "ce s-a întâmplat")
    change(vault)
    assert sealing.unseal(vault, "case-1", sealed) == "ce s-a întâmplat"


def test_it_can_be_done_again_and_again(vault: Vault) -> None:
    for number in range(2, 6):
        assert change(vault).generation == number
        save(vault)
    vault.close(NOW)
    opened = open_vault(vault.path)
    assert (opened.anchor, len(records.of_form(opened.conn, "report"))) == ("ok", 4)
    assert access_log.verify(opened.conn) is None
    opened.close(NOW)


def test_it_says_how_far_it_is(vault: Vault) -> None:
    told: list[tuple[int, int]] = []
    change(vault, report=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (100, 100)
    assert {done for done, _total in told} >= {40, 41, 60, 80, 100}


# --- while it is paused -----------------------------------------------------------------------------------------------


def test_a_paused_vault_takes_nothing_and_is_held(vault: Vault) -> None:
    vault.pause()
    with pytest.raises(VaultRefused, match="vault-paused"), vault.write(NOW):
        raise AssertionError
    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        open_vault(vault.path)
    vault.resume()
    vault.resume()
    save(vault)


def test_an_open_vault_does_not_change_its_key(vault: Vault) -> None:
    with pytest.raises(VaultRefused, match="vault-closed"):
        rekey.run(vault, now=NOW)
    assert len(slots.read(vault.path / "vault.keys").rings) == 1


def test_a_vault_that_somebody_still_reads_is_not_paused(vault: Vault) -> None:
    save(vault)
    with closing(vault.connect()) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
        save(vault)
        vault.conn.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(VaultRefused, match="vault-busy"):
            vault.pause()
    save(vault)  # it goes on


def test_a_program_that_ends_meanwhile_waits_for_the_key(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever else opened the vault in that moment could take the key away that it is about to have."""
    going, ending, ended = threading.Event(), threading.Event(), threading.Event()
    order: list[str] = []
    before = rekey.change_key

    def slow(*given: Any) -> None:
        going.set()
        assert ending.wait(10)
        assert not ended.wait(0.2)
        before(*given)
        order.append("changed")

    monkeypatch.setattr(rekey, "change_key", slow)
    vault.pause()
    work = threading.Thread(target=rekey.run, args=(vault,), kwargs={"now": NOW})
    work.start()
    assert going.wait(10)

    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        open_vault(vault.path)
    ending.set()
    vault.close(NOW)
    order.append("closed")
    ended.set()
    work.join()
    assert order == ["changed", "closed"]
    opened = open_vault(vault.path)
    assert (opened.anchor, len(slots.read(vault.path / "vault.keys").rings)) == ("ok", 1)
    opened.close(NOW)


# --- what goes wrong --------------------------------------------------------------------------------------------------


class Stop(Exception):
    """Of the one who waits."""


def stop_at(percent: int) -> Callable[[int, int], None]:
    def report(done: int, _total: int) -> None:
        if done >= percent:
            raise Stop

    return report


@pytest.mark.parametrize("percent", [0, 20, 41])
def test_a_stop_before_the_database_went_over_leaves_everything_as_it_was(vault: Vault, ion: str, percent: int) -> None:
    saved, old = save(vault), bytearray(vault.database_key)
    with pytest.raises(Stop):
        change(vault, without=frozenset({ion}), report=stop_at(percent))
    assert vault.database_key == old
    assert vault.rekey_ended == ("undone" if percent == 41 else "")
    assert [one.verb for one in access_log.page(vault.conn, 1)] == (
        ["rekey-undone"] if percent == 41 else ["vault-created"]
    )
    vault.close(NOW)
    opened = open_vault(vault.path, worker="Ion", passphrase=OTHER)
    assert [one.id for one in records.of_form(opened.conn, "report")] == [saved]
    assert (opened.anchor, len(slots.read(vault.path / "vault.keys").rings)) == ("ok", 1)
    opened.close(NOW)


@pytest.mark.parametrize("percent", [42, 60, 90])
def test_a_stop_after_that_comes_too_late(vault: Vault, ion: str, percent: int) -> None:
    assert change(vault, without=frozenset({ion}), report=stop_at(percent)).generation == 2
    assert workers.all_(vault.conn) == [vault.worker]


def _refuse(code: str) -> Callable[..., None]:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise VaultRefused(code)

    return refuse


@pytest.mark.parametrize("place", ["backup.make", "_check_room", "keys.begin_rekey", "change_key"])
def test_without_room_nothing_is_changed(vault: Vault, ion: str, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    old = bytearray(vault.database_key)
    with monkeypatch.context() as full:
        full.setattr(f"db.rekey.{place}", _refuse("disk-full"))
        with pytest.raises(VaultRefused, match="disk-full"):
            change(vault, without=frozenset({ion}))
    assert vault.database_key == old
    assert len(slots.read(vault.path / "vault.keys").rings) == 1
    assert len(workers.all_(vault.conn)) == 2
    assert change(vault, without=frozenset({ion})).backed_up


@pytest.mark.parametrize("place", ["check_whole", "workers.leave", "keys.end_rekey"])
def test_what_fails_after_the_database_went_over_is_done_again_on_resuming(
    vault: Vault, ion: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    old = bytearray(vault.database_key)
    vault.pause()
    with monkeypatch.context() as broken:
        broken.setattr(f"db.rekey.{place}", _refuse("file-unwritable"))
        with pytest.raises(VaultRefused, match="file-unwritable"):
            rekey.run(vault, now=NOW, without=frozenset({ion}))
    vault.resume()
    assert vault.database_key != old
    assert vault.rekey_ended == "finished"
    assert [verb for verb, _by, _what in verbs(vault)].count("rekeyed") == 1
    assert workers.all_(vault.conn) == [vault.worker]
    vault.close(NOW)
    opened = open_vault(vault.path)
    assert (opened.anchor, opened.rekey_ended) == ("ok", "")
    opened.close(NOW)


def test_a_full_disk_at_the_end_leaves_both_keys_for_the_next_opening_and_hinders_nobody(
    vault: Vault, ion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.pause()
    with monkeypatch.context() as full:
        full.setattr("db.rekey.keys.end_rekey", _refuse("disk-full"))
        with pytest.raises(VaultRefused, match="disk-full"):
            rekey.run(vault, now=NOW, without=frozenset({ion}))
        vault.resume()
    saved = save(vault)
    assert len(slots.read(vault.path / "vault.keys").rings) == 2
    with pytest.raises(VaultRefused, match="rekey-unfinished"):
        keys.set_kit(vault, None, NOW)
    with pytest.raises(VaultRefused, match="rekey-unfinished"):
        change(vault)
    assert len(slots.read(vault.path / "vault.keys").rings) == 1  # and so that is what resuming was good for
    vault.close(NOW)
    opened = open_vault(vault.path)
    assert [one.id for one in records.of_form(opened.conn, "report")] == [saved]
    assert opened.anchor == "ok"
    opened.close(NOW)


def test_without_room_for_the_last_backup_the_new_key_stands(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    before = backup.make

    def make(*given: Any, **named: Any) -> backup.BackupInfo:
        made.append(1)
        if len(made) > 1:
            raise VaultRefused("disk-full")
        return before(*given, **named)

    monkeypatch.setattr("db.rekey.backup.make", make)
    assert change(vault) == Rekeyed(2, backed_up=False)
    vault.close(NOW)
    open_vault(vault.path).close(NOW)


def test_a_real_full_disk_while_pages_are_written_again_leaves_the_old_key(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    for number in range(40):
        save(vault, f"{number} " * 2000)
    old = bytearray(vault.database_key)
    limit = (vault.path / "vault.db").stat().st_size // 2
    before = rekey.change_key

    def small(*given: Any) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            before(*given)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    monkeypatch.setattr(rekey, "change_key", small)
    with pytest.raises(VaultRefused) as refusal:
        change(vault)
    assert refusal.value.code in {"disk-full", "file-unwritable"}
    assert (vault.database_key, vault.rekey_ended) == (old, "undone")
    check_whole(vault.conn)
    monkeypatch.undo()
    assert change(vault).generation == 2
    assert len(records.of_form(vault.conn, "report")) == 40


def test_a_vault_that_is_behind_stays_behind_through_a_change_that_was_cut_off(
    vault: Vault, ion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older database put back must not pass because a key was changed meanwhile."""
    save(vault)
    vault.close(NOW)
    older = (vault.path / "vault.db").read_bytes()
    opened = open_vault(vault.path)
    save(opened)
    opened.pause()
    with monkeypatch.context() as broken:
        broken.setattr("db.rekey.change_key", _refuse("file-unwritable"))
        with pytest.raises(VaultRefused, match="file-unwritable"):
            rekey.run(opened, now=NOW)
    opened.close(NOW)  # the program ends; both generations are in the file
    (vault.path / "vault.db").write_bytes(older)
    for name in ("vault.db-wal", "vault.db-shm"):
        (vault.path / name).unlink(missing_ok=True)
    for _ in range(2):
        again = open_vault(vault.path)
        assert again.anchor == "behind"
        again.close(NOW)
    assert len(slots.read(vault.path / "vault.keys").rings) == 1


def test_a_vault_opened_by_the_kit_changes_its_key_too(vault: Vault) -> None:
    secret = crypto.new_secret()
    keys.set_kit(vault, crypto.public_half(secret), NOW)
    vault.close(NOW)
    opened = vaults.finish(vaults.unlock_with_kit(vault.path, bytes(secret)), NOW)
    change(opened)
    assert verbs(opened)[-1] == ("rekeyed", keys.KIT, None)
    opened.close(NOW)
    open_vault(vault.path).close(NOW)


def test_the_time_in_the_log_is_that_of_the_change_also_where_it_was_ended_later(
    vault: Vault, ion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.pause()
    with monkeypatch.context() as broken:
        broken.setattr("db.rekey.check_whole", _refuse("vault-damaged"))
        with pytest.raises(VaultRefused, match="vault-damaged"):
            rekey.run(vault, now=NOW, without=frozenset({ion}))
    vault.close(NOW)
    opened = open_vault(vault.path, now=NOW + timedelta(days=3))
    gone = workers.get(opened.conn, ion)
    assert gone is not None
    assert (gone.left_at, opened.rekey_ended) == (NOW, "finished")
    opened.close(NOW + timedelta(days=3))


def test_a_key_of_another_length_changes_nothing(vault: Vault) -> None:
    with closing(vault.connect()) as conn, pytest.raises(VaultRefused, match="vault-key-length"):
        rekey.change_key(conn, bytearray(31))
    save(vault)


def test_files_of_the_vault_stay_its_owners_alone(vault: Vault) -> None:
    change(vault)
    for name in ("vault.keys", "vault.keys.1", "vault.anchor", "vault.db"):
        assert (vault.path / name).stat().st_mode & 0o077 == 0, name
    assert not list(vault.path.glob("*.part"))
