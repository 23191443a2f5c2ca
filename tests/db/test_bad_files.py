"""Whatever lies where the vault should be: refused under its own code, and left as it was."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import connection, migrate, records
from db import vault as vaults
from db.connection import PAGE, check_whole, open_raw
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, new_vault, open_vault, save


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _plain(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE a (b)")
        conn.commit()


def _stump(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def _half(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2 // PAGE * PAGE])


def _last_page_gone(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-PAGE])


def _mid_page(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: -PAGE // 2])


def _bit(place: int) -> Callable[[Path], None]:
    def flip(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[place] ^= 1
        file.write_bytes(data)

    return flip


def _noise(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 64)


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "an empty file": (_empty, "vault-empty"),
    "a plain database": (_plain, "vault-plaintext"),
    "less than a page": (_stump, "vault-truncated"),
    "cut between two pages": (_half, "vault-truncated"),
    "without its last page": (_last_page_gone, "vault-truncated"),
    "a bit of the salt": (_bit(3), "vault-damaged"),
    "a bit of the first page": (_bit(500), "vault-damaged"),
    "noise": (_noise, "vault-damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_database_is_named_and_left_as_it_is(closed: Path, name: str) -> None:
    spoil, code = BAD[name]
    spoil(closed / "vault.db")
    before = (closed / "vault.db").read_bytes()
    with pytest.raises(VaultRefused) as refusal:
        open_vault(closed)
    assert refusal.value.code == code
    assert (closed / "vault.db").read_bytes() == before
    assert refusal.value.__cause__ is None or PASSPHRASE not in str(refusal.value.__cause__)


def test_a_wrong_passphrase_is_told_from_damage_even_where_both_are(closed: Path) -> None:
    _bit(3)(closed / "vault.db")
    with pytest.raises(VaultRefused, match="wrong-passphrase"):
        open_vault(closed, passphrase="not this one")


@pytest.mark.parametrize("spoil", [_mid_page, _bit(-2000)])
def test_damage_far_inside_is_found_after_an_end_that_was_not_in_order(
    closed: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    opened = open_vault(closed)
    opened.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(closed, tmp_path / "copy")
    opened.close(NOW)
    spoil(tmp_path / "copy" / "vault.db")
    with pytest.raises(VaultRefused, match=r"vault-(damaged|truncated)"):
        open_vault(tmp_path / "copy")


def test_a_last_page_that_sqlite_does_not_miss_is_missed_all_the_same(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older SQLite opens a file cut between two pages; the anchor knows how long it was."""
    monkeypatch.setattr("db.opening.PAGE", PAGE * 2)
    with pytest.raises(VaultRefused, match="vault-truncated"):
        open_vault(closed)


def test_a_checkpoint_that_was_cut_off_within_a_page_is_done_again(vault: Vault, tmp_path: Path) -> None:
    vault.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    saved = [save(vault, "y" * 3000) for _ in range(20)]
    shutil.copytree(vault.path, tmp_path / "copy")
    with (tmp_path / "copy" / "vault.db").open("ab") as file:
        file.write(b"\0" * 100)
    opened = open_vault(tmp_path / "copy")
    assert (opened.anchor, opened.unclean) == ("ok", True)
    assert [one.id for one in records.of_form(opened.conn, "report")] == saved
    opened.close(NOW)
    assert (tmp_path / "copy" / "vault.db").stat().st_size % PAGE == 0


def test_a_newer_vault_and_its_wal_stay_as_they_were(tmp_path: Path) -> None:
    made = new_vault(tmp_path / "v")
    save(made)
    made.conn.execute(f"PRAGMA user_version = {migrate.latest() + 1}")
    shutil.copytree(tmp_path / "v", tmp_path / "copy")  # as a crash leaves it: with a WAL
    made.close(NOW)
    names = ("vault.db", "vault.db-wal", "vault.keys", "vault.anchor")
    before = [(tmp_path / "copy" / name).read_bytes() for name in names]
    assert len(before[1]) > 0
    with pytest.raises(VaultRefused) as refusal:
        open_vault(tmp_path / "copy")
    assert (refusal.value.code, refusal.value.facts["schema"]) == ("vault-newer", migrate.latest() + 1)
    assert [(tmp_path / "copy" / name).read_bytes() for name in names] == before
    assert vaults.peek(tmp_path / "copy", worker=NAME, passphrase=PASSPHRASE) == migrate.latest() + 1
    assert [(tmp_path / "copy" / name).read_bytes() for name in names] == before


def test_a_vault_whose_making_never_reached_a_schema_is_damaged(closed: Path) -> None:
    opened = open_vault(closed)
    opened.conn.execute("PRAGMA user_version = 0")
    opened.close(NOW)
    with pytest.raises(VaultRefused, match="vault-damaged"):
        open_vault(closed)


