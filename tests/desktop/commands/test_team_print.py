"""`ancora team print | whose | scan`: the papers of teams without a window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.desktop.services import field_room as room
from tests.offices import Office
from tests.pictures import png


@pytest.fixture
def record(office: Office, clock: FixedClock) -> str:
    code = str(office.put({"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).one["code"])
    reported = (clock.now - timedelta(hours=3)).isoformat(timespec="minutes")
    done = office.put(
        {"case": code, "form": "report", "set": {"report_dt": reported}},
        {"case": code, "form": "incident", "set": {"inc_dt": "2026-11-23", "forms_legal": ["SEX"]}},
    )
    assert done.status == 0, done
    return str(office.run("team", "begin", code, "--protocol", "sv_md").one["record"])


def pdf(office: Office, name: str = "a.pdf") -> Path:
    return office.folder / name


def test_the_sheet_of_a_team_is_saved_and_its_number_leads_back(office: Office, record: str) -> None:
    done = office.run("team", "print", "sheet", "--team", record, "--language", "ru", "--out", pdf(office))
    assert done.status == 0, done
    assert done.one["pages"] == 2
    (number,) = done.one["numbers"]
    (read, _again) = [found for page in room.rastered(pdf(office).read_bytes()) for found in room.squares(page)]
    for typed in (number, number.lower().replace("-", " "), read):
        found = office.run("team", "whose", typed)
        assert found.one["team"] == record


def test_numbers_that_lead_nowhere_say_what_to_do(office: Office, record: str) -> None:
    assert office.run("team", "whose", "T123").code == "paper-number-wrong"
    made = office.run("team", "print", "training", "--protocol", "sv_md", "--out", pdf(office))
    assert office.run("team", "whose", made.one["numbers"][0]).code == "paper-training"
    blank = office.run("team", "print", "sheet", "--protocol", "sv_md", "--out", pdf(office, "b.pdf"))
    found = office.run("team", "whose", blank.one["numbers"][0])
    assert (found.status, found.one["team"]) == (0, "")


@pytest.mark.parametrize("kind", ["cards", "drawer", "training"])
def test_papers_about_nobody_are_saved_and_never_over_another_file(office: Office, kind: str) -> None:
    done = office.run("team", "print", kind, "--protocol", "vd_md", "--out", pdf(office))
    assert done.status == 0, done
    assert pdf(office).read_bytes().startswith(b"%PDF")
    again = office.run("team", "print", kind, "--protocol", "vd_md", "--out", pdf(office))
    assert again.code == "file-exists"


def test_one_card_alone(office: Office) -> None:
    done = office.run("team", "print", "cards", "--protocol", "sv_md", "--group", "MED", "--out", pdf(office))
    assert done.one["pages"] == 1
    refused = office.run(
        "team", "print", "cards", "--protocol", "sv_md", "--group", "ZZ", "--out", pdf(office, "b.pdf")
    )
    assert refused.code == "unknown-option"
    assert not pdf(office, "b.pdf").exists()


def test_a_scan_is_kept_with_its_step(office: Office, record: str) -> None:
    made = office.run("team", "print", "sheet", "--team", record, "--out", pdf(office))
    (office.folder / "scan.png").write_bytes(png())
    scan = office.folder / "scan.png"
    done = office.run("team", "scan", record, scan, "--step", "14", "--number", made.one["numbers"][0])
    assert done.status == 0, done
    assert office.run("team", "scan", record, scan, "--step", "99").code == "no-such-step"
    assert office.run("team", "scan", record, office.folder / "none.png").status == 1
