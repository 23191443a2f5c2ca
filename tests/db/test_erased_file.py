"""The list beside the vault: this office wrote it, every bit of it, and it holds nothing but ids, reasons and days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import (
    erased_file,
    erasure,
)
from db.errors import VaultRefused
from db.tombs import ALL, Entry
from tests.db.erasing import DAY
from tests.db.make import new_vault

# --- the file beside the vault ----------------------------------------------------------------------------------------

ENTRIES = (Entry("a" * 32, ALL, "gdpr_17", DAY), Entry("b" * 32, "77 note rows/name", "retention", DAY))


def test_the_file_says_what_was_erased_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / erased_file.FILE
    erasure.write_file(file, ENTRIES, b"k" * 32)
    assert erasure.read_file(file, b"k" * 32) == ENTRIES
    told = json.loads(file.read_text("utf-8"))
    assert told["entries"] == [list(one) for one in ENTRIES]
    assert set(told) == {"entries", "format", "mac"}


def test_without_a_file_nothing_was_erased(tmp_path: Path) -> None:
    assert erasure.read_file(tmp_path / "vault.erased", b"k" * 32) == ()


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_file_with_one_other_bit_is_refused(at: int, bit: int) -> None:
    data = bytearray(erasure.encode(ENTRIES, b"k" * 32))
    data[at % len(data)] ^= 1 << bit
    with pytest.raises(VaultRefused, match="erased-file-damaged"):
        erasure.parse(bytes(data), b"k" * 32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b'{"entries":[],"format":1}',
        b"[" * 100_000,
        b'{"entries":7,"format":1,"mac":""}',
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(VaultRefused, match="erased-file-damaged"):
        erasure.parse(data, b"k" * 32)


def test_the_key_of_another_office_does_not_prove_it(tmp_path: Path) -> None:
    one, other = new_vault(tmp_path / "1"), new_vault(tmp_path / "2")
    data = erasure.encode(ENTRIES, erasure.key_of(one.conn))
    assert erasure.parse(data, erasure.key_of(one.conn)) == ENTRIES
    with pytest.raises(VaultRefused, match="erased-file-damaged"):
        erasure.parse(data, erasure.key_of(other.conn))
