"""Meetings of a team: what is decided becomes somebody's task, and a step is ticked when somebody says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import due
from desktop.services import calendar, team, team_meetings, team_people
from desktop.services.session import Session
from desktop.services.team_people import Note
from desktop.services.today import today
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.team_room import minute, new_team, on, put, refused, verbs


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def held(session: Session, record: str, *, start: str | None = None) -> str:
    return team_meetings.hold(session, record, start=start)


def day(session: Session, days: int) -> str:
    return (session.now().date() + timedelta(days=days)).isoformat()


def test_whoever_was_called_is_invited_and_named(session: Session) -> None:
    _case, record = new_team(session)
    team_people.note(session, record, Note("POL", "answered", name="Ofițer Inventat", phone="022 000 112"))
    made = team_meetings.plan(session, record, minute(session.now() + timedelta(hours=20)), "Sala mică")
    (ahead,) = team_meetings.meetings(session, record).ahead
    invited = {one.group: one.name for one in ahead.minutes.people}
    assert ahead.record == made and ahead.minutes.place == "Sala mică"
    assert invited["POL"] == "Ofițer Inventat" and {"SOC", "MED", "POL"} <= set(invited)


def test_a_planned_meeting_stands_in_the_calendar_until_it_was_held_or_called_off(session: Session) -> None:
    _case, record = new_team(session)
    start = session.now() + timedelta(days=2)
    made = team_meetings.plan(session, record, minute(start))

    def shown() -> list[str]:
        return [
            one.record for one in calendar.days(session, start.date(), start.date()).entries if one.kind == "meeting"
        ]

    assert shown() == [made]
    team_meetings.cancel(session, made)
    assert shown() == []
    refused("meeting-over", lambda: team_meetings.cancel(session, made))
    refused("meeting-over", lambda: team_meetings.move(session, made, minute(start)))


def test_a_meeting_that_was_moved_is_due_at_its_new_hour_alone(session: Session) -> None:
    case, record = new_team(session)
    made = team_meetings.plan(session, record, minute(session.now() + timedelta(days=2)))
    team_meetings.move(session, made, minute(session.now() + timedelta(days=3)))
    (row,) = [one for one in due.of_case(session.conn, str(case.case)) if one.ref == "meeting_planned"]
    assert row.at[:10] == day(session, 3)


def test_a_decision_is_due_the_day_it_says_and_late_after_it(session: Session, clock: FixedClock) -> None:
    case, record = new_team(session)
    meeting = held(session, record)
    team_meetings.decide(session, meeting, "Se cere ordonanța", "POL", day(session, 2), person="Ofițer Inventat")
    (row,) = [one for one in due.of_case(session.conn, str(case.case)) if one.ref == "decision_due"]
    assert row.duty and row.at[:10] == day(session, 2)
    (task,) = team_meetings.meetings(session, record).tasks
    assert (task.late, task.decision.group, task.decision.person) == (False, "POL", "Ofițer Inventat")
    on(clock, 3)
    (task,) = team_meetings.meetings(session, record).tasks
    assert task.late
    late = [card for card in today(session).late if card.lead.case == case.case]
    assert late, "a late decision is a missed duty of the case"


def test_a_task_that_is_done_is_due_no_more_and_can_be_taken_back(session: Session) -> None:
    case, record = new_team(session)
    meeting = held(session, record)
    row = team_meetings.decide(session, meeting, "Se cere ordonanța", "POL", day(session, 2))

    def dues() -> list[str]:
        return [one.ref for one in due.of_case(session.conn, str(case.case)) if one.ref == "decision_due"]

    team_meetings.settle(session, meeting, row, "facut")
    assert dues() == [] and not team_meetings.meetings(session, record).tasks
    team_meetings.settle(session, meeting, row, "de_facut")
    assert dues() == ["decision_due"]
    (task,) = team_meetings.meetings(session, record).tasks
    assert task.decision.done_on is None and task.decision.late_reason == ""


def test_refused_and_late_ask_why(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    meeting = held(session, record)
    row = team_meetings.decide(session, meeting, "Se cere ordonanța", "POL", day(session, 1))
    refused("reason-needed", lambda: team_meetings.settle(session, meeting, row, "refuzat"))
    on(clock, 3)
    refused("reason-needed", lambda: team_meetings.settle(session, meeting, row, "facut"))
    team_meetings.settle(session, meeting, row, "facut", late_reason="serviciu_indisponibil")
    (task,) = team_meetings.meetings(session, record).settled
    assert (task.decision.state, task.decision.late_reason) == ("facut", "serviciu_indisponibil")


def test_what_was_done_in_time_and_typed_later_needs_no_reason(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    meeting = held(session, record)
    row = team_meetings.decide(session, meeting, "Se cere ordonanța", "POL", day(session, 1))
    in_time = session.now().date()
    on(clock, 5)
    team_meetings.settle(session, meeting, row, "facut", done=in_time)
    (task,) = team_meetings.meetings(session, record).settled
    assert task.decision.done_on == in_time.isoformat()


def test_the_first_meeting_asks_before_it_ticks(session: Session) -> None:
    _case, record = new_team(session)
    assert team_meetings.meetings(session, record).tick is None
    refused("nothing-to-tick", lambda: team_meetings.tick(session, record))
    held(session, record)
    asked = team_meetings.meetings(session, record).tick
    assert asked is not None and (asked.step, asked.in_time, asked.late) == ("24", True, False)
    state = next(one.state.state for one in team.board(session, record).steps if one.step.id == "24")
    assert state == "de_facut", "a meeting that was held ticks nothing by itself"
    team_meetings.tick(session, record)
    done = next(one.state for one in team.board(session, record).steps if one.step.id == "24")
    assert (done.state, done.done) == ("facut", minute(session.now()))
    assert team_meetings.meetings(session, record).tick is None


def test_a_first_meeting_after_its_hours_asks_for_the_reason(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    on(clock, 5)
    held(session, record)
    asked = team_meetings.meetings(session, record).tick
    assert asked is not None and (asked.in_time, asked.late) == (False, True)
    refused("reason-needed", lambda: team_meetings.tick(session, record))
    team_meetings.tick(session, record, "serviciu_indisponibil")
    assert team_meetings.meetings(session, record).tick is None


def test_of_two_meetings_the_first_is_the_one_that_is_asked_about(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    first = held(session, record)
    on(clock, 1)
    held(session, record)
    asked = team_meetings.meetings(session, record).tick
    assert asked is not None and asked.meeting == first


def test_a_meeting_that_began_early_has_the_hour_at_which_it_began(session: Session) -> None:
    _case, record = new_team(session)
    made = team_meetings.plan(session, record, minute(session.now() + timedelta(hours=5)))
    team_meetings.hold(session, made)
    (one,) = team_meetings.meetings(session, record).held
    assert one.at == session.now().replace(second=0, microsecond=0)


def test_the_meetings_of_another_team_are_not_told(session: Session) -> None:
    _case, record = new_team(session)
    _other, another = new_team(session)
    held(session, another)
    found = team_meetings.meetings(session, record)
    assert not found.held and not found.ahead


def test_an_unknown_institution_and_an_empty_decision_are_refused(session: Session) -> None:
    _case, record = new_team(session)
    meeting = held(session, record)
    now = minute(session.now())
    refused("unknown-option", lambda: team_meetings.plan(session, record, now, invited=["NASA"]))
    refused("bad-value", lambda: team_meetings.decide(session, meeting, "x", "POL", "mâine"))
    refused("no-such-record", lambda: team_meetings.settle(session, meeting, "0" * 16, "facut"))
    refused("no-such-record", lambda: team_meetings.look(session, record))


def test_a_region_has_no_meetings(session: Session) -> None:
    _case, record = new_team(session)
    as_role(session, "regional")
    refused("not-allowed", lambda: team_meetings.meetings(session, record))


def test_every_act_of_a_meeting_is_in_the_log_without_a_word_of_it(session: Session) -> None:
    _case, record = new_team(session)
    made = team_meetings.plan(session, record, minute(session.now() + timedelta(hours=5)), "Sala mică")
    team_meetings.move(session, made, minute(session.now() + timedelta(hours=6)))
    team_meetings.hold(session, made)
    row = team_meetings.decide(session, made, "Se cere ordonanța", "POL", day(session, 2))
    team_meetings.settle(session, made, row, "facut")
    assert {"meeting-planned", "meeting-moved", "meeting-held", "decision-made", "decision-settled"} <= set(
        verbs(session)
    )


def test_a_decision_typed_on_the_form_counts_like_any_other(session: Session) -> None:
    case, record = new_team(session)
    answers: dict[str, Any] = {
        "team_ref": record, "state": "tinuta", "start": minute(session.now()),
        "decisions/r1/what": "Se anunță școala", "decisions/r1/group": "EDU", "decisions/r1/until": day(session, 4),
        "decisions/r1/state": "de_facut",
    }  # fmt: skip
    put(session, case.code, "meeting", **answers)
    (task,) = team_meetings.meetings(session, record).tasks
    assert task.decision.group == "EDU"


def test_a_meeting_that_names_the_team_of_another_case_leads_into_no_other_case(session: Session) -> None:
    case, record = new_team(session)
    _other, elsewhere = new_team(session)
    told = {"state": "planificata", "start": minute(session.now())}
    strayed = put(session, case.code, "meeting", team_ref=elsewhere, **told).record
    assert team_meetings.place_of(session, strayed) is None
    assert team_meetings.place_of(session, team_meetings.plan(session, record, told["start"])) == (record, "meetings")
    assert team_meetings.meetings(session, elsewhere).ahead == ()
