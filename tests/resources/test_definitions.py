"""Every shipped file loads through the program's own readers, and says where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.forms.schema import Definitions
from desktop.indicators.load import load as load_indicators
from desktop.protocols.load import load as load_protocols
from desktop.refusals import Refused
from desktop.services import library

Raw = dict[str, dict[str, Any]]


def test_the_forms(defs: Definitions) -> None:
    assert {form.id: (form.code, form.repeat) for form in defs.newest()} == {
        "case": ("F0", False),
        "report": ("F1", True),
        "consent": ("F2", True),
        "identity": ("F3", False),
        "child": ("F4", True),
        "aggressor": ("F5", True),
        "incident": ("F6", True),
        "first_evaluation": ("F7", False),
        "risk": ("F8", True),
        "safety_plan": ("F9", False),
        "evaluation": ("F10", False),
        "plan": ("F11", False),
        "contract": ("F12", True),
        "referral": ("F13", True),
        "protection": ("F14", True),
        "note": ("F15", True),
        "monitoring": ("F16", True),
        "closing": ("F17", True),
        "team": ("F18", True),
        "directory_entry": ("F31", True),
        "stay": ("F19", True),
        "appointment": ("F21", True),
        "disclosure": ("F22", True),
        "approval": ("F23", True),
        "aggressor_programme": ("F24", True),
        "minor_conduct": ("F25", True),
        "youth_work": ("F26", True),
        "account_erased": ("F27", True),
        "document": ("F28", True),
        "transcript": ("F29", True),
        "member": ("F30", True),
        "meeting": ("F32", True),
        "followup": ("F33", True),
        "opinion_tally": ("F34", True),
        "field_sheet": ("F35", True),
        "transfer": ("F36", True),
    }


def test_the_opinion_sheet_is_only_ever_on_paper(defs: Definitions) -> None:
    """Nothing that could be joined to a case is kept of it: it is no form that anybody can fill in here."""
    assert {f"F{number}" for number in range(21)} <= {form.code for form in defs.printed()}
    assert [(form.id, form.code) for form in defs.papers.values()] == [("feedback", "F20")]
    with pytest.raises(Refused, match="unknown-form"):
        defs.form("feedback")


def test_the_whole_library_loads(root: Path, raw: Raw) -> None:
    shipped = library.read(root)
    assert len(shipped.hotlines) == len(raw["directory/hotlines.v1.toml"]["line"])
    assert len(shipped.guidance) == sum(name.startswith("guide/") for name in raw)


def test_the_protocol_and_the_indicators_load(root: Path, defs: Definitions) -> None:
    assert [step.id for step in load_protocols(root, defs)["sv_md", 1].steps] == [str(n) for n in range(1, 30)]
    assert list(load_indicators(root, defs)) == [
        *("i01", "i09", "i10", "i18", "i19", "i19b", "i31"),
        *(f"i{n}" for n in range(36, 46)),
    ]


def test_every_definition_has_source_and_verified(raw: Raw) -> None:
    for name, table in raw.items():
        parts = table.get("line") or table.get("service") or [table]
        for part in parts:
            assert part["source"].strip(), name
            assert isinstance(part["verified"], bool), name


def test_what_calls_itself_a_proposal_is_not_verified(raw: Raw) -> None:
    """A source that admits to memory or invention alone cannot be marked as read."""
    for name, table in raw.items():
        steps = table["step"] if name.startswith("protocols/") else []
        for part in [table, *steps, *(clock for step in steps for clock in step.get("clock", []))]:
            if str(part.get("source", "")).startswith(("Propunere", "Din memorie", "Din practică", "Ghidul OMS 2019")):
                assert part["verified"] is False, name


def test_file_names_say_id_and_version(raw: Raw) -> None:
    for name, table in raw.items():
        assert name.split("/")[1] == f"{table['id']}.v{table['version']}.toml"
