"""The power goes while the WAL is copied into the database: half a page is new, and nothing is lost by it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import records
from db.connection import PAGE, check_whole
from db.errors import VaultRefused
from db.founding import DATABASE
from tests.db.make import NOW, new_vault, open_vault, save

WAL = DATABASE + "-wal"


def cut_off(folder: Path) -> tuple[Path, bytes, list[str]]:
    """A vault as it lies on the disk before its WAL is copied; the database as it is afterwards; what was saved."""
    vault = new_vault(folder / "vault")
    vault.close(NOW)
    vault = open_vault(folder / "vault")
    saved = [save(vault, "x" * 3000) for _ in range(4)]
    shutil.copytree(folder / "vault", folder / "cut")
    vault.close(NOW)
    return folder / "cut", (folder / "vault" / DATABASE).read_bytes(), saved


def changed_pages(before: bytes, after: bytes) -> list[int]:
    return [at for at in range(0, len(before), PAGE) if before[at : at + PAGE] != after[at : at + PAGE]]


def torn(cut: Path, after: bytes, at: int) -> None:
    with (cut / DATABASE).open("r+b") as file:
        file.seek(at)
        file.write(after[at : at + PAGE // 2])


def test_a_page_that_was_torn_while_it_was_copied_from_the_wal_is_copied_again(tmp_path: Path) -> None:
    cut, after, saved = cut_off(tmp_path)
    pages = changed_pages((cut / DATABASE).read_bytes(), after)
    assert len(pages) > 3 and pages[0] == 0
    for at in pages:
        folder = tmp_path / f"torn{at}"
        shutil.copytree(cut, folder)
        torn(folder, after, at)
        opened = open_vault(folder)
        assert (opened.unclean, opened.anchor) == (True, "ok")
        assert set(saved) <= {one.id for one in records.of_form(opened.conn, "report")}
        check_whole(opened.conn)
        opened.close(NOW)


def test_the_same_without_its_wal_is_damage_and_nothing_is_written(tmp_path: Path) -> None:
    cut, after, _saved = cut_off(tmp_path)
    torn(cut, after, changed_pages((cut / DATABASE).read_bytes(), after)[1])
    (cut / WAL).unlink()
    (cut / f"{DATABASE}-shm").unlink()
    left = (cut / DATABASE).read_bytes()
    with pytest.raises(VaultRefused, match="vault-damaged"):
        open_vault(cut)
    assert (cut / DATABASE).read_bytes() == left


def test_damage_of_a_page_that_the_wal_does_not_hold_stays_damage(tmp_path: Path) -> None:
    cut, after, _saved = cut_off(tmp_path)
    before = (cut / DATABASE).read_bytes()
    pages = changed_pages(before, after)
    other = next(at for at in range(2 * PAGE, len(before), PAGE) if at not in pages)
    torn(cut, after, pages[-1])
    with (cut / DATABASE).open("r+b") as file:
        file.seek(other + 100)
        file.write(bytes(64))
    left, wal = (cut / DATABASE).read_bytes(), (cut / WAL).read_bytes()
    with pytest.raises(VaultRefused, match="vault-damaged"):
        open_vault(cut)
    assert ((cut / DATABASE).read_bytes(), (cut / WAL).read_bytes()) == (left, wal)
