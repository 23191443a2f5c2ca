"""`ancora team`: an intervention from its beginning to its late steps without a screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.services import team, vaults
from tests.conftest import FixedClock
from tests.offices import Office


@pytest.fixture
def code(office: Office, clock: FixedClock) -> str:
    """A case of sexual violence with its report and its incident."""
    code = str(office.put({"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).one["code"])
    reported = (clock.now - timedelta(hours=3)).isoformat(timespec="minutes")
    done = office.put(
        {"case": code, "form": "report", "set": {"report_dt": reported}},
        {"case": code, "form": "incident", "set": {"inc_dt": "2026-11-23", "forms_legal": ["SEX"]}},
    )
    assert done.status == 0, done
    return code


@pytest.fixture
def record(office: Office, code: str) -> str:
    return str(office.run("team", "begin", code, "--protocol", "sv_md").one["record"])


def step_of(office: Office, record: str, step: str) -> dict[str, object]:
    return next(line for line in office.run("team", "show", record).lines if line.get("step") == step)


def test_without_a_protocol_it_says_what_suits(office: Office, code: str) -> None:
    lines = office.run("team", "begin", code).lines
    assert {(line["protocol"], line["suits"]) for line in lines} == {("sv_md", True), ("vd_md", False)}
    assert office.run("team", "list").lines == []


def test_a_team_is_begun_once_and_listed_with_what_it_missed(office: Office, code: str, record: str) -> None:
    (line,) = office.run("team", "list").lines
    assert (line["record"], line["code"], line["ended"]) == (record, code, False)
    assert line["late"] > 0 and line["next_at"]
    assert office.run("team", "begin", code, "--protocol", "sv_md").code == "team-runs"
    assert office.run("team", "begin", code, "--protocol", "home_ro").code == "no-protocol"


def test_the_steps_say_whose_turn_it_is_and_how_their_hours_stand(office: Office, code: str) -> None:
    record = office.run("team", "begin", code, "--protocol", "sv_md", "--first-contact", "POL").one["record"]
    first = step_of(office, record, "1")
    assert (first["roles"], first["group"]) == (["POL"], "now")
    assert first["clocks"] == [
        {"kind": "duty", "state": "late", "due": "2026-11-24T10:30:00+00:00", "exact": True, "verified": False}
    ]
    assert [clock["exact"] for clock in step_of(office, record, "10")["clocks"]] == [False]  # type: ignore[attr-defined]


def test_the_words_are_romanian_and_honest_about_the_day(office: Office, code: str, record: str) -> None:
    told = office.raw(*office.keys, "team", "show", code).out
    assert "Întârziere:" in told and "de făcut" in told
    assert "Timp rămas: cel puțin" in told and "se numără de la începutul zilei" in told.replace("timpul ", "")
    assert "Late" not in told and "de_facut" not in told


def test_a_late_step_asks_for_its_reason(office: Office, record: str) -> None:
    assert office.run("team", "step", record, "9", "facut").code == "reason-needed"
    done = office.run("team", "step", record, "9", "facut", "--late-reason", "distanta")
    assert (done.status, done.one["state"]) == (0, "facut")
    early = office.run("team", "step", record, "8", "facut", "--at", "2026-11-24T12:00")
    assert early.status == 0 and step_of(office, record, "8")["done"] == "2026-11-24T12:00+02:00"
    assert office.run("team", "step", record, "8", "refuzat_de").code == "reason-needed"
    assert office.run("team", "step", record, "8", "facut", "--at", "cândva").code == "bad-value"


def test_a_note_comes_from_a_file_and_never_from_the_command(office: Office, record: str, tmp_path: Path) -> None:
    note = tmp_path / "note"
    note.write_text("a sosit cu ambulanța\n", encoding="utf-8")
    assert office.run("team", "step", record, "3", "in_lucru", "--note-file", note).status == 0
    session = office.open()
    assert team.board(session, record).answers["steps/3/note"] == "a sosit cu ambulanța"
    vaults.close_session(session, make_backup=False)


def test_a_report_of_tomorrow_is_asked_about(office: Office, code: str) -> None:
    begin = ("team", "begin", code, "--protocol", "sv_md", "--reported", "2026-11-25")
    refused = office.run(*begin)
    assert (refused.status, refused.code) == (1, "team-doubt") and "report-ahead" in refused.err
    assert office.run("team", "list").lines == []
    assert office.run(*begin, "--sure", "report-ahead").status == 0


def test_doubts_are_told_and_answered(office: Office, code: str, record: str) -> None:
    assert office.put({"case": code, "form": "team", "record": record, "set": {"t0": "2026-11-22"}}).status == 0
    doubts = [line for line in office.run("team", "show", record).lines if "doubt" in line]
    assert [(one["doubt"], one["says"], one["counts"]) for one in doubts] == [
        ("incident-changed", "2026-11-23", "2026-11-22")
    ]
    done = office.run("team", "doubt", record, "--take-over", "incident-changed")
    assert done.one["doubts"] == []
    assert office.run("team", "show", record).lines[0]["anchors"]["incident"] == "2026-11-23"
    moved = office.run("team", "doubt", record, "--correct", "incident", "--to", "2026-11-23T21:00")
    assert moved.status == 0
    assert office.run("team", "show", record).lines[0]["anchors"]["incident"] == "2026-11-23T21:00+02:00"
    assert office.run("team", "doubt", record, "--correct", "incident").code == "bad-value"
    assert office.run("team", "doubt", record, "--sure", "clock-back").code == "bad-value"


def test_what_is_no_team_is_refused(office: Office, code: str) -> None:
    assert office.run("team", "show", code).code == "no-such-record"
    assert office.run("team", "show", "0" * 32).code == "no-such-record"
    assert office.run("team", "step", "0" * 32, "1", "facut").code == "no-such-record"
    assert office.run("team", "begin", "UN4-26-AAAAAA").code == "no-such-case"
