"""A fresh office at which one person works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.keys import KdfCost
from desktop.services import vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.erasing import Build, House


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = vaults.create(
        tmp_path / "vault",
        office="UN4",
        worker="Persoana de test",
        passphrase="cinci cuvinte cu totul diferite",
        clock=clock,
        cost=KdfCost.for_tests(),
    )
    yield made
    vaults.close_session(made, make_backup=False)


@pytest.fixture
def house(tmp_path: Path, clock: FixedClock) -> Iterator[Build]:
    made: list[House] = []

    def build(*colleagues: tuple[str, str]) -> House:
        made.append(House(tmp_path / "vault", clock, *colleagues))
        return made[-1]

    yield build
    for one in made:
        one.close()
