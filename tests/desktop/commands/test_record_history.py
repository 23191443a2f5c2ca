"""`record history` and `record restore`: who wrote what when, and an older version put back as a new one."""

from __future__ import annotations

from tests.offices import Office

SECRET = "Cuvinte spuse numai aici"


def written_twice(office: Office) -> str:
    code = office.new_case()
    first = office.put({"case": code, "form": "incident", "set": {"forms_legal": ["FIZ"], "narrative": SECRET}}).one
    office.put({"case": code, "form": "incident", "record": first["record"], "set": {"forms_legal": ["PSI"]}})
    return str(first["record"])


def test_each_version_is_a_line_newest_first_and_sealed_answers_are_named(office: Office) -> None:
    record = written_twice(office)
    done = office.run("record", "history", record)
    newest, first = done.lines
    assert (newest["number"], newest["set"]) == (2, {"forms_legal": ["PSI"]})
    assert first["set"]["forms_legal"] == ["FIZ"] and first["set"]["narrative"] == {"sealed": True}
    assert SECRET not in done.out and newest["worker"] == office.worker


def test_an_older_version_is_put_back_as_a_new_one(office: Office) -> None:
    record = written_twice(office)
    first = office.run("record", "history", record).lines[-1]["revision"]
    done = office.run("record", "restore", record, "--revision", first, "--path", "forms_legal")
    assert done.status == 0 and done.one["restored"] == ["forms_legal"]
    newest = office.run("record", "history", record).lines[0]
    assert (newest["number"], newest["set"], newest["revision"]) == (3, {"forms_legal": ["FIZ"]}, done.one["revision"])


def test_what_cannot_be_put_back_is_refused_by_its_code(office: Office) -> None:
    record = written_twice(office)
    newest = office.run("record", "history", record).lines[0]["revision"]
    for words, code in (
        (("history", "f" * 32), "no-such-record"),
        (("restore", record, "--revision", "f" * 32), "no-such-version"),
        (("restore", record, "--revision", newest), "nothing-to-restore"),
    ):
        done = office.run("record", *words)
        assert (done.status, done.code) == (1, code)


def test_a_search_says_in_which_sheets_it_found(office: Office) -> None:
    code = office.new_case()
    office.put({"case": code, "form": "note", "set": {"note": "a venit cu vecina Попеску"}})
    (line,) = office.run("cases", "--search-file", "-", stdin=b"popescu").lines
    assert line["code"] == code and [(one["form"], one["path"]) for one in line["found"]] == [("note", "note")]
    assert "vecina" not in str(line)
