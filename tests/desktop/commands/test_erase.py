"""Erasing from the command line: asked for, waited for, done; a record on paper; what is kept no longer."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pypdf
import pytest

from desktop.services import people, vaults
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, Office

NAME = "Numeleei"


@pytest.fixture
def code(office: Office) -> str:
    made = office.new_case()
    assert office.put({"case": made, "form": "identity", "set": {"last_name": NAME, "age_est": 34}}).status == 0
    return made


def test_a_case_is_erased_after_fourteen_days(office: Office, code: str, clock: FixedClock) -> None:
    words = office.folder / "words.txt"
    words.write_text("a cerut la ghișeu\n", encoding="utf-8")
    asked = office.run("erase", "request", code, "--ground", "cerere", "--words-file", words)
    assert (asked.status, asked.one["state"], asked.one["hindered"]) == (0, "waiting", "erasure-waits")
    early = office.run("erase", "confirm", code, "--again", code)
    assert (early.status, early.code) == (1, "erasure-waits")
    clock.advance(days=14)
    assert office.run("erase", "confirm", code, "--again", "UN4-26-00000X").code == "code-differs"
    done = office.run("erase", "confirm", code, "--again", code.lower())
    assert (done.status, done.one["sheets"], done.one["backed_up"], done.one["traces_gone"]) == (0, 2, True, True)
    assert office.run("case", "show", code).code == "no-such-case"
    (kept,) = office.run("erase", "list").lines
    assert (kept["state"], kept["alone"], kept["code"]) == ("done", True, code)
    assert "ghișeu" not in json.dumps(kept, ensure_ascii=False)


def test_nothing_that_was_typed_is_said_again(office: Office, code: str, clock: FixedClock) -> None:
    office.run("erase", "request", code, "--ground", "cerere")
    clock.advance(days=14)
    office.run("erase", "confirm", code, "--again", NAME)
    office.run("erase", "request", NAME, "--ground", NAME)
    assert not any(NAME in done.out + done.err for done in office.said[1:])


def test_the_record_names_the_case_and_the_day_and_nobody(office: Office, code: str, clock: FixedClock) -> None:
    office.run("erase", "request", code, "--ground", "acord_retras")
    out = office.folder / "dovada.pdf"
    assert office.run("erase", "paper", code, "--out", out).code == "no-such-request"
    clock.advance(days=14)
    office.run("erase", "confirm", code, "--again", code)
    assert office.run("erase", "paper", code, "--out", out).status == 0
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(out.read_bytes())).pages)
    text = " ".join(text.split())
    for said in ("Dovada unei ștergeri", code, "08.12.2026", "12.01.2027", "acordul a fost retras", "Fișe șterse 2"):
        assert said in text, said
    assert NAME not in text and office.worker not in text
    assert office.run("erase", "paper", code, "--out", out).code == "file-exists"


def test_a_hold_and_a_withdrawal(office: Office, code: str, clock: FixedClock) -> None:
    assert office.run("erase", "hold", code).one == {"code": code, "held": True}
    office.run("erase", "request", code, "--ground", "cerere")
    clock.advance(days=14)
    assert office.run("erase", "confirm", code, "--again", code).code == "legal-hold"
    assert office.run("erase", "release", code).status == 0
    assert office.run("erase", "confirm", code, "--again", code).code == "erasure-waits"
    assert office.run("erase", "withdraw", code).one["state"] == "withdrawn"
    assert office.run("erase", "withdraw", code).code == "no-such-request"
    assert office.run("case", "show", code).status == 0


def test_the_grounds_are_listed_without_a_vault(office: Office) -> None:
    done = office.raw("erase", "grounds", "--json")
    assert done.status == 0
    assert {line["ground"] for line in done.lines} >= {"cerere", "alt_temei"}
    assert office.run("erase", "request", "UN4-26-00000X", "--ground", "alt").code == "unknown-option"


def test_what_is_kept_no_longer_is_listed_and_then_erased(office: Office, code: str, clock: FixedClock) -> None:
    case = office.run("case", "show", code).one["case"]
    office.put({"case": code, "form": "incident", "set": {"narrative": NAME, "forms_legal": ["FIZ"]}})
    office.put({"case": code, "form": "case", "record": case, "set": {"status": "inchis", "status_reason": "de probă"}})
    assert office.run("retention").lines == []
    clock.advance(days=366)
    (line,) = office.run("retention").lines
    assert (line["code"], line["group"], line["sheets"], line["held"]) == (code, "narrative", 2, False)
    assert office.run("retention", "--apply").code == "not-confirmed"
    assert office.run("retention", "--apply", "--again", "UN5").code == "not-confirmed"
    _due, applied = office.run("retention", "--apply", "--again", office.code).lines
    assert (applied["cases"], applied["sheets"], applied["groups"]) == (1, 2, {"narrative": 1})
    assert office.run("retention").lines == []
    assert office.run("retention", "--apply", "--again", office.code).code == "retention-not-due"


def test_a_worker_may_ask_and_not_erase(office: Office, code: str, clock: FixedClock) -> None:
    opened = office.open()
    people.add_worker(opened, "O lucrătoare", "worker", PASSPHRASE)
    vaults.close_session(opened, make_backup=False)
    worker = replace(office, worker="O lucrătoare", said=[])
    assert worker.run("erase", "request", code, "--ground", "cerere").status == 0
    assert worker.run("erase", "hold", code).status == 0
    clock.advance(days=14)
    for command in (("erase", "release", code), ("erase", "confirm", code, "--again", code), ("retention",)):
        assert worker.run(*command).code == "not-allowed", command
    assert office.run("case", "show", code).status == 0
