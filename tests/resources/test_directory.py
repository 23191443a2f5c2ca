"""The telephone lines, word for word as their sources have them, misprints and all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

Raw = dict[str, dict[str, Any]]

QUOTED = json.loads((Path(__file__).parent / "golden" / "hotlines.json").read_text("utf-8"))  # copied from the sources
EXTRA = {
    "+373 22 24 06 24", "+373 60 85 99 88", "+373 22 811 999", "+373 68 855 050", "078 517 327", "078 495 866",
    "0 800 800 11",
}  # fmt: skip


@pytest.fixture
def lines(raw: Raw) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = raw["directory/hotlines.v1.toml"]["line"]
    return found


@pytest.mark.parametrize("number", QUOTED)
def test_word_for_word(lines: list[dict[str, Any]], number: str) -> None:
    line = next(line for line in lines if line["number"] == number)
    assert line["text"]["ro"] == QUOTED[number]
    assert line["verified"] is True


def test_the_misprints_of_the_sources_stay(lines: list[dict[str, Any]]) -> None:
    words = " ".join(line["text"]["ro"] for line in lines)
    assert "oferiră asistență" in words
    assert "dicriminării multiple" in words


def test_the_numbers_are_these_and_no_others(lines: list[dict[str, Any]]) -> None:
    assert {line["number"] for line in lines} == QUOTED.keys() | EXTRA
    assert len(lines) == len({line["id"] for line in lines}) == 12


def test_numbers_from_the_press_are_not_verified_and_never_on_top(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        if line["number"] in EXTRA:
            assert (line["verified"], line["top"], line["emergency"]) == (False, False, False)


def test_112_comes_first_and_in_both_countries(lines: list[dict[str, Any]]) -> None:
    first = min(lines, key=lambda line: line["order"])
    assert (first["number"], first["emergency"], first["top"], first.get("country", "")) == ("112", True, True, "")
    assert [line["number"] for line in lines if line["emergency"]] == ["112"]
    assert len({line["order"] for line in lines}) == len(lines)


def test_each_country_has_a_line_on_top(lines: list[dict[str, Any]]) -> None:
    assert {line.get("country", ""): line["number"] for line in lines if line["top"]} == {
        "": "112",
        "MD": "0 8008 8008",
        "RO": "0800.500.333",
    }


def test_a_line_on_top_has_a_name_that_leaves_room_for_the_search(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        if line["top"]:
            assert all(len(name) <= 20 for name in line.get("short", line["name"]).values()), line["id"]


def test_nothing_pretends_to_have_been_checked(lines: list[dict[str, Any]]) -> None:
    assert {line.get("checked_on", "") for line in lines} == {""}


def test_no_address_stands_beside_a_number(lines: list[dict[str, Any]]) -> None:
    address = re.compile(r"\b(str\.|strada \w|bd\.|bulevardul|nr\. ?\d)")
    assert [line["id"] for line in lines if address.search(line["text"]["ro"])] == []


def guidance(raw: Raw) -> list[dict[str, Any]]:
    return sorted((table for name, table in raw.items() if name.startswith("guide/")), key=lambda one: one["order"])


def test_six_situations_of_the_guide(raw: Raw) -> None:
    guide = [one for one in guidance(raw) if one["part"] == "if"]
    assert [(one["title"]["ro"], one["hint"]["ro"]) for one in guide] == [
        ("a trecut fereastra de 72 de ore", "trimiteți oricum la medic"),
        ("victima are sub 18 ani", "sesizare imediată"),
        ("nu vrea plângere la poliție", "îngrijirea nu depinde de ea"),
        ("sună cineva și întreabă de ea", "ce spuneți, ce nu spuneți"),
        ("nu există spital în apropiere", "transport și însoțire"),
        ("are nevoie de interpret", "nu rude, nu copii"),
    ]


def test_what_stands_beside_the_steps_of_a_checklist(raw: Raw) -> None:
    beside = {
        one["part"]: {other["id"] for other in guidance(raw) if other["part"] == one["part"]} for one in guidance(raw)
    }
    assert beside["first"] == {"lives", "evidence", "rights", "medical_care", "strangulation", "safe_leaving"}
    assert beside["together"] == {"one_account", "one_hearing", "children_heard"}
    assert beside["law"] == {"istanbul"}


def test_guidance_is_short_and_claims_nothing_that_nobody_confirmed(raw: Raw) -> None:
    for one in guidance(raw):
        assert 3 <= len(one["steps"]) <= (10 if one["part"] == "law" else 6), one["id"]
        assert one["verified"] is False, one["id"]
        assert one["source"], one["id"]


def test_nothing_is_lost_by_not_having_followed_the_advice_about_evidence(raw: Raw) -> None:
    first, *others = (step["ro"] for step in raw["guide/evidence.v1.toml"]["steps"])
    assert "dacă se gândește la un examen medico-legal" in first
    assert any("Nimic nu este pierdut" in step for step in others)
    assert "punga de hârtie" in raw["guide/evidence.v1.toml"]["source"]


def test_care_never_hangs_on_a_complaint(raw: Raw) -> None:
    assert "nu cere plângere" in raw["guide/rights.v1.toml"]["steps"][0]["ro"]
    assert "Un termen trecut nu închide ușa" in raw["guide/medical_care.v1.toml"]["steps"][-1]["ro"]


def test_the_numbers_of_articles_that_were_not_read_say_so(raw: Raw) -> None:
    law = raw["guide/istanbul.v1.toml"]
    assert [int(step["ro"].split(":")[0].removeprefix("Art. ")) for step in law["steps"]] == [
        18, 20, 22, 25, 26, 50, 51, 52, 53, 56,
    ]  # fmt: skip
    assert "în afară de 18 și 25, din memorie, neverificate" in law["source"]


def test_advice_is_short_enough_for_a_tired_person(raw: Raw) -> None:
    for name, table in raw.items():
        for step in table.get("steps", []):
            assert len(step["ro"]) <= 220, name
