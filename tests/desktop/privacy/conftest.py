"""A small house of definitions: every type, every generaliser, the six quasi-identifiers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.ages import BANDS
from desktop.forms.context import Context
from desktop.forms.load import load
from desktop.forms.schema import Definitions

ZONE = ZoneInfo("Europe/Chisinau")

LISTS = {
    "L11": [(code, f"grupa {code}", "", "") for _youngest, code in BANDS],
    "sex": [("F", "feminin", "", ""), ("M", "masculin", "", "")],
    "L2": [
        ("G1", "viol", "sexual", ""),
        ("G2", "agresiune sexuală", "sexual", ""),
        ("G3", "agresiune fizică", "other", ""),
        ("G6", "abuz psihologic", "other", ""),
    ],
    "L6": [
        ("SOT", "soț/soție", "partner", ""),
        ("FPA", "fost partener", "partner", ""),
        ("PAR", "părinte", "family", ""),
        ("NEC", "necunoscut", "", ""),
    ],
    "places": [
        ("MD-UN", "Ungheni", "md_centru", ""),
        ("MD-CL", "Călărași", "md_centru", ""),
        ("MD-BA", "Bălți", "md_nord", ""),
        ("RO-SV", "Suceava", "ro_nord_est", ""),
    ],
    "support": [("gazduire", "găzduire", "", ""), ("bani", "bani", "", ""), ("nu_poate", "nu poate oferi", "", "x")],
    "status": [("deschis", "deschis", "", ""), ("duplicat", "duplicat", "", "")],
    "states": [("facut", "făcut", "", ""), ("in_lucru", "în lucru", "", ""), ("nu_se", "nu se aplică", "", "")],
}

# id, type, class, pdf, then whatever else the field says
FIELDS = {
    "identity": [
        ("last_name", "text", "identifier", "drop", ""),
        ("phone", "phone", "identifier", "drop", ""),
        ("birth_date", "date", "identifier", "drop", ""),
        (
            "age_band",
            "computed",
            "quasi",
            "band",
            'list = "L11"\ncompute = "age_band"\ninputs = ["birth_date"]\nquasi = "age"',
        ),
        ("sex", "choice", "quasi", "keep", 'list = "sex"\nquasi = "sex"'),
        ("address", "place", "quasi", "county", 'quasi = "place"'),
        ("birth_place", "place", "quasi", "region", ""),
        ("age_est", "number", "quasi", "band", ""),
        ("children", "number", "quasi", "keep", ""),
        ("disability", "choices", "special", "any", 'list = "support"'),
        ("support", "choices", "operational", "keep", 'list = "support"'),
        ("offers", "choices", "operational", "count", 'list = "support"'),
        ("income", "money", "quasi", "band", ""),
        ("ill", "text", "special", "any", ""),
        ("minor", "computed", "special", "keep", 'compute = "minor"\ninputs = ["birth_date"]'),
        ("secret_need", "choice", "special", "drop", 'list = "support"'),
    ],
    "case": [
        ("status", "choice", "operational", "keep", 'list = "status"'),
        ("opened_on", "date", "quasi", "month", ""),
        ("closed_on", "date", "operational", "quarter", ""),
        ("planned_on", "date", "operational", "year", ""),
    ],
    "incident": [
        ("inc_dt", "datetime", "quasi", "month", 'quasi = "month"'),
        ("gbv_type", "choice", "special", "keep", 'list = "L2"\nquasi = "violence"'),
        ("second_type", "choice", "special", "group", 'list = "L2"'),
        ("means", "number", "special", "group", ""),
        ("notes", "long_text", "free_text", "drop", "seal = true"),
        ("repeated", "yes_no", "special", "keep", ""),
        ("witnesses", "number", "special", "any", ""),
        ("told", "datetime", "operational", "elapsed", ""),
        ("told_days", "choice", "operational", "keep", 'list = "states"'),
    ],
    "aggressor": [
        ("agg_name", "text", "identifier", "drop", ""),
        ("agg_rel", "choice", "special", "keep", 'list = "L6"\nquasi = "relation"'),
        ("sex", "choice", "quasi", "keep", 'list = "sex"'),
    ],
    "team": [
        ("incident_ref", "link", "operational", "drop", 'form = "incident"'),
        ("t0", "datetime", "quasi", "drop", ""),
        ("r0", "datetime", "quasi", "drop", ""),
        ("steps", "group", "operational", "count", 'rows = "protocol"'),
        ("steps/state", "choice", "operational", "keep", 'list = "states"'),
        ("steps/done_dt", "datetime", "operational", "elapsed", ""),
        ("steps/note", "text", "free_text", "drop", ""),
        ("members", "group", "operational", "count", ""),
        ("members/role", "choice", "operational", "keep", 'list = "states"'),
    ],
}
LABELS = {"identity.last_name": "Numele", "aggressor.sex": "Sexul", "team.members": "Membrii"}
SECTION = {"incident": "fact", "aggressor": "fact", "team": "intervention"}
REPEATED = {"incident", "aggressor", "team"}


def write_definitions(root: Path) -> None:
    for folder in ("lists", "forms"):
        (root / folder).mkdir(parents=True)
    for name, entries in LISTS.items():
        (root / "lists" / f"{name}.v1.toml").write_text(_list(name, entries), "utf-8")
    for name, fields in FIELDS.items():
        (root / "forms" / f"{name}.v1.toml").write_text(_form(name, fields), "utf-8")


def _list(name: str, entries: list[tuple[str, str, str, str]]) -> str:
    parts = [f'id = "{name}"\nversion = 1\nsource = "s"\nverified = false\n{_words("title", name)}']
    for code, label, group, exclusive in entries:
        parts.append(f'[[entry]]\ncode = "{code}"\n{_words("label", label)}')
        parts.append(f'group = "{group}"\n' if group else "")
        parts.append("exclusive = true\n" if exclusive else "")
    parts += [f"[group.{group}]\n{_words('label', f'grupul {group}')}" for group in {e[2] for e in entries} - {""}]
    return "\n".join(parts)


def _form(name: str, fields: list[tuple[str, str, str, str, str]]) -> str:
    repeat = str(name in REPEATED).lower()
    parts = [f'id = "{name}"\nversion = 1\ncode = "F"\nrepeat = {repeat}\nsource = "s"\nverified = false']
    parts.append(f'{_words("title", f"Fișa {name}")}\n[[section]]\nid = "all"\n{_words("title", "Tot")}')
    for id, type, privacy, pdf, more in fields:
        table = "section.field.field" if "/" in id else "section.field"
        label = LABELS.get(f"{name}.{id}", f"Câmpul {id.split('/')[-1]} din {name}")
        section = "" if pdf == "drop" else f'report_section = "{SECTION.get(name, "person")}"'
        parts.append(f'[[{table}]]\nid = "{id.split("/")[-1]}"\ntype = "{type}"\n{_words("label", label)}')
        parts.append(f'class = "{privacy}"\npdf = "{pdf}"\nbundle = "drop"\n{section}\n{more}')
    return "\n".join(parts)


def _words(key: str, text: str) -> str:
    return f'{key} = {{ ro = "{text}", en = "{text} (en)" }}\n'


@pytest.fixture(scope="session")
def defs(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    root = tmp_path_factory.mktemp("definitions")
    write_definitions(root)
    return load(root)


@pytest.fixture
def ctx() -> Context:
    return Context(
        now=datetime(2026, 11, 24, 14, 30, tzinfo=ZONE),
        tz=ZONE,
        case={"incident": [{"inc_dt": "2026-11-20T22:00+02:00"}]},
    )
