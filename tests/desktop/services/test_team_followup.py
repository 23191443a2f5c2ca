"""What comes after the first days: every check has its day and its sheet, in whatever order these are typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from db import due, records
from desktop.protocols.schema import Kind
from desktop.services import risk_file, team, team_followup
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session
from desktop.services.team_followup import Item
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.team_room import new_team, on, put, refused, verbs

CARE, REVIEW = "26", "28"
AT_OFFICE = {"reached": "la_oficiu", "medical": "facut"}


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def items(session: Session, record: str, step: str) -> list[Item]:
    return [one for one in team_followup.followups(session, record).items if one.check.step == step]


def save(session: Session, record: str, one: Item, **answers: object) -> str:
    told = {"done_on": session.now().date().isoformat(), **AT_OFFICE, **answers}
    return team_followup.save(session, record, one.check.step, one.check.clock, one.check.no, told)


def state(session: Session, record: str, step: str) -> str:
    return next(one.state.state for one in team.board(session, record).steps if one.step.id == step)


def days_after(session: Session, record: str, step: str) -> list[int]:
    return [(one.planned_on - date(2026, 11, 22)).days for one in items(session, record, step) if one.planned_on]


def test_every_check_is_planned_from_the_first_hour_on(session: Session) -> None:
    """Two weeks, a month, six weeks and three months after the incident; a review each month after the report."""
    _case, record = new_team(session)
    care = days_after(session, record, CARE)
    assert care[0] == 14 and {14, 30, 42, 92} <= set(care) and care == sorted(care)
    review = items(session, record, REVIEW)
    assert len(review) == 6 and [one.check.no for one in review] == [1, 2, 3, 4, 5, 6]
    assert {one.state for one in review} == {team_followup.AHEAD}


def test_a_check_that_was_made_moves_its_clock_on(session: Session, clock: FixedClock) -> None:
    case, record = new_team(session)
    first, second = items(session, record, REVIEW)[:2]
    on(clock, 20)
    save(session, record, first)
    view = next(one for one in team.board(session, record).steps if one.step.id == REVIEW)
    assert view.clocks[0].repeat_no == 2
    rows = [one for one in due.of_case(session.conn, str(case.case)) if one.ref == REVIEW]
    assert [one.at[:10] for one in rows] == [str(second.planned_on)]


def test_one_made_late_counts_for_itself_and_not_for_the_next(session: Session, clock: FixedClock) -> None:
    """The clock once took what was done three days late for the check of a month later."""
    _case, record = new_team(session)
    first = items(session, record, REVIEW)[0]
    on(clock, 36)
    refused("reason-needed", lambda: save(session, record, first))
    save(session, record, first, late_reason="mai_tarziu")
    found = items(session, record, REVIEW)
    assert [one.state for one in found[:2]] == [team_followup.DONE, team_followup.AHEAD]
    view = next(one for one in team.board(session, record).steps if one.step.id == REVIEW)
    assert (view.clocks[0].repeat_no, view.clocks[0].state) == (2, "running")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_sheets_typed_in_any_order_mean_the_same(session: Session, clock: FixedClock, order: tuple[int, ...]) -> None:
    _case, record = new_team(session)
    start = session.now()
    on(clock, 100)
    care = items(session, record, CARE)
    for place in order:
        one = care[place]
        assert one.planned_on is not None
        save(session, record, one, done_on=(one.planned_on + timedelta(days=1)).isoformat())
    found = items(session, record, CARE)
    assert [one.state for one in found[:3]] == [team_followup.DONE] * 3
    kept = next(one.state.kept for one in team.board(session, record).steps if one.step.id == CARE)
    assert len(kept) == 3 and session.now() > start


def test_what_passed_in_silence_is_asked_and_an_answer_ends_it(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    on(clock, 20)
    found = team_followup.followups(session, record)
    assert found.next is not None and found.next.state == team_followup.PASSED
    one = found.next.check
    team_followup.save(session, record, one.step, one.clock, one.no, {"missed_reason": "nu_doreste"})
    again = items(session, record, CARE)[0]
    assert (again.state, again.answers["missed_reason"]) == (team_followup.EXCUSED, "nu_doreste")


def test_the_step_is_done_with_its_last_check_and_open_again_if_one_is_taken_back(
    session: Session, clock: FixedClock
) -> None:
    _case, record = new_team(session)
    on(clock, 120)
    made = [save(session, record, one) for one in items(session, record, CARE)]
    assert state(session, record, CARE) == "facut"
    last = items(session, record, CARE)[-1]
    told = {"done_on": None, "reached": None, "medical": None}
    team_followup.save(session, record, CARE, last.check.clock, last.check.no, told)
    assert state(session, record, CARE) == "de_facut"
    assert len(set(made)) == len(made)


def test_a_step_that_was_ticked_by_hand_stays_ticked(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    first = items(session, record, CARE)[0]
    on(clock, 13)
    made = save(session, record, first)
    team.set_step(session, record, CARE, "facut", done=session.now(), late_reason="alt")
    save(session, record, items(session, record, CARE)[0], medical="programat")
    assert state(session, record, CARE) == "facut"
    assert [one.record for one in items(session, record, CARE)] == [made], "no further check is planned"


def test_she_is_reached_only_as_she_said_is_safe(session: Session) -> None:
    _case, record = new_team(session, do_not=["apel"])
    one = items(session, record, CARE)[0]
    refusal = refused("contact-unsafe", lambda: save(session, record, one, reached="apel"))
    assert refusal.facts["rule"]
    assert items(session, record, CARE)[0].record is None, "nothing was written"
    save(session, record, one, reached="a_venit")
    closed = {way.code for way in team_followup.followups(session, record).ways if not way.open}
    assert "apel" in closed


def test_a_higher_risk_asks_for_a_new_assessment_until_there_is_one(session: Session, clock: FixedClock) -> None:
    case, record = new_team(session)
    on(clock, 14)
    save(session, record, items(session, record, CARE)[0], risk_change="a_crescut")
    assert team_followup.followups(session, record).risen
    around = CaseAnswers(session, case.case)
    assert "risen" in {one.kind for one in risk_file.read(session, around.records).events}
    on(clock, 1)
    put(session, case.code, "risk", assessed_dt=session.now().isoformat(timespec="minutes"))
    assert not team_followup.followups(session, record).risen


def test_a_check_counts_as_contact_with_her(session: Session, clock: FixedClock) -> None:
    case, record = new_team(session)
    put(session, case.code, "note", date=session.now().date().isoformat(), type="vizita")
    on(clock, 20)
    save(session, record, items(session, record, CARE)[0])
    contact = [one for one in due.of_case(session.conn, str(case.case)) if one.kind == "contact"]
    assert [one.ref for one in contact] == ["contact_followup"]


def test_another_day_for_a_check_stands_in_the_calendar(session: Session) -> None:
    case, record = new_team(session)
    one = items(session, record, CARE)[0]
    wanted = (session.now().date() + timedelta(days=9)).isoformat()
    team_followup.save(session, record, CARE, one.check.clock, one.check.no, {"planned_on": wanted})
    assert str(items(session, record, CARE)[0].planned_on) == wanted
    assert "followup_planned" in {row.ref for row in due.of_case(session.conn, str(case.case))}


def test_what_the_protocol_does_not_plan_is_refused(session: Session) -> None:
    _case, record = new_team(session)
    refused("no-such-followup", lambda: team_followup.save(session, record, "1", 1, 1, {}))
    refused("no-such-followup", lambda: team_followup.save(session, record, REVIEW, 1, 7, {}))


def test_two_saves_of_one_check_are_one_sheet(session: Session) -> None:
    _case, record = new_team(session)
    one = items(session, record, CARE)[0]
    first = save(session, record, one)
    assert save(session, record, one, psychological="facut") == first
    assert len(records.of_form(session.conn, "followup")) == 1
    assert verbs(session).count("followup-written") == 2


def test_a_sheet_with_nonsense_for_a_number_breaks_nothing(session: Session) -> None:
    """As it may come from another office."""
    case, record = new_team(session)
    made = put(session, case.code, "followup", team_ref=record, step="x/1", clock=3, no=4, planned_on="2026-12-30")
    assert team.board(session, record).steps
    assert made.record not in {one.record for one in team_followup.followups(session, record).items}


def test_reviews_are_duties_and_checks_of_care_are_not(session: Session) -> None:
    _case, record = new_team(session)
    assert {one.check.kind for one in items(session, record, REVIEW)} == {Kind.DUTY}
    assert {one.check.kind for one in items(session, record, CARE)} == {Kind.WINDOW}


def test_the_answers_of_a_check_never_move_it_to_another_team_or_step(session: Session) -> None:
    _case, record = new_team(session)
    _other, elsewhere = new_team(session)
    first = items(session, record, CARE)[0]
    for told in ({"team_ref": elsewhere}, {"step": REVIEW}, {"clock": 2}, {"no": 3}):
        refused("bad-value", lambda told=told: save(session, record, first, **told))
    assert save(session, record, first)
    assert items(session, record, CARE)[0].state == "done"
