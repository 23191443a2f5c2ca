"""`record put`: every line is answered, an answer is true, and one bad line never stops the others."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from db import records
from desktop.commands.lines import BATCH, LONGEST_LINE, Line, batches, parse
from desktop.refusals import Refused
from tests.conftest import FixedClock
from tests.offices import LEGAL, Office, finish, make_office

CASE = {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}}


def test_a_case_and_its_sheets_are_written_and_read_back(office: Office) -> None:
    code = office.new_case()
    done = office.put(
        {"case": code, "form": "identity", "record": None, "set": {"first_name": "Prenume", "age_est": 34}},
        {"case": code, "form": "incident", "set": {"inc_dt": "2026-11-20T23:00+02:00", "forms_legal": ["FIZ"]}},
    )
    assert done.status == 0
    assert [line["status"] for line in done.lines] == ["saved", "saved"]
    assert {line["code"] for line in done.lines} == {code}
    shown = office.run("case", "show", code).one
    answers = {record["form"]: record["answers"] for record in shown["records"]}
    assert answers["identity"]["first_name"] == "Prenume"
    assert answers["incident"]["inc_dt"] == "2026-11-20T23:00+02:00"
    assert all(set(record) >= {"record", "form", "version", "answers", "conflicts"} for record in shown["records"])


def test_each_answer_names_its_line_its_case_and_its_record(office: Office) -> None:
    done = office.put(CASE, {**CASE, "form": "report", "set": {"report_dt": "2026-11-24T10:00+02:00"}})
    case, report = done.lines
    assert (case["line"], case["status"], case["record"]) == (1, "saved", case["case"])
    assert (report["line"], report["case"], report["code"]) == (2, None, None)


def test_a_record_is_written_again_by_its_id(office: Office) -> None:
    code = office.new_case()
    first = office.put({"case": code, "form": "incident", "set": {"forms_legal": ["FIZ"]}}).one
    office.put({"case": code, "form": "incident", "record": first["record"], "set": {"forms_legal": ["PSI"]}})
    office.put({"case": code, "form": "incident", "set": {"forms_legal": ["ECO"]}})
    shown = office.run("case", "show", code).one
    found = [r["answers"]["forms_legal"] for r in shown["records"] if r["form"] == "incident"]
    assert sorted(found) == [["ECO"], ["PSI"]]
    assert office.run("conflicts").lines == []


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ({"case": None, "form": "identity", "set": {"first_name": "A"}}, "case-needed", None),
        ({"case": "UN4-26-00000X", "form": "identity", "set": {"first_name": "A"}}, "no-such-case", None),
        ({"case": 7, "form": "identity", "set": {"first_name": "A"}}, "no-such-case", None),
        ({"case": None, "form": "nothing", "set": {"a": 1}}, "unknown-form", None),
        ({"case": None, "form": ["case"], "set": {"a": 1}}, "unknown-form", None),
        ({"case": None, "form": "case", "record": "0" * 32, "set": {"case_track": []}}, "no-such-record", None),
        ({"case": None, "form": "case", "record": 5, "set": {"case_track": []}}, "no-such-record", None),
        ({"case": None, "form": "case", "set": {}}, "bad-line", None),
        ({"case": None, "form": "case", "set": [1]}, "bad-line", None),
        ({"case": None, "form": "case"}, "bad-line", None),
        ({"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}, "more": 1}, "bad-line", None),
        ([1, 2], "bad-line", None),
        ("case", "bad-line", None),
        (None, "bad-line", None),
        ({"case": None, "form": "case", "set": {"name_of_hers": "Maria"}}, "unknown-field", "?"),
        ({"case": None, "form": "case", "set": {"case_code": "UN4-26-00000X"}}, "unknown-field", "case_code"),
        ({"case": None, "form": "case", "set": {"case_track": ["nothing"]}}, "unknown-option", "case_track"),
        ({"case": None, "form": "case", "set": {"opened_on": "2026-11-25"}}, "implausible-value", "opened_on"),
        ({"case": None, "form": "case", "set": {"opened_on": "25 noiembrie"}}, "bad-value", "opened_on"),
        ({"case": None, "form": "report", "set": {"summary": "a\0b"}}, "bad-value", "summary"),
        ({"case": None, "form": "report", "set": {"summary": "a\u202eb"}}, "bad-value", "summary"),
        ({"case": None, "form": "report", "set": {"summary": "a\ud800b"}}, "bad-value", "summary"),
        ({"case": None, "form": "report", "set": {"summary": "x" * 21_000}}, "value-too-long", "summary"),
        ({"case": None, "form": "report", "set": {"report_dt": "2026-11-25T10:00+02:00"}}, "implausible-value",
         "report_dt"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_written_is_refused_by_name_and_the_next_one_is_written(
    office: Office, line: object, code: str, field: str | None
) -> None:
    file = office.folder / "lines.jsonl"
    file.write_text(json.dumps(line) + "\n" + json.dumps(CASE), encoding="utf-8")
    done = office.run("record", "put", file)
    refused, saved = done.lines
    assert done.status == 1
    assert (refused["line"], refused["status"], refused["code"], refused["field"]) == (1, "refused", code, field)
    assert refused["message"] and "Maria" not in done.out + done.err
    assert done.code == code
    assert (saved["line"], saved["status"]) == (2, "saved")
    assert len(office.run("cases").lines) == 1


def test_an_incident_after_its_report_is_refused_and_nothing_of_it_is_kept(office: Office) -> None:
    code = office.new_case()
    assert office.put({"case": code, "form": "report", "set": {"report_dt": "2026-11-20T10:00+02:00"}}).status == 0
    done = office.put({"case": code, "form": "incident", "set": {"inc_dt": "2026-11-21T10:00+02:00"}})
    assert (done.status, done.one["code"], done.one["field"]) == (1, "implausible-value", "inc_dt")
    shown = office.run("case", "show", code).one
    assert sorted(record["form"] for record in shown["records"]) == ["case", "report"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe{}",
        b'{"case": null, "form": "case", "set": {"case_track": NaN}}',
        b'{"case": null, "form": "case", "form": "report", "set": {}}',
        b'{"case": null, "form": "case", "set": {"case_track": ["a\x00"]}}',
        b"[" * 100_000,
        b'{"case": ' + b"9" * 5000 + b"}",
        b"{",
        b"\x00",
    ],
)
def test_bytes_that_are_no_line_are_refused_as_such(data: bytes) -> None:
    with pytest.raises(Refused, match="bad-line"):
        parse(Line(1, data))


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" * 400])
def test_figures_beyond_all_bounds_are_refused(office: Office, number: str) -> None:
    file = office.folder / "lines.jsonl"
    code = office.new_case()
    file.write_text(f'{{"case": "{code}", "form": "identity", "set": {{"age_est": {number}}}}}')
    done = office.run("record", "put", file)
    assert (done.one["code"], done.one["field"]) == ("bad-value", "age_est")


def test_ten_megabytes_in_a_line_are_refused_without_being_kept_in_memory(office: Office) -> None:
    file = office.folder / "lines.jsonl"
    huge = b'{"case": null, "form": "report", "set": {"summary": "' + b"x" * 10_000_000 + b'"}}'
    file.write_bytes(huge + b"\n" + json.dumps(CASE).encode())
    done = office.run("record", "put", file)
    assert next(line.get("code") for line in done.lines) == "record-too-large"
    assert done.lines[1]["status"] == "saved"


def test_a_line_is_cut_once_it_is_too_long(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"x" * (3 * LONGEST_LINE) + b"\nend")
    with file.open("rb") as opened:
        found = [line for batch in batches(opened.fileno()) for line in batch]
    assert [line.number for line in found] == [1, 2]
    assert LONGEST_LINE < len(found[0].data) < 2 * LONGEST_LINE + 10
    assert found[1].data == b"end"


def test_lines_come_in_batches_and_empty_ones_are_counted_but_not_written(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"\xef\xbb\xbf1\r\n\r\n" + b"2\n" * (BATCH + 3))
    with file.open("rb") as opened:
        found = list(batches(opened.fileno()))
    assert max(len(batch) for batch in found) == BATCH
    numbers = [line.number for batch in found for line in batch]
    assert numbers == [1, *range(3, BATCH + 6)]
    assert parse(found[0][0]) == 1


def test_a_missing_file_is_refused_before_the_vault_is_opened(office: Office) -> None:
    assert office.run("record", "put", office.folder / "nowhere").code == "no-such-file"
    assert office.run("record", "put", office.folder).code == "file-unreadable"


def test_without_json_a_line_is_a_sentence(office: Office) -> None:
    file = office.folder / "lines.jsonl"
    file.write_text(json.dumps(CASE) + "\nnothing\nmore of nothing\n")
    done = office.raw(*office.keys, "record", "put", file)
    first, second, _third = done.out.splitlines()
    assert first.startswith("Rândul 1: UN4-26-")
    assert second.startswith("Rândul 2 a fost refuzat: ")
    assert done.err.startswith("bad-line — Rândul 2 ")
    assert done.err.rstrip().endswith("Refuzate în total: 2.")


def test_an_answer_comes_before_the_next_line_is_given(tmp_path: Path, clock: FixedClock) -> None:
    """Somebody feeds lines slowly through a pipe and waits for each answer: nothing hangs, nothing is held back."""
    office = make_office(tmp_path, "UN4", clock, cost=LEGAL)
    with office.start("record", "put", "-", "--json", stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in range(1, 6):
            process.stdin.write(json.dumps(CASE).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert (answer["line"], answer["status"]) == (number, "saved")
        process.stdin.write(json.dumps(CASE).encode())  # the last line need not end
        process.stdin.close()
        assert json.loads(process.stdout.readline())["line"] == 6
        assert process.wait() == 0
    session = office.open()
    assert len(records.of_form(session.conn, "case")) == 6
    session.vault.close(session.now())


def test_a_reader_that_leaves_ends_the_work_without_a_word(tmp_path: Path, clock: FixedClock) -> None:
    office = make_office(tmp_path, "UN4", clock, cost=LEGAL)
    process = office.start("record", "put", "-", "--json")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    done = finish(process, json.dumps(CASE).encode() + b"\n")
    assert (done.status, done.err) == (1, "")
    session = office.open()
    assert len(records.of_form(session.conn, "case")) == 1
    session.vault.close(session.now())
