"""Killed at any step of a change of the key: the vault opens with the old key or the new one, and nothing is lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import access_log, crypto, keys, records, slots, workers
from db.connection import check_whole
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NOW, new_vault, open_vault, save
from tests.db.test_keys_change import OTHER, let_in

ROOT = Path(__file__).parents[2]
KILLS = 100


@pytest.fixture(scope="module")
def rekeyer() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.db.rekeyer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as program:
        yield program
        assert program.stdin is not None
        program.stdin.close()
        assert program.wait() == 0


def told(rekeyer: subprocess.Popen[str], folder: Path, step: int, leaves: str) -> str:
    assert rekeyer.stdin is not None and rekeyer.stdout is not None
    rekeyer.stdin.write(f"{folder} {step} {leaves}\n")
    rekeyer.stdin.flush()
    return rekeyer.stdout.readline().strip()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, bytes]:
    """The folder of a vault of two people with a kit and a few records, who is to leave, and the secret of the kit."""
    vault = new_vault(tmp_path_factory.mktemp("office") / "vault")
    ion, kit = let_in(vault, "Ion"), crypto.new_secret()
    keys.set_kit(vault, crypto.public_half(kit), NOW)
    for number in range(5):
        save(vault, f"record {number}")
    vault.close(NOW)
    return vault.path, ion, bytes(kit)


def left(opened: Vault, ion: str) -> bool:
    """Whether the change was done wholly; anything between the two is a fault."""
    file = slots.read(opened.path / "vault.keys")
    assert len(file.rings) == 1
    assert file.ring.generation == (1 if file.slot(ion) else 2)
    found = workers.get(opened.conn, ion)
    assert found is not None
    assert (found.left_at is None) == (file.slot(ion) is not None)
    verbs = [one.verb for one in access_log.page(opened.conn, 99)]
    assert verbs.count("rekeyed") == verbs.count("worker-removed") == int(found.left_at is not None)
    return found.left_at is not None


def check(folder: Path, ion: str, kit: bytes) -> bool:
    """What must hold after a kill at any step; whether the new key is in force."""
    opened = open_vault(folder)
    assert (opened.anchor, len(records.of_form(opened.conn, "report"))) == ("ok", 5)
    assert access_log.verify(opened.conn) is None
    check_whole(opened.conn)
    done = left(opened, ion)
    assert keys.unlock_with_kit(folder, kit).key == opened.database_key
    save(opened, "afterwards")
    opened.close(NOW)
    again = open_vault(folder)
    assert (again.anchor, again.unclean, again.rekey_ended) == ("ok", False, "")
    again.close(NOW)
    if done:
        with pytest.raises(VaultRefused, match="wrong-passphrase"):
            open_vault(folder, worker="Ion", passphrase=OTHER)
    else:
        open_vault(folder, worker="Ion", passphrase=OTHER).close(NOW)
    assert not list(folder.glob("*.part"))
    return done


def test_killed_at_any_step_it_is_as_before_or_done(
    office: tuple[Path, str, bytes], rekeyer: subprocess.Popen[str], tmp_path: Path
) -> None:
    folder, ion, kit = office
    shutil.copytree(folder, tmp_path / "whole")
    steps = int(told(rekeyer, tmp_path / "whole", 0, ion))
    assert steps > KILLS
    assert check(tmp_path / "whole", ion, kit)
    ended = []
    for kill in range(KILLS):
        place = tmp_path / str(kill)
        shutil.copytree(folder, place)
        assert told(rekeyer, place, 1 + kill * steps // KILLS, ion) == "killed"
        ended.append(check(place, ion, kit))
        shutil.rmtree(place)
    assert ended == sorted(ended)  # up to one moment it is as before, and from then on it is done
    assert {True, False} == set(ended)


def size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.mark.parametrize("share", [0.1, 0.7])
def test_killed_while_the_pages_are_written_again(tmp_path: Path, share: float) -> None:
    """In the middle of what SQLCipher does at one stroke: when so much of the database has gone into the WAL."""
    vault = new_vault(tmp_path / "vault")
    ion, kit = let_in(vault, "Ion"), crypto.new_secret()
    keys.set_kit(vault, crypto.public_half(kit), NOW)
    for number in range(4):
        save(vault, f"record {number}")
    save(vault, "x" * 12_000_000)
    vault.close(NOW)
    wal = vault.path / "vault.db-wal"
    enough = int(share * (vault.path / "vault.db").stat().st_size)
    program = subprocess.Popen([sys.executable, "-m", "tests.db.rekeyer", vault.path, ion], cwd=ROOT)
    while program.poll() is None and size(wal) <= enough:
        pass
    program.send_signal(signal.SIGKILL)
    assert program.wait() == -signal.SIGKILL
    check(vault.path, ion, bytes(kit))
