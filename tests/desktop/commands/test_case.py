"""What is in the files can be listed, searched and shown; what is sealed is named and stays sealed."""

from __future__ import annotations

import json

import pytest

from db import access_log
from desktop.services import cases, people, records, vaults
from desktop.services.session import Session
from tests.offices import PASSPHRASE, WORKER, Office

SECRET = "Cuvinte spuse numai aici"


def a_case(office: Office) -> str:
    code = office.new_case()
    phone = {"phones/r1": True, "phones/r1/number": "+37360000000", "phones/r1/safe_call": False}
    incident = {"inc_dt": "2026-11", "narrative": SECRET, "forms_legal": ["FIZ"]}
    done = office.put(
        {"case": code, "form": "identity", "set": {"last_name": "Ță", **phone}},
        {"case": code, "form": "incident", "set": incident},
    )
    assert done.status == 0, done
    return code


def two_values(session: Session, code: str) -> None:
    """Two people who did not see each other's save."""
    case = cases.by_code(session, code).case
    one = records.open_sheet(session, "identity", case=case)
    other = records.open_sheet(session, "identity", case=case)
    records.save(session, one, {"first_name": "Una"})
    records.save(session, other, {"first_name": "Alta"})


def test_cases_are_listed_with_what_a_list_needs(office: Office) -> None:
    codes = sorted(office.new_case() for _ in range(3))
    lines = office.run("cases").lines
    assert [line["code"] for line in lines] == codes
    assert all(set(line) >= {"case", "code", "opened_on", "status", "conflicts"} for line in lines)
    assert lines[0]["opened_on"] == "2026-11-24"
    assert [line["code"] for line in office.run("cases", "--limit", "2").lines] == codes[:2]
    assert office.run("cases", "--limit", "0").lines == []
    assert office.raw(*office.keys, "cases").out.splitlines()[0] == f"{codes[0]} · deschis"


def test_more_cases_than_a_page_are_all_listed(office: Office) -> None:
    line = {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}}
    office.put(*[line] * 205)
    assert len(office.run("cases").lines) == 205


def test_a_case_is_found_by_words_and_by_its_code_and_the_search_is_logged_without_words(office: Office) -> None:
    code = a_case(office)
    other = office.new_case()
    for words in ("ta", "TĂ", code, code.lower()):
        assert [line["code"] for line in office.run("cases", "--search-file", "-", stdin=words.encode()).lines] == [
            code
        ]
    assert office.run("cases", "--search-file", "-", stdin=b"spuse").lines == []
    assert office.run("cases", "--search-file", "-", stdin=b'" OR * --').lines == []
    assert office.run("cases", "--search-file", "-", "--limit", "1", stdin=other.encode()).one["code"] == other
    session = office.open()
    log = [(entry.verb, entry.object, entry.count) for entry in access_log.page(session.conn, 50)]
    session.vault.close(session.now())
    assert log.count(("searched", None, 1)) == 5
    assert log.count(("searched", None, 0)) == 2


def test_a_case_is_shown_whole_and_its_opening_is_logged(office: Office) -> None:
    code = a_case(office)
    shown = office.run("case", "show", code.lower()).one
    assert shown["code"] == code
    assert {record["form"] for record in shown["records"]} == {"case", "identity", "incident"}
    incident = next(record for record in shown["records"] if record["form"] == "incident")
    assert incident["answers"]["inc_dt"] == "2026-11"
    assert incident["answers"]["narrative"] == {"sealed": True}
    assert SECRET not in office.said[-1].out
    session = office.open()
    assert ("opened", shown["case"]) in [(e.verb, e.object) for e in access_log.page(session.conn, 9)]
    session.vault.close(session.now())


def test_a_case_is_shown_in_words_with_its_rows(office: Office) -> None:
    code = a_case(office)
    said = office.raw(*office.keys, "case", "show", code).out
    assert said.startswith(code)
    assert "F6 " in said and "noiembrie 2026" in said and "text sigilat" in said
    assert "1 · " in said and "0600 00 000" in said
    assert SECRET not in said


@pytest.mark.parametrize("code", ["UN4-26-00000X", "", "'; DROP TABLE record; --", "Maria Popescu", "\u202e"])
def test_a_case_that_is_not_there_is_refused_and_its_words_are_not_repeated(office: Office, code: str) -> None:
    for words in (("case", "show", code), ("conflicts", code or "x")):
        done = office.run(*words)
        assert (done.status, done.out, done.code) == (1, "", "no-such-case")
        assert "Maria" not in done.err


def test_two_values_of_one_answer_are_both_shown_with_who_and_when(office: Office) -> None:
    code = a_case(office)
    session = office.open()
    two_values(session, code)
    vaults.close_session(session, make_backup=False)
    found = office.run("conflicts").one
    assert (found["code"], found["form"], found["path"]) == (code, "identity", "first_name")
    assert {value["value"] for value in found["values"]} == {"Una", "Alta"}
    assert {(value["worker"], value["office"]) for value in found["values"]} == {(WORKER, "UN4")}
    assert all(value["at"].startswith("2026-11-24T14:30") for value in found["values"])
    assert [value["stands"] for value in found["values"]].count(True) == 1
    identity = next(r for r in office.run("case", "show", code).one["records"] if r["form"] == "identity")
    assert {value["value"] for value in identity["conflicts"]["first_name"]} == {"Una", "Alta"}
    assert office.run("cases").one["conflicts"] >= 1
    office.put({"case": code, "form": "identity", "set": {"first_name": "Una"}})
    assert office.run("conflicts").lines == []


def test_sealed_values_stay_sealed_among_conflicts(office: Office) -> None:
    code = a_case(office)
    session = office.open()
    case = cases.by_code(session, code).case
    record = next(r.id for r in cases.read_case(session, case).records if r.form == "incident")
    one, other = (records.open_sheet(session, "incident", case=case, record=record) for _ in range(2))
    records.save(session, one, {"narrative": SECRET + " unu"})
    records.save(session, other, {"narrative": SECRET + " doi"})
    vaults.close_session(session, make_backup=False)
    for done in (office.run("conflicts", code), office.run("case", "show", code)):
        assert "sealed" in done.out
        assert SECRET not in done.out and "base64" not in done.out
        assert all(value["value"] == {"sealed": True} for value in json.loads(done.out).get("values", []))


def test_only_a_lead_gives_access(office: Office) -> None:
    session = office.open()
    people.add_worker(session, "Specialista", "specialist", PASSPHRASE)
    vaults.close_session(session, make_backup=False)
    office.worker = "Specialista"
    assert office.run("cases").status == 0
    refused = office.run("worker", "add", "Alta persoană", "--role", "worker", "--new-passphrase-file",
                         office.folder / "pass")  # fmt: skip
    assert (refused.status, refused.code) == (1, "not-allowed")
