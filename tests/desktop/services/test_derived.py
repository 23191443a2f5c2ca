"""What follows from the answers of a case follows them: after every kind of write, in every sheet that it touches."""

from __future__ import annotations

from typing import Any

import pytest

from db import cases as rows
from db import due, facts, records
from desktop.services import intake, team, team_start, today
from desktop.services.conflict_choice import combine
from desktop.services.records import Saved, open_sheet, save
from desktop.services.session import Session
from desktop.services.team_start import Wanted


def put(session: Session, form: str, code: str | None = None, record: str | None = None, **sets: Any) -> intake.Put:
    """One line, as the command line writes it."""
    with session.vault.write(session.now()) as conn:
        line = {"case": code, "form": form, "record": record, "set": sets}
        return intake.put(session, conn, line)


def open_case(session: Session) -> tuple[str, str]:
    made = put(session, "case", case_track=["sv_adult"])
    assert made.code is not None
    return made.record, made.code


def filled(session: Session, form: str, case: str, record: str | None = None, **changes: Any) -> Saved:
    """The same through a form of the window."""
    return save(session, open_sheet(session, form, case=case, record=record), changes)


def windows(session: Session, case: str) -> list[str]:
    """Until when care is of use, as the first page would say it."""
    return sorted({row.at for row in due.of_case(session.conn, case) if row.kind == "window"})


def started(session: Session, code: str, case: str, **incident: Any) -> tuple[str, str]:
    """An incident and its team."""
    act = put(session, "incident", code, **incident).record
    return act, team_start.begin(session, case, Wanted("sv_md")).record


@pytest.mark.parametrize("by_line", [True, False], ids=["a line", "a form"])
def test_clocks_run_from_the_corrected_hour_of_the_act(session: Session, by_line: bool) -> None:
    case, code = open_case(session)
    act, sheet = started(session, code, case, inc_dt="2026-11-23T10:00+02:00")
    assert "2026-11-26T08:00:00.000Z" in windows(session, case)

    if by_line:
        put(session, "incident", code, act, inc_dt="2026-11-22T10:00+02:00")
    else:
        filled(session, "incident", case, act, inc_dt="2026-11-22T10:00+02:00")

    assert team.board(session, sheet).t0 == "2026-11-22T10:00+02:00"
    assert "2026-11-25T08:00:00.000Z" in windows(session, case)
    assert "2026-11-26T08:00:00.000Z" not in windows(session, case)
    written = records.revisions(session.conn, sheet)
    # A revision like any other: it can be looked at.
    assert [list(one.sets) for one in written[1:]] == [["doubts/incident-changed/was", "t0"]]


def test_an_hour_that_was_not_known_at_the_start_starts_the_clocks_when_it_is(session: Session) -> None:
    case, code = open_case(session)
    act, sheet = started(session, code, case, previous_incidents=False)
    assert windows(session, case) == []
    filled(session, "incident", case, act, inc_dt="2026-11-23T10:00+02:00")
    assert team.board(session, sheet).t0 == "2026-11-23T10:00+02:00"
    assert windows(session, case)


def test_an_hour_that_the_team_was_given_by_hand_stays(session: Session) -> None:
    case, code = open_case(session)
    act, sheet = started(session, code, case, inc_dt="2026-11-23T10:00+02:00")
    filled(session, "team", case, sheet, t0="2026-11-23T06:00+02:00")
    filled(session, "incident", case, act, inc_dt="2026-11-22T10:00+02:00")
    assert team.board(session, sheet).t0 == "2026-11-23T06:00+02:00"


def test_only_the_team_of_this_incident_follows_it(session: Session) -> None:
    case, code = open_case(session)
    _act, sheet = started(session, code, case, inc_dt="2026-11-23T10:00+02:00")
    other = put(session, "incident", code, inc_dt="2026-11-23T10:00+02:00").record
    filled(session, "incident", case, other, inc_dt="2026-11-20T10:00+02:00")
    assert team.board(session, sheet).t0 == "2026-11-23T10:00+02:00"


def test_duties_run_from_the_corrected_hour_of_the_report(session: Session) -> None:
    case, code = open_case(session)
    report = put(session, "report", code, report_dt="2026-11-24T09:00+02:00").record
    _act, sheet = started(session, code, case, inc_dt="2026-11-23T10:00+02:00")
    assert team.board(session, sheet).r0 == "2026-11-24T09:00+02:00"
    filled(session, "report", case, report, report_dt="2026-11-24T07:00+02:00")
    assert team.board(session, sheet).r0 == "2026-11-24T07:00+02:00"
    told = {row.since for row in due.of_case(session.conn, case) if row.kind == "duty"}
    assert told == {"2026-11-24T05:00:00.000Z"}


@pytest.mark.parametrize("by_line", [True, False], ids=["a line", "a form"])
def test_what_an_incident_says_of_the_report_follows_the_report(session: Session, by_line: bool) -> None:
    case, code = open_case(session)
    report = put(session, "report", code, report_dt="2026-11-20T09:00+02:00").record
    act = put(session, "incident", code, inc_dt="2026-11-18T10:00+02:00").record
    assert facts.shared(session.conn, "incident.elapsed_bucket", "0-3") == 1
    if by_line:
        put(session, "report", code, report, report_dt="2026-11-22T09:00+02:00")
    else:
        filled(session, "report", case, report, report_dt="2026-11-22T09:00+02:00")
    body = records.get(session.conn, act)
    assert body is not None and body.body["elapsed_bucket"] == "4-5"
    assert facts.shared(session.conn, "incident.elapsed_bucket", "0-3") == 0
    assert facts.shared(session.conn, "incident.elapsed_bucket", "4-5") == 1


