"""Every form, state and level is told by the first stories alone, whatever the day on which practice is made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.services import library, practice
from desktop.services.invented import calls, roster
from desktop.services.invented.kinds import FIRST, REST, first, story
from desktop.services.invented.world import LANGUAGES, Crew, Kept, Line, Names, Telling, read_names, tale

TZ = ZoneInfo("Europe/Chisinau")
MONDAY = datetime(2026, 11, 23, tzinfo=TZ)
MOMENTS = [MONDAY + timedelta(days=day, hours=hour) for day in range(7) for hour in (0.5, 7.5, 12, 23)]
# Nothing is erased in practice, and nothing goes to another office from it.
OWN_REASON = {"account_erased", "transfer"}
# A file is attached, a second file merged, a sheet printed; directory and opinions are the office's, and no story.
BY_AN_ACT = {"document", "duplicat", "field_sheet", "directory_entry", "opinion_tally"}


@pytest.fixture(scope="module")
def names() -> Names:
    return read_names(practice.names_file())


def lines(telling: Telling[None], now: datetime) -> Iterator[Line]:
    """The sheets of a story as far as today, with ids that nobody keeps."""
    number, line = 0, next(telling)
    while line.at <= now:
        yield line
        number += 1
        kept = line.record or f"{number:032x}"
        try:
            line = telling.send(Kept(kept, f"{number:032x}", "c" * 32, "XUN-26-AAAAAA"))
        except StopIteration:
            return


def listed(names: Names, now: datetime, seed: str = "1") -> tuple[Crew, list[Line]]:
    """The people of the institutions, with the sheets of the roster."""
    crew = roster.invent(names, f"{seed}/roster")
    begun = tale(names, f"{seed}/listed", now, now - roster.LISTED, crew=crew)
    return crew, list(lines(roster.written(begun), now))


def told(names: Names, now: datetime, seed: str = "1") -> list[Line]:
    crew, found = listed(names, now, seed)
    for one in first(names.country):
        begun = tale(names, f"{seed}/{one.name}", now, now - timedelta(days=one.days), office=one.office, crew=crew)
        found += lines(one.kind(begun), now)
    for number, (call, hours) in enumerate(calls.CALLS):
        begun = tale(names, f"{seed}/call/{number}", now, now - timedelta(hours=hours), office=False)
        found += lines(call(begun), now)
    return found


def said(found: list[Line], form: str, path: str) -> set[Any]:
    return {line.answers[path] for line in found if line.form == form and path in line.answers}


def codes(list_id: str) -> set[str]:
    return {entry.code for entry in library.shipped().definitions.list(list_id).entries}


@pytest.mark.parametrize("now", MOMENTS, ids=lambda now: now.strftime("%a-%H%M"))
def test_every_form_and_every_state_is_told_whatever_the_day(names: Names, now: datetime) -> None:
    found = told(names, now)
    forms = {id_ for id_, _version in library.shipped().definitions.forms}
    assert forms - {line.form for line in found} - OWN_REASON - BY_AN_ACT == set()
    assert codes("L9") - said(found, "case", "status") - BY_AN_ACT == set()
    assert codes("file_kinds") - {"victim"} <= said(found, "case", "file_kind")
    assert said(found, "report", "decision") == codes("report_decisions")
    assert {"asteapta", "confirmat"} <= said(found, "disclosure", "approval")
    assert codes("admission_decisions") <= said(found, "stay", "decision")
    assert {"emis", "respins", "in_curs"} <= said(found, "protection", "decision")
    assert codes("appointment_states") <= said(found, "appointment", "state")
    assert {"aprobat", "inapoi"} <= said(found, "approval", "decision")


@pytest.mark.parametrize("now", MOMENTS, ids=lambda now: now.strftime("%a-%H%M"))
@pytest.mark.parametrize("country", ["MD", "RO"])
def test_nothing_is_written_before_the_sheet_before_it(now: datetime, country: str) -> None:
    names = read_names(practice.names_file(), country)
    crew, sheets = listed(names, now)
    assert [line.at for line in sheets] == sorted(line.at for line in sheets)
    for one in first(country):
        begun = tale(names, f"1/{one.name}", now, now - timedelta(days=one.days), office=one.office, crew=crew)
        moments = [line.at for line in lines(one.kind(begun), now)]
        assert moments == sorted(moments) and moments, one.name


def test_every_step_state_of_a_team_is_told(names: Names) -> None:
    teams = [line.answers for line in told(names, MONDAY) if line.form == "team"]
    states = {value for answers in teams for path, value in answers.items() if path.endswith("/state")}
    assert states | {"de_facut"} == codes("L30")  # a step that nobody touched is still to be done


def test_the_same_dice_tell_the_same_story_and_others_another(names: Names) -> None:
    one, same, other = (told(names, MONDAY, seed) for seed in ("3", "3", "4"))
    assert one == same != other


def test_names_stand_in_three_alphabets(names: Names) -> None:
    found = [line for line in told(names, MONDAY) if line.form == "identity"]
    words = " ".join(f"{line.answers['last_name']} {line.answers['first_name']}" for line in found)
    assert set(LANGUAGES) == {"ro", "ru", "uk"} == set(names.people)
    latin, cyrillic = (any(low <= letter <= high for letter in words) for low, high in (("a", "z"), ("а", "я")))
    assert latin and cyrillic
    assert any(
        letter in "іїєґ" for people in [names.people["uk"]] for name in people.surnames for letter in name.lower()
    )


def test_no_name_is_from_outside_the_file(names: Names) -> None:
    known = {name for people in names.people.values() for name in (*people.surnames, *people.female, *people.male)}
    known |= {name for pair in names.twins for name in pair}
    workers = {name for name, _role in names.workers}
    for line in told(names, MONDAY):
        for path, value in line.answers.items():
            column = path.rpartition("/")[2]
            if column in {"last_name", "first_name"}:
                assert value in known, path
            of_person = column in {"about_name", "child_name", "representative", "companion_name"}
            if of_person or (column == "name" and line.form in {"team", "member", "meeting"}):
                given, _space, surname = value.partition(" ")
                assert value in workers or {given, surname} <= known, path
            if column in {"case_manager", "assessor", "worker", "coordinator", "closed_by", "decided_by"}:
                assert value in workers, path


def test_every_text_says_that_it_is_invented(names: Names) -> None:
    """Whatever a person would read as words: long texts, texts, names of institutions."""
    definitions = library.shipped().definitions
    for line in told(names, MONDAY):
        form = definitions.form(line.form)
        for path, value in line.answers.items():
            field = form.field(path)
            if field.type == "long_text" and value and path != "revisions":
                assert any(word in value.lower() for word in ("inventat", "придуман", "вигадано", "exercițiu")), path


def test_the_others_are_mostly_old(names: Names) -> None:
    dice = random.Random(1)
    days = [story(number, dice).days for number in range(len(FIRST), len(FIRST) + 400)]
    assert sum(one > 40 for one in days) > 0.9 * len(days)
    assert sum(weight for _kind, weight, _days in REST) == 100


@pytest.mark.parametrize("country", ["MD", "RO"])
@pytest.mark.parametrize("now", MOMENTS[::5], ids=lambda now: now.strftime("%a-%H%M"))
def test_teams_tell_only_of_what_there_is(now: datetime, country: str) -> None:
    """Protocols of the country, steps of these protocols, outcomes that the steps may have, groups that they know."""
    known, teams_told = library.shipped().protocols, 0
    for line in told(read_names(practice.names_file(), country), now):
        if line.form == "team" and "protocol" in line.answers:
            protocol, teams_told = known[line.answers["protocol"], line.answers["protocol_version"]], teams_told + 1
            assert protocol.country == country
        if line.form == "team":
            for path, value in line.answers.items():
                kind, _slash, rest = path.partition("/")
                row, _slash, column = rest.partition("/")
                if kind == "steps":
                    assert any(one.step(row) for one in known.values() if one.country == country), path
                if column == "group":
                    assert any(value in one.groups for one in known.values() if one.country == country), path
    assert teams_told >= 14


def test_a_romanian_office_runs_every_protocol_of_romania(names: Names) -> None:
    romanian = told(read_names(practice.names_file(), "RO"), MONDAY)
    assert said(romanian, "team", "protocol") == {"sv_ro", "vd_ro", "home_ro"}
    assert said(told(names, MONDAY), "team", "protocol") == {"sv_md", "vd_md"}
    assert said(romanian, "protection", "kind") == {"OPP", "OP_familial"}


def test_the_people_of_the_institutions_are_called_stand_in_and_know_people(names: Names) -> None:
    found = told(names, MONDAY)
    assert said(found, "member", "group") >= {"POL", "SOC", "JUR", "EDU", "ML", "MED", "ONG"}
    assert all(
        any(line.form == "member" and path in line.answers for line in found)
        for path in ("substitute", "around", "hours/1/from", "away/1/from", "ended_on", "checked_on")
    )
    answers = [line.answers for line in found if line.form == "team"]
    results = {value for each in answers for path, value in each.items() if path.endswith("/result")}
    assert results == {"no_answer", "answered", "refused"}
    assert "coleg" in {value for each in answers for path, value in each.items() if path.endswith("/conflict")}


def test_meetings_and_checks_are_told_in_every_state(names: Names) -> None:
    found = told(names, MONDAY)
    assert said(found, "meeting", "state") == {"planificata", "tinuta"}
    decided = {value for line in found if line.form == "meeting" for path, value in line.answers.items()
               if path.startswith("decisions/") and path.endswith("/state")}  # fmt: skip
    assert decided == {"de_facut", "facut", "refuzat"}
    assert said(found, "followup", "missed_reason") == {"contact_pierdut", "nu_doreste"}
    assert len(said(found, "followup", "done_on")) >= 3
