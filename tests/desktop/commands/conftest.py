"""An office whose commands are tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.offices import Office, make_office


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)
