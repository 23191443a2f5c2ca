"""A vault opens in two halves: the key in any thread, the connection in the thread that will use it."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from db import records, vault
from db.errors import VaultRefused
from tests.db.make import NAME, NOW, PASSPHRASE, open_vault, save


def unlock(path: Path) -> vault.Opening:
    return vault.unlock(path, worker=NAME, passphrase=PASSPHRASE)


def test_the_key_is_worked_out_in_another_thread_and_the_vault_used_in_this_one(closed: Path) -> None:
    found: list[vault.Opening] = []
    thread = threading.Thread(target=lambda: found.append(unlock(closed)))
    thread.start()
    thread.join()
    opened = vault.finish(found[0], NOW)
    save(opened)
    assert len(records.of_form(opened.conn, "report")) == 2
    opened.close(NOW)


def test_between_the_halves_nobody_else_gets_in(closed: Path) -> None:
    opening = unlock(closed)
    with pytest.raises(VaultRefused, match="vault-open-elsewhere"):
        open_vault(closed)
    vault.finish(opening, NOW).close(NOW)


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


def test_an_opening_serves_once(closed: Path) -> None:
    opening = unlock(closed)
    opened = vault.finish(opening, NOW)
    opening.drop()
    save(opened)
    with pytest.raises(VaultRefused, match="vault-closed"):
        vault.finish(opening, NOW)
    opened.close(NOW)


def test_a_refused_second_half_lets_others_in(closed: Path) -> None:
    opening = unlock(closed)
    whole = (closed / "vault.db").read_bytes()
    (closed / "vault.db").write_bytes(whole[:4096])
    with pytest.raises(VaultRefused, match="vault-truncated"):
        vault.finish(opening, NOW)
    (closed / "vault.db").write_bytes(whole)
    open_vault(closed).close(NOW)


def test_the_key_file_is_its_owners_alone_from_the_first_byte_on(closed: Path) -> None:
    for name in ("vault.keys", "vault.anchor", "vault.db", "vault.lock"):
        assert (closed / name).stat().st_mode & 0o077 == 0, name
