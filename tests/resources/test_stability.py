"""What was released stays: answers of years name forms, fields, codes and steps by these ids.

New ids are added to `golden/ids.json` when they are released; nothing is ever taken out of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.forms.schema import Definitions
from desktop.services import library

GOLDEN = Path(__file__).parent / "golden" / "ids.json"
Raw = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    return found


def present(defs: Definitions, raw: Raw) -> dict[str, Any]:
    """Every id that is there now, in the shape of the golden file."""
    steps = {
        f"{table['id']}.v{table['version']}": [step["id"] for step in table["step"]]
        for name, table in raw.items()
        if name.startswith("protocols/")
    }
    return {
        "forms": {
            f"{id}.v{version}": {field.pattern: field.type.value for field in form.fields()}
            for (id, version), form in sorted(defs.forms.items())
        },
        "papers": {
            f"{id}.v{version}": {field.pattern: field.type.value for field in form.fields()}
            for (id, version), form in sorted(defs.papers.items())
        },
        "lists": {
            f"{id}.v{version}": [entry.code for entry in listed.entries]
            for (id, version), listed in sorted(defs.lists.items())
        },
        "protocols": steps,
        "indicators": sorted(f"{t['id']}.v{t['version']}" for n, t in raw.items() if n.startswith("indicators/")),
        "hotlines": [line["id"] for line in raw["directory/hotlines.v1.toml"]["line"]],
        "services": [service.id for service in library.shipped().guidebook.services],
        "leaflets": sorted(f"{t['id']}.v{t['version']}" for n, t in raw.items() if n.startswith("leaflets/")),
        "guide": sorted(f"{t['id']}.v{t['version']}" for n, t in raw.items() if n.startswith("guide/")),
    }


def test_no_released_field_vanished_or_changed_its_type(golden: dict[str, Any], defs: Definitions, raw: Raw) -> None:
    now = present(defs, raw)
    for kind in ("forms", "papers"):
        for form, fields in golden[kind].items():
            assert fields.items() <= now[kind][form].items(), form


def test_no_released_code_vanished(golden: dict[str, Any], defs: Definitions, raw: Raw) -> None:
    now = present(defs, raw)["lists"]
    for listed, codes in golden["lists"].items():
        assert set(codes) <= set(now[listed]), listed


def test_no_released_step_line_table_or_advice_vanished(golden: dict[str, Any], defs: Definitions, raw: Raw) -> None:
    now = present(defs, raw)
    assert golden["protocols"].items() <= now["protocols"].items()
    for kind in ("indicators", "hotlines", "services", "leaflets", "guide"):
        assert set(golden[kind]) <= set(now[kind]), kind


def test_everything_that_is_shipped_is_in_the_golden_file(golden: dict[str, Any], defs: Definitions, raw: Raw) -> None:
    """Otherwise a new field could be released unguarded."""
    assert present(defs, raw) == golden
