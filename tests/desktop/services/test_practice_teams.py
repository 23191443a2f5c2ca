"""The teams of a practice office in the real database: complete, agreeing with their sheets, each with its lesson."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from db import records
from db.keys import KdfCost
from desktop.services import (
    directory,
    opinions,
    paper_numbers,
    practice,
    roster,
    team,
    team_end,
    team_followup,
    team_meetings,
    team_papers,
    team_people,
    team_sheet,
    vaults,
)
from desktop.services.invented.kinds import first
from desktop.services.session import Session
from desktop.services.team import Board
from tests.conftest import CHISINAU, FixedClock

NOON = datetime(2026, 11, 24, 12, 10, tzinfo=CHISINAU)  # a Tuesday


@pytest.fixture(scope="module", params=["MD", "RO"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    country = request.param
    folder = tmp_path_factory.mktemp("practice") / country
    session = practice.make(
        folder, cases=len(first(country)), seed=1, clock=FixedClock(NOON), cost=KdfCost.for_tests(), country=country
    )
    yield session
    vaults.close_session(session, make_backup=False)


@pytest.fixture(scope="module")
def boards(office: Session) -> list[Board]:
    return [team.board(office, record.id) for record in records.of_form(office.conn, "team")]


def running(boards: list[Board]) -> list[Board]:
    return [one for one in boards if one.answers.get("outcome") is None]


def clock_states(board: Board) -> set[str]:
    return {clock.state for view in board.steps if view.group != "hidden" for clock in view.clocks}


def test_every_protocol_of_the_country_runs(office: Session, boards: list[Board]) -> None:
    of_country = {one.id for one in office.library.protocols.values() if one.country == office.office.country}
    assert {one.protocol.id for one in running(boards)} == of_country


def test_nothing_is_ticked_that_is_not_a_step_or_not_called_for(boards: list[Board]) -> None:
    for board in boards:
        ticked = {path.split("/")[1] for path in board.answers if path.startswith("steps/")}
        steps = {view.step.id: view for view in board.steps}
        assert ticked <= set(steps)
        for id in ticked:
            assert steps[id].group != "hidden", (board.protocol.id, id)
            state = steps[id].state.state
            assert state in ("in_lucru", *steps[id].step.outcomes), (board.protocol.id, id)


def test_teams_agree_with_their_sheets_but_for_one(boards: list[Board]) -> None:
    doubts = [[doubt.code for doubt in board.doubts] for board in boards]
    assert sorted(filter(None, doubts)) == [["incident-changed"]]


def test_every_sheet_of_the_teams_is_complete(office: Session, boards: list[Board]) -> None:
    for form in ("member", "directory_entry", "opinion_tally"):
        assert {one.state for one in records.without_case(office.conn, form)} == {"complete"}, form
    for form in ("meeting", "followup", "disclosure", "referral", "field_sheet"):
        assert {one.state for one in records.of_form(office.conn, form)} == {"complete"}, form
    for board in boards:
        stands = records.get(office.conn, board.record)
        assert stands is not None
        ended = board.answers.get("outcome") is not None
        assert stands.state == ("complete" if ended else "begun"), board.protocol.id


def test_there_is_a_team_in_its_first_hour_and_one_that_waits(boards: list[Board]) -> None:
    young = [one for one in running(boards) if one.now.timestamp() - started(one) < timedelta(hours=1).total_seconds()]
    assert {one.protocol.sort for one in young} == {"sv", "vd"}
    assert all(one.next is not None and one.next_clock is not None for one in young)
    waiting = {(one.protocol.sort, anchor) for one in running(boards) for anchor in unanchored(one)}
    assert ("vd", "order") in waiting
    assert ("home", "admission") in waiting or all(one.protocol.sort != "home" for one in boards)


def started(board: Board) -> float:
    return datetime.fromisoformat(board.r0).timestamp()


def unanchored(board: Board) -> set[str]:
    """What clocks wait for that somebody is shown."""
    shown = [view for view in board.steps if view.group != "hidden"]
    return {str(clock.anchor) for view in shown for clock in view.clocks if clock.due is None}


def test_a_window_has_passed_and_duties_are_late_with_and_without_a_reason(boards: list[Board]) -> None:
    passed = [one for one in running(boards) if "passed" in clock_states(one)]
    assert passed and all(view.group != "hidden" for one in passed for view in one.steps if view.step.id == "10")
    assert any("late" in clock_states(one) for one in running(boards))
    assert any(one.late_reason(view.step.id) for one in running(boards) for view in one.steps)


def test_the_end_asks_why_only_where_nobody_said_it(office: Session, boards: list[Board]) -> None:
    silent = [one.record for one in running(boards) if team_end.ending(office, one.record).silent]
    assert len(silent) == 1


def test_partial_hours_are_read_at_their_earliest(boards: list[Board]) -> None:
    day_only = [one for one in boards if isinstance(one.t0, str) and "T" not in one.t0]
    assert len(day_only) == 1
    coarse = [clock for view in day_only[0].steps for clock in view.clocks if clock.anchor == "incident" and clock.due]
    assert coarse and not any(clock.exact for clock in coarse)


def test_the_roster_says_who_is_on_duty_and_who_stands_in(office: Session) -> None:
    people = roster.people(office)
    assert {one.group for one in people} >= {"POL", "MED", "ML", "JUR", "ONG", "SOC", "EDU"}
    assert all(one.phones and one.note for one in people)
    ready = roster.on_duty(office, "POL", office.now())
    assert [one.person.rota.around for one in ready.on] == [True]
    assert any(roster.standing(one, office.now(), office.tz) == "away" for one in people)
    assert any(roster.standing(one, office.now(), office.tz) == "unknown" for one in people)
    assert any(roster.is_old(one, office.now().date(), office.tz) for one in people)
    assert len(roster.people(office, ended=True)) == len(people) + 1


def test_calls_substitute_and_a_declared_tie(office: Session, boards: list[Board]) -> None:
    called = next(one for one in running(boards) if any(member.is_barred for member in one.members))
    known = {one.record for one in roster.people(office)}
    assert all(member.person in known for member in called.members if member.calls)
    assert any(member.unanswered >= 2 for member in called.members)
    assert any(member.state()[0] == "refused" for member in called.members)
    assert any(hit.kind == "declared" for hit in team_people.conflicts(office, called.record))


def test_meetings_have_minutes_and_decisions_that_are_open_and_late(office: Session, boards: list[Board]) -> None:
    met = [found for one in boards if (found := team_meetings.meetings(office, one.record)).held]
    assert len(met) == 1
    assert met[0].ahead and met[0].ahead[0].at is not None and met[0].ahead[0].at > office.now()
    assert [task.late for task in met[0].tasks] == [True, False]
    assert {one.decision.state for one in met[0].settled} == {"facut", "refuzat"}
    assert any(point.seen_by for point in met[0].held[0].minutes.points)


def test_checks_are_made_missed_with_a_reason_and_planned(office: Session, boards: list[Board]) -> None:
    told = [team_followup.followups(office, one.record) for one in boards]
    whole = [one for one in told if {"done", "excused", "ahead"} <= {item.state for item in one.items}]
    assert {one.ended for one in whole} == {True, False}
    assert all(item.record is not None for one in whole for item in one.items if item.state == "done")


def test_papers_went_out_and_one_was_answered(office: Session, boards: list[Board]) -> None:
    sent = [
        paper for one in running(boards) for paper in team_papers.papers(office, one.record) if paper.state == "sent"
    ]
    assert {paper.id for paper in sent} == {"medical_referral", "forensic_request", "psychology_referral"}
    assert [bool(paper.answer) for paper in sent].count(True) == 1
    numbers = {one.number for paper in sent for one in paper.sent}
    assert numbers <= {board.answers.get(f"steps/{step}/doc") for board in boards for step in ("9", "13", "21")}


def test_a_sheet_went_into_the_field_and_its_number_leads_back(office: Session, boards: list[Board]) -> None:
    out = [(one.record, sheet) for one in boards for sheet in team_sheet.sheets_of(office, one.record)]
    assert len(out) == 1
    record, sheet = out[0]
    assert sheet.typed is None
    assert team_sheet.find(office, paper_numbers.shown(sheet.number)).team == record


def test_opinions_and_numbers_of_the_office(office: Session) -> None:
    quarters = [told for told in opinions.show(office) if "-" in told.period]
    assert [(told.sheets, told.enough) for told in quarters] == [(14, True), (6, False)]
    own = [one for one in directory.services(office) if one.own]
    assert len(own) == 2 and all(one.phones and one.check == directory.RIGHT for one in own)
    called = [line.hotline.id for line in directory.lines(office) if line.check is not None]
    assert len(called) == 1 and called != ["112"], "nobody tries out the emergency number"


def test_what_ended_says_how_and_how_often_she_told_it(boards: list[Board]) -> None:
    ended = [one for one in boards if one.answers.get("outcome") is not None]
    assert len(ended) >= 2
    assert {one.retellings for one in ended} == {1}
    assert all(one.answers.get("ended_at") and one.answers.get("ended_by") for one in ended)
