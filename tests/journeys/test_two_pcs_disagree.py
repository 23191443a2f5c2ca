"""Two computers of one office answer the same questions and never met: commands alone, files on a stick, both ways."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FixedClock
from tests.desktop.services.team_room import minute
from tests.offices import Office, make_office
from tests.two_pcs import second_pc

SECOND = "Persoana a doua"


@pytest.fixture
def first(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "first", "UN4", clock)


@pytest.fixture
def second(first: Office, tmp_path: Path) -> Office:
    return second_pc(first, tmp_path / "second", worker=SECOND)


def meet(one: Office, other: Office) -> None:
    """A file from each goes to the other, by commands."""
    for giver, taker in ((one, other), (other, one)):
        file = giver.folder / f"{secrets.token_hex(4)}.ancora"
        assert giver.run("export", "merge", "--to", "all", "--out", file).status == 0
        done = taker.run("import", file)
        assert (done.status, done.one["status"]) == (0, "imported"), done


def answers(office: Office, code: str, record: str) -> dict[str, Any]:
    found = office.run("case", "show", code).one["records"]
    return next(dict(each["answers"]) for each in found if each["record"] == record)


def begun(first: Office, second: Office, **given: Any) -> tuple[str, str]:
    """A case that both computers have; its code and the record of its identity sheet."""
    code = first.new_case()
    record = str(first.put({"case": code, "form": "identity", "set": {"sex": "F", **given}}).one["record"])
    meet(first, second)
    return code, record


def put(office: Office, code: str, record: str, **given: Any) -> None:
    done = office.put({"case": code, "form": "identity", "record": record, "set": given})
    assert done.status == 0, done


def test_both_computers_list_the_same_with_both_names_and_one_choice_settles_both(
    first: Office, second: Office, clock: FixedClock
) -> None:
    code, record = begun(first, second)
    put(first, code, record, first_name="Una", letter_safe=False)
    clock.advance(minutes=5)
    put(second, code, record, first_name="Alta", letter_safe=True)
    meet(first, second)
    seen = [office.run("conflicts").lines for office in (first, second)]
    shapes = [[(line["path"], [(v["value"], v["worker"], v["stands"]) for v in line["values"]]) for line in lines]
              for lines in seen]  # fmt: skip
    assert shapes[0] == shapes[1]
    assert shapes[0] == [
        ("letter_safe", [(False, first.worker, True), (True, SECOND, False)]),
        ("first_name", [("Una", first.worker, False), ("Alta", SECOND, True)]),
    ]
    for line in seen[1]:
        kept = line["values"][0]["revision"]
        assert second.run("conflicts", "choose", record, line["path"], kept).status == 0
    meet(second, first)
    assert first.run("conflicts").lines == second.run("conflicts").lines == []
    assert answers(first, code, record) == answers(second, code, record)
    assert answers(first, code, record)["first_name"] == "Una"


def test_two_choices_that_do_not_know_of_each_other_are_asked_about_once_more(
    first: Office, second: Office, clock: FixedClock
) -> None:
    code, record = begun(first, second)
    put(first, code, record, first_name="Una")
    put(second, code, record, first_name="Alta")
    meet(first, second)
    for office, wanted in ((first, "Una"), (second, "Alta")):
        clock.advance(minutes=1)
        values = office.run("conflicts").one["values"]
        revision = next(value["revision"] for value in values if value["value"] == wanted)
        assert office.run("conflicts", "choose", record, "first_name", revision).status == 0
        assert office.run("conflicts").lines == []
    meet(first, second)
    for office in (first, second):
        assert sorted(value["value"] for value in office.run("conflicts").one["values"]) == ["Alta", "Una"]


def test_the_same_choice_on_both_computers_is_one_choice(first: Office, second: Office) -> None:
    code, record = begun(first, second)
    put(first, code, record, first_name="Una")
    put(second, code, record, first_name="Alta")
    meet(first, second)
    for office in (first, second):
        values = office.run("conflicts").one["values"]
        revision = next(value["revision"] for value in values if value["value"] == "Una")
        office.run("conflicts", "choose", record, "first_name", revision)
    meet(first, second)
    assert first.run("conflicts").lines == second.run("conflicts").lines == []


def test_what_was_answered_in_different_questions_is_asked_of_nobody(first: Office, second: Office) -> None:
    code, record = begun(first, second)
    put(first, code, record, first_name="Una")
    put(second, code, record, last_name="Alta")
    meet(first, second)
    assert first.run("conflicts").lines == second.run("conflicts").lines == []
    assert answers(first, code, record) == answers(second, code, record)
    assert {"first_name", "last_name"} <= answers(first, code, record).keys()


def test_both_texts_of_one_note_are_kept_and_arrive(first: Office, second: Office) -> None:
    code = first.new_case()
    note = str(first.put({"case": code, "form": "note", "set": {"type": "telefon"}}).one["record"])
    meet(first, second)
    for office, text in ((first, "text de aici"), (second, "text de acolo")):
        office.put({"case": code, "form": "note", "record": note, "set": {"note": text}})
    meet(first, second)
    assert first.run("conflicts", "both", note, "note").status == 0
    meet(first, second)
    text = answers(second, code, note)["note"]
    assert all(part in text for part in ("text de aici", "text de acolo", first.worker, SECOND))
    assert second.run("conflicts").lines == []


def test_a_team_that_both_began_is_named_on_both_and_joined_once(
    first: Office, second: Office, clock: FixedClock
) -> None:
    code = str(first.put({"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}}).one["code"])
    happened = minute(clock.now)
    first.put({"case": code, "form": "report", "set": {"report_dt": happened}})
    first.put({"case": code, "form": "incident", "set": {"inc_dt": happened, "forms_legal": ["SEX"]}})
    clock.advance(hours=1)
    meet(first, second)
    for office in (first, second):
        assert office.run("team", "begin", code, "--protocol", "sv_md").status == 0
        clock.advance(minutes=1)
    meet(first, second)
    pair = first.run("team", "twins").one
    assert pair == second.run("team", "twins").one
    assert second.run("team", "join", pair["first"], pair["second"]).status == 0
    meet(second, first)
    assert first.run("team", "twins").lines == second.run("team", "twins").lines == []
    assert answers(first, code, pair["second"])["joined_to"] == pair["first"]
