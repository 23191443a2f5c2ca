"""A medium that takes no more in the middle of a backup refuses it by name and keeps no part of it."""

from __future__ import annotations

import resource

import pytest

from db import backup
from db.errors import VaultRefused
from db.vault import Vault
from tests.db.make import NOW, save


def test_a_backup_that_is_cut_off_by_the_medium_is_refused_and_leaves_no_part(vault: Vault) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (90_000, hard))
        with pytest.raises(VaultRefused, match="file-unwritable"):
            backup.make(vault, NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((vault.path / backup.FOLDER).iterdir()) == []
    save(vault)
    assert backup.make(vault, NOW).size > 0
