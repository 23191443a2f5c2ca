"""The one file of a backup: a plain zip for any computer, and nothing else that calls itself so is believed."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import archive, backup
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NOW

FILES = {"vault.db": b"\x01" * 9000, "vault.keys": b"{}", "vault.erased": b"[]"}


def nobody(_done: int, _total: int) -> None:
    """Nobody listens."""


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    archive.pack(tmp_path / "one.ancora-backup", folder, "20261124T123000Z-7", nobody)
    return tmp_path / "one.ancora-backup"


def forged(path: Path, members: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def test_any_computer_takes_it_apart(packed: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(packed), str(tmp_path / "out")], check=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == FILES


def test_it_tells_nothing_of_the_computer_and_is_its_owners_alone(packed: Path) -> None:
    with zipfile.ZipFile(packed) as made:
        assert {info.date_time for info in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert made.comment == b"20261124T123000Z-7"
    assert packed.stat().st_mode & 0o077 == 0


def test_a_medium_that_gives_back_an_older_file_is_found_out(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = packed.read_bytes()
    (tmp_path / "in" / "vault.db").write_bytes(b"\x02" * 9000)
    monkeypatch.setattr(archive, "_forget_cached", lambda _file: (tmp_path / "new").write_bytes(older))
    with pytest.raises(VaultRefused, match="backup-damaged"):
        archive.pack(tmp_path / "new", tmp_path / "in", "x", nobody)


def test_a_system_that_cannot_forget_reads_again_all_the_same(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    assert archive.pack(tmp_path / "new", tmp_path / "in", "x", nobody) == archive.digest_of(packed)


def test_its_name_stands_in_it_whatever_somebody_calls_it(packed: Path) -> None:
    assert archive.note_of(packed.parent) == packed.parent.name  # the folder of an earlier version
    assert archive.note_of(packed.rename(packed.with_name("copie pentru șefă.zip"))) == "20261124T123000Z-7"


def test_the_same_content_has_the_same_hash_and_another_bit_another_one(packed: Path, tmp_path: Path) -> None:
    digest = archive.digest_of(packed)
    assert archive.pack(tmp_path / "two", tmp_path / "in", "other", nobody) == digest
    (tmp_path / "in" / "vault.db").write_bytes(b"\x01" * 8999 + b"\x02")
    assert archive.pack(tmp_path / "three", tmp_path / "in", "other", nobody) != digest


@pytest.mark.parametrize(
    ("members", "method"),
    [
        ({"vault.db": b"x"}, zipfile.ZIP_STORED),
        ({"vault.keys": b"x"}, zipfile.ZIP_STORED),
        ({**FILES, "../vault.db": b"x"}, zipfile.ZIP_STORED),
        ({**FILES, "notes.txt": b"x"}, zipfile.ZIP_STORED),
        ({"vault.db": b"x", "vault.keys": b"x" * (64 * 1024 + 1)}, zipfile.ZIP_STORED),
        (FILES, zipfile.ZIP_DEFLATED),
    ],
)
def test_a_zip_of_something_else_is_no_backup(tmp_path: Path, members: dict[str, bytes], method: int) -> None:
    with (
        pytest.raises(VaultRefused, match="not-a-backup"),
        archive.parts(forged(tmp_path / "a", members, method=method)),
    ):
        raise AssertionError


def test_one_name_twice_is_no_backup(tmp_path: Path) -> None:
    forged(tmp_path / "a", FILES)
    with zipfile.ZipFile(tmp_path / "a", "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("vault.keys", b"others")
    with pytest.raises(VaultRefused, match="not-a-backup"), archive.parts(tmp_path / "a"):
        raise AssertionError


def test_a_member_that_claims_to_be_larger_than_the_file_is_refused(packed: Path) -> None:
    data = bytearray(packed.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 20 : place + 28] = struct.pack("<II", 1 << 30, 1 << 30)
    packed.write_bytes(data)
    with pytest.raises(VaultRefused, match="not-a-backup"), archive.parts(packed):
        raise AssertionError


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", b"SQLite format 3\0" + bytes(5000)])
def test_a_file_of_another_kind_is_told_from_a_damaged_backup(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(VaultRefused, match="not-a-backup"):
        archive.digest_of(tmp_path / "a")
    with pytest.raises(VaultRefused, match="not-a-backup"):
        archive.note_of(tmp_path / "a")


def test_a_backup_that_was_cut_off_while_it_was_copied_is_damaged(packed: Path) -> None:
    packed.write_bytes(packed.read_bytes()[:-30])
    with pytest.raises(VaultRefused, match="backup-damaged"):
        archive.digest_of(packed)


def test_what_is_not_there_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="no-such-file"):
        archive.digest_of(tmp_path / "a")
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(VaultRefused, match="file-unreadable"):
        archive.digest_of(tmp_path / "file" / "a")


@given(data=st.data())
def test_whatever_is_done_to_its_bytes_it_is_the_same_or_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("in")
    for name, content in FILES.items():
        (folder / name).write_bytes(content[:300])
    digest = archive.pack(folder / "packed", folder, "20261124T123000Z-7", nobody)
    spoilt = bytearray((folder / "packed").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoilt)))
    (folder / "packed").write_bytes(spoilt[:cut] if data.draw(st.booleans()) else spoilt)
    try:
        assert archive.digest_of(folder / "packed") == digest
    except VaultRefused as refusal:
        assert refusal.code in {"not-a-backup", "backup-damaged"}


def test_a_member_is_taken_out_whole_or_damage_is_said(vault: Vault, tmp_path: Path) -> None:
    made = backup.make(vault, NOW).path
    assert archive.take_out(made, "vault.keys", tmp_path / "keys")
    assert (tmp_path / "keys").read_bytes() == (vault.path / "vault.keys").read_bytes()
    assert not archive.take_out(made, "vault.erased", tmp_path / "erased")
    spoilt = bytearray(made.read_bytes())
    spoilt[9000] ^= 1
    made.write_bytes(spoilt)
    with pytest.raises(VaultRefused, match="backup-damaged"):
        archive.take_out(made, "vault.db", tmp_path / "db")
