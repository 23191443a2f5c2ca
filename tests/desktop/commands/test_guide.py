"""The guide on the command line: numbers, services, advice; a check is noted without a window."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from desktop.services import library
from tests.conftest import FixedClock
from tests.offices import Office, make_office


def test_lines_are_word_for_word_and_say_that_nobody_has_checked_them(office: Office) -> None:
    told = office.run("guide", "lines").lines
    assert [(one["id"], one["number"]) for one in told] == [(h.id, h.number) for h in library.shipped().hotlines]
    assert {one["checked_on"] for one in told} == {None}
    assert told[1]["text"] == library.shipped().hotlines[1].text["ro"]


def test_the_emergency_number_is_there_in_each_country(office: Office) -> None:
    for country in ("MD", "RO"):
        told = office.run("guide", "lines", "--country", country).lines
        assert told[0]["number"] == "112"
        assert {one["country"] for one in told[1:]} == {country}


def test_a_check_is_noted_with_its_day(office: Office) -> None:
    done = office.run("guide", "check", "cdf", "altul", "--number", "022 123 456")
    assert done.status == 0
    (told,) = [one for one in office.run("guide", "lines").lines if one["id"] == "cdf"]
    assert told["number"] == "080080000"
    assert (told["result"], told["found_number"]) == ("altul", "+37322123456")
    assert date.fromisoformat(told["checked_on"]) == office.clock().date()


def test_what_cannot_be_noted_is_refused_and_changes_nothing(office: Office) -> None:
    for words, code in (
        (("check", "cdf", "altul"), "number-needed"),
        (("check", "palat", "corect"), "no-such-line"),
        (("situation", "palat"), "no-such-guidance"),
        (("place", "MD-XX"), "no-such-place"),
        (("services", "--place", "UN"), "no-such-place"),
        (("services", "--kind", "palat"), "no-such-service"),
    ):
        done = office.run("guide", *words)
        assert (done.status, done.code, done.out) == (1, code, ""), words
    assert {one["checked_on"] for one in office.run("guide", "lines").lines} == {None}
    assert office.run("guide", "check", "cdf", "poate").status == 2


def test_the_nearest_services_come_first_once_the_office_says_where_it_is(office: Office) -> None:
    assert "here" not in {one["near"] for one in office.run("guide", "services").lines}
    office.run("guide", "place", "MD-TE")
    told = office.run("guide", "services").lines
    assert [one["id"] for one in told if one["near"] == "here"] == ["sir_ungheni", "stas_md_te"]
    assert told[0]["id"] == "sir_ungheni"
    assert told[1]["missing"] == ["phone", "hours", "contact"]
    found = office.run("guide", "services", "--find", "satu mare", "--country", "RO").lines
    assert {one["place"] for one in found} == {"RO-SM"}


def test_an_entry_of_the_office_is_put_as_any_record_and_stands_in_the_list(office: Office, tmp_path: Path) -> None:
    told = {"subject": "serviciu", "ref": "stas_md_te", "kind": "asistenta_sociala", "phone": "0258 12 345"}
    line = {"case": None, "form": "directory_entry", "record": None, "set": told}
    file = tmp_path / "told.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")
    assert office.run("record", "put", str(file)).status == 0
    (found,) = office.run("guide", "services", "--place", "MD-TE", "--kind", "asistenta_sociala").lines
    assert found["phones"] and "phone" not in found["missing"]


def test_advice_is_listed_and_one_is_told_whole(office: Office) -> None:
    told = office.run("guide", "situation").lines
    assert [one["id"] for one in told] == [one.id for one in library.shipped().guidance]
    one = office.run("guide", "situation", "evidence").one
    assert len(one["steps"]) == 6 and one["verified"] is False
    words = office.raw(*office.keys, "guide", "situation", "evidence").out
    assert "Nimic nu este pierdut prin asta." in words


def test_a_region_reads_the_guide_and_notes_nothing(tmp_path: Path, clock: FixedClock) -> None:
    region = make_office(tmp_path / "run", "RUN", clock, kind="region")
    assert region.run("guide", "lines").status == 0
    assert region.run("guide", "services").lines
    assert region.run("guide", "check", "cdf", "corect").code == "not-allowed"
