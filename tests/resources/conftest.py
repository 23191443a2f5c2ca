"""The shipped definitions, read once: through the program's own loaders, and as the plain tables of their files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import paths
from desktop.forms.load import load
from desktop.forms.schema import Definitions

FOLDERS = ("forms", "papers", "lists", "protocols", "indicators", "directory", "guide", "leaflets", "retention")
Raw = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def root() -> Path:
    return paths.resources()


@pytest.fixture(scope="session")
def defs(root: Path) -> Definitions:
    return load(root)


@pytest.fixture(scope="session")
def raw(root: Path) -> Raw:
    """`folder/file.toml` -> its table."""
    files = [file for folder in FOLDERS for file in sorted((root / folder).glob("*.toml"))]
    return {f"{file.parent.name}/{file.name}": tomllib.loads(file.read_text("utf-8")) for file in files}


@pytest.fixture(scope="session")
def texts(raw: Raw) -> list[tuple[str, dict[str, str]]]:
    """Every text of every definition with the place where it stands."""
    return [found for name, table in raw.items() for found in _texts(name, table)]


@pytest.fixture(scope="session")
def protocol(raw: Raw) -> dict[str, Any]:
    return raw["protocols/sv_md.v1.toml"]


def _texts(place: str, value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if value and value.keys() <= {"ro", "en", "ru", "uk"}:
            yield place, value
            return
        for key, inner in value.items():
            yield from _texts(f"{place}:{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = inner.get("id", inner.get("code", number)) if isinstance(inner, dict) else number
            yield from _texts(f"{place}:{name}", inner)
