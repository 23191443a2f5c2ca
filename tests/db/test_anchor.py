"""An older database put back, or a lost WAL, is noticed at the next opening; an honest crash is not blamed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from db import access_log, anchor, records
from db import vault as vaults
from db.anchor import Anchor, Mark
from db.hybrid import from_milliseconds
from db.vault import Vault
from tests.db.make import NOW, new_vault, open_vault, save


def _put_back(folder: Path, copy: Path) -> None:
    shutil.copyfile(copy / "vault.db", folder / "vault.db")


def test_an_older_database_is_noticed_and_still_opens(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy")
    opened = open_vault(closed)
    save(opened, "lost")
    opened.close(NOW)
    _put_back(closed, tmp_path / "copy")
    opened = open_vault(closed)
    assert (opened.anchor, opened.anchor_state, opened.anchored_at) == ("behind", "lower", NOW)
    assert len(records.of_form(opened.conn, "report")) == 1
    opened.close(NOW)


def test_going_on_without_accepting_keeps_the_warning(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy")
    opened = open_vault(closed)
    save(opened)
    opened.close(NOW)
    _put_back(closed, tmp_path / "copy")
    for state in ("lower", "other", "other"):
        opened = open_vault(closed)
        assert opened.anchor_state == state
        with opened.write(NOW) as conn:
            access_log.note(conn, NOW, opened.worker.id, "something-else")
        opened.close(NOW)


def test_accepting_is_logged_and_ends_the_warning(closed: Path, tmp_path: Path) -> None:
    shutil.copytree(closed, tmp_path / "copy")
    opened = open_vault(closed)
    save(opened)
    opened.close(NOW)
    _put_back(closed, tmp_path / "copy")
    opened = open_vault(closed)
    vaults.accept(opened, NOW)
    assert opened.anchor == "ok"
    assert access_log.page(opened.conn, 1)[0].verb == "older-database-accepted"
    save(opened)
    opened.close(NOW)
    opened = open_vault(closed)
    assert (opened.anchor, opened.unclean) == ("ok", False)
    opened.close(NOW)


def test_a_wal_that_was_deleted_after_a_crash_is_noticed(vault: Vault, tmp_path: Path) -> None:
    save(vault)
    shutil.copytree(vault.path, tmp_path / "copy")
    for name in ("vault.db-wal", "vault.db-shm"):
        (tmp_path / "copy" / name).unlink()
    opened = open_vault(tmp_path / "copy")
    assert (opened.anchor, opened.anchor_state) == ("behind", "lower")
    opened.close(NOW)


def test_a_crash_between_commit_and_anchor_is_no_rollback(vault: Vault, tmp_path: Path) -> None:
    before = (vault.path / "vault.anchor").read_bytes()
    save(vault)
    shutil.copytree(vault.path, tmp_path / "copy")
    (tmp_path / "copy" / "vault.anchor").write_bytes(before)
    opened = open_vault(tmp_path / "copy")
    assert (opened.anchor, opened.unclean) == ("ok", True)
    assert len(records.of_form(opened.conn, "report")) == 1
    opened.close(NOW)


@pytest.mark.parametrize(
    ("spoil", "state"),
    [
        (lambda file: file.unlink(), "missing"),
        (lambda file: file.write_bytes(b""), "forged"),
        (lambda file: file.write_bytes(b"\0" * 1024), "forged"),
        (lambda file: file.write_bytes(file.read_bytes()[:511][::-1]), "forged"),
    ],
)
def test_an_anchor_that_proves_nothing_is_not_believed(closed: Path, spoil: object, state: str) -> None:
    assert callable(spoil)
    spoil(closed / "vault.anchor")
    opened = open_vault(closed)
    assert (opened.anchor, opened.anchor_state, opened.anchored_at) == ("behind", state, None)
    assert opened.unclean
    opened.close(NOW)


def test_the_anchor_of_another_vault_proves_nothing(closed: Path, tmp_path: Path) -> None:
    new_vault(tmp_path / "other").close(NOW)
    shutil.copyfile(tmp_path / "other" / "vault.anchor", closed / "vault.anchor")
    opened = open_vault(closed)
    assert opened.anchor_state == "forged"
    opened.close(NOW)


def test_one_torn_place_does_not_matter(vault: Vault, tmp_path: Path) -> None:
    save(vault)
    save(vault)
    for place in (0, 512):
        copy = tmp_path / f"copy{place}"
        shutil.copytree(vault.path, copy)
        data = bytearray((copy / "vault.anchor").read_bytes())
        data[place : place + 512] = bytes(512)
        (copy / "vault.anchor").write_bytes(data)
        opened = open_vault(copy)
        assert opened.anchor == "ok"
        opened.close(NOW)


def test_a_commit_stands_although_the_anchor_cannot_be_written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> int:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "write", broken)
    saved = save(vault)
    monkeypatch.undo()
    assert records.get(vault.conn, saved) is not None
    assert not vault.anchor_written


def test_of_two_marks_the_later_counts_and_a_good_end_before_an_open_one(tmp_path: Path) -> None:
    key = bytes(32)
    sidecar = Anchor(tmp_path / "a", key)
    line = bytes(16)
    first = Mark(line, 7, 3, bytes(32), 1000)
    sidecar.write(first)
    assert anchor.read(tmp_path / "a", key).mark == first
    sidecar.write(Mark(line, 6, 3, bytes(32), 900))
    assert anchor.read(tmp_path / "a", key).mark == first
    closing = Mark(line, 7, 3, bytes(32), 1100, pages=12, open=False)
    sidecar.renew(closing)
    sidecar.close()
    assert anchor.read(tmp_path / "a", key).mark == closing
    assert anchor.read(tmp_path / "a", b"\1" * 32) == anchor.Reading(None, "forged")
    assert from_milliseconds(1100).second == 1
