"""`ancora team meeting | followup | close | reopen | opinions`: the same services without a screen."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.conftest import FixedClock
from tests.offices import Done, Office, make_office

SECRET = "Zmăucițăș"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "office", "UN4", clock)


@pytest.fixture
def team(office: Office) -> str:
    """A running team; its record."""
    now = office.clock()
    code = office.put({"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).one["code"]
    reported, happened = ((now - timedelta(hours=h)).isoformat(timespec="minutes") for h in (5, 41))
    office.put(
        {"case": code, "form": "identity", "set": {"first_name": SECRET, "do_not": ["apel"]}},
        {"case": code, "form": "report", "set": {"report_dt": reported}},
        {"case": code, "form": "incident", "set": {"inc_dt": happened, "forms_legal": ["SEX"]}},
    )
    return str(office.run("team", "begin", code, "--protocol", "sv_md").one["record"])


def told(office: Office, *words: str | Path, **file: Any) -> Done:
    """A command whose answers come from standard input."""
    return office.run("team", *words, "-", stdin=json.dumps(file, ensure_ascii=False).encode())


def test_a_meeting_from_plan_to_paper(office: Office, team: str, tmp_path: Path) -> None:
    start = (office.clock() + timedelta(days=1)).isoformat(timespec="minutes")
    meeting = told(office, "meeting", "plan", team, start=start, place="Sala mică").one["meeting"]
    slip = tmp_path / "slip.pdf"
    assert office.run("team", "meeting", "invite", meeting, "--for", "POL", "--out", slip).one["code"] is False
    assert SECRET not in PdfReader(slip).pages[0].extract_text()
    assert office.run("team", "meeting", "hold", meeting).one["meeting"] == meeting
    row = told(office, "meeting", "decide", meeting, what=SECRET, group="POL", until="2026-11-27").one["decision"]
    listed = office.run("team", "meeting", "list", team)
    assert SECRET not in listed.out, "what was decided is read on the page or on paper"
    (task,) = [line for line in listed.lines if "decision" in line]
    assert (task["decision"], task["late"], task["state"]) == (row, False, "de_facut")
    paper = tmp_path / "minutes.pdf"
    done = office.run("team", "meeting", "print", meeting, "--for", "POL", "--out", paper).one
    assert (done["decisions"], done["points"]) == (1, 0)
    assert SECRET in PdfReader(paper).pages[0].extract_text()
    refused = office.run("team", "meeting", "print", meeting, "--for", "EDU", "--out", tmp_path / "x.pdf")
    assert (refused.status, refused.code) == (1, "minutes-nothing")
    assert office.run("team", "meeting", "settle", meeting, row, "refuzat").code == "reason-needed"
    assert office.run("team", "meeting", "settle", meeting, row, "facut").status == 0
    assert office.run("team", "meeting", "tick", team).status == 0


def test_a_meeting_that_nobody_planned_and_one_that_was_called_off(office: Office, team: str) -> None:
    meeting = office.run("team", "meeting", "hold", team).one["meeting"]
    assert office.run("team", "meeting", "cancel", meeting).code == "meeting-over"
    start = (office.clock() + timedelta(days=1)).isoformat(timespec="minutes")
    ahead = told(office, "meeting", "plan", team, start=start).one["meeting"]
    assert office.run("team", "meeting", "cancel", ahead).status == 0
    assert ahead not in office.run("team", "meeting", "list", team).out


def test_checks_are_listed_and_told(office: Office, team: str) -> None:
    first = office.run("team", "followup", "list", team).lines[0]
    place = [str(first[key]) for key in ("step", "clock", "no")]
    refused = told(office, "followup", "write", team, *place, done_on="2026-11-24", reached="apel")
    assert (refused.status, refused.code) == (1, "contact-unsafe")
    assert told(office, "followup", "write", team, *place, done_on="2026-11-24", reached="a_venit").status == 0
    assert office.run("team", "followup", "list", team).lines[0]["state"] == "done"


def test_a_team_ends_when_everything_was_said_and_goes_on_again(office: Office, team: str) -> None:
    look = office.run("team", "close", team).one
    assert look["outcome"] is None and look["duties"] and look["windows"]
    early = office.run("team", "close", team, "--outcome", "retras")
    assert (early.status, early.code) == (1, "team-open")
    steps = {step: {"state": "imposibil", "reason": "distanta"} for step in look["duties"]}
    words = ("close", team, "--outcome", "retras", "--retellings", "1", "--answers")
    assert told(office, *words, steps=steps).code == "team-window"
    file = office.folder / "answers.json"
    file.write_text(json.dumps({"steps": steps}), encoding="utf-8")
    done = office.run("team", *words, file, "--sure", "windows").one
    assert done["planned"] >= 9
    assert office.run("team", "close", team).one["outcome"] == "retras"
    assert office.run("team", "reopen", team).status == 0
    assert office.run("team", "close", team).one["outcome"] is None


@pytest.mark.parametrize(
    "answers",
    [{"steps": []}, {"steps": {"1": "gata"}}, {"missed": {"26": "nu_doreste"}}, {"missed": {"26/a/1": "x"}}],
)
def test_answers_that_are_no_answers_are_refused(office: Office, team: str, answers: dict[str, Any]) -> None:
    done = told(office, "close", team, "--outcome", "retras", "--answers", **answers)
    assert (done.status, done.code) == (1, "bad-line")


def test_opinion_sheets_are_counted_and_shown(office: Office, tmp_path: Path) -> None:
    counts = {f"q{n}": [0, 0, 1, 1, 3, 0] for n in range(1, 7)}
    few = told(office, "opinions", "put", quarter="2026-Q3", sheets=4, counts=counts)
    assert few.code == "opinions-too-few"
    for _time in range(2):
        assert told(office, "opinions", "put", quarter="2026-Q3", sheets=5, counts=counts).status == 0
    shown = {line["period"]: line for line in office.run("team", "opinions", "show").lines}
    assert shown["2026-Q3"]["shares"]["q1"]["5"] == 60
    sheet = tmp_path / "sheet.pdf"
    assert office.run("team", "opinions", "sheet", "--out", sheet).one["pages"] == 1
    assert "UN4" not in PdfReader(sheet).pages[0].extract_text()


@pytest.mark.parametrize(
    "file",
    [
        {},
        {"quarter": "2026-Q3", "sheets": True, "counts": {}},
        {"quarter": "2026-Q3", "sheets": 5, "counts": {"q1": ["x"]}},
    ],
)
def test_a_count_that_is_no_count_is_refused(office: Office, file: dict[str, Any]) -> None:
    assert told(office, "opinions", "put", **file).code == "bad-line"
