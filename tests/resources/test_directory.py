"""The telephone lines, word for word as their sources have them, misprints and all."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop import paths
from desktop.forms.reading import DefinitionFault
from desktop.forms.schema import Definitions
from desktop.services import guidebook
from desktop.services.guidebook import Service
from desktop.services.library import shipped

Raw = dict[str, dict[str, Any]]

# Typed off the two sources, with their misprints and their quotation marks; only their line breaks are joined.
QUOTED = {
    "0 8008 8008": (
        "Telefonul de Încredere pentru Femei și Fete 0 8008 8008 gestionat de C.I. „La Strada” - poate fi apelat "
        "gratuit pe teritoriul Republicii Moldova, din orice rețea de telefonie fixă sau mobilă. Prin intermediul "
        "telefonului de Încredere victimele pot beneficia de consiliere psihologică primară, consiliere "
        "informațională privind drepturile sale și serviciile de suport disponibile, consiliere și asistență "
        "juridică primară, servicii de mediere și referire către serviciile care oferă asistență specializată "
        "(adăpost, consiliere psihologică, psihoterapie, asistență medicală etc.)."
    ),
    "080080000": (
        "Linia telefonică gratuită de Consiliere specializată 080080000 gestionată de Centrul de Drept al Femeilor."
    ),
    "080099800": (
        "Linia de încredere pentru cazurile de violență în familie 080099800 gestionată de A.O. „Interacțiune” – "
        "oferiră asistență promptă și consiliere informațională victimelor violenței în familie "
        "din partea stângă a Nistrului."
    ),
    "112": "Număr de apel de urgență 112.",
    "0800.500.333": (
        "Un prim pas poate fi apelul la HELPLINE-ul gestionat de către consilierii ANES – 0800.500.333, destinat "
        "victimelor violenței domestice, traficului de persoane, discriminării de gen sau dicriminării multiple. "
        "Serviciul este gratuit și valabil 24/7 …"
    ),
}
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


# --- services ---------------------------------------------------------------------------------------------------------


def of_kind(kind: str) -> list[Service]:
    return [one for one in shipped().guidebook.services if one.kind == kind]


def test_the_regional_service_serves_its_six_districts() -> None:
    (one,) = of_kind("serviciu_integrat")
    assert {one.place, *one.serves} == {"MD-UN", "MD-NI", "MD-CL", "MD-FA", "MD-TE", "MD-SI"}
    assert one.lines == ("sir_ungheni_1", "sir_ungheni_2")


def test_eleven_units_at_hospitals_whose_names_no_source_says() -> None:
    units = of_kind("unitate_in")
    assert len(units) == 11
    assert all(one.unnamed and not one.place and not one.lines and one.hours is None for one in units)
    assert units[10].name["ro"] == "Unitatea 11 din 11; spitalul: de completat"
    assert "nu stau în sursă" in units[0].source


def test_forty_two_romanian_partners_one_for_each_county() -> None:
    partners = of_kind("partener_al")
    assert len(partners) == len({one.place for one in partners}) == 42
    assert all("de confirmat" in one.name["ro"] and not one.lines and not one.verified for one in partners)


def test_ten_pilot_centres_by_their_town() -> None:
    centres = of_kind("centru_in")
    assert [one.name["ro"].rpartition(", ")[2] for one in centres] == [
        *("București", "Slobozia", "Timișoara", "Craiova", "Sibiu"),
        *("Brăila", "Piatra-Neamț", "Bacău", "Constanța", "Satu Mare"),
    ]


def test_a_structure_of_social_assistance_for_each_district_that_has_one() -> None:
    places = [one.place for one in of_kind("asistenta_sociala") if one.country == "MD" and one.place]
    assert len(places) == len(set(places)) == 35  # 37 units of the country without the left bank and Bender
    assert not {"MD-SN", "MD-BD"} & set(places)


def test_no_shelter_has_a_place_and_no_service_an_address_or_an_invented_number(raw: Raw) -> None:
    sheltered = {one.id for one in shipped().guidebook.kinds.values() if one.sheltered}
    assert sheltered == {"adapost"}
    assert [one.id for one in shipped().guidebook.services if one.kind in sheltered] == []
    for one in raw["directory/services.v1.toml"]["service"]:
        assert not {"address", "phone"} & one.keys(), one["id"]
        assert not re.search(r"\d{3}|\bstr\b|\bstrada\b [A-Z]|nr\. ?\d", " ".join(one["name"].values())), one["id"]


def test_what_is_from_the_press_or_from_memory_is_not_verified() -> None:
    for one in shipped().guidebook.services:
        if one.source.startswith(("Presă", "Din memorie", "Propunere")):
            assert one.verified is False, one.id


def test_what_an_expert_has_to_confirm_is_a_question_to_each_country() -> None:
    asked = shipped().guidebook.questions
    assert len(asked) == len({one.id for one in asked}) == 15
    assert {one.country for one in asked} == {"", "MD", "RO"}


# --- what does not load -----------------------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for folder in ("directory", "guide"):
        shutil.copytree(paths.resources() / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("services", 'kind = "centru_de"\ncountry', 'kind = "palat"\ncountry', "unknown kind palat"),
        ("services", 'place = "MD-UN"', 'place = "MD-XX"', "unknown place MD-XX"),
        ("services", 'lines = ["cjf"]', 'lines = ["nimeni"]', "unknown line nimeni"),
        ("services", 'id = "cml"', 'id = "cjf"', "the id is there twice"),
        ("services", "count = 11", "count = -1", "either each place or so many"),
        ("services", "count = 11", "count = 11\neach_place = true", "either each place or so many"),
        ("services", 'id = "cml"', 'id = "cml"\nphone = "022 000 000"', "unknown key phone"),
        ("services", 'id = "structura_gagauzia"\nkind = "asistenta_sociala"', 'id = "ascuns"\nkind = "adapost"',
         "a shelter has no place here"),
        ("hotlines", "order = 2", "order = 2\naddress = 1", "unknown key address"),
        ("hotlines", 'id = "cdf"', 'id = "anes"', "the id is there twice"),
        ("questions", 'id = "refuzul"', 'id = "refuzul"\nanswer = "da"', "unknown key answer"),
    ],
)  # fmt: skip
def test_a_fault_is_told_and_nothing_loads(
    copied: Path, defs: Definitions, file: str, old: str, new: str, fault: str
) -> None:
    path = copied / "directory" / f"{file}.v1.toml"
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionFault) as caught:
        guidebook.load(copied, defs)
    assert caught.value.file == path.name and fault in caught.value.fault


def test_of_two_versions_the_newer_counts_of_lines_and_of_advice(copied: Path, defs: Definitions) -> None:
    for folder, id in (("directory", "hotlines"), ("guide", "lives")):
        words = (copied / folder / f"{id}.v1.toml").read_text("utf-8").replace("version = 1", "version = 10", 1)
        words = words.replace("0 8008 8008", "0 8008 0000").replace("Primul sprijin, în cinci pași", "Sprijin")
        (copied / folder / f"{id}.v10.toml").write_text(words, "utf-8")
    found = guidebook.load(copied, defs)
    assert [one.number for one in found.hotlines if one.id == "la_strada"] == ["0 8008 0000"]
    assert [one.title["ro"] for one in found.guidance if one.id == "lives"] == ["Sprijin"]


def test_advice_without_a_language_does_not_load(copied: Path, defs: Definitions) -> None:
    path = copied / "guide" / "lives.v1.toml"
    path.write_text(re.sub(r', uk = "Вислухайте[^"]*"', "", path.read_text("utf-8")), "utf-8")
    with pytest.raises(DefinitionFault, match="missing key uk"):
        guidebook.load(copied, defs)


def test_a_step_that_names_advice_which_is_not_there_does_not_load() -> None:
    library = shipped()
    (key, protocol), *_others = library.protocols.items()
    step = replace(protocol.steps[3], guide=("lives", "nothing_of_the_kind"))
    changed = {key: replace(protocol, steps=(*protocol.steps[:3], step, *protocol.steps[4:]))}
    with pytest.raises(DefinitionFault) as caught:
        guidebook.check_protocols(library.guidance, changed)
    assert caught.value.field == f"step {step.id}" and caught.value.fault == "unknown guidance nothing_of_the_kind"
    guidebook.check_protocols(library.guidance, library.protocols)


def test_beside_which_steps_advice_stands_is_known() -> None:
    (protocol, *_others) = shipped().protocols.values()
    told = replace(protocol, steps=tuple(replace(one, guide=("lives",)) for one in protocol.steps[:2]))
    assert [step.id for _protocol, step in guidebook.used_by([told])["lives"]] == [one.id for one in told.steps]
