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
    assert (first["number"], first["emergency"], first["top"], first["country"]) == ("112", True, True, "")
    assert [line["number"] for line in lines if line["emergency"]] == ["112"]
    assert len({line["order"] for line in lines}) == len(lines)


def test_each_country_has_a_line_on_top(lines: list[dict[str, Any]]) -> None:
    assert {line["country"]: line["number"] for line in lines if line["top"]} == {
        "": "112",
        "MD": "0 8008 8008",
        "RO": "0800.500.333",
    }


def test_a_line_on_top_has_a_name_that_leaves_room_for_the_search(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        if line["top"]:
            assert all(len(name) <= 20 for name in line.get("short", line["name"]).values()), line["id"]


def test_nothing_pretends_to_have_been_checked(lines: list[dict[str, Any]]) -> None:
    assert {line["checked_on"] for line in lines} == {""}


def test_no_address_stands_beside_a_number(lines: list[dict[str, Any]]) -> None:
    address = re.compile(r"\b(str\.|strada \w|bd\.|bulevardul|nr\. ?\d)")
    assert [line["id"] for line in lines if address.search(line["text"]["ro"])] == []


def test_six_situations_of_the_guide(raw: Raw) -> None:
    guide = sorted((table for name, table in raw.items() if name.startswith("guide/")), key=lambda one: one["order"])
    assert [(one["title"]["ro"], one["hint"]["ro"]) for one in guide] == [
        ("a trecut fereastra de 72 de ore", "trimiteți oricum la medic"),
        ("victima are sub 18 ani", "sesizare imediată"),
        ("nu vrea plângere la poliție", "îngrijirea nu depinde de ea"),
        ("sună cineva și întreabă de ea", "ce spuneți, ce nu spuneți"),
        ("nu există spital în apropiere", "transport și însoțire"),
        ("are nevoie de interpret", "nu rude, nu copii"),
    ]
    for one in guide:
        assert 3 <= len(one["steps"]) <= 6
        assert one["verified"] is False


def test_advice_is_short_enough_for_a_tired_person(raw: Raw) -> None:
    for name, table in raw.items():
        for step in table.get("steps", []):
            assert len(step["ro"]) <= 220, name
