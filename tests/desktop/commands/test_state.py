"""`ancora case state | flags | assign | approval | signals`, `ancora approvals`."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services import people
from tests.conftest import FixedClock
from tests.desktop.services.test_approvals import CLOSING
from tests.offices import PASSPHRASE, Office, make_office

COLLEAGUE = "Colega Inventată"
REASON = "oficiul are un singur om"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "office", "UN4", clock)


@pytest.fixture
def code(office: Office) -> str:
    return office.new_case()


def words(office: Office, text: str) -> Path:
    file = office.folder / "words"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_case_says_where_it_may_go_and_what_is_missing(office: Office, code: str) -> None:
    told, *ways = office.run("case", "state", code).lines
    assert (told["code"], told["status"]) == (code, "deschis")
    closing = next(way for way in ways if way["to"] == "inchis")
    assert closing["missing"] == ["closing_whole", "closing_approved"]
    refused = office.run("case", "state", code, "--to", "arhivat")
    assert (refused.status, refused.code) == (1, "state-no-way")


def test_a_case_is_approved_and_closed(office: Office, code: str) -> None:
    assert office.put({"case": code, "form": "closing", "set": CLOSING}).status == 0
    assert office.run("case", "approval", code, "--form", "closing").one["state"] is None
    assert office.run("case", "approval", code, "--form", "closing", "--ask").one["state"] == "waiting"
    assert [line["mine"] for line in office.run("approvals").lines] == [True]
    assert office.run("case", "approval", code, "--form", "closing", "--approve").code == "reason-needed"
    reason = words(office, REASON)
    done = office.run("case", "approval", code, "--form", "closing", "--approve", "--reason-file", reason)
    assert done.one["state"] == "approved"
    assert office.run("approvals").lines == []
    assert office.run("case", "state", code, "--to", "inchis").one["status"] == "inchis"


def test_a_lead_goes_on_with_a_reason_out_of_a_file(office: Office, code: str) -> None:
    assert office.run("case", "state", code, "--to", "inchis").code == "state-not-ready"
    done = office.run("case", "state", code, "--to", "inchis", "--reason-file", words(office, "a decedat"))
    assert done.one["status"] == "inchis"


def test_a_case_is_handed_over_by_a_name_that_no_argument_holds(office: Office, code: str) -> None:
    session = office.open()
    people.add_worker(session, COLLEAGUE, "worker", PASSPHRASE)
    session.vault.close(session.now())
    done = office.run("case", "assign", code, "--to-file", words(office, COLLEAGUE))
    assert (done.one["handed"], done.one["stayed"]) == (1, 0)
    again = office.run("case", "assign", code, "--to-file", words(office, COLLEAGUE))
    assert again.code == "manager-already"
    assert office.run("case", "assign", code, "--to-file", words(office, "Nimeni")).code == "no-such-worker"


def test_flags_and_kinds_are_listed(office: Office, code: str) -> None:
    assert office.run("case", "flags", code, "--set", "de_discutat").one["flags"] == ["de_discutat"]
    assert office.run("case", "flags", code).one["flags"] == ["de_discutat"]
    assert office.run("case", "flags", code, "--set").one["flags"] == []
    assert office.run("cases", "--kind", "aggressor").lines == []
    assert [line["kind"] for line in office.run("cases").lines] == ["victim"]
    assert office.run("case", "signals", code).lines == []
