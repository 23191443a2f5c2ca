"""An older key file is put in the place of the last one: it is noticed once by each person, and never of our own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db import access_log, backup, crypto, keys, meta, rekey, restore, workers
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, new_vault, open_vault, save

OTHER, NEW = "a passphrase of another person", "a passphrase that nobody had before"
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "vault-1"


def let_in(vault: Vault, name: str) -> str:
    with vault.write(NOW) as conn:
        slot = keys.new_slot(vault, name, "worker", OTHER)
        workers.add(conn, workers.Worker(slot.id, name, "worker", NOW))
        keys.put_slot(vault, slot)
    return slot.id


def noted(vault: Vault) -> int:
    return [one.verb for one in access_log.page(vault.conn, 400)].count("key-file-changed")


def looked(path: Path, passphrase: str = PASSPHRASE, name: str = NAME) -> tuple[bool, int]:
    """Whether this person is told, and how often it stands in the log."""
    vault = open_vault(path, worker=name, passphrase=passphrase)
    try:
        return vault.key_watch.tells, noted(vault)
    finally:
        vault.close(NOW)


def roll_back(vault: Vault, change: Callable[[], None]) -> None:
    """A change of the key file, the end of the program, and the file as it was before."""
    old = (vault.path / "vault.keys").read_bytes()
    change()
    vault.close(NOW)
    assert (vault.path / "vault.keys").read_bytes() != old
    (vault.path / "vault.keys").write_bytes(old)


def test_an_old_passphrase_that_came_back_is_told_to_everybody_once(vault: Vault) -> None:
    let_in(vault, "Ion")
    roll_back(vault, lambda: keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW))
    assert looked(vault.path) == (True, 1)  # by whoever did it, perhaps
    assert looked(vault.path) == (False, 1)
    assert looked(vault.path, OTHER, "Ion") == (True, 1)
    assert looked(vault.path, OTHER, "Ion") == (False, 1)


def test_a_kit_that_was_taken_away_and_came_back_is_told(vault: Vault) -> None:
    secret = crypto.new_secret()
    keys.set_kit(vault, crypto.public_half(secret), NOW)
    roll_back(vault, lambda: keys.set_kit(vault, None, NOW))
    assert looked(vault.path) == (True, 1)
    assert looked(vault.path) == (False, 1)


def test_a_file_that_was_put_back_while_the_program_was_open_is_told_though_it_was_changed_since(vault: Vault) -> None:
    old = (vault.path / "vault.keys").read_bytes()
    keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW)
    save(vault)
    (vault.path / "vault.keys").write_bytes(old)
    let_in(vault, "Ion")
    vault.close(NOW)
    assert looked(vault.path) == (True, 1)


def test_it_is_told_across_a_change_of_the_key(vault: Vault) -> None:
    old = (vault.path / "vault.keys").read_bytes()
    keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW)
    save(vault)
    (vault.path / "vault.keys").write_bytes(old)
    change_key(vault)
    vault.close(NOW)
    assert looked(vault.path) == (True, 1)


def change_key(vault: Vault) -> None:
    vault.pause()
    rekey.run(vault, now=NOW)
    vault.resume()


def test_nothing_that_the_program_does_itself_is_told(vault: Vault) -> None:
    ion = let_in(vault, "Ion")
    changes: tuple[Callable[[Vault], object], ...] = (
        lambda of: keys.change_passphrase(of, of.worker.id, PASSPHRASE, NEW),
        lambda of: keys.reset_person(of, ion, NEW),
        lambda of: keys.set_role(of, ion, "specialist"),
        lambda of: keys.set_kit(of, crypto.public_half(crypto.new_secret()), NOW),
        change_key,
        lambda of: keys.set_kit(of, None, NOW),
    )
    for change in changes:
        change(vault)
        vault.close(NOW)
        vault = open_vault(vault.path, passphrase=NEW)
        assert (vault.key_watch.tells, noted(vault)) == (False, 0)
    vault.close(NOW)


@pytest.mark.parametrize("place", ["change_key", "check_whole", "workers.leave", "keys.end_rekey"])
def test_a_change_of_the_key_that_was_cut_off_is_not_told(
    vault: Vault, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = let_in(vault, "Ion")
    with monkeypatch.context() as cut:
        cut.setattr(f"db.rekey.{place}", _cut)
        vault.pause()
        with pytest.raises(KeyboardInterrupt):
            rekey.run(vault, now=NOW, without=frozenset({gone}))
    vault.close(NOW)
    for _ in range(2):
        assert looked(vault.path) == (False, 0)


def _cut(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_a_change_that_was_cut_off_between_file_and_database_is_told_once_and_then_holds(
    vault: Vault, tmp_path: Path
) -> None:
    """Nobody can tell it from an older file; that one of them is right is for people to know."""
    copy = tmp_path / "copy"
    with vault.write(NOW) as conn:
        slot = keys.new_slot(vault, "Ion", "worker", OTHER)
        workers.add(conn, workers.Worker(slot.id, "Ion", "worker", NOW))
        keys.put_slot(vault, slot)
        shutil.copytree(vault.path, copy)
    vault.close(NOW)
    assert looked(copy) == (True, 1)
    assert looked(copy) == (False, 1)


def test_a_change_whose_transaction_was_refused_is_remembered_by_the_next_one(vault: Vault) -> None:
    with pytest.raises(VaultRefused, match="disk-full"), vault.write(NOW):
        keys.set_kit(vault, crypto.public_half(crypto.new_secret()), NOW)
        raise VaultRefused("disk-full")
    save(vault)
    vault.close(NOW)
    assert looked(vault.path) == (False, 0)


def test_a_database_from_before_the_watch_begins_to_be_watched(vault: Vault) -> None:
    with vault.write(NOW) as conn:
        conn.execute("DELETE FROM meta WHERE name = 'key_file'")
    vault.close(NOW)
    assert looked(vault.path) == (False, 0)
    again = open_vault(vault.path)
    assert meta.get(again.conn, "key_file")
    roll_back(again, lambda: keys.change_passphrase(again, again.worker.id, PASSPHRASE, NEW))
    assert looked(vault.path) == (True, 1)


@pytest.mark.parametrize("killed", [False, True])
def test_the_first_format_becomes_the_present_one_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    """Also where a change of the key wrote it in the present format and was cut off."""
    expected = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
    folder, name, passphrase = tmp_path / "first", expected["workers"][0], expected["passphrases"][0]
    shutil.copytree(GOLDEN, folder)
    assert looked(folder, passphrase, name) == (False, 0)
    vault = open_vault(folder, worker=name, passphrase=passphrase)
    if killed:
        with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
            cut.setattr("db.rekey.change_key", _cut)
            change_key(vault)
    else:
        keys.set_kit(vault, crypto.public_half(crypto.new_secret()), NOW)
    vault.close(NOW)
    assert looked(folder, passphrase, name) == (False, 0)


def test_a_backup_that_is_put_back_brings_its_own_key_file(vault: Vault, tmp_path: Path) -> None:
    """Also where the file was written a moment before the backup, and the database did not know it yet."""
    keys.change_passphrase(vault, vault.worker.id, PASSPHRASE, NEW)
    made = backup.make(vault, NOW)
    keys.set_kit(vault, crypto.public_half(crypto.new_secret()), NOW)
    vault.close(NOW)
    for folder in (vault.path, tmp_path / "elsewhere"):
        restore.restore(made.path, folder, lambda part: keys.unlock(part, NAME, NEW), NOW)
        assert looked(folder, NEW) == (False, 0)


def test_a_new_vault_is_watched_from_the_start(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "fresh")
    assert meta.get(vault.conn, "key_file") and not vault.key_watch.tells
    vault.close(NOW)
