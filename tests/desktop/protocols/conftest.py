"""The shipped protocol and the forms that it stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.forms.load import load as load_forms
from desktop.forms.schema import Definitions
from desktop.protocols.load import load
from desktop.protocols.schema import Protocol

RESOURCES = Path(__file__).parents[3] / "resources"


@pytest.fixture(scope="session")
def defs() -> Definitions:
    return load_forms(RESOURCES)


@pytest.fixture(scope="session")
def sv_md(defs: Definitions) -> Protocol:
    return load(RESOURCES, defs)["sv_md", 1]
