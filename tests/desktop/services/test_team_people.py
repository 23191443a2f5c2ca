"""The people of a running team: every call kept, whom to call now, and nobody tied to the alleged aggressor."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from db import access_log, records
from desktop.privacy.conflicts import SURE, Aggressor, hit
from desktop.protocols.duty import Absence, Rota
from desktop.refusals import Refused
from desktop.services import roster, roster_paper, team, team_crew, team_people
from desktop.services.members import Call, Institution, Member
from desktop.services.roster import Person
from desktop.services.session import Session
from desktop.services.team_conflicts import Conflict
from desktop.services.team_crew import Seat
from desktop.services.team_people import Note
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.test_roster import person, working
from tests.desktop.services.test_team import case_of, minute, put, started

AGGRESSOR = "Grosu Andrei"


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def accused(session: Session, record: str, **said: Any) -> None:
    """A sheet of the alleged aggressor in the case of this team."""
    put(session, team.board(session, record).code, "aggressor", **{"agg_name": AGGRESSOR, **said})


def seat(session: Session, record: str, group: str = "POL") -> Seat:
    crew = team_people.crew(session, team.board(session, record))
    return next(one for one in crew.seats if one.institution.group == group)


def members(session: Session, record: str, group: str = "POL") -> list[Member]:
    return [one for one in team.board(session, record).members if one.group == group]


def note(session: Session, record: str, result: str, group: str = "POL", *, sure: bool = False, **told: Any) -> None:
    team_people.note(session, record, Note(group, result, **told), sure=sure)


def refused(code: str, do: Any, **facts: Any) -> None:
    with pytest.raises(Refused) as refusal:
        do()
    assert refusal.value.code == code
    assert facts.items() <= dict(refusal.value.facts).items()


# --- calls ------------------------------------------------------------------------------------------------------------


def test_every_attempt_is_kept(session: Session, clock: FixedClock) -> None:
    record = started(session)
    times = []
    for result in ("no_answer", "no_answer", "answered", "arrived", "left"):
        note(session, record, result, name="Insp. Inventat", phone="0236 23 456")
        times.append(minute(session.now()))
        clock.advance(minutes=10)
    (one,) = members(session, record)
    assert [(call.result, call.at) for call in one.calls] == list(
        zip(("no_answer", "no_answer", "answered", "arrived", "left"), times, strict=True)
    )
    assert (one.called, one.answered, one.arrived, one.left) == (times[0], times[2], times[3], times[4])
    assert one.state() == ("left", times[4])
    assert {call.number for call in one.calls} == {"+37323623456"}
    assert {call.by for call in one.calls} == {session.worker.id}


def test_calls_without_an_answer_are_counted_from_the_last(session: Session, clock: FixedClock) -> None:
    record = started(session)
    for result in ("no_answer", "answered", "no_answer", "no_answer"):
        note(session, record, result, name="Insp. Inventat")
        clock.advance(minutes=5)
    assert members(session, record)[0].unanswered == 2


def test_an_institution_has_several_people_and_whoever_is_here_stands_for_it(
    session: Session, clock: FixedClock
) -> None:
    record = started(session)
    note(session, record, "no_answer", name="Unu Inventat")
    clock.advance(minutes=5)
    note(session, record, "arrived", name="Doi Inventat")
    clock.advance(minutes=5)
    note(session, record, "no_answer", name="Trei Inventat")
    found = seat(session, record).institution
    assert len(found.people) == 3
    assert (found.state, found.member.name) == ("arrived", "Doi Inventat")


def test_a_name_typed_later_names_whoever_was_called_before(session: Session) -> None:
    record = started(session)
    note(session, record, "no_answer")
    note(session, record, "answered", name="Insp. Inventat")
    (one,) = members(session, record)
    assert one.name == "Insp. Inventat" and len(one.calls) == 2


def test_somebody_refuses_and_somebody_leaves(session: Session, clock: FixedClock) -> None:
    record = started(session)
    note(session, record, "answered", name="Insp. Inventat")
    clock.advance(minutes=1)
    note(session, record, "refused", name="Insp. Inventat")
    assert seat(session, record).institution.state == "refused"
    clock.advance(minutes=1)
    note(session, record, "arrived", name="Insp. Inventat")  # came all the same
    assert seat(session, record).institution.state == "arrived"


def test_another_call_of_another_computer_takes_nothing_away(session: Session, clock: FixedClock) -> None:
    record = started(session)
    note(session, record, "no_answer", name="Insp. Inventat")
    before = len(records.revisions(session.conn, record))
    clock.advance(minutes=5)
    note(session, record, "no_answer", name="Insp. Inventat")
    assert len(records.revisions(session.conn, record)) == before + 1
    assert team.board(session, record).conflicts == 0
    assert len(members(session, record)[0].calls) == 2


# --- hours that were typed later --------------------------------------------------------------------------------------


def test_an_hour_typed_later_is_the_hour_of_the_call(session: Session) -> None:
    record = started(session)
    earlier = minute(session.now() - timedelta(hours=2))
    note(session, record, "answered", name="Insp. Inventat", at=earlier)
    assert members(session, record)[0].answered == earlier


def test_the_day_alone_is_an_hour_too(session: Session) -> None:
    record = started(session)
    note(session, record, "arrived", name="Insp. Inventat", at="2026-11-24")
    assert members(session, record)[0].state() == ("arrived", "2026-11-24")


@pytest.mark.parametrize(
    ("result", "hours", "doubt"),
    [
        ("answered", -3, "answered-before-called"),
        ("arrived", -3, "arrived-before-called"),
        ("refused", -3, "refused-before-called"),
        ("answered", 3, "in-future"),
        ("no_answer", -30, "before-report"),
    ],
)
def test_hours_that_do_not_fit_are_asked_and_can_stay(session: Session, result: str, hours: int, doubt: str) -> None:
    record = started(session)
    called = minute(session.now() - timedelta(hours=1))
    note(session, record, "no_answer", name="Insp. Inventat", at=called)
    at = minute(session.now() + timedelta(hours=hours))
    before = len(records.revisions(session.conn, record))
    told = Note("POL", result, name="Insp. Inventat", at=at)
    if result in ("answered", "refused") and hours == -3:  # an earlier answer makes an earlier call: nothing to ask
        team_people.note(session, record, told)
        assert members(session, record)[0].called == at
        return
    refused("times-asked", lambda: team_people.note(session, record, told), doubt=doubt)
    assert len(records.revisions(session.conn, record)) == before
    team_people.note(session, record, told, sure=True)
    assert members(session, record)[0].calls


def test_hours_are_put_right_and_taken_away(session: Session) -> None:
    record = started(session)
    note(session, record, "answered", name="Insp. Inventat")
    row = str(members(session, record)[0].row)
    now = session.now()
    called, answered = minute(now - timedelta(minutes=30)), minute(now - timedelta(minutes=40))
    wrong = {"called_at": called, "answered_at": answered}
    refused(
        "times-asked",
        lambda: team_people.set_times(session, record, row, wrong),
        doubt="answered-before-called",
    )
    team_people.set_times(session, record, row, {"called_at": called, "answered_at": None})
    (one,) = members(session, record)
    assert (one.called, one.answered) == (called, None)
    refused("no-such-record", lambda: team_people.set_times(session, record, "niciunul", {}))
    refused("no-such-record", lambda: team_people.set_times(session, record, row, {"name": "x"}))


times_ = st.none() | st.integers(0, 6).map(lambda hour: f"2026-11-24T0{hour}:00+02:00") | st.just("2026-11-24")
calls_ = st.lists(
    st.tuples(st.sampled_from(["no_answer", "answered", "refused", "arrived", "left"]), times_.filter(bool)), max_size=4
)


@given(times_, times_, times_, times_, times_, calls_)
def test_the_state_is_never_older_than_anything_that_is_known(
    called: Any, answered: Any, arrived: Any, refused_at: Any, left: Any, made: list[Any]
) -> None:
    calls = tuple(Call(str(place), result, at, None, None) for place, (result, at) in enumerate(made))
    one = Member("r", "POL", None, None, called, answered, arrived, refused_at, left, None, None, calls)
    state, at = one.state()
    known = [value for value in (called, answered, arrived, refused_at, left) if value] + [at_ for _r, at_ in made]
    assert (state == "to_call") == (not known)
    if at is not None and "T" in at:
        assert not any("T" in other and other > at for other in known if other != at)


# --- whom to call -----------------------------------------------------------------------------------------------------


def test_who_is_on_duty_is_proposed(session: Session) -> None:
    record = started(session)
    on = person(session, **working())
    person(session, name="Altul Inventat", **working("20:00", "08:00"))
    found = seat(session, record).proposed
    assert found is not None and (found.person.record, found.why) == (on, "on_duty")


def test_whoever_does_not_answer_is_followed_by_the_substitute(session: Session, clock: FixedClock) -> None:
    record = started(session)
    second = person(session, name="Doi Inventat")
    first = person(session, name="Unu Inventat", substitute=second, **working())
    person(session, name="Trei Inventat", **working())
    note(session, record, "no_answer", person=first)
    found = seat(session, record).proposed
    assert found is not None
    assert (found.person.record, found.why, found.instead_of) == (second, "substitute", "Unu Inventat")
    clock.advance(minutes=1)
    note(session, record, "no_answer", person=second)
    found = seat(session, record).proposed
    assert found is not None and found.person.name == "Trei Inventat"  # then whoever else is on duty


def test_nobody_is_proposed_where_somebody_comes(session: Session) -> None:
    record = started(session)
    note(session, record, "answered", person=person(session, **working()))
    assert seat(session, record).proposed is None


def test_nobody_on_duty_is_said_with_who_comes_next_and_what_helps(session: Session, clock: FixedClock) -> None:
    record = started(session)
    next_ = person(session, **working("20:00", "08:00", ("ma",)))
    found = seat(session, record)
    assert found.proposed is None and found.duty.next is not None
    assert (found.duty.next.record, found.duty.next_at) == (next_, session.now().replace(hour=20, minute=0))
    crew = team_people.crew(session, team.board(session, record))
    assert "112" in {line.number for line in crew.numbers}


def test_that_nobody_called_for_an_hour_is_seen(session: Session, clock: FixedClock) -> None:
    record = started(session, reported=0)
    assert seat(session, record, "MED").waits_since is None
    clock.advance(minutes=61)
    assert seat(session, record, "MED").waits_since == session.now() - timedelta(minutes=61)
    assert seat(session, record, "EDU").waits_since is None  # nobody knows whether it is needed at all
    note(session, record, "no_answer", "MED")
    assert seat(session, record, "MED").waits_since is None


# --- ties to the alleged aggressor ------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{"name": "Андрей Гросу"}, {"name": "Altul Inventat", "phone": "069 555 444"}])
def test_a_hit_is_asked_before_anything_is_written(session: Session, said: dict[str, str]) -> None:
    record = started(session)
    accused(session, record, agg_phone="069555444")
    before = len(records.revisions(session.conn, record))
    refused("conflict-asked", lambda: note(session, record, "answered", **said))
    assert len(records.revisions(session.conn, record)) == before
    note(session, record, "answered", **said, tie="niciuna")
    assert members(session, record)[0].conflict == "niciuna"
    note(session, record, "arrived", **said)  # asked once, and not again
    assert not [one for one in team_people.conflicts(session, record) if one.who == "member"]


def test_whoever_has_a_tie_is_not_called_and_never_proposed(session: Session) -> None:
    record = started(session)
    stands_in = person(session, name="Înlocuitor Inventat")
    tied = person(session, name="Vecin Inventat", substitute=stands_in, **working())
    team_people.declare(session, record, Note("POL", person=tied, tie="vecin"))
    found = seat(session, record)
    assert found.proposed is not None and found.proposed.person.record == stands_in
    assert found.institution.state == "to_call" and found.institution.member.name is None
    refused("in-conflict", lambda: note(session, record, "answered", person=tied))
    note(session, record, "answered", person=tied, sure=True)  # it happened: it can be written
    assert seat(session, record).institution.member.name is None


def test_a_person_of_the_roster_with_the_aggressors_name_is_never_proposed(session: Session) -> None:
    record = started(session)
    accused(session, record)
    same = person(session, name="insp. A. Grosu", **working())
    assert seat(session, record).proposed is None
    found = [one for one in team_people.conflicts(session, record) if one.person == same]
    assert [(one.kind, one.who, one.bars) for one in found] == [("same-name", "roster", True)]
    team_people.declare(session, record, Note("POL", person=same, tie="niciuna"))
    assert not [one for one in team_people.conflicts(session, record) if one.person == same]
    proposed = seat(session, record).proposed
    assert proposed is not None and proposed.person.record == same  # asked: it is a namesake


def test_nobody_with_a_tie_is_named_as_the_next_on_duty(session: Session) -> None:
    record = started(session)
    accused(session, record)
    person(session, name="Andrei Grosu", **working("18:00", "20:00"))
    later = person(session, name="Altul Inventat", **working("22:00", "23:00"))
    found = seat(session, record).duty
    assert found.next is not None and found.next.record == later


def test_a_tied_substitute_is_passed_over(session: Session) -> None:
    record = started(session)
    accused(session, record)
    last = person(session, name="Ultimul Inventat")
    tied = person(session, name="Andrei Grosu", substitute=last)
    first = person(session, name="Unu Inventat", substitute=tied, **working())
    note(session, record, "no_answer", person=first)
    proposed = seat(session, record).proposed
    assert proposed is not None and proposed.person.record == last


@given(
    names=st.lists(st.sampled_from(["Andrei Grosu", "Гросу Андрей", "Maria Rusu", "Ion Popa", "A. Grosu"]), max_size=5),
    substitutes=st.lists(st.none() | st.integers(0, 4), min_size=5, max_size=5),
    ties=st.lists(st.none() | st.sampled_from(["vecin", "ruda", "niciuna"]), min_size=5, max_size=5),
    called=st.lists(st.sampled_from(["", "no_answer", "refused", "answered"]), min_size=5, max_size=5),
    hours=st.lists(st.sampled_from(["around", "away", "unknown", "off"]), min_size=5, max_size=5),
)
def test_whatever_the_roster_no_tied_person_is_proposed(
    names: list[str], substitutes: list[Any], ties: list[Any], called: list[str], hours: list[str]
) -> None:
    """The rule itself, out of its plain parts, for every order in which people were called and stand in."""
    at = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    rotas = {
        "around": Rota(around=True),
        "away": Rota(around=True, away=(Absence(at.date(), None),)),
        "unknown": Rota(),
        "off": Rota(around=False, weekly=()),
    }
    listed, people, found = [], [], []
    for place, name in enumerate(names):
        stands_in = str(substitutes[place]) if substitutes[place] is not None else None
        listed.append(
            Person(str(place), "POL", "", name, "", (), rotas[hours[place]], stands_in, "", None, None, False)
        )
        tie = ties[place]
        if called[place] or tie:
            calls = (Call("c", called[place], "2026-11-24T12:00+02:00", None, None),) if called[place] else ()
            people.append(Member(f"r{place}", "POL", name, person=str(place), conflict=tie, calls=calls))
        kind = hit(name, (), [Aggressor(AGGRESSOR)])
        if tie not in (None, "niciuna"):
            found.append(Conflict("declared", "member", "POL", name, f"r{place}", str(place), tie))
        elif tie is None and kind:
            found.append(Conflict(kind, "roster", "POL", name, None, str(place)))
    duty = roster.duty_of(listed, "POL", at, UTC)
    one = Institution("POL", {"ro": "Poliție"}, Member(None, "POL"), "to_call", None, tuple(people))
    proposed = team_crew.choose(one, listed, duty, tuple(found), at, UTC)
    if proposed is None:
        return
    place = int(proposed.person.record)
    assert ties[place] in (None, "niciuna")
    assert ties[place] == "niciuna" or hit(names[place], (), [Aggressor(AGGRESSOR)]) not in SURE
    assert not called[place] and hours[place] != "away"


def test_a_shared_name_is_a_question_and_bars_nobody(session: Session) -> None:
    record = started(session)
    accused(session, record)
    cousin = person(session, name="Vasile Grosu", **working())
    proposed = seat(session, record).proposed
    assert proposed is not None and proposed.person.record == cousin
    (one,) = (each for each in team_people.conflicts(session, record) if each.person == cousin)
    assert (one.kind, one.bars) == ("shared-name", False)


def test_his_workplace_is_told_to_the_institution(session: Session) -> None:
    record = started(session)
    accused(session, record, agg_workplace="Inspectoratul de poliție")
    kinds = {(one.kind, one.group) for one in team_people.conflicts(session, record)}
    assert ("workplace", "POL") in kinds and ("workplace", "MED") not in kinds


def test_the_file_of_the_aggressor_is_looked_at_too(session: Session) -> None:
    record = started(session)
    board = team.board(session, record)
    other = put(session, None, "case", case_track=["sv_adult"], file_kind="aggressor")
    put(session, other.code, "identity", last_name="Munteanu", first_name="Radu")
    header = {"related_cases/a/case": other.case, "related_cases/a/kind": "dosar_agresor"}
    put(session, board.code, "case", board.case, **header)
    refused("conflict-asked", lambda: note(session, record, "answered", name="Radu Munteanu"))


def test_a_hit_says_nothing_of_the_aggressor(session: Session) -> None:
    record = started(session)
    accused(session, record, agg_phone="069555444", agg_workplace="Poliția Zmăucița")
    person(session, name="A. Grosu", **working())
    told = repr(team_people.conflicts(session, record))
    assert AGGRESSOR not in told and "69555444" not in told and "Zmăucița" not in told


# --- coordinator, companion, interpreter ------------------------------------------------------------------------------


def test_the_coordinator_is_a_worker_or_of_the_roster_and_the_change_is_noted(session: Session) -> None:
    record = started(session)
    assert team_people.coordinator(session, record).worker == session.worker.id
    listed = person(session, name="Coordonator Inventat")
    team_people.set_coordinator(session, record, person=listed)
    chief = team_people.coordinator(session, record)
    assert (chief.name, chief.worker, chief.person) == ("Coordonator Inventat", None, listed)
    assert team.board(session, record).coordinator == "Coordonator Inventat"
    team_people.set_coordinator(session, record, worker=session.worker.id)
    assert team_people.coordinator(session, record).person is None
    told = [one for one in access_log.page(session.conn, 20) if one.verb == "coordinator-changed"]
    assert [one.object for one in told] == [record, record]
    refused("no-such-worker", lambda: team_people.set_coordinator(session, record, worker="f" * 32))
    refused("name-needed", lambda: team_people.set_coordinator(session, record))


def test_the_alleged_aggressor_coordinates_accompanies_and_interprets_nothing_unasked(session: Session) -> None:
    record = started(session)
    accused(session, record, agg_phone="069555444")
    before = len(records.revisions(session.conn, record))
    for deed in (
        lambda: team_people.set_coordinator(session, record, name="Андрей Гросу"),
        lambda: team_people.set_companion(session, record, "ruda", "andrei grosu"),
        lambda: team_people.set_companion(session, record, "ruda", "Altul", "069 555 444"),
        lambda: team_people.set_interpreter(session, record, True, "Grosu A."),
    ):
        refused("conflict-asked", deed)
    assert len(records.revisions(session.conn, record)) == before


def test_what_was_asked_of_a_companion_is_asked_anew_of_another(session: Session) -> None:
    record = started(session)
    accused(session, record)
    team_people.set_companion(session, record, "parinte", "Andrei Grosu", sure=True)  # a father of the same name
    assert not [one for one in team_people.conflicts(session, record) if one.who == "companion"]
    team_people.set_companion(session, record, "ruda", "Maria Grosu")
    (one,) = (each for each in team_people.conflicts(session, record) if each.who == "companion")
    assert (one.kind, one.bars) == ("shared-name", False)
    team_people.declare_post(session, record, "companion", "ruda")
    (one,) = (each for each in team_people.conflicts(session, record) if each.who == "companion")
    assert (one.kind, one.tie, one.bars) == ("declared", "ruda", True)


def test_without_a_companion_no_name_stays(session: Session) -> None:
    record = started(session)
    team_people.set_companion(session, record, "prieten", "Prietena Inventată", "069 123 456")
    team_people.set_companion(session, record, "fara")
    answers = team.board(session, record).answers
    assert answers.get("companion") == "fara"
    assert answers.get("companion_name") is None and answers.get("companion_phone") is None


# --- who may, and paper -----------------------------------------------------------------------------------------------


def test_only_those_who_work_on_cases_see_and_write(session: Session) -> None:
    record = started(session)
    board = team.board(session, record)
    as_role(session, "regional")
    for deed in (
        lambda: team_people.crew(session, board),
        lambda: team_people.conflicts(session, record),
        lambda: note(session, record, "answered", name="X"),
        lambda: team_people.set_coordinator(session, record, name="X"),
        lambda: team_people.declare(session, record, Note("POL", name="X", tie="vecin")),
        lambda: roster_paper.of_team(session, record),
    ):
        refused("not-allowed", deed)


def test_the_call_list_of_a_team_names_nobody_with_a_tie_and_no_case(session: Session) -> None:
    record = started(session)
    accused(session, record)
    person(session, name="Andrei Grosu", **working())
    tied = person(session, name="Vecin Inventat", **working())
    person(session, name="Ofițer Inventat", phones__a__number="0236 23 456", **working())
    team_people.declare(session, record, Note("POL", person=tied, tie="vecin"))
    note(session, record, "answered", "MED", name="Medic Inventat", phone="0236 22 333")
    made = roster_paper.of_team(session, record)
    told = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages).split())
    for words in ("Ofițer Inventat", "0236 23 456", "de gardă acum", "Medic Inventat", "0236 22 333", "112"):
        assert words in told, words
    for hidden in ("Grosu", "Vecin", team.board(session, record).code):
        assert hidden not in told, hidden
    assert made.count == 3  # the worker who took the report is one of them


def test_a_closed_case_and_a_team_that_is_none_are_refused(session: Session) -> None:
    case = case_of(session)
    refused("no-such-record", lambda: note(session, str(case.case), "answered", name="X"))
    refused("bad-value", lambda: note(session, started(session), "sunat"))