def test_another_programs_database_under_the_same_key_is_not_taken_for_ours(closed: Path) -> None:
    opened = open_vault(closed)
    opened.conn.execute("PRAGMA application_id = 7")
    opened.close(NOW)
    with pytest.raises(VaultRefused, match="vault-damaged"):
        open_vault(closed)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_never_given_to_the_driver(tmp_path: Path, length: int) -> None:
    """SQLCipher would take it for a passphrase, or for none at all and write in clear."""
    with pytest.raises(VaultRefused, match="vault-key-length"):
        open_raw(tmp_path / "a.db", bytearray(length), "rwc")
    assert not (tmp_path / "a.db").exists()


def test_a_missing_file_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="no-vault"):
        open_raw(tmp_path / "a.db", bytearray(32), "rw")
    assert not (tmp_path / "a.db").exists()


def test_a_folder_that_is_not_there_is_trouble_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="file-unreadable"):
        open_raw(tmp_path / "no" / "a.db", bytearray(32), "rwc")


def test_the_settings_that_keep_plaintext_in_memory_are_on(vault: Vault) -> None:
    with closing(vault.connect()) as conn:
        read = {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}
        with pytest.raises(connection.DatabaseError, match="not authorized"):
            conn.execute("SELECT load_extension('x')")
    assert read == SETTINGS


SETTINGS = {
    "temp_store": 2,
    "secure_delete": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "journal_mode": "wal",
    "synchronous": 2,
    "busy_timeout": 5000,
    "auto_vacuum": 2,
    "application_id": 0x416E636F,
    "user_version": migrate.latest(),
}


@pytest.mark.parametrize(
    ("pragma", "answer", "code"),
    [
        ("PRAGMA cipher_version", None, "vault-cipher-missing"),
        ("PRAGMA cipher_version", ("4.1.0 community",), "vault-cipher-missing"),
        ("PRAGMA journal_mode = WAL", ("delete",), "read-only"),
        ("PRAGMA temp_store", (1,), "vault-temp-store"),
    ],
)
def test_a_driver_that_does_not_do_as_it_is_told_is_refused(
    closed: Path, monkeypatch: pytest.MonkeyPatch, pragma: str, answer: object, code: str
) -> None:
    real = dbapi2.connect

    class Answer:
        def fetchone(self) -> object:
            return answer

    class Deaf:
        def __init__(self, inner: connection.Connection) -> None:
            self.inner = inner

        def execute(self, sql: str) -> object:
            return Answer() if sql == pragma else self.inner.execute(sql)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

    monkeypatch.setattr(dbapi2, "connect", lambda *args, **kwargs: Deaf(real(*args, **kwargs)))
    with pytest.raises(VaultRefused) as refusal:
        open_vault(closed)
    assert refusal.value.code == code
    monkeypatch.undo()
    open_vault(closed).close(NOW)


def test_a_rollback_that_fails_for_good_is_not_hidden() -> None:
    class Stuck:
        in_transaction = True

        def execute(self, _sql: str) -> None:
            raise connection.DatabaseError("stuck")

    with pytest.raises(connection.DatabaseError, match="stuck"):
        connection.roll_back(Stuck())  # type: ignore[arg-type]


def test_a_rollback_that_a_full_disk_has_done_already_is_enough() -> None:
    class Done:
        in_transaction = True

        def execute(self, _sql: str) -> None:
            self.in_transaction = False
            raise connection.DatabaseError("cannot rollback - no transaction is active")

    connection.roll_back(Done())  # type: ignore[arg-type]


def test_damage_where_sqlite_does_not_look_is_found_by_the_cipher(vault: Vault) -> None:
    """quick_check does not read pages that are free, and yet something has happened to the disk."""
    with vault.write(NOW) as conn:
        conn.execute("CREATE TABLE heap AS SELECT zeroblob(40000) AS data")
    with vault.write(NOW) as conn:
        conn.execute("DROP TABLE heap")
    vault.close(NOW)
    _bit(-2000)(vault.path / "vault.db")
    (vault.path / "vault.anchor").unlink()  # so that the next opening reads everything
    with pytest.raises(VaultRefused, match="vault-damaged"):
        open_vault(vault.path)


def test_both_checks_are_made(vault: Vault) -> None:
    asked: list[str] = []

    class Asked:
        def execute(self, sql: str) -> object:
            asked.append(sql)
            return vault.conn.execute(sql)

    check_whole(Asked())  # type: ignore[arg-type]
    assert asked == ["PRAGMA cipher_integrity_check", "PRAGMA quick_check"]
