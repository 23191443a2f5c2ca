"""A team through its services: one act starts it, ticks are revisions, late is derived, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, due, records
from db.due import DueRow
from desktop.refusals import Refused
from desktop.services import intake, team, team_people, team_start, team_writing, teamfile, teams
from desktop.services.session import Session
from desktop.services.team_people import Note
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import as_role, desk


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def put(session: Session, code: str | None, form: str, /, record: str | None = None, **answers: Any) -> intake.Put:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": code, "form": form, "record": record, "set": answers})


def minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def case_of(session: Session, *, hours: float = 41, reported: float = 5, happened: object = None) -> intake.Put:
    now = session.now()
    case = put(session, None, "case", case_track=["sv_adult"])
    put(session, case.code, "report", report_dt=minute(now - timedelta(hours=reported)))
    put(session, case.code, "incident", inc_dt=happened or minute(now - timedelta(hours=hours)), forms_legal=["SEX"])
    return case


def started(session: Session, **how: Any) -> str:
    case = case_of(session, **how)
    assert case.case is not None
    return team_start.begin(session, case.case, Wanted("sv_md")).record


def view(session: Session, record: str, step: str) -> team.StepView:
    return next(v for v in team.board(session, record).steps if v.step.id == step)


def refused(code: str, do: Any) -> None:
    with pytest.raises(Refused) as refusal:
        do()
    assert refusal.value.code == code


# --- starting ---------------------------------------------------------------------------------------------------------


def test_one_act_starts_a_team_with_the_hours_of_its_forms(session: Session) -> None:
    board = team.board(session, started(session, hours=10, reported=2))
    assert board.t0 == minute(session.now() - timedelta(hours=10))
    assert board.r0 == minute(session.now() - timedelta(hours=2))
    assert board.protocol.id == "sv_md" and board.coordinator == "Persoana de test"
    states = {i.group: i.state for i in board.institutions}
    assert states["SOC"] == "present" and states["MED"] == "to_call" and len(states) == 7


def test_a_country_without_a_checklist_starts_none(tmp_path: Path, clock: FixedClock) -> None:
    """A Romanian office was once shown the institutions of Moldova."""
    session = desk(tmp_path, "CJ1", clock, country="RO")
    case = case_of(session)
    refused("no-protocol", lambda: team_start.begin(session, str(case.case), Wanted("sv_md")))
    assert not teams.all_teams(session)
    session.vault.close(session.now())


def test_a_report_without_its_hour_counts_from_now(session: Session) -> None:
    case = put(session, None, "case", case_track=["sv_adult"])
    put(session, case.code, "incident", inc_dt="2026-11-23", forms_legal=["SEX"])
    assert case.case is not None
    board = team.board(session, team_start.begin(session, case.case, Wanted("sv_md")).record)
    assert board.r0 == minute(session.now()) and board.t0 == "2026-11-23"


def test_what_cannot_be_started_says_why(session: Session) -> None:
    empty = put(session, None, "case", case_track=["sv_adult"]).case
    refused("incident-needed", lambda: team_start.begin(session, str(empty), Wanted("sv_md")))
    case = case_of(session).case
    team_start.begin(session, str(case), Wanted("sv_md"))
    before = len(records.of_form(session.conn, "team"))
    refused("team-runs", lambda: team_start.begin(session, str(case), Wanted("sv_md")))
    assert len(records.of_form(session.conn, "team")) == before


def test_a_region_has_no_teams(session: Session) -> None:
    record = started(session)
    as_role(session, "regional")
    for deed in (
        lambda: team.board(session, record),
        lambda: teams.all_teams(session),
        lambda: team_start.begin(session, "x", Wanted("sv_md")),
    ):
        refused("not-allowed", deed)


# --- ticks ------------------------------------------------------------------------------------------------------------


def test_every_tick_is_a_revision_and_can_be_taken_back(session: Session) -> None:
    record = started(session)
    before = len(records.revisions(session.conn, record))
    team.set_step(session, record, "10", "facut")
    assert view(session, record, "10").group == "done"
    team.set_step(session, record, "10", "de_facut")
    found = view(session, record, "10")
    assert (found.group, found.state.done) == ("now", None)
    assert len(records.revisions(session.conn, record)) == before + 2
    assert [e.verb for e in access_log.page(session.conn, 2)] == ["step", "step"]


@pytest.mark.parametrize("state", ["refuzat_de", "imposibil"])
def test_a_refusal_needs_its_reason(session: Session, state: str) -> None:
    record = started(session)
    refused("reason-needed", lambda: team.set_step(session, record, "10", state))
    assert view(session, record, "10").state.state == "de_facut"
    team.set_step(session, record, "10", state, reason="distanta")
    assert view(session, record, "10").state.reason == "distanta"


def test_an_offer_that_was_declined_has_its_hour(session: Session) -> None:
    """Whether it was made in time is counted from it; why something was impossible has none."""
    record, offered = started(session), session.now() - timedelta(minutes=20)
    team.set_step(session, record, "10", "refuzat_de", reason="nu_doreste", done=offered)
    assert view(session, record, "10").state.done == offered.isoformat(timespec="minutes")
    team.set_step(session, record, "10", "imposibil", reason="serviciu_indisponibil", done=offered)
    assert view(session, record, "10").state.done is None


def test_a_missed_duty_needs_its_reason_unless_it_was_done_in_time(session: Session) -> None:
    record = started(session, reported=5)
    refused("reason-needed", lambda: team.set_step(session, record, "9", "facut"))
    team.set_step(session, record, "9", "facut", done=session.now() - timedelta(hours=4))
    assert view(session, record, "9").group == "done"
    team.set_step(session, record, "8", "facut", late_reason="distanta")
    assert team.board(session, record).late_reason("8") == "distanta"


def test_a_duty_that_is_done_in_its_very_last_minute_is_not_late(session: Session) -> None:
    record = started(session, reported=5)
    due = session.now() - timedelta(hours=3)  # two hours after the report
    team.set_step(session, record, "9", "facut", done=due)
    refused("reason-needed", lambda: team.set_step(session, record, "9", "facut", done=due + timedelta(minutes=1)))
    assert view(session, record, "9").state.done == minute(due)


@pytest.mark.parametrize("state", ["refuzat_de", "imposibil"])
def test_what_was_refused_late_has_its_reason_once(session: Session, state: str) -> None:
    """The reason why it was not done is why it is late; nobody is asked twice."""
    record = started(session, reported=5)
    team.set_step(session, record, "9", state, reason="distanta")
    assert team.board(session, record).late_reason("9") == "distanta"
    team.set_step(session, record, "25", state, reason="distanta")  # its deadline is days away
    assert team.board(session, record).late_reason("25") is None
    team.set_step(session, record, "8", state, reason="nu_doreste", late_reason="serviciu_indisponibil")
    assert team.board(session, record).late_reason("8") == "serviciu_indisponibil"


def test_what_was_worked_on_in_time_is_not_late_when_it_ends(session: Session) -> None:
    record = started(session, hours=41 * 24, reported=40 * 24)
    team.set_step(session, record, "28", "in_lucru", done=session.now())
    team.set_step(session, record, "28", "facut")
    assert view(session, record, "28").group == "done"


def test_a_step_ends_only_as_its_protocol_says(session: Session) -> None:
    record = started(session)
    found = team.board(session, record).protocol
    never = next(step for step in found.steps if "refuzat_de" not in step.outcomes)
    refused("not-an-outcome", lambda: team.set_step(session, record, never.id, "refuzat_de", reason="teama"))
    refused("not-an-outcome", lambda: team.set_step(session, record, "99", "facut"))
    refused("not-an-outcome", lambda: team.set_step(session, record, "9", "cumva"))


def test_a_window_that_passed_asks_for_nothing(session: Session) -> None:
    record = started(session, hours=100)
    assert view(session, record, "10").clocks[0].state == "passed"
    team.set_step(session, record, "10", "facut")
    assert view(session, record, "10").group == "done"


def test_a_reason_that_is_not_in_the_list_is_refused(session: Session) -> None:
    record = started(session)
    refused("unknown-option", lambda: team.set_step(session, record, "10", "refuzat_de", reason="fiindcă"))
    assert view(session, record, "10").state.state == "de_facut"


def test_an_hour_to_come_is_asked_about_unless_the_clock_of_the_computer_is_behind(
    session: Session, clock: FixedClock
) -> None:
    record = started(session)
    tomorrow = session.now() + timedelta(days=1)
    refused("times-asked", lambda: team.set_step(session, record, "10", "facut", done=tomorrow))
    assert view(session, record, "10").state.state == "de_facut"
    team.set_step(session, record, "10", "facut", done=session.now().date().isoformat())
    really = session.now()
    clock.now -= timedelta(days=1)
    team.set_step(session, record, "11", "facut", done=really)
    assert view(session, record, "11").state.done == minute(really)


# --- clocks -----------------------------------------------------------------------------------------------------------


def test_what_is_done_leaves_the_list_of_what_is_due(session: Session) -> None:
    record = started(session)
    case = str(records.get(session.conn, record).case)  # type: ignore[union-attr]
    refs = {row.ref for row in clocks(session, case)}
    assert {"9", "10", "11", "13"} <= refs
    team.set_step(session, record, "10", "facut")
    assert {row.ref for row in clocks(session, case)} == refs - {"10"}
    team_writing.put(session, record, {"outcome": "inchis"})
    assert clocks(session, case) == []


def clocks(session: Session, case: str) -> list[DueRow]:
    """What is due of the teams of a case."""
    return [row for row in due.of_case(session.conn, case) if row.kind in teamfile.CLOCKS]


def test_the_end_of_a_consent_is_due_until_it_is_withdrawn(session: Session) -> None:
    case = case_of(session)
    answers = {
        "release/a/recipient": "politie",
        "release/a/agreed": "da",
        "release/a/valid_until": "2026-11-30",
        "release/b/recipient": "medical",
        "release/b/agreed": "nu",
        "release/b/valid_until": "2026-11-26",
    }
    record = put(session, case.code, "consent", consent_services="da", **answers).record

    def ends() -> list[tuple[str, str]]:
        return [(r.kind, r.at) for r in due.of_case(session.conn, str(case.case)) if r.record == record]

    assert ends() == [("consent", "2026-11-30T21:59:00.000Z")]
    put(session, case.code, "consent", record, withdrawn_on="2026-11-24")
    assert ends() == []


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_call_keeps_one_row_for_an_institution(session: Session, clock: FixedClock) -> None:
    record = started(session)
    team_people.note(session, record, Note("MED", "no_answer", name="dr. Inventat", phone="0236 23 456"))
    clock.advance(minutes=10)
    team_people.note(session, record, Note("MED", "answered"))
    (member,) = [m for m in team.board(session, record).members if m.group == "MED"]
    assert (member.name, member.phone) == ("dr. Inventat", "+37323623456")
    assert member.state() == ("answered", minute(session.now()))
    clock.advance(minutes=10)
    team_people.note(session, record, Note("MED", "no_answer"))
    (member,) = [m for m in team.board(session, record).members if m.group == "MED"]
    assert member.state()[0] == "no_answer"


def test_what_is_no_number_and_no_result_is_refused(session: Session) -> None:
    record = started(session)
    refused("bad-value", lambda: team_people.note(session, record, Note("MED", "vine")))
    before = len(records.revisions(session.conn, record))
    refused("bad-value", lambda: team_people.note(session, record, Note("MED", "answered", phone="sună")))
    assert len(records.revisions(session.conn, record)) == before


def test_an_institution_without_a_step_of_its_own_is_not_needed(session: Session) -> None:
    case = case_of(session)
    put(session, case.code, "identity", birth_date="1990", sex="F")
    record = team_start.begin(session, str(case.case), Wanted("sv_md")).record
    assert {i.group: i.state for i in team.board(session, record).institutions}["EDU"] == "not_needed"


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_counts_missed_duties_and_not_windows(session: Session) -> None:
    late, calm = started(session, hours=100, reported=30), started(session, hours=100, reported=0)
    rows = {row.record: row for row in teams.all_teams(session)}
    assert rows[late].late > 0 and rows[calm].late == 0
    assert [row.record for row in teams.all_teams(session)] == [late, calm]
    counts = teams.counts(session, calm)
    assert counts.done == 0 and 0 < counts.now < counts.shown
    team.set_step(session, calm, "10", "facut")
    assert teams.counts(session, calm).done == 1


def test_a_record_that_is_no_team_is_not_shown_as_one(session: Session) -> None:
    case = case_of(session)
    for deed in (lambda: team.board(session, str(case.case)), lambda: teams.counts(session, str(case.case))):
        refused("no-such-record", deed)
