"""Reports, merges and links without a window: the same services, the same refusals."""

from __future__ import annotations

from typing import Any

from tests.offices import Office

TOLD: dict[str, Any] = {"report_dt": "2026-11-24T10:15+02:00", "immediate_danger": False, "child_involved": "nu"}


def report(office: Office, **said: Any) -> str:
    done = office.put({"case": None, "form": "report", "set": {**TOLD, **said}})
    assert done.status == 0, done
    return str(done.one["record"])


def twin(office: Office) -> str:
    """A case of somebody who has another one."""
    code = office.new_case()
    name = {"last_name": "Țuțu", "first_name": "Maria", "birth_date": "1990"}
    assert office.put({"case": code, "form": "identity", "set": name}).status == 0
    return code


def test_reports_are_listed_by_what_was_decided(office: Office) -> None:
    first, second = report(office), report(office, child_involved="victima")
    lines = office.run("reports", "list").lines
    assert [line["report"] for line in lines] == [second, first]
    assert (lines[0]["child"], lines[0]["notice_due"]) == (True, "2026-11-25T10:15:00+02:00")
    assert office.run("reports", "decide", first, "unconfirmed").one["state"] == "unconfirmed"
    assert [line["report"] for line in office.run("reports", "list", "--state", "undecided").lines] == [second]
    assert office.run("reports", "list", "--limit", "1").one["report"] == second


def test_a_decision_needs_its_ground(office: Office) -> None:
    record = report(office)
    refused = office.run("reports", "decide", record, "taken")
    assert (refused.status, refused.code) == (1, "report-ground-needed")
    taken = office.run("reports", "decide", record, "taken", "--ground", "consimtamant").one
    assert (taken["state"], taken["ground"]) == ("taken", "consimtamant")
    law = office.folder / "law.txt"
    law.write_text("Legea 140/2013, art. 20\n", encoding="utf-8")
    other = office.run("reports", "decide", record, "taken", "--ground", "alta_obligatie", "--note-file", law).one
    assert other["ground"] == "alta_obligatie"
    code = office.new_case()
    assert office.run("reports", "decide", record, "duplicate", "--of", code).one["same_as"] == code
    assert office.run("reports", "decide", record, "referred", "--to", "politie").code == "report-referral-needed"
    assert office.raw(*office.keys, "reports", "decide", record, "poate").status == 2


def test_the_notice_about_a_child(office: Office) -> None:
    record = report(office, child_involved="martor")
    paper = office.folder / "notice.pdf"
    assert office.run("reports", "notice", record, "--out", paper).status == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    told = office.run("reports", "told", record, "--at", "2026-11-24T12:00").one
    assert (told["notified"], told["notice_due"]) == ("2026-11-24T12:00+02:00", None)
    assert office.run("reports", "told", record, "--at", "2026-11-25T12:00").code == "notice-in-future"
    assert office.raw(*office.keys, "reports", "told", record, "--at", "mâine").status == 2
    assert office.run("reports", "told", report(office)).code == "report-without-child"


def test_a_second_file_is_found_merged_and_taken_apart(office: Office) -> None:
    one, other = twin(office), twin(office)
    (found,) = office.run("case", "similar", one).lines
    assert (found["code"], found["level"], found["reasons"]) == (other, "sure", ["name_year"])
    assert office.run("case", "merge", other, "--into", one).one == {"code": other, "into": one}
    assert [line["code"] for line in office.run("cases").lines] == [one]
    assert office.run("case", "show", other).one["code"] == one
    assert [(line["code"], line["kind"]) for line in office.run("case", "links", one).lines] == [(other, "merged")]
    assert [(line["code"], line["kind"]) for line in office.run("case", "links", other).lines] == [(one, "first")]
    assert office.run("case", "merge", one, "--into", other).code == "merge-same-case"
    assert office.run("case", "unmerge", other).one == {"code": other, "status": "deschis"}
    assert office.run("case", "unmerge", other).code == "not-merged"
    assert sorted(line["code"] for line in office.run("cases").lines) == sorted([one, other])


def test_two_cases_are_linked_and_unlinked(office: Office) -> None:
    one, other = office.new_case(), office.new_case()
    assert office.run("case", "link", one, other, "--kind", "rude").status == 0
    assert office.run("case", "links", other).one == {"code": one, "kind": "rude"}
    assert office.run("case", "link", one, other).code == "linked-already"
    assert office.run("case", "unlink", other, one).status == 0
    assert office.run("case", "links", one).lines == []


def test_nothing_that_was_typed_is_said(office: Office) -> None:
    record = report(office, about_name="Zmăucița Canaru", notifier_name="Ion Canaru", summary="canaru")
    for done in (office.run("reports", "list"), office.raw(*office.keys, "reports", "list")):
        assert "anaru" not in done.out + done.err and record in done.out
