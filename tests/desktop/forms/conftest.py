"""The shipped definitions, a small made-up form with every type, and what surrounds them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.context import Context
from desktop.forms.load import load
from desktop.forms.schema import Definitions
from tests.desktop.forms import everything

RESOURCES = Path(__file__).parents[3] / "resources"
CHISINAU = ZoneInfo("Europe/Chisinau")


@pytest.fixture(scope="session")
def defs() -> Definitions:
    return load(RESOURCES)


@pytest.fixture
def ctx() -> Context:
    return Context(
        now=datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU),
        tz=CHISINAU,
        country="MD",
        office="UN4",
        worker="00" * 16,
        code="UN4-26-7K3QF2",
    )


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    """Definitions with a form that has a field of every type, two groups and every kind of condition."""
    return load(everything.write(tmp_path_factory.mktemp("definitions")))
