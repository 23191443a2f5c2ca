"""Who may see a case, on the command line: listed, hidden, sealed, opened in an emergency."""

from __future__ import annotations

import pytest

from desktop.services import people, vaults
from tests.offices import PASSPHRASE, WORKER, Office

COLLEAGUE, COUSIN = "Maria Managera", "Vera Verișoara"
WORD = "canarulascuns"
REASON = "este în pericol, a sunat acum de la vecini"


@pytest.fixture
def code(office: Office) -> str:
    """A case that says one word, in an office of three."""
    session = office.open()
    for name in (COLLEAGUE, COUSIN):
        people.add_worker(session, name, "worker", PASSPHRASE)
    vaults.close_session(session, make_backup=False)
    found = office.new_case()
    assert office.put({"case": found, "form": "identity", "set": {"first_name": WORD}}).status == 0
    return found


def as_(office: Office, name: str) -> Office:
    return Office(office.folder, office.code, office.clock, name)


def how(office: Office, code: str) -> dict[str, str]:
    return {line["name"]: line["how"] for line in office.run("case", "access", code).lines}


def test_a_hidden_case_is_no_case_for_one_person(office: Office, code: str) -> None:
    cousin = as_(office, COUSIN)
    assert office.run("case", "deny", code, COUSIN).one["name"] == COUSIN
    assert how(office, code) == {WORKER: "sees", COLLEAGUE: "sees", COUSIN: "denied"}
    for words in (("case", "show", code), ("case", "access", code), ("case", "deny", code, WORKER),
                  ("conflicts", code), ("report", "case", code, "--out", office.folder / "x.pdf")):  # fmt: skip
        assert (cousin.run(*words).status, cousin.run(*words).code) == (1, "no-such-case"), words
    assert cousin.run("cases").lines == []
    assert office.run("case", "allow", code, "vera  verișoara").status == 0
    assert [line["code"] for line in cousin.run("cases").lines] == [code]


def test_a_sealed_case_is_opened_by_its_people_and_in_an_emergency_with_a_reason(office: Office, code: str) -> None:
    cousin = as_(office, COUSIN)
    done = office.run("case", "seal", code, "--for", WORKER, "--for", COLLEAGUE, "--glass", "anyone")
    assert done.status == 0 and len(done.one["chosen"]) == 2
    assert how(office, code) == {WORKER: "chosen", COLLEAGUE: "chosen", COUSIN: "glass"}
    assert WORD in as_(office, COLLEAGUE).run("case", "show", code).out
    assert cousin.run("case", "show", code).code == "no-such-case"
    assert cousin.run("case", "glass", code, "--reason-file", "-", stdin=b"repede").code == "reason-needed"
    assert WORD in cousin.run("case", "glass", code, "--reason-file", "-", stdin=REASON.encode()).out
    assert cousin.run("case", "show", code).code == "no-such-case", "it was open for that command alone"


def test_sealing_again_chooses_other_people_and_the_seal_can_be_taken_away(office: Office, code: str) -> None:
    assert office.run("case", "seal", code, "--for", WORKER).status == 0
    assert office.run("case", "seal", code, "--for", WORKER, "--for", COUSIN, "--glass", "nobody").status == 0
    assert how(office, code) == {WORKER: "chosen", COLLEAGUE: "no", COUSIN: "chosen"}
    assert office.run("case", "seal", code, "--for", COUSIN).code == "keeper-needed"
    assert as_(office, COUSIN).run("case", "unseal", code).code == "not-allowed"
    assert office.run("case", "unseal", code).status == 0
    assert set(how(office, code).values()) == {"sees"}
    assert office.run("case", "unseal", code).code == "not-sealed"


def test_one_sheet_alone_is_sealed(office: Office, code: str) -> None:
    office.put({"case": code, "form": "aggressor", "set": {"agg_name": "cineva anume"}})
    records = office.run("case", "show", code).one["records"]
    sheet = next(one["record"] for one in records if one["form"] == "aggressor")
    assert office.run("case", "seal", code, "--sheet", sheet, "--for", WORKER).status == 0
    seen = as_(office, COUSIN).run("case", "show", code).one["records"]
    assert {one["form"] for one in seen} == {"case", "identity"}
    assert office.run("case", "unseal", code, "--sheet", sheet).status == 0
    assert len(as_(office, COUSIN).run("case", "show", code).one["records"]) == 3


def test_people_are_read_in_words(office: Office, code: str) -> None:
    office.run("case", "deny", code, COUSIN)
    said = office.raw(*office.keys, "case", "access", code).out
    assert f"{COUSIN} · asistent social · este ascuns față de această persoană" in said
