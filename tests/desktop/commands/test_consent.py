"""`ancora consent`, `ancora referral`, `ancora letter recall`, and a report for one role: all within the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.desktop.services.consents_room import POLICE, SECRETS, text_of
from tests.offices import Office

CONSENT = {
    "explained_on": "2026-11-24",
    "signature": {"how": "paper", "on": "2026-11-24"},
    "release/a/recipient": "politie",
    "release/a/agreed": "da",
    "release/a/institution": POLICE,
    "release/a/data": ["cod", "nume_complet"],
    "release/a/valid_until": "2026-12-20",
}


@pytest.fixture
def code(office: Office) -> str:
    made = office.new_case()
    sets = {"last_name": SECRETS["nume_complet"], "first_name": SECRETS["prenume"]}
    assert office.put({"case": made, "form": "identity", "set": sets}).status == 0
    assert office.put({"case": made, "form": "aggressor", "set": {"agg_name": SECRETS["agresor"]}}).status == 0
    return made


def agree(office: Office, code: str, **sets: Any) -> None:
    done = office.put({"case": code, "form": "consent", "set": {**CONSENT, **sets}})
    assert done.status == 0, done


def test_without_a_consent_nothing_leaves_and_no_file_is_there(office: Office, code: str, tmp_path: Path) -> None:
    shown = office.run("consent", code).one
    assert (shown["entries"], shown["holders"]) == ([], [])
    for words in (("referral", code, "--to", "POL"), ("report", "case", code, "--profile", "POL")):
        done = office.run(*words, "--out", tmp_path / "x.pdf")
        assert (done.status, done.code) == (1, "institution-needed")
    (tmp_path / "name").write_text(POLICE, "utf-8")
    done = office.run(
        "referral", code, "--to", "POL", "--institution-file", tmp_path / "name", "--out", tmp_path / "x.pdf"
    )
    assert (done.status, done.code) == (1, "nothing-may-go")
    assert not (tmp_path / "x.pdf").exists()


def test_a_referral_holds_what_the_consent_names_and_is_in_the_ledger(
    office: Office, code: str, tmp_path: Path
) -> None:
    agree(office, code)
    made = office.run("referral", code, "--to", "POL", "--urgency", "24_h", "--out", tmp_path / "x.pdf").one
    assert made["sent"] == ["cod", "nume_complet"]
    assert made["reasons"]["agresor"] == "data-not-named"
    told = text_of((tmp_path / "x.pdf").read_bytes())
    assert SECRETS["nume_complet"] in told and SECRETS["agresor"] not in told and made["number"] in told
    (holder,) = office.run("consent", code).one["holders"]
    assert holder == {"recipient": "politie", "data": ["cod", "nume_complet"], "papers": [made["number"]],
                      "recalled": False}  # fmt: skip


def test_a_report_for_one_role_obeys_the_ledger(office: Office, code: str, tmp_path: Path) -> None:
    agree(office, code, **{"release/a/data": ["nume_complet"]})
    made = office.run("report", "case", code, "--profile", "POL", "--language", "ru", "--out", tmp_path / "x.pdf").one
    assert (made["profile"], made["sent"]) == ("POL", ["nume_complet"])
    told = text_of((tmp_path / "x.pdf").read_bytes())
    assert code not in told and "Выписка из дела" in told
    refused = office.run("report", "case", code, "--profile", "MED", "--out", tmp_path / "y.pdf")
    assert (refused.status, refused.code) == (1, "institution-needed")


def test_what_was_sent_is_recalled_by_a_letter(office: Office, code: str, tmp_path: Path) -> None:
    agree(office, code)
    none = office.run("letter", "recall", code, "--to", "politie", "--out", tmp_path / "l.pdf")
    assert (none.status, none.code) == (1, "nobody-holds")
    sent = office.run("referral", code, "--to", "POL", "--out", tmp_path / "x.pdf").one
    letter = office.run(
        "letter", "recall", code, "--to", "politie", "--language", "ru", "--out", tmp_path / "l.pdf"
    ).one
    told = text_of((tmp_path / "l.pdf").read_bytes())
    assert sent["number"] in told and letter["reference"] == sent["reference"]
    for secret in (*SECRETS.values(), code):
        assert secret not in told
    assert office.run("consent", code).one["holders"][0]["recalled"] is True


def test_the_ledger_is_told_in_words_too(office: Office, code: str) -> None:
    assert "Încă nu s-a cerut niciun acord" in office.raw(*office.keys, "consent", code).out
    agree(office, code)
    told = office.raw(*office.keys, "consent", code).out
    assert POLICE in told and "în vigoare până la 20.12.2026" in told
