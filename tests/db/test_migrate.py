"""A vault comes to a new shape wholly or not at all, and never without a backup of what it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import backup, migrate, records
from db.connection import Connection
from db.errors import VaultRefused
from db.savepoint import savepoint
from db.vault import Vault
from tests.db.make import NOW, new_vault, open_vault, record, save


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scripts of a later version of the program."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, copy)
    monkeypatch.setattr(migrate, "FOLDER", copy)
    return copy


LATEST = migrate.latest()


def _later(folder: Path, script: str) -> Path:
    """The script of the version after this one."""
    made = folder / f"{LATEST + 1:04}_more.sql"
    made.write_text(script)
    return made


def _vault(tmp_path: Path) -> Path:
    made = new_vault(tmp_path / "vault")
    save(made, "kept")
    made.close(NOW)
    return tmp_path / "vault"


def test_an_older_vault_is_backed_up_and_brought_forward(tmp_path: Path, folder: Path) -> None:
    path = _vault(tmp_path)
    _later(
        folder,
        "-- more; with a semicolon\nCREATE TABLE more (a TEXT);\nCREATE TRIGGER t AFTER INSERT ON more BEGIN\n"
        "  DELETE FROM more WHERE a = 'x;';\nEND;\nINSERT INTO more VALUES ('y');\n",
    )
    (folder / "README").write_text("no script")
    opened = open_vault(path)
    assert migrate.current(opened.conn) == migrate.latest() == LATEST + 1
    assert opened.conn.execute("SELECT a FROM more").fetchall() == [("y",)]
    assert len(records.of_form(opened.conn, "report")) == 1
    opened.close(NOW)
    assert len(backup.every(path / "backups")) == 1
    open_vault(path).close(NOW)
    assert len(backup.every(path / "backups")) == 1


def test_a_script_that_fails_half_way_leaves_the_vault_as_it_was(tmp_path: Path, folder: Path) -> None:
    path = _vault(tmp_path)
    script = "CREATE TABLE more (a TEXT);\nDROP TABLE record;\nSELECT nothing FROM nowhere;\n"
    later = _later(folder, script)
    with pytest.raises(VaultRefused) as refusal:
        open_vault(path)
    assert (refusal.value.code, dict(refusal.value.facts)) == ("migration-failed", {"have": LATEST, "want": LATEST + 1})
    later.unlink()
    opened = open_vault(path)
    assert (migrate.current(opened.conn), len(records.of_form(opened.conn, "report"))) == (LATEST, 1)
    assert opened.conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)
    opened.close(NOW)


def test_what_no_script_can_say_follows_its_script_in_the_same_transaction(vault: Vault, folder: Path) -> None:
    _later(folder, "CREATE TABLE more (a TEXT);\n")
    called: list[int] = []

    def fill(conn: Connection) -> None:
        called.append(migrate.current(conn))
        conn.execute("INSERT INTO more VALUES ('y')")

    def fail(conn: Connection) -> None:
        fill(conn)
        raise VaultRefused("vault-damaged")

    with pytest.raises(VaultRefused, match="vault-damaged"):
        migrate.up(vault.conn, after={LATEST: fill, LATEST + 1: fail})
    assert vault.conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)
    migrate.up(vault.conn, after={LATEST: fail, LATEST + 1: fill})
    assert vault.conn.execute("SELECT a FROM more").fetchall() == [("y",)]
    assert called == [LATEST, LATEST]
    assert migrate.current(vault.conn) == LATEST + 1


def test_without_room_for_a_backup_nothing_is_migrated(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _vault(tmp_path)
    later = _later(folder, "CREATE TABLE more (a TEXT);\n")

    def full(*_args: object) -> None:
        raise VaultRefused("disk-full")

    with monkeypatch.context() as disk:
        disk.setattr(backup, "_check_room", full)
        with pytest.raises(VaultRefused, match="disk-full"):
            open_vault(path)
    later.unlink()
    open_vault(path).close(NOW)


def test_scripts_with_a_gap_in_their_numbers_are_not_run(folder: Path) -> None:
    (folder / f"{LATEST + 2:04}_late.sql").write_text("SELECT 1;\n")
    with pytest.raises(VaultRefused, match="migration-failed"):
        migrate.latest()


def test_a_part_that_fails_is_undone_and_the_rest_is_kept(vault: Vault) -> None:
    kept = record()
    with vault.write(NOW) as conn:
        records.put(conn, kept)
        with pytest.raises(ZeroDivisionError), savepoint(conn):
            records.put(conn, record())
            _ = 1 // 0
        with savepoint(conn):
            conn.execute("UPDATE record SET state = 'complete'")
    assert [(one.id, one.state) for one in records.of_form(vault.conn, "report")] == [(kept.id, "complete")]
