"""`ancora team papers | paper`: what a team sends, without a screen, and never more than the consents allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.desktop.services.consents_room import SECRETS, text_of
from tests.offices import Office

HOSPITAL = "Spitalul raional Ungheni"


@pytest.fixture
def record(office: Office) -> str:
    """A running team; she agreed that the hospital may have her first name and when it happened."""
    code = office.new_case()
    name = {"last_name": SECRETS["nume_complet"], "first_name": SECRETS["prenume"]}
    happened = {"inc_dt": "2026-11-23T22:00+02:00", "forms_legal": ["SEX"], "sv_acts": ["penetrare"]}
    agreed = {
        "explained_on": "2026-11-24",
        "signature": {"how": "paper", "on": "2026-11-24"},
        "release/a/recipient": "medical",
        "release/a/agreed": "da",
        "release/a/institution": HOSPITAL,
        "release/a/data": ["prenume", "data_faptei"],
        "release/a/valid_until": "2026-12-20",
    }
    for form, sets in (("identity", name), ("incident", happened), ("consent", agreed)):
        assert office.put({"case": code, "form": form, "set": sets}).status == 0
    made = office.run("team", "begin", code, "--protocol", "sv_md")
    assert made.status == 0, made
    return str(made.one["record"])


def line(office: Office, record: str, paper: str) -> dict[str, Any]:
    return next(one for one in office.run("team", "papers", record).lines if one.get("paper") == paper)


def test_the_list_says_what_would_go_and_what_is_withheld(office: Office, record: str) -> None:
    ready, withheld = line(office, record, "medical_referral"), line(office, record, "police_notice")
    assert (ready["state"], ready["data"], ready["step"]) == ("not", ["prenume", "data_faptei"], "9")
    assert (withheld["state"], withheld["why"], withheld["data"]) == ("withheld", "no-consent", [])
    assert "pep" in ready["asks"]


def test_a_paper_is_written_once_and_stands_at_its_step(office: Office, record: str, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    done = office.run("team", "paper", record, "medical_referral", "--out", out)
    assert done.status == 0, done
    told = text_of(out.read_bytes())
    assert SECRETS["prenume"] in told and SECRETS["nume_complet"] not in told and done.one["number"] in told
    assert done.one["withheld"]["tip_violenta"] == "data-not-named"
    sent = line(office, record, "medical_referral")
    assert (sent["state"], sent["numbers"]) == ("sent", [done.one["number"]])
    (held,) = [one for one in office.run("team", "papers", record).lines if one.get("holder")]
    assert (held["holder"], held["data"]) == ("medical", ["data_faptei", "prenume"])
    again = office.run("team", "paper", record, "medical_referral", "--out", out)
    assert (again.status, again.code) == (1, "file-exists")


def test_nobody_else_gets_a_paper(office: Office, record: str, tmp_path: Path) -> None:
    (tmp_path / "name").write_text("Clinica 2", "utf-8")
    for paper in ("medical_referral", "police_notice"):
        done = office.run(
            "team", "paper", record, paper, "--institution-file", tmp_path / "name", "--out", tmp_path / "x.pdf"
        )
        assert (done.status, done.code) == (1, "nothing-may-go")
    done = office.run("team", "paper", record, "police_notice", "--out", tmp_path / "x.pdf")
    assert (done.status, done.code) == (1, "institution-needed")
    assert not (tmp_path / "x.pdf").exists()


def test_a_copy_for_her_leaves_no_disclosure(office: Office, record: str, tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    done = office.run("team", "paper", record, "medical_referral", "--copy", "--language", "uk", "--out", out)
    assert done.status == 0, done
    assert "Ваша копія" in text_of(out.read_bytes())
    assert line(office, record, "medical_referral")["state"] == "not"


def test_what_is_left_out_and_not_asked_is_not_on_it(office: Office, record: str, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    choice = ("--leave-out", "data_faptei", "--ask", "transport", "--step", "keep")
    assert office.run("team", "paper", record, "medical_referral", *choice, "--out", out).status == 0
    told = text_of(out.read_bytes())
    assert "23.11.2026" not in told and "1. să asigurați transportul" in told and "2. să" not in told
    shown = office.run("team", "show", record).lines
    assert next(one for one in shown if one.get("step") == "9")["state"] == "de_facut"
