"""The lists: codes that never change, groups for what leaves, places with their regions."""

from __future__ import annotations

from collections import Counter

import pytest

from desktop.forms import ages
from desktop.forms.rules import TRANSITIONS
from desktop.forms.schema import CodeList, Definitions
from desktop.services import library

MD_UNITS = (
    "AN BA BD BR BS CA CL CM CR CS CT CU DO DR DU ED FA FL GA GL HI IA LE NI OC OR RE RI SD SI SN SO ST SV TA TE UN"
)
RO_UNITS = (
    "AB AG AR B BC BH BN BR BT BV BZ CJ CL CS CT CV DB DJ GJ GL GR HD HR IF IL IS MH MM MS NT OT PH SB SJ SM SV TL TM "
    "TR VL VN VS"
)


def codes(listed: CodeList) -> list[str]:
    return [entry.code for entry in listed.entries]


def newest(defs: Definitions) -> list[CodeList]:
    return [defs.list(id) for id in sorted({id for id, _version in defs.lists})]


def test_the_37_units_of_moldova_and_the_42_of_romania(defs: Definitions) -> None:
    found = codes(defs.list("places"))
    assert sorted(found) == sorted(
        [f"MD-{code}" for code in MD_UNITS.split()] + [f"RO-{code}" for code in RO_UNITS.split()]
    )
    assert (len(MD_UNITS.split()), len(RO_UNITS.split())) == (37, 42)


def test_every_place_has_a_region_of_its_own_country(defs: Definitions) -> None:
    places = defs.list("places")
    for entry in places.entries:
        assert entry.country == entry.code[:2]
        assert entry.group.startswith(f"{entry.country.lower()}_"), entry.code
    regions = Counter(entry.group for entry in places.entries)
    assert sum(name.startswith("md_") for name in regions) == 6
    assert sum(name.startswith("ro_") for name in regions) == 8
    assert regions["md_nord"] == 12
    assert places.groups.keys() == regions.keys()


@pytest.mark.parametrize(
    ("code", "name", "region"),
    [
        ("MD-UN", "Ungheni", "md_centru"),
        ("MD-BA", "Bălți", "md_nord"),
        ("MD-SV", "Ștefan Vodă", "md_sud"),
        ("MD-CU", "Chișinău", "md_chisinau"),
        ("MD-SN", "Stînga Nistrului", "md_nistru"),
        ("RO-SV", "Suceava", "ro_nord_est"),
        ("RO-B", "București", "ro_bucuresti"),
        ("RO-BN", "Bistrița-Năsăud", "ro_nord_vest"),
    ],
)
def test_places_by_name(defs: Definitions, code: str, name: str, region: str) -> None:
    entry = defs.list("places").find(code)
    assert entry is not None
    assert (entry.label["ro"], entry.group) == (name, region)


def test_moldova_sees_the_five_forms_of_its_law_and_romania_all(defs: Definitions) -> None:
    forms = defs.list("L1").entries
    assert {entry.code for entry in forms if entry.country in {"", "MD"}} == {"FIZ", "SEX", "PSI", "SPI", "ECO"}
    assert codes(defs.list("L1")) == ["FIZ", "SEX", "PSI", "VRB", "ECO", "SOC", "SPI", "CIB", "NEG"]


def test_the_types_of_violence_split_into_sexual_and_other(defs: Definitions) -> None:
    groups = {entry.code: entry.group for entry in defs.list("L2").entries}
    assert groups == {"G1": "sexual", "G2": "sexual"} | {f"G{n}": "non_sexual" for n in (3, 4, 5, 6, 9)}


def test_relationships_have_five_groups(defs: Definitions) -> None:
    relations = defs.list("L6")
    assert list(relations.groups) == ["partner", "family", "known", "stranger", "unspecified"]
    assert " ".join(codes(relations)) == "SOT CON FPA PAR COP FRA RUD ING VEC COL PED ANG SRV CHI CUN NEC"
    partners = [entry.code for entry in relations.entries if entry.group == "partner"]
    assert partners == ["SOT", "CON", "FPA"]


def test_the_age_bands_are_those_that_ages_are_put_into(defs: Definitions) -> None:
    assert codes(defs.list("L11")) == [code for _youngest, code in ages.BANDS]
    assert [ages.band(age) for age in (55, 56, 65, 66)] == ["46-55", "56-65", "56-65", "66+"]


def test_the_statuses_are_those_that_the_rule_knows(defs: Definitions) -> None:
    known = set(codes(defs.list("L9")))
    assert set(TRANSITIONS) <= known
    assert {target for targets in TRANSITIONS.values() for target in targets} <= known


def test_a_status_goes_where_the_workflow_says(defs: Definitions) -> None:
    """What a rule holds to when sheets come from elsewhere is what the header of a case offers."""
    workflow = library.shipped().workflow
    assert {code: frozenset(way.to for way in workflow.ways(code)) for code in TRANSITIONS} == dict(TRANSITIONS)
    assert not [code for code in codes(defs.list("L9")) if code not in TRANSITIONS and workflow.ways(code)]


def test_late_is_derived_and_no_state_of_a_step(defs: Definitions) -> None:
    assert codes(defs.list("L30")) == ["de_facut", "in_lucru", "facut", "refuzat_de", "nu_se", "imposibil"]


def test_refusing_and_not_knowing_are_no_codes(defs: Definitions) -> None:
    for listed in newest(defs):
        assert not {"declined", "unknown", "REF", "UNK", "necunoscut", "ns_nr"} & set(codes(listed)), listed.id


def test_no_hiv_among_the_disabilities(defs: Definitions) -> None:
    assert not any("HIV" in entry.label["ro"] for entry in defs.list("L18").entries)


def test_what_excludes_all_others(defs: Definitions) -> None:
    exclusive = {(listed.id, entry.code) for listed in newest(defs) for entry in listed.entries if entry.exclusive}
    assert exclusive == {("L18", "fara"), ("injuries", "fara"), ("health_status", "neaga"), ("do_not_contact", "orice"),
                         ("L22", "nu_poate"), ("report_told", "nimeni")}  # fmt: skip


def test_labels_in_a_list_differ_within_a_country(defs: Definitions) -> None:
    for listed in newest(defs):
        for country in ("MD", "RO"):
            for language in ("ro", "en"):
                shown = [e.label[language] for e in listed.entries if e.country in {"", country}]
                assert sorted(shown) == sorted(set(shown)), listed.id


def test_either_all_entries_have_a_group_or_none(defs: Definitions) -> None:
    for listed in newest(defs):
        assert len({bool(entry.group) for entry in listed.entries}) == 1, listed.id


def test_lists_that_leave_by_group_have_groups(defs: Definitions) -> None:
    by_group = {field.list for form in defs.newest() for field in form.fields() if "group" in {field.pdf, field.bundle}}
    assert by_group >= {"L4", "L6", "L14", "L15", "L16", "L17", "L19", "countries", "sv_acts", "injuries"}
    assert all(defs.list(id).groups for id in by_group)