def test_a_telephone_that_is_his_is_looked_at_when_he_is_written_after_her(session: Session) -> None:
    case, code = open_case(session)
    her = put(session, "identity", code, safe_contact_phone="+37369123456").record
    assert stands(session, her) != "to_check"
    him = put(session, "aggressor", code, agg_phone="+37369123456").record
    assert stands(session, her) == "to_check"
    row = rows.get(session.conn, case)
    assert row is not None and row.checks == 1
    filled(session, "aggressor", case, him, agg_phone="+37369999999")
    assert stands(session, her) != "to_check"


def stands(session: Session, record: str) -> str:
    found = records.get(session.conn, record)
    assert found is not None
    return found.state


def test_the_header_of_a_case_written_by_its_id_alone_leaves_the_rest_of_its_row(session: Session) -> None:
    case, code = open_case(session)
    put(session, "identity", code, sex="F")
    started(session, code, case, inc_dt="2026-11-23T10:00+02:00")
    before = rows.get(session.conn, case)
    put(session, "case", None, case, status="in_monitorizare", status_reason="de probă")
    after = rows.get(session.conn, case)
    assert before is not None and after is not None
    assert (after.sex, after.next_due, after.checks) == ("F", before.next_due, before.checks)
    assert facts.quasi(session.conn, case)["sex"] == "F"


@pytest.mark.parametrize("by_line", [True, False], ids=["a line", "a form"])
def test_a_report_that_moves_to_another_case_leaves_nothing_behind(session: Session, by_line: bool) -> None:
    first, code = open_case(session)
    second, _code = open_case(session)
    report = filled(session, "report", first, report_dt="2026-11-30T09:00+02:00").record  # which is yet to come
    assert checks(session, first, second) == [1, 0]
    if by_line:
        put(session, "report", code, report, case=second)
    else:
        save(session, open_sheet(session, "report", record=report), {"case": second})
    assert checks(session, first, second) == [0, 1]
    assert [found.id for found in records.of_case(session.conn, first)] == [first]


def checks(session: Session, *which: str) -> list[int]:
    found = (rows.get(session.conn, case) for case in which)
    return [row.checks for row in found if row is not None]


def test_a_consent_that_ends_is_due(session: Session) -> None:
    case, code = open_case(session)
    sheet = put(
        session,
        "consent",
        code,
        **{
            "explained_on": "2026-11-24",
            "release/a/recipient": "medicina_legala",
            "release/a/agreed": "da",
            "release/a/valid_until": "2026-11-28",
        },
    ).record
    (row,) = (one for one in due.of_case(session.conn, case) if one.kind == "consent")
    assert (row.record, row.ref, row.at) == (sheet, "consent_ends", "2026-11-28T21:59:00.000Z")
    assert [clock.record for clock in today.today(session).soon] == [sheet]
    filled(session, "consent", case, sheet, withdrawn_on="2026-11-24")
    assert "consent" not in {one.kind for one in due.of_case(session.conn, case)}


def test_a_closed_case_calls_nobody_until_it_is_opened_again(session: Session) -> None:
    case, code = open_case(session)
    started(session, code, case, inc_dt="2026-11-23T10:00+02:00")
    clocks = due.of_case(session.conn, case)
    assert clocks
    filled(session, "case", case, status="inchis", status_reason="de probă")
    assert due.of_case(session.conn, case) == []
    row = rows.get(session.conn, case)
    assert row is not None and row.next_due is None
    filled(session, "case", case, status="redeschis")
    assert due.of_case(session.conn, case) == clocks


def company(session: Session) -> tuple[int, int]:
    """How many cases a report may hide one among, by what makes people known together and by one answer alone."""
    return facts.alike(session.conn, {"sex": frozenset({"F"})}), facts.shared(session.conn, "identity.sex", "F")


@pytest.mark.parametrize("by_line", [True, False], ids=["a line", "a form"])
def test_a_second_file_about_the_same_woman_is_no_company_for_anybody(session: Session, by_line: bool) -> None:
    opened = [open_case(session) for _ in range(5)]
    sheets = [put(session, "identity", code, sex="F").record for _case, code in opened]
    assert company(session) == (5, 5)
    case, code = opened[-1]
    if by_line:
        put(session, "case", code, case, status="duplicat", status_reason="de probă")
    else:
        filled(session, "case", case, case, status="duplicat", status_reason="de probă")
    assert company(session) == (4, 4)
    filled(session, "identity", case, sheets[-1], sex="M")
    filled(session, "identity", case, sheets[-1], sex="F")
    put(session, "incident", code, inc_dt="2026-11-22T10:00+02:00")
    assert company(session) == (4, 4)  # whatever is written in it meanwhile
    filled(session, "case", case, case, status="deschis")
    assert company(session) == (5, 5)


def test_a_case_that_two_people_judge_differently_counts_as_the_answer_that_stands(session: Session) -> None:
    case, code = open_case(session)
    put(session, "identity", code, sex="F")
    mine, theirs = (open_sheet(session, "case", case=case, record=case) for _ in range(2))
    save(session, mine, {"status": "in_monitorizare", "status_reason": "de probă"})
    save(session, theirs, {"status": "duplicat", "status_reason": "de probă"})
    assert company(session) == (0, 0)
    combine(session, case, "status", "in_monitorizare")
    assert company(session) == (1, 1)
