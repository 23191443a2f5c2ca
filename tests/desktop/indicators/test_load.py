"""Indicators are read strictly: a wrong one does not load and says where it is wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.forms.reading import DefinitionFault
from desktop.forms.schema import Definitions
from desktop.indicators.load import load
from desktop.indicators.schema import NO, YES, Indicator, Sort, Unit

HEAD = """
id = "i09"
version = 1
number = 9
title = { ro = "Titlu", en = "Title" }
denominator = { ro = "persoane", en = "people" }
dated_by = "case.opened_on"
"""
VALUE = HEAD + 'unit = "survivor"\nsort = "value"\nfields = ["identity.sex"]\nrows = "sex"\n'
AGE = (
    HEAD
    + 'unit = "survivor"\nsort = "age"\nfields = ["identity.birth_date"]\nage_at = "case.opened_on"\nrows = "L11"\n'
)
TOTAL = HEAD + 'unit = "case"\nsort = "total"\n'
WITHIN = HEAD + (
    'unit = "step"\nsort = "within"\nstep = "9"\nstates = ["facut"]\nlimit = "PT72H"\n'
    'since = ["team.t0", "incident.inc_dt"]\n'
)


def read(folder: Path, text: str, defs: Definitions, name: str = "i09.v1.toml") -> Indicator:
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "indicators" / name).write_text(text, "utf-8")
    return load(folder, defs)["i09"]


def test_the_shipped_indicators_are_the_promised_ones(shipped: dict[str, Indicator]):
    assert {indicator.number for indicator in shipped.values()} >= {1, 9, 10, 18, 19, 31, 36}
    assert [one.number for one in shipped.values()] == sorted(one.number for one in shipped.values())
    for indicator in shipped.values():
        assert {"ro", "en"} <= indicator.title.keys() & indicator.denominator.keys()
        assert {"ro", "en"} <= indicator.unit.words.keys()


def test_a_value_has_the_rows_of_its_list(tmp_path: Path, defs: Definitions):
    found = read(tmp_path, VALUE + 'excluded = ["duplicat"]\nsource = "x"\nverified = true\n', defs)
    assert [code for code, _label in found.rows] == [entry.code for entry in defs.list("sex").entries]
    assert (found.excluded, found.source, found.verified) == (frozenset({"duplicat"}), "x", True)


def test_the_groups_of_a_list_may_be_the_rows(tmp_path: Path, defs: Definitions):
    text = VALUE.replace("identity.sex", "incident.gbv_type").replace('"sex"', '"L2"') + "by_group = true\n"
    found = read(tmp_path, text, defs)
    assert dict(found.rows) == dict(defs.list("L2").groups)
    assert found.groups["G1"] == defs.list("L2").entries[0].group


def test_rows_may_be_named_one_by_one(tmp_path: Path, defs: Definitions):
    text = VALUE.replace('rows = "sex"\n', '[[row]]\ncode = "F"\nlabel = { ro = "femei", en = "women" }\n')
    assert read(tmp_path, text, defs).rows == (("F", {"ro": "femei", "en": "women"}),)


def test_yes_and_no_need_no_rows(tmp_path: Path, defs: Definitions):
    text = VALUE.replace("identity.sex", "incident.previous_incidents").replace('rows = "sex"\n', "")
    assert [code for code, _label in read(tmp_path, text, defs).rows] == [YES, NO]


def test_a_step_in_time(tmp_path: Path, defs: Definitions):
    found = read(tmp_path, WITHIN, defs)
    assert found.within is not None
    assert found.within.limit == timedelta(hours=72)
    assert found.within.since == ("team.t0", "incident.inc_dt")
    assert (found.unit, found.sort) == (Unit.STEP, Sort.WITHIN)


def test_an_age_and_a_total(tmp_path: Path, defs: Definitions):
    assert read(tmp_path, AGE, defs).age_at == "case.opened_on"
    assert read(tmp_path, TOTAL, defs).rows == ()


def test_the_newest_version_stands(tmp_path: Path, defs: Definitions):
    read(tmp_path, TOTAL, defs)
    for number in (2, 10):
        read(tmp_path, TOTAL.replace("version = 1", f"version = {number}"), defs, f"i09.v{number}.toml")
    assert load(tmp_path, defs)["i09"].version == 10


def test_no_folder_is_no_indicators(tmp_path: Path, defs: Definitions):
    assert load(tmp_path, defs) == {}


ROW = '[[row]]\ncode = "F"\nlabel = { ro = "f", en = "f" }\n'


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (VALUE + "more = 1\n", ""),
        (VALUE.replace("number = 9", 'number = "9"'), ""),
        (VALUE.replace('"i09"', '"i08"'), "id"),
        (VALUE.replace(', en = "Title"', ""), ""),
        (VALUE.replace('"survivor"', '"person"'), ""),
        (VALUE.replace('"value"', '"median"'), ""),
        (VALUE.replace('"survivor"', '"step"'), "unit"),
        (WITHIN.replace('"step"\n', '"case"\n', 1), "unit"),
        (VALUE.replace("case.opened_on", "case.status"), "dated_by"),
        (VALUE.replace("case.opened_on", "case.nothing"), "dated_by"),
        (VALUE.replace("case.opened_on", "nothing.opened_on"), "dated_by"),
        (VALUE.replace("case.opened_on", "opened_on"), "dated_by"),
        (VALUE.replace("identity.sex", "identity.last_name"), "fields"),
        (VALUE.replace("identity.sex", "team.steps/state"), "fields"),
        (VALUE.replace('["identity.sex"]', "[]"), "fields"),
        (VALUE.replace('rows = "sex"', 'rows = "nothing"'), "rows"),
        (VALUE + "by_group = true\n", "by_group"),
        (VALUE + ROW, "rows"),
        (VALUE.replace('rows = "sex"\n', ROW + ROW), "F"),
        (VALUE.replace('rows = "sex"\n', ROW.replace('"F"', '"unknown"')), "unknown"),
        (VALUE.replace('rows = "sex"\n', ROW + "more = 1\n"), "F"),
        (TOTAL + 'rows = "sex"\n', "rows"),
        (TOTAL + ROW, "rows"),
        (TOTAL + 'fields = ["identity.sex"]\n', ""),
        (TOTAL + 'step = "9"\n', ""),
        (AGE.replace('rows = "L11"\n', ""), "rows"),
        (AGE.replace('age_at = "case.opened_on"\n', ""), ""),
        (AGE.replace("identity.birth_date", "identity.sex"), "fields"),
        (WITHIN.replace("PT72H", "P3D"), "limit"),
        (WITHIN.replace('"facut"', '"facutt"'), "states"),
        (WITHIN.replace('"team.t0"', '"team.retellings"'), "since"),
        (WITHIN.replace('["team.t0", "incident.inc_dt"]', "[]"), "since"),
    ],
)
def test_a_wrong_definition_does_not_load(tmp_path: Path, defs: Definitions, text: str, field: str):
    with pytest.raises(DefinitionFault) as fault:
        read(tmp_path, text, defs)
    assert (fault.value.file, fault.value.field) == ("i09.v1.toml", field)
    assert re.search("[a-z]", fault.value.fault)


def test_a_step_cannot_be_counted_without_teams(tmp_path: Path, defs: Definitions):
    without = Definitions({key: form for key, form in defs.forms.items() if key[0] != "team"}, defs.lists)
    with pytest.raises(DefinitionFault):
        read(tmp_path, WITHIN.replace('"team.t0", ', ""), without)
