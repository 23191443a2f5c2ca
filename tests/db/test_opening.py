"""A vault opens in two halves: the key in any thread, the connection in the thread that will use it."""

from __future__ import annotations

import gc
import shutil
import threading
from pathlib import Path

import pytest

from db import records
from db import vault as opening_vault
from db.connection import Connection, check_whole
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NAME, NOW, PASSPHRASE, open_vault, save


def unlock(path: Path) -> opening_vault.Opening:
    return opening_vault.unlock(path, worker=NAME, passphrase=PASSPHRASE)


def test_the_key_is_worked_out_in_another_thread_and_the_vault_used_in_this_one(closed: Path) -> None:
    found: list[opening_vault.Opening] = []
    thread = threading.Thread(target=lambda: found.append(unlock(closed)))
    thread.start()
    thread.join()
    opened = opening_vault.finish(found[0], NOW)
    save(opened)
    assert len(records.of_form(opened.conn, "report")) == 2
    opened.close(NOW)


def test_between_the_halves_nobody_else_gets_in(closed: Path) -> None:
    opening = unlock(closed)
    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        open_vault(closed)
    opening_vault.finish(opening, NOW).close(NOW)


def test_an_opening_that_is_dropped_or_forgotten_lets_others_in_and_leaves_no_key(closed: Path) -> None:
    opening = unlock(closed)
    key = opening._unlocked.key
    opening.drop()
    opening.drop()
    assert not key
    opening = unlock(closed)
    del opening
    gc.collect()
    open_vault(closed).close(NOW)


def test_after_a_cut_the_whole_file_is_read_in_the_slow_half(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits at the window does not wait for that."""
    save(vault)
    cut = tmp_path / "cut"
    shutil.copytree(vault.path, cut)  # as it lay when the power went
    read: list[str] = []
    whole = check_whole

    def check(conn: Connection) -> None:
        read.append(threading.current_thread().name)
        whole(conn)

    monkeypatch.setattr("db.opening.check_whole", check)
    found: list[opening_vault.Opening] = []
    thread = threading.Thread(target=lambda: found.append(unlock(cut)), name="slow half")
    thread.start()
    thread.join()
    opened = opening_vault.finish(found[0], NOW)
    assert (opened.unclean, read) == (True, ["slow half"])
    opened.close(NOW)
    open_vault(cut).close(NOW)
    assert read == ["slow half"]


def test_a_cut_that_did_harm_is_told_in_the_slow_half_and_lets_others_in(vault: Vault, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    shutil.copytree(vault.path, cut)
    data = bytearray((cut / "vault.db").read_bytes())
    data[3 * 4096 + 200] ^= 1
    (cut / "vault.db").write_bytes(data)
    for _ in range(2):
        with pytest.raises(VaultRefused, match="vault-damaged"):
            unlock(cut)


def test_an_opening_serves_once(closed: Path) -> None:
    opening = unlock(closed)
    opened = opening_vault.finish(opening, NOW)
    opening.drop()
    save(opened)
    with pytest.raises(VaultRefused, match="vault-closed"):
        opening_vault.finish(opening, NOW)
    opened.close(NOW)


def test_a_refused_second_half_lets_others_in(closed: Path) -> None:
    opening = unlock(closed)
    whole = (closed / "vault.db").read_bytes()
    (closed / "vault.db").write_bytes(whole[:4096])
    with pytest.raises(VaultRefused, match="vault-truncated"):
        opening_vault.finish(opening, NOW)
    (closed / "vault.db").write_bytes(whole)
    open_vault(closed).close(NOW)


def test_the_key_file_is_its_owners_alone_from_the_first_byte_on(closed: Path) -> None:
    for name in ("vault.keys", "vault.anchor", "vault.db", "vault.lock"):
        assert (closed / name).stat().st_mode & 0o077 == 0, name
