"""The vaults that the stories of the store begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.connection import Connection
from db.vault import Vault
from tests.db.make import NOW, new_vault, save


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = new_vault(tmp_path / "vault")
    yield made
    made.close(NOW)


@pytest.fixture
def conn(vault: Vault) -> Connection:
    return vault.conn


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The folder of a vault with one record, closed in good order."""
    made = new_vault(tmp_path / "vault")
    save(made, "kept")
    made.close(NOW)
    return tmp_path / "vault"
