"""Answers with several values from the command line: listed, chosen, combined, both kept, many at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db import records
from desktop.services import vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.apart_room import NAME, elsewhere
from tests.desktop.services.team_room import new_team, put
from tests.offices import Office, make_office


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path, "UN4", clock)


@contextmanager
def at(office: Office) -> Iterator[Session]:
    session = office.open()
    try:
        yield session
    finally:
        vaults.close_session(session, make_backup=False)


def apart(office: Office, form: str, here: dict[str, Any], there: dict[str, Any]) -> str:
    """A sheet of a fresh case that was written here and there; its id."""
    record = str(office.put({"case": office.new_case(), "form": form, "set": here}).one["record"])
    with at(office) as session:
        elsewhere(session, record, there)
    return record


def standing(office: Office, record: str) -> dict[str, Any]:
    codes = [line["code"] for line in office.run("cases").lines]
    every = [found for code in codes for found in office.run("case", "show", code).one["records"]]
    return next(dict(found["answers"]) for found in every if found["record"] == record)


def test_they_are_listed_of_all_cases_and_of_one(office: Office) -> None:
    records = [apart(office, "identity", {"first_name": "Una"}, {"first_name": "Alta"}) for _ in range(2)]
    lines = office.run("conflicts").lines
    assert {line["record"] for line in lines} == set(records)
    for words in (("conflicts", lines[0]["code"]), ("conflicts", "list", lines[0]["code"])):
        assert [line["record"] for line in office.run(*words).lines] == [lines[0]["record"]]
    assert {value["worker"] for value in lines[0]["values"]} == {office.worker, NAME}
    assert set(lines[0]) >= {"case", "code", "record", "form", "path", "kind", "safety", "standing", "values"}


def test_one_stands_by_the_version_that_it_came_with(office: Office) -> None:
    record = apart(office, "identity", {"first_name": "Una"}, {"first_name": "Alta"})
    first = next(value for value in office.run("conflicts").one["values"] if value["value"] == "Una")
    done = office.run("conflicts", "choose", record, "first_name", first["revision"])
    assert (done.status, done.one["record"]) == (0, record)
    assert standing(office, record)["first_name"] == "Una" and office.run("conflicts").lines == []
    assert office.run("conflicts", "choose", record, "first_name", first["revision"]).code == "conflict-gone"


def test_a_common_answer_is_given_as_json(office: Office) -> None:
    record = apart(office, "identity", {"do_not": ["apel"]}, {"do_not": ["vizita"]})
    assert office.run("conflicts").one["standing"] == ["apel", "vizita"]
    done = office.raw(*office.keys, "conflicts", "combine", record, "do_not", "--value-file", "-", stdin=b'["sms"]')
    assert done.status == 0 and "sms" not in done.out
    assert standing(office, record)["do_not"] == ["sms"]


def test_an_answer_that_is_none_is_refused_and_not_repeated(office: Office) -> None:
    record = apart(office, "identity", {"do_not": ["apel"]}, {"do_not": ["vizita"]})
    for data, code in ((b"Zmau", "bad-line"), (b'"Zmau"', "bad-value")):
        done = office.run("conflicts", "combine", record, "do_not", "--value-file", "-", stdin=data)
        assert (done.status, done.code) == (1, code) and "Zmau" not in done.err
    assert len(office.run("conflicts").lines) == 1


def test_both_texts_stay(office: Office) -> None:
    record = apart(office, "note", {"note": "întâiul"}, {"note": "al doilea"})
    assert office.run("conflicts", "both", record, "note").status == 0
    text = standing(office, record)["note"]
    assert "întâiul" in text and "al doilea" in text and NAME in text


def test_many_of_one_question_are_settled_by_one_rule(office: Office, tmp_path: Path) -> None:
    for _ in range(3):
        apart(
            office, "identity", {"first_name": "Una", "letter_safe": False}, {"first_name": "Alta", "letter_safe": True}
        )
    who = tmp_path / "who"
    who.write_text(NAME, encoding="utf-8")
    names = ("conflicts", "many", "--form", "identity", "--field", "first_name")
    assert office.run(*names, "--author-file", who).one == {"settled": 3, "left": 0}
    safety = ("conflicts", "many", "--form", "identity", "--field", "letter_safe")
    assert office.run(*safety, "--newest").one == {"settled": 0, "left": 3}
    assert office.run(*safety, "--standing").one == {"settled": 3, "left": 0}
    assert office.run("conflicts").lines == []


def test_somebody_who_wrote_none_of_them_is_refused(office: Office, tmp_path: Path) -> None:
    apart(office, "identity", {"first_name": "Una"}, {"first_name": "Alta"})
    who = tmp_path / "who"
    who.write_text("Nimeni", encoding="utf-8")
    done = office.run("conflicts", "many", "--form", "identity", "--field", "first_name", "--author-file", who)
    assert done.code == "no-such-worker" and len(office.run("conflicts").lines) == 1


def test_a_word_that_is_no_command_is_the_code_of_a_case(office: Office) -> None:
    assert office.run("conflicts", "combin").code == "no-such-case"
    assert office.run("conflicts", "choose").status == 2
    help_ = office.raw("conflicts", "--help").out
    assert all(word in help_ for word in ("list", "choose", "combine", "both", "many"))


def test_the_eye_reads_where_it_is_and_how_many_there_are(office: Office) -> None:
    record = apart(office, "identity", {"letter_safe": False}, {"letter_safe": True})
    said = office.raw(*office.keys, "conflicts").out
    assert record not in said and said.count("letter_safe") == 1
    assert json.loads(office.raw(*office.keys, "conflicts", "--json").out)["safety"] is True


def test_two_teams_for_one_incident_are_named_joined_and_parted(office: Office) -> None:
    with at(office) as session:
        case, first = new_team(session, hours=3, reported=1)
        found = records.get(session.conn, first)
        assert found is not None
        kept = ("incident_ref", "protocol", "protocol_version", "t0", "r0", "first_contact")
        second = str(put(session, str(case.code), "team", **{path: found.body[path] for path in kept}).record)
    line = office.run("team", "twins").one
    assert {line["first"], line["second"]} == {first, second}
    assert office.run("team", "join", first, second, "--look").one["second"] == second
    assert len(office.run("team", "twins").lines) == 1, "looking joins nothing"
    assert office.run("team", "join", first, second).status == 0
    assert office.run("team", "twins").lines == []
    assert office.run("team", "join", first, second).code == "not-twins"
    assert office.run("team", "part", second).status == 0 and len(office.run("team", "twins").lines) == 1
    assert office.run("team", "part", second).code == "not-joined"
