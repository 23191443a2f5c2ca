"""The calendar and appointments on the command line: what is typed comes from a file, and stands in no argument."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.offices import Office

TOLD = {"place_kind": "oficiu", "with_kind": "persoana", "purpose": "P3", "remind_way": "fara"}
DAY = date(2026, 12, 3)


def file(folder: Path, told: Any) -> Path:
    made = folder / "told.json"
    made.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return made


def plan(office: Office, folder: Path, code: str, hour: int = 10) -> Any:
    told = {"case": code, "set": {**TOLD, "start": f"{DAY}T{hour:02}:00+02:00"}}
    return office.run("appointment", "add", str(file(folder, told)))


def of_day(office: Office, *more: str) -> list[dict[str, Any]]:
    lines = office.run("calendar", "--day", str(DAY), *more).lines
    return [line for line in lines if line["kind"] == "appointment"]


def test_an_appointment_is_planned_moved_and_cancelled(office: Office, tmp_path: Path) -> None:
    code = office.new_case()
    record = plan(office, tmp_path, code).one["record"]
    (line,) = of_day(office)
    assert (line["record"], line["case"], line["purpose"], line["status"]) == (record, code, "P3", "planificata")
    later = {"start": f"{DAY}T15:00+02:00", "by": "persoana", "reason": "sanatate"}
    moved = office.run("appointment", "move", record, str(file(tmp_path, later))).one["record"]
    assert [line["record"] for line in of_day(office, "--week")] == [moved]
    office.run("appointment", "cancel", moved, str(file(tmp_path, {"by": "oficiu"})))
    assert [line["status"] for line in of_day(office, "--mine")] == ["anulata"]


def test_what_clashes_is_said_and_not_forbidden(office: Office, tmp_path: Path) -> None:
    first, second = office.new_case(), office.new_case()
    plan(office, tmp_path, first)
    done = plan(office, tmp_path, second)
    assert done.status == 0 and [(one["case"], one["same"]) for one in done.one["clashes"]] == [(first, "worker")]


def test_nothing_that_could_be_her_name_is_in_a_line(office: Office, tmp_path: Path) -> None:
    code = office.new_case()
    told = {"case": code, "set": {**TOLD, "start": f"{DAY}T10:00+02:00", "with_kind": "familie", "with_name": "Canaru"}}
    office.run("appointment", "add", str(file(tmp_path, told)))
    assert "Canaru" not in json.dumps(of_day(office))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("no json", "bad-line"),
        ("[1]", "bad-line"),
        ({"case": "UN4-26-00000X", "set": {}}, "no-such-case"),
        ({"case": "UN4-26-00000X"}, "bad-line"),
    ],
)
def test_a_file_that_cannot_be_read_plans_nothing(office: Office, tmp_path: Path, told: Any, code: str) -> None:
    done = office.run("appointment", "add", str(file(tmp_path, told)))
    assert done.status == 1 and code in done.err


def test_a_day_that_is_none_is_refused(office: Office) -> None:
    done = office.run("calendar", "--day", "mâine")
    assert done.status == 1 and "bad-value" in done.err
