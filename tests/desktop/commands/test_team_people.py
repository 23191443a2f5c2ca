"""`ancora team roster | crew | call | tie | coordinator`: the people of a team without a screen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.services import vaults
from tests.conftest import FixedClock
from tests.desktop.services.test_team import started
from tests.offices import Office

POLICE = {
    "group": "POL",
    "institution": "Inspectorat inventat",
    "name": "Ofițer Inventat",
    "phones/a/number": "0236 23 456",
    "hours/a/days": ["ma"],
    "hours/a/from": "08:00",
    "hours/a/to": "17:00",
}


def file(office: Office, told: Any) -> Path:
    path = office.vault.parent / "told.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return path


def put(office: Office, **more: Any) -> str:
    told = {"set": {**POLICE, **more}}
    return str(office.run("team", "roster", "put", file(office, told)).one["record"])


@pytest.fixture
def team(office: Office) -> str:
    session = office.open()
    try:
        return started(session)
    finally:
        vaults.close_session(session, make_backup=False)


def test_a_person_is_written_listed_checked_and_taken_out(office: Office) -> None:
    record = put(office)
    (line,) = office.run("team", "roster", "list").lines
    assert (line["record"], line["phones"], line["standing"]) == (record, ["+37323623456"], "on")
    assert line["to_check"] is True
    assert office.run("team", "roster", "check", record).status == 0
    assert office.run("team", "roster", "list").one["checked_on"] == "2026-11-24"
    told = {"record": record, "set": {"ended_on": "2026-11-24"}}
    assert office.run("team", "roster", "put", file(office, told)).one["record"] == record
    assert office.run("team", "roster", "list").lines == []
    assert office.run("team", "roster", "list", "--ended").one["ended_on"] == "2026-11-24"
    assert office.run("team", "roster", "remove", record).status == 0
    assert office.run("team", "roster", "list", "--ended").lines == []


@pytest.mark.parametrize("told", ["[]", "{", {"set": []}, {"set": {}, "more": 1}, {"set": POLICE, "record": 5}])
def test_what_is_no_person_is_refused(office: Office, told: Any) -> None:
    assert office.run("team", "roster", "put", file(office, told)).code in ("bad-line", "bad-value")


def test_who_is_on_duty_at_a_given_hour(office: Office) -> None:
    record = put(office)
    now = office.run("team", "roster", "duty", "--group", "POL").one
    assert (now["on"], now["listed"]) == ([record], 1)
    night = office.run("team", "roster", "duty", "--group", "POL", "--at", "2026-11-24T23:00").one
    assert night["on"] == [] and night["next"] == record
    assert night["next_at"].startswith("2026-12-01T08:00")
    assert len(office.run("team", "roster", "duty").lines) == 7
    assert office.run("team", "roster", "duty", "--group", "NIMIC").code == "unknown-option"
    assert office.run("team", "roster", "duty", "--at", "mâine").code == "bad-value"


def test_calls_of_a_team(office: Office, team: str, clock: FixedClock) -> None:
    record = put(office)
    seats = {line["group"]: line for line in office.run("team", "crew", team).lines if line.get("state")}
    assert seats["POL"]["proposed"] == record
    assert office.run("team", "call", team, "POL", "no_answer", "--person", record).status == 0
    clock.advance(minutes=5)
    assert office.run("team", "call", team, "POL", "answered", "--person", record).status == 0
    told = file(office, {"name": "Medic Inventat", "phone": "0236 22 333"})
    assert office.run("team", "call", team, "MED", "arrived", "--file", told, "--at", "2026-11-24T13:00").status == 0
    seats = {line["group"]: line for line in office.run("team", "crew", team).lines if line.get("state")}
    (police,) = seats["POL"]["people"]
    assert [call["result"] for call in police["calls"]] == ["no_answer", "answered"]
    assert seats["MED"]["state"] == "arrived"
    row = seats["MED"]["people"][0]["row"]
    left = ("team", "call", team, "MED", "left", "--row", row, "--at", "2026-11-24T12:00")
    assert office.run(*left).code == "times-asked"
    assert office.run(*left, "--sure").status == 0


def test_a_tie_bars_somebody(office: Office, team: str) -> None:
    record = put(office)
    assert office.run("team", "tie", team, "vecin", "--group", "POL", "--person", record).status == 0
    assert office.run("team", "call", team, "POL", "answered", "--person", record).code == "in-conflict"
    lines = office.run("team", "crew", team).lines
    assert [line["proposed"] for line in lines if line.get("group") == "POL" and line.get("state")] == [None]
    assert [line["conflict"] for line in lines if line.get("conflict")] == ["declared"]
    assert office.run("team", "tie", team, "ruda", "--post", "coordinator").status == 0
    assert office.run("team", "tie", team, "altceva", "--post", "coordinator").code == "unknown-option"


def test_the_coordinator_is_changed(office: Office, team: str) -> None:
    record = put(office)
    assert office.run("team", "coordinator", team, "--person", record).one["coordinator"] == "Ofițer Inventat"
    back = office.run("team", "coordinator", team, "--to-file", file(office, "Persoana de test")).one
    assert back["coordinator"] == "Persoana de test"


def test_the_roster_and_the_list_of_a_team_on_paper(office: Office, team: str) -> None:
    put(office)
    for name, more in (("toti.pdf", ()), ("echipa.pdf", ("--team", team))):
        out = office.vault.parent / name
        done = office.run("team", "roster", "print", "--out", out, *more)
        assert done.status == 0 and out.read_bytes().startswith(b"%PDF")
        assert office.run("team", "roster", "print", "--out", out, *more).code == "file-exists"
