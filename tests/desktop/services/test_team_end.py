"""The end of an intervention: what is open is named, nothing is forced silently, the case stays open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import due, records
from desktop.services import case_state, cases, team, team_end, team_followup, team_meetings, teams
from desktop.services.records import open_sheet, save
from desktop.services.session import Session
from desktop.services.team_end import Answers, Said
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.team_room import new_team, on, put, refused, verbs

SURE = frozenset({team_end.WINDOWS})
NOT_POSSIBLE = Said("imposibil", "serviciu_indisponibil")


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def everything(session: Session, record: str, **more: object) -> Answers:
    """An answer to all that is asked."""
    open_ = team_end.ending(session, record)
    told = {
        "steps": {view.step.id: NOT_POSSIBLE for view in open_.duties},
        "late": {view.step.id: "distanta" for view in open_.silent},
        "missed": {team_end.place(one): "nu_doreste" for one in open_.passed},
        "retellings": 1,
        "sure": SURE,
        **more,
    }
    return Answers(**told)  # type: ignore[arg-type]


def test_what_is_open_is_named(session: Session) -> None:
    _case, record = new_team(session)
    open_ = team_end.ending(session, record)
    assert {"1", "9", "17"} <= {view.step.id for view in open_.duties}
    assert "28" not in {view.step.id for view in open_.duties}, "what lies ahead stays planned and is not asked"
    assert "29" not in {view.step.id for view in open_.duties}, "the end is what is being done"
    assert {"13"} <= {care.view.step.id for care in open_.windows}
    assert open_.retellings is None and open_.asked == len(open_.duties) + 1
    assert len(open_.ahead) >= 9


def test_it_does_not_end_while_a_duty_has_no_outcome(session: Session) -> None:
    _case, record = new_team(session)
    refusal = refused("team-open", lambda: team_end.end(session, record, "retras"))
    assert refusal.facts["count"] == team_end.ending(session, record).asked
    whole = everything(session, record)
    short = Answers({k: v for k, v in whole.steps.items() if k != "17"}, retellings=1, sure=SURE)
    assert refused("team-open", lambda: team_end.end(session, record, "retras", short)).facts["count"] == 1
    assert not team_end.ending(session, record).ended


def test_it_does_not_end_over_a_running_window_unless_somebody_says_so(session: Session) -> None:
    _case, record = new_team(session)
    told = everything(session, record, sure=frozenset())
    refusal = refused("team-window", lambda: team_end.end(session, record, "retras", told))
    unsaid = [one for one in team_end.ending(session, record).windows if one.view.step.id not in told.steps]
    assert refusal.facts["count"] == len(unsaid) > 0
    team_end.end(session, record, "retras", everything(session, record))
    assert team_end.ending(session, record).ended


def test_an_outcome_that_a_step_has_not_and_one_without_its_reason_are_refused(session: Session) -> None:
    _case, record = new_team(session)
    for said, code in ((Said("gata"), "not-an-outcome"), (Said("imposibil"), "reason-needed")):
        told = everything(session, record, steps={"17": said})
        refused(code, lambda told=told: team_end.end(session, record, "retras", told))
    told = everything(session, record, steps={**everything(session, record).steps, "99": NOT_POSSIBLE})
    refused("not-an-outcome", lambda: team_end.end(session, record, "retras", told))
    refused("unknown-option", lambda: team_end.end(session, record, "gata", everything(session, record)))
    assert not team_end.ending(session, record).ended, "what was refused changed nothing"


def test_how_often_she_told_it_is_asked_once(session: Session) -> None:
    _case, record = new_team(session)
    refused("team-open", lambda: team_end.end(session, record, "retras", everything(session, record, retellings=None)))
    team.count_retelling(session, record, 2)
    team_end.end(session, record, "retras", everything(session, record, retellings=None))
    assert team_end.ending(session, record).retellings == 2


def test_the_end_is_written_at_one_stroke_and_the_case_stays_open(session: Session) -> None:
    case, record = new_team(session)
    planned = team_end.end(session, record, "plan_comun", everything(session, record))
    sheet = records.get(session.conn, record)
    assert sheet is not None
    body = sheet.body
    assert (body["outcome"], body["retellings"], body["ended_by"]) == ("plan_comun", 1, session.worker.id)
    assert (body["steps/17/state"], body["steps/17/reason"]) == ("imposibil", "serviciu_indisponibil")
    assert body["steps/29/state"] == "facut"
    assert body["steps/1/late_reason"] == "serviciu_indisponibil", "why it was not done is why it is late"
    assert cases.read_case(session, str(case.case)).row.status == "deschis"
    assert planned >= 9 and "team-ended" in verbs(session)
    refused("team-ended", lambda: team_end.end(session, record, "retras", everything(session, record)))


def test_after_the_end_no_clock_runs_and_every_check_is_still_called_to_mind(session: Session) -> None:
    case, record = new_team(session)
    ahead = {one.planned_on for one in team_end.ending(session, record).ahead}
    team_end.end(session, record, "plan_comun", everything(session, record))
    rows = due.of_case(session.conn, str(case.case))
    assert not [row for row in rows if row.record == record]
    assert {row.at[:10] for row in rows if row.ref == "followup_planned"} == {str(day) for day in ahead}


def test_a_decision_outlives_the_team(session: Session) -> None:
    case, record = new_team(session)
    meeting = team_meetings.hold(session, record)
    until = (session.now().date() + timedelta(days=6)).isoformat()
    team_meetings.decide(session, meeting, "Se anunță școala", "EDU", until)
    assert len(team_end.ending(session, record).tasks) == 1
    team_end.end(session, record, "plan_comun", everything(session, record))
    assert "decision_due" in {row.ref for row in due.of_case(session.conn, str(case.case))}


def test_a_check_that_passed_in_silence_is_asked_at_the_end(session: Session, clock: FixedClock) -> None:
    _case, record = new_team(session)
    on(clock, 20)
    (passed,) = team_end.ending(session, record).passed
    told = everything(session, record, missed={})
    assert refused("team-open", lambda: team_end.end(session, record, "retras", told)).facts["count"] == 1
    team_end.end(session, record, "retras", everything(session, record))
    found = team_followup.followups(session, record).items
    said = next(one for one in found if team_end.place(one) == team_end.place(passed))
    assert said.answers["missed_reason"] == "nu_doreste"


def test_a_duty_done_late_without_a_word_is_asked_at_the_end(session: Session) -> None:
    """As a sheet may come from another office, or be typed on the form."""
    case, record = new_team(session)
    put(session, case.code, "team", record, **{"steps/1/state": "facut", "steps/1/done_dt": "2026-11-24T14:00+02:00"})
    assert "1" in {view.step.id for view in team_end.ending(session, record).silent}
    team_end.end(session, record, "retras", everything(session, record))
    sheet = records.get(session.conn, record)
    assert sheet is not None and sheet.body["steps/1/late_reason"] == "distanta"


def test_done_at_the_end_and_late_says_why(session: Session) -> None:
    _case, record = new_team(session)
    steps = {**everything(session, record).steps, "1": Said("facut")}
    refused("reason-needed", lambda: team_end.end(session, record, "retras", everything(session, record, steps=steps)))
    told = everything(session, record, steps=steps, late={"1": "distanta"})
    team_end.end(session, record, "retras", told)


def test_an_ended_team_goes_on_where_it_stood(session: Session) -> None:
    case, record = new_team(session)
    refused("team-not-ended", lambda: team_end.reopen(session, record))
    team_end.end(session, record, "retras", everything(session, record))
    team_end.reopen(session, record)
    sheet = records.get(session.conn, record)
    assert sheet is not None and sheet.body.get("outcome") is None and sheet.body.get("ended_at") is None
    assert sheet.body["steps/29/state"] == "de_facut"
    assert [row for row in due.of_case(session.conn, str(case.case)) if row.record == record]
    assert "team-reopened" in verbs(session)


# --- the case ---------------------------------------------------------------------------------------------------------


def missing(session: Session, case: str, to: str) -> set[str]:
    way = next(one for one in case_state.ways(session, case) if one.to == to)
    return {lack.need.id for lack in way.missing}


@pytest.mark.parametrize("to", ["inchis", "transferat"])
def test_a_case_does_not_close_silently_with_a_running_team(session: Session, to: str) -> None:
    case, record = new_team(session)
    assert "teams_ended" in missing(session, str(case.case), to)
    team_end.end(session, record, "retras", everything(session, record))
    assert "teams_ended" not in missing(session, str(case.case), to)


def test_a_case_without_a_team_asks_for_none(session: Session) -> None:
    case = put(session, None, "case", case_track=["vd_adult"])
    assert "teams_ended" not in missing(session, str(case.case), "inchis")


def test_the_way_to_close_leads_to_the_team_that_runs(session: Session) -> None:
    case, record = new_team(session)
    way = next(one for one in case_state.ways(session, str(case.case)) if one.to == "inchis")
    lack = next(one for one in way.missing if one.need.id == "teams_ended")
    assert (lack.form, lack.record) == ("team", record)


def test_the_team_of_a_closed_case_is_not_reopened(session: Session) -> None:
    case, record = new_team(session)
    team_end.end(session, record, "retras", everything(session, record))
    case_state.change(session, str(case.case), "inchis", "decizia coordonatorului")
    refused("team-of-closed-case", lambda: team_end.reopen(session, record))


def test_nobody_ends_a_team_by_filling_in_its_sheet(session: Session) -> None:
    """Its clocks would fall silent, and nobody would have said what became of the open duties."""
    case, record = new_team(session)
    refused("only-by-its-act", lambda: put(session, case.code, "team", record, outcome="plan_comun"))
    sheet = open_sheet(session, "team", case=case.case, record=record)
    refused("only-by-its-act", lambda: save(session, sheet, {"outcome": "plan_comun"}))
    assert team_end.ending(session, record).outcome == "" and teams.all_teams(session)[0].late > 0


def test_a_running_team_keeps_its_protocol_whoever_writes_in_its_sheet(session: Session) -> None:
    """With a word typed into the wrong line its page would not open, and its hours would be silent."""
    case, record = new_team(session)
    for told in ({"protocol": "vd_md"}, {"protocol": "oarecare"}, {"protocol_version": 77}, {"protocol": None}):
        sheet = open_sheet(session, "team", case=case.case, record=record)
        refused("only-by-its-act", lambda told=told, sheet=sheet: save(session, sheet, told))
        refused("only-by-its-act", lambda told=told: put(session, case.code, "team", record, **told))
    put(session, case.code, "team", record, protocol="sv_md", retellings=1)  # the same again is no change
    assert team.board(session, record).protocol.id == "sv_md"
