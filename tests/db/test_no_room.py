"""A full disk is called full, wherever the room ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import connection, migrate
from db.connection import check_file
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NOW, open_vault


def test_a_change_of_shape_for_which_there_is_no_room_says_so(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    number = migrate.latest() + 1
    (folder / f"{number:04}_more.sql").write_text(
        "CREATE TABLE more (a BLOB);\nINSERT INTO more VALUES (zeroblob(9000000));\n", "utf-8"
    )
    pages = vault.conn.execute("PRAGMA page_count").fetchone()[0]
    vault.conn.execute(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(VaultRefused, match="disk-full"):
        migrate.up(vault.conn, folder)
    assert migrate.current(vault.conn) == migrate.latest()


def test_a_vault_that_finds_no_room_for_what_lies_beside_it_names_the_disk(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = closed / "vault.db-wal"
    index.mkdir()  # nothing can be laid there
    with pytest.raises(VaultRefused, match="file-unreadable"):
        open_vault(closed)
    with monkeypatch.context() as disk:
        disk.setattr(connection, "_LEAST_ROOM", 1 << 62)
        with pytest.raises(VaultRefused, match="disk-full"):
            open_vault(closed)
    index.rmdir()
    open_vault(closed).close(NOW)


def test_a_database_that_goes_away_while_it_is_looked_at_is_trouble_with_a_file(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object, **_more: object) -> None:
        raise OSError(5, "gone")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "open", gone)
        with pytest.raises(VaultRefused, match="file-unreadable"):
            check_file(closed / "vault.db")
