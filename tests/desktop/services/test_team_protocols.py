"""Every shipped protocol run by an office of its country: the sheets of the case bring its steps to life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.protocols.board import StepView
from desktop.services import intake, team, team_start
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk


@pytest.fixture
def romania(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "CJ1", clock, country="RO")
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def moldova(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def put(session: Session, code: str | None, form: str, /, record: str | None = None, **answers: Any) -> intake.Put:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": code, "form": form, "record": record, "set": answers})


def ago(session: Session, hours: float) -> str:
    return (session.now() - timedelta(hours=hours)).isoformat(timespec="minutes")


def case_of(session: Session, **incident: Any) -> intake.Put:
    case = put(session, None, "case", case_track=["vd_adult"])
    put(session, case.code, "report", report_dt=ago(session, 5), referring_inst="auto_referire")
    put(session, case.code, "incident", inc_dt=ago(session, 8), **{"forms_legal": ["FIZ"]} | incident)
    return case


def steps(session: Session, case: intake.Put, protocol: str) -> dict[str, StepView]:
    offer = next(one for one in team_start.offers(session, str(case.case)) if one.protocol.id == protocol)
    record = offer.running or team_start.begin(session, str(case.case), Wanted(protocol)).record
    return {view.step.id: view for view in team.board(session, record).steps}


def dues(session: Session, view: StepView) -> list[timedelta]:
    """How far from now each of its deadlines lies."""
    return [clock.due - session.now() for clock in view.clocks if isinstance(clock.due, datetime)]


def test_each_country_is_offered_its_own(romania: Session, moldova: Session) -> None:
    offered = {
        session.office.country: [one.protocol.id for one in team_start.offers(session, str(case_of(session).case))]
        for session in (romania, moldova)
    }
    assert {country: sorted(found) for country, found in offered.items()} == {
        "RO": ["home_ro", "sv_ro", "vd_ro"],
        "MD": ["sv_md", "vd_md"],
    }


def test_a_provisional_order_brings_its_hours(romania: Session) -> None:
    case = case_of(romania)
    before = steps(romania, case, "vd_ro")
    assert {before[id].group for id in ("10", "12", "23")} == {"next"}, "nobody has said that there is no order"
    order: dict[str, Any] = {"kind": "OPP", "decision": "emis", "issued_dt": ago(romania, 1), "measures": ["evacuare"]}
    sheet = put(romania, case.code, "protection", **order)
    after = steps(romania, case, "vd_ro")
    hour = timedelta(hours=1)
    assert dues(romania, after["12"]) == [hour / 2]
    assert dues(romania, after["10"]) == [23 * hour, 47 * hour]
    assert dues(romania, after["23"]) == [95 * hour, 119 * hour]
    assert after["23b"].group == "hidden" and after["12"].group == "now"
    put(romania, case.code, "protection", record=sheet.record, measures=["distanta"])
    assert steps(romania, case, "vd_ro")["12"].group == "hidden", "nobody was put out of the home"


def test_after_the_court_has_decided_nothing_waits_for_the_police_order(romania: Session) -> None:
    case = case_of(romania)
    put(romania, case.code, "protection", kind="OPP", decision="emis", issued_dt=ago(romania, 4))
    put(romania, case.code, "protection", kind="OP_familial", decision="emis", issued_dt=ago(romania, 1))
    found = steps(romania, case, "vd_ro")
    assert {found[id].group for id in ("10", "23")} == {"hidden"}
    assert found["23b"].group == "next"


def test_in_moldova_the_order_ends_after_ten_days_and_asks_after_seven(moldova: Session) -> None:
    case = case_of(moldova)
    put(moldova, case.code, "protection", kind="ORU", decision="emis", issued_dt=ago(moldova, 2))
    found = steps(moldova, case, "vd_md")
    assert dues(moldova, found["23"]) == [timedelta(days=7, hours=-2)]
    assert dues(moldova, found["22"]) == [timedelta(days=7, hours=-2)]
    assert found["22"].clocks[0].repeat_no == 1
    assert not {"10", "12"} & found.keys()


@pytest.mark.parametrize(
    ("told", "group"),
    [({"forms_legal": ["FIZ", "SEX"]}, "now"), ({}, "now"), ({"l1": False, "l2": False}, "hidden")],
)
def test_sexual_violence_in_the_family_starts_the_other_team(moldova: Session, told: Any, group: str) -> None:
    """It is asked for as long as nobody has plainly said no; the other team then runs beside this one."""
    case = case_of(moldova, **told)
    assert steps(moldova, case, "vd_md")["15"].group == group
    assert steps(moldova, case, "sv_md")["10"].clocks[0].kind == "window"


def test_an_admission_counts_from_the_day_she_moves_in(romania: Session) -> None:
    case = case_of(romania)
    stay = put(romania, case.code, "stay", request_dt=ago(romania, 5), adults=1, children=0)
    before = steps(romania, case, "home_ro")
    assert dues(romania, before["2"]) == [timedelta(hours=19)], "from her request"
    assert not dues(romania, before["8"])
    put(romania, case.code, "stay", record=stay.record, admission_dt=ago(romania, 1), decision="admis")
    after = steps(romania, case, "home_ro")
    assert dues(romania, after["8"]) == [timedelta(hours=1)]
    assert after["4"].clocks[0].state == "late", "it was to be done before she moved in"
    assert after["12"].group == "hidden", "she came without children"
