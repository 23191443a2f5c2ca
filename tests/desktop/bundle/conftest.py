"""Two offices and a stranger, with keys of their own for each run."""

from __future__ import annotations

import pytest

from tests.desktop.bundle.forge import Office, office


@pytest.fixture(scope="session")
def sender() -> Office:
    return office("UN4", 1)


@pytest.fixture(scope="session")
def region() -> Office:
    return office("RUN", 2)


@pytest.fixture(scope="session")
def stranger() -> Office:
    return office("ZZ9", 3)
