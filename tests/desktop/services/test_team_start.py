"""How an intervention begins: what is offered, what is missing, what is in doubt, and that one act writes it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import due, records
from desktop.protocols.schema import Sort
from desktop.refusals import Refused
from desktop.services import case_state, cases, intake, team, team_start, teamfile, teams, today
from desktop.services.cases import Filter
from desktop.services.session import Session
from desktop.services.team_start import Offer, Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.test_team import case_of, minute, put, refused


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def romanian(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "CJ1", clock, country="RO")
    yield opened
    opened.vault.close(opened.now())


def offer(session: Session, case: str, sort: Sort) -> Offer:
    return next(one for one in team_start.offers(session, case) if one.protocol.sort is sort)


def id_of(case: intake.Put) -> str:
    assert case.case is not None
    return case.case


# --- what is offered --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("track", "incident", "aggressor", "suits"),
    [
        (["sv_adult"], {}, {}, {Sort.SV}),
        (["vd_adult"], {}, {}, {Sort.VD}),
        (["copil"], {"forms_legal": ["SEX"]}, {}, {Sort.SV}),
        (["copil"], {"sv_acts": ["tentativa"]}, {}, {Sort.SV}),
        (["copil"], {"forms_legal": ["FIZ"]}, {"agg_rel": "SOT"}, {Sort.VD}),
        (["copil"], {"forms_legal": ["SEX"]}, {"agg_rel": "SOT"}, {Sort.SV, Sort.VD}),
        (["copil"], {"forms_legal": ["FIZ"]}, {}, set()),
    ],
)
def test_what_suits_follows_from_the_sheets(
    session: Session, track: list[str], incident: dict[str, Any], aggressor: dict[str, Any], suits: set[Sort]
) -> None:
    case = put(session, None, "case", case_track=track)
    put(session, case.code, "incident", inc_dt="2026-11-23", **incident)
    if aggressor:
        put(session, case.code, "aggressor", **aggressor)
    found = team_start.offers(session, id_of(case))
    assert {one.protocol.sort for one in found if one.suits} == suits
    assert [one.suits for one in found] == sorted((one.suits for one in found), reverse=True)
    assert all(one.protocol.country == "MD" for one in found)


def test_each_sheet_has_its_own_offer_and_says_who_works_on_it(session: Session, clock: FixedClock) -> None:
    case = case_of(session)
    clock.advance(minutes=1)
    second = put(session, case.code, "incident", inc_dt="2026-11-24").record
    first = team_start.begin(session, id_of(case), Wanted("sv_md"))
    found = [one for one in team_start.offers(session, id_of(case)) if one.protocol.id == "sv_md"]
    assert {one.sheet: one.running for one in found}[second] == first.record  # the newest comes first
    assert sum(one.running is None for one in found) == 1


def test_what_is_missing_is_named(session: Session, romanian: Session) -> None:
    case = put(session, None, "case", case_track=["sv_adult"])
    assert {one.missing for one in team_start.offers(session, id_of(case))} == {"incident-needed"}
    assert not any(one.protocol.sort is Sort.HOME for one in team_start.offers(session, id_of(case)))
    other = put(romanian, None, "case", case_track=["vd_adult"])
    homes = [one for one in team_start.offers(romanian, id_of(other)) if one.protocol.sort is Sort.HOME]
    assert {one.missing for one in homes} <= {"stay-needed"}


def test_two_protocols_of_one_incident_run_side_by_side(session: Session) -> None:
    """Sexual violence in the family: the emergency begins, and starts the team of sexual violence."""
    case = case_of(session)
    put(session, case.code, "aggressor", agg_rel="SOT")
    violence = offer(session, id_of(case), Sort.VD)
    first = team_start.begin(session, id_of(case), Wanted(violence.protocol.id)).record
    second = team_start.begin(session, id_of(case), Wanted("sv_md")).record
    assert first != second
    for wanted in ("sv_md", violence.protocol.id):
        refused("team-runs", lambda wanted=wanted: team_start.begin(session, id_of(case), Wanted(wanted)))
    boards = [team.board(session, one) for one in (first, second)]
    assert [board.protocol.sort for board in boards] == [Sort.VD, Sort.SV]
    assert boards[0].t0 == boards[1].t0
    assert len(teams.all_teams(session)) == 2


def test_the_case_suggests_each_that_suits_and_is_not_begun(session: Session) -> None:
    case = case_of(session)
    put(session, case.code, "aggressor", agg_rel="SOT")

    def suggested() -> set[str]:
        return {one.kind for one in cases.read_case(session, id_of(case)).next if one.kind.startswith("team")}

    assert suggested() == {"team", "team_vd"}
    team_start.begin(session, id_of(case), Wanted(offer(session, id_of(case), Sort.VD).protocol.id))
    assert suggested() == {"team"}


def test_an_emergency_of_last_year_is_not_suggested(session: Session) -> None:
    case = put(session, None, "case", case_track=["vd_adult"])
    put(session, case.code, "incident", inc_dt="2025-10", forms_legal=["FIZ"])
    assert offer(session, id_of(case), Sort.VD).suits
    assert not any(one.kind == "team_vd" for one in cases.read_case(session, id_of(case)).next)


# --- the one act ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["POL", "SOC", "JUR", "EDU", "ML", "MED", "ONG"])
def test_every_door_is_the_right_one(session: Session, group: str) -> None:
    case = case_of(session)
    record = team_start.begin(session, id_of(case), Wanted("sv_md", first_contact=group)).record
    board = team.board(session, record)
    assert board.answers["first_contact"] == group
    assert board.turn(board.steps[0]) == (group,)
    assert {one.group: one.state for one in board.institutions}[group] in {"present", "arrived"}


def test_an_institution_that_the_protocol_does_not_know_is_refused(session: Session) -> None:
    case = case_of(session)
    refused("bad-value", lambda: team_start.begin(session, id_of(case), Wanted("sv_md", first_contact="XYZ")))
    refused("no-protocol", lambda: team_start.begin(session, id_of(case), Wanted("sv_ro")))
    refused("bad-value", lambda: team_start.begin(session, id_of(case), Wanted("sv_md", reported="cândva")))
    assert not records.of_form(session.conn, "team")


def test_of_several_reports_the_first_that_fits_the_incident_counts(session: Session) -> None:
    """An old report of the same case is not the hour from which this team is late."""
    case = put(session, None, "case", case_track=["sv_adult"])
    for moment in ("2026-03-01T10:00+02:00", "2026-11-24T12:00+02:00", "2026-11-24T13:00+02:00"):
        put(session, case.code, "report", report_dt=moment)
    with session.vault.write(session.now()) as conn:
        intake.put(session, conn, {"case": case.code, "form": "incident", "set": {"inc_dt": "2026-11"}})
    board = team.board(session, team_start.begin(session, id_of(case), Wanted("sv_md")).record)
    assert board.r0 == "2026-11-24T12:00+02:00" and board.doubts == ()


def test_an_hour_that_is_given_by_hand_stands_and_is_not_asked_about(session: Session) -> None:
    case = case_of(session, reported=5)
    given = minute(session.now() - timedelta(hours=4))
    board = team.board(session, team_start.begin(session, id_of(case), Wanted("sv_md", reported=given)).record)
    assert board.r0 == given and board.doubts == ()


def test_the_day_alone_of_a_report_counts_from_its_beginning(session: Session) -> None:
    case = put(session, None, "case", case_track=["sv_adult"])
    put(session, case.code, "incident", inc_dt="2026-11", forms_legal=["SEX"])
    record = team_start.begin(session, id_of(case), Wanted("sv_md", reported="2026-11-24")).record
    first = team.board(session, record).steps[0].clocks[0]
    assert (first.exact, first.due) == (False, session.now().replace(hour=1, minute=0))


def test_an_admission_counts_from_its_request_and_from_the_hour_on_the_sheet_of_the_stay(romanian: Session) -> None:
    session = romanian
    case = put(session, None, "case", case_track=["locuinta_protejata"], opened_on="2026-11-20")
    stay = put(session, case.code, "stay", request_dt="2026-11-22T10:00+02:00").record
    assert offer(session, id_of(case), Sort.HOME).suits
    assert "team_home" in {one.kind for one in cases.read_case(session, id_of(case)).next}
    record = team_start.begin(session, id_of(case), Wanted("home_ro")).record
    board = team.board(session, record)
    assert dict(board.anchors) == {
        "incident": None, "report": "2026-11-22T10:00+02:00", "admission": None, "order": None,
    }  # fmt: skip
    waiting = [clock for view in board.steps for clock in view.clocks if clock.anchor == "admission"]
    assert waiting and {clock.state for clock in waiting} == {"open"}

    put(session, case.code, "stay", stay, admission_dt="2026-11-23T15:00+02:00")
    board = team.board(session, record)
    assert board.anchors["admission"] == "2026-11-23T15:00+02:00" and board.doubts == ()
    assert any(row.kind == "duty" for row in due.of_record(session.conn, record))

    put(session, case.code, "stay", stay, request_dt="2026-11-22T09:00+02:00")
    board = team.board(session, record)
    assert board.r0 == "2026-11-22T09:00+02:00" and [one.code for one in board.doubts] == ["report-changed"]
    put(session, case.code, "team", record, a0="2026-11-23T18:00+02:00")
    assert {one.code for one in team.board(session, record).doubts} == {"report-changed", "admission-changed"}
    refused("team-runs", lambda: team_start.begin(session, id_of(case), Wanted("home_ro")))


def test_who_has_left_or_was_refused_is_not_admitted(romanian: Session) -> None:
    case = put(romanian, None, "case", case_track=["locuinta_protejata"], opened_on="2026-11-01")
    put(romanian, case.code, "stay", request_dt="2026-11-22T10:00+02:00", decision="respins")
    assert not any(one.suits for one in team_start.offers(romanian, id_of(case)) if one.protocol.sort is Sort.HOME)


# --- what is in doubt -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "doubt"),
    [
        ("2026-11-25T09:00+02:00", "report-ahead"),
        ("2026-11-25", "report-ahead"),
        ("2026-11-20T09:00+02:00", "incident-after-report"),
        ("2026-11", ""),  # it may be any day of the month
        ("2026-11-24", ""),
    ],
)
def test_a_time_that_cannot_be_right_is_asked_about_before_anything_is_written(
    session: Session, reported: str, doubt: str
) -> None:
    case = case_of(session, hours=41)
    wanted = Wanted("sv_md", reported=reported)
    if not doubt:
        assert team_start.begin(session, id_of(case), wanted).record
        return
    with pytest.raises(Refused) as refusal:
        team_start.begin(session, id_of(case), wanted)
    assert (refusal.value.code, refusal.value.facts) == ("team-doubt", {"doubt": doubt})
    assert not records.of_form(session.conn, "team")
    record = team_start.begin(session, id_of(case), replace(wanted, sure=frozenset({doubt}))).record
    assert team.board(session, record).doubts == ()  # it was confirmed, and nobody asks again


def test_a_clock_that_was_set_back_is_asked_about(session: Session, clock: FixedClock) -> None:
    case = case_of(session)
    record = team_start.begin(session, id_of(case), Wanted("sv_md")).record
    clock.advance(hours=-3)
    (doubt,) = [one for one in team.board(session, record).doubts if one.code == "clock-back"]
    assert doubt.says == "2026-11-24T14:30+02:00"
    clock.advance(hours=3)
    assert team.board(session, record).doubts == ()


# --- a protocol that is not known here --------------------------------------------------------------------------------


def test_a_running_team_keeps_the_version_that_it_started_with(session: Session) -> None:
    record = team_start.begin(session, id_of(case_of(session)), Wanted("sv_md")).record
    old = session.library.protocol("sv_md", 1)
    newer = replace(old, version=2, steps=old.steps[:3])
    session.library = replace(session.library, protocols={**session.library.protocols, ("sv_md", 2): newer})
    assert team.board(session, record).protocol is old
    team.set_step(session, record, "29", "nu_se")
    other = team_start.begin(session, id_of(case_of(session)), Wanted("sv_md")).record
    assert len(team.board(session, other).steps) == 3


def test_a_version_that_is_not_known_here_is_said_plainly_and_breaks_nothing(session: Session) -> None:
    case = case_of(session)
    record = team_start.begin(session, id_of(case), Wanted("sv_md")).record
    whole, without = session.library, {k: v for k, v in session.library.protocols.items() if k[0] != "sv_md"}
    session.library = replace(whole, protocols=without)
    for deed in (
        lambda: team.open_board(session, record),
        lambda: team.set_step(session, record, "1", "facut"),
    ):
        refused("protocol-unknown", deed)
    (row,) = teams.all_teams(session)
    assert row.protocol is None and row.code
    assert teams.counts(session, record).shown == 0
    assert today.today(session).cases == 1
    assert cases.page(session, Filter()).rows and cases.read_case(session, id_of(case)).records
    put(session, case.code, "identity", sex="F")  # the case is written in all the same
    before = records.get(session.conn, record)
    session.library = whole
    assert before is not None and team.board(session, record).answers == before.body


def test_what_is_no_version_is_no_protocol(session: Session) -> None:
    for answers in (
        {},
        {"protocol": "sv_md"},
        {"protocol": 5, "protocol_version": 1},
        {"protocol": "sv_md", "protocol_version": True},
    ):
        assert teamfile.known_protocol(session, answers) is None
        refused("protocol-unknown", lambda answers=answers: teamfile.protocol_of(session, answers))


def test_in_a_closed_case_no_team_begins_whose_hours_nobody_would_hear(session: Session) -> None:
    case = case_of(session)
    case_state.change(session, id_of(case), "inchis", "decizia coordonatorului")
    refused("team-of-closed-case", lambda: team_start.begin(session, id_of(case), Wanted("sv_md")))
    case_state.change(session, id_of(case), "redeschis", "a venit din nou")
    assert team_start.begin(session, id_of(case), Wanted("sv_md")).record
