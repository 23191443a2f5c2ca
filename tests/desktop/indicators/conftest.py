"""The definitions that the program ships, read once."""

from __future__ import annotations

import pytest

from desktop import paths
from desktop.forms.load import load as load_forms
from desktop.forms.schema import Definitions
from desktop.indicators.load import load
from desktop.indicators.schema import Indicator


@pytest.fixture(scope="session")
def defs() -> Definitions:
    return load_forms(paths.resources())


@pytest.fixture(scope="session")
def shipped(defs: Definitions) -> dict[str, Indicator]:
    return load(paths.resources(), defs)
